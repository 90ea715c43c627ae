"""Two businesses become one, and nothing is lost."""

import time
from concurrent.futures import ThreadPoolExecutor
from threading import Event

import pytest
from sqlalchemy import select

from eventreg.applications import service as applications
from eventreg.applications.models import Application
from eventreg.applications.rules import BusinessMerged, Status
from eventreg.businesses import directory, identity
from eventreg.businesses.models import Business, BusinessMember, Product
from eventreg.core import clock
from eventreg.core.db import Model, db, unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import SYSTEM, Role
from eventreg.imports import likeness, merging, queries
from eventreg.imports.belongings import MOVED
from tests.factories.applications import make_application
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person, sign_in
from tests.imports.conftest import actor

pytestmark = pytest.mark.databases("sqlite", "postgresql")

# about these columns of the row itself nobody is asked; `created_at` becomes the earlier of both
OF_THE_ROW = {"id", "registered_by_id", "confirmed_at", "merged_into_id", "created_at", "updated_at", "erased_at"}

SECOND = {"name": "Batik Lintangg", "phone": "0812 2222 0002", "nib": "9120103344556", "elsewhere": "Wiradesa"}


@pytest.fixture
def two(council):
    """Two businesses of different people, each with an application for one event and one more: (first, second) ids."""
    with council.app_context(), unit_of_work():
        both, mine, theirs = make_event(title="Bersama"), make_event(title="Satu"), make_event(title="Dua")
        first = make_application(both.id, email="sri@contoh.id", name="Batik Lintang", nib="")
        second = make_application(both.id, email="tini@contoh.id", **SECOND)
        for event, application in ((mine, first), (theirs, second)):
            applications.submit(
                event.id,
                application.business_id,
                applications.Details(application.answers),
                actor=actor_of(application.applicant),
                now=clock.now(),
            )
        identity.change_npwp(second.business, "01.234.567.8-501.000", remove=False, actor=SYSTEM, now=clock.now())
        applications.decide(
            both.id,
            [second.id],
            Status.ACCEPTED,
            actor=actor_of(make_person("k@contoh.id", "K", Role.COMMITTEE)),
            reason="Bagus",
            now=clock.now(),
        )
        return first.business_id, second.business_id


def merge(survivor, other, chosen):
    rows = [db.session.get_one(Business, number) for number in (survivor, other)]
    with unit_of_work():
        merging.merge(survivor, other, chosen, seen=merging.state_of(*rows), actor=actor(), now=clock.now())


def test_every_reference_to_a_business_is_moved():
    """A table that merging doesn't know would lose its rows."""
    pointing = {
        (mapper.local_table.name, column.name)
        for mapper in Model.registry.mappers
        for column in mapper.local_table.columns
        if any(key.column.table.name == "business" for key in column.foreign_keys)
    }

    assert {(mover.column.class_.__tablename__, mover.column.key) for mover in MOVED} == pointing


def test_every_column_of_a_business_is_chosen_or_of_the_row_itself():
    columns = set(Business.__table__.columns.keys())

    assert {column for names in merging.CHOICES.values() for column in names} | OF_THE_ROW == columns


def test_all_goes_to_the_survivor(council, two):
    first, second = two
    with council.app_context():
        found = merging.preview(first, second, actor=actor())
        assert {"name", "phone", "place"} <= set(found.differing)
        assert {"nib", "npwp"} <= set(found.filled)
        tickets = [ticket.id for one in db.session.scalars(select(Application)) for ticket in one.tickets]
        merge(first, second, {"phone": "other"})

        survivor, gone = db.session.get_one(Business, first), db.session.get_one(Business, second)
        assert (survivor.name, survivor.phone, survivor.nib) == ("Batik Lintang", "+6281222220002", "9120103344556")
        assert identity.masked_npwp(survivor) == "0012********1000"
        assert gone.merged_into_id == first
        assert gone.name == "Batik Lintangg"  # what nobody chose stays with the old row
        assert {member.person.email for member in directory.members_of([first])} == {"sri@contoh.id", "tini@contoh.id"}
        assert directory.members_of([second]) == []
        assert {product.business_id for product in db.session.scalars(select(Product))} == {first}
        by_event = {(one.event.title, one.business_id): one.status for one in db.session.scalars(select(Application))}
        assert by_event == {
            ("Bersama", first): Status.CONFIRMED,  # the one further on was the other's
            ("Bersama", second): Status.WITHDRAWN,
            ("Satu", first): Status.SUBMITTED,
            ("Dua", first): Status.SUBMITTED,
        }
        kept = db.session.scalars(select(Application).filter_by(status=Status.CONFIRMED)).one()
        assert [ticket.id for ticket in kept.tickets] == tickets
        assert {ticket.business_id for ticket in kept.tickets} == {first}
        assert likeness.pairs(queries.entries()) == []
        told = db.session.scalars(select(OutboxMessage).filter_by(kind="business_merged")).all()
        assert {message.address for message in told} == {"sri@contoh.id", "tini@contoh.id"}


@pytest.mark.sqlite_only
def test_what_changed_in_between_is_not_merged_unseen(council, two):
    first, second = two
    with council.app_context():
        seen = merging.state_of(*(db.session.get_one(Business, number) for number in two))
        with unit_of_work():
            db.session.get_one(Business, second).updated_at = clock.now()
        with pytest.raises(merging.ChangedMeanwhile), unit_of_work():
            merging.merge(first, second, {}, seen=seen, actor=actor(), now=clock.now())


@pytest.mark.sqlite_only
def test_through_the_pages(panitia, council, two):
    first, second = two
    page = panitia.get(f"/staff/businesses/{first}/merge/{second}")
    assert "0812 2222 0002" in page.text
    choice = {"survivor": "second", "field-phone": "first"}
    confirm = panitia.post(f"/staff/businesses/{first}/merge/{second}", **choice)
    assert "0812 3456 7890" in confirm.text
    with council.app_context():
        assert db.session.get_one(Business, first).merged_into_id is None
        seen = merging.state_of(*(db.session.get_one(Business, number) for number in two))
    done = panitia.post(f"/staff/businesses/{first}/merge/{second}", confirmed="1", seen=seen, **choice)

    assert done.location == f"/staff/businesses/{second}"
    assert panitia.get(f"/staff/businesses/{first}").location == f"/staff/businesses/{second}"
    assert f'/staff/businesses/{first}"' not in panitia.get("/staff/businesses/").text
    with council.app_context():
        assert db.session.get_one(Business, second).phone == "+6281234567890"


@pytest.mark.sqlite_only
def test_told_apart_once_is_remembered(panitia, council, two):
    first, second = two
    with council.app_context(), unit_of_work():
        for number in two:
            db.session.get_one(Business, number).nib = "9120103344556"
    assert "Batik Lintangg" in panitia.get("/staff/businesses/duplicates").text

    panitia.post(f"/staff/businesses/{first}/different/{second}")

    assert "Batik Lintangg" not in panitia.get("/staff/businesses/duplicates").text


@pytest.mark.sqlite_only
def test_owners_keep_their_way_in(visitor, council, two):
    first, second = two
    with council.app_context():
        merge(first, second, {})
    tini = sign_in(visitor(), "tini@contoh.id")

    assert tini.get(f"/me/businesses/{second}/edit").location == f"/me/businesses/{first}/edit"
    assert tini.get(f"/me/businesses/{first}/edit", follow=True).status_code == 200
    with council.app_context():
        ended = db.session.scalars(select(BusinessMember).filter_by(business_id=second)).all()
        assert all(member.ended_at for member in ended)


def send(event_id, business_id, who, answers):
    """Send an application as somebody who acted for the business when they pressed the button."""
    with unit_of_work():
        applications.submit(event_id, business_id, applications.Details(answers), actor=who, now=clock.now())


def merge_while(council, two, act):
    """Merge the second into the first; `act` begins before that is committed. What became of it."""
    merged, sending = Event(), Event()

    def other():
        with council.app_context():
            merged.wait(20)
            sending.set()
            try:
                act()
            except DomainError as refusal:
                return refusal
        return None

    with ThreadPoolExecutor(1) as pool:
        outcome = pool.submit(other)
        with council.app_context():
            rows = [db.session.get_one(Business, number) for number in two]
            seen = merging.state_of(*rows)
            with unit_of_work():
                merging.merge(*two, {}, seen=seen, actor=actor(), now=clock.now())
                merged.set()
                sending.wait(20)
                time.sleep(0.4)  # the other one is at the database by now
        return outcome.result(30)


@pytest.mark.parametrize("has_draft", [False, True])
def test_what_is_sent_at_the_moment_of_merging_is_never_the_merged_ones(council, two, has_draft):
    first, second = two
    with council.app_context(), unit_of_work():
        event_id = make_event(title="Tiga").id
        model = db.session.scalars(select(Application).filter_by(business_id=second)).first()
        who, answers = actor_of(model.applicant), dict(model.answers)
        if has_draft:
            details = applications.Details(answers)
            applications.save_draft(event_id, second, details, actor=who, now=clock.now())

    refusal = merge_while(council, two, lambda: send(event_id, second, who, answers))

    assert isinstance(refusal, BusinessMerged)
    with council.app_context():
        left = db.session.scalars(select(Application).filter_by(event_id=event_id)).all()
        assert [(one.business_id, one.status) for one in left] == ([(first, Status.DRAFT)] if has_draft else [])


def test_a_merger_waits_for_what_is_being_sent_and_takes_it_along(council, two):
    first, second = two
    with council.app_context(), unit_of_work():
        event_id = make_event(title="Tiga").id
        model = db.session.scalars(select(Application).filter_by(business_id=second)).first()
        who, answers = actor_of(model.applicant), dict(model.answers)
    sent, merging_now = Event(), Event()

    def merge_later():
        with council.app_context():
            seen = merging.state_of(*(db.session.get_one(Business, number) for number in two))
            sent.wait(20)
            merging_now.set()
            with unit_of_work():
                merging.merge(first, second, {}, seen=seen, actor=actor(), now=clock.now())

    with ThreadPoolExecutor(1) as pool:
        outcome = pool.submit(merge_later)
        with council.app_context(), unit_of_work():
            details = applications.Details(answers)
            applications.submit(event_id, second, details, actor=who, now=clock.now())
            sent.set()
            merging_now.wait(20)
            time.sleep(0.4)
        outcome.result(30)

    with council.app_context():
        found = db.session.scalars(select(Application).filter_by(event_id=event_id)).one()
        assert (found.business_id, found.status) == (first, Status.SUBMITTED)
