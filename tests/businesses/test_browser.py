"""A phone of 360 pixels: profile, product and photo, with script."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from eventreg.businesses import service
from eventreg.core.db import unit_of_work
from tests.factories.businesses import KAUMAN, load_regions, picture
from tests.factories.people import make_person


@pytest.fixture
def phone(app, live_server, new_context: Callable[..., BrowserContext]) -> Page:
    """Sri's phone, signed in, before she has told anything."""
    with app.app_context(), unit_of_work():
        load_regions()
        service.ensure_categories()
        make_person("sri@demo.test")
    page = new_context(viewport={"width": 360, "height": 740}).new_page()
    page.goto(live_server.run("people", "sign-in-link", "sri@demo.test").strip())
    page.locator("main form button").first.click()
    page.wait_for_url(re.compile("/me/"))
    return page


def test_a_profile_and_a_product_are_filled_in_on_a_phone(phone, tmp_path: Path):
    photo = tmp_path / "foto.jpg"
    photo.write_bytes(picture((1200, 900)).read())

    phone.goto("/me/businesses/new")
    phone.locator("[name=name]").fill("Batik Lintang")
    phone.reload()
    expect(phone.locator("[name=name]")).to_have_value("Batik Lintang")  # what was typed survives a reload
    phone.locator("[name=owner_name]").fill("Sri")
    phone.locator("[name=phone]").fill("0812 3456 7890")
    phone.locator("[name=category]").select_option("batik-tulis")
    phone.locator("[name=region]").select_option(KAUMAN)
    phone.locator("main form .btn-wide").click()
    phone.wait_for_url("**/me/")

    phone.goto("/me/businesses/1/products/new")
    phone.locator("[name=photo]").set_input_files(photo)
    expect(phone.locator("input[type=hidden][name=photo_key]")).to_be_attached()
    phone.locator("main form .btn-wide").click()
    expect(phone.locator(".errors")).to_be_visible()  # the name is missing; the photo stays
    phone.locator("[name=name]").fill("Kain jlamprang")
    phone.locator("main form .btn-wide").click()

    shown = phone.locator("#products .file img")
    expect(shown).to_have_attribute("src", re.compile("/photos/.+/small"))
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 480
    assert phone.evaluate("document.documentElement.scrollWidth") == 360


def test_a_file_that_is_no_photo_is_told_at_once(phone, tmp_path: Path):
    note = tmp_path / "catatan.jpg"
    note.write_text("ini bukan foto")
    phone.goto("/me/businesses/new")
    phone.locator("[name=name]").fill("Batik Lintang")
    phone.locator("[name=owner_name]").fill("Sri")
    phone.locator("[name=phone]").fill("0812 3456 7890")
    phone.locator("[name=category]").select_option("batik-tulis")
    phone.locator("[name=elsewhere]").fill("Wiradesa")
    phone.locator("main form .btn-wide").click()
    phone.wait_for_url("**/me/")

    phone.goto("/me/businesses/1/products/new")
    phone.locator("[name=photo]").set_input_files(note)

    expect(phone.locator(".file [role=alert]")).to_contain_text("JPEG")
    expect(phone.locator("[name=photo_key]")).to_have_count(0)
