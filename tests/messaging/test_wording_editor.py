"""The editor in a browser: buttons put fields in where the cursor is, and the preview and the mistakes follow."""

from playwright.sync_api import expect

from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from tests.browser.people import open_as
from tests.factories.applications import make_application
from tests.factories.events import make_event
from tests.factories.people import make_person


def test_a_field_is_put_in_where_the_cursor_is_and_seen_at_once(app, live_server, new_context):
    with app.app_context(), unit_of_work():
        make_person("sekretaris@contoh.id", "", Role.ORGANISER)
    page = open_as(app, new_context(), "sekretaris@contoh.id")
    page.goto("/staff/messages/application_submitted/id/")
    mail = page.frame_locator("iframe[name=preview]")
    expect(mail.locator("body")).to_contain_text("Batik Sekar Jagad")

    page.locator("#body").fill("Halo , terima kasih. {{ link }}")
    page.locator("#body").evaluate("body => body.setSelectionRange(5, 5)")
    page.locator("[data-insert='{{ business }}']").click()

    expect(page.locator("#body")).to_have_value("Halo {{ business }}, terima kasih. {{ link }}")
    expect(mail.locator("body")).to_contain_text("Halo Batik Sekar Jagad, terima kasih.")

    page.locator("#body").fill("Halo\n\n{{ busines }} {{ link }}\nakhir")
    page.get_by_role("link", name="Baris 3").click()

    expect(mail.locator("body")).to_contain_text("Maksud Anda “business”?")
    chosen = page.locator("#body").evaluate("body => body.value.slice(body.selectionStart, body.selectionEnd)")
    assert chosen == "{{ busines }} {{ link }}"


def test_an_announcement_is_written_with_the_same_buttons_and_the_same_preview(app, live_server, new_context):
    with app.app_context(), unit_of_work():
        make_person("sekretaris@contoh.id", "", Role.ORGANISER)
        event = make_event(title="Pekan Batik")
        make_application(event.id, email="sri@contoh.id", name="Batik Kenanga")
        slug = event.slug
    page = open_as(app, new_context(), "sekretaris@contoh.id")
    page.goto(f"/staff/events/{slug}/announcements/new")
    mail = page.frame_locator("iframe[name=preview]")

    page.locator("input[value=submitted]").check()
    page.locator("#text_id").fill("Yth. , parkir pindah.")
    page.locator("#text_id").evaluate("text => text.setSelectionRange(5, 5)")
    page.locator("[data-insert='{{ business }}']").first.click()
    expect(page.locator("#text_id")).to_have_value("Yth. {{ business }}, parkir pindah.")
    expect(mail.locator("body")).to_contain_text("Yth. Batik Kenanga, parkir pindah.")

    page.locator("#subject_id").fill("Parkir ")
    page.locator("[data-insert='{{ event }}']").click()
    expect(page.locator("#subject_id")).to_have_value("Parkir {{ event }}")
    expect(mail.locator("body")).to_contain_text("Parkir Pekan Batik")

    page.locator("aside select").select_option("en")
    expect(mail.locator("body")).to_contain_text("Stop news like this")
