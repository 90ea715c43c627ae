"""Visitors register without an account, keep a private link, and staff see who comes."""

import re
import uuid
import zipfile
from io import BytesIO

import pytest

from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from eventreg.events.models import Event
from eventreg.tickets.rules import TicketState
from tests.factories.people import sign_in
from tests.support.visitor import soup


def message(page):
    return " ".join(soup(page).select_one("main").get_text(" ").split())


def test_a_visitor_gets_a_ticket_and_a_link_at_once(fair, client):
    sent = client.post(fair.url, **fair.form(email="Ratmi@Contoh.id"))

    assert re.fullmatch(r"/visits/\d+-[0-9a-f]{32}", sent.location)
    page = client.get(sent.location)
    assert soup(page).select_one("svg.qr")
    assert soup(page).select_one("#link")["value"].endswith(sent.location)
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert page.headers["Cache-Control"] == "private, no-store"
    (ticket,) = fair.tickets()
    assert (ticket.holder, ticket.category, ticket.state) == ("Bu Ratmi", "Pengunjung, 3 orang", TicketState.VALID)
    assert fair.messages() == [("visit_ticket", "ratmi@contoh.id")]
    ticket_page = client.get(soup(page).select_one("a[href$='/pdf']")["href"].removesuffix("/pdf"))
    assert "Pengunjung, 3 orang" in ticket_page.text


def test_the_ticket_tells_its_own_day_alone(fair, client):
    page = client.get(f"/visits/{fair.register()}")
    token_page = client.get(soup(page).select_one("a[href$='/pdf']")["href"].removesuffix("/pdf"))
    calendar = client.get(soup(page).select_one("a[href$='/calendar']")["href"])

    assert soup(token_page).select_one("dl.facts dd").get_text().count("WIB") == 1
    assert calendar.text.count("BEGIN:VEVENT") == 1


def test_whoever_is_registered_already_is_asked_before_there_are_two_tickets(fair, client):
    fair.register(email="ratmi@contoh.id", party=2)
    sent = len(fair.messages())

    asked = client.post(fair.url, **fair.form(name="bu ratmi"))
    by_mail = client.post(fair.url, **fair.form(phone="", email="ratmi@contoh.id"))
    others = [{"phone": "0812 9999 0000"}, {"name": "Pak Ratmi"}, {"session": fair.today}]

    assert asked.status_code == by_mail.status_code == 422
    assert "Sudah pernah mendaftar" in message(asked)
    assert soup(asked).select_one("[name=name]")["value"] == "bu ratmi"
    assert "ratmi@contoh.id" not in asked.text
    assert "/visits/" not in asked.text
    assert len(fair.visits()) == 1
    assert len(fair.messages()) == sent
    assert [client.post(fair.url, **fair.form(**other)).status_code for other in others] == [302] * 3
    assert client.post(fair.url, **fair.form(again="1")).status_code == 302
    assert len(fair.visits()) == 5


@pytest.mark.sqlite_only
def test_a_ticket_is_sent_again_to_its_own_address_and_the_answer_tells_nobody_who_comes(fair, client, visitor):
    fair.register(email="ratmi@contoh.id")
    sent, url = len(fair.messages()), f"{fair.url}/ticket"
    stranger = visitor()

    there = client.post(url, **fair.form(email="orang@contoh.id"), follow=True)
    assert fair.messages()[sent:] == [("visit_ticket", "ratmi@contoh.id")]
    nobody = stranger.post(url, **fair.form(name="Tidak Ada"), follow=True)

    assert "Jika pendaftaran seperti itu ada" in message(there)
    assert message(there) == message(nobody)
    assert len(fair.messages()) == sent + 1
    assert fair.audited()[-1] == "visit.sent_again"
    assert [client.post(url, **fair.form()).status_code for _ in range(4)][-1] == 429


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": "  "}, "Tulis nama Anda."),
        ({"party": "6"}, "Dari 1 sampai 5 orang."),
        ({"party": "lima"}, "Tulis jumlahnya dengan angka"),
        ({"phone": ""}, "Tulis nomor WhatsApp atau alamat e-mail."),
        ({"phone": "12345"}, "Nomor WhatsApp tidak valid"),
        ({"email": "ratmi@"}, "Alamat e-mail ini tidak valid"),
        ({"agreed": ""}, "Centang ini"),
        ({"session": ""}, "Pilih hari."),
    ],
)
@pytest.mark.sqlite_only
def test_what_is_wrong_is_told_and_nothing_is_lost(fair, client, wrong, words):
    page = client.post(fair.url, **fair.form(**wrong))

    assert page.status_code == 422
    assert words in message(page)
    if "name" not in wrong:
        assert soup(page).select_one("[name=name]")["value"] == "Bu Ratmi"
    assert fair.visits() == []


def test_the_agreement_is_never_ticked_beforehand(fair, client):
    assert not soup(client.get(fair.url)).select_one("[name=agreed]").has_attr("checked")


def test_a_full_day_is_shown_as_full_and_the_other_is_offered(make_fair, client):
    fair = make_fair(quota=4)
    fair.register(party=4)

    page = soup(client.get(fair.url))
    assert page.select_one(f"[name=session][value='{fair.tomorrow}']").has_attr("disabled")
    assert page.select_one(f"[name=session][value='{fair.today}']").has_attr("checked")
    late = client.post(fair.url, **fair.form())

    assert late.status_code == 422
    assert "Tersisa 0 tempat pada hari ini." in message(late)
    assert len(fair.visits()) == 1


def test_sent_twice_is_one_visit_but_a_second_class_is_another(fair, client):
    attempt = str(uuid.uuid4())
    form = fair.form(school="SDN Kauman", party=40, attempt=attempt)
    first, again = client.post(f"{fair.url}/group", **form), client.post(f"{fair.url}/group", **form)
    other = client.post(f"{fair.url}/group", **form | {"name": "Pak Guru", "party": "35"})

    assert first.location == again.location != other.location
    assert [(visit.school, visit.party) for visit in fair.visits()] == [("SDN Kauman", 40), ("SDN Kauman", 35)]
    assert fair.tickets()[0].business_name == "SDN Kauman"


def test_whoever_cancelled_and_sends_the_page_of_before_again_has_places_again(fair, client):
    form = fair.form(attempt=str(uuid.uuid4()))
    first = client.post(fair.url, **form)
    client.post(f"{first.location}/cancellation")

    again, twice = client.post(fair.url, **form), client.post(fair.url, **form)

    assert first.location != again.location == twice.location
    assert [visit.cancelled_at is None for visit in fair.visits()] == [False, True]
    assert fair.tickets()[1].state is TicketState.VALID


def test_fewer_come_and_then_nobody(fair, client):
    path = f"/visits/{fair.register(party=5)}"

    assert client.post(f"{path}/party", party="6").status_code == 422
    assert client.post(f"{path}/party", party="2").status_code == 302
    assert fair.visits()[0].party == 2
    assert fair.tickets()[0].category == "Pengunjung, 2 orang"
    assert client.get(f"{path}/cancellation").status_code == 200
    assert fair.visits()[0].cancelled_at is None
    page = client.post(f"{path}/cancellation", follow=True)
    assert "Kunjungan ini dibatalkan" in message(page)
    assert not soup(page).select_one("svg.qr")
    assert fair.tickets()[0].state is TicketState.REVOKED
    assert client.post(f"{path}/party", party="1").status_code == 422
    assert fair.audited()[-2:] == ["ticket.revoked", "visit.cancelled"]


@pytest.mark.sqlite_only
def test_a_link_can_not_be_guessed(fair, client):
    key = fair.register()
    number, secret = key.split("-")

    assert client.get(f"/visits/{key}").status_code == 200
    for wrong in (
        number,
        f"{number}-",
        f"{number}-{secret[:-1]}",
        f"{number}-{'0' * 32}",
        f"7-{secret}",
        f"é-{secret}",
    ):
        assert client.get(f"/visits/{wrong}").status_code == 404


@pytest.mark.sqlite_only
def test_an_event_without_visitors_has_no_such_page(fair, client):
    assert "Daftar sebagai pengunjung" in client.get(f"/events/{fair.slug}/").text
    with fair.app.app_context(), unit_of_work():
        db.session.get_one(Event, fair.event_id).visitors_open = False

    assert client.get(fair.url).status_code == 404
    assert client.post(fair.url, **fair.form()).status_code == 404
    assert "Daftar sebagai pengunjung" not in client.get(f"/events/{fair.slug}/").text


def test_staff_see_the_days_find_people_and_enter_a_school(fair, visitor):
    staff = sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)
    fair.register(name="Bu Ratmi", party=3)
    fair.register(name="Pak Slamet", phone="+6281399998888")
    base = f"/staff/events/{fair.slug}/visitors"

    assert "4/100" in message(staff.get(base))
    found = message(staff.get(base, q="0813 9999"))
    assert "Pak Slamet" in found
    assert "Ratmi" not in found
    entered = staff.post(f"{base}/new", **fair.form(school="SMP 1", party=80))
    assert "SMP 1" in message(staff.get(entered.location))
    assert staff.post(f"{entered.location}/cancellation", reason=" ").status_code == 422
    staff.post(f"{entered.location}/cancellation", reason="Ganda")
    assert fair.tickets()[-1].state is TicketState.REVOKED
    assert "SMP 1" in message(staff.get(base, cancelled="1"))


@pytest.mark.sqlite_only
def test_the_list_leaves_as_a_file_and_that_is_written_down(fair, visitor):
    staff = sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)
    fair.register(name="=cmd()", party=3)
    path = f"/staff/events/{fair.slug}/visitors/export"

    table = staff.post(path, format="csv").data.decode("utf-8-sig")
    book = zipfile.ZipFile(BytesIO(staff.post(path, format="xlsx").data)).read("xl/worksheets/sheet1.xml").decode()

    assert "'=cmd()" in table
    assert "<t>=cmd()</t>" in book  # a text, not a formula
    assert "0812 3456 7890" in book
    assert fair.audited()[-2:] == ["visit.exported", "visit.exported"]


@pytest.mark.sqlite_only
def test_the_door_reads_names_but_no_numbers(fair, visitor):
    keeper = sign_in(visitor(), "pintu@contoh.id", Role.DOOR_VOLUNTEER)
    fair.register()

    page = message(keeper.get(f"/staff/events/{fair.slug}/visitors"))

    assert "Bu Ratmi" in page
    assert "0812 3456 7890" not in page
    assert keeper.get("/staff/visitors/1").status_code == 403
    assert keeper.post(f"/staff/events/{fair.slug}/visitors/export").status_code == 403


@pytest.mark.sqlite_only
def test_nobodys_mailbox_is_filled_through_the_form_and_pupils_with_phones_alone_are_not_held_up(fair, client):
    phones = [client.post(fair.url, **fair.form(name=f"Siswa {number}")).status_code for number in range(10)]
    sent = [
        client.post(fair.url, **fair.form(email="Korban@contoh.id", name=f"Siswi {number}", party=1))
        for number in range(9)
    ]

    assert set(phones) == {302}
    assert [page.status_code for page in sent] == [302] * 8 + [429]
    assert client.post(fair.url, **fair.form(email="lain@contoh.id", party=1)).status_code == 302


@pytest.mark.sqlite_only
def test_a_day_keeps_places_for_those_who_are_registered(fair, visitor):
    staff = sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)
    fair.register(party=5)
    typed = {"visitors_open": "y", "party_limit": "5"}
    for number, (session, quota) in enumerate([(fair.today, 50), (fair.tomorrow, 4)]):
        typed |= {f"session_places-{number}-key": session, f"session_places-{number}-quota": quota}
    url = f"/staff/events/{fair.slug}/settings/visitors"

    refused = staff.post(url, **typed)
    kept = staff.post(url, **typed | {"session_places-1-quota": 5})

    assert refused.status_code == 422
    (error,) = soup(refused).select(".rowfield .error")
    assert "5 pengunjung sudah terdaftar" in error.get_text()
    assert kept.status_code == 302


@pytest.mark.sqlite_only
def test_thousands_are_written_as_people_read_them(make_fair, client):
    fair = make_fair(quota=1141)

    assert "tersisa 1.141 tempat" in message(client.get(fair.url))
    assert "Tersisa 2.282 tempat untuk pengunjung" in client.get(f"/events/{fair.slug}/").text


@pytest.mark.sqlite_only
def test_larger_groups_find_the_organisers(make_fair, client):
    fair = make_fair(contact_phone="+6281234567890")

    link = soup(client.get(f"{fair.url}/group")).select_one("a[href^='https://wa.me/']")

    assert "Rombongan lebih dari 60 orang: hubungi panitia" in link.parent.get_text()
