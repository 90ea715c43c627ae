"""What revoked phones hand in waits for a supervisor, who lets it count or not: once, whoever comes second."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM
from eventreg.door import pairing, queries, reconciling
from eventreg.door.models import Scan, Settlement
from eventreg.tickets.rules import TicketState


def revoke(fair, phone):
    with fair.app.app_context(), unit_of_work():
        event = queries.get_event(fair.slug)
        pairing.revoke(queries.get_device(event.id, phone.id), actor=SYSTEM, now=clock.now())


def decide(fair, phone, how=reconciling.accept, only=None):
    """A supervisor decides about what waits, all of it or the scan with this id; what it came to."""
    with fair.app.app_context(), unit_of_work():
        event = queries.get_event(fair.slug)
        scans = db.session.query(Scan).filter_by(device_id=phone.id)
        chosen = [scan.id for scan in scans if only is None or scan.scan_id == only["id"]]
        return how(event.id, phone.id, chosen, reason="Ketinggalan di bus", actor=SYSTEM, now=clock.now())


def stored(fair, scan):
    with fair.app.app_context():
        return db.session.query(Scan).filter_by(scan_id=scan["id"]).one()


def settled(fair):
    with fair.app.app_context():
        return [row.kind.value for row in db.session.query(Settlement).order_by(Settlement.id)]


# ---- Accepted: as it would have been ---------------------------------------------------------------


def test_what_a_lost_phone_admitted_counts_once_it_is_accepted(fair, phone, token):
    revoke(fair, phone)
    scan = phone.offline(token, 10)
    answer = phone.send(scan)

    assert fair.attending() == []
    assert decide(fair, phone) == {"admitted": 1}
    assert fair.attending() == [(1, "Gate Utara")]
    assert phone.send(scan) == answer
    assert answer[0]["verdict"] == "quarantined"
    assert settled(fair) == ["accepted"]


def test_an_accepted_admission_beside_another_is_a_conflict(fair, phone, token):
    south = fair.phone("Gate Selatan")
    south.send(south.offline(token, 5))
    revoke(fair, phone)
    phone.send(phone.offline(token, 10))

    decide(fair, phone)

    assert fair.attending() == [(1, "Gate Selatan")]
    assert fair.conflicts() == ["Gate Utara"]


def test_what_the_phone_only_asked_is_decided_by_what_was_known_then(fair, phone, token):
    """Nobody had come in when the revoked phone asked. Whom a server let in since stays in."""
    south = fair.phone("Gate Selatan")
    revoke(fair, phone)
    phone.send(phone.scan(token))
    assert south.shows(token) == "admitted"

    assert decide(fair, phone) == {"admitted": 1}
    assert fair.attending() == [(1, "Gate Selatan")]
    assert fair.conflicts() == ["Gate Utara"]


def test_who_had_come_in_before_is_not_admitted_again(fair, phone, token):
    south = fair.phone("Gate Selatan")
    south.send(south.scan(token))
    revoke(fair, phone)
    phone.send(phone.scan(token))

    assert decide(fair, phone) == {"already_admitted": 1}
    assert fair.conflicts() == []


def test_faulty_and_refused_ones_come_to_their_verdicts(fair, phone, token):
    held = fair.ticket("Tono", state=TicketState.ON_HOLD)
    revoke(fair, phone)
    phone.send(phone.scan("nonsense"), phone.offline(held, 5), phone.scan(token, direction="sideways"))

    assert decide(fair, phone) == {"unreadable": 2, "on_hold": 1}
    assert fair.attending() == []


def test_the_session_that_was_asked_for_is_the_one_that_counts(make_fair):
    fair = make_fair((-2, 3), (-1, 4))
    phone, token = fair.phone(), fair.ticket()
    revoke(fair, phone)
    scan = phone.offline(token, 90, session=fair.sessions[1])
    phone.send(scan)

    decide(fair, phone)

    assert stored(fair, scan).session_id == fair.sessions[1]


def test_a_late_word_that_the_phone_let_somebody_in_is_kept(fair, phone, token):
    """The phone waited for an answer, got none in time, and let the person in: its second message says so."""
    south = fair.phone("Gate Selatan")
    south.send(south.offline(token, 5))
    revoke(fair, phone)
    scan = phone.scan(token)
    first = phone.send(scan)

    again = phone.send({**scan, "offline_verdict": "admitted"})

    assert again == first
    assert stored(fair, scan).offline_verdict == "admitted"
    assert decide(fair, phone) == {"admitted": 1}
    assert fair.conflicts() == ["Gate Utara"]


def test_a_late_word_of_a_scan_from_before_the_revocation_waits_too(fair, phone, token):
    """Refused by the server, let in by the phone, and told only after it was revoked: no conflict is lost."""
    south = fair.phone("Gate Selatan")
    south.send(south.scan(token))
    scan = phone.scan(token)
    first = phone.send(scan)
    revoke(fair, phone)

    again = phone.send({**scan, "offline_verdict": "admitted"}, {**scan, "offline_verdict": "admitted"})

    assert again == first * 2
    assert fair.conflicts() == []
    assert decide(fair, phone) == {"admitted": 1}
    assert fair.conflicts() == ["Gate Utara"]


# ---- Undone by the phone itself --------------------------------------------------------------------


def undo_of(phone, token, scan):
    return phone.scan(token, direction="undo", undoes=scan["id"], reason="Salah orang")


def test_an_accepted_undo_takes_back_what_counted_before(fair, phone, token):
    scan = phone.scan(token)
    phone.send(scan)
    revoke(fair, phone)
    phone.send(undo_of(phone, token, scan))
    assert fair.attending() == [(1, "Gate Utara")]

    assert decide(fair, phone) == {"undone": 1}
    assert fair.attending() == []


@pytest.mark.parametrize("undo_first", [False, True], ids=["as they came", "the undo first"])
def test_a_scan_and_its_undo_come_to_nobody(fair, phone, token, undo_first):
    revoke(fair, phone)
    scan = phone.offline(token, 10)
    undo = undo_of(phone, token, scan)
    phone.send(scan, undo)

    for one in (undo, scan) if undo_first else (scan, undo):
        decide(fair, phone, only=one)

    assert fair.attending() == []
    assert fair.conflicts() == []
    assert stored(fair, scan).undone_at is not None


# ---- Dismissed, and nothing twice ------------------------------------------------------------------


def test_what_was_dismissed_admits_nobody_and_waits_no_more(fair, phone, token):
    revoke(fair, phone)
    phone.send(phone.offline(token, 10))

    assert decide(fair, phone, reconciling.dismiss) == 1
    assert decide(fair, phone) == {}
    assert decide(fair, phone, reconciling.dismiss) == 0
    assert fair.attending() == []
    assert settled(fair) == ["dismissed"]


@pytest.mark.databases("sqlite", "postgresql")
def test_two_supervisors_at_once_decide_once(fair, phone, token):
    revoke(fair, phone)
    phone.send(*(phone.offline(fair.ticket(f"Tamu {number}"), 10) for number in range(4)))
    ready = Barrier(4)

    def act(how):
        ready.wait()
        return decide(fair, phone, how)

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(act, [reconciling.accept, reconciling.dismiss] * 2))

    assert sum(sum(one.values()) if isinstance(one, dict) else one for one in done) == 4
    assert len(settled(fair)) == 4
    assert len(set(settled(fair))) == 1
