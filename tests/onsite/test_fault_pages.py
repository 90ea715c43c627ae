"""The pages of the fault desk, of the exhibitor's report, and of the booth behind a sign's code."""

import pytest

from eventreg.booths import service as floor
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events import queries as events
from tests.factories.booths import booth
from tests.factories.catalogue import make_exhibitor
from tests.factories.onsite import make_fair_at_work
from tests.factories.people import sign_in
from tests.support.visitor import soup

pytestmark = pytest.mark.sqlite_only
DESK = "/staff/events/pekan-batik/at-the-booths/faults"
BOOTH = "/events/pekan-batik/booths/a-01"


@pytest.fixture
def fair(app):
    """Codes, addresses and names of the exhibitors of A-01 and A-02; whoever has A-02 isn't named to others."""
    with app.app_context(), unit_of_work():
        event, [first] = make_fair_at_work(1)
        floor.put_booth(event.id, booth("A-02", x=3, zone="A"), actor=SYSTEM, now=clock.now())
        made = [first, make_exhibitor(event.id, "a-02", agrees=False)]
        return [(one.code, one.applicant.email, one.business.name) for one in made]


@pytest.fixture
def budi(fair, visitor):
    return sign_in(visitor(), "budi@contoh.id", Role.DOOR_VOLUNTEER)


def report(visitor, code, **fields):
    return visitor.post(
        f"/me/applications/{code}/at-the-fair/faults/new", **{"booth": "a-01", "kind": "power", **fields}
    )


def seen_on(page):
    """How a fault stands for whoever reads its page."""
    return soup(page).select_one("[name=seen]")["value"]


def test_from_report_to_answer_and_back_as_each_sees_it(fair, visitor, budi):
    code, email, business = fair[0]
    sri = sign_in(visitor(), email)
    own = f"/me/applications/{code}/at-the-fair"
    assert "jangan sentuh apa pun" in sri.get(f"{own}/faults/new").text

    assert report(sri, code, text="Stopkontak mati").status_code == 302
    assert "Dilaporkan" in sri.get(own).text
    assert "1 kerusakan di stan Anda belum beres" in sri.get(f"/me/applications/{code}").text
    board = budi.get("/staff/events/pekan-batik/at-the-booths").text
    assert "1 terbuka, 0 di antaranya sedang ditangani" in board
    assert "1 berbahaya: listrik atau bocor" in board
    desk = budi.get(DESK)
    assert business in desk.text
    budi.post(f"{DESK}/1/taking", seen=seen_on(desk))
    assert "Ditangani" in sri.get(own).text
    seen = seen_on(budi.get(f"{DESK}/1"))
    refused = budi.post(f"{DESK}/1/answer", seen=seen, text=" ")
    assert refused.status_code == 422
    assert "Tulis singkat apa yang sudah dikerjakan." in refused.text
    budi.post(f"{DESK}/1/answer", seen=seen, text="Kabel diganti")
    assert "Kabel diganti" in sri.get(own).text
    assert "Tidak ada yang rusak" in budi.get(DESK).text
    assert "Kabel diganti" in budi.get(f"{DESK}/1").text

    seen = seen_on(sri.get(f"{own}/faults/1/reopening"))
    assert sri.post(f"{own}/faults/1/reopening", seen=seen, text="masih mati").status_code == 302
    assert "masih mati" in budi.get(DESK).text
    assert "masih mati" in budi.get(f"{DESK}/list").text


def test_whoever_was_slower_reads_who_has_it_and_keeps_the_words(fair, visitor, budi):
    code, email, _name = fair[0]
    report(sign_in(visitor(), email), code)
    ani = sign_in(visitor(), "ani@contoh.id", Role.DOOR_VOLUNTEER)
    seen = seen_on(budi.get(f"{DESK}/1"))
    ani.post(f"{DESK}/1/taking", seen=seen)

    late = budi.post(f"{DESK}/1/answer", seen=seen, text="Sekring diganti")

    assert late.status_code == 422
    assert "Orang lain lebih cepat." in late.text
    assert "Sekring diganti" in late.text
    assert budi.post(f"{DESK}/1/answer", seen=seen_on(late), text="Sekring diganti").status_code == 302
    assert "Orang lain lebih cepat." in budi.post(f"{DESK}/1/taking", seen=seen, follow=True).text


def test_what_is_reported_already_is_shown_before_it_is_reported_again_and_nothing_typed_is_lost(fair, visitor, budi):
    code, email, _name = fair[0]
    sri = sign_in(visitor(), email)
    report(sri, code, text="Stopkontak mati")

    again = budi.post(f"{DESK}/new", booth="a-01", kind="power", text="Lampu mati semua")

    assert again.status_code == 422
    assert "Stopkontak mati" in again.text
    assert "Lampu mati semua" in again.text
    button = soup(again).select_one("form button[formaction$='/confirmation']")
    budi.post(button["formaction"])
    assert "1 orang lain juga melihat" in budi.get(DESK).text
    budi.post(f"{DESK}/new", booth="A-01", kind="power", text="Lampu mati semua", another="1")
    assert "Lampu mati semua" in budi.get(DESK).text


def test_a_booth_that_does_not_exist_and_a_report_without_words_are_told_beside_the_fields(fair, visitor, budi):
    wrong = budi.post(f"{DESK}/new", booth="Z-99", kind="other", text="")
    assert "Tulis singkat apa yang rusak." in wrong.text
    assert "Tidak ada stan dengan nomor ini." in budi.post(f"{DESK}/new", booth="Z-99", kind="leak").text
    assert "Pilih apa yang rusak." in budi.post(f"{DESK}/new", booth="a-01").text


def test_a_booths_number_is_understood_however_it_is_written_in_haste(fair, budi):
    for typed, kind in (("a2", "leak"), ("A 02", "power"), (" a-2 ", "light")):
        budi.post(f"{DESK}/new", booth=typed, kind=kind)
    assert [row.get_text() for row in soup(budi.get(DESK)).select("h2 .num, h3 .num")].count("A-02") == 3
    assert len(soup(budi.get(DESK, q="a2")).select("h2 .num, h3 .num")) == 3


def test_who_only_reads_the_board_sees_the_desk_and_can_do_nothing_there(fair, visitor):
    code, email, _name = fair[0]
    report(sign_in(visitor(), email), code)
    auditor = sign_in(visitor(), "auditor@contoh.id", Role.AUDITOR)

    assert soup(auditor.get(DESK)).select("main form[method=post]") == []
    assert soup(auditor.get(f"{DESK}/1")).select("main form[method=post]") == []
    assert auditor.post(f"{DESK}/1/taking", seen="reported-0").status_code == 403


def test_behind_the_code_of_a_sign_everybody_finds_who_agreed_and_workers_whoever_is_there(fair, client, visitor, budi):
    (code, email, named), (_code, quiet, hidden) = fair
    assert named in client.get(BOOTH).text
    assert hidden not in client.get("/events/pekan-batik/booths/a-02").text
    assert hidden in budi.get("/events/pekan-batik/booths/a-02").text
    assert hidden in sign_in(visitor(), quiet).get("/events/pekan-batik/booths/a-02").text

    own = sign_in(visitor(), email).get(BOOTH).text
    assert f"/me/applications/{code}/at-the-fair/faults/new?booth=a-01" in own
    assert "Untuk petugas" not in own
    assert f"{DESK}/new?booth=a-01" in budi.get(BOOTH).text
    assert "at-the-fair" not in client.get(BOOTH).text
    assert client.get("/events/pekan-batik/booths/z-99").status_code == 404


def test_before_the_plan_is_public_the_page_of_a_booth_is_for_staff_and_its_exhibitor(app, fair, client, visitor, budi):
    with app.app_context(), unit_of_work():
        event_id = events.find_id("pekan-batik")
        floor.unpublish(event_id, actor=SYSTEM, now=clock.now())
    other = sign_in(visitor(), fair[1][1])

    assert [one.get(BOOTH).status_code for one in (client, other, budi)] == [404, 404, 200]
    assert sign_in(visitor(), fair[0][1]).get(BOOTH).status_code == 200
