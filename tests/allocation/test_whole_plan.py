"""A hall of 120 booths from its drawing to the visitor: in browsers, by everybody who has a part in it.

The guide's pictures are taken on the way: see `tests/questions/guide.py`.
"""

import io
import time
from functools import partial

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from eventreg.allocation import queries, wishing
from eventreg.allocation.chores import PlanMaker
from eventreg.allocation.wishing import Asked
from eventreg.booths import queries as floors
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from eventreg.events import queries as events
from eventreg.events.rules import EventKind
from tests.browser.people import open_as
from tests.factories.applications import make_application
from tests.factories.booths import make_floor
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person
from tests.questions import guide

pytestmark = pytest.mark.sqlite_only
SLUG, SRI, STAFF = "pekan-batik", "sri@contoh.id", "panitia@contoh.id"
COMMITTEE = [f"komite{number}@contoh.id" for number in (1, 2, 3)]
FLOOR, PLANS = f"/staff/events/{SLUG}/floorplan/", f"/staff/events/{SLUG}/booth-plan/"
PHONE = {"width": 360, "height": 740}
APPLICANTS = 40
PATIENCE_S = 300
take = partial(guide.take, guide="boothplan")


@pytest.fixture
def fair(app):
    """Forty who applied, the first of them Sri; a floor with nothing on it; who works for the fair. Sri's number."""
    with app.app_context(), unit_of_work():
        event = make_event(kind=EventKind.EXHIBITION, title="Pekan Batik", confirm_days=5, quota=APPLICANTS)
        make_floor(event.id)
        code = make_application(event.id, email=SRI, name="Batik Sri Rejeki").code
        for number in range(2, APPLICANTS + 1):
            make_application(event.id, email=f"usaha{number}@contoh.id", name=f"Kriya ke-{number}")
        make_person(STAFF, "Ratna", Role.ORGANISER)
        for number, email in enumerate(COMMITTEE, start=1):
            make_person(email, f"Komite {number}", Role.COMMITTEE)
        return code


@pytest.fixture
def worker(app, environ, monkeypatch):
    """What the worker does for plans; its processes find the app of the test."""
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    maker = PlanMaker()
    yield maker
    with app.app_context():
        maker.end()


def test_a_hall_is_drawn_wished_for_planned_approved_and_seen(app, fair, live_server, new_context, worker):
    desk = open_as(app, new_context(), STAFF)
    draw(desk)
    wish(open_as(app, new_context(viewport=PHONE), SRI), fair)
    others_wish(app, fair)
    settle(desk)
    make_plans(app, desk, worker)
    compare(desk)
    swap(app, desk, fair)
    propose(desk)
    for email in COMMITTEE:
        approve(open_as(app, new_context(), email))
    publish(desk)
    read_the_offer(open_as(app, new_context(viewport=PHONE), SRI), fair)
    visit(new_context(viewport=PHONE).new_page())


# ---- The floor -------------------------------------------------------------------------------------------------------


def draw(desk: Page) -> None:
    """Six double rows over a picture of the hall: 120 booths; everybody sees them."""
    hall = Image.new("RGB", (800, 600), "#f4efe4")
    ImageDraw.Draw(hall).rectangle((20, 20, 780, 580), outline="#b8a88a", width=6)
    buffer = io.BytesIO()
    hall.save(buffer, "PNG")
    desk.goto(FLOOR)
    desk.locator("[data-floorplan].is-ready").wait_for()
    desk.locator("#picture").set_input_files(
        {"name": "gedung.png", "mimeType": "image/png", "buffer": buffer.getvalue()}
    )
    expect(desk.locator("image[data-picture]")).to_be_attached()
    for at, letter in enumerate("ABCDEF", start=1):
        desk.locator("[data-tool=row]").click()
        for field, value in {"first": f"{letter}-01", "count": "20", "w": "2,5", "h": "2"}.items():
            desk.locator(f"#r-{field}").fill(value)
        desk.locator("[name=double]").set_checked(True)
        desk.locator("[data-part=row] .btn").click()
        expect(desk.locator("[data-id]")).to_have_count(20 * at)
    expect(desk.locator("[data-state]")).to_have_attribute("data-kind", "saved")
    take(desk, "1-denah")
    desk.goto(f"{FLOOR}settings")
    desk.get_by_role("button", name="Buka untuk umum").click()
    expect(desk.locator("main")).to_contain_text("Terbuka untuk umum")


# ---- Wishes ----------------------------------------------------------------------------------------------------------


def wish(phone: Page, code: str) -> None:
    """On her phone Sri would like C-08 most, then C-07."""
    phone.goto(f"/me/applications/{code}/booth-wishes")
    phone.locator("[data-wishes].is-ready").wait_for()
    booth(phone, "C-08").click()
    booth(phone, "C-07").click()
    expect(phone.locator("[data-ranked] [data-name]")).to_have_text(["C-08", "C-07"])
    take(phone, "2-keinginan")
    phone.get_by_role("button", name="Simpan pilihan").click()
    expect(phone.get_by_text("Pilihan Anda tersimpan.")).to_be_visible()


def others_wish(app, sri: str) -> None:
    """Each of the others one booth of theirs; the second has C-08 to itself, which Sri would like as well."""
    with app.app_context():
        event_id = events.get_public(SLUG).id
        labels = {one.label: one.uid for one in floors.booths_of(floors.get(event_id).id)}
        asked = [one for one in wishing.page_of_event(event_id, "", without=True, number=1).rows if one.code != sri]
        mine = [labels["C-08"], *(uid for label, uid in sorted(labels.items()) if label[0] in "AB")]
        for application, uid in zip(asked, mine, strict=False):
            with unit_of_work():
                who = actor_of(application.applicant)
                wishing.save(application.id, Asked(wishes=(uid,)), actor=who, now=clock.now())


def booth(page: Page, label: str):
    return page.locator(f"[id^=on-][aria-label^='{label}']")


# ---- The committee ---------------------------------------------------------------------------------------------------


def settle(desk: Page) -> None:
    """Three besides the organiser approve."""
    desk.goto(f"{PLANS}settings")
    desk.locator("[name=approvals_needed]").fill("3")
    desk.get_by_role("button", name="Simpan pengaturan").click()
    desk.goto(f"{PLANS}settings")
    expect(desk.locator("[name=approvals_needed]")).to_have_value("3")


def make_plans(app, desk: Page, worker: PlanMaker) -> None:
    """By score and the best, which the worker finds and proves."""
    for number, name in enumerate(("Menurut nilai", "Cari rencana terbaik"), start=1):
        desk.goto(PLANS)
        desk.get_by_role("button", name=name).click()
        desk.locator("main h1").wait_for()
        work(app, worker, number)
    desk.goto(PLANS)
    expect(desk.locator("main")).to_contain_text("Terbukti terbaik")
    take(desk, "3-versi")


def work(app, worker: PlanMaker, number: int) -> None:
    """Let the worker look again and again, as it does, until the version is made."""
    limit = time.monotonic() + PATIENCE_S
    while time.monotonic() < limit:
        with app.app_context():
            worker(clock.now())
            version = queries.get_version(events.get_public(SLUG).id, number)
            if version.ended_at:
                assert version.plan
                return
    raise AssertionError("no plan")


def compare(desk: Page) -> None:
    """Both side by side, with their numbers."""
    desk.goto(f"{PLANS}compare")
    expect(desk.locator("[data-side]")).to_have_count(2)
    expect(desk.locator(".bp-lines")).to_contain_text("lebih baik")
    take(desk, "4-dua-rencana")


def swap(app, desk: Page, code: str) -> None:
    """What Sri's first wish would cost is shown, and undone; two others change places: version 3."""
    assert held(app, 1)[code] == "C-08"
    assert held(app, 2)[code] == "C-07"
    desk.goto(f"{PLANS}2/")
    desk.locator("[data-scripted]").first.wait_for()
    booth(desk, "C-07").drag_to(booth(desk, "C-08"))
    expect(desk.locator("[data-effect=points]")).to_have_text("−9")
    take(desk, "5-tukar")
    desk.locator("[data-undo]").click()
    expect(desk.locator("[data-effect]")).to_have_count(0)
    booth(desk, "A-01").drag_to(booth(desk, "A-02"))
    expect(desk.locator(".bp-steps")).to_contain_text("bertukar tempat")
    desk.locator("[data-draft] button[value=save]").click()
    desk.wait_for_url(f"**{PLANS}3/")
    was, now = held(app, 2), held(app, 3)
    assert {one: label for one, label in now.items() if was[one] != label}.keys() == {
        one for one, label in was.items() if label in {"A-01", "A-02"}
    }


def held(app, number: int) -> dict[str, str]:
    """Application's number → its booth in a version."""
    with app.app_context():
        event_id = events.get_public(SLUG).id
        labels = {one.uid: one.label for one in floors.booths_of(floors.get(event_id).id)}
        plan = queries.plan_of(queries.get_version(event_id, number))
        return {code: labels[uids[0]] for code, uids in plan.items()}


def propose(desk: Page) -> None:
    desk.goto(f"{PLANS}3/approval")
    desk.get_by_role("button", name="Usulkan rencana ini").click()
    expect(desk.get_by_role("button", name="Terbitkan")).to_have_count(0)


def approve(member: Page) -> None:
    member.goto(f"{PLANS}3/approval")
    member.get_by_role("button", name="Saya menyetujui rencana ini").click()
    expect(member.get_by_role("button", name="Saya menyetujui rencana ini")).to_have_count(0)


def publish(desk: Page) -> None:
    desk.goto(f"{PLANS}3/approval")
    take(desk, "6-persetujuan")
    desk.get_by_role("button", name="Terbitkan dan kirim semua tawaran").click()
    expect(desk.get_by_role("button", name="Terbitkan dan kirim semua tawaran")).to_have_count(0)


# ---- What came of it -------------------------------------------------------------------------------------------------


def read_the_offer(phone: Page, code: str) -> None:
    """Her page says which booth, and who has the one that she would have liked more."""
    phone.goto(f"/me/applications/{code}")
    panel = phone.locator("section[aria-labelledby=booth]")
    expect(panel.locator("h2")).to_have_text("Stan Anda: C-07")
    expect(panel).to_contain_text("C-08")
    expect(panel).to_contain_text("diberikan kepada Kriya ke-")
    take(phone, "7-stan-anda", panel)


def visit(phone: Page) -> None:
    """Somebody who has never been here finds Sri on the plan."""
    phone.goto(f"/events/{SLUG}/map?q=Sri")
    expect(phone.locator("main")).to_contain_text("Batik Sri Rejeki")
    expect(phone.locator("main")).to_contain_text("C-07")
    take(phone, "8-pengunjung")
