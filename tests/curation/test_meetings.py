"""Meetings: numbered, one at a time, with who was there; what is pending outlives them."""

import pytest

from eventreg.core.db import unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Role
from eventreg.curation import meetings, rules
from eventreg.curation.meetings import Facts, Guest
from tests.curation.committee import ACCEPTED, Committee
from tests.factories.people import actor_of, make_person


@pytest.fixture
def committee(app):
    return Committee(app, 2)


def there(committee, number=1):
    with committee.app.app_context():
        meeting = meetings.get(committee.event_id, number)
        return [(guest.person.name if guest.person else guest.name, guest.position) for guest in meeting.guests]


def test_one_meeting_at_a_time_and_what_is_pending_outlives_it(committee):
    committee.do(meetings.begin, "Aula Museum Batik")
    with pytest.raises(rules.MeetingRunning):
        committee.do(meetings.begin)
    committee.put(1)
    committee.do(meetings.end, 1)
    committee.do(meetings.end, 1)
    committee.do(meetings.begin, actor=committee.organiser)

    with committee.app.app_context():
        second, first = meetings.of_event(committee.event_id)
        assert [(one.number, one.place, one.ended_at is None) for one in (first, second)] == [
            (1, "Aula Museum Batik", False),
            (2, "", True),
        ]
        assert meetings.running(committee.event_id).number == 2
    assert committee.verdicts() == {1: ACCEPTED}
    assert committee.audited("meeting.") == ["meeting.opened", "meeting.ended", "meeting.opened"]


def test_who_was_there_is_ticked_or_named(app, committee):
    with app.app_context(), unit_of_work():
        stranger = make_person("orang@contoh.id", "Orang Lain").id
    committee.do(meetings.begin)
    assert there(committee) == [("Komite 1", "")]

    second = committee.members[1].person_id
    facts = Facts(
        place="Ruang rapat",
        minutes_number="005/012/DEKRANASDA/XI/2026",
        notes="Dua usaha dibicarakan lama.",
        people=[committee.members[0].person_id, second, stranger],
        guests=[Guest("Dewi Lestari", "Dinas Koperasi"), Guest("  ")],
    )
    committee.do(meetings.write, 1, facts)
    assert there(committee) == [("Komite 1", ""), ("Komite 2", ""), ("Dewi Lestari", "Dinas Koperasi")]

    committee.do(meetings.end, 1)
    committee.do(meetings.write, 1, Facts(people=[second]))
    assert there(committee) == [("Komite 2", "")]


@pytest.mark.sqlite_only
def test_only_who_holds_meetings_opens_writes_and_ends_them(app, committee):
    with app.app_context(), unit_of_work():
        curator = actor_of(make_person("kurator@contoh.id", "", Role.CURATOR))
    committee.do(meetings.begin)
    for deed, given in ((meetings.begin, ()), (meetings.write, (1, Facts())), (meetings.end, (1,))):
        with pytest.raises(NotFound):
            committee.do(deed, *given, actor=curator)
    with pytest.raises(NotFound):
        committee.do(meetings.end, 2)
