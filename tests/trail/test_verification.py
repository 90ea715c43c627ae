"""Whatever is done to the rows behind the app's back is found, and where."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import JSON, DateTime, Integer, select, text

from eventreg.core import guards
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.trail import chain, rules, sealing, verification
from eventreg.trail.models import AuditLink
from eventreg.trail.rules import GENESIS, Case, Kind, Seal
from eventreg.trail.words import BREAKS, says
from tests.support.server import run_eventreg
from tests.trail.conftest import NOON

pytestmark = pytest.mark.databases("sqlite", "postgresql")

NEXT_DAY = NOON + timedelta(hours=13)
COLUMNS = [column.name for column in AuditEntry.__table__.columns]
OTHERS = {
    "at": "'2026-11-24 05:02:00.000001'",
    "action": "'organisation.renamed'",
    "subject_type": "'event'",
    "fields": "'[\"name\"]'",
    "states": """'{"from": "draft", "to": "closed"}'""",
    "reason": "'Alasan 22'",
}


def verify(app, *seals):
    with app.app_context():
        return verification.verify(seals)


@pytest.fixture
def sealed(write, seal):
    """Eight entries in the chain, numbers 1 to 8."""
    write(8)
    seal()


def renumbered(table, key, change):
    """Statements that change a key in two steps, so that no two rows meet."""
    return [
        f"UPDATE {table} SET {key} = -({change[0]}) WHERE {change[1]}",
        f"UPDATE {table} SET {key} = -{key} WHERE {key} < 0",
    ]


def exchanged(table, columns, key, one, other):
    """Statements that swap columns of two rows."""
    names = ", ".join(columns)
    sets = ", ".join(f"{name} = (SELECT {name} FROM kept WHERE {key} = {{}})" for name in columns)
    return [
        f"CREATE TABLE kept AS SELECT {key}, {names} FROM {table} WHERE {key} IN ({one}, {other})",
        f"UPDATE {table} SET {sets.replace('{}', str(other))} WHERE {key} = {one}",
        f"UPDATE {table} SET {sets.replace('{}', str(one))} WHERE {key} = {other}",
        "DROP TABLE kept",
    ]


def inserted(number, at="2026-11-24 02:00:00.000000"):
    zone = "+00" if db.engine.dialect.name == "postgresql" else ""
    return (
        "INSERT INTO audit_entry (id, at, action, subject_type, subject_id, fields, states, reason) "
        f"VALUES ({number}, '{at}{zone}', 'role.granted', 'role_grant', 1, '[]', '{{}}', '')"
    )


CONTENT = [name for name in COLUMNS if name not in {"id", "fields", "states"}]
ATTACKS = {
    "the first entry is deleted": (["DELETE FROM audit_entry WHERE id = 1"], Case.ENTRY_GONE, 1),
    "one in the middle is deleted": (["DELETE FROM audit_entry WHERE id = 5"], Case.ENTRY_GONE, 5),
    "the last one is deleted": (["DELETE FROM audit_entry WHERE id = 8"], Case.ENTRY_GONE, 8),
    "the first is deleted with its link": (
        ["DELETE FROM audit_entry WHERE id = 1", "DELETE FROM audit_link WHERE position = 1"],
        Case.LINK_GONE,
        1,
    ),
    "one is deleted with its link": (
        ["DELETE FROM audit_entry WHERE id = 5", "DELETE FROM audit_link WHERE position = 5"],
        Case.LINK_GONE,
        5,
    ),
    "one is deleted with its link, and the others move up": (
        [
            "DELETE FROM audit_entry WHERE id = 5",
            "DELETE FROM audit_link WHERE position = 5",
            *renumbered("audit_link", "position", ("position - 1", "position > 5")),
        ],
        Case.CLOSED_UP,
        5,
    ),
    "the last is deleted with its link": (
        ["DELETE FROM audit_entry WHERE id = 8", "DELETE FROM audit_link WHERE position = 8"],
        Case.HEAD_BEYOND,
        8,
    ),
    "the end is cut off": (
        ["DELETE FROM audit_entry WHERE id > 4", "DELETE FROM audit_link WHERE position > 4"],
        Case.HEAD_BEYOND,
        5,
    ),
    "everything is cut off": (["DELETE FROM audit_entry", "DELETE FROM audit_link"], Case.HEAD_BEYOND, 1),
    "the contents of two entries are swapped": (exchanged("audit_entry", CONTENT, "id", 3, 6), Case.REORDERED, 3),
    "two numbers are swapped": (
        [
            "UPDATE audit_entry SET id = 100 WHERE id = 3",
            "UPDATE audit_entry SET id = 3 WHERE id = 6",
            "UPDATE audit_entry SET id = 6 WHERE id = 100",
        ],
        Case.REORDERED,
        3,
    ),
    "the entries of two links are swapped": (
        [
            "UPDATE audit_link SET entry_id = 100 WHERE position = 3",
            "UPDATE audit_link SET entry_id = 3 WHERE position = 6",
            "UPDATE audit_link SET entry_id = 6 WHERE position = 100 OR entry_id = 100",
        ],
        Case.REORDERED,
        3,
    ),
    "two links are swapped": (
        [
            "UPDATE audit_link SET position = 100 WHERE position = 3",
            "UPDATE audit_link SET position = 3 WHERE position = 6",
            "UPDATE audit_link SET position = 6 WHERE position = 100",
        ],
        Case.REORDERED,
        3,
    ),
    "two neighbours are swapped": (
        [
            "UPDATE audit_link SET position = 100 WHERE position = 3",
            "UPDATE audit_link SET position = 3 WHERE position = 4",
            "UPDATE audit_link SET position = 4 WHERE position = 100",
        ],
        Case.REORDERED,
        3,
    ),
    "a link's seal is altered": (
        [f"UPDATE audit_link SET mac = '{'ab' * 32}' WHERE position = 5"],
        Case.ALTERED,
        5,
    ),
    "a link's seal isn't even one": (["UPDATE audit_link SET mac = 'ü' WHERE position = 5"], Case.ALTERED, 5),
    "a link is put before the first": (
        [f"INSERT INTO audit_link (position, entry_id, mac) VALUES (0, 999, '{GENESIS}')"],
        Case.LINK_INSERTED,
        0,
    ),
}


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_is_found_where_it_happened(app, sealed, attack, name):
    statements, case, position = ATTACKS[name]
    attack(*statements)

    broken = verify(app).broken
    assert broken is not None
    assert (broken.case, broken.position) == (case, position)


def test_every_column_of_an_entry_is_sealed(app, sealed, attack):
    for column in COLUMNS:
        with app.app_context(), unit_of_work():
            guards.take_down(db.session.connection())
            value = OTHERS.get(column, "77")
            db.session.execute(text(f"UPDATE audit_entry SET {column} = {value} WHERE id = 5"))
            broken = verification.verify().broken
            db.session.rollback()
        expected = Case.ENTRY_GONE if column == "id" else Case.ALTERED
        assert (broken.case, broken.position, broken.entry_id) == (expected, 5, 5), column
    assert verify(app).broken is None


def test_the_last_entry_is_sealed_as_well(app, sealed, attack):
    attack("UPDATE audit_entry SET reason = 'lain' WHERE id = 8")

    assert verify(app).broken == rules.Break(Case.ALTERED, 8, 8)


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "change",
    [
        "at = 'kemarin'",
        "fields = '[name'",
        "states = x'00ff'",
        "reason = x'00ff'",
        "reason = cast(x'ff' as text)",
        "subject_id = 'abc'",
        "actor_id = 1.5",
    ],
)
def test_what_its_type_cannot_be_is_altered(app, sealed, attack, change):
    attack(f"UPDATE audit_entry SET {change} WHERE id = 5")

    assert verify(app).broken == rules.Break(Case.ALTERED, 5, 5)


def test_an_entry_slipped_in_is_found(app, write, seal, attack):
    write(3)
    write(3, start=NOON + timedelta(hours=4))
    attack("UPDATE audit_entry SET id = id + 10 WHERE id > 3")  # room for one
    seal()
    with app.app_context():
        statement = inserted(4)
    attack(statement)

    assert seal() == 0  # it is not made genuine
    broken = verify(app).broken
    assert (broken.case, broken.entry_id) == (Case.NEVER_SEALED, 4)


def test_an_entry_slipped_in_with_a_link_is_found(app, sealed, attack):
    with app.app_context():
        statement = inserted(99)
    attack(
        statement,
        *renumbered("audit_link", "position", ("position + 1", "position > 4")),
        f"INSERT INTO audit_link (position, entry_id, mac) VALUES (5, 99, '{'cd' * 32}')",
    )

    broken = verify(app).broken
    assert (broken.case, broken.position, broken.entry_id) == (Case.LINK_INSERTED, 5, 99)


# ---- Seals -------------------------------------------------------------------------------------


@pytest.fixture
def day_sealed(app, sealed):
    """The eight, and the day's seal as it was printed."""
    with app.app_context():
        sealing.seal_day(NEXT_DAY)
        [seal] = chain.seals()
    return Seal(seal.day, seal.position, seal.mac[: rules.SHOWN])


def rewrite(app, key, *, reason):
    """What somebody who holds `key` does: change an entry and compute everything behind it again."""
    with app.app_context(), unit_of_work():
        guards.take_down(db.session.connection())
        db.session.execute(text("UPDATE audit_entry SET reason = :reason WHERE id = 3"), {"reason": reason})
        previous = GENESIS
        for entry in db.session.execute(select(*AuditEntry.__table__.c).order_by(AuditEntry.id)):
            mac = rules.link_mac(key.encode(), entry.id, previous, rules.canonical(dict(entry._mapping)))
            db.session.execute(
                text("UPDATE audit_link SET mac = :mac WHERE position = :at"), {"mac": mac, "at": entry.id}
            )
            previous = mac
        guards.put_up(db.session.connection())
    return previous


def test_a_chain_rewritten_with_another_key_is_found(app, sealed):
    rewrite(app, "a key that the attacker made up", reason="lain")

    assert verify(app).broken.case is Case.ANOTHER_KEY
    assert verify(app).broken.position == 1


def test_a_chain_rewritten_with_the_key_is_found_by_the_head_file(app, settings, sealed):
    rewrite(app, settings.audit_key, reason="lain")

    assert verify(app).broken == rules.Break(Case.HEAD_DIFFERS, 8, 8)


def test_a_chain_rewritten_with_the_key_is_found_by_the_stored_seal(app, settings, day_sealed):
    mac = rewrite(app, settings.audit_key, reason="lain")
    write_head(app, 8, mac)

    broken = verify(app).broken
    assert (broken.case, broken.position, broken.day) == (Case.SEAL_DIFFERS, 8, day_sealed.day)


def test_a_rewriting_of_everything_is_found_by_the_seal_on_paper(app, settings, attack, day_sealed):
    mac = rewrite(app, settings.audit_key, reason="lain")
    write_head(app, 8, mac)
    attack(f"UPDATE day_seal SET mac = '{mac}'")

    assert verify(app).broken is None  # nothing on this machine knows better
    assert verify(app, day_sealed).broken.case is Case.SEAL_DIFFERS


def write_head(app, position, mac):
    from eventreg.trail import head

    with app.app_context():
        head.write(head.Head(position, mac))


def test_a_cut_off_with_the_seals_is_found_by_the_head_file(app, day_sealed, attack):
    attack("DELETE FROM audit_entry WHERE id > 4", "DELETE FROM audit_link WHERE position > 4", "DELETE FROM day_seal")

    assert verify(app).broken == rules.Break(Case.HEAD_BEYOND, 5, beyond=8)


def test_a_cut_off_is_still_found_when_the_chain_has_grown_again(app, day_sealed, attack, write, seal):
    attack("DELETE FROM audit_entry WHERE id > 4", "DELETE FROM audit_link WHERE position > 4", "DELETE FROM day_seal")
    write(9, start=NOON + timedelta(minutes=30))
    seal()

    assert verify(app).broken.case is Case.HEAD_DIFFERS
    assert verify(app).broken.position == 8


def test_a_cut_off_behind_the_head_file_is_found_by_the_seal_on_paper(app, day_sealed, attack):
    attack("DELETE FROM audit_entry WHERE id > 4", "DELETE FROM audit_link WHERE position > 4", "DELETE FROM day_seal")
    with app.app_context():
        tip = chain.tip()
    write_head(app, tip.position, tip.mac)

    assert verify(app).broken is None
    assert verify(app, day_sealed).broken == rules.Break(Case.SEAL_BEYOND, 5, beyond=8, day=day_sealed.day)


def test_a_cut_off_is_found_by_the_stored_seal(app, settings, day_sealed, attack):
    attack("DELETE FROM audit_entry WHERE id > 4", "DELETE FROM audit_link WHERE position > 4")

    assert verify(app).broken.kind is Kind.CUT_OFF


def test_a_stored_seal_that_was_moved_or_removed_is_found(app, day_sealed, attack):
    with app.app_context():
        mac = db.session.scalar(select(AuditLink.mac).filter_by(position=7))
    attack(f"UPDATE day_seal SET position = 7, mac = '{mac}'")
    assert verify(app, day_sealed).broken.case is Case.SEAL_MOVED

    attack("DELETE FROM day_seal")
    assert verify(app, day_sealed).broken.case is Case.SEAL_GONE


def test_a_whole_trail_fits_its_seals_however_they_are_typed(app, environ, day_sealed):
    grouped = rules.grouped(day_sealed.mac)
    for typed in (day_sealed.mac, grouped, grouped.upper(), grouped.replace(" ", "-")):
        assert verify(app, Seal.parse(f"2026-11-24:8:{typed}")).broken is None
    assert verify(app, replace(day_sealed, mac="f" + day_sealed.mac[1:])).broken is not None


@pytest.mark.parametrize("text", ["", "2026-11-24", "2026-11-24:8:abcd", "2026-11-31:8:" + "a" * 32, "x:y:z"])
def test_what_is_not_a_seal_is_refused(text):
    with pytest.raises(rules.NotASeal):
        Seal.parse(text)


# ---- The command -------------------------------------------------------------------------------


def test_the_command_says_what_is_whole(environ, day_sealed, write):
    write(1, start=NOON + timedelta(minutes=50))

    said = run_eventreg(environ, "audit", "verify")
    assert said == ("The trail is whole: 8 entries sealed, 1 waiting; last day's seal 2026-11-24 at position 8.\n")
    told = json.loads(run_eventreg(environ, "audit", "verify", "--json"))
    assert (told["whole"], told["sealed"], told["waiting"], told["broken"]) == (True, 8, 1, None)
    exported = [json.loads(line) for line in run_eventreg(environ, "audit", "export", "--json").splitlines()]
    assert [line["position"] for line in exported] == [1, 2, 3, 4, 5, 6, 7, 8, None]


def test_the_command_names_the_place_and_fails(environ, sealed, attack):
    attack("UPDATE audit_entry SET reason = 'lain' WHERE id = 5")

    with pytest.raises(AssertionError) as failed:
        run_eventreg(environ, "audit", "verify")
    assert "BROKEN (altered). Position 5: entry 5 was altered after it was sealed." in str(failed.value)
    with pytest.raises(AssertionError) as failed:
        run_eventreg(environ, "audit", "verify", "--json")
    assert '"position": 5' in str(failed.value)


def test_every_case_has_its_sentence(app):
    with app.test_request_context():
        for case in Case:
            assert case in rules.KINDS
            assert "%(" not in says(rules.Break(case, 5, 6, 7, NOON.date()))
    assert set(BREAKS) == set(Case)


# ---- Any change --------------------------------------------------------------------------------


def test_entries_that_differ_are_never_the_same_bytes():
    entry = {"id": 1, "at": NOON, "reason": "a", "fields": ["x"], "actor_id": None}

    assert rules.canonical(entry) == rules.canonical(dict(reversed(entry.items())))
    for name, value in {
        "id": 2,
        "at": NOON + timedelta(microseconds=1),
        "reason": "",
        "fields": [],
        "actor_id": 0,
    }.items():
        assert rules.canonical({**entry, name: value}) != rules.canonical(entry)


values = {
    Integer: st.integers(0, 2**31 - 1),
    DateTime: st.datetimes(min_value=NOON.replace(tzinfo=None, year=2000)).map(str),
    JSON: st.one_of(
        st.lists(st.text(st.characters(codec="ascii", exclude_characters="\0"), max_size=5), max_size=3),
        st.dictionaries(st.sampled_from(["from", "to", "role"]), st.sampled_from(["draft", "published", ""])),
    ).map(json.dumps),
}
words = st.text(st.characters(codec="utf-8", exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)


@st.composite
def changes(draw):
    """A column of an entry and another value for it."""
    column = draw(st.sampled_from([column for column in AuditEntry.__table__.columns if column.name != "id"]))
    kind = getattr(column.type, "impl", column.type)
    chosen = next((made for of_type, made in values.items() if isinstance(kind, of_type)), words)
    return draw(st.integers(1, 8)), column, draw(st.one_of(st.none(), chosen) if column.nullable else chosen)


@settings(max_examples=60)
@given(change=changes())
def test_any_change_of_any_field_is_found_at_its_position(app, sealed, change):
    position, column, value = change
    with app.app_context(), unit_of_work():
        guards.take_down(db.session.connection())
        before = db.session.scalar(select(column).where(AuditEntry.id == position))
        cast = {"json": "::json", "at": "::timestamptz"}.get(column.name if column.name == "at" else _json(column), "")
        cast = cast if db.engine.dialect.name == "postgresql" else ""
        db.session.execute(
            text(f"UPDATE audit_entry SET {column.name} = (:value){cast} WHERE id = :id"),
            {"value": f"{value}+00" if cast == "::timestamptz" else value, "id": position},
        )
        after = db.session.scalar(select(column).where(AuditEntry.id == position))
        broken = verification.verify().broken
        db.session.rollback()

    expected = None if before == after else rules.Break(Case.ALTERED, position, position)
    assert broken == expected


def _json(column):
    return "json" if isinstance(column.type, JSON) else ""
