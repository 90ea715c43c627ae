"""Applying from a phone of 360 pixels whose signal comes and goes: it arrives once, and whole."""

import contextlib
import json
import re
import socket
import threading
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Page, Route, expect
from sqlalchemy import func, select

from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.files import StoredFile
from eventreg.core.permissions import SYSTEM
from eventreg.events.rules import EventKind
from eventreg.questions import service as forms
from eventreg.questions.rules import Condition, Kind, Question
from tests.browser.people import open_as
from tests.factories.applications import make_shown_product
from tests.factories.businesses import make_business
from tests.factories.consents import agree
from tests.factories.events import make_event
from tests.factories.people import make_person

PHONE = {"width": 360, "height": 740}
SRI = "sri@demo.test"
QUESTIONS = [
    Question("why", Kind.LONG_TEXT, "Mengapa Anda ingin ikut?"),
    Question("power", Kind.YES_NO, "Perlu listrik tambahan?"),
    Question("watt", Kind.NUMBER, "Berapa watt?", condition=Condition("power", ("yes",))),
    Question("stand", Kind.PHOTOS, "Foto stan Anda sebelumnya", low=1, high=3),
    Question("rules", Kind.TERMS, "Tata tertib", text_id="Stan tidak boleh dijual lagi."),
]
WHY = "Kami membuat batik tulis dengan pewarna alam sejak tiga generasi."
LOST = "Koneksi terputus."
# A phone that takes its time to make a photo small.
SLOW = """() => {
  const usual = window.createImageBitmap;
  window.createImageBitmap = async (...given) => {
    await new Promise((done) => setTimeout(done, 1000));
    return usual(...given);
  };
}"""


@pytest.fixture
def slug(app):
    """An exhibition that asks for a text, a photo, and something only sometimes; a business that may apply."""
    with app.app_context(), unit_of_work():
        event = make_event(title="Pekan Batik", kind=EventKind.EXHIBITION)
        forms.save(event.form_id or 0, QUESTIONS, actor=SYSTEM, now=clock.now())
        forms.publish(event.form_id or 0, actor=SYSTEM, now=clock.now())
        sri = make_person(SRI, "Sri Wahyuni")
        make_shown_product(make_business(sri, name="Batik Lintang"), sri)
        agree(sri.id, "registration")
        return event.slug


@pytest.fixture
def phone(app, slug, new_context):
    """The form on the phone of somebody who is signed in, at the step after the profile."""
    page = open_as(app, new_context(viewport=PHONE), SRI)
    page.goto(f"/events/{slug}/apply")
    go_on(page)
    expect(page.locator("[name=q-why]")).to_be_visible()
    return page


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "stan.jpg"
    Image.effect_noise((2400, 1800), 60).save(file, quality=90)  # as heavy as a photo of a pattern
    return file


class Line:
    """The way from the phone to the server: while it is `bad`, it breaks after some bytes of a photo."""

    def __init__(self, server_port: int | None) -> None:
        self.server_port, self.bad, self.breaks = server_port, False, 0
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self) -> "Line":
        threading.Thread(target=self._listen, daemon=True).start()
        return self

    def __exit__(self, *_raised: object) -> None:
        self.listener.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                phone, _address = self.listener.accept()
                server = socket.create_connection(("127.0.0.1", self.server_port))
                for source, target in ((phone, server), (server, phone)):
                    threading.Thread(target=self._carry, args=(source, target, source is phone), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket, is_up: bool) -> None:
        photo = None
        with contextlib.suppress(OSError), source, target:
            while data := source.recv(16_384):
                if is_up and data.startswith(b"POST") and b"/me/uploads" in data.split(b"\r\n", 1)[0]:
                    photo = 0
                if photo is not None:
                    photo += len(data)
                if photo is not None and self.bad and photo > 100_000:
                    self.breaks += 1
                    for end in (source, target):
                        end.shutdown(socket.SHUT_RDWR)
                    return
                target.sendall(data)


def go_on(page: Page) -> None:
    page.locator("section:not([hidden]) [name=to][value=next]").click()


def send(page: Page) -> None:
    page.locator("[name=to][value=send]").click()


def answer(page: Page, photo: Path) -> None:
    page.locator("[name=q-why]").fill(WHY)
    page.locator("[name=q-power][value=no]").check()
    page.locator("[name=q-stand-file]").set_input_files(photo)


def arrived(app) -> Application:
    """The one application there is, as it was sent, with what hangs on it."""
    with app.app_context():
        application = db.session.scalars(select(Application)).one()
        _ = application.files, application.moves
        return application


def kept_on(page: Page) -> list[str]:
    """What this phone still keeps."""
    names: list[str] = page.evaluate(
        """async () => {
            const base = await new Promise((done) => {
                const request = indexedDB.open("eventreg");
                request.onsuccess = () => done(request.result);
            });
            const names = [];
            for (const store of base.objectStoreNames) {
                const request = base.transaction(store).objectStore(store).getAllKeys();
                names.push(...(await new Promise((done) => (request.onsuccess = () => done(request.result)))));
            }
            base.close();
            return names;
        }"""
    )
    return names


def test_a_signal_lost_in_the_middle_of_the_form_costs_nothing(app, phone: Page, photo) -> None:
    """Typing, turning pages, a photo and sending: all without signal; then everything goes by itself, once."""
    phone.locator("[name=q-why]").fill("Kami membuat")
    expect(phone.locator("[data-state=saved]")).to_contain_text(re.compile(r"Tersimpan \d\d\.\d\d"), timeout=30_000)
    phone.context.set_offline(True)

    answer(phone, photo)
    phone.locator("[name=q-power][value=yes]").check()
    phone.locator("[name=q-watt]").fill("1.500")
    go_on(phone)
    expect(phone.locator("[data-panel=offline]")).to_contain_text(LOST)
    expect(phone.locator("[data-state=phone]")).to_have_text("Di ponsel ini saja")
    phone.locator("[name=q-rules]").check()
    send(phone)
    expect(phone.locator("[data-panel=sending]")).to_contain_text(LOST)
    with app.app_context():
        assert db.session.scalar(select(Application.status)) is Status.DRAFT

    phone.context.set_offline(False)
    phone.wait_for_url("**/me/applications/*", timeout=60_000)

    sent = arrived(app)
    assert sent.status is Status.SUBMITTED
    assert sent.answers == {
        "why": WHY,
        "power": True,
        "watt": 1500,
        "stand": [file.key for file in sent.files],
        "rules": True,
    }
    assert len(sent.files) == 1
    assert sent.files[0].width == 1600  # made small on the phone
    assert len([move for move in sent.moves if move.status is Status.SUBMITTED]) == 1
    assert kept_on(phone) == []


def test_a_signal_lost_in_the_middle_of_a_photo_sends_it_again(app, slug, new_context, live_server, photo) -> None:
    """The line breaks within the photo, again and again; the phone doesn't notice that its signal is gone."""
    with Line(urlsplit(live_server.url).port) as line:
        proxy = {"server": f"http://127.0.0.1:{line.port}", "bypass": "<-loopback>"}
        page = open_as(app, new_context(viewport=PHONE, proxy=proxy), SRI)
        page.goto(f"/events/{slug}/apply")
        go_on(page)
        line.bad = True
        answer(page, photo)
        expect(page.locator(".file [role=alert]")).to_contain_text("Menunggu sinyal")
        assert line.breaks >= 1
        line.bad = False
        expect(page.locator("[type=hidden][name=q-stand]")).to_have_value(re.compile(r"\w+"), timeout=60_000)

        go_on(page)
        page.locator("[name=q-rules]").check()
        send(page)
        page.wait_for_url("**/me/applications/*")
    assert [file.width for file in arrived(app).files] == [1600]
    with app.app_context():
        pictures = select(func.count()).select_from(StoredFile).where(StoredFile.width == 1600)
        assert db.session.scalar(pictures) == 1


def test_a_page_closed_without_signal_goes_on_where_it_was(app, slug, phone: Page, photo) -> None:
    """Also what was to be sent is sent, with the photo: it is on the phone once the page says so."""
    phone.evaluate(SLOW)
    phone.context.set_offline(True)
    answer(phone, photo)
    go_on(phone)
    phone.locator("[name=q-rules]").check()
    send(phone)
    expect(phone.locator("[data-panel=sending]")).to_be_visible()
    phone.close()

    phone.context.set_offline(False)
    again = phone.context.new_page()
    again.goto(f"/events/{slug}/apply")
    again.wait_for_url("**/me/applications/*", timeout=60_000)
    sent = arrived(app)
    assert sent.answers["why"] == WHY
    assert len(sent.files) == 1


def test_a_broken_server_costs_nothing_either(app, phone: Page, photo) -> None:
    broken, is_mended = {"save": 0, "send": 0}, False

    def fail(route: Route) -> None:
        body = (route.request.post_data_buffer or b"").decode("utf-8", "replace")
        act = "send" if 'name="to"\r\n\r\nsend' in body else "save"
        if route.request.method == "POST" and (broken[act] < 1 or (act == "send" and not is_mended)):
            broken[act] += 1
            return route.fulfill(status=500, body=json.dumps({"title": "Rusak"}), content_type="application/json")
        return route.continue_()

    phone.route("**/apply**", fail)
    answer(phone, photo)
    expect(phone.locator("[type=hidden][name=q-stand]")).to_have_count(1)
    go_on(phone)
    expect(phone.locator("[name=q-rules]")).to_be_visible()
    phone.locator("[name=q-rules]").check()
    send(phone)
    expect(phone.locator("[data-panel=busy]")).to_be_visible()
    is_mended = True
    phone.wait_for_url("**/me/applications/*", timeout=60_000)
    assert broken["save"] == 1
    assert broken["send"] >= 1
    assert arrived(app).answers["why"] == WHY


def test_sent_twice_in_a_moment_it_is_one_application(app, phone: Page, photo) -> None:
    """A nervous thumb, and an answer that never came back."""
    lost: list[int] = []

    def lose_the_answer(route: Route) -> None:
        body = (route.request.post_data_buffer or b"").decode("utf-8", "replace")
        if 'name="to"\r\n\r\nsend' in body and not lost:
            lost.append(route.fetch().status)
            return route.abort()
        return route.continue_()

    answer(phone, photo)
    expect(phone.locator("[type=hidden][name=q-stand]")).to_have_count(1)
    go_on(phone)
    phone.locator("[name=q-rules]").check()
    phone.route("**/apply**", lose_the_answer)
    phone.locator("[name=to][value=send]").dblclick()
    phone.wait_for_url("**/me/applications/*", timeout=60_000)

    assert lost == [200]
    sent = arrived(app)
    assert sent.status is Status.SUBMITTED
    assert len([move for move in sent.moves if move.status is Status.SUBMITTED]) == 1


def test_a_question_comes_with_an_answer_and_faults_are_told_at_their_fields(phone: Page) -> None:
    watt = phone.locator("[name=q-watt]")
    expect(watt).to_be_hidden()
    phone.locator("[name=q-power][value=yes]").check()
    expect(watt).to_be_visible()
    phone.locator("[name=q-power][value=no]").check()
    expect(watt).to_be_hidden()
    assert phone.evaluate("document.scrollingElement.scrollWidth") == PHONE["width"]
    phone.locator("[name=q-power][value=yes]").check()
    watt.fill("banyak")
    go_on(phone)

    expect(phone.locator(".errors")).to_be_focused()
    expect(phone.locator("#q-why-error")).to_have_text("Mohon diisi.")
    expect(phone.locator("#q-watt-error")).to_contain_text("angka bulat")
    expect(watt).to_have_value("banyak")
    phone.locator(".errors a[href='#q-watt']").click()
    expect(watt).to_be_focused()


def test_signing_out_leaves_nothing_on_the_phone(phone: Page, photo) -> None:
    phone.context.set_offline(True)
    answer(phone, photo)
    expect(phone.locator(".file [role=alert]")).to_be_visible()
    assert len(kept_on(phone)) == 2
    phone.context.set_offline(False)
    phone.goto("/me/account")
    phone.locator("form[data-forget] button").first.click()
    phone.wait_for_url(lambda url: "/me/" not in url)
    phone.wait_for_function("indexedDB.databases().then((all) => all.length === 0)")
