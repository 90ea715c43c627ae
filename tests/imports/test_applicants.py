"""A table of applicants of an event: found in the register, their answers typed, sent on their behalf."""

import pytest
from sqlalchemy import func, select

from eventreg.applications.models import Application
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.imports.models import ImportFile
from eventreg.questions import service as forms
from eventreg.questions.rules import Kind, Option, Question
from tests.factories.businesses import make_business
from tests.factories.consents import agree
from tests.factories.events import make_event
from tests.factories.people import make_person
from tests.imports.conftest import actor, apply, fates, take_in

QUESTIONS = [
    Question("why", Kind.TEXT, "Mengapa ikut?"),
    Question("sales", Kind.RUPIAH, "Omzet", required=False),
    Question("since", Kind.DATE, "Sejak", required=False),
    Question("power", Kind.YES_NO, "Perlu listrik?", required=False),
    Question("kind", Kind.ONE_OF, "Teknik", required=False, options=(Option("t", "Tulis"), Option("c", "Cap"))),
]
HEAD = "NIB;Usaha;Mengapa ikut?;Omzet;Sejak;Perlu listrik?;Teknik\n"
MAPPING = {"0": "nib", "1": "name", "2": "q:why", "3": "q:sales", "4": "q:since", "5": "q:power", "6": "q:kind"}


@pytest.fixture
def event_id(council):
    with council.app_context(), unit_of_work():
        event = make_event(title="Pelatihan")
        forms.save(event.form_id, QUESTIONS, actor=actor(), now=clock.now())
        forms.publish(event.form_id, actor=actor(), now=clock.now())
        for name, nib in (("Batik Lintang", "9120103344556"), ("Rajut Tini", "9120103344777")):
            owner = make_person("", name)
            make_business(owner, name=name, nib=nib, phone=f"0812 1111 {nib[-4:]}")
            agree(owner.id)
        make_business(make_person("", "Diam"), name="Tanpa Izin", nib="9120103344888")
        return event.id


def test_rows_become_applications_on_behalf(council, event_id):
    text = HEAD + (
        "9120103344556;;Belajar;Rp1.500.000;1/12/2026;ya;tulis\n"
        ";Rajut Tini;;;;;\n"
        "9120103344888;;Belajar;;;;\n"
        ";Entah Siapa;Belajar;;;;\n"
        "9120103344556;;Lagi;;;;\n"
        "9120103344777;;Belajar;banyak;;mungkin;\n"
    )
    with council.app_context():
        number = take_in(text, event_id=event_id, mapping=MAPPING)
        assert fates(number) == ["new", *["refused"] * 5]
        codes = [[fault[1] for fault in fate.get("faults", [])] for fate in db.session.get(ImportFile, number).fates]
        assert codes[1:] == [
            ["answers_missing"],
            ["consent_missing"],
            ["business_not_found"],
            ["row_twice"],
            ["answer_refused", "answer_refused"],
        ]
        assert db.session.scalar(select(func.count()).select_from(Application)) == 0
        apply(number)

        sent = db.session.scalars(select(Application)).one()
        assert sent.answers == {"why": "Belajar", "sales": 1_500_000, "since": "2026-12-01", "power": True, "kind": "t"}
        assert sent.applicant.name == "Batik Lintang"
        submitted = db.session.scalars(select(AuditEntry).filter_by(action="application.submitted")).one()
        assert submitted.actor_id == actor().person_id  # the trail says who did it


@pytest.mark.sqlite_only
def test_whoever_has_applied_is_left_as_they_are(council, event_id):
    text = HEAD + "9120103344556;;Belajar;;;;\n"
    with council.app_context():
        apply(take_in(text, event_id=event_id, mapping=MAPPING))
        again = take_in(text.replace("Belajar", "Lain"), event_id=event_id, mapping=MAPPING)

        assert fates(again) == ["same"]
        assert db.session.scalars(select(Application)).one().answers["why"] == "Belajar"


def test_a_participant_with_a_whole_letter_for_a_name_is_refused_in_the_dry_run(council, event_id):
    with council.app_context():
        text = "NIB;Mengapa;Peserta\n9120103344556;Belajar;" + "Sri " * 40 + "\n"
        number = take_in(text, event_id=event_id, mapping={"0": "nib", "1": "q:why", "2": "participants"})

        assert fates(number) == ["refused"]
        fate = db.session.get(ImportFile, number).fates[0]
        assert [fault[:2] for fault in fate["faults"]] == [["participants", "participant_too_long"]]
