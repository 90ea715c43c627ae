"""From publishing an event to the second scan of its ticket: everything real, as people do it."""

import re
from datetime import timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Page, expect
from pyotp import TOTP
from pypdf import PdfReader

from eventreg.businesses import service as businesses
from eventreg.core import clock
from eventreg.core.clock import Zone
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from tests.browser.pictures import code_on_paper, film, picture_of, read_code
from tests.factories.businesses import KAUMAN, load_regions, picture
from tests.factories.people import make_person, new_totp
from tests.support.smtp import Mailbox, attachment_of, text_of

PHONE = {"width": 360, "height": 740}
ORGANISER, COMMITTEE, OWNER = "panitia@demo.test", "komite1@demo.test", "sri@demo.test"
WHY = "Kami membuat batik tulis dengan pewarna alam sejak tiga generasi."


@pytest.fixture
def authenticators(app: Flask) -> dict[str, TOTP]:
    """The authenticator apps of the council's people; the owner isn't known yet."""
    with app.app_context():
        with unit_of_work():
            load_regions()
            businesses.ensure_categories()
            make_person(ORGANISER, "Budi Santoso", Role.ORGANISER)
            make_person(COMMITTEE, "Hartono", Role.COMMITTEE)
        return {email: new_totp(email) for email in (ORGANISER, COMMITTEE)}


def test_from_publishing_to_the_second_scan(authenticators, new_context, launch_browser, smtp: Mailbox, tmp_path: Path):
    desk, phone, committee = (
        new_context().new_page(),
        new_context(viewport=PHONE).new_page(),
        new_context().new_page(),
    )

    sign_in_by_link(desk, smtp, ORGANISER, authenticators[ORGANISER])
    address = publish(desk)
    sign_in_by_code(phone, smtp, OWNER, begins_at=address)
    fill_in_the_profile(phone)
    apply(phone, tmp_path)
    sign_in_by_link(committee, smtp, COMMITTEE, authenticators[COMMITTEE])
    accept(committee, address)

    mail = smtp.wait_for(OWNER, 3)  # after those with the code and with the receipt
    paper = attachment_of(mail, "application/pdf")
    code = code_on_paper(paper)
    check_the_mail(mail, paper, read_code(code))
    look_at_the_ticket(new_context(viewport=PHONE).new_page(), mail, read_code(code))
    expect(opened(phone, "/me/").locator("main")).to_contain_text("Pekan Batik")

    browser = launch_browser(camera=film(tmp_path / "camera.mjpeg", code))
    door = new_context(browser=browser, viewport=PHONE, permissions=["camera"]).new_page()
    door.goto(pairing_address(desk, address))
    word, say, who = verdict(door, "admitted")
    assert word
    assert say == "Sri Wahyuni"
    assert "Batik Lintang" in who
    word, say, who = verdict(door, "already_admitted")  # the ticket was away for some seconds and is held up once more
    assert word
    assert re.search(r"\d\d\.\d\d WIB, Gate Utara", say)
    assert "Sri Wahyuni, Batik Lintang" in who
    expect(door.locator("[data-count=inside]")).to_have_text("1")


# ---- Signing in ----------------------------------------------------------------------------------


def ask(page: Page, email: str) -> None:
    page.locator("[name=email]").fill(email)
    page.locator("main .btn-wide").click()
    page.wait_for_url("**/sign-in/code")


def sign_in_by_link(page: Page, smtp: Mailbox, email: str, totp: TOTP) -> None:
    """The link of the e-mail, the button on its page, and the code that the authenticator app shows."""
    page.goto("/staff/")
    ask(page, email)
    link = re.search(r"http://\S+/sign-in/[^\s>]+", text_of(smtp.wait_for(email)))
    assert link is not None
    page.goto(link[0])
    page.locator("main form button").click()
    page.locator("[name=code]").fill(totp.at(clock.now()))
    page.locator("main form button").first.click()
    page.wait_for_url("**/staff/events/")


def sign_in_by_code(page: Page, smtp: Mailbox, email: str, *, begins_at: str) -> None:
    """From the event's page to the form that asks for the profile, by the code of the e-mail."""
    page.goto("/events/")
    page.locator(f".event a[href='{begins_at}']").click()
    page.locator(f".sticky a[href='{begins_at}apply']").click()
    ask(page, email)
    code = re.search(r"\b\d{3} ?\d{3}\b", text_of(smtp.wait_for(email)))
    assert code is not None
    page.locator("[name=code]").fill(code[0])
    page.locator("main .btn-wide").click()
    expect(page).to_have_url(re.compile("/me/businesses/new"))


def opened(page: Page, path: str) -> Page:
    page.goto(path)
    return page


# ---- The organiser -------------------------------------------------------------------------------


def publish(desk: Page) -> str:
    """An exhibition whose doors are open already; the address of its page."""
    now = clock.now().astimezone(Zone.WIB.info)

    def fill(name: str, **later: float) -> None:
        desk.locator(f"[name={name}]").fill((now + timedelta(**later)).strftime("%Y-%m-%dT%H:%M"))

    desk.locator("a[href='/staff/events/new']").first.click()
    desk.locator("[name=kind][value=exhibition]").check()
    desk.locator("[name=title]").fill("Pekan Batik")
    desk.locator("textarea[name=description]").fill("Stan **3 × 3 m** di Lapangan Jetayu.")
    desk.locator("[name=place_name]").fill("Lapangan Jetayu")
    fill("sessions-0-starts", minutes=15)
    fill("sessions-0-ends", hours=8)
    fill("opens", days=-1)
    fill("closes", hours=2)
    desk.locator("[name=quota]").fill("1")
    desk.locator(".sticky .btn").first.click()
    desk.locator("[name=target][value=published]").click()
    expect(desk.locator("a[href='/events/pekan-batik/']").first).to_be_visible()
    return "/events/pekan-batik/"


def pairing_address(desk: Page, address: str) -> str:
    """A new gate, and what its pairing code says to a phone's camera."""
    desk.goto(f"/staff{address}door/")
    desk.locator("form[action$='/gates'] [name=name]").fill("Gate Utara")
    desk.locator("form[action$='/gates'] button").click()
    desk.locator("form[action$='/pairings'] button").click()
    return read_code(picture_of(desk.locator("svg.qr").screenshot()))


# ---- The owner -----------------------------------------------------------------------------------


def fill_in_the_profile(phone: Page) -> None:
    phone.locator("[name=name]").fill("Batik Lintang")
    phone.locator("[name=owner_name]").fill("Sri Wahyuni")
    phone.locator("[name=phone]").fill("0812 3456 7890")
    phone.locator("[name=category]").select_option("batik-tulis")
    phone.locator("[name=region]").select_option(KAUMAN)
    phone.locator("main form .btn-wide").click()
    expect(phone).to_have_url(re.compile("/apply$"))
    phone.wait_for_load_state()


# Whether what is kept on the phone would bring this photo back.
HAS_KEPT = """(photo) => new Promise((done) => {
  indexedDB.open("eventreg").onsuccess = (opened) => {
    const base = opened.target.result;
    base.transaction("drafts").objectStore("drafts").getAll().onsuccess = (read) => {
      base.close();
      done(read.target.result.some((draft) => draft.entries.some(([, value]) => value === photo)));
    };
  };
})"""


def apply(phone: Page, folder: Path) -> None:
    """Step by step: write, choose a photo, lose the page, find everything again, send."""
    photo = folder / "kain.jpg"
    photo.write_bytes(picture((2400, 1800)).read())
    name, key = phone.locator("[name=new_products-0-name]"), phone.locator("[type=hidden][name$='0-photo_key']")
    go_on(phone)  # the profile is right
    phone.locator("[name=q-motivation]").fill(WHY)
    name.fill("Kain jlamprang")
    phone.locator("[name=new_products-0-price]").fill("450.000")
    phone.locator("[name=new_products-0-photo]").set_input_files(photo)
    expect(key).to_have_count(1)
    sent = key.input_value()
    phone.wait_for_function(HAS_KEPT, arg=sent)

    phone.reload()

    expect(phone.locator("[name=q-motivation]")).to_have_value(WHY)
    expect(name).to_have_value("Kain jlamprang")
    expect(key).to_have_value(sent)
    shown = phone.locator(".file img").first
    assert shown.evaluate("image => image.decode().then(() => image.naturalWidth)") == 480
    assert phone.evaluate("document.scrollingElement.scrollWidth") == PHONE["width"]
    go_on(phone)
    boxes = phone.locator("[name=consents]")
    expect(boxes.first).to_be_visible()
    expect(phone.locator("[data-summary]")).to_contain_text("Kain jlamprang")
    assert [box.is_checked() for box in boxes.all()] == [False] * 5
    phone.reload()
    expect(phone.locator("[data-panel=restored]")).to_be_hidden()  # nothing is left that the server has not got
    expect(name).to_have_value("")  # or the product would be added once more
    boxes.first.check()
    phone.locator("[name=age][value=adult]").check()
    phone.locator("[name=to][value=send]").click()
    phone.wait_for_url("**/me/applications/*")
    expect(phone.locator("main")).to_contain_text("Kain jlamprang")
    expect(phone.locator("main")).to_contain_text("Rp450.000")
    expect(phone.locator(".timeline [aria-current=step]")).to_be_visible()


def go_on(phone: Page) -> None:
    phone.locator("section:not([hidden]) [name=to][value=next]").click()


# ---- The committee -------------------------------------------------------------------------------


def accept(committee: Page, address: str) -> None:
    """Find the application in the table, choose it, read what will be sent, confirm."""
    committee.goto(f"/staff{address}applications/")
    committee.locator("[name=q]").fill("lintang")
    committee.locator("[name=q]").press("Enter")
    committee.wait_for_url("**?*q=lintang*")
    committee.locator("tbody [name=code]").check()
    committee.locator("[data-bulk] [name=verdict][value=accepted]").click()
    expect(committee.locator("main")).to_contain_text("Batik Lintang")
    committee.locator("[name=reason]").fill("Garisnya kuat.")
    committee.locator("main form .btn").first.click()
    committee.wait_for_url("**/staff/applications/*")
    expect(committee.locator("main")).to_contain_text("Garisnya kuat.")


# ---- The ticket ----------------------------------------------------------------------------------


def check_the_mail(mail: EmailMessage, paper: bytes, says: str) -> None:
    """Text and HTML say the same; the paper, the calendar and the links belong to this ticket."""
    text, html = text_of(mail), text_of(mail, "html")
    spoken = re.search(r"\b[0-9A-Z]{4} [0-9A-Z]{4} [0-9A-Z]{4}\b", text)
    assert spoken is not None
    assert spoken[0] in html
    assert spoken[0] in PdfReader(BytesIO(paper)).pages[0].extract_text()
    assert "Garisnya kuat." in text
    assert ticket_link(mail).upper() == says
    assert ticket_link(mail) in html
    calendar = attachment_of(mail, "text/calendar").decode()
    assert "SUMMARY:Pekan Batik" in calendar
    assert "LOCATION:Lapangan Jetayu" in calendar


def ticket_link(mail: EmailMessage) -> str:
    found = re.search(r"http://\S+/t/[a-z2-7]{128}", text_of(mail))
    assert found is not None
    return found[0]


def look_at_the_ticket(page: Page, mail: EmailMessage, says: str) -> None:
    """The ticket page: open to whoever has the link, telling nobody where its reader came from."""
    answer = page.goto(urlsplit(ticket_link(mail)).path)
    assert answer is not None
    assert answer.headers["referrer-policy"] == "no-referrer"
    expect(page.locator("h1")).to_have_text("Sri Wahyuni")
    assert read_code(picture_of(page.locator("svg.qr").screenshot())) == says


# ---- The door ------------------------------------------------------------------------------------


# All that a verdict says, at once: one that lets somebody in goes by itself.
SAID = """(name) => {
  const box = document.getElementById("verdict");
  const shown = box.dataset.verdict === name && box.checkVisibility();
  return shown && [".word", ".say", ".who"].map((part) => box.querySelector(part).innerText);
}"""


def verdict(door: Page, name: str) -> list[str]:
    """The word, the sentence and the rest of a verdict that is on screen."""
    said: list[str] = door.wait_for_function(SAID, arg=name, timeout=60_000).json_value()
    return said
