"""People rather than codes, on the phone's page: guests without a ticket, groups, identity cards."""

import pytest
from playwright.sync_api import Page, expect

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM
from eventreg.door import queries
from eventreg.door.models import Scan
from eventreg.visitors import service as visitors
from eventreg.visitors.service import VisitDetails
from tests.door.phone_page import HELD, Phones, verdict


@pytest.fixture
def phones(fair, live_server, new_context):
    with fair.app.app_context(), unit_of_work():
        queries.get_event(fair.slug).sessions[0].visitor_quota = 20
    return Phones(fair, live_server, new_context)


def find(page: Page, typed: str, name: str) -> None:
    page.get_by_role("button", name="Find by name").click()
    page.get_by_label("Name, business, booth").fill(typed)
    page.locator("[data-found]").get_by_role("button", name=name).click()


def ask_for_walk_in(page: Page) -> None:
    page.get_by_role("button", name="More").click()
    page.get_by_role("button", name="Guest without a ticket").click()


def scans(fair):
    with fair.app.app_context():
        return [(scan.verdict.value, scan.companions_counted) for scan in db.session.query(Scan).order_by(Scan.id)]


def test_a_guest_without_a_ticket_has_it_on_their_own_phone_and_comes_in(fair, phones, new_context):
    page = phones.open(slowed=HELD)
    ask_for_walk_in(page)
    form = page.get_by_role("dialog", name="Guest without a ticket")
    form.get_by_label("Name").fill("Bu Ratmi")
    form.get_by_role("button", name="One more").click()
    page.context.set_offline(True)
    form.get_by_role("button", name="They agree: make the ticket").click()
    expect(form.get_by_text("What you typed stays on this phone.")).to_be_visible()
    page.context.set_offline(False)
    page.reload()
    ask_for_walk_in(page)
    expect(form.get_by_label("Name")).to_have_value("Bu Ratmi")

    with page.expect_response("**/door/walk-ins") as answer:
        form.get_by_role("button", name="They agree: make the ticket").click()

    ticket = page.get_by_role("dialog", name="Scan this with the guest's phone")
    expect(ticket.get_by_role("img")).to_be_visible()
    expect(ticket).to_contain_text("2 people")
    guest = new_context(language="en").new_page()
    url = answer.value.json()["url"]
    guest.goto(f"{phones.server.url}/T/{url.rpartition('/')[2]}")  # as their camera opens it
    expect(guest.get_by_text("Bu Ratmi").first).to_be_visible()
    ticket.get_by_role("button", name="Let in now").click()
    expect(verdict(page, "admitted")).to_contain_text("Bu Ratmi")
    assert scans(fair) == [("admitted", 1)]


def test_of_a_group_as_many_are_counted_as_come_in(fair, phones):
    with fair.app.app_context(), unit_of_work():
        event, details = queries.get_event(fair.slug), VisitDetails("Bu Ratmi", 12, school="SDN 1", email="a@b.id")
        visitors.register(event.id, event.sessions[0].id, details, by_staff=True, actor=SYSTEM, now=clock.now())
    page = phones.open(slowed=HELD)
    find(page, "sdn", "Bu Ratmi")
    page.get_by_role("button", name="Let in", exact=True).click()

    question = page.get_by_role("dialog", name="How many come in?")
    expect(question).to_contain_text("Group of 12")
    page.keyboard.press("Enter")  # a scanner's: it must not answer
    question.get_by_role("button", name="One less").click(click_count=2)
    question.get_by_role("button", name="Let in", exact=True).click()

    verdict(page, "admitted")
    assert scans(fair) == [("admitted", 9)]


def test_nobody_comes_in_before_the_card_was_compared(fair, phones, token):
    address = phones.address()
    with fair.app.app_context(), unit_of_work():
        queries.find_gate(queries.get_event(fair.slug).id, "Gate Utara").check_identity = True
    page = phones.open(address=address, slowed=HELD)
    find(page, "sri", "Sri Wahyuni")
    page.get_by_role("button", name="Let in", exact=True).click()
    question = page.locator("#before-dialog")
    expect(question.get_by_role("heading", name="Compare the identity card")).to_be_visible()
    expect(question).to_contain_text("Sri Wahyuni")
    question.get_by_role("button", name="Does not match").click()
    expect(question.get_by_role("heading", name="Nobody was let in")).to_be_visible()
    assert scans(fair) == []

    question.get_by_role("button", name="Somebody else comes instead").click()
    form = page.get_by_role("dialog", name="Who comes instead?")
    form.get_by_label("Name", exact=True).fill("Budi Santoso")
    form.get_by_role("button", name="They agree: make the ticket").click()
    page.get_by_role("button", name="Let in now").click()
    question.get_by_role("button", name="Card matches").click()

    expect(verdict(page, "admitted")).to_contain_text("Budi Santoso")
    assert scans(fair) == [("admitted", 0)]
