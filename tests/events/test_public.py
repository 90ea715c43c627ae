"""What visitors and other programs see of events."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.clock import Zone
from eventreg.core.db import unit_of_work
from eventreg.core.files import read_image
from eventreg.core.permissions import SYSTEM
from eventreg.events import service
from eventreg.events.rules import EventKind, EventState
from eventreg.events.service import SessionDetails
from tests.factories.businesses import picture
from tests.factories.events import DAY, days, make_event
from tests.factories.people import sign_in
from tests.support.visitor import soup

EVIL = """# Judul

<script>alert(1)</script> <img src=x onerror=alert(1)> <b onclick="alert(1)">tebal</b>

[klik](javascript:alert(1)) [data](data:text/html;base64,PHNjcmlwdD4=) [baik](https://example.org)
"""


def make(app, **given):
    with app.app_context(), unit_of_work():
        return make_event(**given).slug


def test_home_shows_what_is_open_and_what_comes(app, visitor):
    with app.app_context(), unit_of_work():
        make_event(title="Masih buka")
        make_event(title="Sudah tutup", state=EventState.CLOSED)
        make_event(title="Rahasia", state=EventState.DRAFT)
        make_event(title="Batal", state=EventState.CANCELLED)
    page = soup(visitor(language="en").get("/"))

    def section(name):
        return page.select_one(f"section[aria-labelledby={name}]").get_text()

    assert "Masih buka" in section("open")
    assert "Sudah tutup" not in section("open")
    assert "Sudah tutup" in section("upcoming")
    assert "Rahasia" not in page.get_text()
    assert "Batal" not in page.get_text()


def test_empty_pages_say_so(client, visitor):
    english = visitor(language="en")

    assert "Nothing is open just now" in english.get("/").text
    assert "No events yet" in english.get("/events/").text
    assert "No event fits" in english.get("/events/", q="zzz").text


def test_the_list_takes_any_address_that_people_mistype(client):
    odd = {"kind": "x", "month": "9999-12", "category": "\0", "q": "\0%_'", "page": "-3", "open": "ya"}

    assert client.get("/events/", **odd).status_code == 200
    assert client.get("/events/", page="99999999999").status_code == 200
    assert client.get("/events/%00/").status_code == 404


def test_paging_keeps_the_filters(app, client):
    with app.app_context(), unit_of_work():
        for _ in range(13):
            make_event(kind=EventKind.EXHIBITION)
    page = soup(client.get("/events/", kind="exhibition"))
    following = page.select_one("a[rel=next]")["href"]

    assert "kind=exhibition" in following
    assert len(page.select("article.event")) == 12
    assert len(soup(client.get(following)).select("article.event")) == 1


def test_a_draft_is_nowhere(app, client):
    slug = make(app, state=EventState.DRAFT)

    for path in (f"/events/{slug}/", f"/events/{slug}.ics", f"/events/{slug}/cover/large"):
        assert client.get(path).status_code == 404


def test_what_organisers_write_does_no_harm(app, client):
    slug = make(app, title="</title><script>alert(2)</script>", summary="<b>tebal</b>", description=EVIL)
    page = client.get(f"/events/{slug}/")
    tree = soup(page)
    prose = tree.select_one(".prose")

    assert [link["href"] for link in prose.select("a[href]")] == ["https://example.org"]
    assert not prose.select("script, img, b")
    assert not [tag for tag in tree.find_all(True) if any(name.startswith("on") for name in tag.attrs)]
    assert "alert(2)" not in "".join(script.get_text() for script in tree.select("script:not([type])"))
    assert tree.select_one("h1").get_text() == "</title><script>alert(2)</script>"
    assert json.loads(tree.select_one('script[type="application/ld+json"]').string)["name"] == (
        "</title><script>alert(2)</script>"
    )


def test_places_left_are_counted_by_those_who_hold_one(app, visitor, take_place):
    with app.app_context(), unit_of_work():
        event = make_event(quota=3)
        slug = event.slug
        for status in (Status.CONFIRMED, Status.OFFERED, Status.SUBMITTED, Status.REJECTED):
            take_place(event.id, status=status)
    page = visitor(language="en").get(f"/events/{slug}/")

    assert "1 of 3 seats left" in page.text
    assert soup(page).select_one(".meter rect")["width"] == "66.7"
    assert "1 of 3 seats left" in visitor(language="en").get("/events/").text


def test_a_full_event_offers_the_waiting_list(app, visitor, take_place):
    with app.app_context(), unit_of_work():
        event = make_event(quota=1)
        slug = event.slug
        take_place(event.id)

    assert "Apply for the waiting list" in visitor(language="en").get(f"/events/{slug}/").text


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"opens_at": timedelta(days=1)}, "You can apply from"),
        ({"state": EventState.CLOSED}, "The organisers take no more applications"),
        ({"state": EventState.CANCELLED}, "This event is cancelled"),
    ],
)
def test_the_page_says_why_nobody_can_apply(app, visitor, given, words):
    now = clock.now()
    slug = make(app, now=now, **{k: now + v if isinstance(v, timedelta) else v for k, v in given.items()})
    page = visitor(language="en").get(f"/events/{slug}/")

    assert words in page.text
    assert f'href="/events/{slug}/apply"' not in page.text


def test_an_open_event_leads_to_its_application(app, client):
    slug = make(app)

    assert soup(client.get(f"/events/{slug}/")).select_one(f'a[href="/events/{slug}/apply"]')


def test_who_has_applied_sees_the_application_instead(app, visitor, take_place):
    with app.app_context(), unit_of_work():
        event = make_event()
        slug, code = event.slug, take_place(event.id, "sri@demo.test").code
    page = soup(sign_in(visitor(), "sri@demo.test").get(f"/events/{slug}/"))

    assert page.select_one(f'a[href="/me/applications/{code}"]')
    assert not page.select_one(f'a[href="/events/{slug}/apply"]')


@pytest.mark.parametrize(
    ("zone", "hours", "offset"), [("WIB", "08.00", "+07:00"), ("WITA", "09.00", "+08:00"), ("WIT", "10.00", "+09:00")]
)
def test_times_are_those_of_the_place(app, client, zone, hours, offset):
    starts = datetime(2031, 3, 4, 1, tzinfo=UTC)
    slug = make(app, zone=Zone(zone), sessions=days(starts, hours=1))
    page = soup(client.get(f"/events/{slug}/"))
    schema = json.loads(page.select_one('script[type="application/ld+json"]').string)

    assert f"{hours}–{int(hours[:2]) + 1:02}.00 {zone}" in page.get_text()
    assert schema["startDate"] == f"2031-03-04T{hours.replace('.', ':')}{offset}"


@pytest.mark.environ(EVENTREG_BASE_URL="https://dekranasda.example")
def test_a_shared_link_shows_picture_and_title(app, client):
    slug = make(app, title="Pekan Batik", summary="Lima hari")
    page = soup(client.get(f"/events/{slug}/"))
    tags = {tag["property"]: tag["content"] for tag in page.select("meta[property^=og]")}
    address = f"https://dekranasda.example/events/{slug}/"

    assert tags["og:title"] == "Pekan Batik"
    assert tags["og:description"] == "Lima hari"
    assert tags["og:url"] == address
    assert page.select_one("link[rel=canonical]")["href"] == address
    assert page.select_one('meta[name="twitter:card"]')["content"] == "summary_large_image"
    shown = client.get(tags["og:image"].removeprefix("https://dekranasda.example"))
    assert shown.status_code == 200
    assert shown.mimetype == "image/jpeg"


def test_search_engines_learn_place_time_and_state(app, client, take_place):
    with app.app_context(), unit_of_work():
        event = make_event(kind=EventKind.EXHIBITION, quota=2, place_name="Lapangan Jetayu")
        slug, event_id = event.slug, event.id
        take_place(event_id)
    schema = json.loads(soup(client.get(f"/events/{slug}/")).select_one('script[type="application/ld+json"]').string)

    assert schema["@type"] == "ExhibitionEvent"
    assert schema["location"]["name"] == "Lapangan Jetayu"
    assert schema["remainingAttendeeCapacity"] == 1
    assert schema["offers"]["availability"] == "https://schema.org/InStock"
    assert schema["eventStatus"] == "https://schema.org/EventScheduled"
    with app.app_context(), unit_of_work():
        service.cancel(event_id, actor=SYSTEM, reason="", now=clock.now())
    schema = json.loads(soup(client.get(f"/events/{slug}/")).select_one('script[type="application/ld+json"]').string)
    assert schema["eventStatus"] == "https://schema.org/EventCancelled"
    assert "offers" not in schema


def entries(page):
    return Calendar.from_ical(page.data).walk("VEVENT")


def test_the_calendar_has_an_entry_for_each_session(app, client):
    starts = datetime(2031, 3, 4, 1, tzinfo=UTC)
    sessions = [
        SessionDetails(starts, starts + timedelta(hours=2), "Indigo"),
        SessionDetails(starts + DAY, starts + DAY + timedelta(hours=3)),
    ]
    slug = make(app, title="Pewarna, alam; bagian 2", place_name="Museum Batik", sessions=sessions)
    page = client.get(f"/events/{slug}.ics")
    first, second = entries(page)

    assert page.mimetype == "text/calendar"
    assert (first.start, first.end) == (starts, starts + timedelta(hours=2))
    assert second.start == starts + DAY
    assert first["SUMMARY"] == "Pewarna, alam; bagian 2: Indigo"
    assert second["SUMMARY"] == "Pewarna, alam; bagian 2"
    assert first["LOCATION"] == "Museum Batik"
    assert first["STATUS"] == "CONFIRMED"
    assert first["UID"] != second["UID"]


def test_entries_keep_their_names_and_are_cancelled_with_the_event(app, client):
    with app.app_context(), unit_of_work():
        event = make_event()
        slug, event_id = event.slug, event.id
    before = [entry["UID"] for entry in entries(client.get(f"/events/{slug}.ics"))]
    with app.app_context(), unit_of_work():
        service.cancel(event_id, actor=SYSTEM, reason="Hujan", now=clock.now())
    after = entries(client.get(f"/events/{slug}.ics"))

    assert [entry["UID"] for entry in after] == before
    assert {entry["STATUS"] for entry in after} == {"CANCELLED"}


def test_covers_are_kept_by_browsers_for_good(app, client):
    with app.app_context(), unit_of_work():
        cover = service.keep_cover(read_image(picture((1600, 900))), actor=SYSTEM, now=clock.now())
        slug, key = make_event(cover_id=cover.id).slug, cover.key
    address = soup(client.get(f"/events/{slug}/")).select_one(".cover img")["src"]
    picture_page = client.get(address)

    assert key in address
    assert picture_page.mimetype == "image/webp"
    assert "immutable" in picture_page.headers["Cache-Control"]
    assert "immutable" not in client.get(f"/events/{slug}/cover/large").headers["Cache-Control"]
    assert client.get(f"/events/{slug}/cover/preview").mimetype == "image/jpeg"
    assert client.get(f"/events/{slug}/cover/huge").status_code == 404


@pytest.mark.parametrize("path", ["/", "/events/", "/events/{}/", "/events/{}.ics"])
def test_an_unchanged_page_is_not_sent_again(app, client, visitor, path):
    with app.app_context(), unit_of_work():
        event = make_event()
        path, event_id = path.format(event.slug), event.id
    tag = client.get(path).headers["ETag"]
    again = client.client.get(path, headers={"If-None-Match": tag})

    assert again.status_code == 304
    assert again.data == b""
    with app.app_context(), unit_of_work():
        service.close(event_id, actor=SYSTEM, now=clock.now() + timedelta(seconds=5))
    assert client.client.get(path, headers={"If-None-Match": tag}).status_code == 200


def test_pages_of_the_signed_in_are_not_kept(app, visitor):
    slug = make(app)
    page = sign_in(visitor(), "sri@demo.test").get(f"/events/{slug}/")

    assert "ETag" not in page.headers
    assert page.headers["Cache-Control"] == "private, no-store"


def test_another_language_is_another_page(app, visitor):
    slug = make(app)
    tag = visitor(language="id").get(f"/events/{slug}/").headers["ETag"]
    english = visitor(language="en")

    assert english.client.get(f"/events/{slug}/", headers={"If-None-Match": tag}).status_code == 200


def test_the_first_load_of_an_event_is_light(app, client):
    """HTML, stylesheet, font and scripts as they travel, compressed; pictures are not counted."""
    slug = make(app, summary="Empat hari untuk batik dan tenun.", description="Syarat dan acara.\n\n" * 40)
    compressed = {"Accept-Encoding": "br, gzip"}
    page = client.client.get(f"/events/{slug}/", headers=compressed)
    tree = soup(client.get(f"/events/{slug}/"))
    links = [link["href"] for link in tree.select("link[rel=stylesheet], link[rel=preload]")]
    scripts = [script["src"] for script in tree.select("script[src]")]

    total = len(page.data) + sum(len(client.client.get(url, headers=compressed).data) for url in links + scripts)

    assert total <= 80 * 1024
