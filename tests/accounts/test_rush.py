"""Many at the same moment: a link lets in once, a code has five tries, an address has one person."""

from threading import Barrier, Thread

import pytest

from eventreg.accounts import queries, rules, service
from eventreg.accounts.models import Person, SignedInDevice, SignInRequest
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import DomainError
from tests.factories.people import make_person

pytestmark = pytest.mark.databases("sqlite", "postgresql")

BROWSER = "b" * 43


def at_once(app, jobs):
    """Run the jobs in threads that start together, each in a unit of work; gives what came of them."""
    outcomes, start = [], Barrier(len(jobs))

    def run(job):
        start.wait()
        try:
            with app.app_context(), unit_of_work():
                outcomes.append(type(job()).__name__)
        except DomainError as refusal:
            outcomes.append(type(refusal).__name__)

    threads = [Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def ask(app, email):
    """A request; gives link token and code."""
    with app.app_context(), unit_of_work():
        service.request_sign_in(email, language="id", browser=BROWSER, next_path="", now=clock.now(), is_demo=False)
        params = db.session.scalar(db.select(service.outbox.OutboxMessage).order_by(db.desc("id"))).params
        return params["token"], params["code"]


def test_a_link_lets_in_once(app):
    token, code = ask(app, "sri@contoh.id")

    def by_link():
        return service.sign_in_by_link(token, now=clock.now())

    def by_code():
        return service.sign_in_by_code(BROWSER, code, now=clock.now())

    outcomes = at_once(app, [by_link, by_code] * 8)

    assert sorted(outcomes) == ["Entry"] + ["SignInUsed"] * 15
    with app.app_context():
        assert len(db.session.scalars(db.select(SignedInDevice)).all()) == 1


def test_codes_tried_at_once_count_together(app):
    """In as many browsers as somebody likes: a day has twenty wrong codes for an address."""
    browsers = [f"{number:043}" for number in range(12)]
    with app.app_context(), unit_of_work():
        for browser in browsers:
            service.request_sign_in(
                "sri@contoh.id", language="id", browser=browser, next_path="", now=clock.now(), is_demo=False
            )
        make_person("sri@contoh.id")
        earlier = queries.find_request_of_link(service.make_link("sri@contoh.id", now=clock.now()))
        earlier.failed_tries = rules.WRONG_CODES_A_DAY - 2

    def guess(browser):
        return service.sign_in_by_code(browser, "000000", now=clock.now())

    outcomes = at_once(app, [lambda browser=browser: guess(browser) for browser in browsers])

    assert sorted(outcomes) == ["TooManyCodes"] * 10 + ["WrongCode"] * 2


def test_a_code_has_five_tries(app):
    _, code = ask(app, "sri@contoh.id")
    wrong = f"{(int(code) + 1) % 1_000_000:06}"

    outcomes = at_once(app, [lambda: service.sign_in_by_code(BROWSER, wrong, now=clock.now())] * 16)

    assert sorted(outcomes) == ["TooManyTries"] * 12 + ["WrongCode"] * 4
    with app.app_context():
        assert db.session.scalar(db.select(SignInRequest)).failed_tries == 5


def test_an_address_has_one_person(app):
    tokens = [ask(app, "baru@contoh.id")[0] for _ in range(8)]

    outcomes = at_once(app, [lambda token=token: service.sign_in_by_link(token, now=clock.now()) for token in tokens])

    assert outcomes == ["Entry"] * 8
    with app.app_context():
        assert len(db.session.scalars(db.select(Person)).all()) == 1
