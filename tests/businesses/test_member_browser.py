"""From one phone to another: an owner invites, and whoever gets the link signs in and joins."""

import re
from collections.abc import Callable
from types import SimpleNamespace

from flask import Flask
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.people import open_as
from tests.support.smtp import Mailbox, text_of

PHONE = {"width": 360, "height": 740}


def test_an_invitation_goes_from_phone_to_phone(
    app: Flask, lintang: SimpleNamespace, smtp: Mailbox, new_context: Callable[..., BrowserContext]
) -> None:
    context = new_context(viewport=PHONE, permissions=["clipboard-read", "clipboard-write"])
    sri = open_as(app, context, "sri@demo.test")
    link = invitation(sri, lintang.id)

    dewi = new_context(viewport=PHONE).new_page()
    dewi.goto(link)
    sign_in_by_code(dewi, smtp, "dewi@contoh.id")
    expect(dewi).to_have_url(link)  # signing in leads back to it
    expect(dewi.locator("h1")).to_contain_text("Batik Lintang")
    expect(dewi.locator(".lead")).to_contain_text("Sri")
    fits(dewi)
    dewi.locator("main form .btn-wide").click()
    dewi.wait_for_url("**/me/")
    dewi.locator(f"a[href='{lintang.url}']").click()
    expect(dewi.locator("h1")).to_have_text("Batik Lintang")

    sri.goto(f"/me/businesses/{lintang.id}/people")
    expect(sri.locator("section[aria-labelledby=people] li")).to_have_count(2)
    fits(sri)
    sri.locator("a[href$='/end']").click()
    sri.locator("main form .btn-bad").click()
    expect(sri.locator("section[aria-labelledby=people] li")).to_have_count(1)
    answer = dewi.goto(lintang.url)
    assert answer is not None
    assert answer.status == 404


def invitation(owner: Page, business_id: int) -> str:
    """Make an invitation from the page of one's businesses; the link as it was copied."""
    owner.goto("/me/")
    owner.locator(f"a[href='/me/businesses/{business_id}/people']").click()
    owner.locator("[name=name]").fill("Dewi")
    owner.locator("form[action$=invitations] .btn-wide").click()
    expect(owner.locator("svg.qr")).to_be_visible()
    fits(owner)
    owner.locator("[data-copy]").click()
    said = owner.locator("#link").get_attribute("data-copied")
    expect(owner.locator("[data-copy] [role=status]")).to_have_text(said or "")
    return str(owner.evaluate("navigator.clipboard.readText()"))


def sign_in_by_code(page: Page, smtp: Mailbox, email: str) -> None:
    page.locator("[name=email]").fill(email)
    page.locator("main .btn-wide").click()
    page.wait_for_url("**/sign-in/code")
    code = re.search(r"\b\d{3} ?\d{3}\b", text_of(smtp.wait_for(email)))
    assert code is not None
    page.locator("[name=code]").fill(code[0])
    page.locator("main .btn-wide").click()


def fits(page: Page) -> None:
    """Nothing sticks out to the side."""
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
