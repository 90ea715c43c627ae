"""Keyboards, bad connections, and browsers without scripts."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from eventreg.events.rules import EventKind
from tests.browser.council import Council, Look
from tests.browser.people import open_as
from tests.browser.places import NEWCOMER, NOBODY, OPEN, SRI
from tests.factories.businesses import make_business, picture
from tests.factories.events import make_event
from tests.factories.people import make_person

# ---- Keyboards -----------------------------------------------------------------------------------


def tab_to(page: Page, target: str) -> None:
    """Press Tab until the target has the focus, as somebody without a mouse would."""
    for _press in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("(target) => document.activeElement.matches(target)", target):
            return
    raise AssertionError(f"Tab never reaches {target}")


def test_a_keyboard_skips_the_menu_and_reaches_the_call_to_action(council: Council) -> None:
    page = council.page(NOBODY, Look(1280))
    page.goto(f"/events/{OPEN}/")

    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    tab_to(page, f"main a[href='/events/{OPEN}/apply']")

    style = page.evaluate(
        "(({ outlineStyle, outlineWidth }) => [outlineStyle, outlineWidth])(getComputedStyle(document.activeElement))"
    )
    assert style[0] != "none"
    assert float(style[1].removesuffix("px")) >= 2
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/sign-in"))
    page.close()


def test_an_error_is_read_first_and_nothing_typed_is_lost(council: Council) -> None:
    page = council.page(NEWCOMER, Look())
    page.goto("/me/businesses/new")
    page.locator("[name=name]").fill("Batik Lintang")
    page.locator("[name=nib]").fill("123")
    page.locator("main form .btn-wide").click()

    summary = page.locator(".errors")
    expect(summary).to_be_focused()
    expect(page.locator("[name=name]")).to_have_value("Batik Lintang")
    expect(page.locator("[name=nib]")).to_have_value("123")
    summary.locator("a[href='#nib']").press("Enter")
    expect(page.locator("[name=nib]")).to_be_focused()
    expect(page.locator("[name=nib]")).to_have_attribute("aria-invalid", "true")
    page.close()


# ---- A bad connection ----------------------------------------------------------------------------


def test_a_photo_that_did_not_go_up_is_sent_again_by_itself(council: Council, tmp_path: Path) -> None:
    photo = tmp_path / "kain.jpg"
    photo.write_bytes(picture((1200, 900)).read())
    context = council.context(SRI, Look())
    page = context.new_page()
    page.goto("/me/businesses/{sri_business}/products/new".format(**council.facts))
    context.set_offline(True)

    page.locator("[name=photo]").set_input_files(photo)
    expect(page.locator(".file [role=alert]")).to_be_visible()
    expect(page.locator("[name=photo_key]")).to_have_count(0)

    context.set_offline(False)
    expect(page.locator("[name=photo_key]")).to_have_value(re.compile(r"\w+"))
    expect(page.locator(".file [role=alert]")).to_have_count(0)
    context.close()


# ---- No scripts ----------------------------------------------------------------------------------


@pytest.fixture
def plain(app: Flask, new_context: Callable[..., BrowserContext]) -> Callable[[str], Page]:
    """A signed-in person's small phone whose browser runs no scripts."""

    def make(email: str) -> Page:
        context = new_context(java_script_enabled=False, viewport={"width": 360, "height": 740})
        return open_as(app, context, email)

    return make


def test_applying_and_accepting_work_without_scripts(app: Flask, plain: Callable[[str], Page], tmp_path: Path) -> None:
    with app.app_context(), unit_of_work():
        slug = make_event(title="Pekan Batik", kind=EventKind.EXHIBITION).slug
        make_business(make_person(SRI, "Sri"), name="Batik Lintang")
        make_person("komite1@demo.test", "Hartono", Role.COMMITTEE)
    photo = tmp_path / "kain.jpg"
    photo.write_bytes(picture((1200, 900)).read())
    owner, committee = plain(SRI), plain("komite1@demo.test")

    def press(step: str) -> None:
        owner.locator(f"section:not([hidden]) [name=to][value={step}]").click()

    owner.goto(f"/events/{slug}/apply")
    press("next")
    owner.locator("[name=q-motivation]").fill("Kami ingin belajar.")
    owner.locator("[name=new_products-0-name]").fill("Kain jlamprang")
    owner.locator("[name=new_products-0-photo]").set_input_files(photo)
    press("next")
    expect(owner.locator("[data-summary]")).to_contain_text("Kain jlamprang")
    press("send")
    expect(owner.locator(".errors a[href='#consents']")).to_be_visible()  # the tick is missing
    owner.locator("[name=consents][value=registration]").check()
    owner.locator("[name=age][value=adult]").check()
    press("send")
    expect(owner).to_have_url(re.compile("/me/applications/"))
    expect(owner.locator("main img.thumb")).to_be_visible()

    committee.goto(f"/staff/events/{slug}/applications/")
    committee.locator("tbody [name=code]").check()
    committee.locator("[data-bulk] [value=accepted]").click()
    committee.locator("main form .btn").first.click()
    expect(committee).to_have_url(re.compile("/staff/applications/"))

    owner.reload()
    owner.locator("main a[href^='/t/']").click()
    expect(owner.locator("svg.qr")).to_be_visible()
