"""Reviewers' and organisers' lists ask the database as often for many rows as for few."""

from datetime import timedelta

import pytest

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.curation import reviewing
from tests.curation.fair import Fair
from tests.factories.applications import make_application
from tests.factories.people import sign_in
from tests.support.queries import asked
from tests.support.visitor import soup


@pytest.mark.sqlite_only
def test_going_on_opens_what_was_begun_last_and_then_what_is_reviewed_least(app, visitor):
    fair = Fair(app, applications=4, curators=1, reviews_each=1)
    fair.hand_out()
    curator, folder = sign_in(visitor(), fair.emails[0]), f"/staff/events/{fair.slug}/reviews/"

    def goes_on() -> str:
        return str(soup(curator.get(folder)).select("main a.btn")[0]["href"]).removeprefix(folder)

    assert goes_on() == fair.codes[0]
    for number in (1, 2):
        now = clock.now() + timedelta(minutes=number)
        fair.do(reviewing.save_draft, fair.ids[number], fair.writing(), revision=0, actor=fair.actor(0), now=now)

    assert goes_on() == fair.codes[2]
    fair.send(0, fair.ids[2], revision=1)
    assert goes_on() == fair.codes[1]
    fair.send(0, fair.ids[1], revision=1)
    assert goes_on() == fair.codes[0]


@pytest.mark.sqlite_only
def test_lists_ask_as_often_for_many_as_for_few(app, visitor):
    fair = Fair(app, applications=3, curators=2)
    fair.hand_out()
    fair.recuse(0, fair.ids[0])
    curator, organiser = sign_in(visitor(), fair.emails[0]), sign_in(visitor(), "panitia@contoh.id")
    folder = f"/staff/events/{fair.slug}"
    pages = [
        (curator, f"{folder}/reviews/"),
        (curator, f"{folder}/reviews/{fair.codes[2]}"),
        (organiser, f"{folder}/reviewers/"),
        (organiser, f"{folder}/reviewers/applications/"),
    ]

    def counts() -> list[int]:
        found = []
        for who, path in pages:
            assert who.get(path).status_code == 200
            with asked(app) as statements:
                who.get(path)
            found.append(len(statements))
        return found

    few = counts()
    with app.app_context(), unit_of_work():
        for _number in range(4):
            made = make_application(fair.event_id)
            made.products = list(made.business.products)
    fair.hand_out()
    fair.recuse(0, fair.ids[1])

    assert counts() == few
