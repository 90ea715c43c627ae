"""Every table and every column is known to export and erasure; a new one has to be classified."""

from dataclasses import replace

from sqlalchemy import Integer

import eventreg.app  # noqa: F401  # every model is known from here on
from eventreg.core.db import Model
from eventreg.records import words
from eventreg.records.holdings import DEEDS, GROUPS, HOLDINGS, IMPERSONAL, STAYS, Deed, Shown

BY_TABLE = {holding.model.__tablename__: holding for holding in HOLDINGS}
PEOPLE = {"person", "business"}
NAMED = ("person_id", "business_id", "owner_id", "actor_id", "applicant_id", "staff_id")


def tables():
    return {mapper.local_table.name: mapper.local_table for mapper in Model.registry.mappers}


def points_at_people(column):
    """By a foreign key, or by a number that is called like one."""
    by_key = any(key.column.table.name in PEOPLE for key in column.foreign_keys)
    return by_key or (isinstance(column.type, Integer) and (column.name in NAMED or column.name.endswith("by_id")))


def unclassified(known_tables, holdings, deeds):
    deeds = {(model.__tablename__, name) for model, name in deeds}
    for name, table in tables().items():
        if name not in known_tables:
            yield name
            continue
        refers = set(holdings[name].refers) if name in holdings else set()
        for column in table.columns:
            if points_at_people(column) and column.name not in refers and (name, column.name) not in deeds:
                yield f"{name}.{column.name}"
            if name in holdings and column.name not in holdings[name].columns:
                yield f"{name}.{column.name} has no place in the holding"


def test_every_table_and_every_reference_to_people_is_known():
    assert list(unclassified({*BY_TABLE, *IMPERSONAL}, BY_TABLE, DEEDS)) == []


def test_a_forgotten_one_is_named():
    without = {name: holding for name, holding in BY_TABLE.items() if name != "guardian"}

    assert list(unclassified({*without, *IMPERSONAL}, without, DEEDS)) == ["guardian"]
    business = BY_TABLE["business"]
    fewer = {name: column for name, column in business.columns.items() if name != "nib"}
    known = BY_TABLE | {"business": replace(business, columns=fewer)}
    assert list(unclassified({*known, *IMPERSONAL}, known, DEEDS)) == ["business.nib has no place in the holding"]
    assert "role_grant.granted_by_id" in unclassified({*BY_TABLE, *IMPERSONAL}, BY_TABLE, {})


def test_nothing_is_listed_that_does_not_exist():
    known = tables()

    assert {*BY_TABLE, *IMPERSONAL} <= set(known)
    assert not set(BY_TABLE) & set(IMPERSONAL)
    for holding in HOLDINGS:
        assert set(holding.columns) == set(known[holding.model.__tablename__].columns.keys()), holding.key


def test_texts_and_numbers_of_people_do_not_stay_in_what_is_made_anonymous():
    """Of person and business every column says what erasure does; only these stay."""
    stays = {
        name: {column for column, known in BY_TABLE[name].columns.items() if known.erased is STAYS} for name in PEOPLE
    }

    assert stays == {
        "person": {"id", "language", "created_at"},
        "business": {"id", "region_code", "category_id", "registered_by_id", "created_at"},
    }


def test_what_loses_its_name_says_why_it_stays():
    for holding in HOLDINGS:
        only_deleted = holding.changes and all(change.deed is Deed.DELETE for change in holding.changes)
        assert holding.key in words.HOLDINGS
        assert only_deleted or holding.key in words.WHY_KEPT, holding.key


def test_groups_and_keys_have_words():
    assert set(words.GROUPS) == set(GROUPS)
    for holding in HOLDINGS:
        for name, column in holding.columns.items():
            if column.shown is Shown.YES:
                assert (column.key or name) in words.FIELDS, f"{holding.key}: {column.key or name}"


def test_no_secret_is_told():
    secret = ("hash", "secret", "encrypted", "token", "challenge", "credential", "params")
    told = {
        f"{holding.key}.{name}"
        for holding in HOLDINGS
        for name, column in holding.columns.items()
        if column.shown is Shown.YES and any(word in name for word in secret)
    }

    assert told == set()
