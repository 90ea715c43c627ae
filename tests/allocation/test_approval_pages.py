"""What staff see and press until a plan is published, and afterwards; and what the exhibitor reads."""

from urllib.parse import parse_qs, urlsplit

import pytest

from eventreg.accounts.models import SignedInDevice
from eventreg.accounts.trust import FRESH
from eventreg.applications import service as applications
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.booths import placing
from eventreg.booths.drawing import BoothState
from eventreg.core import clock
from eventreg.core.db import db
from eventreg.core.permissions import Role
from tests.allocation.hall import Hall
from tests.factories.people import new_totp, sign_in

pytestmark = pytest.mark.sqlite_only
BUTTONS = ("Usulkan rencana ini", "Saya menyetujui rencana ini", "Terbitkan dan kirim semua tawaran")


@pytest.fixture
def hall(app):
    return Hall(app)


def pressed(page):
    return [words for words in BUTTONS if words in page.text]


def test_the_way_of_a_plan_to_the_public_by_its_pages(hall, visitor):
    page = f"/staff/events/{hall.slug}/booth-plan/1/approval"
    organiser, one, other = (
        sign_in(visitor(), email) for email in ("panitia@contoh.id", "komite1@contoh.id", "komite2@contoh.id")
    )
    guest = sign_in(visitor(), hall.emails[0])
    seen = {"digest": hall.digest()}

    shown = organiser.get(page)
    assert pressed(shown) == [BUTTONS[0]]
    assert "Batik ke-1" in shown.text
    assert organiser.post(page.replace("approval", "proposal"), **seen).status_code == 302
    assert pressed(organiser.get(page)) == [], "others approve it, and nothing is published before"
    assert organiser.post(page.replace("approval", "publication"), **seen).status_code == 422
    assert pressed(one.get(page)) == [BUTTONS[1]]
    stale = one.post(page.replace("approval", "approvals"), digest="0" * 64)
    assert (stale.status_code, "berubah" in stale.text) == (409, True)
    for member in (one, other):
        assert member.post(page.replace("approval", "approvals"), **seen).status_code == 302
    assert "Komite 2" in organiser.get(page).text
    assert "Stan Anda" not in guest.get(f"/me/applications/{hall.codes[0]}").text
    assert hall.messages() == []

    assert pressed(organiser.get(page)) == [BUTTONS[2]]
    assert organiser.post(page.replace("approval", "publication"), **seen).status_code == 302
    assert pressed(organiser.get(page)) == []
    told = guest.get(f"/me/applications/{hall.codes[0]}").text
    for words in (
        "Stan Anda: A-01",
        "pilihan pertama",
        "Rp750.000",
        "Belum dibayar",
        f"/events/{hall.slug}/map?q=A-01#stan-a-01",
    ):
        assert words in told
    assert "Batik ke-1" in visitor().get(f"/events/{hall.slug}/map").text


def test_what_has_changed_is_named_on_the_page(hall, visitor):
    hall.propose()
    hall.approve(0, 1)
    hall.step(1, applications.withdraw, reason="Sakit")
    page = f"/staff/events/{hall.slug}/booth-plan/1"
    organiser = sign_in(visitor(), "panitia@contoh.id")
    answer = organiser.post(f"{page}/publication", digest=hall.digest())
    assert answer.status_code == 409
    assert f"Batik ke-1 ({hall.codes[0]})" in answer.text
    assert pressed(answer) == []


def test_fees_are_marked_by_the_treasurer_and_an_unpaid_booth_is_not_let_go_early(hall, visitor):
    hall.published()
    hall.step(1, applications.confirm)
    page = f"/staff/events/{hall.slug}/booth-plan/offers"
    treasurer, organiser = sign_in(visitor(), "bendahara@contoh.id"), sign_in(visitor(), "panitia@contoh.id")
    first = f"{page}/{hall.codes[0]}"
    assert "Tandai sudah dibayar" in treasurer.get(page).text
    assert "Tandai sudah dibayar" not in organiser.get(page).text
    assert organiser.post(f"{first}/payment", receipt="KW-1").status_code == 403
    missing = treasurer.post(f"{first}/payment", receipt="")
    assert (missing.status_code, "Tulis nomor kuitansi" in missing.text) == (422, True)
    early = organiser.post(f"{first}/lapse", reason="Belum dibayar")
    assert (early.status_code, "Belum dibayar" in early.text) == (422, True)
    assert treasurer.post(f"{first}/payment", receipt="KW-1").status_code == 302
    assert "KW-1" in treasurer.get(f"{page}?shown=paid").text
    assert "Batik ke-1" not in treasurer.get(f"{page}?shown=unpaid").text
    assert treasurer.post(f"{first}/mistake", reason="Salah baris").status_code == 302
    assert "Batik ke-1" in treasurer.get(f"{page}?shown=unpaid&q=ke-1").text


def test_whoever_confirmed_may_agree_to_be_moved_and_staff_repair_what_came_free(hall, visitor):
    hall.published()
    hall.step(1, applications.confirm)
    own = f"/me/applications/{hall.codes[0]}"
    guest = sign_in(visitor(), hall.emails[0])
    assert "Saya setuju dipindahkan" in guest.get(own).text
    assert guest.post(f"{own}/booth-move", agrees="1").status_code == 302
    assert "Saya setuju dipindahkan" not in guest.get(own).text
    assert sign_in(visitor(), hall.emails[1]).post(f"{own}/booth-move", agrees="1").status_code == 404

    page = f"/staff/events/{hall.slug}/booth-plan/offers"
    organiser = sign_in(visitor(), "panitia@contoh.id")
    assert "Perbaiki rencana" not in organiser.get(page).text
    hall.step(2, applications.decline)
    assert "1 stan kosong" in organiser.get(page).text
    answer = organiser.post(page.replace("offers", "repair"))
    assert answer.location.endswith(f"/staff/events/{hall.slug}/booth-plan/2/run")


def test_approval_is_for_the_committee_of_the_event(hall, visitor):
    page = f"/staff/events/{hall.slug}/booth-plan/1"
    hall.propose()
    other = sign_in(visitor(), "kurator@contoh.id", Role.CURATOR)
    assert other.get(f"{page}/approval").status_code == 403
    treasurer = sign_in(visitor(), "bendahara@contoh.id")
    assert pressed(treasurer.get(f"{page}/approval")) == []
    assert treasurer.post(f"{page}/approvals", digest=hall.digest()).status_code == 403


def test_an_approval_takes_a_second_factor_shown_just_now(hall, visitor):
    page, email = f"/staff/events/{hall.slug}/booth-plan/1", "komite1@contoh.id"
    hall.propose()
    member, seen = sign_in(visitor(), email), hall.digest()
    with hall.inside():
        for device in db.session.scalars(db.select(SignedInDevice)):
            device.factor_at = clock.now() - FRESH
    with hall.app.app_context():
        totp = new_totp(email)
    opened = member.get(f"{page}/approval")
    assert pressed(opened) == []
    assert "Tunjukkan faktor kedua saya" in opened.text

    sent = member.post(f"{page}/approvals", digest=seen)
    assert sent.location.startswith("/sign-in/second-step?next=")
    assert hall.lacking() == 2, "it doesn't count yet"
    there = parse_qs(urlsplit(sent.location).query)["next"][0]
    back = member.post("/sign-in/second-step", next=there, code=totp.at(clock.now())).location
    assert back.startswith(f"{page}/approval?seen={seen}")
    shown = member.get(back)
    assert pressed(shown) == [BUTTONS[1]]
    assert "seperti yang Anda lihat" in shown.text
    assert "berubah" in member.get(f"{page}/approval?seen={'0' * 64}").text
    assert member.post(f"{page}/approvals", digest=seen).status_code == 302
    assert hall.lacking() == 1


def test_a_booth_that_was_given_by_hand_is_named_to_its_owner(hall, visitor):
    now, own = clock.now(), f"/me/applications/{hall.codes[0]}"
    with hall.inside():
        db.session.get_one(Application, hall.ids[0]).status = Status.CONFIRMED
        placing.place(hall.event_id, hall.ids[0], "a-02", actor=hall.organiser, now=now)
    guest = sign_in(visitor(), hall.emails[0])
    told = guest.get(own).text
    for words in ("Stan Anda: A-02", "belum pasti", f"/events/{hall.slug}/map?q=A-02#stan-a-02"):
        assert words in told
    assert "iaya" not in told, "nothing was offered, so nothing is to be paid"
    assert "Saya setuju dipindahkan" not in told
    with hall.inside():
        placing.set_state(hall.event_id, hall.ids[0], "a-02", BoothState.CONFIRMED, actor=hall.organiser, now=now)
    assert "belum pasti" not in guest.get(own).text
    with hall.inside():
        placing.release(hall.event_id, hall.ids[0], "a-02", actor=hall.organiser, now=now)
    assert "Stan Anda" not in guest.get(own).text
