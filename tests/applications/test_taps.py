"""How many taps it takes a known business to apply to the next event, counted by its phone.

`docs/guide/forms.md` tells the same numbers: a test fails where it tells others.
"""

import re

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from eventreg.applications import service
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.applications.service import Details
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM
from eventreg.events import service as events
from eventreg.events.models import Event
from eventreg.events.rules import EventKind
from eventreg.questions import service as forms
from eventreg.questions.rules import Condition, Kind, Question
from tests.browser.people import open_as
from tests.factories.applications import make_shown_product
from tests.factories.businesses import make_business
from tests.factories.consents import agree
from tests.factories.events import DAY, days, make_event
from tests.factories.people import actor_of, make_person
from tests.questions.guide import take
from tests.support.tree import ROOT

MOST = 6
SRI = "sri@demo.test"
PHONE = {"viewport": {"width": 360, "height": 740}, "has_touch": True}
WHY = "Kami membuat batik tulis dengan pewarna alam sejak tiga generasi."
POWER = Question("power", Kind.YES_NO, "Perlu listrik tambahan?")
WATT = Question("watt", Kind.NUMBER, "Berapa watt?", condition=Condition("power", ("yes",)))
KNOWN = [
    Question("why", Kind.LONG_TEXT, "Mengapa Anda ingin ikut?"),
    Question("shown", Kind.PRODUCTS, "Produk yang Anda tampilkan"),
    Question("rules", Kind.TERMS, "Tata tertib", text_id="Stan tidak boleh dijual lagi."),
]
# What the new event asks beyond that, whether it lets people choose sessions, and the taps that it takes.
TAPS = {
    "tidak ada pertanyaan baru": ([], False, 4),
    "satu pertanyaan baru": ([POWER, WATT], False, 5),
    "satu pertanyaan baru dan pilihan sesi": ([POWER, WATT], True, 6),
}
# What comes down on the screen, not what the browser makes of it: a tap on a label is two clicks, but one tap. The
# test's finger is a mouse: one that rests too long on a busy machine would be no tap.
COUNT_TAPS = """
    addEventListener("pointerdown", (event) => {
        if (event.isTrusted) sessionStorage.taps = Number(sessionStorage.taps ?? 0) + 1;
    }, true);
"""


def make_fair(title: str, new: list[Question], *, chooses: bool) -> Event:
    """An exhibition that asks what is usual, and this; the test holds the unit of work."""
    begins = (clock.now() + 10 * DAY).replace(hour=2, minute=0)  # at nine in WIB
    event = make_event(title=title, kind=EventKind.EXHIBITION, passes=2, sessions=days(begins, begins + DAY))
    forms.save(event.form_id or 0, [KNOWN[0], *new, *KNOWN[1:]], actor=SYSTEM, now=clock.now())
    forms.publish(event.form_id or 0, actor=SYSTEM, now=clock.now())
    events.change(event.id, {"choose_sessions": chooses}, actor=SYSTEM, now=clock.now())
    return event


@pytest.fixture
def known(app) -> None:
    """A business that sent an application to an earlier exhibition."""
    with app.app_context(), unit_of_work():
        earlier = make_fair("Pekan Batik", [], chooses=False)
        sri = make_person(SRI, "Sri Wahyuni")
        business = make_business(sri, name="Batik Lintang")
        product = make_shown_product(business, sri)
        agree(sri.id, "registration")
        db.session.flush()
        details = Details({"why": WHY, "shown": [product.id], "rules": True})
        service.submit(earlier.id, business.id, details, actor=actor_of(sri), now=clock.now())


@pytest.mark.parametrize("case", TAPS)
def test_a_known_business_applies_again_in_six_taps_at_most(app, known, new_context, case) -> None:
    """From the event's page to the application's number; the profile is looked at, the terms are agreed to anew."""
    new, chooses, expected = TAPS[case]
    with app.app_context(), unit_of_work():
        slug = make_fair("Gelar Kriya", new, chooses=chooses).slug
    phone = open_as(app, new_context(**PHONE), SRI)
    phone.context.add_init_script(COUNT_TAPS)
    phone.goto(f"/events/{slug}/")

    phone.locator(f".sticky a[href$='/{slug}/apply']").click()
    expect(phone.get_by_role("heading", name="Batik Lintang")).to_be_visible()
    phone.wait_for_load_state()
    phone.locator("section:not([hidden]) [name=to][value=next]").click()
    answer_what_is_new(phone, asks=bool(new), chooses=chooses)
    if new and chooses:
        phone.evaluate("scrollTo(0, 0)")
        take(phone, "12-daftar-lagi")
    expect(phone.locator("[data-summary]")).to_contain_text(WHY)
    phone.locator("[name=q-rules]").click()
    phone.locator("[name=to][value=send]").click()
    phone.wait_for_url("**/me/applications/*")

    taps = int(phone.evaluate("sessionStorage.taps"))
    assert taps == expected
    assert taps <= MOST
    with app.app_context():
        sent = db.session.scalars(select(Application).order_by(Application.id.desc())).first()
        assert sent is not None
        assert sent.status is Status.SUBMITTED
        assert (sent.answers["why"], sent.answers.get("power")) == (WHY, False if new else None)
        assert len(sent.sessions) == (1 if chooses else 0)


def answer_what_is_new(phone: Page, *, asks: bool, chooses: bool) -> None:
    """It stands on the page that sends; what its answer may bring up comes there too."""
    expect(phone.locator("[name=to][value=send]")).to_be_visible()
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360
    expect(phone.locator("[data-question=power]")).to_have_count(1 if asks else 0)
    if asks:
        phone.locator("[data-question=power]").get_by_text("Tidak", exact=True).click()
        expect(phone.locator("[data-question=watt]")).to_be_hidden()
    if chooses:
        phone.locator("#sessions label").first.click()


def test_the_guide_tells_the_taps_that_are_counted() -> None:
    guide = (ROOT / "docs" / "guide" / "forms.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| ([^|]+) \| (\d) ketukan \|$", guide, re.MULTILINE))

    assert told == {case: str(taps) for case, (_new, _chooses, taps) in TAPS.items()}
