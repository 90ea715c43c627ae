"""An organiser builds a form of twelve questions in a browser, and the guide's pictures are taken on the way.

`make guide-pictures` names the folder of `docs/guide/forms.md` for them in GUIDE_PICTURES; otherwise none are kept.
"""

import os
import re
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, expect

from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from eventreg.events.models import Event
from eventreg.events.rules import EventKind, EventState
from eventreg.questions import queries
from eventreg.questions.rules import Condition
from tests.browser.people import open_as
from tests.factories.events import make_event
from tests.factories.people import make_person

ORGANISER = "panitia@demo.test"
PHONE = {"width": 360, "height": 740}
FORM = "/staff/events/pameran-batik-pesisir/form"
LARGEST_PICTURE = 60_000
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
        make_event(title="Pameran Batik Pesisir", kind=EventKind.EXHIBITION, state=EventState.DRAFT)
    return open_as(app, new_context(), ORGANISER)


def take(page: Page, name: str, part: Locator | None = None) -> None:
    """A small picture for the guide, where pictures are wanted."""
    folder = os.environ.get("GUIDE_PICTURES")
    if not folder:
        return
    page.evaluate("document.fonts.ready")
    picture = Image.open(BytesIO((part or page).screenshot(animations="disabled"))).convert("RGB")
    if picture.width > 800:
        picture = picture.resize((800, round(picture.height * 800 / picture.width)), Image.Resampling.LANCZOS)
    path = Path(folder) / f"forms-{name}.webp"
    for quality in (80, 60, 40):
        picture.save(path, "WEBP", quality=quality, method=6)
        if path.stat().st_size < LARGEST_PICTURE:
            return
    raise AssertionError(f"{path} is larger than {LARGEST_PICTURE} bytes")


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
        take(page, "3-pilihan")
    if kind == "terms":
        page.locator("[name=text_id]").fill("Stan dijaga setiap hari pukul 09.00 sampai 21.00.")
    if condition:
        page.get_by_label(f"Hanya setelah jawaban tertentu atas “{condition[0]}”").first.check()
        page.locator(".decider:has(> label :checked) .values").get_by_label(condition[1], exact=True).check()
        if kind == "number":
            take(page, "4-syarat", page.locator("#decider"))
    page.get_by_role("button", name="Simpan pertanyaan").click()
    expect(page.locator("main h2", has_text=label)).to_be_visible()


def keys_of(page: Page) -> list[str]:
    items = page.locator("[data-questions] > [data-key]").all()
    return [item.get_attribute("data-key") or "" for item in items]


def test_a_form_of_twelve_questions_with_two_conditions_is_built_previewed_and_published(app, desk, new_context):
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
    desk.get_by_role("button", name="Simpan pertanyaan").click()

    expect(desk.locator("#question-hari")).to_contain_text("Jumat · Minggu · Senin")
