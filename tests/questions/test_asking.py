"""Questions as fields: what people type becomes typed answers, and what is wrong is told in their words."""

from typing import Any

import pytest
from flask import request
from flask_wtf import FlaskForm

from eventreg.core.db import unit_of_work
from eventreg.core.i18n import Language, force_locale
from eventreg.questions.asking import QuestionsForm, form_for, values_of
from eventreg.questions.controls import read_number
from eventreg.questions.rules import Condition, Kind, Option, Question
from tests.factories.businesses import KAUMAN, load_regions

OPTIONS = (Option("a", "Kain", "Cloth"), Option("b", "Tas", "Bags"), Option("c", "Sepatu", "Shoes"))
EVERY = [
    Question("text", Kind.TEXT, "Nama stan"),
    Question("long", Kind.LONG_TEXT, "Cerita"),
    Question("number", Kind.NUMBER, "Berapa orang?", low=1, high=1000),
    Question("rupiah", Kind.RUPIAH, "Omzet?", low=500_000),
    Question("date", Kind.DATE, "Kapan?"),
    Question("one", Kind.ONE_OF, "Yang mana?", options=OPTIONS),
    Question("some", Kind.SOME_OF, "Yang mana saja?", options=OPTIONS, low=1, high=2),
    Question("yes", Kind.YES_NO, "Perlu listrik?"),
    Question("scale", Kind.SCALE, "Seberapa siap?"),
    Question("region", Kind.REGION, "Di mana?"),
    Question("terms", Kind.TERMS, "Tata tertib", text_id="Tidak dijual lagi."),
    Question("watt", Kind.NUMBER, "Berapa watt?", condition=Condition("yes", ("yes",))),
]
TYPED: dict[str, Any] = {
    "q-text": " Batik ",
    "q-long": "Satu\r\ndua",
    "q-number": "1.000",
    "q-rupiah": "Rp 1.500.000,-",
    "q-date": "2026-12-01",
    "q-one": "b",
    "q-some": ["c", "a"],
    "q-yes": "no",
    "q-scale": "4",
    "q-region": KAUMAN,
    "q-terms": "y",
    "q-watt": "900",
}
MEANT = {
    "text": "Batik",
    "long": "Satu\ndua",
    "number": 1000,
    "rupiah": 1_500_000,
    "date": "2026-12-01",
    "one": "b",
    "some": ["a", "c"],
    "yes": False,
    "scale": 4,
    "region": KAUMAN,
    "terms": True,
}


class Plain(FlaskForm, QuestionsForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Nothing but the questions."""

    class Meta:
        csrf = False


@pytest.fixture
def typed(app):
    """The form as it is after this was typed; the page speaks Indonesian unless told otherwise."""
    with app.app_context(), unit_of_work():
        load_regions()

    def make(questions=EVERY, language=Language.ID, **fields):
        with app.test_request_context(method="POST", data=fields), force_locale(language.value):
            form = form_for(Plain, questions, language=language)()
            form.validate()
            complete = form.check_answers()
            faults = {name: str(errors[0]) for name, errors in form.errors.items()}
            return form.answers, faults, complete

    return make


@pytest.mark.sqlite_only
def test_every_kind_becomes_the_answer_that_is_kept(typed):
    answers, faults, complete = typed(**TYPED)

    assert answers == MEANT  # without the one that the answers don't ask for
    assert (faults, complete) == ({}, True)


@pytest.mark.sqlite_only
def test_answers_fill_the_fields_that_they_came_from(app):
    with app.test_request_context():
        form = form_for(Plain, EVERY, language=Language.ID)(data=values_of(EVERY, MEANT))

        assert form.answers | {"region": KAUMAN} == MEANT | {"region": KAUMAN}
        assert form["q-rupiah"]._value() == "1.500.000"
        assert 'checked id="q-some-0"' in str(form["q-some"]())
        assert form["q-yes"].data == "no"


@pytest.mark.sqlite_only
def test_what_is_missing_is_told_in_words_that_fit_the_question(typed):
    answers, faults, complete = typed()

    assert (answers, complete) == ({}, False)
    assert faults["q-text"] == "Mohon diisi."
    assert faults["q-one"] == "Pilih salah satu."
    assert faults["q-terms"].startswith("Centang kotak ini")
    assert "q-watt" not in faults


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("field", "text", "words"),
    [
        ("q-number", "dua", "Tulis angka bulat, misalnya 12."),
        ("q-number", "1,5", "Tulis angka bulat, misalnya 12."),
        ("q-number", "0", "Paling sedikit 1."),
        ("q-number", "2000", "Paling banyak 1.000."),
        ("q-rupiah", "murah", "Tulis jumlahnya dalam Rupiah, misalnya 1.500.000."),
        ("q-rupiah", "1000", "Paling sedikit Rp500.000."),
        ("q-scale", "9" * 5000, "Pilih satu angka."),
        ("q-date", "besok", "Pilih tanggalnya, misalnya 1 Desember 2026."),
        ("q-one", "z", "Mohon pilih dari daftar."),
        ("q-some", ["a", "b", "c"], "Pilih paling banyak 2."),
        ("q-text", "x" * 301, "Paling banyak 300 huruf."),
    ],
)
def test_a_fault_says_how_to_mend_it(typed, field, text, words):
    _answers, faults, complete = typed(**{**TYPED, field: text})

    assert faults == {field: words}
    assert not complete


@pytest.mark.sqlite_only
def test_a_draft_keeps_what_is_not_enough_yet_but_not_what_cannot_be_read(typed):
    answers, _faults, _complete = typed(**{**TYPED, "q-number": "5000", "q-rupiah": "murah"})

    assert answers["number"] == 5000
    assert "rupiah" not in answers


@pytest.mark.sqlite_only
def test_a_number_of_thousands_of_figures_is_no_product(app):
    question = Question("kain", Kind.PRODUCTS, "Apa yang dibawa?")
    with app.test_request_context(method="POST", data={"q-kain": ["9" * 5000, "7", "²"]}):
        form = form_for(QuestionsForm, [question], language=Language.ID)(request.form)

        assert form.field_of("kain").value == [7]


@pytest.mark.sqlite_only
def test_a_question_is_asked_only_where_an_earlier_answer_says_so(typed):
    _answers, faults, _ = typed(**{**TYPED, "q-yes": "yes", "q-watt": ""})
    assert faults == {"q-watt": "Mohon diisi."}
    answers, _, complete = typed(**{**TYPED, "q-yes": "yes"})
    assert (answers["watt"], complete) == (900, True)


@pytest.mark.sqlite_only
def test_faults_speak_the_readers_language(typed):
    _, faults, _ = typed(language=Language.EN, **{**TYPED, "q-rupiah": "cheap"})

    assert faults == {"q-rupiah": "Write the amount in Rupiah, for example 1.500.000."}


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1500000", 1_500_000),
        ("1.500.000", 1_500_000),
        ("Rp1.500.000", 1_500_000),
        ("rp. 1 500 000", 1_500_000),
        ("1.500.000,-", 1_500_000),
        ("1.500.000,00", 1_500_000),
        ("-3", -3),
        ("1.5", "1.5"),
        ("1.50.000", "1.50.000"),
        ("²", "²"),
        ("", ""),
        ("9" * 30, "9" * 30),
    ],
)
def test_numbers_are_read_as_people_write_them(text, number):
    assert read_number(text) == number
