"""Times of loading on the pages of exhibitors, organisers and those at the gate."""

from datetime import timedelta

import pytest

from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from eventreg.onsite.rules import Way
from tests.factories.onsite import make_fair_at_work, make_slot
from tests.factories.people import sign_in

pytestmark = pytest.mark.sqlite_only
PAGE = "/staff/events/pekan-batik/at-the-booths/loading"
DAY = timedelta(days=1)


@pytest.fixture
def fair(app):
    """Codes and addresses of two exhibitors, the ids of two slots for one vehicle each."""
    with app.app_context(), unit_of_work():
        event, made = make_fair_at_work(2)
        now = clock.now()
        slots = [make_slot(event.id, now + DAY * number, gate=f"Pintu {number}", capacity=1).id for number in (1, 2)]
        return [(one.code, one.applicant.email) for one in made], slots


def test_an_exhibitor_chooses_and_the_other_finds_it_full(client, fair):
    ((own, email), (other, other_email)), (first, second) = fair
    sign_in(client, email)
    assert "Pilih waktu penataan barang" in client.get(f"/me/applications/{own}").text
    client.post(f"/me/applications/{own}/at-the-fair/loading/in", slot=first, vehicle="Pikap G 1 AB")
    page = client.get(f"/me/applications/{own}/at-the-fair").text
    assert "Pintu 1" in page
    assert "WIB" in page
    assert "Pilih waktu penataan barang" not in client.get(f"/me/applications/{own}").text

    sign_in(client, other_email)
    refused = client.post(f"/me/applications/{other}/at-the-fair/loading/in", slot=first, vehicle="Becak")
    assert refused.status_code == 422
    assert "Peserta lain lebih cepat" in refused.text
    assert 'value="Becak"' in refused.text
    assert f'value="{first}" disabled' in refused.text
    assert f'value="{second}" disabled' not in refused.text

    sign_in(client, email)
    client.post(f"/me/applications/{own}/at-the-fair/loading/in/removal")
    assert "Pilih waktu penataan barang" in client.get(f"/me/applications/{own}").text


def test_an_organiser_sees_the_slots_before_they_are_made(client, fair):
    sign_in(client, "panitia@contoh.id", Role.ORGANISER)
    form = {
        "way": "out",
        "day": "2099-12-01",
        "begins": "22.00",
        "ends": "00:00",
        "minutes": "60",
        "capacity": "3",
        "gates": "Utara\n\nSelatan",
    }
    seen = client.post(f"{PAGE}/new", **form)
    assert "4 giliran, cukup untuk 12 kendaraan" in seen.text
    assert "22.00–23.00 WIB" in seen.text
    assert "Pembongkaran · 1 Des 2099" not in client.get(PAGE).text

    button = seen.text.split('name="save" value="')[1].split('"')[0].replace("&#34;", '"')
    unseen = client.post(f"{PAGE}/new", **(form | {"minutes": "30", "save": button}))
    assert "8 giliran" in unseen.text, "what wasn't looked at is shown first"
    made = client.post(f"{PAGE}/new", **(form | {"save": button}), follow=True)
    assert "4 giliran dibuat" in made.text
    assert "23.00–24.00 WIB" in made.text
    again = client.post(f"{PAGE}/new", **form)
    assert "Semua giliran ini sudah ada." in again.text
    assert "Belum cukup untuk semua" not in again.text, "those that are there give room as well"
    longer = client.post(f"{PAGE}/new", **(form | {"begins": "21.00"}))
    assert "4 sudah ada" in longer.text


def test_the_gate_finds_by_plate_and_marks_with_one_touch(app, client, fair):
    ((own, email), (other, _email)), (first, second) = fair
    sign_in(client, email)
    client.post(f"/me/applications/{own}/at-the-fair/loading/in", slot=first, vehicle="Pikap G 1234 AB")
    sign_in(client, "pintu@contoh.id", Role.DOOR_VOLUNTEER)

    found = client.get(f"{PAGE}/gate?way=in&q=g1234ab").text
    assert own in found
    assert other not in found
    client.post(f"{PAGE}/gate/{own}/arrival", way="in")
    client.post(f"{PAGE}/gate/{other}/arrival", way="in")
    assert "2 dari 2 sudah memilih waktu" in client.get(f"{PAGE[:-8]}").text
    page = client.get(f"{PAGE}/gate?way=in").text
    assert "Di dalam 2" in page
    client.post(f"{PAGE}/gate/{other}/mistake", way="in")
    client.post(f"{PAGE}/gate/{own}/departure", way="in")
    page = client.get(f"{PAGE}/gate?way=in").text
    assert "Di dalam 0" in page
    assert "Sudah keluar 1" in page
    assert "Belum ada waktu 1" in page

    client.post(f"{PAGE}/gate/{other}", way="in", slot=second, vehicle="", note="Gate 1 ditutup")
    assert "Pintu 2" in client.get(f"{PAGE}/list?way=in").text


def test_who_may_only_read_makes_nothing(app, client, fair):
    ((own, email), _other), (first, _second) = fair
    sign_in(client, email)
    client.post(f"/me/applications/{own}/at-the-fair/loading/in", slot=first)
    sign_in(client, "auditor@contoh.id", Role.AUDITOR)

    assert "Pintu 1" in client.get(f"{PAGE}/list?way=in").text
    assert client.get(f"{PAGE}/gate").status_code == 403
    assert client.post(f"{PAGE}/slots/{first}/removal", target="0").status_code == 403
    sign_in(client, "pintu@contoh.id", Role.DOOR_VOLUNTEER)
    assert client.get(f"{PAGE}/new").status_code == 403
    assert client.get(f"{PAGE}/slots/{first}").status_code == 403


def test_the_list_of_a_way_without_times_names_everybody(app, client, fair):
    sign_in(client, "panitia@contoh.id", Role.ORGANISER)

    page = client.get(f"{PAGE}/list?way={Way.OUT}").text
    assert "A-01" in page
    assert "A-02" in page
