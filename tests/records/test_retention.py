"""What time takes away: what is older than its period, nothing younger, nothing that is still referred to."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select

from eventreg.accounts.models import Person, SignedInDevice, SignInRequest, StaffInvitation
from eventreg.applications import service as applications
from eventreg.applications.models import Application, ApplicationFile, ApplicationMove, ApplicationProduct
from eventreg.applications.rules import Status
from eventreg.businesses.models import BusinessInvitation, Product
from eventreg.consents.models import Consent, Guardian
from eventreg.core import clock, files
from eventreg.core.audit import AuditEntry
from eventreg.core.db import Model, db, unit_of_work
from eventreg.core.files import StoredFile
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import SYSTEM, Role
from eventreg.door.models import Attendance, Scan
from eventreg.events.models import Event
from eventreg.records import retention, service
from eventreg.records.models import DataRequest, RequestState
from eventreg.records.rules import DEFAULT_DAYS, ERASED, DaysOutOfRange, Kept
from eventreg.tickets.models import Ticket
from eventreg.visitors.models import Visit
from tests.factories.applications import make_application
from tests.factories.businesses import picture
from tests.factories.events import make_event
from tests.factories.people import actor_of, sign_in
from tests.records.conftest import over
from tests.support.server import run_eventreg
from tests.support.visitor import soup

DAY = timedelta(days=1)
THEN = object()
AGED = {
    Kept.REFUSED_APPLICATIONS: {ApplicationMove: {"at": THEN}},
    Kept.PARTICIPANTS: {Event: {"ends_at": THEN}},
    Kept.VISITORS: {Event: {"ends_at": THEN}},
    Kept.SIGN_IN_REQUESTS: {SignInRequest: {"expires_at": THEN}},
    Kept.ENDED_SESSIONS: {SignedInDevice: {"ended_at": THEN}},
    Kept.SENT_MESSAGES: {OutboxMessage: {"state": MessageState.SENT, "created_at": THEN}},
    Kept.UNSHOWN_PICTURES: {StoredFile: {"created_at": THEN}},
    Kept.INVITATIONS: {StaffInvitation: {"expires_at": THEN}, BusinessInvitation: {"expires_at": THEN}},
    Kept.SCAN_CODES: {Scan: {"received_at": THEN}},
    Kept.REQUESTS_AND_CONSENTS: {
        DataRequest: {"state": RequestState.DONE, "closed_at": THEN},
        Consent: {"withdrawn_at": THEN},
        Guardian: {"recorded_at": THEN},
    },
}


def age(app, kind, days, now):
    """Let everything of a kind have happened so long ago."""
    then = now - days * DAY
    with app.app_context(), unit_of_work():
        _age(kind, then, now)


def _age(kind, then, now):
    if kind is Kept.REFUSED_APPLICATIONS:
        _withdraw(now)
    if kind is Kept.PARTICIPANTS:
        db.session.execute(delete(Visit))  # visitors of that event have long been forgotten
    if kind is Kept.UNSHOWN_PICTURES:
        _show_nothing()
    for model, values in AGED[kind].items():
        for row in db.session.scalars(select(model)):
            for name, value in values.items():
                setattr(row, name, then if value is THEN else value)


def _withdraw(now):
    application = db.session.scalars(select(Application)).one()
    if application.status is Status.CONFIRMED:
        applications.withdraw(application.id, actor=actor_of(application.applicant), reason="Sakit", now=now)


def _show_nothing():
    for shows in (ApplicationProduct, ApplicationFile):
        db.session.execute(delete(shows))
    for product in db.session.scalars(select(Product)):
        product.photo_id = None


def counted(app, now):
    with app.app_context():
        return {due.kind: due.count for due in retention.due(now=now)}


def carry_out(app, now):
    with app.app_context():
        with unit_of_work():
            done = retention.carry_out(actor=SYSTEM, now=now)
        retention.finish(done)
    return done


def everything(app):
    with app.app_context():
        return {
            table.name: db.session.execute(select(table)).all()
            for table in Model.metadata.sorted_tables
            if table.name not in {"audit_entry"}
        }


@pytest.mark.parametrize("kind", list(Kept))
def test_each_kind_goes_the_day_after_its_period_and_not_before(app, somebody, kind):
    now, days = clock.now(), DEFAULT_DAYS[kind]
    assert counted(app, now)[kind] == 0
    age(app, kind, days - 1, now)
    before = everything(app)
    assert counted(app, now)[kind] == 0
    carry_out(app, now)
    assert everything(app) == before

    age(app, kind, days + 1, now)
    assert counted(app, now)[kind] > 0
    carry_out(app, now)

    assert everything(app) != before
    assert counted(app, now)[kind] == 0, "done twice it finds nothing"


def test_what_counts_need_stays_without_words(app, somebody):
    now = clock.now()
    age(app, Kept.PARTICIPANTS, 2000, now)
    with app.app_context():
        before = {
            model: db.session.scalar(select(func.count()).select_from(model))
            for model in (Application, Attendance, Scan, Ticket, Person, Event)
        }

    carry_out(app, now)

    with app.app_context():
        for model, count in before.items():
            assert db.session.scalar(select(func.count()).select_from(model)) == count
        assert {ticket.holder for ticket in db.session.scalars(select(Ticket))} == {ERASED}
        assert db.session.scalars(select(Scan)).one().answer["ticket"]["holder"] == ERASED
        application = db.session.scalars(select(Application)).one()
        assert (application.status, application.answers, application.groups) == (Status.CONFIRMED, {}, [])
        assert {participant.name for participant in application.participants} == {ERASED}


def test_an_event_that_is_not_over_keeps_everything(app, somebody):
    now = clock.now()
    age(app, Kept.REFUSED_APPLICATIONS, 2000, now)
    age(app, Kept.SCAN_CODES, 2000, now)
    with app.app_context(), unit_of_work():
        db.session.scalars(select(Event)).one().ends_at = now + DAY

    found = counted(app, now)

    assert found[Kept.REFUSED_APPLICATIONS] == found[Kept.SCAN_CODES] == found[Kept.PARTICIPANTS] == 0


def test_a_picture_that_is_shown_stays_and_another_leaves_the_disk(app, somebody):
    now = clock.now()
    with app.app_context(), unit_of_work():
        shown = db.session.scalars(select(StoredFile)).all()  # a product's and a paper's
        for stored in shown:
            stored.created_at = now - 400 * DAY
        unshown = files.save_image(files.read_image(picture()), owner_id=somebody.person_id, now=now - 31 * DAY)
        keys, gone = {stored.key for stored in shown}, unshown.key

    carry_out(app, now)

    with app.app_context():
        assert {stored.key for stored in db.session.scalars(select(StoredFile))} == keys
        uploads = app.extensions["eventreg.settings"].instance / "uploads"
    assert {path.name.partition("-")[0] for path in uploads.rglob("*.*")} == keys
    assert gone not in keys


def test_a_cover_stays(app, somebody):
    now = clock.now()
    with app.app_context(), unit_of_work():
        cover = files.save_image(files.read_image(picture()), owner_id=None, now=now - 400 * DAY)
        db.session.scalars(select(Event)).one().cover_id = cover.id

    assert counted(app, now)[Kept.UNSHOWN_PICTURES] == 0


def test_the_trail_stays_and_says_what_went(app, somebody):
    now = clock.now()
    with app.app_context():
        entries = db.session.scalar(select(func.count()).select_from(AuditEntry))
    age(app, Kept.SIGN_IN_REQUESTS, 4000, now)

    carry_out(app, now + 4000 * DAY)

    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(AuditEntry)) == entries + 1
        entry = db.session.scalars(select(AuditEntry).filter_by(action="retention.carried_out")).one()
        assert entry.states["sign_in_requests"] == "1"


# ---- Pages and shell -----------------------------------------------------------------------------------


@pytest.fixture
def admin(visitor):
    return sign_in(visitor(language="en"), "admin@contoh.id", Role.ADMINISTRATOR)


def periods(**changes):
    return {kind.value: str(days) for kind, days in DEFAULT_DAYS.items()} | {
        name: str(days) for name, days in changes.items()
    }


def test_the_page_shows_then_asks_then_does(app, somebody, admin):
    age(app, Kept.SIGN_IN_REQUESTS, 50, clock.now())
    page = admin.get("/staff/retention")
    assert "Carry it out" in page.text
    assert "Sign-in messages" in soup(page).select_one("aside").text

    question = admin.get("/staff/retention/run")
    assert "can't be undone" in soup(question).text
    with app.app_context():
        assert db.session.scalars(select(SignInRequest)).all()

    refused = admin.post("/staff/retention/run")
    assert refused.status_code == 422
    assert "Tick this first." in refused.text
    with app.app_context():
        assert db.session.scalars(select(SignInRequest).where(SignInRequest.expires_at < clock.now() - 30 * DAY)).all()

    done = admin.post("/staff/retention/run", is_sure="y", follow=True)
    assert "gone" in done.text
    with app.app_context():
        assert (
            db.session.scalars(select(SignInRequest).where(SignInRequest.expires_at < clock.now() - 30 * DAY)).all()
            == []
        )
    assert "Nothing is over its time." in admin.get("/staff/retention/run").text


def test_another_number_of_days_holds_from_then_on(app, somebody, admin):
    age(app, Kept.SIGN_IN_REQUESTS, 10, clock.now())
    assert counted(app, clock.now())[Kept.SIGN_IN_REQUESTS] == 0

    page = admin.post("/staff/retention", follow=True, **periods(sign_in_requests=7))

    assert "Saved." in page.text
    assert counted(app, clock.now())[Kept.SIGN_IN_REQUESTS] > 0
    with app.app_context():
        entry = db.session.scalars(select(AuditEntry).filter_by(action="retention.changed")).one()
        assert (entry.fields, entry.states) == (["sign_in_requests"], {"from": "30", "to": "7"})


@pytest.mark.parametrize("days", ["0", "-1", "", "abc", "40000", "1.5"])
def test_odd_numbers_are_refused(app, admin, days):
    page = admin.post("/staff/retention", **periods(sent_messages=days))

    assert page.status_code == 422
    assert "errors" in page.text


@pytest.mark.parametrize(("kind", "days"), [("sign_in_requests", 6), ("participants", 364)])
def test_periods_too_short_to_be_meant_are_refused(app, admin, kind, days):
    page = admin.post("/staff/retention", **periods(**{kind: days}))

    assert page.status_code == 422
    assert soup(page).select_one(f"[name={kind}]")["aria-invalid"] == "true"
    with app.app_context(), pytest.raises(DaysOutOfRange), unit_of_work():
        service.set_period(Kept(kind), days, actor=SYSTEM, now=clock.now())


def test_the_command_shows_first(app, environ, somebody):
    age(app, Kept.SIGN_IN_REQUESTS, 50, clock.now())

    assert "would go" in run_eventreg(environ, "records", "retention")
    with app.app_context():
        assert len(db.session.scalars(select(SignInRequest)).all()) == 1

    assert "1 gone." in run_eventreg(environ, "records", "retention", "--apply")
    with app.app_context():
        assert db.session.scalars(select(SignInRequest)).all() == []


def test_a_draft_for_an_event_that_is_over_goes_too(app):
    now = clock.now()
    with app.app_context(), unit_of_work():
        event = make_event()
        application = make_application(event.id)
        application.status = Status.DRAFT
        application.created_at = now - 300 * DAY
        for move in application.moves:
            move.at = now - 300 * DAY
        over(event, now)

    carry_out(app, now)

    with app.app_context():
        assert db.session.scalars(select(Application)).one().answers == {}
