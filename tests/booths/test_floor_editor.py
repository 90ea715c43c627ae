"""The editor of the floor plan in a browser: drawn by mouse and keyboard, saved by itself, kept by two at once."""

import io

import pytest
from PIL import Image
from playwright.sync_api import expect

from eventreg.booths import queries
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from eventreg.events import queries as events
from eventreg.events.rules import EventKind
from tests.browser.people import open_as
from tests.factories.booths import drawn, make_floor, row
from tests.factories.events import make_event
from tests.factories.people import make_person

pytestmark = pytest.mark.sqlite_only
SLUG, PERSON = "pekan-batik", "panitia@contoh.id"
PATH = f"/staff/events/{SLUG}/floorplan/"


@pytest.fixture
def fair(app):
    """An exhibition with an empty floor of 40 by 30 metres, and its organiser."""
    with app.app_context(), unit_of_work():
        event = make_event(kind=EventKind.EXHIBITION, title="Pekan Batik")
        make_floor(event.id)
        make_person(PERSON, "Panitia", Role.ORGANISER)


@pytest.fixture
def page(app, fair, live_server, new_context):
    return opened(open_as(app, new_context(), PERSON))


def opened(page):
    page.goto(PATH)
    page.locator("[data-floorplan].is-ready").wait_for()
    return page


def drag(page, start, end):
    """From one point of the floor to another, in metres."""
    (x, y), (to_x, to_y) = (point(page, place) for place in (start, end))
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move((x + to_x) / 2, (y + to_y) / 2)
    page.mouse.move(to_x, to_y)
    page.mouse.up()


def point(page, place):
    return page.evaluate(
        """([x, y]) => {
          const svg = document.querySelector("[data-stage]");
          const at = new DOMPoint(x * 100, y * 100).matrixTransform(svg.getScreenCTM());
          return [at.x, at.y];
        }""",
        place,
    )


def saved(page):
    expect(page.locator("[data-state]")).to_have_attribute("data-kind", "saved")


def plan(app):
    with app.app_context():
        drawing = queries.drawing_of(queries.get(events.find_id(SLUG)))
    return {one.label: (one.rect.x, one.rect.y, one.rect.w, one.rect.h) for one in drawing.booths}


def things(page):
    return page.locator("[data-id]")


def test_a_hall_is_drawn_over_a_picture_and_is_there_again(app, page):
    """Booths by hand, a row of a hundred and more, undone and done again; what is on screen is what is stored."""
    picture = io.BytesIO()
    Image.new("RGB", (400, 300), "beige").save(picture, "PNG")
    page.locator("#picture").set_input_files(
        {"name": "gedung.png", "mimeType": "image/png", "buffer": picture.getvalue()}
    )
    expect(page.locator("image[data-picture]")).to_be_attached()
    page.locator("[data-tool=booth]").click()
    drag(page, (2, 26), (5.1, 29.1))
    expect(things(page)).to_have_count(1)

    for letter in "BCDEFG":
        page.locator("[data-tool=row]").click()
        page.locator("#r-first").fill(f"{letter}-01")
        page.locator("#r-count").fill("20")
        page.locator("#r-w").fill("2,5")
        page.locator("#r-h").fill("2")
        page.locator("[name=double]").set_checked(True)
        page.locator("[data-part=row] .btn").click()
    expect(things(page)).to_have_count(121)
    page.locator("[data-act=undo]").click()
    expect(things(page)).to_have_count(101)
    page.keyboard.press("Control+y")
    expect(things(page)).to_have_count(121)

    saved(page)
    stored = plan(app)
    assert len(stored) == 121
    assert stored["A-01"] == (200, 2600, 300, 300)
    assert stored["B-20"][2:] == (250, 200)
    assert "bertumpuk" not in page.locator("[data-wrong-words]").inner_text()
    opened(page)
    expect(things(page)).to_have_count(121)
    expect(page.locator("image[data-picture]")).to_be_attached()


def test_all_is_done_by_keyboard_and_told(app, page):
    page.locator("[data-tool=row]").press("Enter")
    page.locator("#r-first").press("Enter")
    expect(page.locator("[data-live]")).to_have_text("8 stan dipasang, A-01 sampai A-08")
    page.keyboard.press("Escape")
    things(page).first.focus()
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    expect(page.locator("[data-live]")).to_contain_text("Stan A-02 dipindah")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("[data-live]")).to_contain_text("Stan A-02 sekarang 3,5 × 3 m")
    saved(page)
    moved = plan(app)["A-02"]
    assert moved[1] - plan(app)["A-01"][1] == 50
    assert moved[2] == 350
    expect(page.locator("[data-wrong-words]")).to_have_text("1 perlu diperiksa")

    page.keyboard.press("Control+z")
    page.keyboard.press("Control+z")
    expect(page.locator("[data-wrong-count]")).to_be_hidden()
    page.keyboard.press("Control+d")
    expect(things(page)).to_have_count(9)
    page.keyboard.press("Delete")
    expect(things(page)).to_have_count(8)
    page.keyboard.press("r")
    saved(page)
    assert sorted(plan(app)) == [f"A-{number:02}" for number in range(1, 9)]


def test_hands_move_resize_choose_several_and_number_anew(app, page):
    with app.app_context(), unit_of_work():
        make_floor(events.find_id(SLUG), drawn(*row("A", 4, y=6)))
    opened(page)
    drag(page, (1.5, 7.5), (1.6, 16.6))
    saved(page)
    assert plan(app)["A-01"] == (0, 1500, 300, 300)

    drag(page, (3, 18), (4.1, 20.1))
    saved(page)
    assert plan(app)["A-01"] == (0, 1500, 400, 500)
    drag(page, (2.5, 5.5), (12.4, 9.4))
    expect(page.locator("[data-part=booth] [data-title]")).to_have_text("3 dipilih")
    page.locator("#n-first").fill("K-10")
    page.locator("[data-numbering] .btn").click()
    page.locator("#f-fee").fill("350000")
    page.locator("#f-fee").press("Tab")
    saved(page)
    assert sorted(plan(app)) == ["A-01", "K-10", "K-11", "K-12"]
    with app.app_context():
        fees = {one.label: one.fee for one in queries.drawing_of(queries.get(events.find_id(SLUG))).booths}
    assert fees == {"A-01": 0, "K-10": 350_000, "K-11": 350_000, "K-12": 350_000}


def test_two_who_draw_at_once_lose_nothing(app, page, new_context):
    other = opened(open_as(app, new_context(), PERSON))
    for one, place in ((page, (2, 2)), (other, (20, 20))):
        one.locator("[data-tool=booth]").click()
        drag(one, place, (place[0] + 3.1, place[1] + 3.1))
    saved(page)

    expect(other.locator("[data-clash]")).to_be_visible()
    assert plan(app) == {"A-01": (200, 200, 300, 300)}
    other.locator("[data-take-theirs]").click()
    expect(other.locator("[aria-label*='2 m dari kiri']")).to_be_visible()
    other.keyboard.press("Control+z")
    saved(other)
    expect(other.locator("[aria-label*='20 m dari kiri']")).to_be_visible()
    assert plan(app) == {"A-01": (2000, 2000, 300, 300)}


def test_without_a_connection_the_device_keeps_what_was_drawn(app, page):
    page.context.set_offline(True)
    page.locator("[data-tool=booth]").click()
    drag(page, (2, 2), (5.1, 5.1))
    expect(page.locator("[data-state]")).to_have_attribute("data-kind", "offline")
    page.context.set_offline(False)

    opened(page)

    expect(things(page)).to_have_count(1)
    saved(page)
    assert plan(app) == {"A-01": (200, 200, 300, 300)}


def test_a_page_written_before_the_last_save_arrived_shows_what_was_saved(app, page):
    arriving = []

    def late(route):
        written = route.fetch()
        page.unroute(f"**{PATH}")
        arriving.append(True)
        with page.expect_response(lambda answer: answer.request.method == "POST") as answer:
            pass
        answer.value.finished()
        route.fulfill(response=written)

    page.route(
        lambda url: url.endswith("/drawing"), lambda route: route.continue_() if arriving else route.abort("failed")
    )
    page.locator("[data-tool=booth]").click()
    drag(page, (2, 2), (5.1, 5.1))
    expect(page.locator("[data-state]")).to_have_attribute("data-kind", "offline")
    page.route(f"**{PATH}", late)
    opened(page)

    expect(things(page)).to_have_count(1)
    page.locator("[data-tool=booth]").click()
    drag(page, (20, 20), (23.1, 23.1))
    saved(page)
    assert len(plan(app)) == 2


def test_fingers_slide_pinch_and_move_what_was_touched(app, fair, live_server, new_context):
    """A finger on the floor moves the floor; what it moves was touched before."""
    with app.app_context(), unit_of_work():
        make_floor(events.find_id(SLUG), drawn(*row("A", 2, y=6)))
    page = opened(open_as(app, new_context(viewport={"width": 360, "height": 740}, has_touch=True), PERSON))
    before = page.locator("[data-stage]").get_attribute("viewBox")

    slide(page, (1.5, 7.5), (1.5, 15.5))
    assert page.locator("[data-stage]").get_attribute("viewBox") != before
    page.locator("[data-act=fit]").click()
    x, y = point(page, (1.5, 7.5))
    page.mouse.click(x, y)
    expect(page.locator("[data-sheet-title]")).to_have_text("Stan A-01")
    slide(page, (1.5, 7.5), (1.5, 16.5))
    saved(page)

    assert plan(app)["A-01"] == (0, 1500, 300, 300)
    before = page.locator("[data-stage]").get_attribute("viewBox").split()
    slide(page, (10, 12), (5, 12), second=((20, 12), (25, 12)))
    width = float(page.locator("[data-stage]").get_attribute("viewBox").split()[2])
    assert width < float(before[2]) * 0.7
    assert plan(app)["A-01"] == (0, 1500, 300, 300)


def slide(page, start, end, *, second=None):
    """A finger, or two at once, from one point of the floor to another."""
    fingers = [(point(page, start), point(page, end))]
    if second:
        fingers.append((point(page, second[0]), point(page, second[1])))
    touch = page.context.new_cdp_session(page)

    def send(kind, part):
        points = [
            {"x": x + (to_x - x) * part, "y": y + (to_y - y) * part, "id": number}
            for number, ((x, y), (to_x, to_y)) in enumerate(fingers)
        ]
        touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    send("touchStart", 0)
    for step in range(1, 6):
        send("touchMove", step / 5)
    touch.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
