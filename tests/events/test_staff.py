"""The organisers' desk: list, overview, editor and moves."""

from datetime import UTC, date, datetime, timedelta

import pytest

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events import copying, queries, service
from eventreg.events.models import Event
from eventreg.events.rules import Entries, EventKind, EventState
from tests.factories.businesses import picture
from tests.factories.events import DAY, days, make_event
from tests.factories.people import sign_in
from tests.support.visitor import soup

TYPED = {
    "kind": "training",
    "title": "Pewarna Alam",
    "summary": "Belajar indigo",
    "description": "**Syarat**: produsen",
    "category": "",
    "place_name": "Ruang Amarta",
    "place_address": "Jl. Jetayu",
    "map_url": "https://maps.example.org/a",
    "zone": "WITA",
    "sessions-0-starts": "2031-03-04T09:00",
    "sessions-0-ends": "2031-03-04T16:30",
    "opens": "2031-01-02T00:00",
    "closes": "2031-02-28T23:59",
    "quota": "40",
    "doors_lead_minutes": "45",
    "contact_name": "Rina",
    "contact_phone": "0812-3456-7890",
}


@pytest.fixture
def organiser(visitor):
    return sign_in(visitor(language="en"), "panitia@demo.test", Role.ORGANISER)


def only_event():
    (event,) = queries.all_events()
    return event


def fields_of(page):
    """What a browser would send back of the editor."""
    form = soup(page).select_one("form[data-keep]")
    values = {}
    for control in form.select("input[name], textarea[name], select[name]"):
        kind = control.get("type")
        if kind in {"checkbox", "radio"} and not control.has_attr("checked"):
            continue
        if control.name == "select":
            chosen = control.select_one("option[selected]")
            values[control["name"]] = chosen["value"] if chosen else control.select_one("option")["value"]
        elif control.name == "textarea":
            values[control["name"]] = control.get_text().lstrip("\r\n")
        elif kind not in {"file", "hidden"} or control["name"].endswith(("-key", "cover_key")):
            values[control["name"]] = control.get("value", "")
    return values


def error_beside(page, field_id):
    return soup(page).select_one(f"#{field_id}-error").get_text(strip=True)


# ---- The editor ----------------------------------------------------------------------------------


def test_an_organiser_makes_and_publishes_an_event(app, organiser, client):
    shown = organiser.post("/staff/events/new", **TYPED, follow=True)
    assert "The draft is saved" in shown.text

    with app.app_context():
        event = only_event()
        assert event.slug == "pewarna-alam"
        assert event.starts_at == datetime(2031, 3, 4, 1, tzinfo=UTC)
        assert event.ends_at == datetime(2031, 3, 4, 8, 30, tzinfo=UTC)
        assert event.closes_at == datetime(2031, 2, 28, 15, 59, tzinfo=UTC)
        assert (event.passes, event.confirm_days, event.doors_lead_minutes) == (1, None, 45)
        assert event.contact_phone == "+6281234567890"
    assert client.get("/events/pewarna-alam/").status_code == 404
    assert "only staff see this page" in organiser.get("/staff/events/pewarna-alam/preview").text

    organiser.post("/staff/events/pewarna-alam/state", target="published")
    page = client.get("/events/pewarna-alam/")
    assert "09.00–16.30 WITA" in page.text
    assert "https://wa.me/6281234567890" in page.text
    assert 'href="https://maps.example.org/a"' in page.text


def test_a_session_may_let_each_ticket_in_once(app, organiser):
    organiser.post("/staff/events/new", **TYPED | {"sessions-0-once": "y"})

    with app.app_context(), unit_of_work():
        event = only_event()
        assert [session.entries for session in event.sessions] == [Entries.ONCE]
        again = copying.copy(
            event.id, title="Lagi", first_day=date(2032, 3, 2), batch="", actor=SYSTEM, now=clock.now()
        )
        assert [session.entries for session in again.sessions] == [Entries.ONCE]
    edited = fields_of(organiser.get("/staff/events/pewarna-alam/edit"))
    assert edited["sessions-0-once"] == "y"
    organiser.post("/staff/events/pewarna-alam/edit", **{k: v for k, v in edited.items() if k != "sessions-0-once"})
    assert "sessions-0-once" not in fields_of(organiser.get("/staff/events/pewarna-alam/edit"))


@pytest.mark.parametrize(("zone", "hour"), [("WIB", 2), ("WITA", 1), ("WIT", 0)])
def test_what_was_typed_means_the_clock_at_the_place(app, organiser, zone, hour):
    organiser.post("/staff/events/new", **TYPED | {"zone": zone})

    with app.app_context():
        assert only_event().starts_at == datetime(2031, 3, 4, hour, tzinfo=UTC)
    assert fields_of(organiser.get("/staff/events/pewarna-alam/edit"))["sessions-0-starts"] == "2031-03-04T09:00"


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("title", "  ", "Give the event a title."),
        ("place_name", "", "Say where it takes place."),
        ("map_url", "javascript:alert(1)", "it begins with https://"),
        ("map_url", "http://[", "it begins with https://"),
        ("quota", "0", "Write a number from 1 to 10000."),
        ("quota", "banyak", "Write a whole number"),
        ("quota", "", "Say how many applicants can be accepted."),
        ("contact_phone", "021 555", "This is not a mobile number."),
        ("opens", "besok", "Choose a day and a time."),
        ("opens", "0001-01-01T00:00", "Check the year."),
        ("closes", "2031-01-01T00:00", "Applications must close after they open."),
        ("closes", "2031-03-05T00:00", "Applications must close before the last session ends."),
        ("sessions-0-starts", "", "Say when it begins."),
        ("sessions-0-ends", "", "Say when it ends."),
        ("sessions-0-ends", "2031-03-04T09:00", "The end must be after the beginning."),
        ("summary", "x" * 241, "Shorten this to 240 characters at most."),
    ],
)
@pytest.mark.sqlite_only
def test_a_mistake_is_told_beside_its_field_and_nothing_is_lost(app, organiser, field, typed, words):
    page = organiser.post("/staff/events/new", **TYPED | {field: typed})

    assert page.status_code == 422
    assert words in error_beside(page, field)
    assert soup(page).select_one(f'.errors a[href="#{field}"]')
    kept = fields_of(page)
    for name, value in (TYPED | {field: typed.strip()}).items():
        assert kept[name] == value, name
    with app.app_context():
        assert queries.all_events() == []


@pytest.mark.sqlite_only
def test_an_event_needs_a_session(app, organiser):
    typed = TYPED | {"sessions-0-starts": "", "sessions-0-ends": ""}
    page = organiser.post("/staff/events/new", **typed)

    assert page.status_code == 422
    assert "at least one session is needed" in error_beside(page, "sessions-0-starts")


@pytest.mark.sqlite_only
def test_without_script_a_button_gives_more_rows_and_keeps_what_was_typed(app, organiser):
    page = organiser.post("/staff/events/new", **TYPED, add_session="1")

    assert page.status_code == 200
    assert not soup(page).select(".errors")
    assert len(soup(page).select("[data-session]")) == 4
    kept = fields_of(page)
    assert {name: kept[name] for name in TYPED} == TYPED
    with app.app_context():
        assert queries.all_events() == []


def test_saving_the_editor_as_it_is_changes_nothing(app, organiser):
    with app.app_context(), unit_of_work():
        starts = datetime(2031, 3, 4, 1, tzinfo=UTC)
        event = make_event(sessions=days(starts, starts + DAY), summary="Ringkas", passes=3)
        slug, ids, changed = event.slug, [row.id for row in event.sessions], event.updated_at
    typed = fields_of(organiser.get(f"/staff/events/{slug}/edit"))
    # the editor shows minutes; the factory's window has microseconds
    organiser.post(f"/staff/events/{slug}/edit", **typed)
    organiser.post(f"/staff/events/{slug}/edit", **fields_of(organiser.get(f"/staff/events/{slug}/edit")))

    with app.app_context():
        event = only_event()
        assert [row.id for row in event.sessions] == ids
        assert (event.summary, event.passes, event.confirm_days) == ("Ringkas", 3, None)
        assert event.updated_at >= changed


def test_a_session_is_removed_and_another_stays_itself(app, organiser):
    with app.app_context(), unit_of_work():
        starts = datetime(2031, 3, 4, 1, tzinfo=UTC)
        event = make_event(sessions=days(starts, starts + DAY))
        slug, (_, second) = event.slug, [row.id for row in event.sessions]
    typed = fields_of(organiser.get(f"/staff/events/{slug}/edit"))
    page = organiser.post(f"/staff/events/{slug}/edit", **typed, **{"sessions-0-removed": "y"}, follow=True)

    assert "The changes are saved" in page.text
    with app.app_context():
        assert [row.id for row in only_event().sessions] == [second]


def test_a_picture_is_kept_when_another_field_is_wrong(app, organiser, client):
    page = organiser.post("/staff/events/new", **TYPED | {"title": ""}, cover=(picture(), "foto.jpg"))
    key = fields_of(page)["cover_key"]
    assert page.status_code == 422
    assert organiser.get(f"/staff/covers/{key}").mimetype == "image/webp"
    assert client.get(f"/staff/covers/{key}").status_code == 302

    organiser.post("/staff/events/new", **TYPED, cover_key=key)
    with app.app_context():
        assert only_event().cover.key == key
    assert key in fields_of(organiser.get("/staff/events/pewarna-alam/edit"))["cover_key"]
    organiser.post("/staff/events/pewarna-alam/edit", **TYPED)
    with app.app_context():
        assert only_event().cover is None


@pytest.mark.sqlite_only
def test_pictures_go_up_while_typing(organiser):
    stored = organiser.post("/staff/covers", file=(picture(), "foto.jpg"))
    refused = organiser.post("/staff/covers", file=(picture().__class__(b"GIF89a"), "foto.gif"))

    assert organiser.get(stored.json["url"]).mimetype == "image/webp"
    assert refused.status_code == 422
    assert refused.json["title"]


@pytest.mark.sqlite_only
def test_what_is_no_picture_is_told_beside_the_field(organiser):
    page = organiser.post("/staff/events/new", **TYPED, cover=(picture().__class__(b"%PDF"), "surat.pdf"))

    assert page.status_code == 422
    assert error_beside(page, "cover")


@pytest.mark.sqlite_only
def test_a_picture_of_somebody_else_is_not_worn(app, organiser, visitor):
    other = sign_in(visitor(), "lain@demo.test", Role.ORGANISER)
    key = other.post("/staff/covers", file=(picture(), "foto.jpg")).json["key"]

    assert organiser.get(f"/staff/covers/{key}").status_code == 404
    organiser.post("/staff/events/new", **TYPED, cover_key=key)
    with app.app_context():
        assert only_event().cover is None


def test_refusals_of_the_service_stand_beside_their_field(app, organiser, take_place):
    with app.app_context(), unit_of_work():
        make_event(title="Dipakai")
        draft = make_event(title="Draf", state=EventState.DRAFT)
        event = make_event(title="Penuh")
        take_place(event.id)
        take_place(event.id)
        draft_slug, slug = draft.slug, event.slug
    typed = fields_of(organiser.get(f"/staff/events/{draft_slug}/edit"))
    page = organiser.post(f"/staff/events/{draft_slug}/edit", **typed | {"slug": "dipakai"})
    assert page.status_code == 422
    assert "Another event has the address" in error_beside(page, "slug")

    typed = fields_of(organiser.get(f"/staff/events/{slug}/edit"))
    page = organiser.post(f"/staff/events/{slug}/edit", **typed | {"quota": "1"})
    assert "2 applicants hold a place already" in error_beside(page, "quota")
    assert fields_of(page)["quota"] == "1"


# ---- Moves ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "target"),
    [
        (EventState.DRAFT, "closed"),
        (EventState.PUBLISHED, "published"),
        (EventState.CLOSED, "draft"),
        (EventState.CLOSED, "closed"),
        (EventState.CANCELLED, "published"),
        (EventState.CANCELLED, "draft"),
        (EventState.CANCELLED, "closed"),
        (EventState.DRAFT, "draft"),
    ],
)
@pytest.mark.sqlite_only
def test_an_illegal_move_is_refused_in_words(app, organiser, state, target):
    with app.app_context(), unit_of_work():
        slug = make_event(state=state).slug
    page = organiser.post(f"/staff/events/{slug}/state", target=target, follow=True)

    assert "The event can't do this any more" in soup(page).get_text()
    with app.app_context():
        assert only_event().state is state


def test_an_event_with_applications_is_not_hidden_and_says_why(app, organiser, take_place):
    with app.app_context(), unit_of_work():
        event = make_event()
        slug = event.slug
        take_place(event.id)
    page = organiser.post(f"/staff/events/{slug}/state", target="draft", follow=True)

    assert "Businesses have applied already" in page.text
    assert not soup(page).select_one('button[name=target][value="draft"]')


@pytest.mark.sqlite_only
def test_nonsense_is_no_target(app, organiser):
    with app.app_context(), unit_of_work():
        slug = make_event().slug

    for target in ("cancelled", "finished", "", "x"):
        assert organiser.post(f"/staff/events/{slug}/state", target=target).status_code == 400


def test_the_overview_offers_what_is_possible(app, organiser):
    with app.app_context(), unit_of_work():
        slug = make_event().slug

    def offered():
        page = soup(organiser.get(f"/staff/events/{slug}/"))
        return [button["value"] for button in page.select("button[name=target]")]

    assert offered() == ["closed", "draft"]
    organiser.post(f"/staff/events/{slug}/state", target="closed")
    assert offered() == ["published"]
    with app.app_context(), unit_of_work():
        event = db.session.scalar(db.select(Event))
        service.cancel(event.id, actor=SYSTEM, reason="Hujan", now=clock.now())
    assert offered() == []
    assert "can't be undone" in soup(organiser.get(f"/staff/events/{slug}/")).get_text()


# ---- Who may -------------------------------------------------------------------------------------


def test_the_list_counts_by_state_and_finds_by_words(app, organiser):
    with app.app_context(), unit_of_work():
        make_event(title="Satu")
        make_event(title="Dua", kind=EventKind.EXHIBITION)
        make_event(title="Tiga", state=EventState.DRAFT)
        make_event(title="Empat", now=clock.now() - timedelta(days=60))
    page = soup(organiser.get("/staff/events/"))
    tabs = {tab.contents[0].strip(): int(tab.select_one(".count").get_text()) for tab in page.select(".tabs a")}

    assert tabs == {"All": 4, "Draft": 1, "Published": 2, "Finished": 1}

    def titles(**query):
        return [a.get_text() for a in soup(organiser.get("/staff/events/", **query)).select("a.who")]

    assert titles(state="finished") == ["Empat"]
    assert titles(q="TIGA") == ["Tiga"]
    assert titles(kind="exhibition") == ["Dua"]
    assert titles(state="nonsense", page="7") == titles()


def test_what_runs_now_stands_above_what_comes(app, organiser):
    with app.app_context(), unit_of_work():
        now = clock.now()
        make_event(title="Nanti")
        running = make_event(title="Sekarang", now=now - timedelta(days=30))
        running.starts_at, running.ends_at = now - timedelta(hours=1), now + timedelta(hours=1)

    shown = [a.get_text() for a in soup(organiser.get("/staff/events/")).select("a.who")]

    assert shown == ["Sekarang", "Nanti"]


def test_staff_of_one_event_see_that_event_alone(app, visitor):
    with app.app_context(), unit_of_work():
        mine, other = make_event(title="Punya saya"), make_event(title="Punya orang")
        mine_slug, other_slug, mine_id = mine.slug, other.slug, mine.id
    helper = sign_in(visitor(language="en"), "bantu@demo.test", Role.ORGANISER, event_id=mine_id)

    assert "Punya orang" not in helper.get("/staff/events/").text
    assert helper.get(f"/staff/events/{mine_slug}/edit").status_code == 200
    for path in ("", "edit", "preview"):
        assert helper.get(f"/staff/events/{other_slug}/{path}").status_code == 404
    assert helper.post(f"/staff/events/{other_slug}/state", target="closed").status_code == 404
    assert helper.get("/staff/events/new").status_code == 403


def test_who_may_only_read_gets_no_buttons(app, visitor):
    with app.app_context(), unit_of_work():
        slug = make_event().slug
    reader = sign_in(visitor(language="en"), "auditor@demo.test", Role.AUDITOR)
    page = reader.get(f"/staff/events/{slug}/")

    assert page.status_code == 200
    assert not soup(page).select("button[name=target]")
    assert reader.get(f"/staff/events/{slug}/edit").status_code == 403
    assert reader.post(f"/staff/events/{slug}/state", target="closed").status_code == 403
    assert reader.get("/staff/").headers["Location"].endswith("/staff/events/")


@pytest.mark.sqlite_only
def test_visitors_are_asked_to_sign_in(client):
    for path in ("/staff/", "/staff/events/", "/staff/events/new", "/staff/events/x/", "/staff/covers/x"):
        assert "/sign-in" in client.get(path).headers["Location"]


@pytest.mark.sqlite_only
def test_a_form_without_rows_for_sessions_is_told_what_is_missing(organiser):
    page = organiser.post("/staff/events/new", title="Pewarna Alam")

    assert page.status_code == 422
    assert "at least one session is needed" in page.text


@pytest.mark.sqlite_only
@pytest.mark.parametrize("key", ["9" * 5000, "99999999999", "²", "-1"])
def test_a_key_of_no_session_makes_a_new_one(app, organiser, key):
    assert organiser.post("/staff/events/new", **TYPED | {"sessions-0-key": key}).status_code == 302
    with app.app_context():
        assert len(only_event().sessions) == 1


def test_a_title_is_one_line_for_it_becomes_the_subject_of_messages(app, organiser):
    organiser.post("/staff/events/new", **TYPED | {"title": "Pewarna\r\nBcc: eko@contoh.id\rAlam"})

    with app.app_context():
        assert only_event().title == "Pewarna Bcc: eko@contoh.id Alam"
