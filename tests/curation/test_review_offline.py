"""Reviewing on a phone of 360 pixels whose signal comes and goes: each review arrives once, and whole."""

import json
import re

import pytest
from playwright.sync_api import Page, Route, expect

from eventreg.curation import reviewing
from eventreg.curation.rules import ReviewState
from tests.browser.people import open_as
from tests.curation.fair import Fair

PHONE = {"width": 360, "height": 740}


@pytest.fixture
def fair(app):
    """Four applications, all of them given to one curator."""
    made = Fair(app, applications=4, curators=1, reviews_each=1)
    made.hand_out()
    return made


@pytest.fixture
def phone(app, fair, new_context):
    """The first application on the curator's phone, with the next ones fetched ahead."""
    page = open_as(app, new_context(viewport=PHONE, has_touch=True), fair.emails[0])
    page.goto(f"/staff/events/{fair.slug}/reviews/{fair.codes[0]}")
    expect(page.locator("[data-ahead='3']")).to_be_attached()
    return page


def score(page: Page, fair: Fair, number: int, remark: str) -> None:
    for key in fair.criteria:
        page.locator(f"label:has([name=score-{key}][value='{number}'])").click()
    page.locator("[name=remark]").fill(remark)


def go_on(page: Page) -> None:
    page.locator("[name=act][value=send]").click()


def at(page: Page, code: str) -> None:
    expect(page.locator("[data-desk]")).to_have_attribute("data-code", code)


def arrived(fair: Fair) -> list[tuple[int, str, set[int], str]]:
    return [
        (review.application_id, review.remark, {one.score for one in review.scores}, review.state)
        for review in fair.reviews()
    ]


def test_where_the_phone_keeps_nothing_the_form_goes_the_plain_way(app, fair, new_context) -> None:
    page = open_as(app, new_context(viewport=PHONE, has_touch=True), fair.emails[0])
    page.add_init_script("Object.defineProperty(window, 'indexedDB', { value: undefined })")
    page.goto(f"/staff/events/{fair.slug}/reviews/{fair.codes[0]}")

    score(page, fair, 4, "Garis canting halus.")
    go_on(page)
    at(page, fair.codes[1])

    assert arrived(fair) == [(fair.ids[0], "Garis canting halus.", {4}, ReviewState.SENT)]


def test_what_is_sent_is_said_and_counted_though_the_next_page_was_fetched_before(fair, phone: Page) -> None:
    phone.locator("[name=act][value=send]").click()
    expect(phone.locator(".crit .error").first).to_be_visible()
    score(phone, fair, 4, "Garis canting halus.")
    expect(phone.locator(".error")).to_have_count(0)

    go_on(phone)
    at(phone, fair.codes[1])

    expect(phone.locator("[data-progress]")).to_have_text("1 dari 4 dinilai")
    expect(phone.locator("[data-state]")).to_have_text(f"{fair.codes[0]} terkirim", timeout=15_000)
    expect(phone.locator("[data-progress]")).to_have_text("1 dari 4 dinilai")


def test_a_picture_and_a_link_without_signal_leave_the_review_in_sight(fair, phone: Page) -> None:
    address = phone.url
    phone.context.set_offline(True)

    phone.locator(".photos a").first.click()
    near = phone.locator("dialog.closer")
    expect(near.locator("img")).to_be_visible()
    near.get_by_role("button", name="Tutup").click()
    expect(near).to_be_hidden()
    phone.locator("main a", has_text="Penilaian saya").first.click()
    expect(phone.locator("[data-panel=stay]")).to_be_visible()

    assert phone.url == address
    at(phone, fair.codes[0])


def test_without_signal_the_curator_goes_on_and_each_review_arrives_once_and_whole(fair, phone: Page) -> None:
    assert phone.evaluate("document.scrollingElement.scrollWidth") == PHONE["width"]
    phone.context.set_offline(True)

    score(phone, fair, 4, "Garis canting halus.")
    expect(phone.locator("[data-points]")).to_have_text("80,0")
    expect(phone.locator("[data-state]")).to_have_text("Di ponsel ini saja")
    go_on(phone)
    at(phone, fair.codes[1])
    expect(phone.locator("[data-waiting]")).to_contain_text("1 penilaian ada di ponsel ini saja")
    expect(phone.locator(".photos img").first).to_have_js_property("complete", True)
    assert phone.locator(".photos img").first.evaluate("image => image.naturalWidth") > 0
    score(phone, fair, 2, "Warna belum rata.")
    go_on(phone)
    at(phone, fair.codes[2])
    phone.locator("[name=remark]").fill("Baru mulai")
    expect(phone.locator("[data-waiting]")).to_contain_text("2 penilaian ada di ponsel ini saja")
    assert fair.reviews() == []

    phone.context.set_offline(False)
    expect(phone.locator("[data-waiting]")).to_be_hidden(timeout=30_000)
    expect(phone.locator("[data-state]")).to_contain_text(re.compile(r"Tersimpan \d\d\.\d\d"), timeout=15_000)

    assert arrived(fair) == [
        (fair.ids[0], "Garis canting halus.", {4}, ReviewState.SENT),
        (fair.ids[1], "Warna belum rata.", {2}, ReviewState.SENT),
        (fair.ids[2], "Baru mulai", set(), ReviewState.DRAFT),
    ]
    assert fair.audited().count("review.sent") == 2
    expect(phone.locator("[name=remark]")).to_have_value("Baru mulai")
    score(phone, fair, 3, "Selesai.")
    go_on(phone)
    at(phone, fair.codes[3])
    score(phone, fair, 3, "Selesai juga.")
    go_on(phone)
    phone.wait_for_url("**/reviews/")
    expect(phone.locator("main")).to_contain_text("Semua sudah dinilai")
    assert [review.state for review in fair.reviews()] == [ReviewState.SENT] * 4


def test_what_was_pressed_without_signal_is_sent_after_the_page_was_closed_and_an_answer_was_lost(
    fair, phone: Page
) -> None:
    lost: list[int] = []
    held: list[Route] = []

    def lose_the_answer(route: Route) -> None:
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch().status)
            return route.abort()
        if route.request.method == "POST" and not held:
            return held.append(route)
        return route.continue_()

    phone.context.set_offline(True)
    score(phone, fair, 5, "Istimewa.")
    go_on(phone)
    at(phone, fair.codes[1])
    phone.close()
    phone.context.set_offline(False)
    again = phone.context.new_page()
    again.route("**/reviews/*", lose_the_answer)
    with again.expect_request(lambda request: request.method == "POST" and bool(lost), timeout=30_000):
        again.goto(f"/staff/events/{fair.slug}/reviews/")
    expect(again.locator("[data-waiting]")).to_be_visible()
    held[0].continue_()
    expect(again.locator("[data-waiting]")).to_be_hidden(timeout=30_000)

    assert lost == [200]
    assert arrived(fair) == [(fair.ids[0], "Istimewa.", {5}, ReviewState.SENT)]
    assert fair.audited().count("review.sent") == 1


def test_what_is_sent_while_an_earlier_review_is_on_its_way_is_sent(fair, phone: Page) -> None:
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if route.request.method == "POST" and not held:
            held.append(route)
        else:
            route.continue_()

    phone.context.set_offline(True)
    score(phone, fair, 4, "Yang pertama.")
    go_on(phone)
    at(phone, fair.codes[1])
    score(phone, fair, 3, "Yang kedua.")
    phone.route("**/reviews/*", hold_the_first)
    with phone.expect_request(lambda request: request.method == "POST"):
        phone.context.set_offline(False)
    go_on(phone)
    at(phone, fair.codes[2])
    expect(phone.locator("[data-waiting]")).to_contain_text("2 penilaian")
    held[0].continue_()

    expect(phone.locator("[data-waiting]")).to_be_hidden(timeout=30_000)
    assert [(one, state) for one, _, _, state in arrived(fair)] == [(one, ReviewState.SENT) for one in fair.ids[:2]]


def test_what_was_saved_elsewhere_is_not_overwritten_and_neither_is_lost(fair, phone: Page) -> None:
    phone.context.set_offline(True)
    score(phone, fair, 3, "Dari ponsel ini.")
    one, actor = fair.ids[0], fair.actor(0)
    fair.do(reviewing.save_draft, one, fair.writing(5, remark="Dari tablet."), revision=0, actor=actor)

    phone.context.set_offline(False)
    panel = phone.locator("[data-panel=conflict]")
    expect(panel).to_be_visible(timeout=30_000)
    expect(panel).to_contain_text("Dari ponsel ini.")
    expect(phone.locator("[name=remark]")).to_have_value("Dari tablet.")
    assert arrived(fair)[0][1] == "Dari tablet."
    panel.get_by_text("Pakai yang di ponsel ini").click()
    expect(phone.locator("[name=remark]")).to_have_value("Dari ponsel ini.")
    expect(phone.locator("[data-state]")).to_contain_text("Tersimpan", timeout=15_000)

    assert arrived(fair) == [(one, "Dari ponsel ini.", {3}, ReviewState.DRAFT)]


def test_a_review_that_is_refused_stays_on_the_phone(fair, phone: Page) -> None:
    phone.context.set_offline(True)
    score(phone, fair, 3, "Halus.")
    go_on(phone)
    at(phone, fair.codes[1])
    fair.recuse(0, fair.ids[0])

    phone.context.set_offline(False)
    expect(phone.locator("[data-panel=refused]")).to_contain_text(fair.codes[0], timeout=30_000)

    assert fair.reviews() == []
    kept = phone.evaluate(
        """async () => {
            const base = await new Promise((done) => {
                const request = indexedDB.open("eventreg");
                request.onsuccess = () => done(request.result);
            });
            const rows = base.transaction("drafts").objectStore("drafts").getAll();
            return await new Promise((done) => (rows.onsuccess = () => done(JSON.stringify(rows.result))));
        }"""
    )
    assert [one["code"] for one in json.loads(kept)] == [fair.codes[0]]


def test_keys_alone_bring_one_through_a_review(app, fair, new_context) -> None:
    page = open_as(app, new_context(), fair.emails[0])
    page.goto(f"/staff/events/{fair.slug}/reviews/{fair.codes[0]}")
    expect(page.locator("[data-ahead='3']")).to_be_attached()
    page.keyboard.press("d")
    expect(page.locator("[name=discuss]")).to_be_checked()
    for key in "543":
        page.keyboard.press(key)
    expect(page.locator("[name=remark]")).to_be_focused()
    page.keyboard.type("Rapi, kuat.")
    page.keyboard.press("Control+Enter")
    at(page, fair.codes[1])
    page.keyboard.press("ArrowRight")
    at(page, fair.codes[2])
    page.keyboard.press("Enter")
    expect(page.locator(".crit .error").first).to_have_text("Beri nilai.")
    at(page, fair.codes[2])
    expect(page.locator("[data-waiting]")).to_be_hidden()

    (review,) = fair.reviews()
    assert [score.score for score in sorted(review.scores, key=lambda one: one.criterion_id)] == [5, 4, 3]
    assert (review.remark, review.discuss, review.state) == ("Rapi, kuat.", True, ReviewState.SENT)
