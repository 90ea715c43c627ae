"""After erasure nothing of a person is left in any table or on the disk, and every count is as before."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from eventreg.accounts.models import Person, SignedInDevice
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.businesses.models import Business, BusinessInvitation, BusinessMember
from eventreg.consents.models import Consent
from eventreg.core import clock, delivery, protected
from eventreg.core.audit import AuditEntry
from eventreg.core.db import Model, db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.door.models import Attendance, Scan
from eventreg.events.models import Event
from eventreg.records import erasure, service
from eventreg.records.models import DataRequest, RequestState
from eventreg.records.rules import ERASED, ERASED_BUSINESS, HoldsRoles, HoldsTicket
from eventreg.tickets.models import Ticket
from tests.factories.applications import make_application
from tests.factories.events import make_event
from tests.factories.people import make_person
from tests.records.conftest import EMAIL, NIK, NPWP, PHONE, TEXTS, add_member, hand_over_another
from tests.support.server import run_eventreg

pytestmark = pytest.mark.databases("sqlite", "postgresql")

DAY = timedelta(days=1)
STAYING = ("application", "application_move", "attendance", "consent", "data_request", "scan", "ticket", "person")


def erase(app, person_id):
    with app.app_context():
        with unit_of_work():
            done = erasure.erase(person_id, actor=SYSTEM, now=clock.now())
        erasure.finish(done)
    return done


def counts(app, *tables):
    with app.app_context():
        return {
            name: db.session.scalar(select(func.count()).select_from(Model.metadata.tables[name])) for name in tables
        }


def test_the_person_is_everywhere_first(somebody):
    """Otherwise the test below would find nothing for want of anything to find."""
    seen = "\n".join(somebody.traces()).casefold()

    for value in (*TEXTS.values(), EMAIL, PHONE, *somebody.picture_keys):
        assert value.casefold() in seen, value
    assert sum("nik_encrypted" in trace or "npwp_encrypted" in trace for trace in somebody.traces()) == 2
    assert NIK != NPWP


def test_nothing_is_left_of_the_person(app, somebody):
    handed_over = hand_over_another(somebody)
    with app.app_context():
        assert erasure.preview(somebody.person_id, now=clock.now()).renamed == ["Usaha Berpindah Tangan"]

    erase(app, somebody.person_id)

    assert somebody.traces() == []
    with app.app_context():
        business = db.session.get(Business, handed_over)
        assert (business.name, business.owner_name) == ("Usaha Berpindah Tangan", "Penerus")
        assert (business.phone, business.erased_at) == ("", None)


def test_counts_stay(app, somebody):
    before = counts(app, *STAYING)

    erase(app, somebody.person_id)

    assert counts(app, *STAYING) == before
    with app.app_context():
        application = db.session.get(Application, somebody.application_id)
        assert (application.status, application.answers, application.groups) == (Status.CONFIRMED, {}, [])
        assert {participant.name for participant in application.participants} == {ERASED}
        ticket = db.session.get(Ticket, somebody.ticket_id)
        assert (ticket.holder, ticket.business_name) == (ERASED, ERASED_BUSINESS)
        business = db.session.get(Business, somebody.business_id)
        assert business.name == ERASED_BUSINESS
        assert business.category_id
        assert db.session.scalars(select(Attendance)).one().ticket_id == ticket.id
        assert db.session.scalars(select(Scan)).one().answer["ticket"]["holder"] == ERASED
        assert {consent.person_id for consent in db.session.scalars(select(Consent))} == {somebody.person_id}


def test_the_preview_tells_what_then_happens_and_changes_nothing(app, somebody):
    before = somebody.traces()
    with app.app_context():
        found = erasure.preview(somebody.person_id, now=clock.now())
    assert somebody.traces() == before

    done = erase(app, somebody.person_id)

    assert found.lines == done.lines
    by_key = {line.key: line for line in found.lines}
    assert by_key["sessions"].deleted == 1
    assert by_key["tickets"].anonymised == 1
    assert by_key["attendances"].kept == 1
    assert found.sole == [TEXTS["business"]]


def test_done_twice_it_changes_nothing(app, somebody):
    erase(app, somebody.person_id)
    with app.app_context():
        at = db.session.get(Person, somebody.person_id).erased_at
        entries = db.session.scalar(select(func.count()).select_from(AuditEntry))

    erase(app, somebody.person_id)

    with app.app_context():
        assert db.session.get(Person, somebody.person_id).erased_at == at
        assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == entries


def test_the_trail_says_that_it_was_done(app, somebody):
    erase(app, somebody.person_id)

    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).filter_by(action="person.erased")).one()
        assert entry.person_id == somebody.person_id
        assert int(entry.states["deleted"]) > 5


def test_sessions_end(app, somebody):
    erase(app, somebody.person_id)

    with app.app_context():
        assert db.session.scalars(select(SignedInDevice).filter_by(person_id=somebody.person_id)).all() == []


# ---- What stands in the way ---------------------------------------------------------------------------


def test_roles_are_taken_away_first(app):
    with app.app_context():
        with unit_of_work():
            person_id = make_person("staf@contoh.id", "Staf", Role.ORGANISER).id
        with pytest.raises(HoldsRoles), unit_of_work():
            erasure.erase(person_id, actor=SYSTEM, now=clock.now())


@pytest.mark.parametrize("ends_in", [-1, 1])
def test_a_place_at_an_event_still_to_come_is_given_back_first(app, somebody, ends_in):
    with app.app_context(), unit_of_work():
        db.session.get(Event, somebody.event_id).ends_at = clock.now() + ends_in * DAY
    if ends_in < 0:
        erase(app, somebody.person_id)
        return

    with app.app_context():
        with pytest.raises(HoldsTicket) as refusal, unit_of_work():
            erasure.erase(somebody.person_id, actor=SYSTEM, now=clock.now())
        assert refusal.value.details["event"].startswith("Pelatihan")
    assert somebody.traces()


def test_an_application_that_waits_is_withdrawn(app):
    with app.app_context():
        with unit_of_work():
            application = make_application(make_event().id, email="baru@contoh.id")
            person_id, application_id = application.applicant_id, application.id
        with unit_of_work():
            erasure.erase(person_id, actor=SYSTEM, now=clock.now())
        assert db.session.get(Application, application_id).status is Status.WITHDRAWN


# ---- Businesses that go on ------------------------------------------------------------------------------


def test_a_business_goes_on_with_whoever_else_acts_for_it(app, somebody):
    with app.app_context(), unit_of_work():
        heir_id = add_member(somebody.business_id, "budi@contoh.id", "Budi Penerus", phone="+6281200000001")
    erase(app, somebody.person_id)

    with app.app_context():
        business = db.session.get(Business, somebody.business_id)
        assert (business.name, business.owner_name) == (TEXTS["business"], "Budi Penerus")
        assert (business.phone, business.nib) == ("+6281200000001", "1234567890123")
        assert (business.owner_sex, business.owner_disability) == ("", None), "said of the one who has gone"
        assert business.erased_at is None
        ended = {
            member.person_id: member.ended_at
            for member in db.session.scalars(select(BusinessMember).filter_by(business_id=business.id))
        }
        assert ended[somebody.person_id] is not None
        assert ended[heir_id] is None
        assert db.session.scalars(select(BusinessInvitation)).one().withdrawn_at is not None
    left = {trace.split(":")[0] for trace in somebody.traces()}
    theirs = {"business.name", "business.elsewhere", "business.npwp_encrypted", "product.name", "product.story"}
    told = {f"business.{name}" for name in ("brand", "address", "capacity", "channels", "yearly_sales", "capital")}
    papers = {f"business_paper.{name}" for name in ("title", "number", "remark")}
    assert left <= {*theirs, *told, *papers, "ticket.business_name", "business_invitation.name", "scan.answer"} | {
        f"{key}-{variant}" for key in somebody.picture_keys for variant in ("large.webp", "small.webp", "preview.jpg")
    }


def test_a_nik_that_serves_as_tax_number_goes_with_the_person(app, somebody):
    with app.app_context(), unit_of_work():
        add_member(somebody.business_id, "budi@contoh.id", "Budi Penerus")
        business = db.session.get(Business, somebody.business_id)
        business.npwp_encrypted, business.npwp_hash = protected.seal(NIK), protected.keyed_hash("npwp", NIK)
    erase(app, somebody.person_id)

    with app.app_context():
        business = db.session.get(Business, somebody.business_id)
        assert (business.npwp_encrypted, business.npwp_hash, business.erased_at) == (None, None, None)


def test_an_open_application_passes_to_the_heir(app):
    with app.app_context():
        with unit_of_work():
            application = make_application(make_event().id, email="baru@contoh.id")
            person_id, application_id = application.applicant_id, application.id
            heir_id = add_member(application.business_id, "budi@contoh.id", "Budi")
        with unit_of_work():
            erasure.erase(person_id, actor=SYSTEM, now=clock.now())
        kept = db.session.get(Application, application_id)
        assert (kept.status, kept.applicant_id) == (Status.SUBMITTED, heir_id)


def test_the_pictures_of_a_business_that_goes_on_stay(app, somebody):
    with app.app_context(), unit_of_work():
        add_member(somebody.business_id, "budi@contoh.id", "Budi")

    done = erase(app, somebody.person_id)

    assert done.picture_keys == []


# ---- After it -----------------------------------------------------------------------------------------


def test_the_last_message_forgets_its_address(app, somebody, smtp):
    with app.app_context():
        with unit_of_work():
            service.close_erasures(somebody.person_id, actor=SYSTEM, now=clock.now())
            done = erasure.erase(somebody.person_id, actor=SYSTEM, now=clock.now())
            service.say_farewell(EMAIL, "id", now=clock.now())
        erasure.finish(done)
        while delivery.deliver_next(clock.now):
            pass
        assert {asked.state for asked in db.session.scalars(select(DataRequest))} == {RequestState.DONE}

    assert len(smtp.to(EMAIL)) == 1
    assert somebody.traces() == []


def test_who_is_back_after_a_restore_is_erased_again(app, somebody, environ):
    with app.app_context():
        made = db.session.get(Person, somebody.person_id).created_at
    erase(app, somebody.person_id)
    assert "0 to be erased again" in run_eventreg(environ, "records", "erase-again")
    with app.app_context(), unit_of_work():  # as an older backup has it
        person = db.session.get(Person, somebody.person_id)
        person.erased_at, person.name, person.email = None, TEXTS["name"], EMAIL
        assert person.created_at == made
    assert "1 to be erased again" in run_eventreg(environ, "records", "erase-again")
    assert somebody.traces()

    assert "1 erased again" in run_eventreg(environ, "records", "erase-again", "--apply")

    assert somebody.traces() == []


def test_a_number_that_somebody_else_got_is_left_alone(app, somebody, environ):
    erase(app, somebody.person_id)
    with app.app_context(), unit_of_work():
        person = db.session.get(Person, somebody.person_id)
        person.erased_at, person.name, person.created_at = None, "Orang lain", clock.now()

    assert "0 erased again" in run_eventreg(environ, "records", "erase-again", "--apply")

    with app.app_context():
        assert db.session.get(Person, somebody.person_id).name == "Orang lain"
