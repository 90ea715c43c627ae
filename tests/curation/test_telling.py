"""When decisions open, what applicants read of their reviews, and who looks at an objection."""

from datetime import timedelta

import pytest

from eventreg.accounts.models import Person
from eventreg.applications import messages, objections
from eventreg.applications import service as applications
from eventreg.applications.models import Application, Objection
from eventreg.applications.rules import OwnApplication, Status
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.i18n import format_datetime
from eventreg.core.outbox import OutboxMessage, render
from eventreg.core.permissions import Role
from eventreg.curation import reviewing
from eventreg.curation.models import Assignment, Curation, Recusal, ReviewPhase
from eventreg.curation.rules import Conflict, NotDecidedNow, Others, OthersRead
from eventreg.events.models import Event
from tests.curation.fair import Fair
from tests.factories.people import actor_of, make_person, sign_in
from tests.support.visitor import soup

DAY = timedelta(days=1)
KOMITE = "komite@contoh.id"


@pytest.fixture
def fair(app):
    """Two applications, one review each, by two of three curators, in a phase in which nothing is decided."""
    made = Fair(app, reviews_each=1)
    made.hand_out()
    with app.app_context(), unit_of_work():
        make_person(KOMITE, "Hartono", Role.COMMITTEE)
    made.change(Event, made.event_id, objection_days=7)
    return made


def committee(fair):
    with fair.app.app_context():
        return actor_of(make_person(KOMITE))


def decide(fair, verdict, *, reason="Kuota penuh", number=0):
    ids = [fair.ids[number]]
    fair.do(applications.decide, fair.event_id, ids, verdict, reason=reason, actor=committee(fair))


def let_decide(fair):
    """The committee's phase begins."""
    with fair.app.app_context():
        phase_id = db.session.scalars(db.select(ReviewPhase.id)).one()
    fair.change(ReviewPhase, phase_id, decides=True)


def allow(fair, **shown):
    with fair.app.app_context():
        curation_id = db.session.scalars(db.select(Curation.id)).one()
    fair.change(Curation, curation_id, **shown)


def reviewer_of(fair, number=0):
    """Which of the curators has this application."""
    (person_id,) = fair.reviewers(fair.ids[number])
    return fair.people.index(person_id)


def own_page(fair, visitor, number=0):
    with fair.app.app_context():
        email = db.session.get_one(Application, fair.ids[number]).applicant.email
    page = sign_in(visitor(language="en"), email).get(f"/me/applications/{fair.codes[number]}")
    return " ".join(soup(page).select_one("main").get_text(" ").split())


@pytest.mark.parametrize("verdict", [Status.ACCEPTED, Status.WAITLISTED, Status.REJECTED])
def test_the_committee_decides_in_its_phase_alone(fair, verdict):
    with pytest.raises(NotDecidedNow):
        decide(fair, verdict)

    let_decide(fair)
    decide(fair, verdict)

    with fair.app.app_context():
        assert db.session.get_one(Application, fair.ids[0]).status is not Status.SUBMITTED


def test_whoever_stays_away_decides_nowhere_else_either(fair):
    """Not on the page of applications, and not on an objection."""
    let_decide(fair)
    with fair.app.app_context(), unit_of_work():
        member = make_person(KOMITE)
        db.session.add(Recusal(application_id=fair.ids[0], person_id=member.id, kind=Conflict.FAMILY, at=clock.now()))

    with pytest.raises(OwnApplication):
        decide(fair, Status.ACCEPTED)

    with fair.app.app_context():
        assert db.session.get_one(Application, fair.ids[0]).status is Status.SUBMITTED


@pytest.mark.sqlite_only
def test_a_correction_is_asked_for_at_any_time(fair):
    decide(fair, Status.NEEDS_REVISION, reason="Foto kabur")

    with fair.app.app_context():
        assert db.session.get_one(Application, fair.ids[0]).status is Status.NEEDS_REVISION


@pytest.mark.sqlite_only
def test_pages_tell_when_decisions_open_and_offer_no_buttons_before(fair, visitor):
    with fair.app.app_context(), unit_of_work():
        curation = db.session.scalars(db.select(Curation)).one()
        now = clock.now()
        curation.phases[0].ends_at = now + DAY
        curation.phases.append(ReviewPhase(title="Rapat", starts_at=now + DAY, reviewers=[], decides=True))
        opens_on = f"{now + DAY + timedelta(hours=7):%-d %B}"
    member = sign_in(visitor(language="en"), KOMITE)
    places = [f"/staff/events/{fair.slug}/applications/", f"/staff/applications/{fair.codes[0]}"]

    for path in places:
        page = soup(member.get(path))
        assert "Decisions open on" in page.text
        assert opens_on in page.text
        assert [one["value"] for one in page.select("button[name=verdict]")] == ["needs_revision"]

    fair.change(ReviewPhase, 2, starts_at=clock.now() - timedelta(hours=1))
    fair.change(ReviewPhase, 1, ends_at=clock.now() - timedelta(hours=1))
    for path in places:
        page = soup(member.get(path))
        assert "Decisions open on" not in page.text
        assert "accepted" in [one["value"] for one in page.select("button[name=verdict]")]


@pytest.mark.sqlite_only
def test_applicants_read_averages_and_remarks_once_decided_where_they_are_shown(fair, visitor):
    fair.send(reviewer_of(fair), fair.ids[0], score=3, remark="Garis canting halus.")
    allow(fair, shows_averages=True, shows_remarks=True)
    assert "canting halus" not in own_page(fair, visitor)
    assert "3.0 of 5" not in own_page(fair, visitor)

    let_decide(fair)
    decide(fair, Status.REJECTED)

    text = own_page(fair, visitor)
    assert "Mutu dan pengerjaan 3.0 of 5" in text
    assert "Garis canting halus." in text
    assert "Object to the decision" in text
    assert "Kurator" not in text
    allow(fair, shows_averages=False)
    assert "3.0 of 5" not in own_page(fair, visitor)
    allow(fair, shows_remarks=False)
    assert "canting" not in own_page(fair, visitor)


@pytest.mark.sqlite_only
def test_what_counts_no_more_is_not_told_to_the_applicant(fair, visitor):
    fair.send(reviewer_of(fair), fair.ids[0], score=3, remark="Sepupu saya bagus.")
    fair.recuse(reviewer_of(fair), fair.ids[0])
    allow(fair, shows_averages=True, shows_remarks=True)
    let_decide(fair)
    decide(fair, Status.REJECTED)

    assert "Sepupu" not in own_page(fair, visitor)


def test_an_objection_goes_to_who_had_not_reviewed_it(fair, visitor):
    first = reviewer_of(fair)
    fair.send(first, fair.ids[0], remark="Kurang rapi.")
    spare = next(number for number in range(3) if number != first)
    fair.recuse(spare, fair.ids[0])
    (other,) = {0, 1, 2} - {first, spare}
    let_decide(fair)
    decide(fair, Status.REJECTED)
    with fair.app.app_context():
        applicant = actor_of(db.session.get_one(Application, fair.ids[0]).applicant)

    fair.do(objections.make, fair.ids[0], "Foto saya jelas, lihat lagi.", actor=applicant)

    with fair.app.app_context():
        given = db.session.scalars(db.select(Assignment).where(Assignment.objection_id.is_not(None))).all()
        assert [one.person_id for one in given] == [fair.people[other]]
        objection_id = db.session.scalars(db.select(Objection.id)).one()
        name = db.session.get_one(Person, fair.people[other]).name
    answer = f"/staff/events/{fair.slug}/objections/{objection_id}/answer"
    awaited = " ".join(soup(sign_in(visitor(language="en"), KOMITE).get(answer)).get_text(" ").split())
    assert f"{name} not written yet" in awaited
    fair.do(reviewing.send, fair.ids[0], fair.writing(5, remark="Fotonya cukup."), revision=0, actor=fair.actor(other))
    page = sign_in(visitor(language="en"), KOMITE).get(answer)
    assert "not written yet" not in page.text
    assert "Fotonya cukup." in page.text
    assert name in page.text
    assert "Kurang rapi." not in page.text
    allow(fair, shows_remarks=True)
    assert "Fotonya cukup." not in own_page(fair, visitor)


def test_a_fresh_look_is_given_before_the_first_ones_are_read(fair, visitor):
    """Though the phase lets all read all: once they are read, it stays as it is."""
    first, one = reviewer_of(fair), fair.ids[0]
    fair.send(first, one, remark="Kurang rapi.")
    with fair.app.app_context(), unit_of_work():
        review, now = db.session.scalars(db.select(ReviewPhase)).one(), clock.now()
        meeting = ReviewPhase(curation_id=review.curation_id, title="Rapat", starts_at=now, reviewers=[], decides=True)
        review.ends_at, meeting.shows_others = now, Others.ALWAYS
        db.session.add(meeting)
    decide(fair, Status.REJECTED)
    with fair.app.app_context():
        applicant = actor_of(db.session.get_one(Application, one).applicant)
    fair.do(objections.make, one, "Foto saya jelas, lihat lagi.", actor=applicant)
    with fair.app.app_context():
        query = db.select(Assignment.person_id).where(Assignment.objection_id.is_not(None))
        fresh = fair.people.index(db.session.scalars(query).one())
    curator = sign_in(visitor(language="en"), fair.emails[fresh])
    own = f"/staff/events/{fair.slug}/reviews/"

    assert "Waiting for your review" in curator.get("/staff/events/").text
    desk = curator.get(own).text
    assert "An objection waits for your fresh look" in desk
    assert "no longer taken" not in desk
    assert "Kurang rapi." not in curator.get(own + fair.codes[0]).text
    assert curator.get(f"/staff/events/{fair.slug}/ranking/{fair.codes[0]}").status_code == 404
    fair.do(reviewing.send, one, fair.writing(5, remark="Cukup."), revision=0, actor=fair.actor(fresh))
    assert "Kurang rapi." in curator.get(own + fair.codes[0]).text
    with pytest.raises(OthersRead):
        fair.do(reviewing.reopen, one, actor=fair.actor(fresh))


def test_who_is_handed_an_objection_is_told_once_and_no_name(fair, visitor):
    """And whoever takes the place of somebody who stays away."""
    one, first = fair.ids[0], reviewer_of(fair)
    let_decide(fair)
    decide(fair, Status.REJECTED)
    with fair.app.app_context():
        applicant = actor_of(db.session.get_one(Application, one).applicant)
    fair.do(objections.make, one, "Foto saya jelas, lihat lagi.", actor=applicant)

    def told():
        with fair.app.app_context():
            query = db.select(OutboxMessage).filter_by(kind="review_objection").order_by(OutboxMessage.id)
            return [(message.address, render(message)) for message in db.session.scalars(query)]

    ((address, message),) = told()
    second = fair.emails.index(address)
    assert second != first
    assert fair.codes[0] in message.text
    assert "Batik Rahasia" not in message.subject + message.text
    link = message.text[message.text.index("/staff/") :].split()[0].rstrip(">")
    assert "Foto saya jelas" in sign_in(visitor(), address).get(link).text

    fair.recuse(second, one)
    fair.hand_out()
    (third,) = {0, 1, 2} - {first, second}
    assert [address for address, _ in told()] == [fair.emails[second], fair.emails[third]]


@pytest.mark.sqlite_only
def test_the_applications_page_leads_organisers_to_its_reviews_and_no_one_who_stays_away(fair, visitor):
    fair.send(reviewer_of(fair), fair.ids[0])
    path, link = f"/staff/applications/{fair.codes[0]}", f"/staff/events/{fair.slug}/ranking/{fair.codes[0]}"
    organiser = sign_in(visitor(language="en"), "panitia@contoh.id")

    assert link in organiser.get(path).text
    with fair.app.app_context(), unit_of_work():
        person = make_person("panitia@contoh.id")
        db.session.get_one(Application, fair.ids[0]).business.phone = person.phone = "+6281200011122"
    assert link not in organiser.get(path).text


@pytest.mark.sqlite_only
def test_the_menu_leads_reviewers_to_what_waits_and_organisers_to_the_set_up(fair, visitor):
    event = f"/staff/events/{fair.slug}/"
    curator = sign_in(visitor(language="en"), fair.emails[reviewer_of(fair)])

    page = soup(curator.get(event))
    entry = page.select_one(f"nav a[href='{event}reviews/']")
    assert "My reviews" in entry.text
    assert "1" in entry.text
    assert "1 application waits for your review" in page.text
    assert not page.select(f"nav a[href='{event}curation/'], nav a[href='{event}ranking/']")
    fair.send(reviewer_of(fair), fair.ids[0])
    assert "waits for your review" not in curator.get(event).text

    organiser = soup(sign_in(visitor(language="en"), "panitia@contoh.id").get(event))
    for place in ("curation/", "reviewers/", "ranking/", "meeting/"):
        assert organiser.select(f"nav a[href='{event}{place}']"), place
    assert organiser.select("nav a[href='/staff/rubrics/']")
    assert organiser.select(f"main a[href='{event}curation/']")


@pytest.mark.parametrize("days", [7, None])
@pytest.mark.sqlite_only
def test_who_is_not_selected_reads_in_the_message_until_when_they_may_object(fair, days):
    """And the committee in its preview; nothing of it where the event has no days for it."""
    fair.change(Event, fair.event_id, objection_days=days)
    let_decide(fair)
    with fair.app.app_context():
        application = db.session.get_one(Application, fair.ids[0])
        until = format_datetime(clock.now() + timedelta(days=7), application.event.zone).rsplit(" ", 2)[0]
        _, preview = messages.preview(application, Status.REJECTED, "Kuota penuh", clock.now())
    decide(fair, Status.REJECTED)
    with fair.app.app_context():
        (message,) = db.session.scalars(db.select(OutboxMessage).filter_by(kind="application_rejected"))
        text = render(message).text
    for words in (preview, text):
        assert ("mengajukan keberatan satu kali sampai" in words) is bool(days)
        assert (until[:12] in words) is bool(days)
        assert "Kuota penuh" in words
        assert "\n\n\n" not in words
