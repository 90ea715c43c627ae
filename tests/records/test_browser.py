"""On a phone: see what is held, take it along, ask for something, take it back; and nothing hides to the side."""

import json
import zipfile

import pytest
from playwright.sync_api import expect

from eventreg.core.db import unit_of_work
from tests.browser.people import open_as
from tests.records.conftest import TEXTS, add_member

PHONE = {"viewport": {"width": 360, "height": 740}, "language": "en", "accept_downloads": True}


@pytest.fixture
def phone(app, somebody, new_context):
    """A phone on which another one of the business is signed in: they have no second factor."""
    with app.app_context(), unit_of_work():
        add_member(somebody.business_id, "budi@contoh.id", "Budi Penerus")
    context = new_context(**PHONE)
    open_as(app, context, "budi@contoh.id")
    return context.new_page()


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_somebody_sees_and_takes_their_data(phone, tmp_path):
    phone.goto("/me/data")
    expect(phone.locator("h1")).to_have_text("My data")
    expect(phone.locator("#data-businesses")).to_be_visible()
    expect(phone.get_by_text(TEXTS["business"]).first).to_be_visible()
    picture = phone.locator("main img").first
    picture.scroll_into_view_if_needed()
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("img => img.naturalWidth") > 0
    assert fits(phone)

    with phone.expect_download() as waiting:
        phone.get_by_role("link", name="ZIP").click()
    waiting.value.save_as(tmp_path / "data.zip")

    with zipfile.ZipFile(tmp_path / "data.zip") as archive:
        assert json.loads(archive.read("data.json"))["holdings"]["person"][0]["name"] == "Budi Penerus"


def test_somebody_asks_and_takes_it_back(phone):
    phone.goto("/me/data")
    phone.get_by_role("link", name="Have it corrected").click()
    phone.get_by_text("Have something corrected").click()
    phone.get_by_role("button", name="Send the request").click()
    expect(phone.locator(".errors")).to_be_visible()
    assert fits(phone)

    phone.locator("[name=words]").fill("Nama saya Budi Penerus Jaya")
    phone.get_by_role("button", name="Send the request").click()

    card = phone.locator("main li.card")
    expect(card).to_contain_text("hours left")
    expect(card).to_contain_text("Nama saya Budi Penerus Jaya")
    assert fits(phone)
    phone.get_by_role("button", name="Take it back").click()
    expect(phone.locator("main li.card")).to_contain_text("Taken back")
    expect(phone.get_by_role("button", name="Take it back")).to_have_count(0)
