"""The server dies in the middle of a phone's batch, as in a power cut: in the end it has every scan once."""

from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from threading import Timer

import pytest
from flask import Flask
from playwright.sync_api import Route

from eventreg.core.db import db, unit_of_work
from eventreg.door import queries
from eventreg.door.models import Scan
from tests.door.conftest import Fair, make_ticket
from tests.door.phone_page import Phones
from tests.support.server import Server, Serving

SCANS = "**/door/scans"
MANY = 60  # more than go in one batch
RECORD = """async (codes) => {
  const { canJudge } = await import("/static/js/door/judge.js");
  const { record } = await import("/static/js/door/scanning.js");
  while (!canJudge()) await new Promise((resolve) => setTimeout(resolve, 50));
  const found = [];
  for (const code of codes) found.push(await record({ code }));
  return found.map(({ result, offline }) => [result.verdict, offline]);
}"""
SEND = """async () => {
  const { sendWaiting, waiting } = await import("/static/js/door/sending.js");
  while (waiting()) {
    await sendWaiting(() => {});
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}"""


@pytest.fixture
def serving(app: Flask, environ: dict[str, str], server_options: list[str], tmp_path: Path) -> Iterator[Serving]:
    """A server that can be killed."""
    running = Serving(environ, tmp_path, server_options)
    yield running
    running.kill()


@pytest.fixture
def live_server(serving: Serving) -> Server:
    """The one that the browser's fixtures take."""
    return serving.start()


def test_a_server_killed_in_the_middle_of_a_batch_has_every_scan_once(
    fair: Fair, serving: Serving, live_server: Server, new_context
):
    with fair.app.app_context(), unit_of_work():
        event = queries.get_event(fair.slug)
        codes = [make_ticket(event, f"Tamu {number}").code for number in range(MANY)]
    page = Phones(fair, live_server, new_context).open()
    page.context.route(SCANS, lambda route: route.abort())
    assert page.evaluate(RECORD, codes) == [["admitted", True]] * MANY
    deaths: list[Timer] = []

    def kill_soon(route: Route) -> None:
        """The batch is on its way; some of its scans may be stored when the power goes."""
        timer = Timer(0.1, serving.kill)
        timer.start()
        deaths.append(timer)
        route.continue_()

    page.context.unroute(SCANS)
    page.context.route(SCANS, kill_soon, times=1)
    page.evaluate("dispatchEvent(new Event('online'))")
    while not deaths:
        page.wait_for_timeout(20)
    deaths[0].join()
    serving.start()
    page.evaluate(SEND)

    with fair.app.app_context():
        scans = db.session.query(Scan).all()
        assert Counter(scan.ticket.code for scan in scans if scan.ticket) == Counter(codes)
        assert {(scan.verdict.value, scan.offline_verdict, scan.conflict) for scan in scans} == {
            ("admitted", "admitted", False)
        }
    assert fair.attending() == [(1, "Gate Utara")] * MANY
