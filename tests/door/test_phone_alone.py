"""Phones without signal, in real browsers: what is shown is kept before; in the end the server has every scan once."""

import json
from contextlib import suppress
from typing import Any

import pytest
from playwright.sync_api import Error, Page, Route, expect

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM
from eventreg.door import pairing
from eventreg.door.models import Attendance, DoorDevice, Scan
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState
from tests.door.phone_page import HELD, Phones, type_code, verdict

API, SCANS = "**/api/v1/**", "**/door/scans"
TWO_HOURS_AHEAD = """
    const Right = Date;
    Date = class extends Right {
      constructor(...given) { given.length ? super(...given) : super(Right.now() + 7_200_000); }
      static now() { return Right.now() + 7_200_000; }
    };
"""
KEPT = """() => new Promise((resolve) => {
  indexedDB.open("eventreg-door").onsuccess = ({ target: { result } }) => {
    const names = ["facts", "list", "own", "queue"], found = {};
    const reading = result.transaction(names);
    for (const name of names)
      reading.objectStore(name).getAll().onsuccess = ({ target }) => (found[name] = target.result);
    reading.oncomplete = () => { result.close(); resolve(found); };
  };
})"""
UNTIL_KEPT = """async () => {
  while (!navigator.serviceWorker.controller) await new Promise((resolve) => setTimeout(resolve, 50));
}"""
UNTIL = """async ([name, asked, wanted]) => {
  const module = await import(`/static/js/door/${name}.js`);
  while (module[asked]() !== wanted) await new Promise((resolve) => setTimeout(resolve, 50));
}"""

UNTIL_SENT = """async () => {
  const { sendWaiting, waiting } = await import("/static/js/door/sending.js");
  while (waiting()) await sendWaiting(() => {});
}"""


@pytest.fixture
def phones(fair, live_server, new_context) -> Phones:
    return Phones(fair, live_server, new_context)


@pytest.fixture
def tickets(fair) -> list[str]:
    """The spoken codes of three tickets."""
    return [fair.code_of(fair.ticket(holder)) for holder in ("Sri Wahyuni", "Eko Prasetyo", "Dewi Anggraini")]


def lose_signal(page: Page) -> None:
    """Nothing reaches the server, as far as this phone is concerned."""
    page.context.route(API, lambda route: route.abort())


def find_signal(page: Page) -> None:
    page.context.unroute(API)
    page.evaluate("dispatchEvent(new Event('online'))")  # the phone would try by itself within seconds


def scan_alone(page: Page, *codes: str) -> None:
    """Each of them seems to be all right to a phone without signal."""
    for code in codes:
        type_code(page, code)
        expect(verdict(page, "recorded")).to_contain_text("Without signal")


def is_ready(page: Page) -> None:
    """The phone has its list, and knows the keys."""
    page.evaluate(UNTIL, ["judge", "canJudge", True])


def unsent(page: Page, count: int) -> None:
    expect(page.locator("[data-count=unsent]")).to_have_text(str(count))


def stored(fair: Any) -> list[tuple[str, str, str | None]]:
    """The scans on the server in their order: direction, its verdict, and the phone's."""
    with fair.app.app_context():
        scans = db.session.query(Scan).order_by(Scan.id)
        return [(scan.direction.value, scan.verdict.value, scan.offline_verdict) for scan in scans]


IN_ALONE = ("in", "admitted", "admitted")


# ---- No signal at all --------------------------------------------------------------------------------


def test_in_airplane_mode_before_the_first_scan_of_the_day(fair, phones, tickets):
    page = phones.open(slowed=HELD, service_workers="allow")
    expect(page.locator("#not-ready")).to_be_hidden()
    is_ready(page)
    page.evaluate(UNTIL_KEPT)
    context = page.context
    page.close()
    context.set_offline(True)
    page = context.new_page()
    page.goto("/door/")

    scan_alone(page, tickets[0])
    type_code(page, tickets[0])
    expect(verdict(page, "already_admitted")).to_contain_text("First used")
    type_code(page, tickets[1])
    shown = verdict(page, "recorded")
    expect(shown).to_contain_text("Eko Prasetyo, Batik Lintang")
    expect(shown).to_contain_text("May come in once the identity card matches")
    shown.get_by_role("button", name="Undo").click()
    page.get_by_role("button", name="Undo the scan", exact=True).click()
    expect(verdict(page, "undone")).to_contain_text("Without signal")
    scan_alone(page, tickets[1])
    assert stored(fair) == []
    context.set_offline(False)

    unsent(page, 0)
    expect(page.locator("#alert-dialog")).to_be_hidden()
    again, undo = ("in", "already_admitted", "already_admitted"), ("undo", "undone", "undone")
    assert stored(fair) == [IN_ALONE, again, IN_ALONE, undo, IN_ALONE]
    assert fair.attending() == [(1, "Gate Utara")] * 2
    assert fair.conflicts() == []


def test_a_phone_that_cannot_judge_says_that_nobody_did(fair, phones, tickets):
    page = phones.context().new_page()
    page.route("**/api/v1/events/*/door/list*", lambda route: route.abort())
    page.goto(phones.address())
    expect(page.locator("#camera")).to_be_visible()
    lose_signal(page)

    type_code(page, tickets[0])

    shown = verdict(page, "quarantined")
    expect(shown.locator(".word")).to_have_text("Not sent")
    expect(shown).to_contain_text("Not admitted yet")
    find_signal(page)
    expect(verdict(page, "admitted")).to_contain_text(
        "Sri Wahyuni"
    )  # the answer takes the place of what was no verdict
    assert stored(fair) == [("in", "admitted", None)]


def test_out_and_in_again_without_signal(fair, phones, tickets):
    page = phones.open(slowed=HELD)
    is_ready(page)
    lose_signal(page)
    scan_alone(page, tickets[0])
    page.get_by_role("button", name="Scan next").click()
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Scan people who go out").click()
    type_code(page, tickets[0])
    expect(verdict(page, "recorded")).to_contain_text("Way out recorded")
    page.get_by_role("button", name="Scan next").click()
    page.get_by_role("button", name="Recording who goes out").click()
    scan_alone(page, tickets[0])
    find_signal(page)

    unsent(page, 0)
    assert stored(fair) == [IN_ALONE, ("out", "left", "left"), IN_ALONE]
    assert fair.attending() == [(1, "Gate Utara"), (2, "Gate Utara")]
    assert fair.conflicts() == []


def test_nothing_on_the_phone_can_be_read_without_its_key(phones, tickets):
    page = phones.open()
    is_ready(page)
    lose_signal(page)
    scan_alone(page, tickets[0])

    kept = page.evaluate(KEPT)

    assert [len(kept[name]) for name in ("list", "own", "queue")] == [1, 1, 1]
    assert {tuple(sorted(value)) for name in kept for value in kept[name]} == {("data", "iv")}
    assert not page.evaluate("JSON.stringify(localStorage)").count(tickets[0])


# ---- Signal that comes and goes ----------------------------------------------------------------------


def test_a_slow_network_is_as_bad_as_none(fair, phones, tickets):
    page = phones.open(slowed={550: 550})
    is_ready(page)
    held: list[Route] = []
    page.route(SCANS, lambda route: held.append(route))

    scan_alone(page, tickets[0])

    assert held
    assert stored(fair) == []  # the verdict was there before any answer
    page.unroute(SCANS)
    for route in held:
        with suppress(Error):  # the phone gave up the first one by itself
            route.abort()
    find_signal(page)
    unsent(page, 0)
    assert stored(fair) == [IN_ALONE]
    assert fair.attending() == [(1, "Gate Utara")]


def test_the_network_is_cut_in_the_middle_of_an_upload(fair, phones, tickets):
    page = phones.open()
    is_ready(page)
    lose_signal(page)
    scan_alone(page, *tickets)
    with fair.app.app_context(), unit_of_work():
        db.session.query(Ticket).filter_by(code=tickets[1]).one().state = TicketState.ON_HOLD
    cut: list[int] = []

    def answer_is_lost(route: Route) -> None:
        cut.append(route.fetch().status)
        route.abort()

    page.context.route(SCANS, answer_is_lost, times=1)
    page.context.unroute(API)
    page.evaluate("dispatchEvent(new Event('online'))")

    alert = page.locator("#alert-dialog")
    expect(alert).to_contain_text("Eko Prasetyo")
    expect(alert).to_contain_text("The server: On hold")
    expect(alert.locator("li")).to_have_count(1)
    alert.get_by_role("button", name="I have read it").click()
    unsent(page, 0)
    assert cut == [200]
    assert stored(fair) == [IN_ALONE, ("in", "on_hold", "admitted"), IN_ALONE]
    assert fair.attending() == [(1, "Gate Utara")] * 2
    assert fair.conflicts() == []


def test_a_full_queue_survives_reloading_and_closing_and_two_tabs_send_it_once(fair, phones, tickets):
    page = phones.open()
    is_ready(page)
    lose_signal(page)
    scan_alone(page, *tickets)

    page.reload()
    unsent(page, 3)
    type_code(page, tickets[0])
    expect(verdict(page, "already_admitted")).to_contain_text("Without signal")
    context = page.context
    page.close()
    pages = [context.new_page(), context.new_page()]
    for page in pages:
        page.goto("/door/")
        unsent(page, 4)
    for page in pages:
        find_signal(page)

    for page in pages:
        unsent(page, 0)
    assert stored(fair) == [IN_ALONE] * 3 + [("in", "already_admitted", "already_admitted")]
    assert fair.attending() == [(1, "Gate Utara")] * 3
    assert fair.conflicts() == []


def test_a_clock_that_is_two_hours_wrong_is_corrected_across_reloads(make_fair, live_server, new_context):
    fair = make_fair((-2, 1))
    code, before = fair.code_of(fair.ticket()), clock.now()
    page = Phones(fair, live_server, new_context).open(script=TWO_HOURS_AHEAD)
    is_ready(page)
    lose_signal(page)
    page.reload()

    scan_alone(page, code)  # by its own clock the session is over
    find_signal(page)

    unsent(page, 0)
    assert stored(fair) == [IN_ALONE]
    with fair.app.app_context():
        [at] = [row.at for row in db.session.query(Attendance)]
        assert before < at < clock.now()


# ---- Two phones, and one that is taken off the door --------------------------------------------------


@pytest.mark.parametrize("first_to_send", ["Gate Utara", "Gate Selatan"])
def test_two_phones_admitted_one_ticket_without_signal(fair, phones, tickets, first_to_send):
    found = {gate: phones.open(gate) for gate in ("Gate Utara", "Gate Selatan")}
    for page in found.values():
        is_ready(page)
        lose_signal(page)
        scan_alone(page, tickets[0])
        page.get_by_role("button", name="Scan next").click()
    for page in sorted(found.values(), key=lambda page: page is not found[first_to_send]):
        page.context.route(SCANS, lambda route: (route.fetch(), route.abort()), times=1)  # so that it is sent twice
        find_signal(page)
        unsent(page, 0)

    assert stored(fair) == [IN_ALONE] * 2
    assert fair.attending() == [(1, "Gate Utara")]  # the earlier one, whoever was first to tell
    assert fair.conflicts() == ["Gate Selatan"]
    if first_to_send == "Gate Utara":
        alert = found["Gate Selatan"].locator("#alert-dialog")
        expect(alert).to_contain_text("Sri Wahyuni")
        expect(alert).to_contain_text("WIB, Gate Utara")


def test_a_phone_is_revoked_with_a_full_queue(app, fair, phones, tickets):
    page = phones.open()
    is_ready(page)
    lose_signal(page)
    scan_alone(page, *tickets[:2])
    with app.app_context(), unit_of_work():
        pairing.revoke(db.session.query(DoorDevice).one(), actor=SYSTEM, now=clock.now())
    page.context.route(SCANS, lambda route: route.abort())  # the phone hears of it before it can send

    page.context.unroute(API)
    page.evaluate("dispatchEvent(new Event('online'))")

    panel = page.locator("#pair")
    expect(panel).to_contain_text("This phone was taken off the door.")
    kept = page.evaluate(KEPT)
    assert [len(kept[name]) for name in ("list", "own", "queue")] == [0, 0, 2]
    expect(panel).to_contain_text("Scans kept on this phone: 2.")
    page.context.unroute(SCANS)
    page.evaluate(UNTIL, ["sending", "waiting", 0])
    expect(panel).not_to_contain_text("Scans kept")
    assert stored(fair) == [("in", "quarantined", "admitted")] * 2
    assert fair.attending() == []
    page.reload()
    expect(panel).to_be_visible()


def test_paired_with_another_event_a_phone_still_sends_what_it_recorded(make_fair, fair, phones, tickets):
    other = make_fair((-1, 3), slug="pasar-malam")
    page = phones.open()
    is_ready(page)
    lose_signal(page)
    scan_alone(page, *tickets[:2])
    page.context.route(SCANS, lambda route: route.abort())
    page.context.unroute(API)
    page.goto(phones.address(slug=other.slug))
    expect(page.locator("#event")).to_contain_text("pasar-malam")
    type_code(page, tickets[0])
    verdict(page, "unknown")
    page.context.unroute(SCANS)
    page.evaluate("dispatchEvent(new Event('online'))")

    unsent(page, 0)
    assert [said for _way, said, _alone in stored(fair)].count("admitted") == 2
    assert fair.attending() == [(1, "Gate Utara")] * 2


def test_what_is_too_much_at_once_is_sent_in_parts(fair, phones, tickets):
    page = phones.open()
    is_ready(page)
    lose_signal(page)
    scan_alone(page, *tickets)
    page.context.unroute(API)
    page.context.route(SCANS, lambda route: route.continue_() if one_alone(route) else route.abort())

    page.evaluate(UNTIL_SENT)

    unsent(page, 0)
    assert stored(fair) == [IN_ALONE] * 3


def one_alone(route: Route) -> bool:
    return len(json.loads(route.request.post_data or "")["scans"]) == 1
