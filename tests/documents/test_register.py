"""Numbers: in order, without gaps, never twice, from 1 again each year as the council's clocks have it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlalchemy import select

from eventreg.core import clock
from eventreg.core.clock import Zone
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM
from eventreg.council import service as council
from eventreg.council.service import Facts, Numbering
from eventreg.documents import register, rules
from eventreg.documents.models import IssuedDocument
from eventreg.documents.rules import DocumentKind
from tests.factories.documents import make_document

AT_ONCE = 12


def name_council(zone=Zone.WIB, *, by_class=False):
    now = clock.now()
    council.update_organisation(Facts("Dewan Kerajinan", "Dekranasda", zone=zone), actor=SYSTEM, now=now)
    numbering = Numbering("{class}/{number}/{office}/{month}/{year}", "DEKRANASDA", by_class)
    council.set_numbering(numbering, actor=SYSTEM, now=now)


@pytest.mark.databases("sqlite", "postgresql")
def test_many_who_issue_at_once_get_numbers_in_a_row_and_who_fails_leaves_no_gap(app):
    """The counter doesn't exist yet: the hardest moment. A third of them fail after they have their number."""
    ready = Barrier(AT_ONCE)

    def issue(place):
        with app.app_context():
            ready.wait()
            try:
                with unit_of_work():
                    make_document(title=f"Sertifikat {place}")
                    if place % 3 == 0:
                        raise OSError("the disk is full")
            except OSError:
                return

    with ThreadPoolExecutor(AT_ONCE) as pool:
        list(pool.map(issue, range(AT_ONCE)))

    with app.app_context():
        given = sorted(db.session.scalars(select(IssuedDocument.sequence)))
        assert given == list(range(1, AT_ONCE - AT_ONCE // 3 + 1))
        assert len(set(db.session.scalars(select(IssuedDocument.number)))) == len(given)


def test_numbers_begin_again_each_year_by_the_councils_clocks(app):
    with app.app_context(), unit_of_work():
        name_council(Zone.WIT)
        late = datetime(2026, 12, 31, 14, 59, tzinfo=UTC)  # 23.59 WIT
        numbers = [make_document(now=moment).number for moment in (late, late, late.replace(hour=15, minute=0))]
        again = make_document(now=late).number  # one more of the old year

    assert numbers == ["893/001/DEKRANASDA/XII/2026", "893/002/DEKRANASDA/XII/2026", "893/001/DEKRANASDA/I/2027"]
    assert again == "893/003/DEKRANASDA/XII/2026"


def test_each_class_may_count_by_itself(app):
    with app.app_context(), unit_of_work():
        name_council(by_class=True)
        drawn = [make_document(letter_class=one).sequence for one in ("005", "893", "005")]
        without = make_document(letter_class=None)
        assert (without.number, without.sequence) == ("", None)

    assert drawn == [1, 1, 2]


def test_an_office_that_began_by_hand_goes_on_after_its_last_number_and_never_back(app):
    with app.app_context(), unit_of_work():
        now = clock.now()
        year = now.astimezone(Zone.WIB.info).year
        register.continue_after("", year, 20, actor=SYSTEM, now=now)
        assert make_document(now=now).sequence == 21
        with pytest.raises(rules.NumberTaken):
            register.continue_after("", year, 20, actor=SYSTEM, now=now)
        assert register.last_number("", year) == 21


def test_a_number_set_too_high_by_mistake_is_put_right_as_long_as_nothing_follows_it(app):
    with app.app_context(), unit_of_work():
        now = clock.now()
        year = now.astimezone(Zone.WIB.info).year
        assert make_document(now=now).sequence == 1
        register.continue_after("", year, 2100, actor=SYSTEM, now=now)
        register.continue_after("", year, 210, actor=SYSTEM, now=now)
        assert make_document(now=now).sequence == 211


def test_no_number_is_given_out_twice_when_the_office_counts_otherwise_in_the_middle_of_a_year(app):
    with app.app_context(), unit_of_work():
        numbers = []
        for by_class in (False, True, False, True):
            name_council(by_class=by_class)
            numbers += [make_document(letter_class=one).number for one in ("005", "893", "005")]

    assert len(set(numbers)) == len(numbers)


def test_a_paper_that_was_withdrawn_stands_no_more_and_its_successor_does(app):
    with app.app_context(), unit_of_work():
        first = make_document(subject="ticket:1")
        assert register.standing(DocumentKind.CERTIFICATE, "ticket:1") is first
        with pytest.raises(rules.WithdrawalReasonWanting):
            register.withdraw(first.id, reason=" ", actor=SYSTEM, now=clock.now())
        register.withdraw(first.id, reason="Nama salah", actor=SYSTEM, now=clock.now())
        assert register.standing(DocumentKind.CERTIFICATE, "ticket:1") is None
        second = make_document(subject="ticket:1", replaces=first)
        assert register.standing(DocumentKind.CERTIFICATE, "ticket:1") is second
        assert first.successor_id == second.id
        with pytest.raises(rules.AlreadyWithdrawn):
            register.withdraw(first.id, reason="Lagi", actor=SYSTEM, now=clock.now())
