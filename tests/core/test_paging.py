"""Pages: together they show every row once, in order, whatever number is asked for."""

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from eventreg.core import outbox
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import OutboxMessage
from eventreg.core.paging import page_of

NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
IDS = select(OutboxMessage.id).order_by(OutboxMessage.address, OutboxMessage.id.desc())


@pytest.fixture
def rows(app):
    """The ids of eleven messages, in the order of IDS; some addresses have more than one."""
    with app.app_context(), unit_of_work():
        for number in range(11):
            outbox.queue("sign_in", to=f"orang{number * 7 % 4}@contoh.id", language="id", now=NOW)
        return db.session.scalars(IDS).all()


@settings(max_examples=30)
@given(found=st.integers(0, 11), size=st.integers(1, 13))
def test_every_row_is_on_exactly_one_page(app, rows, found, size):
    query = IDS.where(OutboxMessage.id.in_(rows[:found]))
    with app.app_context():
        pages = [page_of(query, 1, size)]
        while number := pages[-1].next:
            pages.append(page_of(query, number, size))

    assert [row for page in pages for row in page.rows] == rows[:found]
    assert [place for page in pages if page.rows for place in (page.first, page.last)] == [
        place for first in range(1, found + 1, size) for place in (first, min(first + size - 1, found))
    ]
    assert [page.number for page in pages] == [1, *(page.previous + 1 for page in pages[1:])]
    assert {page.total for page in pages} == {found}


@pytest.mark.parametrize(("asked", "shown"), [(-(10**12), 1), (0, 1), (2, 2), (3, 3), (4, 3), (10**12, 3)])
def test_a_number_outside_means_the_page_next_to_it(app, rows, asked, shown):
    with app.app_context():
        page = page_of(IDS, asked, 4)

    assert page.number == shown
    assert page.rows == rows[(shown - 1) * 4 : shown * 4]
    assert (page.previous, page.next) == (shown - 1 or None, shown + 1 if shown < 3 else None)


def test_where_nothing_is_found_the_first_page_is_empty(app):
    with app.app_context():
        page = page_of(IDS, 5, 4)

    assert (page.rows, page.total, page.number) == ([], 0, 1)
    assert (page.first, page.last, page.previous, page.next) == (0, 0, None, None)
