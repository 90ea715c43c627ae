"""The phone's page in a real browser with a camera that is a film."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from eventreg.core import clock, qr
from eventreg.core.db import db, unit_of_work
from eventreg.core.i18n import LANGUAGE_COOKIE
from eventreg.core.permissions import SYSTEM, Role
from eventreg.door import pairing, queries
from eventreg.door.models import Scan
from tests.browser.people import open_as
from tests.door.phone_page import HELD, SELDOM, Phones, film_of, type_code, verdict
from tests.factories.people import make_person


@pytest.fixture(scope="module")
def browser(launch_browser) -> Browser:
    """One that has a camera, whether or not a page may use it."""
    found: Browser = launch_browser(is_whole=True)
    return found


@pytest.fixture
def open_door(fair, live_server, new_context, launch_browser, tmp_path) -> Callable[..., Page]:
    """A phone that is paired from the shell; `sees` are codes, each held before its camera for some seconds."""
    phones = Phones(fair, live_server, new_context)

    def make(sees: Sequence[str] = (), *, camera: bool = True, **given: Any) -> Page:
        if sees:
            given["browser"] = launch_browser(camera=film_of(sees, tmp_path))
        return phones.open(permissions=["camera"] if camera else [], **given)

    return make


def url_of(token: str) -> str:
    return qr.ticket_url("http://localhost:8000", token)


def test_a_ticket_before_the_camera_is_admitted_once(fair, token, open_door):
    page = open_door([url_of(token)], slowed=SELDOM)

    shown = verdict(page, "admitted")
    expect(shown).to_contain_text("Sri Wahyuni")
    expect(shown).to_contain_text("Batik Lintang")
    assert "#" not in page.url
    shown.wait_for(state="hidden")  # back to the camera by itself, and the code is still held in front of it
    expect(page.locator("[data-count=inside]")).to_have_text("1")
    assert fair.stored() == 1

    page.reload()
    again = verdict(page, "already_admitted")
    expect(again).to_contain_text("First used")
    expect(again).to_contain_text("WIB, Gate Utara")


def test_after_a_bad_code_the_next_one_is_read(fair, token, open_door):
    page = open_door(["https://example.com/menu", url_of(token)])

    verdict(page, "unreadable")
    verdict(page, "admitted", "already_admitted")  # the film may have begun before the page looked


def test_a_touch_holds_the_verdict(token, open_door):
    page = open_door([url_of(token)], slowed=HELD)

    verdict(page, "admitted").locator(".word").click()

    expect(page.locator(".hold")).to_have_class("hold held")
    page.keyboard.press("Escape")
    page.locator("#verdict").wait_for(state="hidden")


def test_a_typed_code_and_undoing_it_with_a_reason(app, fair, token, open_door):
    page = open_door(slowed=HELD)
    code = fair.code_of(token)
    at = next(number for number in range(11) if code[number] != code[number + 1])

    type_code(page, code[:11])
    expect(page.locator("#code-error")).to_have_text("The code has 12 characters, this has 11.")
    page.get_by_label("Code on the ticket").fill(code[:at] + code[at + 1] + code[at] + code[at + 2 :])
    page.get_by_role("button", name="Check", exact=True).click()
    expect(page.locator("#code-error")).to_have_text("A character is wrong. Compare it with the ticket.")
    page.get_by_label("Code on the ticket").fill(code.lower())
    page.get_by_role("button", name="Check", exact=True).click()
    verdict(page, "admitted").get_by_role("button", name="Undo").click()
    page.get_by_role("radio", name="Another reason").check()
    page.get_by_role("button", name="Undo the scan", exact=True).click()
    expect(page.locator("#reason-error")).to_be_visible()
    page.get_by_label("In your own words").fill("Salah ambil kartu")
    page.get_by_role("button", name="Undo the scan", exact=True).click()

    verdict(page, "undone")
    assert fair.attending() == []
    with app.app_context():
        assert db.session.query(Scan).filter_by(verdict="undone").one().reason == "Salah ambil kartu"


def test_who_cannot_show_a_code_is_found_by_name(fair, token, open_door):
    page = open_door(camera=False)

    page.get_by_role("button", name="Find by name").click()
    page.get_by_label("Name, business, booth").fill("zzzz")
    expect(page.get_by_text("Nobody found for “zzzz”.")).to_be_visible()
    page.get_by_label("Name, business, booth").fill("bu srie")
    page.locator("[data-found]").get_by_role("button", name="Sri Wahyuni").click()
    page.get_by_role("button", name="Let in", exact=True).click()

    expect(verdict(page, "admitted")).to_contain_text("Batik Lintang")
    assert fair.attending() == [(1, "Gate Utara")]


def test_without_a_camera_the_page_says_what_to_do(fair, token, open_door):
    page = open_door(camera=False)

    expect(page.locator(".camera .say")).to_contain_text("The camera is not allowed.")
    type_code(page, fair.code_of(token))
    verdict(page, "admitted")


def test_a_phone_is_paired_by_the_organisers_code(app, fair, live_server, new_context, open_door):
    with app.app_context(), unit_of_work():
        pairing.add_gate(queries.get_event(fair.slug), "Gate Timur", actor=SYSTEM, now=clock.now())
        make_person("panitia@demo.test", "Panitia", Role.ORGANISER)
    office = new_context()
    office.add_cookies([{"name": LANGUAGE_COOKIE, "value": "en", "url": live_server.url}])
    desk = open_as(app, office, "panitia@demo.test")
    desk.goto(f"/staff/events/{fair.slug}/door/")
    desk.get_by_role("button", name="Show the pairing code").click()
    code = desk.locator(".code").inner_text()

    page = open_door(camera=False, address=f"{live_server.url}/door/#pair={code.replace(' ', '')}")

    expect(page.locator("#gate")).to_have_text("Gate Timur")
    assert "#" not in page.url
    expect(desk.get_by_text("A phone has taken the code.")).to_be_visible()
    second = open_door(camera=False, address=f"{live_server.url}/door/")
    second.get_by_label("Pairing code").fill(code)
    second.get_by_role("button", name="Pair", exact=True).click()
    expect(second.get_by_role("alert")).to_contain_text("already used")
