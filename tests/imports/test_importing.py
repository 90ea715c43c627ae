"""A table of businesses: looked at, decided upon, written once, what is wrong sent back."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import func, select

from eventreg.accounts.models import Person
from eventreg.businesses.models import Business
from eventreg.consents.models import Consent, ConsentWay
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import Role
from eventreg.imports import queries, rules, service, tables
from eventreg.imports.models import ImportFile
from tests.factories.businesses import KAUMAN, make_business
from tests.factories.people import make_person, sign_in
from tests.imports.conftest import FIRST, HEAD, actor, apply, fates, take_in, upload
from tests.support.visitor import soup

NIK = "3375995502900001"


@pytest.fixture
def lintang(council):
    """A business of the register; its id."""
    with council.app_context(), unit_of_work():
        return make_business(
            make_person("sri@contoh.id", "Sri"),
            name="Batik Lintang",
            owner_name="Sri",
            phone="0812 1111 0001",
            nib="9120103344556",
            region_code=KAUMAN,
            elsewhere="",
        ).id


def count(model):
    return db.session.scalar(select(func.count()).select_from(model))


def test_the_dry_run_tells_every_fate_and_writes_nothing(council, lintang):
    text = HEAD + (
        FIRST
        + "BATIK LINTANG;Sri;0812 1111 0009;9120103344556;;;\n"
        + "Rajut Tini;Tini;0812 1111 0002;;Kauman;rajut;\n"
        + "Lintang;Orang Lain;0812 1111 0003;;Kauman;;\n"
        + "Kencana;Budi;0812 1111 0004;912010334455;Kauman;;\n"
        + "Rajut Tini;Tini;0812 1111 0002;;Kauman;rajut;\n"
        + "Mawar;Ani;12345;;Entah;;\n"
    )
    with council.app_context():
        number = take_in(text)
        file = queries.get_import(number, actor())

        assert fates(number) == ["same", "update", "new", "duplicate", "refused", "refused", "refused"]
        assert file.fates[1]["business"] == lintang
        assert file.fates[1]["fields"] == ["phone"]
        assert [fault[1] for fault in file.fates[4]["faults"]] == ["nib_too_short"]
        assert file.fates[5]["faults"] == [["", "row_twice", {"row": 4}]]
        assert [fault[0] for fault in file.fates[6]["faults"]] == ["phone"]
        assert count(Business) == 1


def test_applying_writes_what_was_shown_once(council, lintang):
    text = (
        HEAD + "Batik Lintang;;0812 1111 0009;9120103344556;;;\n" + f"Rajut Tini;Tini;81211110002;;Kauman;rajut;{NIK}\n"
    )
    with council.app_context():
        number = take_in(text)
        apply(number)
        with pytest.raises(rules.ImportOver):
            apply(number)

        changed, tini = (
            db.session.get(Business, lintang),
            db.session.scalar(select(Business).filter_by(name="Rajut Tini")),
        )
        assert changed.phone == "+6281211110009"
        assert (changed.owner_name, changed.region_code) == ("Sri", KAUMAN)  # empty cells took nothing away
        assert (tini.phone, tini.region_code, tini.category.code) == ("+6281211110002", KAUMAN, "rajut")
        assert count(Business) == 2
        owner = db.session.scalar(select(Person).filter_by(name="Tini"))
        assert owner.nik_encrypted is not None
        assert {consent.way for consent in db.session.scalars(select(Consent).filter_by(person_id=owner.id))} == {
            ConsentWay.PAPER
        }
        file = db.session.get(ImportFile, number)
        assert file.applied_at is not None
        assert file.rows == [[], []]
        assert db.session.scalars(select(OutboxMessage)).all() == []
        assert NIK not in str([vars(entry) for entry in db.session.scalars(select(AuditEntry))])


@pytest.mark.sqlite_only
def test_nothing_is_written_without_consent_on_paper(panitia, council):
    with council.app_context():
        number = take_in(HEAD + FIRST)

    page = panitia.post(f"/staff/import/{number}/apply")

    assert page.status_code == 422
    assert "Centang" in page.text
    with council.app_context():
        assert count(Business) == 0


@pytest.mark.sqlite_only
def test_what_changed_since_the_dry_run_is_not_overwritten(council, lintang):
    with council.app_context():
        number = take_in(HEAD + "Rajut Tini;Tini;0812 1111 0002;9120103344777;Kauman;rajut;\n")
        with unit_of_work():
            make_business(make_person("tini@contoh.id"), name="Rajut Tini", nib="9120103344777")
        apply(number)

        assert fates(number) == ["refused"]
        assert db.session.get(ImportFile, number).fates[0]["faults"][0][1] == "row_changed"
        assert count(Business) == 2


@pytest.mark.sqlite_only
def test_many_rows_go_in_by_hundreds(council):
    names = [sha256(str(number).encode()).hexdigest()[:12] for number in range(130)]  # none like another
    rows = "".join(f"{name};Ibu {n};0812 2{n:03} 0000;;Kauman;;\n" for n, name in enumerate(names))
    with council.app_context():
        number = take_in(HEAD + rows)
        before = fates(number).count("new")
        apply(number)
        assert count(Business) == rules.BATCH
        apply(number)
        assert count(Business) == before
        assert db.session.get(ImportFile, number).applied_at is not None


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("choice", "businesses", "fate"), [("new", 2, "new"), ("it", 1, "update"), ("skip", 1, "skipped")]
)
def test_a_person_decides_about_a_likely_duplicate(council, lintang, choice, businesses, fate):
    with council.app_context():
        number = take_in(
            HEAD + "Lintang;Orang Lain;0812 1111 0003;;Kauman;batik cap;\n" + "Rajut;Tini;0812 1111 0002;;Kauman;;\n"
        )
        with unit_of_work():
            service.choose(number, 0, lintang if choice == "it" else choice, actor=actor(), now=clock.now())
        assert fates(number)[0] == fate
        apply(number)

        assert count(Business) == businesses + 1


@pytest.mark.sqlite_only
def test_a_choice_that_was_not_offered_is_refused(council, lintang):
    with council.app_context():
        number = take_in(HEAD + FIRST)
        with pytest.raises(rules.NotMatched), unit_of_work():
            service.choose(number, 0, "new", actor=actor(), now=clock.now())


@pytest.mark.sqlite_only
def test_through_the_pages_from_file_to_file(panitia, council, lintang):
    text = (
        HEAD
        + FIRST
        + "=HYPERLINK(1);Budi;0812 1111 0004;912010334455;Kauman;batik tulis;3375995502900001\n"
        + "Rajut Tini;Tini;0812 1111 0002;;Kauman;rajut;\n"
    )
    sent = panitia.post("/staff/import/", file=upload(text))
    columns = panitia.get(sent.location)
    assert "3375********0001" in columns.text
    assert NIK not in columns.text
    chosen = {
        select["name"]: option["value"]
        for select in soup(columns).select("select[name^=column]")
        if (option := select.select_one("option[selected]"))
    }
    assert list(chosen.values()) == ["name", "owner_name", "phone", "nib", "region", "category", "nik"]
    checked = panitia.post(sent.location, follow=True, **chosen)
    assert NIK not in checked.text
    assert "NIB harus 13 angka, ini baru 12." in checked.text or "12" in checked.text
    number = sent.location.split("/")[3]
    done = panitia.post(f"/staff/import/{number}/apply", follow=True, on_paper="y")
    assert "1 baru, 0 diubah, 1 tanpa hal baru" in done.text

    file = panitia.get(f"/staff/import/{number}/to-mend.csv")
    assert file.headers["Content-Disposition"].startswith("attachment")
    table = tables.read(file.data)
    assert [row[0] for row in table.rows] == ["=HYPERLINK(1)"]
    assert "12" in table.rows[0][-1]
    assert b"\n=HYPERLINK" not in file.data


@pytest.mark.sqlite_only
def test_what_nobody_decided_comes_back_with_what_is_to_be_done_about_it(panitia, council, lintang):
    likely = "Lintang;Orang Lain;0812 1111 0003;;Kauman;batik cap;\n"
    with council.app_context():
        number = take_in(HEAD + likely + "Rajut;Tini;0812 1111 0002;;Kauman;;\n")
    before = panitia.get(f"/staff/import/{number}")
    assert "masuk ke baris yang perlu diperbaiki" in before.text
    assert "hanya menunggu keputusan Anda" not in before.text

    done = panitia.post(f"/staff/import/{number}/apply", follow=True, on_paper="y")

    assert "1 di antaranya hanya menunggu keputusan Anda" in done.text
    [row] = tables.read(panitia.get(f"/staff/import/{number}/to-mend.csv").data).rows
    assert "Batik Lintang" in row[-1]


@pytest.mark.sqlite_only
def test_a_file_is_its_senders_alone(visitor, council):
    with council.app_context():
        number = take_in(HEAD + FIRST)
    other = sign_in(visitor(), "lain@contoh.id", Role.ORGANISER)

    for path in ("", "/columns", "/to-mend.csv"):
        assert other.get(f"/staff/import/{number}{path}").status_code == 404
    assert other.post(f"/staff/import/{number}/apply", on_paper="y").status_code == 404
    assert sign_in(visitor(), "sri@contoh.id").get("/staff/import/").status_code == 403


@pytest.mark.sqlite_only
def test_rows_are_forgotten_after_a_week(council):
    with council.app_context():
        number = take_in(HEAD + FIRST)
        with unit_of_work():
            assert service.forget_old(clock.now() + timedelta(days=6)) == 0
        with unit_of_work():
            assert service.forget_old(clock.now() + timedelta(days=8)) == 1

        file = db.session.get(ImportFile, number)
        assert file.rows == [[]]
        assert not queries.has_old(clock.now() + timedelta(days=9))


@pytest.mark.sqlite_only
def test_minors_are_not_entered_without_a_guardian(council):
    mapping = {"0": "name", "1": "owner_name", "2": "phone", "3": "elsewhere", "4": "born_on"}
    with council.app_context():
        number = take_in("Usaha;Pemilik;HP;Tempat;Lahir\nRajut;Tini;081211110002;Wiradesa;1/12/2015\n", mapping=mapping)

        assert db.session.get(ImportFile, number).fates[0]["faults"] == [["born_on", "guardian_missing", {}]]


def test_what_is_taken_but_odd_is_remarked_in_the_dry_run(council, lintang, panitia):
    text = HEAD + (
        "Rajut Tini;Tini;0812 1111 0002;;Kelurahan Antah;rajut;\n"
        + "BATIK LINTANG;;0812 1111 0001;9120103344556;Kauman;;\n"
    )
    with council.app_context():
        number = take_in(text)
        assert fates(number) == ["new", "same"]

    page = " ".join(soup(panitia.get(f"/staff/import/{number}")).get_text(" ").split())

    assert page.count("Kelurahan ini tidak ada di daftar wilayah") == 1
    assert page.count("Nama pemilik tidak diisi") == 1
