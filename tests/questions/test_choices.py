"""The choices of a question in another order, without script."""

import pytest

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events.models import Event
from eventreg.questions import queries, service
from eventreg.questions.rules import Kind, Option, Question
from tests.factories.events import make_event
from tests.factories.people import sign_in
from tests.support.visitor import soup

pytestmark = pytest.mark.sqlite_only
OPTIONS = (Option("fri", "Jumat", "Friday"), Option("sat", "Sabtu", ""), Option("sun", "Minggu", "Sunday"))
PAGE = "/staff/events/pewarna/form/questions/day"


@pytest.fixture
def organiser(app, visitor):
    with app.app_context(), unit_of_work():
        event = make_event(title="Pewarna")
        service.save(
            event.form_id, [Question("day", Kind.ONE_OF, "Hari", options=OPTIONS)], actor=SYSTEM, now=clock.now()
        )
    return sign_in(visitor(language="en"), "panitia@demo.test", Role.ORGANISER)


def saved(app):
    with app.app_context():
        event = db.session.scalars(db.select(Event).where(Event.slug == "pewarna")).one()
        [question] = queries.questions_of(queries.newest_version(event.form_id))
        return question.options


def typed(page):
    """What stands in the form, as a browser would send it."""
    return {
        field["name"]: field.get("value", "")
        for field in soup(page).select("main form input[name]")
        if field.get("type") not in {"checkbox", "radio"} or field.has_attr("checked")
    }


def test_a_choice_moves_with_its_key_and_both_words_and_is_kept_once_saved(app, organiser):
    page = organiser.post(PAGE, **typed(organiser.get(PAGE)) | {"label_id": "Hari apa?", "move": "2:up"})
    assert page.status_code == 200
    assert saved(app) == OPTIONS  # nothing is saved yet
    assert soup(page).select_one("[autofocus]")["aria-label"] == "Move up: Minggu"
    page = organiser.post(PAGE, **typed(page) | {"move": "1:up"})
    assert soup(page).select_one("[autofocus]")["aria-label"] == "Move down: Minggu"  # it can't go further up
    organiser.post(PAGE, **typed(page))

    assert saved(app) == (OPTIONS[2], OPTIONS[0], OPTIONS[1])


@pytest.mark.parametrize("move", ["0:up", "2:down", "99:up"])
def test_beyond_an_end_nothing_moves(app, organiser, move):
    page = organiser.post(PAGE, **typed(organiser.get(PAGE)) | {"move": move})
    organiser.post(PAGE, **typed(page))

    assert saved(app) == OPTIONS
