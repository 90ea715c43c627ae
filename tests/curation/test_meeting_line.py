"""The meeting in a browser: the line by mouse and keys, and what is decided goes out after a second meeting."""

import pytest
from playwright.sync_api import expect

from eventreg.applications.rules import Status
from eventreg.core.db import db, unit_of_work
from eventreg.curation import settling
from eventreg.curation.models import Review
from tests.browser.people import open_as
from tests.curation.committee import ACCEPTED, REJECTED, WAITLISTED, Committee


@pytest.fixture
def committee(app):
    return Committee(app, 6, event={"quota": 4})


def shown(page):
    """How many above the line are taking part for the first time, as the balance tells."""
    return page.locator("[data-kind='group/first_timer'] b").inner_text()


def settled(page):
    expect(page.locator("[data-board]")).not_to_have_attribute("aria-busy", "true")


@pytest.fixture
def page(app, committee, new_context):
    """The board of a meeting that has just begun."""
    page = open_as(app, new_context(), "komite1@contoh.id")
    page.goto(f"/staff/events/{committee.slug}/meetings/")
    page.locator("[name=place]").fill("Aula Museum Batik")
    page.locator("main form .btn").click()
    page.wait_for_url("**/meeting/")
    return page


def test_a_key_pressed_while_the_line_is_on_its_way_counts(committee, page):
    held = []
    page.route("**/meeting/line", lambda route: route.continue_() if held else held.append(route))
    handle = page.locator("[data-handle]")
    handle.focus()
    with page.expect_request("**/meeting/line"):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    held[0].continue_()

    third = page.locator(f"#{committee.codes[2]} [aria-pressed=true]")
    expect(third).to_have_text("Daftar tunggu")
    expect(handle).to_have_attribute("aria-valuenow", "2")
    assert committee.line_at() == 2


def test_the_line_is_dragged_and_what_it_decides_goes_out_after_a_second_meeting(committee, page):
    handle = page.locator("[data-handle]")
    expect(handle).to_have_attribute("aria-valuenow", "4")
    assert shown(page) == "4 dari 6"

    handle.scroll_into_view_if_needed()
    box, goal = handle.bounding_box(), page.locator(f"#{committee.codes[2]}").bounding_box()
    page.mouse.move(box["x"] + 60, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(goal["x"] + 60, goal["y"] + goal["height"] * 0.8, steps=6)
    page.mouse.move(goal["x"] + 60, goal["y"] + goal["height"] * 0.2, steps=3)
    expect(handle).to_have_attribute("aria-valuenow", "2")
    assert shown(page) == "2 dari 6"
    assert committee.line_at() is None, "nothing is told while it is dragged"
    page.mouse.up()
    first, third = (page.locator(f"#{committee.codes[place]} [aria-pressed=true]") for place in (0, 2))
    expect(first).to_have_text("Terima")
    expect(third).to_have_text("Daftar tunggu")
    settled(page)
    assert committee.line_at() == 2

    handle.focus()
    page.keyboard.press("ArrowDown")
    expect(handle).to_have_attribute("aria-valuenow", "3")
    expect(handle).to_have_attribute("aria-valuetext", "Garis setelah 3 dari 6")
    assert shown(page) == "3 dari 6"
    expect(third).to_have_text("Terima")
    settled(page)
    expect(handle).to_be_focused()
    page.keyboard.press("End")
    page.keyboard.press("PageUp")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(third).to_have_text("Daftar tunggu")
    settled(page)
    assert committee.line_at() == 2

    last = page.locator(f"#{committee.codes[5]}")
    last.get_by_role("button", name="Belum lolos").click()
    expect(last.locator(".error")).to_be_visible()
    expect(last.locator("textarea")).to_be_focused()
    last.locator("textarea").fill("Bukan buatan sendiri")
    last.get_by_role("button", name="Belum lolos").click()
    expect(last.locator("[aria-pressed=true]")).to_have_text("Belum lolos")
    settled(page)
    page.locator(f"#{committee.codes[0]}").get_by_role("button", name="Daftar tunggu").click()
    expect(first).to_have_text("Daftar tunggu")
    page.locator("[data-undo]").click()
    expect(first).to_have_text("Terima")
    settled(page)

    page.goto(f"/staff/events/{committee.slug}/meetings/1")
    page.locator("form[action$='/end'] button").click()
    page.goto(f"/staff/events/{committee.slug}/meetings/")
    page.locator("main form .btn").click()
    page.wait_for_url("**/meeting/")
    expect(last.locator("[aria-pressed=true]")).to_have_text("Belum lolos")
    assert committee.verdicts() == {
        1: ACCEPTED,
        2: ACCEPTED,
        3: WAITLISTED,
        4: WAITLISTED,
        5: WAITLISTED,
        6: REJECTED,
    }

    page.locator("a[href$='/resolution']").click()
    page.locator("form[action$='/approvals'] button").click()
    page.locator("form[action$='/resolution'] button").click()
    page.wait_for_url("**/meetings/")
    assert committee.statuses() == [
        Status.CONFIRMED,
        Status.CONFIRMED,
        WAITLISTED,
        WAITLISTED,
        WAITLISTED,
        REJECTED,
    ]
    assert committee.waiting() == [3, 4, 5]


def test_who_is_decided_by_hand_counts_in_the_balance_and_undoing_says_nothing_false(committee, page):
    """Wherever the line lies, on the server's page and where the script counts."""
    committee.draw(2, WAITLISTED)
    page.reload()
    assert shown(page) == "2 dari 6"
    fifth = page.locator(f"#{committee.codes[4]}")

    fifth.get_by_role("button", name="Terima").click()
    expect(fifth.locator("[aria-pressed=true]")).to_have_text("Terima")
    settled(page)
    assert shown(page) == "3 dari 6"
    page.locator("[data-handle]").focus()
    page.keyboard.press("ArrowUp")
    assert shown(page) == "2 dari 6"
    expect(page.locator(f"#{committee.codes[1]} [aria-pressed=true]")).to_have_text("Daftar tunggu")
    settled(page)
    page.reload()
    assert shown(page) == "2 dari 6"

    page.locator("[data-undo]").click()
    expect(page.locator("[data-handle]")).to_have_attribute("aria-valuenow", "2")
    settled(page)
    expect(page.locator("[data-undo]")).to_have_count(0)
    expect(page.locator("[data-told]")).not_to_contain_text("sambungan")


def test_a_line_between_equals_says_so_while_it_moves(committee, page):
    with committee.app.app_context(), unit_of_work():
        second, third = (
            db.session.scalars(db.select(Review).filter_by(application_id=committee.ids[place])).one()
            for place in (1, 2)
        )
        same = {score.criterion_id: score.score for score in second.scores}
        for score in third.scores:
            score.score = same[score.criterion_id]
    committee.draw(3, WAITLISTED)
    page.reload()
    expect(page.locator("[data-tied]")).to_be_hidden()

    page.locator("[data-handle]").focus()
    page.keyboard.press("ArrowUp")
    expect(page.locator("[data-tied]")).to_contain_text("Hasil sama di kedua sisinya")
    page.keyboard.press("ArrowUp")
    expect(page.locator("[data-tied]")).to_be_hidden()
    expect(page.locator(f"#{committee.codes[1]} [aria-pressed=true]")).to_have_text("Daftar tunggu")
    settled(page)


def test_a_row_that_is_opened_shows_what_was_written_and_stays_open(committee, page):
    committee.put(2, REJECTED, "Bukan buatan sendiri")
    committee.do(settling.settle, committee.ids[1], eligible=False, must_place=False, reason="Sudah dua tahun")
    page.goto(f"/staff/events/{committee.slug}/meeting/")
    row, other = (page.locator(f"#{committee.codes[place]}") for place in (1, 2))

    other.locator("summary").click()
    expect(other.locator("textarea")).to_have_value("")
    expect(other.locator("details button")).to_have_text(["Perlu perbaikan", "Tetapkan untuk stan"])
    row.locator("summary").click()
    expect(row.locator("textarea")).to_have_value("Bukan buatan sendiri")
    expect(row.locator("select")).to_have_value("none")
    expect(row.locator("input")).to_have_value("Sudah dua tahun")
    row.locator("textarea").fill("Buatan pabrik")
    row.get_by_role("button", name="Simpan alasan").click()
    expect(row.locator("summary")).to_contain_text("Buatan pabrik")
    expect(row.locator("textarea")).to_have_value("Buatan pabrik")
    assert committee.pending() == [(2, REJECTED, "Buatan pabrik", False)]
    row.get_by_role("button", name="Batalkan penetapan").click()
    expect(row.locator("select")).to_have_value("")
    assert committee.candidate(2) is None


class Finger:
    """A finger on the glass: the touches that Chromium gets from a touch screen, not a mouse in disguise."""

    def __init__(self, page):
        self.glass = page.context.new_cdp_session(page)

    def tell(self, kind, *at):
        points = [{"x": at[0], "y": at[1]}] if at else []
        self.glass.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    def drag(self, start, end, steps=6):
        """Put it down and move it; it stays on the glass."""
        self.tell("touchStart", *start)
        for step in range(1, steps + 1):
            self.tell("touchMove", start[0], start[1] + (end[1] - start[1]) * step / steps)


def middle(box):
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("screen", [(360, 740), (1280, 800)], ids=["phone", "projector"])
def test_the_line_is_dragged_by_a_finger(app, committee, new_context, screen):
    size = {"width": screen[0], "height": screen[1]}
    page = open_as(app, new_context(viewport=size, has_touch=True, is_mobile=screen[0] < 700), "komite1@contoh.id")
    page.goto(f"/staff/events/{committee.slug}/meeting/")
    handle, above, finger = page.locator("[data-handle]"), page.locator(f"#{committee.codes[3]}"), Finger(page)
    expect(handle).to_have_class("cutline live")
    handle.evaluate("line => line.scrollIntoView({block: 'center'})")
    scrolled = page.evaluate("scrollY")
    start, goal = middle(handle.bounding_box()), middle(above.bounding_box())

    finger.drag(start, (goal[0], goal[1] - 10))
    expect(handle).to_have_attribute("aria-valuenow", "3")
    assert shown(page) == "3 dari 6"
    assert committee.line_at() is None, "nothing is told while the finger is down"
    assert page.evaluate("scrollY") == scrolled, "the finger moves the line, not the page"
    finger.tell("touchEnd")
    expect(above.locator("[aria-pressed=true]")).to_have_text("Daftar tunggu")
    settled(page)
    assert committee.line_at() == 3

    handle.evaluate("line => line.scrollIntoView({block: 'center'})")
    start, goal = middle(handle.bounding_box()), middle(above.bounding_box())
    finger.drag(start, (goal[0], goal[1] + 10))
    expect(handle).to_have_attribute("aria-valuenow", "4")
    finger.tell("touchCancel")  # a call comes in
    expect(handle).to_have_attribute("aria-valuenow", "3")
    settled(page)
    assert committee.line_at() == 3

    page.locator(f"#{committee.codes[5]}").evaluate("row => row.scrollIntoView({block: 'end'})")
    handle.evaluate("line => line.scrollIntoView({block: 'center'})")
    start = middle(handle.bounding_box())
    finger.drag(start, (start[0], 20))  # at the edge the page comes along, up to the first
    expect(handle).to_have_attribute("aria-valuenow", "0")
    finger.tell("touchEnd")
    settled(page)
    assert committee.line_at() == 0
