"""An organiser builds a form of twelve questions and three sessions in a browser; an applicant fills it in on a phone.

The guide's pictures are taken on the way: see `tests/questions/guide.py`.
"""

import re
from datetime import timedelta

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from eventreg.applications.models import Application
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from eventreg.events.models import Event
from eventreg.events.rules import EventKind, EventState
from eventreg.questions import queries
from eventreg.questions.rules import Condition, Question
from tests.browser.people import open_as
from tests.factories.events import days, make_event
from tests.factories.people import make_person
from tests.questions import applicant
from tests.questions.guide import take

ORGANISER = "panitia@demo.test"
PHONE = {"width": 360, "height": 740}
SLUG = "pameran-batik-pesisir"
FORM = f"/staff/events/{SLUG}/form"
SESSIONS = ("Peragaan busana", "Kelas mencanting", "Temu pembeli")
POWER = "Perlu listrik di stan?"
# Two are there already: why they want to take part, and their products.
ADDED: tuple[tuple[str, str, dict[str, tuple[str, str]]], ...] = (
    ("one_of", "Ukuran stan yang Anda inginkan?", {}),
    ("yes_no", POWER, {}),
    ("number", "Berapa watt?", {"condition": (POWER, "Ya")}),
    ("some_of", "Hari apa saja stan dijaga?", {}),
    ("rupiah", "Omzet rata-rata per bulan?", {}),
    ("date", "Sejak kapan Anda berjualan?", {}),
    ("scale", "Seberapa sering ikut pameran?", {}),
    ("long_text", "Ceritakan pameran yang paling berkesan", {"condition": ("Seberapa sering ikut pameran?", "5")}),
    ("photos", "Foto tata letak stan Anda", {}),
    ("terms", "Tata tertib pameran", {}),
)
CHOICES = {"one_of": ("2 × 2 meter", "3 × 3 meter", "Berbagi stan"), "some_of": ("Jumat", "Sabtu", "Minggu", "Senin")}


@pytest.fixture
def desk(app, new_context) -> Page:
    """The organiser's browser, with the draft of an exhibition."""
    with app.app_context(), unit_of_work():
        make_person(ORGANISER, "Budi Santoso", Role.ORGANISER)
        make_event(
            title="Pameran Batik Pesisir",
            kind=EventKind.EXHIBITION,
            state=EventState.DRAFT,
            sessions=days((clock.now() + timedelta(days=10)).replace(hour=2, minute=0), hours=3),  # at nine in WIB
        )
    return open_as(app, new_context(), ORGANISER)


def add(page: Page, kind: str, label: str, condition: tuple[str, str] | None = None) -> None:
    """Add one question as an organiser does, with its choices and its condition."""
    page.get_by_role("link", name="Tambah pertanyaan").click()
    if kind == "one_of":
        take(page, "2-jenis")
    page.locator(f"a.kind[href$='/{kind}']").click()
    page.locator("[name=label_id]").fill(label)
    for number, choice in enumerate(CHOICES.get(kind, ())):
        if number == 3:
            page.get_by_role("button", name="Tambah pilihan").click()
        page.locator(f"[name=options-{number}-label_id]").fill(choice)
    if kind == "one_of":
        take(page, "3-pilihan", page.locator("#options"))
    if kind == "terms":
        page.locator("[name=text_id]").fill("Stan dijaga setiap hari pukul 09.00 sampai 21.00.")
    if condition:
        page.get_by_label(f"Hanya setelah jawaban tertentu atas “{condition[0]}”").first.check()
        page.locator(".decider:has(> label :checked) .values").get_by_label(condition[1], exact=True).check()
        if kind == "number":
            take(page, "4-syarat", page.locator("#decider"))
    page.get_by_role("button", name="Simpan pertanyaan").click()
    expect(page.locator("main h2", has_text=label)).to_be_visible()
    page.wait_for_load_state()


def keys_of(page: Page) -> list[str]:
    items = page.locator("[data-questions] > [data-key]").all()
    return [item.get_attribute("data-key") or "" for item in items]


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "stan.jpg"
    Image.effect_noise((800, 600), 60).save(file)
    return file


def test_twelve_questions_with_two_conditions_and_three_sessions_are_built_published_and_answered(
    app, desk, new_context, photo
):
    desk.goto(FORM)
    take(desk, "1-daftar")
    for kind, label, more in ADDED:
        add(desk, kind, label, **more)
    before = keys_of(desk)
    assert len(before) == 12

    reorder_by_keyboard(desk, before)
    drag_to_the_top(desk)
    take(desk, "5-urutan")
    preview_on_a_phone(app, new_context(viewport=PHONE))
    publish(desk)

    with app.app_context():
        event = db.session.scalars(db.select(Event)).one()
        asked = queries.questions_of(queries.current_version(event.form_id))
    assert [question.key for question in asked] == keys_of(desk)
    assert {question.condition for question in asked if question.condition} == {
        Condition("perlu_listrik_di_stan", ("yes",)),
        Condition("seberapa_sering_ikut_pameran", ("5",)),
    }

    add_two_sessions(desk)
    let_applicants_choose(desk)
    publish_the_event(desk)
    apply_on_a_phone(app, new_context(viewport=PHONE, has_touch=True), [question.key for question in asked], photo)
    read_as_staff(desk, asked)


def reorder_by_keyboard(desk: Page, before: list[str]) -> None:
    """The arrows of a row, pressed by the keyboard, move it and keep the focus; a condition is not jumped over."""
    item = desk.locator("#question-omzet_rata_rata_per_bulan")
    up = item.get_by_role("button", name="Naikkan")
    up.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-questions] > li").nth(before.index("omzet_rata_rata_per_bulan") - 1)).to_have_id(
        "question-omzet_rata_rata_per_bulan"
    )
    expect(up).to_be_focused()
    expect(desk.locator("[data-told]")).to_have_text("Omzet rata-rata per bulan?: 6 / 12")

    grip = desk.locator("#question-berapa_watt [data-grip]")
    grip.focus()
    desk.keyboard.press("ArrowUp")
    expect(desk.locator("main .flash")).to_contain_text("harus tetap di bawahnya")
    expect(grip).to_be_focused()
    desk.keyboard.press("ArrowDown")
    expect(desk.locator("[data-questions] > li").nth(5)).to_have_id("question-berapa_watt")
    expect(desk.locator("main .flash")).to_have_count(0)
    expect(grip).to_be_focused()  # then nothing moves any more


def drag_to_the_top(desk: Page) -> None:
    """The grip drags a question with the mouse."""
    desk.locator("#question-products [data-grip]").scroll_into_view_if_needed()
    box = desk.locator("#question-products [data-grip]").bounding_box()
    first = desk.locator("[data-questions] > li").first.bounding_box()
    assert box
    assert first
    desk.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    desk.mouse.down()
    desk.mouse.move(first["x"] + 60, first["y"] + 8, steps=6)
    with desk.expect_response("**/position"):  # a reload would overtake it
        desk.mouse.up()
    expect(desk.locator("[data-questions] > li").first).to_have_id("question-products")
    desk.reload()
    expect(desk.locator("[data-questions] > li").first).to_have_id("question-products")


def preview_on_a_phone(app, context) -> None:
    """The form as applicants see it: a question comes up once the answer before it says so."""
    phone = open_as(app, context, ORGANISER)
    phone.goto(f"{FORM}/preview")
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    watts = phone.locator("[data-question=berapa_watt]")
    expect(watts).to_be_hidden()
    phone.locator("[name=q-perlu_listrik_di_stan][value=yes]").check()
    expect(watts).to_be_visible()
    phone.locator("[data-question=perlu_listrik_di_stan]").scroll_into_view_if_needed()
    take(phone, "6-pratinjau")
    phone.locator("[name=q-perlu_listrik_di_stan][value=no]").check()
    expect(watts).to_be_hidden()
    phone.goto(FORM)
    assert phone.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def publish(desk: Page) -> None:
    """Look at what changes, and publish it."""
    desk.get_by_role("link", name=re.compile("Terbitkan versi 1")).click()
    take(desk, "7-terbit")
    desk.get_by_role("button", name="Terbitkan versi 1").click()
    expect(desk.locator("main .flash")).to_contain_text("Versi 1 sudah terbit.")


def add_two_sessions(desk: Page) -> None:
    """The one session that there is gets a name; two more are added to it."""
    desk.goto(f"/staff/events/{SLUG}/")
    desk.get_by_role("link", name="Apa, di mana, kapan").click()
    desk.wait_for_load_state()
    first = desk.locator("[name=sessions-0-starts]").input_value()
    for number, name in enumerate(SESSIONS):
        if number:
            desk.get_by_role("button", name="Tambah sesi").click()
            for end, hour in (("starts", 9 + 4 * number), ("ends", 11 + 4 * number)):
                desk.locator(f"[name=sessions-{number}-{end}]").fill(f"{first[:10]}T{hour:02}:00")
        desk.locator(f"[name=sessions-{number}-title]").fill(name)
    take(desk, "8-sesi", desk.locator("#sessions"))
    desk.get_by_role("button", name="Simpan perubahan").click()
    expect(desk.locator("main .flash")).to_contain_text("Perubahan tersimpan")


def let_applicants_choose(desk: Page) -> None:
    """One of the sessions has places of its own."""
    desk.get_by_role("link", name="Cara penerimaan").click()
    desk.get_by_label("Pendaftar memilih sesi yang diikuti").check()
    desk.get_by_label(re.compile(SESSIONS[1])).fill("15")
    take(desk, "9-pilihan-sesi", desk.locator("section[aria-labelledby=sessions]"))
    desk.get_by_role("button", name="Simpan perubahan").click()
    expect(desk.locator("#rule")).to_contain_text(f"{SESSIONS[1]}: 15")


def publish_the_event(desk: Page) -> None:
    desk.goto(f"/staff/events/{SLUG}/")
    desk.get_by_role("button", name="Terbitkan").click()
    expect(desk.get_by_role("link", name="Buka halaman umum")).to_be_visible()


def apply_on_a_phone(app, context, keys: list[str], photo) -> None:
    phone = applicant.open_form(app, context, SLUG)
    applicant.answer(phone, keys, photo)
    applicant.choose_sessions(phone, *SESSIONS)
    applicant.send(phone)
    expect(phone.locator("section[aria-labelledby=sent]")).to_contain_text(SESSIONS[2])
    with app.app_context():
        sent = db.session.scalars(db.select(Application)).one()
        assert set(sent.answers) == set(applicant.ANSWERS)  # what a condition ruled out was typed, and is kept nowhere
        assert [session.title for session in sent.sessions] == [*SESSIONS[1:]]


def read_as_staff(desk: Page, asked: list[Question]) -> None:
    """The committee reads each answer under its question, nothing that a condition ruled out, and the sessions."""
    desk.get_by_role("link", name="Pendaftaran", exact=True).click()
    desk.get_by_role("link", name=applicant.SHOP).click()
    answers = desk.locator("section[aria-labelledby=why]")
    expect(answers.locator("dt", has_text="Sesi").first.locator("~ dd li")).to_contain_text([SESSIONS[1], SESSIONS[2]])
    for question in asked:
        told = answers.locator("div", has=desk.get_by_text(question.label_id, exact=True))
        if question.key == applicant.STORY:
            expect(told).to_have_count(0)
            continue
        how, _typed, read = applicant.ANSWERS[question.key]
        expect(told.locator("dd")).to_contain_text(read)
        expect(told.locator("img")).to_have_count(1 if how in {"photo", "first"} else 0)
    take(desk, "11-jawaban")


def test_rows_for_choices_come_and_go_without_a_reload(desk):
    desk.goto(f"{FORM}/kinds/some_of")
    desk.locator("[name=label_id]").fill("Hari")
    for number, choice in enumerate(("Jumat", "Sabtu", "Minggu")):
        desk.locator(f"[name=options-{number}-label_id]").fill(choice)
    desk.get_by_role("button", name="Tambah pilihan").click()
    fourth = desk.locator("[name=options-3-label_id]")
    expect(fourth).to_be_focused()
    fourth.fill("Senin")
    desk.locator("[data-row]").nth(1).get_by_role("button", name="Hapus").click()
    desk.get_by_role("button", name="Turunkan: Jumat").press("Enter")
    expect(desk.get_by_role("button", name="Turunkan: Jumat")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("button", name="Naikkan: Jumat")).to_be_focused()  # it is the last one now
    expect(desk.get_by_role("button", name="Turunkan: Jumat")).to_be_disabled()
    desk.get_by_role("button", name="Simpan pertanyaan").click()

    expect(desk.locator("#question-hari")).to_contain_text("Minggu · Senin · Jumat")
