"""What organisers do with events, on both databases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.permissions import SYSTEM
from eventreg.events import rules, service, slots
from eventreg.events.models import Event
from eventreg.events.rules import EventState
from eventreg.events.service import SessionDetails
from tests.factories.events import DAY, days, details, make_event

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
BEGINS = NOW + 10 * DAY


def kept(event: Event) -> list[SessionDetails]:
    """The sessions as the editor sends them back."""
    return [SessionDetails(row.starts_at, row.ends_at, row.title, row.id) for row in event.sessions]


def trail() -> list[tuple[str, list[str]]]:
    return [(entry.action, entry.fields) for entry in db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id))]


def test_an_event_begins_as_a_draft_and_spans_its_sessions(app):
    with app.app_context(), unit_of_work():
        event = service.create(details(NOW), days(BEGINS + DAY, BEGINS), actor=SYSTEM, now=NOW)

        assert event.state is EventState.DRAFT
        assert (event.starts_at, event.ends_at) == (BEGINS, BEGINS + DAY + timedelta(hours=8))
        assert trail() == [("event.created", [])]


def test_addresses_come_from_the_title_and_stay_apart(app):
    with app.app_context(), unit_of_work():
        slugs = [make_event(title=title).slug for title in ("Pekan Batik", "Pekan batik!", "Pekan Batik", "New")]

        assert slugs == ["pekan-batik", "pekan-batik-2", "pekan-batik-3", "new-2"]


def test_an_edit_keeps_the_sessions_that_stay_and_names_what_changed(app):
    with app.app_context(), unit_of_work():
        event = make_event(state=EventState.DRAFT, now=NOW, sessions=days(BEGINS, BEGINS + DAY, BEGINS + 2 * DAY))
        first, second, third = kept(event)
        moved = replace(second, starts_at=second.starts_at + timedelta(hours=1))
        added = SessionDetails(BEGINS + 4 * DAY, BEGINS + 4 * DAY + timedelta(hours=2), "Penutupan")
        wanted = details(NOW, title="Judul baru", quota=12)

        service.edit(event.id, wanted, [moved, first, added], actor=SYSTEM, now=LATER)
        db.session.refresh(event)

        ids = [row.id for row in event.sessions]
        assert ids[:2] == [first.id, second.id]
        assert third.id not in ids
        assert event.sessions[1].starts_at == moved.starts_at
        assert event.ends_at == added.ends_at
        assert event.updated_at == LATER
        assert trail()[-1] == ("event.edited", ["quota", "sessions", "title"])


def test_saving_without_a_change_leaves_no_trace(app):
    with app.app_context(), unit_of_work():
        event = make_event(state=EventState.DRAFT, now=NOW, title="Sama", quota=7)
        before = trail()

        service.edit(event.id, details(NOW, title="Sama", quota=7), kept(event), actor=SYSTEM, now=LATER)

        assert trail() == before
        assert event.updated_at == NOW


def test_a_session_of_another_event_is_not_taken_over(app):
    with app.app_context(), unit_of_work():
        event, other = make_event(now=NOW), make_event(now=NOW)
        theirs = kept(other)[0]

        service.edit(event.id, details(NOW), [theirs], actor=SYSTEM, now=LATER)
        db.session.refresh(other)

        assert theirs.id in [row.id for row in other.sessions]
        assert theirs.id not in [row.id for row in event.sessions]


def test_a_session_with_scans_stays(app, monkeypatch):
    with app.app_context(), unit_of_work():
        event = make_event(now=NOW)
        first, second = kept(event)
        monkeypatch.setattr(slots, "sessions_in_use", lambda ids: {second.id} & set(ids))

        with pytest.raises(rules.SessionInUse):
            service.edit(event.id, details(NOW), [first], actor=SYSTEM, now=LATER)


def test_the_quota_never_falls_below_the_places_held(app, take_place):
    with app.app_context(), unit_of_work():
        event = make_event(now=NOW, quota=5)
        take_place(event.id)
        take_place(event.id)

        service.edit(event.id, details(NOW, quota=2), kept(event), actor=SYSTEM, now=LATER)
        with pytest.raises(rules.QuotaBelowTaken):
            service.edit(event.id, details(NOW, quota=1), kept(event), actor=SYSTEM, now=LATER)


def test_the_address_changes_while_it_is_a_draft_and_never_after(app):
    with app.app_context(), unit_of_work():
        make_event(title="Dipakai")
        event = make_event(state=EventState.DRAFT, now=NOW)

        service.edit(event.id, details(NOW), kept(event), slug="Alamat Baru", actor=SYSTEM, now=LATER)
        assert event.slug == "alamat-baru"
        for taken in ("dipakai", "new"):
            with pytest.raises(rules.SlugTaken):
                service.edit(event.id, details(NOW), kept(event), slug=taken, actor=SYSTEM, now=LATER)
        service.publish(event.id, actor=SYSTEM, now=LATER)
        with pytest.raises(rules.SlugFixed):
            service.edit(event.id, details(NOW), kept(event), slug="lagi", actor=SYSTEM, now=LATER)


def test_every_move_is_written_down(app):
    with app.app_context(), unit_of_work():
        event = make_event(state=EventState.DRAFT, now=NOW)
        for deed in (service.publish, service.close, service.reopen, service.unpublish, service.publish):
            deed(event.id, actor=SYSTEM, now=LATER)
        service.cancel(event.id, actor=SYSTEM, reason="Hujan", now=LATER)

        assert [action for action, _ in trail()] == [
            "event.created",
            "event.published",
            "event.closed",
            "event.reopened",
            "event.unpublished",
            "event.published",
            "event.cancelled",
        ]
        with pytest.raises(rules.IllegalEventMove):
            service.reopen(event.id, actor=SYSTEM, now=LATER)


def test_who_applied_keeps_the_event_in_sight(app, take_place):
    with app.app_context(), unit_of_work():
        event = make_event(now=NOW)
        take_place(event.id)

        with pytest.raises(rules.HasApplications):
            service.unpublish(event.id, actor=SYSTEM, now=LATER)


def test_an_event_that_is_not_there_cannot_be_moved(app):
    with app.app_context(), unit_of_work(), pytest.raises(NotFound):
        service.publish(4711, actor=SYSTEM, now=NOW)
