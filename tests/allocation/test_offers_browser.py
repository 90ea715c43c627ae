"""Fees marked as paid by the treasurer, in the list as it is used: on a screen and on a phone."""

import pytest
from playwright.sync_api import expect

from tests.allocation.hall import Hall
from tests.browser.people import open_as

pytestmark = pytest.mark.sqlite_only


def test_the_treasurer_marks_fees_as_paid_from_the_list(app, live_server, new_context):
    hall = Hall(app).published()
    sizes = {1: {"width": 1280, "height": 800}, 2: {"width": 360, "height": 740}}

    for number, size in sizes.items():
        page = open_as(app, new_context(viewport=size), "bendahara@contoh.id")
        page.goto(f"/staff/events/{hall.slug}/booth-plan/offers")
        page.locator("tbody tr", has_text=f"Batik ke-{number}").get_by_role("link", name="Tandai sudah dibayar").click()
        page.locator("[name=receipt]").fill(f"KW-{number}")
        page.locator("main form[method=post] button").click()
        expect(page.locator("tbody tr", has_text=f"Batik ke-{number}")).to_contain_text(f"KW-{number}")

    assert [hall.offer(number).receipt for number in sizes] == ["KW-1", "KW-2"]
