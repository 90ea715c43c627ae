"""Finding events, on both databases."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eventreg.businesses import service as businesses
from eventreg.businesses.models import Category
from eventreg.core.clock import Zone
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.files import read_image
from eventreg.core.permissions import SYSTEM, Actor, Permission, Role
from eventreg.events import queries, rules, service
from eventreg.events.models import Event
from eventreg.events.queries import Filters
from eventreg.events.rules import EventKind, EventState
from tests.factories.businesses import picture
from tests.factories.events import DAY, days, make_event
from tests.support.queries import asked

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
ORGANISER = Actor(person_id=1, roles=frozenset({(Role.ORGANISER, None)}))


def titles(filters: Filters, now: datetime = NOW, page: int = 1) -> list[str]:
    return [event.title for event in queries.public_page(filters, page=page, now=now).rows]


def test_words_are_found_in_any_case_and_anywhere(app):
    with app.app_context(), unit_of_work():
        make_event(title="Étalase BATIK", place_name="Lapangan Jetayu", now=NOW)
        make_event(title="Anyaman", summary="Dari eceng gondok", now=NOW)

        assert titles(Filters("étalase")) == ["Étalase BATIK"]
        assert titles(Filters("batik jetayu")) == ["Étalase BATIK"]
        assert titles(Filters("ECENG")) == ["Anyaman"]
        assert titles(Filters("100%")) == []
        assert titles(Filters("jetayu eceng")) == []


def test_lists_are_narrowed_by_kind_and_by_what_is_open(app):
    with app.app_context(), unit_of_work():
        make_event(title="Pameran", kind=EventKind.EXHIBITION, now=NOW)
        make_event(title="Tutup", state=EventState.CLOSED, now=NOW)
        make_event(title="Draf", state=EventState.DRAFT, now=NOW)
        make_event(title="Nanti", opens_at=NOW + DAY, now=NOW)

        assert titles(Filters(kind=EventKind.EXHIBITION)) == ["Pameran"]
        assert titles(Filters(open_now=True)) == ["Pameran"]
        assert "Draf" not in titles(Filters())


def test_a_month_is_that_of_the_place(app):
    """16.00 UTC on the last of January is 23.00 WIB, and in Jayapura the first of February at 01.00."""
    starts = datetime(2027, 1, 31, 16, tzinfo=UTC)
    january, february = date(2027, 1, 1), date(2027, 2, 1)
    with app.app_context(), unit_of_work():
        make_event(title="Barat", zone=Zone.WIB, sessions=days(starts, hours=1), now=NOW)
        make_event(title="Timur", zone=Zone.WIT, sessions=days(starts, hours=1), now=NOW)

        assert titles(Filters(month=january)) == ["Barat"]
        assert titles(Filters(month=february)) == ["Timur"]
        assert queries.months_with_events(now=NOW) == [january, february]


def test_an_event_over_new_year_is_in_both_months(app):
    with app.app_context(), unit_of_work():
        make_event(sessions=days(datetime(2026, 12, 31, 2, tzinfo=UTC), datetime(2027, 1, 1, 2, tzinfo=UTC)), now=NOW)

        assert queries.months_with_events(now=NOW) == [date(2026, 12, 1), date(2027, 1, 1)]
        assert len(titles(Filters(month=date(2027, 1, 1)))) == 1


def test_a_craft_finds_what_is_for_it_for_its_group_and_for_all(app):
    with app.app_context(), unit_of_work():
        businesses.ensure_categories()
        ids = dict(db.session.execute(db.select(Category.code, Category.id)).all())
        for title, code in [("Semua", ""), ("Batik", "batik"), ("Tulis", "batik-tulis"), ("Kayu", "kriya-kayu")]:
            make_event(title=title, category_id=ids.get(code), now=NOW)

        assert set(titles(Filters(category="batik-tulis"))) == {"Semua", "Batik", "Tulis"}
        assert set(titles(Filters(category="batik-cap"))) == {"Semua", "Batik"}
        assert set(titles(Filters(category="kriya"))) == {"Semua", "Kayu"}


def test_what_comes_next_is_first_and_what_is_over_is_last(app):
    with app.app_context(), unit_of_work():
        past = NOW - 100 * DAY
        for title, made, starts in [
            ("lama", past, past + 20 * DAY),
            ("baru saja", past, NOW - 5 * DAY),
            ("jauh", NOW, NOW + 50 * DAY),
            ("dekat", NOW, NOW + 9 * DAY),
        ]:
            make_event(title=title, sessions=days(starts), now=made)

        assert titles(Filters()) == ["dekat", "jauh", "baru saja", "lama"]


def test_pages_hold_twelve(app):
    with app.app_context(), unit_of_work():
        for _ in range(13):
            make_event(now=NOW)
        first, second = (queries.public_page(Filters(), page=page, now=NOW) for page in (1, 2))
        beyond = queries.public_page(Filters(), page=99, now=NOW)

        assert (first.first, first.last, first.total, first.next) == (1, 12, 13, 2)
        assert (second.first, second.last, second.next) == (13, 13, None)
        assert beyond.number == 2


def test_drafts_are_not_found_by_visitors_nor_events_of_others_by_staff(app):
    with app.app_context(), unit_of_work():
        draft, mine = make_event(state=EventState.DRAFT), make_event()
        helper = Actor(person_id=2, roles=frozenset({(Role.ORGANISER, mine.id)}))

        with pytest.raises(NotFound):
            queries.get_public(draft.slug)
        with pytest.raises(NotFound):
            queries.get_for_staff(draft.slug, helper, Permission.EVENT_READ)
        assert queries.get_for_staff(mine.slug, helper, Permission.EVENT_MANAGE).id == mine.id
        assert [e.id for e in queries.staff_page(Filters(), actor=helper, page=1, now=NOW).rows] == [mine.id]
        assert queries.counts_by_state(Filters(), actor=helper, now=NOW).total() == 1


def test_the_database_and_the_rules_see_the_same_state(app):
    with app.app_context(), unit_of_work():
        for state in (EventState.DRAFT, EventState.PUBLISHED, EventState.CLOSED, EventState.CANCELLED):
            make_event(state=state, now=NOW)
        for hours in (-25, 0, 5 * 24, 5 * 24 + 1, 10 * 24, 12 * 24, 20 * 24):
            now = NOW + timedelta(hours=hours)
            stored = dict(db.session.execute(db.select(Event.id, queries.state_now(now))).all())
            opened = set(db.session.scalars(db.select(Event.id).where(queries.is_open(now))))
            for event in queries.all_events():
                span = {"closes_at": event.closes_at, "ends_at": event.ends_at, "now": now}
                assert stored[event.id] == rules.state_at(event.state, starts_at=event.starts_at, **span)
                assert (event.id in opened) is rules.is_open(event.state, opens_at=event.opens_at, **span)
            counts = queries.counts_by_state(Filters(), actor=ORGANISER, now=now)
            assert counts.total() == 4


@pytest.mark.parametrize("path", ["/", "/events/"])
def test_lists_ask_as_often_for_three_as_for_one(app, client, path):
    def add() -> None:
        with app.app_context(), unit_of_work():
            cover = service.keep_cover(read_image(picture()), actor=SYSTEM, now=NOW)
            make_event(cover_id=cover.id)
            make_event(state=EventState.CLOSED, cover_id=cover.id)

    add()
    with asked(app) as for_one:
        client.get(path)
    add()
    add()

    with asked(app) as for_three:
        client.get(path)
    assert len(for_three) == len(for_one)
