"""An event is put off and held on other days: who hears of it, and what becomes of places."""

from datetime import timedelta

import pytest

from eventreg.applications import draws
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.core import clock, outbox
from eventreg.core.clock import Zone
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events import queries
from eventreg.events import service as events
from eventreg.events.models import Material
from eventreg.events.rules import Admission, EventState, QuotaKind
from eventreg.events.writing import QuotaDetails
from tests.factories.applications import make_application
from tests.factories.events import make_event, new_dates
from tests.factories.people import sign_in


@pytest.fixture
def organiser(visitor):
    return sign_in(visitor(language="id"), "panitia@demo.test", Role.ORGANISER)


@pytest.fixture
def event(app):
    """A confirmed one, one on the waiting list, a draft, and one who has withdrawn."""
    with app.app_context(), unit_of_work():
        event = make_event(title="Pekan Batik")
        for status in (Status.CONFIRMED, Status.WAITLISTED, Status.DRAFT, Status.WITHDRAWN):
            application = make_application(event.id, email=f"{status}@contoh.id")
            application.status = status
            application.waitlisted_at = clock.now() if status is Status.WAITLISTED else None
        db.session.query(OutboxMessage).delete()
        return event.slug


def told(app):
    """Who got which message."""
    with app.app_context():
        rows = db.session.scalars(db.select(OutboxMessage).order_by(OutboxMessage.id))
        found = {(row.address.partition("@")[0], row.kind) for row in rows}
        db.session.rollback()
        return found


def test_postponing_tells_everybody_alive_and_the_public_why(app, organiser, client, event):
    page = organiser.get(f"/staff/events/{event}/postponement").text
    assert "2 pendaftar" in page
    assert "1 yang baru membuat draf" in page

    organiser.post(f"/staff/events/{event}/postponement", reason="Banjir di Jetayu")

    assert told(app) == {(who, "event_postponed") for who in ("confirmed", "waitlisted", "draft")}
    public = client.get(f"/events/{event}/").text
    assert "Banjir di Jetayu" in public
    assert "jadwal baru akan diumumkan" in public
    assert client.get(f"/events/{event}/apply").status_code != 200
    with app.app_context():
        assert queries.get_public(event).state is EventState.POSTPONED


def test_new_dates_ask_the_confirmed_again_and_tell_the_others(app, organiser, client, event):
    organiser.post(f"/staff/events/{event}/postponement", reason="Banjir")
    with app.app_context(), unit_of_work():
        before = [row.id for row in queries.get_public(event).sessions]
        db.session.query(OutboxMessage).delete()
    page = organiser.post(f"/staff/events/{event}/resumption", **new_dates(app, event), follow=True)

    assert "Kegiatan mendapat jadwal baru. 3 pesan" in page.text
    with app.app_context():
        shown = queries.get_public(event)
        assert (shown.state, shown.state_reason) == (EventState.PUBLISHED, "")
        assert [row.id for row in shown.sessions] == before
        statuses = set(db.session.scalars(db.select(Application.status)))
        assert statuses == {Status.OFFERED, Status.WAITLISTED, Status.DRAFT, Status.WITHDRAWN}
    messages = told(app)
    assert {("waitlisted", "event_resumed"), ("draft", "event_resumed")} < messages
    assert {who for who, _kind in messages} == {"confirmed", "waitlisted", "draft"}
    assert ("confirmed", "event_resumed") not in messages
    with app.app_context():
        code = db.session.scalars(db.select(Application.code).filter_by(status=Status.OFFERED)).one()
    owner = sign_in(organiser.__class__(app, language="id"), "confirmed@contoh.id")
    assert "Kegiatan ini mendapat tanggal baru" in owner.get(f"/me/applications/{code}").text
    with app.app_context():
        (offer,) = db.session.scalars(db.select(OutboxMessage).filter_by(kind="application_offered"))
        mail = outbox.render(offer)
        assert mail.subject.startswith("Tanggal baru Pekan Batik: konfirmasi lagi")
        assert "masih disimpan untuk Anda" in mail.text


def test_nobody_confirms_for_days_that_do_not_hold_any_more(app, organiser, event):
    """Who was asked before keeps the place and is asked again for the new days."""
    with app.app_context(), unit_of_work():
        sri = make_application(queries.find_id(event), email="sri@contoh.id")
        sri.status, sri.deadline_at = Status.OFFERED, clock.now() + timedelta(days=2)
        code = sri.code
    organiser.post(f"/staff/events/{event}/postponement", reason="Banjir")
    owner = sign_in(organiser.__class__(app, language="id"), "sri@contoh.id")

    page = owner.get(f"/me/applications/{code}")
    refused = owner.post(f"/me/applications/{code}/confirmation", follow=True)

    assert "Konfirmasi sebelum" not in page.text
    assert "Tempat Anda tetap disimpan" in page.text
    assert "Kegiatan ditunda" in refused.text
    with app.app_context():
        assert db.session.scalars(db.select(Application.status).filter_by(code=code)).one() is Status.OFFERED
    organiser.post(f"/staff/events/{event}/resumption", **new_dates(app, event))
    assert "Konfirmasi sebelum" in owner.get(f"/me/applications/{code}").text


@pytest.mark.sqlite_only
def test_dates_that_are_over_are_refused_and_so_is_what_is_not_postponed(app, organiser, event):
    assert organiser.post(f"/staff/events/{event}/resumption", **new_dates(app, event)).status_code == 302
    with app.app_context():
        assert queries.get_public(event).state is EventState.PUBLISHED
    organiser.post(f"/staff/events/{event}/postponement", reason="Banjir")
    page = organiser.post(f"/staff/events/{event}/resumption", **new_dates(app, event, days=-60))

    assert page.status_code == 422
    assert "Tanggal ini sudah lewat." in page.text
    with app.app_context():
        assert queries.get_public(event).state is EventState.POSTPONED


@pytest.mark.sqlite_only
def test_a_reason_is_needed(app, organiser, event):
    page = organiser.post(f"/staff/events/{event}/postponement", reason="")

    assert page.status_code == 422
    assert told(app) == set()


def test_cancelling_tells_drafts_and_the_waiting_list_too(app, organiser, event):
    organiser.post(f"/staff/events/{event}/cancellation", reason="Dana tidak turun")

    assert told(app) == {
        ("confirmed", "application_cancelled"),
        ("waitlisted", "application_cancelled"),
        ("draft", "event_cancelled"),
    }
    with app.app_context():
        assert queries.get_public(event).state_reason == "Dana tidak turun"


def reserve_until(moment):
    return QuotaDetails(QuotaKind.RESERVE, 5, group="fostered", falls_back_at=moment)


def give_dates(slug):
    """A reserve, the time to change answers, and a material, each with a moment; the moments by name."""
    event = queries.get_public(slug)
    moments = {
        "reserve": event.starts_at - timedelta(days=3),
        "changes": event.starts_at - timedelta(days=2),
        "material": event.starts_at - timedelta(days=1),
    }
    events.change(
        event.id,
        {"changes_until": moments["changes"]},
        quotas=[reserve_until(moments["reserve"])],
        actor=SYSTEM,
        now=clock.now(),
    )
    material = Material(title="Modul", url="https://contoh.id/", opens_at=moments["material"], created_at=clock.now())
    event.materials.append(material)
    return moments


def dates_of(app, slug):
    with app.app_context():
        event = queries.get_public(slug)
        (quota,), (material,) = event.quotas, event.materials
        return {"reserve": quota.falls_back_at, "changes": event.changes_until, "material": material.opens_at}


def test_what_else_has_a_date_moves_along_with_the_first_session(app, organiser, event):
    with app.app_context(), unit_of_work():
        before = give_dates(event)
    organiser.post(f"/staff/events/{event}/postponement", reason="Banjir")

    page = organiser.get(f"/staff/events/{event}/resumption").text
    organiser.post(f"/staff/events/{event}/resumption", **new_dates(app, event))

    assert "Ikut bergeser" in page
    assert "Materi “Modul”" in page
    assert dates_of(app, event) == {name: moment + timedelta(days=60) for name, moment in before.items()}


@pytest.mark.sqlite_only
def test_what_a_locked_draw_has_promised_stays_and_the_page_says_so(app, organiser):
    with app.app_context(), unit_of_work():
        made = make_event(title="Undian", admission=Admission.DRAW)
        slug, application = made.slug, make_application(made.id, email="sri@contoh.id")
        before = give_dates(slug)
        now = clock.now()
        application.status, made.closes_at = Status.SUBMITTED, now - timedelta(minutes=1)
        draws.lock_draw(made.id, "drand", "", now + timedelta(hours=1), actor=SYSTEM, now=now)
        window = {"opens": made.opens_at, "closes": made.closes_at}
    organiser.post(f"/staff/events/{slug}/postponement", reason="Banjir")

    page = organiser.get(f"/staff/events/{slug}/resumption").text
    local = {name: f"{moment.astimezone(Zone.WIB.info):%Y-%m-%dT%H:%M}" for name, moment in window.items()}
    organiser.post(f"/staff/events/{slug}/resumption", **new_dates(app, slug) | local)

    assert "Undian sudah dikunci" in page
    moved = {name: moment + timedelta(days=60) for name, moment in before.items()}
    assert dates_of(app, slug) == moved | {"reserve": before["reserve"]}


@pytest.mark.sqlite_only
def test_old_days_are_no_longer_listed_and_leave_calendars(app, organiser, client, event):
    with app.app_context(), unit_of_work():
        queries.get_public(event).sessions[0].title = "Hari mewarnai"
    before = client.get(f"/events/{event}/").text
    organiser.post(f"/staff/events/{event}/postponement", reason="Banjir")

    assert "Hari mewarnai" in before
    assert "Hari mewarnai" not in client.get(f"/events/{event}/").text
    assert "STATUS:CANCELLED" in client.get(f"/events/{event}.ics").text
