"""The editor's further pages: how places are given, and the rule as applicants read it."""

from datetime import timedelta

import pytest

from eventreg.applications.rules import Status
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from eventreg.events import queries
from eventreg.events.rules import Admission, EventKind, QuotaKind
from tests.factories.events import make_event
from tests.factories.people import sign_in
from tests.support.visitor import soup

PLACES = {"admission": "first_come", "quota": "30", "counted": "person", "passes": "3"}


@pytest.fixture
def organiser(visitor):
    return sign_in(visitor(language="en"), "panitia@demo.test", Role.ORGANISER)


@pytest.fixture
def event(app):
    with app.app_context(), unit_of_work():
        event = make_event(title="Pewarna Alam", quota=40)
        falls_back = (event.starts_at - timedelta(days=2)).astimezone(event.zone.info)
        return event.slug, [row.id for row in event.sessions], f"{falls_back:%Y-%m-%dT%H:%M}"


def typed(event, **more):
    _slug, sessions, _falls_back = event
    keys = {f"session_places-{n}-key": str(id_) for n, id_ in enumerate(sessions)}
    return PLACES | {f"session_places-{n}-quota": "" for n in range(len(sessions))} | keys | more


def reserve(event, number=0, whom="women_owned", places="5"):
    start = f"reserves-{number}"
    return {f"{start}-whom": whom, f"{start}-places": places, f"{start}-falls_back": event[2]}


def test_how_places_are_given_is_saved_and_read_by_applicants(app, organiser, client, event):
    slug = event[0]
    given = typed(event, choose_sessions="y", **{"session_places-0-quota": "12"}, **reserve(event))
    page = organiser.post(f"/staff/events/{slug}/settings/places", **given, follow=True)

    assert "The changes are saved." in page.text
    with app.app_context():
        saved = queries.get_public(slug)
        assert (saved.admission, saved.quota, saved.counts_people) == (Admission.FIRST_COME, 30, True)
        assert [row.quota for row in saved.sessions] == [12, None]
        assert [(row.kind, row.group, row.places) for row in saved.quotas] == [(QuotaKind.RESERVE, "women_owned", 5)]
    rule = soup(client.get(f"/events/{slug}/")).select_one("[aria-labelledby=rule]").text
    assert "urutan masuknya pendaftaran" in rule
    assert "5 tempat disediakan khusus untuk usaha milik perempuan sampai" in rule


@pytest.mark.sqlite_only
def test_an_emptied_row_goes_and_a_half_filled_one_is_told(app, organiser, event):
    slug = event[0]
    path = f"/staff/events/{slug}/settings/places"
    organiser.post(path, **typed(event, **reserve(event)))
    page = organiser.post(path, **typed(event, **reserve(event, places="")))
    assert page.status_code == 422
    assert "Say how many places, or leave the whole row empty." in page.text

    organiser.post(path, **typed(event, **reserve(event, whom="", places="")))
    with app.app_context():
        assert queries.get_public(slug).quotas == []


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"quota": "4"}, "5 places are more than the 4 that there are."),
        ({"quota": "0"}, "Write a number from 1 to 10000."),
        ({"passes": "9"}, "Write a number from 1 to 5."),
        ({"reserves-1-whom": "women_owned", "reserves-1-places": "1"}, "The same craft or group stands there twice."),
        ({"reserves-0-falls_back": "2090-01-01T00:00"}, "A reserve must fall back to all before the event begins."),
        ({"reserves-0-falls_back": ""}, "Say when places that are left go to all."),
    ],
)
def test_what_cannot_be_is_told_and_nothing_typed_is_lost(app, organiser, event, more, words):
    slug = event[0]
    given = typed(event, **reserve(event)) | {"reserves-1-falls_back": event[2]} | more
    page = organiser.post(f"/staff/events/{slug}/settings/places", **given)

    assert page.status_code == 422
    assert words in page.text
    assert soup(page).select_one("[name=reserves-0-places]")["value"] == "5"
    with app.app_context():
        assert (queries.get_public(slug).quota, queries.get_public(slug).quotas) == (40, [])


def test_the_way_stays_once_somebody_applied_but_more_places_may_come(app, organiser, event, take_place):
    slug = event[0]
    with app.app_context(), unit_of_work():
        take_place(queries.get_public(slug).id)
    path = f"/staff/events/{slug}/settings/places"
    page = organiser.post(path, **typed(event))
    assert page.status_code == 422
    assert "How places are given stays as it is." in page.text

    organiser.post(path, **typed(event, admission="curated", counted="business", quota="50"))
    with app.app_context():
        saved = queries.get_public(slug)
        assert (saved.admission, saved.quota) == (Admission.CURATED, 50)


@pytest.mark.sqlite_only
def test_confirming_waiting_and_what_comes_after(app, organiser, event):
    slug = event[0]
    waiting = {"confirms": "y", "confirm_days": "5", "offer_hours": "24", "offer_cutoff_hours": "6"}
    organiser.post(f"/staff/events/{slug}/settings/waiting", **waiting)
    after = {"objects": "y", "objection_days": "7", "no_show_limit": "2", "no_show_months": "12", "changes_until": ""}
    organiser.post(f"/staff/events/{slug}/settings/after", **after)
    refused = organiser.post(f"/staff/events/{slug}/settings/waiting", **waiting | {"confirm_days": "15"})

    assert "Write a number from 1 to 14." in refused.text
    with app.app_context():
        saved = queries.get_public(slug)
        assert (saved.confirm_days, saved.offer_hours, saved.offer_cutoff_hours) == (5, 24, 6)
        assert (saved.objection_days, saved.no_show_limit, saved.no_show_months) == (7, None, 12)


@pytest.mark.sqlite_only
def test_a_page_belongs_to_its_kind_and_a_delegation_names_its_host(app, organiser, client):
    with app.app_context(), unit_of_work():
        slug = make_event(kind=EventKind.DELEGATION, title="Inacraft", quota=4).slug
    path = f"/staff/events/{slug}/settings"
    assert organiser.get(f"{path}/visitors").status_code == 404
    organiser.post(
        f"{path}/delegation", host_name="ASEPHI", host_page="https://inacraft.id", rotates="y", rotation_years="2"
    )

    page = client.get(f"/events/{slug}/")
    assert "Delegasi" in page.text
    assert "ASEPHI" in page.text
    assert "dalam 2 tahun terakhir menunggu" in page.text
    assert "4 stan" in page.text


@pytest.fixture
def full(app, event, take_place):
    """Three of the event hold a place in the first session, all of one craft; the path, and the craft's code."""
    slug, sessions, _falls_back = event
    with app.app_context(), unit_of_work():
        found = queries.get_public(slug)
        found.choose_sessions = True
        held = [take_place(found.id) for _number in range(3)]
        for application in held:
            application.sessions = [row for row in found.sessions if row.id == sessions[0]]
        return f"/staff/events/{slug}/settings/places", held[0].business.category.code


@pytest.mark.parametrize(
    ("more", "field", "words"),
    [
        ({"limits-0-places": "2"}, "limits-0-places", "3 of them hold a place already. The limit can't be smaller."),
        ({"session_places-0-quota": "2"}, "session_places-0-quota", "3 places of this session are taken already."),
        ({"quota": "2"}, "quota", "3 applicants hold a place already. The quota can't be smaller."),
    ],
)
def test_fewer_places_than_are_taken_are_refused_at_their_row_and_nothing_typed_is_lost(
    app, organiser, event, full, more, field, words
):
    path, craft = full
    same = {"admission": "curated", "counted": "business", "choose_sessions": "y"}
    if "limits-0-places" in more:
        more = more | {"limits-0-whom": craft}
    page = organiser.post(path, **typed(event, **same) | more)

    assert page.status_code == 422
    refused = soup(page).select_one(f"[name={field}]")
    assert (refused["value"], refused["aria-invalid"]) == ("2", "true")
    assert words in soup(page).find(id=refused["aria-describedby"].split()[-1]).text
    assert words in soup(page).select_one(".errors").text
    with app.app_context():
        saved = queries.get_public(event[0])
        assert (saved.quota, saved.quotas, saved.sessions[0].quota) == (40, [], None)


def test_a_limit_is_not_turned_on_others_who_are_more_than_it_lets_in(app, organiser, event, full):
    path, craft = full
    same = {"admission": "curated", "counted": "business", "choose_sessions": "y"}
    with app.app_context():
        other = next(row.code for row in queries.categories() if row.parent_id and row.code != craft)
    row = {"limits-0-whom": other, "limits-0-places": "2"}
    organiser.post(path, **typed(event, **same, **row))
    with app.app_context():
        [limit] = queries.get_public(event[0]).quotas
        key = str(limit.id)
    turned = organiser.post(path, **typed(event, **same, **row | {"limits-0-whom": craft, "limits-0-key": key}))
    enough = organiser.post(
        path, **typed(event, **same, **{"limits-0-whom": craft, "limits-0-places": "3", "limits-0-key": key})
    )

    assert "3 of them hold a place already" in turned.text
    assert enough.status_code == 302
    with app.app_context():
        assert [row.places for row in queries.get_public(event[0]).quotas] == [3]


@pytest.mark.sqlite_only
def test_what_takes_a_place_stays_once_somebody_applied(app, organiser, event, take_place):
    """Otherwise those who hold one would go on holding what was counted before."""
    slug = event[0]
    with app.app_context(), unit_of_work():
        take_place(queries.get_public(slug).id, status=Status.WAITLISTED)
    path = f"/staff/events/{slug}/settings/places"
    page = organiser.post(path, **typed(event, admission="curated", counted="person"))

    assert page.status_code == 422
    about = soup(page).select_one(".errors li a")
    assert about["href"] == "#counted"
    assert "How places are given stays as it is." in about.text
    with app.app_context():
        assert queries.get_public(slug).counts_people is False


@pytest.mark.sqlite_only
def test_a_smaller_event_with_smaller_limits_is_saved_at_once(app, organiser, event):
    path = f"/staff/events/{event[0]}/settings/places"
    organiser.post(path, **typed(event, **reserve(event, places="20")))
    page = organiser.post(path, **typed(event, quota="10", **reserve(event, places="5")))

    assert page.status_code == 302
    with app.app_context():
        assert queries.get_public(event[0]).quota == 10
