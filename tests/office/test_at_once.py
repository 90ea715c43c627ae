"""Several who issue letters at the same moment."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from eventreg.applications.models import Application
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.i18n import Language
from eventreg.core.permissions import SYSTEM
from eventreg.documents.models import IssuedDocument
from eventreg.documents.rules import AlreadyWithdrawn, DocumentKind
from eventreg.office import addressees, issuing
from eventreg.office.particulars import Particulars
from tests.office.test_letters import Fair

CLERKS = 4


def at_once(app, deed):
    """What each clerk got for it, refusals included."""
    ready = Barrier(CLERKS)

    def work(_clerk):
        with app.app_context():
            ready.wait()
            try:
                with unit_of_work():
                    return deed()
            except DomainError as error:
                return type(error)

    with ThreadPoolExecutor(CLERKS) as pool:
        return list(pool.map(work, range(CLERKS)))


def issue(fair):
    to = addressees.applications(DocumentKind.INVITATION, fair.id)
    now = clock.now()
    return issuing.issue(DocumentKind.INVITATION, fair.id, to, Particulars(), Language.ID, actor=SYSTEM, now=now)


@pytest.mark.databases("sqlite", "postgresql")
def test_two_who_issue_the_same_letters_at_once_issue_each_once(app):
    fair = Fair(app, "Batik Lintang", "Tenun Embun")

    given = at_once(app, lambda: tuple(one.number for one in issue(fair)))

    assert len(set(given)) == 1
    assert len(fair.documents()) == 2


@pytest.mark.databases("sqlite", "postgresql")
def test_two_who_replace_the_same_letter_at_once_replace_it_once(app):
    fair = Fair(app, "Batik Lintang")
    with app.app_context(), unit_of_work():
        old = issue(fair)[0].id

    def replace():
        to = db.session.get_one(Application, fair.ids[0])
        letter = db.session.get_one(IssuedDocument, old)
        return issuing.replace(letter, to, Particulars(), reason="Jam salah", actor=SYSTEM, now=clock.now()).number

    given = at_once(app, replace)

    assert given.count(AlreadyWithdrawn) == CLERKS - 1
    assert len(fair.documents()) == 2
