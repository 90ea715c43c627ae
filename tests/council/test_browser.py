"""What an administrator typed is kept until it has gone through, and no longer."""

import pytest
from playwright.sync_api import Page, expect

from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from tests.browser.people import open_as
from tests.factories.people import make_person


@pytest.fixture
def desk(app, live_server, new_context) -> Page:
    with app.app_context(), unit_of_work():
        make_person("admin@demo.test", "Nur", Role.ADMINISTRATOR)
    return open_as(app, new_context(), "admin@demo.test")


def restored(page: Page) -> int:
    """What this browser keeps of forms, once the page's scripts have run."""
    page.wait_for_load_state()
    kept: int = page.evaluate("Object.keys(localStorage).filter((name) => name.startsWith('keep/')).length")
    return kept


def test_a_form_that_comes_back_after_it_was_saved_keeps_nothing(desk: Page):
    desk.goto("/staff/organisation")
    desk.locator("[name=name]").fill("")
    desk.locator("[name=hours]").fill("Senin-Kamis")
    desk.locator("main form .btn").first.click()
    expect(desk.locator(".errors")).to_be_visible()
    assert restored(desk) == 1

    desk.locator("[name=name]").fill("Dewan Kerajinan")
    desk.locator("[name=short_name]").fill("Dewan")
    desk.locator("main form .btn").first.click()
    expect(desk.locator(".flash .note.ok")).to_be_visible()

    assert restored(desk) == 0
    desk.reload()
    expect(desk.locator("[name=hours]")).to_have_value("Senin-Kamis")
    expect(desk.locator("[data-discard]").first).to_be_hidden()


def test_words_that_were_published_after_a_look_are_kept_no_longer(desk: Page):
    desk.goto("/staff/consents/texts/photos/edit")
    desk.locator("[name=text_id]").fill("Saya setuju difoto di kegiatan.")
    desk.locator("main form .btn").first.click()
    expect(desk.locator("[name=publish]")).to_be_visible()
    assert restored(desk) == 1

    desk.locator("[name=publish]").click()
    expect(desk.locator(".flash .note.ok")).to_be_visible()

    assert restored(desk) == 0
