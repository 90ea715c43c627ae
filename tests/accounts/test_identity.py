"""The NIK: what is one, who sees it, and that looking leaves a trace."""

import pytest
from sqlalchemy import select

from eventreg.accounts import identity, rules
from eventreg.accounts.models import Person
from eventreg.core import clock, protected
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import Forbidden, NotFound
from eventreg.core.permissions import SYSTEM, Role
from tests.factories.people import actor_of, make_person, sign_in
from tests.support.visitor import soup

NIK = "3375995502900001"  # a woman born on 15 February 1990, in a district that there isn't


@pytest.mark.parametrize(
    "text", [NIK, "3375 9955 0290 0001", "337599.310190.0001", "337599-290200-0001", "9999997112999999"]
)
def test_what_can_be_a_nik(text):
    assert rules.check_nik(text).isdecimal()


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        ("33759955029000", rules.NikLength),
        ("33759955029000012", rules.NikLength),
        ("3375995502900O01", rules.NikNotDigits),
        ("٣٣٧٥٩٩٥٥٠٢٩٠٠٠٠١", rules.NikNotDigits),
        ("3375990002900001", rules.NikDate),
        ("3375993202900001", rules.NikDate),
        ("3375994002900001", rules.NikDate),
        ("3375998102900001", rules.NikDate),
        ("3375991513900001", rules.NikDate),
        ("3375992902010001", rules.NikDate),
        ("3375993002000001", rules.NikDate),
        ("3375995502900000", rules.NikSerial),
    ],
)
def test_what_can_be_none_is_told_why(text, refusal):
    with pytest.raises(refusal):
        rules.check_nik(text)


@pytest.fixture
def sri(visitor):
    return sign_in(visitor(language="en"), "sri@contoh.id")


def person(app):
    with app.app_context():
        return db.session.scalars(select(Person).filter_by(email="sri@contoh.id")).one()


def test_the_owner_sees_it_masked_changes_and_removes_it(app, sri):
    assert (
        sri.post("/me/identity", name="Sri Wahyuni", born_on="1990-02-15", nik="3375 9955 0290 0001").status_code == 302
    )

    page = soup(sri.get("/me/identity"))
    assert "3375********0001" in page.text
    assert NIK not in str(page)
    assert (person(app).name, str(person(app).born_on)) == ("Sri Wahyuni", "1990-02-15")

    sri.post("/me/identity", name="Sri Wahyuni", born_on="1990-02-15", nik="")
    assert person(app).nik_encrypted is not None, "nothing typed keeps it"

    sri.post("/me/identity", name="Sri Wahyuni", born_on="", nik="", remove_nik="y")
    assert (person(app).nik_encrypted, person(app).nik_hash, person(app).born_on) == (None, None, None)


def test_a_mistake_says_what_to_mend_and_keeps_the_rest(app, sri):
    page = sri.post("/me/identity", name="Sri Wahyuni", nik="33759955029001", born_on="2190-01-01")

    assert page.status_code == 422
    assert "A NIK has 16 digits, this one has 14." in page.text
    assert "Check the year" in page.text
    assert "Sri Wahyuni" in page.text
    assert person(app).nik_encrypted is None


def test_a_day_that_is_none_is_told(app, sri):
    page = sri.post("/me/identity", name="Sri Wahyuni", born_on="1/2/1990")

    assert page.status_code == 422
    assert "Please choose a day, for example 1 December 2026." in page.text


@pytest.fixture
def numbered(app):
    """Somebody with a NIK; her id."""
    with app.app_context(), unit_of_work():
        sri = make_person("sri@contoh.id")
        identity.set_nik(sri.id, NIK, actor=SYSTEM, now=clock.now())
        return sri.id


def test_opening_needs_permission_and_a_reason_and_is_written_down(app, numbered):
    with app.app_context(), unit_of_work():
        organiser = actor_of(make_person("panitia@contoh.id", "", Role.ORGANISER))
        treasurer = actor_of(make_person("bendahara@contoh.id", "", Role.TREASURER))

        with pytest.raises(Forbidden):
            identity.reveal_nik(numbered, "Surat untuk dinas", actor=organiser, now=clock.now())
        with pytest.raises(rules.ReasonTooShort):
            identity.reveal_nik(numbered, " abc ", actor=treasurer, now=clock.now())
        assert db.session.scalars(select(AuditEntry).filter_by(action="identity.opened")).all() == []

        assert identity.reveal_nik(numbered, "Surat untuk dinas", actor=treasurer, now=clock.now()) == NIK

        entry = db.session.scalars(select(AuditEntry).filter_by(action="identity.opened")).one()
        assert (entry.actor_id, entry.person_id, entry.fields) == (treasurer.person_id, numbered, ["nik"])
        assert entry.reason == "Surat untuk dinas"


def test_a_role_for_one_event_opens_nothing(app, numbered):
    with app.app_context(), unit_of_work():
        here = actor_of(make_person("bendahara@contoh.id", "", Role.TREASURER, event_id=1))
        with pytest.raises(Forbidden):
            identity.reveal_nik(numbered, "Surat untuk dinas", actor=here, now=clock.now())


def test_what_is_not_there_cannot_be_opened(app):
    with app.app_context(), unit_of_work():
        treasurer = actor_of(make_person("bendahara@contoh.id", "", Role.TREASURER))
        with pytest.raises(NotFound):
            identity.reveal_nik(treasurer.person_id, "Surat untuk dinas", actor=treasurer, now=clock.now())


def test_the_trail_never_holds_the_number(app, numbered):
    with app.app_context():
        entries = db.session.scalars(select(AuditEntry)).all()
        assert not any(NIK in repr(vars(entry)) or protected.mask(NIK) in repr(vars(entry)) for entry in entries)
