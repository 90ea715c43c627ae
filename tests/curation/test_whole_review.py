"""Thirty applications from handing out to the minutes, in browsers: three phones, and a screen on the wall.

The guide's pictures are taken on the way: see `tests/questions/guide.py`.
"""

import re
from collections import Counter
from functools import partial
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from playwright.sync_api import Locator, Page, expect
from pypdf import PdfReader

from tests.browser.people import open_as
from tests.curation.thirty import CURATORS, Thirty
from tests.questions import guide

PHONE = {"width": 360, "height": 740}
EVENT = f"/staff/events/{Thirty.slug}"
WHY = "Sudah diwakili usaha lain dari keluarga yang sama."
DOTS_A_POINT = 1.3
take = partial(guide.take, guide="curation")


@pytest.fixture
def fair(app) -> Thirty:
    return Thirty(app)


@pytest.mark.environ(EVENTREG_ENV="demo")
def test_thirty_applications_are_reviewed_on_phones_and_decided_in_two_meetings(app, fair, new_context):
    desk = open_as(app, new_context(), "panitia@demo.test")
    hand_out(desk)
    phones = [open_as(app, new_context(viewport=PHONE, has_touch=True), f"{one}@demo.test") for one in CURATORS]
    lost = stay_away(phones[0])
    abstain(phones[1])
    for number, phone in enumerate(phones):
        review_all(phone, fair, number)
    assert all(len(totals) == 2 for totals in fair.given.values())
    expect(phones[0].locator(f"a[href$='/{lost}']")).to_have_count(0)
    read_the_ranking(desk, fair)

    fair.let_days_pass(8)
    wall = open_as(app, new_context(), "komite1@demo.test")
    first_meeting(wall, fair)
    fair.let_days_pass(1)
    assert set(fair.statuses().values()) == {"submitted"}
    second_meeting(wall, fair)
    approve(open_as(app, new_context(), "komite2@demo.test"))
    let_go_out(wall, fair)
    read_the_minutes(wall, fair)
    read_the_outcome(open_as(app, new_context(viewport=PHONE, has_touch=True), "sri@demo.test"), fair.codes[0])


# ---- Reviewing -------------------------------------------------------------------------------------------------------


def hand_out(desk: Page) -> None:
    """The organiser looks at rubric and phases, and hands out: twenty to each."""
    desk.goto(f"{EVENT}/curation/")
    take(desk, "1-aturan")
    desk.goto(f"{EVENT}/curation/phases")
    take(desk, "2-tahap")
    desk.goto(f"{EVENT}/reviewers/")
    desk.get_by_role("button", name="Bagikan").click()
    shares = desk.locator("table.cards tbody tr td:nth-child(2)")
    expect(shares).to_have_text(["20", "20", "20"])
    take(desk, "3-bagikan")


def stay_away(phone: Page) -> str:
    """A curator who supplies the first business of theirs no longer finds it; its code."""
    phone.goto(f"{EVENT}/reviews/")
    take(phone, "4-meja")
    phone.get_by_role("link", name="Mulai menilai").click()
    code = phone.locator("[data-code]").get_attribute("data-code") or ""
    take(phone, "5-nilai")
    phone.get_by_role("link", name="Saya punya benturan kepentingan").click()
    phone.get_by_label("Pemasok").check()
    take(phone, "7-benturan")
    phone.get_by_role("button", name="Saya tidak menilai usaha ini").click()
    expect(phone.locator("main .flash")).to_be_visible()
    away = phone.goto(f"{EVENT}/reviews/{code}")
    assert away
    assert away.status == 404
    return code


def abstain(phone: Page) -> None:
    """From the second: the first is what the other stays away from."""
    phone.goto(f"{EVENT}/reviews/")
    phone.locator("a.who").nth(1).click()
    phone.get_by_role("link", name="Abstain").click()
    phone.get_by_role("button", name="Abstain").click()
    expect(phone.locator("main .flash")).to_be_visible()


def review_all(phone: Page, fair: Thirty, number: int) -> None:
    """The first by taps, the others by keys; each is kept on the phone and sent while the next is shown."""
    phone.goto(f"{EVENT}/reviews/")
    phone.locator("main .btn[href*='/reviews/']").first.click()
    phone.wait_for_selector("[data-ahead]", state="attached")
    codes = phone.locator("[data-desk]").evaluate("desk => JSON.parse(desk.dataset.queue)")
    for at, code in enumerate(codes):
        expect(phone.locator("[data-desk]")).to_have_attribute("data-code", code)
        scores = fair.scores(number, code)
        if at == 0:
            for criterion, score in zip(phone.locator(".crit").all(), scores, strict=True):
                criterion.locator("label", has_text=score).click()
            phone.locator("[name=remark]").fill("Rapi, motifnya berakar di Pekalongan.")
            if number == 0:
                take(phone, "6-dinilai")
        else:
            expect(phone.locator("[data-desk] h1")).to_be_focused()
            phone.keyboard.type(scores)
            expect(phone.locator("[name=remark]")).to_be_focused()
            phone.keyboard.insert_text("Rapi, motifnya berakar di Pekalongan.")
        if at == 3:
            phone.get_by_label("Bahas di rapat").check()
        # a click: what a busy machine makes of a finger that rests too long is a press, which does nothing
        phone.get_by_role("button", name="Simpan & berikutnya").click()
        fair.count(code, scores)
    phone.wait_for_url(f"**{EVENT}/reviews/")
    expect(phone.get_by_role("heading", name="Semua sudah dinilai")).to_be_visible()


# ---- The ranking -----------------------------------------------------------------------------------------------------


def results_on(page: Page) -> list[tuple[str, str]]:
    """Code and result of each row, from the top."""
    rows = page.locator(".ranks tbody tr:not([data-cut])").all_inner_texts()
    found = [(re.search(r"PKJ\d+-\d{4}", row), re.search(r"\b\d+,\d\b", row)) for row in rows]
    return [(code[0], result[0]) for code, result in found if code and result]


def read_the_ranking(desk: Page, fair: Thirty) -> None:
    """The organiser reads the points that the test reckoned by itself, the best first."""
    desk.goto(f"{EVENT}/ranking/")
    shown = results_on(desk)
    expected = fair.results()
    assert len(shown) >= 25
    assert all(expected[code] == result for code, result in shown)
    points = [float(result.replace(",", ".")) for _, result in shown]
    assert points == sorted(points, reverse=True)
    assert points[0] == max(float(result.replace(",", ".")) for result in expected.values())
    expect(desk.get_by_text("bertentangan").first).to_be_visible()
    take(desk, "8-peringkat")


# ---- The meetings ----------------------------------------------------------------------------------------------------


def open_meeting(wall: Page, number: int) -> None:
    wall.goto(f"{EVENT}/meetings/")
    wall.locator("[name=place]").fill("Aula Museum Batik")
    wall.get_by_role("button", name="Buka rapat").click()
    expect(wall.get_by_text(f"Rapat {number} berlangsung")).to_be_visible()


def row_of(wall: Page, place: int) -> Locator:
    """The row at this place of the ranking, from 1."""
    return wall.locator(".ranks tbody tr[data-code]").nth(place - 1)


def numbers(wall: Page) -> list[str]:
    """How many are pending: accepted, waiting, not selected, undecided."""
    return wall.locator("[data-refresh=pending] .numbersrow b").all_text_contents()


def first_meeting(wall: Page, fair: Thirty) -> None:
    """The line is dragged to after sixteen; Sri and another are decided by hand, with a reason."""
    open_meeting(wall, 1)
    shown = results_on(wall)
    assert dict(shown) == fair.results()
    take(wall, "9-rapat")
    wall.locator("#below").select_option("waitlisted")
    drag_to(wall, 16)
    assert numbers(wall) == ["16", "14", "0", "0"]
    by_hand(wall, wall.locator(f"#{fair.codes[0]}"), "Belum lolos", WHY)
    by_hand(wall, row_of(wall, 18), "Terima", "Satu-satunya dari kecamatannya.")
    assert numbers(wall) == ["16", "13", "1", "0"]
    take(wall, "10-garis")
    wall.get_by_role("link", name="Hadirin dan catatan").click()
    wall.get_by_label("Laila Zuhri").check()
    wall.locator("[name=notes]").fill("Urutan 17 sampai 20 dilihat langsung sebelum rapat berikutnya.")
    wall.get_by_role("button", name="Catat").click()
    wall.get_by_role("button", name="Akhiri rapat").click()
    expect(wall.locator("main .flash").first).to_be_visible()


def drag_to(wall: Page, place: int) -> None:
    handle = wall.locator("[data-handle]")
    expect(handle).to_have_role("slider")  # it can be dragged by now
    handle.evaluate("handle => handle.scrollIntoView({block: 'center', behavior: 'instant'})")
    here, there = handle.bounding_box(), row_of(wall, place + 1).bounding_box()
    assert here
    assert there
    wall.mouse.move(here["x"] + 40, here["y"] + here["height"] / 2)
    wall.mouse.down()
    wall.mouse.move(there["x"] + 40, there["y"] + 4, steps=8)
    expect(wall.locator("[data-cut-words]")).to_have_text(f"Garis setelah {place} dari 30")
    wall.mouse.up()
    expect(wall.locator("[data-refresh=pending] .numbersrow b").first).to_have_text(str(place))


def by_hand(wall: Page, row: Locator, verdict: str, reason: str) -> None:
    row.locator("summary").click()
    row.locator("textarea").fill(reason)
    row.get_by_role("button", name=verdict, exact=True).click()
    expect(row.get_by_role("button", name=verdict, exact=True)).to_have_attribute("aria-pressed", "true")
    expect(row.locator("summary")).to_contain_text(reason)


def second_meeting(wall: Page, fair: Thirty) -> None:
    """Another day what was pending is there still; the first of the committee approves it."""
    open_meeting(wall, 2)
    assert numbers(wall) == ["16", "13", "1", "0"]
    expect(wall.locator(f"#{fair.codes[0]}").locator("summary")).to_contain_text(WHY)
    approve(wall)
    expect(wall.get_by_role("button", name="Konfirmasi dan kirim semua")).to_be_disabled()
    take(wall, "11-kirim")


def approve(wall: Page) -> None:
    wall.goto(f"{EVENT}/meeting/")
    wall.get_by_role("link", name="Periksa dan kirim keputusan").click()
    wall.get_by_role("button", name="Saya menyetujui daftar ini").click()
    expect(wall.locator("section[aria-labelledby=approved]")).to_contain_text("disetujui")


def let_go_out(wall: Page, fair: Thirty) -> None:
    """Approved by two, all of it goes out at once."""
    wall.reload()
    wall.get_by_role("button", name="Konfirmasi dan kirim semua").click()
    expect(wall.locator("main .flash").first).to_be_visible()
    assert Counter(fair.statuses().values()) == {"confirmed": 16, "waitlisted": 13, "rejected": 1}
    assert Counter(fair.messages()) == {
        "application_confirmed": 16,
        "application_waitlisted": 13,
        "application_rejected": 1,
    }


def read_the_minutes(wall: Page, fair: Thirty) -> None:
    """The second meeting's PDF tells who was there, each decision, and who approved."""
    wall.goto(f"{EVENT}/meetings/2")
    with wall.expect_download() as download:
        wall.get_by_role("button", name="Berita acara (PDF)").click()
    assert download.value.suggested_filename == f"berita-acara-{fair.slug}-2.pdf"
    paper = Path(download.value.path()).read_bytes()
    first = pypdfium2.PdfDocument(paper)[0].render(scale=DOTS_A_POINT).to_pil()
    guide.keep(first.convert("RGB"), "12-berita-acara", guide="curation")
    pages = PdfReader(BytesIO(paper)).pages
    text = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages))
    assert all(code in text for code in fair.codes)
    assert all(name in text for name in ("Aula Museum Batik", "Hartono", "Laila Zuhri", WHY))
    assert all(result in text for result in fair.results().values())


def read_the_outcome(phone: Page, code: str) -> None:
    """Sri reads the reason, the criteria's averages, and how to object."""
    phone.goto("/me/")
    phone.locator(f"a[href$='/me/applications/{code}']").first.click()
    expect(phone.locator("main")).to_contain_text(WHY)
    expect(phone.locator("main")).to_contain_text("Mutu dan pengerjaan")
    expect(phone.get_by_text("keberatan").first).to_be_visible()
    take(phone, "13-hasil")
