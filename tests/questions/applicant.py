"""Somebody who fills in, on a phone, the form that an organiser has just built."""

import re
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from eventreg.core.db import unit_of_work
from tests.browser.people import open_as
from tests.factories.applications import make_shown_product
from tests.factories.businesses import make_business
from tests.factories.people import make_person
from tests.questions.guide import take

SRI, SHOP = "sri@demo.test", "Batik Lintang"
WHY = "Kami membatik dengan pewarna alam sejak tiga generasi."
# By the question's key: how it is answered, with what (a choice by its label), and how staff read that.
ANSWERS: dict[str, tuple[str, str, str]] = {
    "products": ("first", "", "Kain jlamprang"),
    "motivation": ("fill", WHY, WHY),
    "ukuran_stan_yang_anda_inginkan": ("choose", "3 × 3 meter", "3 × 3 meter"),
    "perlu_listrik_di_stan": ("choose", "Ya", "Ya"),
    "berapa_watt": ("fill", "450", "450"),
    "hari_apa_saja_stan_dijaga": ("choose", "Sabtu", "Sabtu"),
    "omzet_rata_rata_per_bulan": ("fill", "7.500.000", "Rp7.500.000"),
    "sejak_kapan_anda_berjualan": ("fill", "2015-08-17", "17 Agustus 2015"),
    "seberapa_sering_ikut_pameran": ("choose", "3", "3 dari 5"),
    "foto_tata_letak_stan_anda": ("photo", "", ""),
    "tata_tertib_pameran": ("last", "", "Setuju"),
}
STORY = "ceritakan_pameran_yang_paling_berkesan"


def open_form(app, context, slug: str) -> Page:
    """From the event's page to the first step, as an owner who has never applied."""
    with app.app_context(), unit_of_work():
        sri = make_person(SRI, "Sri Wahyuni")
        make_shown_product(make_business(sri, name=SHOP), sri)
    phone = open_as(app, context, SRI)
    phone.goto(f"/events/{slug}/")
    phone.locator(f".sticky a[href$='/{slug}/apply']").click()
    expect(phone.get_by_role("heading", name=SHOP)).to_be_visible()
    phone.wait_for_load_state()
    return phone


def asked(phone: Page, key: str) -> Locator:
    return phone.locator(f"[data-question={key}]")


def reach(phone: Page, place: Locator) -> None:
    """Go on from step to step until this is on screen."""
    for _step in range(5):
        if place.is_visible():
            break
        at = phone.locator("[data-count]").inner_text()
        phone.locator("section:not([hidden]) [name=to][value=next]").click()
        expect(phone.locator("[data-count]")).not_to_have_text(at)
    expect(place).to_be_visible()


def answer(phone: Page, keys: list[str], photo: Path) -> None:
    """Give every answer, on the page where its question is; both conditions are tried in both directions."""
    for key in keys:
        if key in ANSWERS and ANSWERS[key][0] == "last":
            continue
        if key == STORY:
            try_the_scale(phone)
            continue
        if key == "perlu_listrik_di_stan":
            try_the_power(phone)
        reach(phone, asked(phone, key))
        give(asked(phone, key), *ANSWERS[key][:2], photo)
        assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def give(question: Locator, how: str, words: str, photo: Path) -> None:
    control = question.locator("input:not([type=hidden]), textarea").first
    if how == "fill":
        control.fill(words)
    elif how == "first":
        control.check()
    elif how == "photo":
        control.set_input_files(photo)
        expect(question.locator("[type=hidden]").first).to_have_value(re.compile(r"\w+"))
    else:
        question.get_by_label(words, exact=True).check()


def try_the_power(phone: Page) -> None:
    """Who needs no power isn't asked how much."""
    reach(phone, asked(phone, "perlu_listrik_di_stan"))
    expect(asked(phone, "berapa_watt")).to_be_hidden()
    asked(phone, "perlu_listrik_di_stan").get_by_label("Tidak", exact=True).check()
    expect(asked(phone, "berapa_watt")).to_be_hidden()


def try_the_scale(phone: Page) -> None:
    """What was told under an answer that is no more is not sent."""
    scale, story = asked(phone, "seberapa_sering_ikut_pameran"), asked(phone, STORY)
    reach(phone, scale)
    expect(story).to_be_hidden()
    scale.get_by_label("5", exact=True).check()
    expect(story).to_be_visible()
    story.locator("textarea").fill("Inacraft, karena pembelinya banyak bertanya.")
    scale.get_by_label("3", exact=True).check()
    expect(story).to_be_hidden()


def choose_sessions(phone: Page, first: str, limited: str, third: str) -> None:
    """Two of three sessions; nobody goes on without any."""
    sessions = phone.locator("#sessions")
    reach(phone, sessions)
    expect(sessions.locator("label")).to_have_count(3)
    expect(sessions.locator("label", has_text=limited)).to_contain_text("Tersisa 15 tempat")
    expect(sessions.locator("label", has_text=first)).not_to_contain_text("Tersisa")
    sessions.locator("label", has_text=limited).click()
    phone.evaluate("scrollTo(0, 0)")
    take(phone, "10-pilih-sesi")
    sessions.locator("label", has_text=limited).click()
    phone.locator("section:not([hidden]) [name=to][value=next]").click()
    expect(phone.locator("#sessions-error")).to_have_text("Pilih paling sedikit satu sesi.")
    sessions.locator("label", has_text=limited).click()
    sessions.locator("label", has_text=third).click()
    expect(sessions.locator(":checked")).to_have_count(2)


def send(phone: Page) -> None:
    """Look through it, agree, send."""
    terms = phone.locator("[name=q-tata_tertib_pameran]")
    reach(phone, terms)
    expect(phone.locator("[data-summary]")).to_contain_text("Rp7.500.000")
    terms.check()
    phone.locator("[name=consents][value=registration]").check()
    phone.locator("[name=age][value=adult]").check()
    phone.locator("[name=to][value=send]").click()
    phone.wait_for_url("**/me/applications/*")
