"""Reviewers' and organisers' lists ask the database as often for many rows as for few."""

import pytest

from eventreg.core.db import unit_of_work
from tests.curation.fair import Fair
from tests.factories.applications import make_application
from tests.factories.people import sign_in
from tests.support.queries import asked


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
