"""Consent on a phone of 360 pixels, with script: asked, given, looked up, withdrawn."""

import re

from playwright.sync_api import expect

from eventreg.core.db import unit_of_work
from tests.browser.people import open_as
from tests.factories.applications import make_shown_product
from tests.factories.businesses import make_business
from tests.factories.events import make_event
from tests.factories.people import make_person

BORN = "2012-02-29"


def go_on(phone):
    phone.locator("section:not([hidden]) [name=to][value=next]").click()


def test_a_young_crafter_applies_with_a_guardian_and_takes_one_consent_back(app, live_server, new_context):
    with app.app_context(), unit_of_work():
        slug = make_event(title="Pewarna Alam").slug
        person = make_person("sri@demo.test", "Sri")
        make_shown_product(make_business(person, name="Batik Lintang"), person)
    phone = open_as(app, new_context(viewport={"width": 360, "height": 740}), "sri@demo.test")

    phone.goto(f"/events/{slug}/apply")
    go_on(phone)  # the profile is right
    phone.locator("[name=q-motivation]").fill("Saya ingin belajar.")
    phone.locator("[name=q-experience][value=none]").check()
    go_on(phone)
    expect(phone.locator("[name=participants-0-name]")).to_be_visible()
    go_on(phone)  # who comes is right as well
    phone.locator("[name=consents][value=registration]").check()
    phone.locator("[name=consents][value=photos]").check()
    phone.locator("[name=age][value=minor]").check()
    phone.locator("[name=to][value=send]").click()
    expect(phone.locator(".errors a[href='#born_on']")).to_be_visible()
    expect(phone.locator("[name=consents][value=photos]")).to_be_checked()
    phone.locator("[name=born_on]").fill(BORN)  # unfolded, since it is what is missing
    phone.locator("[name=guardian_name]").fill("Siti Aminah")
    phone.locator("[name=guardian_relation]").fill("Ibu")
    phone.locator("[name=guardian_phone]").fill("0812 3456 7890")
    assert phone.evaluate("document.scrollingElement.scrollWidth") == 360
    phone.locator("[name=to][value=send]").click()
    phone.wait_for_url("**/me/applications/*")

    phone.goto("/me/")
    phone.locator("main a[href='/me/privacy']").click()
    expect(phone.locator("main")).to_contain_text("Siti Aminah")
    expect(phone.locator(".status.ok")).to_have_count(2)
    assert phone.evaluate("document.scrollingElement.scrollWidth") == 360
    phone.locator("a[href$='/photos/withdrawal']").click()
    phone.locator("main form .btn-bad").click()
    phone.wait_for_url(re.compile("/me/privacy$"))
    expect(phone.locator(".status.ok")).to_have_count(1)
    expect(phone.locator(".status.bad")).to_have_count(1)
