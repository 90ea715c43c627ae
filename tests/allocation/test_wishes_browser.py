"""Booths ranked on a phone: touched on the plan, moved by a button, saved, and there again."""

import pytest
from playwright.sync_api import expect

from eventreg.allocation import wishing
from eventreg.core.db import unit_of_work
from eventreg.events.rules import EventKind
from tests.browser.people import open_as
from tests.factories.applications import make_application
from tests.factories.booths import drawn, make_floor, row
from tests.factories.events import make_event

pytestmark = pytest.mark.sqlite_only
SRI = "sri@contoh.id"


def test_three_booths_are_ranked_on_the_plan_of_a_phone(app, live_server, new_context):
    with app.app_context(), unit_of_work():
        event = make_event(kind=EventKind.EXHIBITION, title="Pekan Batik")
        booths = [*row("A", 4, zone="A", power_w=450), *row("B", 2, y=6, zone="B", power_w=1300)]
        make_floor(event.id, drawn(*booths, zones=("A", "B")), published=True)
        application = make_application(event.id, email=SRI)
        code, application_id = application.code, application.id
    page = open_as(app, new_context(viewport={"width": 360, "height": 740}), SRI)
    page.goto(f"/me/applications/{code}/booth-wishes")
    page.locator("[data-wishes].is-ready").wait_for()
    said, names = page.locator("[data-say]"), page.locator("[data-ranked] [data-name]")

    page.locator("[name=power_w]").fill("900")
    expect(page.locator("#on-a-03 .is-misfit")).to_have_count(1)
    page.locator("#on-b-01").click()
    expect(said).to_have_text("B-01, pilihan ke-1")
    page.locator("#on-a-03").focus()
    page.keyboard.press("Space")
    expect(said).to_have_text("A-03, pilihan ke-2. Tidak cocok: hanya 450 W")
    page.get_by_role("button", name="Zona A · Zona A").click()
    expect(names).to_have_text(["B-01", "A-03", "Zona A · Zona A"])
    page.get_by_role("button", name="Naikkan Zona A · Zona A").click()
    expect(said).to_have_text("Zona A · Zona A, pilihan ke-2")
    expect(page.get_by_role("button", name="Naikkan Zona A · Zona A")).to_be_focused()
    page.locator("#on-b-01").click()  # touched again it is no longer a choice
    expect(names).to_have_text(["Zona A · Zona A", "A-03"])
    page.get_by_role("button", name="Simpan pilihan").click()
    expect(page.get_by_text("Pilihan Anda tersimpan.")).to_be_visible()

    page.goto(f"/me/applications/{code}/booth-wishes")
    expect(names).to_have_text(["Zona A · Zona A", "A-03"])
    expect(page.locator("#on-a-03 .wish-mark text")).to_have_text("2")
    with app.app_context():
        assert wishing.find(application_id).wishes == ["zone:A", "a-03"]
