"""An exhibitor writes its entry on a phone, and a buyer with another finds it."""

import pytest
from playwright.sync_api import expect

from eventreg.catalogue import service
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import SYSTEM
from tests.browser.people import open_as
from tests.factories.catalogue import make_exhibitor, make_fair

PHONE = {"width": 360, "height": 740}
SRI = "sri@contoh.id"


@pytest.mark.sqlite_only
def test_what_an_exhibitor_writes_on_a_phone_a_buyer_reads_on_another(app, live_server, new_context):
    with app.app_context(), unit_of_work():
        event = make_fair()
        code = make_exhibitor(event.id, "a-02", email=SRI, name="Batik Lintang").code
        make_exhibitor(event.id, "a-01", name="Tenun Budi")
        service.publish(event.id, actor=SYSTEM, now=clock.now())
    own = open_as(app, new_context(viewport=PHONE), SRI)
    own.goto(f"/applications/{code}/catalogue-entry")
    expect(own.get_by_text("0 dari 600 karakter").first).to_be_visible()
    own.get_by_label("Dalam bahasa Indonesia").fill("Warna alam dari mahoni.")
    expect(own.get_by_text("23 dari 600 karakter")).to_be_visible()
    own.get_by_label("Tampilkan kontak usaha kepada pembeli").check()
    own.get_by_role("button", name="Simpan entri").click()
    expect(own.get_by_text("Entri Anda tersimpan.")).to_be_visible()

    buyer = new_context(viewport=PHONE, language="en").new_page()
    buyer.goto("/events/pekan-batik/exhibitors")
    expect(buyer.locator(".exhibitor")).to_have_count(2)
    buyer.get_by_placeholder("Name, craft or booth").fill("lintang")
    buyer.get_by_role("button", name="Search").click()
    buyer.get_by_role("link", name="Batik Lintang").click()

    expect(buyer.get_by_role("heading", name="Batik Lintang")).to_be_visible()
    expect(buyer.locator("p[lang=id]")).to_have_text("Warna alam dari mahoni.")
    expect(buyer.get_by_text("(only in Indonesian)")).to_be_visible()
    expect(buyer.get_by_role("link", name="WhatsApp 0812 3456 7890")).to_be_visible()
    expect(buyer.locator(".stand.is-chosen text")).to_have_text("A-02")
    assert buyer.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
