"""The builder without script, as an organiser uses it; and the answers as a table."""

import csv
from datetime import date
from io import BytesIO, StringIO
from xml.etree.ElementTree import fromstring
from zipfile import ZipFile

import pytest

from eventreg.applications.models import Application
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events.models import Event
from eventreg.questions import queries, service
from eventreg.questions.rules import Condition, Kind, Option, Question
from tests.factories.applications import make_application
from tests.factories.events import make_event
from tests.factories.people import sign_in
from tests.support.visitor import soup

pytestmark = pytest.mark.sqlite_only
ORGANISER = "panitia@demo.test"
DYES = Question("dyes", Kind.ONE_OF, "Pewarna", options=(Option("natural", "Alam"), Option("synthetic", "Sintetis")))
WHICH = Question("which", Kind.TEXT, "Pewarna yang mana?", condition=Condition("dyes", ("natural",)))
FORM = "/staff/events/pewarna/form"


@pytest.fixture
def organiser(app, visitor):
    with app.app_context(), unit_of_work():
        event = make_event(title="Pewarna")
        service.save(event.form_id, [DYES, WHICH], actor=SYSTEM, now=clock.now())
        service.publish(event.form_id, actor=SYSTEM, now=clock.now())
    return sign_in(visitor(language="en"), ORGANISER, Role.ORGANISER)


@pytest.fixture
def asked(app):
    """What is being worked on now, or else asked."""

    def questions():
        with app.app_context():
            event = db.session.scalars(db.select(Event).where(Event.slug == "pewarna")).one()
            return queries.questions_of(queries.newest_version(event.form_id))

    return questions


def errors_of(page):
    return [error.get_text(strip=True) for error in soup(page).select(".error")]


def test_every_kind_of_question_can_be_added_from_its_page(organiser, asked):
    links = [link["href"] for link in soup(organiser.get(f"{FORM}/kinds")).select("a.kind")]
    assert len(links) == len(Kind)

    for link in links:
        choices = {"options-0-label_id": "Satu", "options-1-label_id": "Dua"} if link.endswith("_of") else {}
        page = organiser.post(link, label_id=f"Tentang {link}", text_id="Tata tertib", required="y", **choices)
        assert page.status_code == 302, (link, errors_of(page))

    assert [question.kind for question in asked()[2:]] == list(Kind)
    assert len({question.key for question in asked()}) == 16


def test_what_is_wrong_is_said_beside_the_field_and_nothing_typed_is_lost(organiser, asked):
    page = organiser.post(
        f"{FORM}/kinds/one_of",
        **{"label_id": "", "help_id": "Lihat kemasan", "options-0-label_id": "Satu", "options-1-label_en": "Two"},
    )

    assert page.status_code == 422
    assert "Write the question." in errors_of(page)
    assert "Write the choice in Indonesian as well." in errors_of(page)
    assert "Lihat kemasan" in page.text
    assert 'value="Two"' in page.text
    once = organiser.post(f"{FORM}/kinds/one_of", **{"label_id": "Warna", "options-0-label_id": "Satu"})
    assert "Write at least two choices." in errors_of(once)
    assert len(asked()) == 2


@pytest.mark.parametrize(
    ("kind", "low", "high", "words"),
    [
        ("number", "9", "2", "The least must not be more than the most."),
        ("number", "sembilan", "", "Write a whole number, such as 5."),
        ("scale", "5", "1", "A scale goes from a smaller to a larger number, from 0 to 10."),
        ("photos", "", "6", "A question takes 5 photos at most."),
    ],
)
def test_limits_that_nothing_could_keep_are_refused(organiser, kind, low, high, words):
    page = organiser.post(f"{FORM}/kinds/{kind}", label_id="Berapa?", low=low, high=high)

    assert page.status_code == 422
    assert words in errors_of(page)


def test_amounts_are_written_as_people_write_them(organiser, asked):
    organiser.post(f"{FORM}/kinds/rupiah", label_id="Omzet", low="Rp 1.500.000", high="")

    assert (asked()[-1].key, asked()[-1].low, asked()[-1].high) == ("omzet", 1_500_000, None)


def test_rows_for_choices_are_added_without_script(organiser):
    page = organiser.post(
        f"{FORM}/kinds/some_of", **{"add_option": "1", "label_id": "Hari", "options-0-label_id": "Sabtu"}
    )

    assert page.status_code == 200
    assert len(soup(page).select("[data-row]")) == 3
    assert 'value="Sabtu"' in page.text


def test_a_choice_keeps_its_value_when_it_reads_otherwise_and_nobody_can_make_one_up(organiser, asked):
    fields = {"label_id": "Pewarna apa?", "options-0-value": "natural", "options-0-label_id": "Pewarna alam"}
    fields |= {"options-1-value": "made_up", "options-1-label_id": "Sintetis", "required": "y"}

    organiser.post(f"{FORM}/questions/dyes", **fields)

    (question, _which) = asked()
    assert question.key == "dyes"
    assert [(option.value, option.label_id) for option in question.options] == [
        ("natural", "Pewarna alam"),
        ("sintetis", "Sintetis"),
    ]


def test_a_condition_is_chosen_from_what_is_possible(organiser, asked):
    page = organiser.get(f"{FORM}/kinds/text")
    assert [box["value"] for box in soup(page).select("[name=values]")] == ["dyes:natural", "dyes:synthetic"]

    nothing = organiser.post(f"{FORM}/kinds/text", label_id="Merek?", decider="dyes")
    assert "Choose at least one answer for which it is shown." in errors_of(nothing)
    organiser.post(f"{FORM}/kinds/text", label_id="Merek?", decider="dyes", values=["dyes:synthetic"])

    assert asked()[-1].condition == Condition("dyes", ("synthetic",))


def test_a_choice_that_another_question_looks_at_is_not_lost_by_accident(organiser, asked):
    fields = {"label_id": "Pewarna", "options-0-value": "synthetic", "options-0-label_id": "Sintetis"}

    page = organiser.post(f"{FORM}/questions/dyes", **fields, **{"options-1-value": "", "options-1-label_id": "Naptol"})

    assert page.status_code == 422
    assert any(
        "“Pewarna yang mana?” is asked only after an answer that would be gone." in it for it in errors_of(page)
    ), errors_of(page)
    assert asked() == [DYES, WHICH]


def test_a_question_is_moved_and_stays_below_the_one_that_decides_it(organiser, asked):
    organiser.post(f"{FORM}/kinds/text", label_id="Merek?")

    organiser.post(f"{FORM}/questions/merek/position", place="1")
    assert [question.key for question in asked()] == ["merek", "dyes", "which"]
    page = organiser.post(f"{FORM}/questions/which/position", place="1", follow=True)

    assert "it stays below it" in page.text
    assert [question.key for question in asked()] == ["merek", "dyes", "which"]
    assert organiser.post(f"{FORM}/questions/which/position", place="x").status_code == 400


def test_a_copy_opens_to_be_changed(organiser, asked):
    page = organiser.post(f"{FORM}/questions/dyes/copy", follow=True)

    assert "Pewarna (copy)" in page.text
    assert [question.label_id for question in asked()] == ["Pewarna", "Pewarna (copy)", "Pewarna yang mana?"]


def test_removing_a_question_that_others_look_at_names_them_and_drops_conditions_only_when_told(organiser, asked):
    page = organiser.get(f"{FORM}/questions/dyes/removal")
    assert "Pewarna yang mana?" in page.text

    assert organiser.post(f"{FORM}/questions/dyes/removal").status_code == 422
    assert asked() == [DYES, WHICH]
    organiser.post(f"{FORM}/questions/dyes/removal", conditions="drop")

    assert [(question.key, question.condition) for question in asked()] == [("which", None)]


def test_publishing_shows_what_changes_and_how_many_answered_before(app, organiser, asked):
    with app.app_context(), unit_of_work():
        event = db.session.scalars(db.select(Event)).one()
        make_application(event.id)
    organiser.post(f"{FORM}/kinds/text", label_id="Merek?")
    organiser.post(f"{FORM}/questions/which/removal")

    page = organiser.get(f"{FORM}/publication")
    told = soup(page).select_one("main").get_text(" ", strip=True)
    assert "New Merek?" in told
    assert "Gone Pewarna yang mana?" in told
    assert "1 application answered version 2." in told
    seen = soup(page).select_one("[name=seen]")["value"]

    organiser.post(f"{FORM}/questions/merek", label_id="Merek apa?")
    late = organiser.post(f"{FORM}/publication", seen=seen)
    assert late.status_code == 422
    assert "Somebody changed the form in the meantime." in late.text
    done = organiser.post(f"{FORM}/publication", seen=soup(late).select_one("[name=seen]")["value"], follow=True)

    assert "Version 3 is published." in done.text
    assert [question.label_id for question in asked()] == ["Pewarna", "Merek apa?"]


def test_changes_are_thrown_away_after_a_question(organiser, asked):
    organiser.post(f"{FORM}/kinds/text", label_id="Merek?")
    assert "Merek?" in organiser.get(f"{FORM}/discard").text

    organiser.post(f"{FORM}/discard")

    assert asked() == [DYES, WHICH]


def test_an_event_begins_with_a_template_and_with_another_events_form(app, organiser, asked):
    organiser.post(f"{FORM}/template", title="Warna-warni")
    assert "Warna-warni" in organiser.get("/staff/forms/").text
    with app.app_context(), unit_of_work():
        other_id = make_event(title="Pameran lain").id
    offers = soup(organiser.get("/staff/events/pameran-lain/form/start")).select("main li a.btn")
    assert [offer.get_text(strip=True) for offer in offers] == ["Look at it: Warna-warni", "Look at it: Pewarna"]

    for offer in offers:
        page = organiser.post(offer["href"], follow=True)
        assert "Pewarna yang mana?" in page.text
    with app.app_context():
        published = queries.questions_of(queries.current_version(db.session.get(Event, other_id).form_id))
    assert [question.key for question in published] == ["motivation", "experience", "learn"], "nothing is published yet"


def test_templates_are_renamed_and_archived(organiser):
    organiser.post(f"{FORM}/template", title="Warna")
    path = soup(organiser.get("/staff/forms/")).select("main li a")[-1]["href"]

    assert "Give the template a name." in errors_of(organiser.post(path, title=" "))
    organiser.post(path, title="Warna alam")
    assert "Warna alam" in organiser.get("/staff/forms/").text
    organiser.post(f"{path}/archive")

    assert "No template yet" in organiser.get("/staff/forms/").text
    assert organiser.get(path).status_code == 404


def test_the_preview_follows_the_conditions_and_keeps_nothing(organiser):
    hidden = soup(organiser.get(f"{FORM}/preview")).select_one("[data-question=which]")
    assert hidden.has_attr("hidden")

    page = organiser.post(f"{FORM}/preview", **{"q-dyes": "natural", "show": "1"})
    assert not soup(page).select_one("[data-question=which]").has_attr("hidden")
    checked = organiser.post(f"{FORM}/preview", **{"q-dyes": "natural", "check": "1"})
    assert errors_of(checked) == ["Please fill this in."]
    assert soup(organiser.get(f"{FORM}/preview")).select("[checked]") == []


def test_who_may_only_look_changes_nothing(app, organiser, visitor, asked):
    curator = sign_in(visitor(language="en"), "kurator1@demo.test", Role.CURATOR)

    page = curator.get(FORM)

    assert page.status_code == 200
    assert soup(page).select("main form[data-move], main a[href$=publication]") == []
    assert curator.post(f"{FORM}/questions/which/position", place="1").status_code == 403
    assert curator.get(f"{FORM}/kinds").status_code == 403


# ---- Answers -------------------------------------------------------------------------------------

TYPED = [
    DYES,
    Question("note", Kind.TEXT, "Catatan", "Note"),
    Question("omzet", Kind.RUPIAH, "Omzet", "Turnover"),
    Question("since", Kind.DATE, "Sejak", "Since"),
    Question("skill", Kind.SCALE, "Mahir?", "Skilled?"),
    Question("power", Kind.YES_NO, "Listrik?", "Power?"),
]
GIVEN = {"dyes": "natural", "note": "=1+1", "omzet": 2_500_000, "since": "2019-08-17", "skill": 4, "power": False}


@pytest.fixture
def answered(app, organiser):
    """One application to an older version of the form, and one to the newest."""
    with app.app_context(), unit_of_work():
        event = db.session.scalars(db.select(Event)).one()
        make_application(event.id)
        service.save(event.form_id, TYPED, actor=SYSTEM, now=clock.now())
        service.publish(event.form_id, actor=SYSTEM, now=clock.now())
        made = make_application(event.id)
        made.answers = GIVEN
        return made.code


def cells_of(data):
    """The rows of a sheet as XML has them: (value, kind, number format) by column; text has the kind `s`."""
    space = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
    with ZipFile(BytesIO(data)) as book:
        sheet, styles = fromstring(book.read("xl/worksheets/sheet1.xml")), fromstring(book.read("xl/styles.xml"))
    formats = {one.get("numFmtId"): one.get("formatCode") for one in styles.iterfind(".//x:numFmt", space)}
    looks = [formats.get(one.get("numFmtId"), "") for one in styles.iterfind("x:cellXfs/x:xf", space)]
    rows = []
    for row in sheet.iterfind(".//x:row", space):
        cells = {}
        for cell in row:
            kind, value = cell.get("t", "n"), cell.findtext("x:v", None, space) or "".join(cell.itertext())
            assert cell.find("x:f", space) is None, "a formula"
            letters = cell.get("r").rstrip("0123456789")
            cells[letters] = (value, "n" if kind == "n" else "s", looks[int(cell.get("s", 0))])
        rows.append(cells)
    return rows


def test_the_table_has_a_column_for_every_question_of_all_versions_and_keeps_their_kinds(organiser, answered):
    page = organiser.post("/staff/events/pewarna/answers.xlsx")

    headings, older, newer = cells_of(page.data)
    column = {cell[0]: letters for letters, cell in headings.items()}
    assert list(column)[5:11] == ["Pewarna", "Note", "Turnover", "Since", "Skilled?", "Power?"]
    assert "Pewarna yang mana?" in column
    row = {name: newer.get(letters) for name, letters in column.items()}
    assert row["Application number"][0] == answered
    assert row["Note"] == ("=1+1", "s", "")
    assert row["Turnover"] == ("2500000", "n", '"Rp"#,##0')
    assert row["Since"] == (str((date(2019, 8, 17) - date(1899, 12, 30)).days), "n", "dd/mm/yyyy")
    assert (row["Skilled?"][:2], row["Power?"][0], row["Pewarna"][0]) == (("4", "n"), "No", "Alam")
    assert column["Turnover"] not in older


def test_the_same_as_comma_separated_values_runs_no_formula(organiser, answered):
    page = organiser.post("/staff/events/pewarna/answers.csv")

    rows = list(csv.DictReader(StringIO(page.data.decode("utf-8-sig"))))
    assert rows[-1]["Note"] == "'=1+1"
    assert (rows[-1]["Turnover"], rows[-1]["Since"]) == ("2500000", "2019-08-17")


def test_the_table_tells_the_sessions_where_somebody_chose(app, organiser, answered):
    assert "Sessions" not in organiser.post("/staff/events/pewarna/answers.csv").data.decode("utf-8-sig")
    with app.app_context(), unit_of_work():
        made = db.session.scalars(db.select(Application).where(Application.code == answered)).one()
        made.sessions = [made.event.sessions[1]]
        made.sessions[0].title = "Workshop"

    rows = list(csv.DictReader(StringIO(organiser.post("/staff/events/pewarna/answers.csv").data.decode("utf-8-sig"))))
    assert [row["Sessions"] for row in rows] == ["", "Workshop"]


def test_answers_are_read_in_words_by_applicant_and_committee(organiser, answered):
    page = organiser.get(f"/staff/applications/{answered}")

    told = {row.dt.get_text(strip=True): row.dd.get_text(strip=True) for row in soup(page).select("dl > div")}
    assert told["Turnover"] == "Rp2.500.000"
    assert told["Since"] == "Saturday, 17 August 2019"
    assert told["Skilled?"] == "4 of 5"
    assert told["Power?"] == "No"
    assert told["Note"] == "=1+1"
