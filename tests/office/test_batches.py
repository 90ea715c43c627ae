"""Papers by the hundred are made by a process beside the worker: followed, stopped, taken up again, kept for a week."""

import os
import shutil
import signal
import time
import zipfile
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest
from sqlalchemy import select

from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.config import current_settings
from eventreg.core.db import db, unit_of_work
from eventreg.core.i18n import Language
from eventreg.core.permissions import SYSTEM, Role
from eventreg.office import batches, chores, making
from eventreg.office.models import Batch, BatchForm, BatchState
from eventreg.office.orders import Order
from eventreg.office.rules import BatchProblem, NothingToMake
from eventreg.tickets import queries as ticket_queries
from eventreg.tickets import service as tickets
from tests.factories.events import make_event
from tests.factories.people import sign_in
from tests.support.visitor import soup

both = pytest.mark.databases("sqlite", "postgresql")
PAPERS = "/staff/events/pekan-batik/papers"
MANY = 120  # so many take a process more than a moment


def let_in(event, *holders, category="Batik"):
    """Each of them holds a ticket; the test holds the unit of work."""
    made = []
    for holder in holders:
        given = {"holder": holder, "person_id": None, "business_id": None, "business_name": "", "category": category}
        made.append(tickets.issue(event, **given, actor=SYSTEM, now=clock.now()))
    return made


@pytest.fixture
def fair(app):
    """The number of an event that three are let in to; a fourth one's ticket was taken back."""
    with app.app_context(), unit_of_work():
        event = make_event(title="Pekan Batik")
        let_in(event, "Wulan", "Budi")
        let_in(event, "Citra", category="Tenun")
        gone = let_in(event, "Zaki")[0]
        tickets.revoke(gone, actor=SYSTEM, reason="Batal", now=clock.now())
        return event.id


@pytest.fixture
def crowd(app):
    """The number of an event that many are let in to."""
    with app.app_context(), unit_of_work():
        event = make_event(title="Pekan Batik")
        let_in(event, *(f"Tamu {number:03}" for number in range(MANY)))
        return event.id


@pytest.fixture
def worker(app, environ, monkeypatch):
    """The worker's chore; its processes find the app of the test."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    made = chores.PaperMaker()
    yield made
    with app.app_context():
        made.end()


@pytest.fixture
def organiser(visitor):
    return sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)


def order(app, event_id, form=BatchForm.PDF, **params):
    """The number of a batch of the event's tickets that waits."""
    wanted = Order(event_id, "tickets", Language.ID, form, params)
    with app.app_context(), unit_of_work():
        total = making.MAKERS["tickets"].count(wanted)
        return batches.start(wanted, total=total, actor=SYSTEM, now=clock.now()).id


def make(app, batch_id):
    """Work on it in this process, as the worker's would."""
    with app.app_context():
        with unit_of_work():
            work = batches.claim(clock.now())
        assert work.id == batch_id
        making.work_on(work, app.app_context)
    return read(app, batch_id)


def read(app, batch_id):
    with app.app_context():
        batch = db.session.get_one(Batch, batch_id)
        db.session.expunge(batch)
        return batch


def until(app, worker, batch_id, wanted, *, patience=90):
    """Let the worker look again and again, as it does, until the batch is as it should be."""
    limit = time.monotonic() + patience
    while time.monotonic() < limit:
        with app.app_context():
            worker(clock.now())
        batch = read(app, batch_id)
        if wanted(batch):
            return batch
        time.sleep(0.1)
    raise AssertionError((batch.state, batch.problem, batch.done))


def left_over(app):
    with app.app_context():
        return sorted(path.name for path in (current_settings().instance / "batches").iterdir())


@both
def test_a_process_of_the_worker_makes_one_pdf_that_staff_fetch(app, fair, worker, organiser):
    page = organiser.post(f"{PAPERS}/tickets", category="", form="pdf", language="id")
    batch_id = int(page.location.rstrip("/").rpartition("/")[2])

    until(app, worker, batch_id, lambda batch: batch.state is BatchState.DONE)

    assert "3 dokumen" in organiser.get(page.location).text
    file = organiser.post(f"{page.location}file")
    assert file.headers["Cache-Control"] == "private, no-store"
    assert "tiket-pekan-batik.pdf" in file.headers["Content-Disposition"]
    with pikepdf.open(BytesIO(file.data)) as whole:
        assert len(whole.pages) == 3
        assert whole.check_pdf_syntax() == []
        assert str(whole.Root.Lang) == "id"
        assert "Pekan Batik" in str(whole.docinfo.Title)
    with app.app_context():
        assert "paper_batch.fetched" in db.session.scalars(select(AuditEntry.action)).all()


def test_a_zip_holds_a_file_for_each_in_the_order_of_their_names(app, fair):
    batch = make(app, order(app, fair, BatchForm.ZIP))

    with app.app_context(), zipfile.ZipFile(batches.file_of(batch)) as packed:
        assert [name.split()[0] for name in packed.namelist()] == ["Budi", "Citra", "Wulan"]
        assert packed.testzip() is None
        with pikepdf.open(BytesIO(packed.read(packed.namelist()[0]))) as ticket:
            assert len(ticket.pages) == 1


def test_tickets_of_one_category_alone(app, fair, organiser):
    assert "Tenun (1)" in soup(organiser.get(f"{PAPERS}/tickets")).text
    page = organiser.post(f"{PAPERS}/tickets", category="Tenun", form="zip", language="id")

    batch = make(app, int(page.location.rstrip("/").rpartition("/")[2]))

    with app.app_context(), zipfile.ZipFile(batches.file_of(batch)) as packed:
        assert [name.split()[0] for name in packed.namelist()] == ["Citra"]


@both
def test_a_killed_process_is_followed_by_another_and_a_second_death_is_told(app, crowd, worker, organiser):
    batch_id = order(app, crowd)
    first = until(app, worker, batch_id, lambda batch: batch.pid)
    os.kill(first.pid, signal.SIGKILL)

    second = until(app, worker, batch_id, lambda batch: batch.pid and batch.pid != first.pid)
    assert (second.state, second.attempts) == (BatchState.RUNNING, 2)
    assert second.token != first.token
    os.kill(second.pid, signal.SIGKILL)

    third = until(app, worker, batch_id, lambda batch: batch.state is BatchState.FAILED)
    assert third.problem == BatchProblem.DIED
    assert left_over(app) == []
    page = organiser.get(f"{PAPERS}/batches/{batch_id}/")
    assert "dua kali" in page.text

    again = organiser.post(f"{PAPERS}/batches/{batch_id}/again")
    anew = int(again.location.rstrip("/").rpartition("/")[2])
    assert until(app, worker, anew, lambda batch: batch.state is BatchState.DONE).done == MANY


def test_what_a_killed_worker_left_is_taken_up_by_the_next_one(app, crowd, worker):
    batch_id = order(app, crowd)
    first = until(app, worker, batch_id, lambda batch: batch.pid)
    worker.process.kill()
    worker.process.wait()
    worker.process = None  # the worker that knew of it is gone, too
    worker.__init__()

    assert until(app, worker, batch_id, lambda batch: batch.state is BatchState.DONE).attempts == 2
    assert first.token not in "".join(left_over(app))


def test_the_worker_that_ends_gives_its_batch_back(app, crowd, worker):
    batch_id = order(app, crowd)
    until(app, worker, batch_id, lambda batch: batch.pid)

    with app.app_context():
        worker.end()

    batch = read(app, batch_id)
    assert (batch.state, batch.attempts, batch.pid) == (BatchState.WAITING, 0, None)
    assert left_over(app) == []


@both
def test_whoever_stops_it_keeps_nothing_of_it(app, crowd, worker, organiser):
    batch_id = order(app, crowd)
    process = until(app, worker, batch_id, lambda batch: batch.pid).pid
    assert organiser.get(f"{PAPERS}/batches/{batch_id}/progress").json["is_over"] is False

    organiser.post(f"{PAPERS}/batches/{batch_id}/stop")

    limit = time.monotonic() + 30
    while worker.process and worker.process.pid == process and time.monotonic() < limit:
        with app.app_context():
            worker(clock.now())
        time.sleep(0.1)
    assert read(app, batch_id).state is BatchState.STOPPED
    assert left_over(app) == []
    assert organiser.post(f"{PAPERS}/batches/{batch_id}/file").status_code == 404


def test_the_file_is_forgotten_after_a_week(app, fair, organiser):
    batch_id = make(app, order(app, fair)).id
    assert len(left_over(app)) == 1

    with app.app_context():
        chores.forget(clock.now() + timedelta(days=6, hours=23))
        assert len(left_over(app)) == 1
        chores.forget(clock.now() + timedelta(days=7, minutes=1))

    assert left_over(app) == []
    assert read(app, batch_id).state is BatchState.FORGOTTEN
    assert "tujuh hari" in organiser.get(f"{PAPERS}/batches/{batch_id}/").text
    assert organiser.post(f"{PAPERS}/batches/{batch_id}/file").status_code == 404


@pytest.mark.sqlite_only
def test_what_no_batch_knows_is_swept_away_once_it_is_old(app, fair):
    make(app, order(app, fair))
    with app.app_context():
        folder = current_settings().instance / "batches"
        for name, age in (("work-old", 2), ("work-new", 0)):
            (folder / name).mkdir()
            moment = time.time() - age * 86_400
            os.utime(folder / name, (moment, moment))
        chores.forget(clock.now() + timedelta(days=8))
        shutil.rmtree(folder / "work-new", ignore_errors=True)

    assert left_over(app) == []


@both
def test_two_workers_take_a_batch_each_and_the_loser_writes_nothing(app, fair):
    ids = {order(app, fair), order(app, fair, BatchForm.ZIP)}
    with app.app_context():
        claimed = []
        for _number in range(3):
            with unit_of_work():
                claimed.append(batches.claim(clock.now()))
        assert {work.id for work in claimed[:2]} == ids
        assert claimed[2] is None
        with unit_of_work():
            batches.rescue(clock.now() + timedelta(seconds=61), is_alive=lambda pid: True)
        with unit_of_work():
            second = batches.claim(clock.now())
        making.work_on(claimed[0], app.app_context)
        assert read(app, claimed[0].id).state is BatchState.RUNNING
        making.work_on(second, app.app_context)

    assert read(app, second.id).state is BatchState.DONE


@pytest.mark.sqlite_only
def test_the_same_order_twice_is_one_batch_and_nothing_is_no_batch(app, fair):
    assert order(app, fair) == order(app, fair)
    assert order(app, fair) != order(app, fair, BatchForm.ZIP)
    with pytest.raises(NothingToMake):
        order(app, fair, category="Kayu")


@pytest.mark.sqlite_only
def test_tickets_that_were_taken_back_meanwhile_make_no_file(app, fair):
    batch_id = order(app, fair)
    with app.app_context(), unit_of_work():
        for ticket in ticket_queries.valid_tickets(fair):
            tickets.revoke(ticket, actor=SYSTEM, reason="Batal", now=clock.now())

    batch = make(app, batch_id)

    assert (batch.state, batch.problem) == (BatchState.FAILED, BatchProblem.EMPTY)


@pytest.mark.sqlite_only
def test_who_reads_papers_sees_that_tickets_were_made_but_gets_none(app, fair, visitor):
    batch_id = make(app, order(app, fair)).id
    auditor = sign_in(visitor(), "auditor@contoh.id", Role.AUDITOR)

    listed = auditor.get(f"{PAPERS}/batches/")
    assert listed.status_code == 200
    assert f"batches/{batch_id}/" not in listed.text
    for path in (f"{PAPERS}/batches/{batch_id}/", f"{PAPERS}/batches/{batch_id}/progress", f"{PAPERS}/tickets"):
        assert auditor.get(path).status_code in {403, 404}
    for deed in ("file", "stop", "again"):
        assert auditor.post(f"{PAPERS}/batches/{batch_id}/{deed}").status_code == 404
