"""Protected fields: nothing plain in the database, found through a keyed hash, and keys that can be changed."""

from dataclasses import replace

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import LargeBinary, text

from eventreg.accounts import identity
from eventreg.accounts.models import Person, TotpSecret
from eventreg.core import clock, protected
from eventreg.core.db import Model, db, unit_of_work
from eventreg.core.permissions import SYSTEM
from tests.factories.people import make_person

NIK = "3375995502900001"
OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()


@pytest.fixture
def with_keys(app):
    """Let the app have these field keys from now on."""

    def change(*keys):
        app.extensions["eventreg.settings"] = replace(app.extensions["eventreg.settings"], field_keys=keys)

    return change


@pytest.fixture
def sri(app, with_keys):
    """Somebody whose NIK and authenticator were sealed with the old key; her id."""
    with_keys(OLD)
    with app.app_context(), unit_of_work():
        person = make_person("sri@contoh.id")
        identity.set_nik(person.id, NIK, actor=SYSTEM, now=clock.now())
        secret = protected.seal("JBSWY3DPEHPK3PXP")
        db.session.add(TotpSecret(person_id=person.id, secret_encrypted=secret, created_at=clock.now()))
        return person.id


@pytest.fixture
def shell(app):
    """Runs `eventreg keys …`; gives what it prints."""
    from eventreg.cli import keys

    def run(*arguments, status=0):
        outcome = app.test_cli_runner().invoke(keys, list(arguments))
        assert outcome.exit_code == status, outcome.output
        return outcome.output

    return run


def test_every_column_that_is_called_encrypted_is_known_to_the_rotation(app):
    called_so = {
        f"{mapper.local_table.name}.{column.name}"
        for mapper in Model.registry.mappers
        for column in mapper.local_table.columns
        if isinstance(column.type, LargeBinary) and column.name.endswith("_encrypted")
    }

    known = {str(column) for column in protected.columns()}

    assert known == called_so
    assert {"person.nik_encrypted", "business.npwp_encrypted", "event_key.private_encrypted"} <= known


def test_no_row_holds_the_number(app, sri):
    with app.app_context():
        row = db.session.execute(text("select * from person")).one()

    assert NIK not in repr(tuple(bytes(value) if isinstance(value, memoryview) else value for value in row))
    assert NIK.encode() not in bytes(row.nik_encrypted)


def test_masked_values_show_four_at_each_end():
    assert protected.mask("3375990101900001") == "3375********0001"
    assert protected.mask("12345678") == "********"


def test_kinds_and_keys_have_hashes_of_their_own(app, with_keys):
    with_keys(NEW, OLD)
    with app.app_context():
        nik, npwp = protected.hashes("nik", NIK), protected.hashes("npwp", NIK)

    assert len({*nik, *npwp}) == 4


def test_while_keys_rotate_somebody_is_found_under_either(app, sri, with_keys):
    with_keys(NEW, OLD)
    with app.app_context(), unit_of_work():
        twin = make_person("kembar@contoh.id")
        identity.set_nik(twin.id, NIK, actor=SYSTEM, now=clock.now())
        assert [person.id for person in identity.people_with_nik(NIK)] == [sri, twin.id]


def test_rotating_shows_first_then_does_it_and_twice_changes_nothing(app, sri, with_keys, shell):
    with_keys(NEW, OLD)
    assert "still need an older key" in shell("check")

    assert "person.nik_encrypted: 1 to encrypt anew" in shell("rotate")
    assert "still need an older key" in shell("check"), "showing changes nothing"

    done = shell("rotate", "--apply")
    assert "person.nik_encrypted: 1 encrypted anew" in done
    assert "totp_secret.secret_encrypted: 1 encrypted anew" in done
    assert "the others may be dropped" in shell("check")
    assert "person.nik_encrypted: 0 encrypted anew" in shell("rotate", "--apply")

    with_keys(NEW)
    with app.app_context():
        person = db.session.get(Person, sri)
        assert protected.open_(person.nik_encrypted) == NIK
        assert person.nik_hash == protected.keyed_hash("nik", NIK)


def test_many_rows_are_rotated_in_batches(app, with_keys, shell, monkeypatch):
    monkeypatch.setattr(protected, "BATCH", 2)
    with_keys(OLD)
    with app.app_context(), unit_of_work():
        for number in range(1, 6):
            identity.set_nik(make_person().id, f"{NIK[:-1]}{number}", actor=SYSTEM, now=clock.now())
    with_keys(NEW, OLD)

    assert "person.nik_encrypted: 5 encrypted anew" in shell("rotate", "--apply")
    assert "person.nik_encrypted: key 1: 5, key 2: 0" in shell("check")


def test_a_key_that_was_taken_away_too_early_is_told(app, sri, with_keys, shell):
    with_keys(NEW)

    told = shell("check", status=1)
    assert "1 opened by none" in told
    assert "person.nik_encrypted: 0 encrypted anew" in shell("rotate", "--apply"), "what no key opens stays"
