"""One ticket, many phones, one moment: with real threads and real processes it is admitted once."""

import uuid
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from eventreg.app import create_app
from eventreg.core import clock
from eventreg.core.config import Settings
from tests.support.server import FORKS

pytestmark = pytest.mark.databases("sqlite", "postgresql")

CLIENTS = 16
PROCESSES = 4


def scan_at_once(app: Any, slug: str, keys: list[str], token: str, wait: Any) -> list[str]:
    """The verdicts that phones with these keys get when they scan the token together."""
    ready = Barrier(len(keys))

    def scan(key: str) -> str:
        body = {
            "id": str(uuid.uuid4()),
            "token": token,
            "gate": "Gate Utara",
            "direction": "in",
            "at": clock.now().isoformat(),
        }
        if ready.wait() == 0:
            wait()
        ready.wait()
        answer = app.test_client().post(
            f"/api/v1/events/{slug}/door/scans",
            json={"scans": [body]},
            headers={"Authorization": f"Bearer {key}"},
        )
        return str(answer.get_json()["results"][0]["verdict"])

    with ThreadPoolExecutor(len(keys)) as pool:
        return list(pool.map(scan, keys))


def test_sixteen_threads_scan_one_ticket(app, fair, token):
    phones = [fair.phone(f"Gate {number}") for number in range(CLIENTS)]

    verdicts = scan_at_once(app, fair.slug, [phone.key for phone in phones], token, lambda: None)

    assert Counter(verdicts) == {"admitted": 1, "already_admitted": CLIENTS - 1}
    assert len(fair.attending()) == 1


def test_sixteen_threads_use_one_phones_key(app, fair, phone, token):
    verdicts = scan_at_once(app, fair.slug, [phone.key] * CLIENTS, token, lambda: None)

    assert Counter(verdicts) == {"admitted": 1, "already_admitted": CLIENTS - 1}


def scan_in_a_process(environ: Mapping[str, str], slug: str, keys: list[str], token: str, gate: Any, out: Any) -> None:
    """Run by a process of its own, which shares only the database with the others."""
    app = create_app(Settings.from_environ(environ))
    out.put(scan_at_once(app, slug, keys, token, gate.wait))


def test_sixteen_clients_in_four_processes_scan_one_ticket(fair, token, environ):
    keys = [fair.phone(f"Gate {number}").key for number in range(CLIENTS)]
    gate, out = FORKS.Barrier(PROCESSES), FORKS.Queue()
    share = CLIENTS // PROCESSES
    processes = [
        FORKS.Process(
            target=scan_in_a_process,
            args=(dict(environ), fair.slug, keys[number * share : (number + 1) * share], token, gate, out),
        )
        for number in range(PROCESSES)
    ]
    for process in processes:
        process.start()
    verdicts = [verdict for _process in processes for verdict in out.get(timeout=120)]
    for process in processes:
        process.join()

    assert Counter(verdicts) == {"admitted": 1, "already_admitted": CLIENTS - 1}
    assert len(fair.attending()) == 1


def test_many_phones_and_many_tickets_in_any_order(app, fair):
    """Batches that name the same tickets in different orders neither wait for each other for ever nor admit twice."""
    tokens = [fair.ticket(f"Tamu {number}") for number in range(6)]
    phones = [fair.phone(f"Gate {number}") for number in range(6)]

    def batch(number: int) -> list[str]:
        order = tokens[number:] + tokens[:number]
        phone = phones[number]
        return [str(verdict) for verdict in phone.verdicts(*(phone.scan(token) for token in order))]

    with ThreadPoolExecutor(len(phones)) as pool:
        verdicts = Counter(verdict for found in pool.map(batch, range(len(phones))) for verdict in found)

    assert verdicts == {"admitted": len(tokens), "already_admitted": len(tokens) * (len(phones) - 1)}
