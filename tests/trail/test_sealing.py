"""One chain, whoever seals; the head beside it; each day's seal."""

import json
import threading
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text, update

from eventreg.core import outbox
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import OutboxMessage
from eventreg.council.models import Organisation
from eventreg.trail import sealing, verification
from eventreg.trail.models import AuditLink, DaySeal
from eventreg.trail.rules import Case, Seal, grouped
from tests.factories.people import make_person
from tests.support.server import run_eventreg, start_eventreg
from tests.trail.conftest import NOON

pytestmark = pytest.mark.databases("sqlite", "postgresql")

MIDNIGHT = NOON + timedelta(hours=12)  # 24.00 WIB


def verify(app, *seals):
    with app.app_context():
        return verification.verify(seals)


def test_what_is_recorded_is_sealed_oldest_first(app, write, seal):
    write(7)

    assert seal() == 7
    assert seal() == 0
    with app.app_context():
        links = db.session.execute(select(AuditLink.position, AuditLink.entry_id).order_by(AuditLink.position)).all()
        ids = db.session.scalars(select(AuditEntry.id).order_by(AuditEntry.id)).all()
    assert links == list(enumerate(ids, start=1))
    report = verify(app)
    assert (report.broken, report.sealed, report.waiting) == (None, 7, 0)


def test_more_than_a_batch_is_sealed(app, write, seal, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 3)
    write(8)

    assert seal() == 8
    assert verify(app).sealed == 8


def test_an_entry_that_waits_is_counted(app, write, seal):
    write(3)
    seal()
    write(2, start=NOON + timedelta(minutes=9))

    report = verify(app)
    assert (report.broken, report.sealed, report.waiting) == (None, 3, 2)


def test_a_lower_number_that_is_committed_late_is_sealed_where_it_comes(app, write, seal, attack):
    write(5)
    attack("CREATE TABLE kept AS SELECT * FROM audit_entry WHERE id = 3", "DELETE FROM audit_entry WHERE id = 3")
    seal()
    attack("INSERT INTO audit_entry SELECT * FROM kept", "DROP TABLE kept")

    assert verify(app).waiting == 1
    assert seal() == 1
    with app.app_context():
        assert db.session.scalar(select(AuditLink.position).filter_by(entry_id=3)) == 5
    assert verify(app).broken is None


def test_several_who_seal_at_once_make_one_chain(app, write, monkeypatch):
    monkeypatch.setattr(sealing, "BATCH", 4)
    write(60)
    sealed, failed = [], []

    def work():
        try:
            with app.app_context():
                sealed.append(sealing.seal_waiting())
        except Exception as error:
            failed.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert failed == []
    assert sum(sealed) == 60
    report = verify(app)
    assert (report.broken, report.sealed) == (None, 60)


def test_several_processes_make_one_chain(app, write, environ, tmp_path):
    write(40)
    out = tmp_path / "out"
    processes = [start_eventreg(environ, ["audit", "seal"], out, out) for _ in range(3)]
    for process in processes:
        process.join()

    assert [process.exitcode for process in processes] == [0, 0, 0], out.read_text()
    assert verify(app).sealed == 40
    assert verify(app).broken is None


# ---- The head file -----------------------------------------------------------------------------


def head_file(settings):
    return settings.instance / "audit-head.json"


def test_the_head_file_follows_the_chain(app, settings, write, seal):
    write(2)
    seal()
    first = json.loads(head_file(settings).read_text())
    write(1, start=NOON + timedelta(minutes=5))
    seal()

    assert first["position"] == 2
    assert json.loads(head_file(settings).read_text())["position"] == 3
    assert head_file(settings).stat().st_mode & 0o077 == 0


def test_a_worker_that_died_before_writing_the_head_is_made_up_for(app, settings, write, seal):
    write(2)
    seal()
    older = head_file(settings).read_text()
    write(1, start=NOON + timedelta(minutes=5))
    seal()
    head_file(settings).write_text(older)

    assert verify(app).broken.case is Case.HEAD_OLDER
    assert seal() == 0
    assert verify(app).broken is None


@pytest.mark.parametrize("text", ["", "{}", '{"position": 99, "mac": "ab", "seal": "cd"}', '{"position": "x"}', "[]"])
def test_an_altered_head_file_is_found_and_kept(app, settings, write, seal, text):
    write(2)
    seal()
    head_file(settings).write_text(text)
    write(1, start=NOON + timedelta(minutes=5))
    seal()

    assert verify(app).broken.case is Case.HEAD_ALTERED
    assert head_file(settings).read_text() == text


def test_a_lost_head_file_is_told_until_the_shell_renews_it(app, environ, settings, write, seal):
    write(2)
    seal()
    head_file(settings).unlink()
    seal()

    assert verify(app).broken.case is Case.HEAD_MISSING
    run_eventreg(environ, "audit", "seal", "--renew-head")
    assert verify(app).broken is None
    with app.app_context():
        assert db.session.scalars(select(AuditEntry.action).order_by(AuditEntry.id.desc())).first() == (
            "audit.head_renewed"
        )


# ---- The day's seal ----------------------------------------------------------------------------


@pytest.fixture
def secretary(app):
    """The organisation has told who gets the seals."""
    with app.app_context(), unit_of_work():
        db.session.add(Organisation(id=1, name="Dekranasda", short_name="D", seal_address="sekretaris@contoh.id"))


def seal_day(app, now):
    with app.app_context():
        sealing.seal_waiting()
        sealing.seal_day(now)
        return [(str(seal.day), seal.position) for seal in db.session.scalars(select(DaySeal).order_by(DaySeal.day))]


def test_a_day_is_sealed_once_it_has_ended_in_the_organisations_zone(app, write):
    write(3)

    assert seal_day(app, MIDNIGHT - timedelta(seconds=1)) == []
    assert seal_day(app, MIDNIGHT) == [("2026-11-24", 3)]
    assert seal_day(app, MIDNIGHT + timedelta(hours=1)) == [("2026-11-24", 3)]


def test_a_days_seal_leaves_out_what_was_done_after_midnight(app, write):
    write(3)
    write(2, start=MIDNIGHT)

    assert seal_day(app, MIDNIGHT + timedelta(minutes=5)) == [("2026-11-24", 3)]
    assert verify(app).broken is None


def test_in_another_zone_the_day_ends_earlier(app, write, secretary):
    write(3)
    with app.app_context(), unit_of_work():
        db.session.execute(update(Organisation).values(zone="WIT"))

    assert seal_day(app, MIDNIGHT - timedelta(hours=2)) == [("2026-11-24", 3)]


def test_the_secretary_gets_the_seal_once_and_the_words_check_it(app, environ, write, secretary):
    write(3)
    seal_day(app, MIDNIGHT)
    seal_day(app, MIDNIGHT)

    with app.app_context():
        [message] = db.session.scalars(select(OutboxMessage))
        rendered = outbox.render(message)
        mac = grouped(db.session.scalars(select(AuditLink.mac).order_by(AuditLink.position.desc())).first())
    assert message.address == "sekretaris@contoh.id"
    assert rendered.subject == "Segel riwayat perubahan Selasa, 24 November 2026"
    assert f'eventreg audit verify --seal "2026-11-24:3:{mac}"' in rendered.text
    assert "Catatan sejak segel sebelumnya: 3" in rendered.text
    assert mac in rendered.html
    assert "The trail is whole" in run_eventreg(environ, "audit", "verify", "--seal", f"2026-11-24:3:{mac}")
    assert run_eventreg(environ, "audit", "seals") == f"2026-11-24:3:{mac}\n"


def test_the_secretary_reads_it_in_their_language(app, write, secretary):
    with app.app_context(), unit_of_work():
        make_person("sekretaris@contoh.id").language = "en"
    write(3)
    seal_day(app, MIDNIGHT)

    with app.app_context():
        assert outbox.render(db.session.scalars(select(OutboxMessage)).one()).subject.startswith("Seal of the audit")


def test_without_an_address_no_message_is_made(app, write):
    write(3)
    seal_day(app, MIDNIGHT)

    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(OutboxMessage)) == 0


def test_no_day_is_sealed_while_the_head_file_disagrees(app, settings, write, seal, attack):
    write(3)
    seal()
    attack("DELETE FROM audit_link WHERE position = 3", "DELETE FROM audit_entry WHERE id = 3")

    assert seal_day(app, MIDNIGHT) == []


def test_a_quiet_day_has_a_seal_as_well(app, write):
    write(3)

    seal_day(app, MIDNIGHT)
    assert seal_day(app, MIDNIGHT + timedelta(days=1)) == [("2026-11-24", 3), ("2026-11-25", 3)]
    with app.app_context():
        mac = db.session.execute(text("SELECT mac FROM day_seal WHERE day = '2026-11-25'")).scalar_one()
    assert verify(app, Seal.parse(f"2026-11-25:3:{mac}")).broken is None
