"""Passkeys in a real browser, with an authenticator that the browser pretends to have."""

import pytest
from playwright.sync_api import expect

from eventreg.accounts import queries, service, staff
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from tests.factories.people import make_person, new_totp

PANITIA = "panitia@contoh.id"
SECOND = "/sign-in/second-step"
NEW = "/me/account/factors/new"


@pytest.fixture
def invitation(app):
    """The address of an organiser's invitation."""
    with app.app_context(), unit_of_work():
        person = make_person(PANITIA, "Panitia", Role.ORGANISER)
        return f"/sign-in/invitation/{staff.invite(person.id, actor=SYSTEM, now=clock.now())}"


@pytest.fixture
def english_page(new_context):
    return new_context(language="en").new_page()


def authenticator(page):
    """Give the browser a fingerprint reader; the last passkeys that it made are asked of it by `credentials`."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, made["authenticatorId"]


def come_in_by_email(app, page):
    with app.app_context(), unit_of_work():
        token = service.make_link(PANITIA, now=clock.now())
    page.goto(f"/sign-in/{token}")
    page.locator("main form button").click()
    page.wait_for_url(lambda url: token not in url)


def enrol(app, page, invitation, name="Laptop kantor"):
    come_in_by_email(app, page)
    page.goto(invitation)
    page.get_by_role("button", name="Set up the second factor").click()
    page.get_by_label("What to call it").fill(name)
    page.get_by_role("button", name="Make a passkey").click()
    page.wait_for_url("**/recovery-codes/new")


def test_a_passkey_is_set_up_and_opens_the_desk(app, english_page, invitation):
    page = english_page
    authenticator(page)

    enrol(app, page, invitation)
    expect(page.locator("ol li")).to_have_count(10)
    page.get_by_label("I have kept these codes").check()
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/staff/**")
    page.goto("/me/account")
    expect(page.locator("main")).to_contain_text("Laptop kantor")

    page.get_by_role("button", name="Sign out", exact=True).click()
    come_in_by_email(app, page)
    assert SECOND in page.url
    page.goto("/staff/events/")
    page.get_by_role("button", name="Use the passkey").click()
    page.wait_for_url(lambda url: "/sign-in" not in url)

    expect(page.locator("h1")).to_be_visible()
    with app.app_context():
        shown = db.session.scalar(db.select(AuditEntry).filter_by(action="factor.shown"))
        assert shown.states == {"by": "passkey"}
        assert queries.passkeys_of(shown.actor_id)[0].sign_count > 0


def test_the_passkey_of_another_device_is_refused(app, english_page, invitation):
    """A device that never saw this passkey signs nothing: the page says so, and a code still helps."""
    page = english_page
    devtools, device = authenticator(page)
    enrol(app, page, invitation)
    page.context.clear_cookies(name="session")
    devtools.send("WebAuthn.removeVirtualAuthenticator", {"authenticatorId": device})
    authenticator(page)
    with app.app_context():
        totp = new_totp(PANITIA)
    come_in_by_email(app, page)

    page.get_by_role("button", name="Use the passkey").click()
    expect(page.get_by_role("alert")).to_contain_text("The passkey was not accepted")

    page.get_by_label("Code from the app").fill(totp.at(clock.now()))
    page.get_by_role("button", name="Go on").click()
    page.wait_for_url("**/staff/**")


def test_a_copied_passkey_is_found_out(app, english_page, invitation):
    """The counter of a copy lags behind what the server saw last."""
    page = english_page
    authenticator(page)
    enrol(app, page, invitation)
    page.context.clear_cookies(name="session")
    with app.app_context(), unit_of_work():
        person = queries.find_person(PANITIA)
        queries.passkeys_of(person.id)[0].sign_count = 1000
    come_in_by_email(app, page)

    page.get_by_role("button", name="Use the passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("The passkey was not accepted")
    page.goto("/staff/events/")
    assert SECOND in page.url


def test_one_device_holds_one_passkey(app, english_page, invitation):
    page = english_page
    authenticator(page)
    enrol(app, page, invitation)
    page.goto(NEW)

    page.get_by_role("button", name="Make a passkey").click()

    expect(page.get_by_role("alert")).to_contain_text("could not be made")


def test_without_scripts_the_page_offers_an_app(app, new_context, invitation):
    page = new_context(language="en", java_script_enabled=False).new_page()
    come_in_by_email(app, page)
    page.goto(invitation)
    page.get_by_role("button", name="Set up the second factor").click()

    expect(page.get_by_role("button", name="Make a passkey")).to_be_hidden()
    expect(page.locator("[data-missing]")).to_be_visible()
    page.get_by_role("link", name="Set up an app").click()
    expect(page.locator("svg.qr")).to_be_visible()
