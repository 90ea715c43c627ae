"""Browsers of people who are signed in."""

from flask import Flask
from playwright.sync_api import BrowserContext, Page

from eventreg.accounts import service
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from tests.factories.people import make_person, needs_factor, new_totp


def sign_in_token(app: Flask, email: str) -> str:
    """The last part of a link that lets this person in, who is made when new."""
    with app.app_context(), unit_of_work():
        make_person(email)
        return service.make_link(email, now=clock.now())


def open_as(app: Flask, context: BrowserContext, email: str) -> Page:
    """A page of a browser in which this person has just signed in, with the second factor where they hold a role."""
    page = context.new_page()
    token = sign_in_token(app, email)
    with app.app_context():
        totp = new_totp(email) if needs_factor(email) else None
    page.goto(f"/sign-in/{token}")
    page.locator("main form button").click()
    if totp:
        page.locator("[name=code]").fill(totp.at(clock.now()))
        page.locator("main form button").first.click()
    page.wait_for_url(lambda url: "/sign-in" not in url)
    return page
