"""The calendar of a year and its feeds."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from eventreg.core.db import unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events import service
from eventreg.events.rules import EventKind, EventState
from tests.factories.events import days, make_event
from tests.factories.people import sign_in
from tests.support.visitor import soup

# the last hour of 2030 in WIB is 2031 in WIT
EVE = datetime(2030, 12, 31, 16, 30, tzinfo=UTC)


def unfolded(body):
    """The lines of a feed by RFC 5545: CRLF, 75 octets at most, folded with one space. Fails where one isn't so."""
    assert body.endswith(b"\r\n")
    lines = body[:-2].split(b"\r\n")
    assert all(b"\n" not in line and b"\r" not in line and len(line) <= 75 for line in lines)
    whole = []
    for line in lines:
        if line.startswith(b" "):
            whole[-1] += line[1:]
        else:
            whole.append(line)
    return [line.decode() for line in whole]


def test_a_year_shows_what_is_public_in_its_months_and_staff_see_drafts(app, client, visitor):
    with app.app_context(), unit_of_work():
        make_event(title="Malam WIB", zone="WIB", now=EVE - timedelta(days=30), sessions=days(EVE, hours=0.25))
        make_event(title="Pagi WIT", zone="WIT", now=EVE - timedelta(days=30), sessions=days(EVE, hours=0.25))
        make_event(title="Konsep", state=EventState.DRAFT, now=EVE - timedelta(days=30), sessions=days(EVE, hours=0.25))
    december = soup(client.get("/events/calendar/2030")).select_one("[aria-labelledby=m12]").text
    january = soup(client.get("/events/calendar/2031")).select_one("[aria-labelledby=m1]").text

    assert "Malam WIB" in december
    assert "Pagi WIT" not in december
    assert "Pagi WIT" in january
    assert "Malam WIB" not in january
    assert "Konsep" not in december + january
    organiser = sign_in(visitor(language="id"), "panitia@demo.test", Role.ORGANISER)
    assert "Draf" in soup(organiser.get("/staff/calendar/2030")).select_one("[aria-labelledby=m12]").text


@pytest.mark.sqlite_only
def test_the_address_without_a_year_leads_to_this_one_and_odd_years_nowhere(client):
    assert client.get("/events/calendar/").status_code == 302
    assert client.get("/events/calendar/1999").status_code == 404
    assert client.get("/events/calendar/2100").status_code == 404
    assert soup(client.get("/events/calendar/2099")).select_one("nav[aria-label=Tahun] a").text == "2098"


@pytest.mark.sqlite_only
def test_a_feed_is_one_that_phones_can_read(app, client):
    title = "Kain, warna; dan \\ motif — " + "jlamprang " * 8
    with app.app_context(), unit_of_work():
        make_event(title=title.strip(), summary="Baris satu\nbaris dua", kind=EventKind.EXHIBITION)
        gone = make_event(title="Batal", state=EventState.CANCELLED)
        late = make_event(title="Tertunda")
        service.postpone(late.id, reason="Banjir", actor=SYSTEM, now=late.updated_at + timedelta(hours=1))
        make_event(title="Rahasia", state=EventState.DRAFT)
        uids = {f"session-{session.id}@localhost" for session in (*gone.sessions, *late.sessions)}
    answer = client.get("/events/calendar.ics")
    lines = unfolded(answer.data)
    entries = {str(entry["uid"]): entry for entry in Calendar.from_ical(answer.data).walk("VEVENT")}

    assert answer.mimetype == "text/calendar"
    assert uids <= set(entries)
    assert "Rahasia" not in answer.text
    assert any(line.startswith("SUMMARY:Kain\\, warna\\; dan \\\\ motif") for line in lines)
    states = {str(entry["summary"]): str(entry["status"]) for entry in entries.values()}
    assert states["Dibatalkan: Batal"] == "CANCELLED"
    assert states["Ditunda: Tertunda"] == "CANCELLED"
    postponed = next(entry for entry in entries.values() if "Tertunda" in entry["summary"])
    assert postponed["sequence"] == 3600


@pytest.mark.sqlite_only
def test_a_feed_of_one_kind_holds_no_other(app, client):
    with app.app_context(), unit_of_work():
        make_event(title="Belajar")
        make_event(title="Inacraft", kind=EventKind.DELEGATION)
    text = client.get("/events/calendar.ics?kind=delegation").text

    assert "Inacraft" in text
    assert "Belajar" not in text
    assert client.get("/events/calendar.ics").headers["ETag"]


def test_an_event_cannot_take_the_calendars_address(app):
    with app.app_context(), unit_of_work():
        assert make_event(title="Calendar").slug == "calendar-2"
