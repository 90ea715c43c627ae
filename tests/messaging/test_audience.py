"""Whom an announcement goes to: each of them once, and nobody who may not get it."""

import pytest

from eventreg.applications import service as applications
from eventreg.applications.rules import Status
from eventreg.businesses.models import BusinessMember, Category
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.events.models import Event
from eventreg.messaging.audience import Audience, meant
from eventreg.messaging.models import Unsubscription
from eventreg.messaging.rules import Came, LeftOut, Nature
from tests.factories.applications import make_application
from tests.factories.consents import agree
from tests.factories.events import make_event
from tests.factories.people import actor_of
from tests.messaging.announced import let_in, make_visit, open_to_visitors

APPLIED = Audience(statuses=frozenset({Status.SUBMITTED}))
ALL = Audience(statuses=APPLIED.statuses, visitors=True)


@pytest.fixture
def event_id(app):
    """An event that visitors may register for."""
    with app.app_context(), unit_of_work():
        made = make_event()
        open_to_visitors(made)
        return made.id


def event(event_id):
    return db.session.get_one(Event, event_id)


def addresses(app, event_id, audience=APPLIED, nature=Nature.NEEDED):
    with app.app_context():
        return [one.address or one.phone for one in meant(event_id, audience, nature).recipients]


def left_out(app, event_id, audience=APPLIED, nature=Nature.EVENT):
    with app.app_context():
        return dict(meant(event_id, audience, nature).left_out)


def unsubscribe(address):
    db.session.add(Unsubscription(address=address, at=clock.now()))


def test_a_person_with_three_applications_is_written_to_once(app, event_id):
    with app.app_context(), unit_of_work():
        codes = [make_application(event_id, email="sri@contoh.id").code for _ in range(3)]

    with app.app_context():
        (one,) = meant(event_id, APPLIED, Nature.NEEDED).recipients
    assert one.codes == tuple(codes)
    assert len(one.businesses) == 3


def test_an_applicant_who_also_visits_is_written_to_once_however_the_address_is_written(app, event_id):
    with app.app_context(), unit_of_work():
        make_application(event_id, email="sri@contoh.id")
        for address in ("Sri@Contoh.ID", "rini@contoh.id", "RINI@contoh.id"):
            make_visit(event(event_id), address)

    assert addresses(app, event_id, ALL) == ["sri@contoh.id", "rini@contoh.id"]


def test_a_number_without_an_address_is_written_to_once(app, event_id):
    with app.app_context(), unit_of_work():
        applicant = make_application(event_id, email="sri@contoh.id").applicant
        applicant.phone = "+6281234567890"
        for phone in ("+6281234567890", "+6281234567899", "+6281234567899"):
            make_visit(event(event_id), phone=phone)

    assert addresses(app, event_id, ALL) == ["sri@contoh.id", "+6281234567899"]


def test_only_the_chosen_states_sessions_and_crafts(app, event_id):
    with app.app_context(), unit_of_work():
        event(event_id).choose_sessions = True
        first, second = (session.id for session in event(event_id).sessions)
        make_application(event_id, email="satu@contoh.id", sessions=(first,))
        make_application(event_id, email="dua@contoh.id", sessions=(second,), category_code="kriya-kayu")
        gone = make_application(event_id, email="tiga@contoh.id", sessions=(first,))
        applications.withdraw(gone.id, actor=actor_of(gone.applicant), reason="", now=clock.now())
        other = make_event()
        make_application(other.id, email="empat@contoh.id")
        wood = db.session.scalar(db.select(Category.id).filter_by(code="kriya-kayu"))

    def asked(**given):
        return addresses(app, event_id, Audience(**{"statuses": APPLIED.statuses, **given}))

    assert asked() == ["satu@contoh.id", "dua@contoh.id"]
    assert asked(sessions=frozenset({first})) == ["satu@contoh.id"]
    assert asked(categories=frozenset({wood})) == ["dua@contoh.id"]
    assert asked(statuses=frozenset({Status.WITHDRAWN})) == ["tiga@contoh.id"]
    # what was chosen and is gone never turns into everybody
    assert asked(sessions=frozenset({9999})) == []
    assert asked(categories=frozenset()) == []
    assert asked(statuses=frozenset()) == []


def test_who_comes_to_all_sessions_is_meant_with_each_that_is_left(app):
    with app.app_context(), unit_of_work():
        event = make_event()
        make_application(event.id, email="sri@contoh.id")
        first = event.sessions[0].id
        event_id = event.id

    of_first = Audience(statuses=APPLIED.statuses, sessions=frozenset({first}))
    assert addresses(app, event_id, of_first) == ["sri@contoh.id"]
    assert addresses(app, event_id, Audience(statuses=APPLIED.statuses, sessions=frozenset({9999}))) == []


def test_who_came_and_who_did_not(app, event_id):
    with app.app_context(), unit_of_work():
        came, absent = (make_application(event_id, email=f"{name}@contoh.id") for name in ("datang", "absen"))
        came.status = absent.status = Status.CONFIRMED
        guest = make_visit(event(event_id), "tamu@contoh.id")
        make_visit(event(event_id), "batal@contoh.id")
        let_in(event(event_id), came, guest)

    def asked(came):
        return addresses(app, event_id, Audience(statuses=frozenset({Status.CONFIRMED}), came=came, visitors=True))

    assert asked(Came.YES) == ["datang@contoh.id", "tamu@contoh.id"]
    assert asked(Came.NO) == ["absen@contoh.id", "batal@contoh.id"]
    assert len(asked(Came.ANY)) == 4


def test_whoever_left_the_business_is_not_written_to_for_it(app, event_id):
    with app.app_context(), unit_of_work():
        made = make_application(event_id, email="sri@contoh.id")
        heir = make_application(event_id, email="heru@contoh.id").applicant
        member = db.session.scalar(db.select(BusinessMember).filter_by(business_id=made.business_id))
        member.ended_at = clock.now()
        joined = {"person_id": heir.id, "role": member.role, "since": clock.now()}
        db.session.add(BusinessMember(business_id=made.business_id, **joined))

    assert addresses(app, event_id) == ["heru@contoh.id"]


def test_nobody_erased_is_written_to(app, event_id):
    with app.app_context(), unit_of_work():
        gone = make_application(event_id, email="sri@contoh.id").applicant
        gone.erased_at = clock.now()
        nameless = make_visit(event(event_id), "rini@contoh.id")
        nameless.name, nameless.email, nameless.phone = "–", "", ""

    assert addresses(app, event_id, ALL) == []
    assert left_out(app, event_id, ALL) == {LeftOut.UNREACHABLE: 1}


def test_who_unsubscribed_gets_what_is_needed_alone_however_the_address_is_written(app, event_id):
    with app.app_context(), unit_of_work():
        make_application(event_id, email="sri@contoh.id")
        make_visit(event(event_id), "Rini@Contoh.id")
        unsubscribe("SRI@contoh.id")
        unsubscribe("rini@contoh.id")

    assert addresses(app, event_id, ALL, Nature.EVENT) == []
    assert left_out(app, event_id, ALL) == {LeftOut.UNSUBSCRIBED: 2}
    assert addresses(app, event_id, ALL, Nature.NEEDED) == ["sri@contoh.id", "rini@contoh.id"]


def test_news_of_other_events_go_to_those_who_agreed_and_never_to_visitors(app, event_id):
    with app.app_context(), unit_of_work():
        agreed = make_application(event_id, email="setuju@contoh.id").applicant
        agree(agreed.id, "announcements")
        make_application(event_id, email="tidak@contoh.id")
        make_visit(event(event_id), "tamu@contoh.id")
        other = make_application(make_event().id, email="lain@contoh.id").applicant
        agree(other.id, "announcements")

    assert addresses(app, event_id, ALL, Nature.OTHER) == ["setuju@contoh.id"]
    assert left_out(app, event_id, ALL, Nature.OTHER) == {LeftOut.NOT_AGREED: 1}
    assert addresses(app, None, ALL, Nature.OTHER) == ["setuju@contoh.id", "lain@contoh.id"]
    assert addresses(app, None, Audience(statuses=APPLIED.statuses, events=frozenset()), Nature.OTHER) == []


def test_what_is_kept_reads_the_same_and_a_strange_word_widens_nothing():
    audience = Audience(frozenset({Status.CONFIRMED}), frozenset({3}), None, frozenset({1}), Came.NO, True)

    assert Audience.read(audience.kept()) == audience
    assert Audience.read({"statuses": ["invented", "draft"]}) == Audience()
    assert Audience.read({}) == Audience()
