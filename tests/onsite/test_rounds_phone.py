"""A round in a browser: what is tapped without signal is kept on the phone, and is on the server once."""

from datetime import timedelta

from playwright.sync_api import Route, expect

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from eventreg.events.models import EventSession
from eventreg.onsite.models import BoothSeen
from tests.browser.people import open_as
from tests.factories.onsite import make_fair_at_work
from tests.factories.people import make_person

WALK = "/staff/events/pekan-batik/at-the-booths/rounds/walk"


class Signal:
    """The way to the server: `none`, `answer lost` (once, then it is fine), or `fine`."""

    def __init__(self):
        self.state, self.lost = "none", 0

    def __call__(self, route: Route):
        if self.state == "none":
            route.abort()
            return
        answer = route.fetch()
        if self.state == "answer lost":
            self.state, self.lost = "fine", self.lost + 1
            route.abort()
        else:
            route.fulfill(response=answer)


def a_fair(app):
    with app.app_context(), unit_of_work():
        event, _made = make_fair_at_work(3)
        db.session.query(EventSession).filter_by(event_id=event.id).delete()
        now = clock.now()
        day = {"starts_at": now - timedelta(hours=2), "ends_at": now + timedelta(hours=2)}
        db.session.add(EventSession(event_id=event.id, **day))
        make_person("relawan@contoh.id", "Rizal", Role.DOOR_VOLUNTEER)


def test_what_is_tapped_without_signal_is_kept_and_sent_once(app, new_context):
    a_fair(app)
    context, signal = new_context(viewport={"width": 360, "height": 740}), Signal()
    page = open_as(app, context, "relawan@contoh.id")
    page.route("**/rounds/sightings", signal)
    page.goto(WALK)
    first, second = (page.locator(f"[data-label={label}]") for label in ("A-01", "A-02"))
    state, progress = page.locator("[data-state]"), page.locator("[data-progress]")
    expect(state).to_contain_text("Semua sudah sampai di server")

    context.set_offline(True)
    first.get_by_role("button", name="Buka").click()
    expect(first.locator("[data-last]")).to_contain_text("di ponsel ini saja")
    second.locator("summary").click()
    second.get_by_label("Catatan: tulis dulu, lalu ketuk").fill("sepi")
    second.get_by_role("button", name="Tutup").click()
    expect(progress).to_have_text("2 dari 3 terlihat pada putaran ini")
    second.get_by_role("button", name="Batalkan").click()
    expect(second.locator("[data-last]")).to_contain_text("Dibatalkan")
    expect(progress).to_have_text("1 dari 3 terlihat pada putaran ini")
    expect(state).to_contain_text("3 tersimpan di ponsel ini")

    context.set_offline(False)
    page.reload()  # there is a page again, and still no way for what is kept
    expect(state).to_contain_text("3 tersimpan di ponsel ini")
    expect(first.locator("[data-last]")).to_contain_text("di ponsel ini saja")
    signal.state = "answer lost"
    expect(state).to_contain_text("Semua sudah sampai di server")
    expect(first.locator("[data-last]")).not_to_contain_text("di ponsel ini saja")
    expect(second.locator("[data-last]")).to_contain_text("Belum terlihat")

    assert signal.lost == 1
    with app.app_context():
        rows = db.session.query(BoothSeen).order_by(BoothSeen.id).all()
        told = [(row.booth.label, row.presence.value, row.note) for row in rows]
        assert told == [("A-01", "open", ""), ("A-02", "closed", "sepi"), ("A-02", "closed", "")]
        assert rows[2].key == f"-{rows[1].key}"
