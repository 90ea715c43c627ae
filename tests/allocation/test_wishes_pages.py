"""The pages of wishes: an applicant's, with forms alone; what the application's pages tell; and the staff's list."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from eventreg.allocation import wishing
from eventreg.allocation.models import Allocating
from eventreg.allocation.wishing import Asked
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.booths import placing
from eventreg.booths.drawing import BoothState
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events.rules import EventKind
from tests.factories.applications import make_application
from tests.factories.booths import booth, drawn, make_floor, row
from tests.factories.events import make_event
from tests.factories.people import sign_in
from tests.support.visitor import soup

pytestmark = pytest.mark.sqlite_only
SRI, AYU = "sri@contoh.id", "ayu@contoh.id"
LIST = "/staff/events/pekan-batik/booth-wishes"


@pytest.fixture
def fair(app):
    """An exhibition whose floor everybody sees: four booths in zone A, one for food alone; Sri and Ayu applied."""
    with app.app_context(), unit_of_work():
        event = make_event(kind=EventKind.EXHIBITION, title="Pekan Batik")
        booths = [*row("A", 4, zone="A", power_w=450, fee=350_000), booth("B-01", y=6, categories=("pangan",))]
        make_floor(event.id, drawn(*booths, zones=("A",)), published=True)
        sri = make_application(event.id, email=SRI, name="Batik Lintang")
        ayu = make_application(event.id, email=AYU, name="Tenun Ayu")
        made = {"sri": sri.id, "ayu": ayu.id, "sri_code": sri.code, "ayu_code": ayu.code}
        return SimpleNamespace(event_id=event.id, path=f"/me/applications/{sri.code}/booth-wishes", **made)


@pytest.fixture
def sri(fair, visitor):
    return sign_in(visitor(), SRI)


def save(app, application_id, **asked):
    with app.app_context(), unit_of_work():
        wishing.save(application_id, Asked(**asked), actor=SYSTEM, now=clock.now())


def chosen(page):
    """What the page's lists of choices stand at."""
    options = soup(page).select("[data-selects] option[selected]")
    return [option["value"] for option in options if option["value"]]


def ranking(*wishes):
    return {f"wishes-{number}": wish for number, wish in enumerate(wishes)}


def test_booths_are_ranked_without_a_script_and_stand_on_the_application(fair, sri):
    page = sri.post(
        fair.path, follow=True, booths="1", power_w="450", note="Dekat pintu", **ranking("", "a-03", "zone:A")
    )

    assert "Pilihan Anda tersimpan" in page.text
    assert chosen(page) == ["a-03", "zone:A"], "what was left out closes up"
    words = [option.text for option in soup(page).select("[name=wishes-0] option")]
    assert "A-03 · 3 × 3 m · 450 W · Rp350.000" in words
    own = sri.get(f"/me/applications/{fair.sri_code}")
    panel = soup(own).select_one("[aria-labelledby=wished]").get_text(" ", strip=True)
    assert "1. A-03 2. Zona A · Zona A" in panel
    assert "daya 450 W" in panel


def test_what_does_not_fit_is_said_and_kept(fair, sri):
    page = sri.post(fair.path, follow=True, booths="1", min_area="12", power_w="900", **ranking("a-01", "b-01"))

    assert chosen(page) == ["a-01", "b-01"]
    row = soup(page).select_one("#stan-a-01").get_text(" ", strip=True)
    assert "Tidak cocok: hanya 9 m², hanya 450 W" in row
    assert "bukan untuk kriya Anda" in soup(page).select_one("#stan-b-01").text


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (ranking("a-01", "a-01"), "sudah menjadi pilihan 1"),
        (ranking("a-99"), "Pilihan 1: Tidak ada lagi di denah"),
        ({"power_w": "banyak"}, "Tulis bilangan bulat"),
        ({"partner": "PB1-9999"}, "Tidak ada pendaftaran kegiatan ini dengan kode itu"),
    ],
)
def test_what_is_refused_is_told_and_nothing_written_is_lost(app, fair, sri, sent, said):
    page = sri.post(fair.path, **{"booths": "2", "min_area": "9", "note": "Alat tenun berat"} | sent)

    assert page.status_code == 422
    assert said in soup(page).select_one("form .errors").text
    assert "Alat tenun berat" in soup(page).select_one("[name=note]").text
    assert soup(page).select_one("[name=booths][checked]")["value"] == "2"
    with app.app_context():
        assert wishing.find(fair.sri) is None


def test_names_are_told_to_those_alone_who_were_named(app, fair, sri, visitor):
    """Sri's page never names others who applied: Ayu shows herself by naming Sri, and Sri's name waits for hers."""
    assert "Tenun Ayu" not in sri.get(fair.path).text
    page = sri.post(fair.path, follow=True, booths="1", partner=fair.ayu_code.lower())
    assert "menunggu, belum menyebut Anda" in page.text
    assert "Tenun Ayu" not in page.text

    ayu = sign_in(visitor(), AYU)
    hers = f"/me/applications/{fair.ayu_code}/booth-wishes"
    assert "Batik Lintang" in soup(ayu.get(hers)).select_one("#named").text
    page = ayu.post(hers, follow=True, booths="1", named=fair.sri_code)

    assert "saling menyebut" in page.text
    page = sri.get(fair.path).text
    assert "saling menyebut" in page
    assert "Tenun Ayu" in page


def test_once_wishing_is_over_the_page_only_tells(app, fair, sri):
    save(app, fair.sri, wishes=("a-02", "zone:A"), note="Dekat pintu")
    with app.app_context(), unit_of_work():
        db.session.add(Allocating(event_id=fair.event_id, wishes_close_at=clock.now() - timedelta(minutes=1)))

    page = sri.get(fair.path)
    sent = sri.post(fair.path, booths="1", **ranking("a-01"))

    assert "Waktu memilih stan sudah berakhir" in page.text
    assert soup(page).select("form [name=wishes-0], form [name=note]") == []
    told = [item.b.find_next("b").text for item in soup(page).select(".wish-list li")]
    assert told == ["A-02", "Zona A · Zona A"]
    assert "Waktu memilih stan sudah berakhir" in sent.text
    with app.app_context():
        assert wishing.find(fair.sri).wishes == ["a-02", "zone:A"]
    assert "Lihat pilihan Anda" in sri.get(f"/me/applications/{fair.sri_code}").text


def test_only_ones_own_and_only_where_everybody_sees_the_floor(app, fair, sri, visitor):
    with app.app_context(), unit_of_work():
        hidden = make_event(kind=EventKind.EXHIBITION, title="Belum")
        make_floor(hidden.id, drawn(*row("A", 2)))
        application = db.session.get_one(Application, fair.sri)
        other = make_application(hidden.id, email="budi@contoh.id")
        code, name = other.code, application.business.name
    budi = sign_in(visitor(), "budi@contoh.id")

    assert budi.get(fair.path).status_code == budi.post(fair.path, booths="1").status_code == 404
    assert budi.get(f"/me/applications/{code}/booth-wishes").status_code == 404
    assert "Pilihan stan" not in budi.get(f"/me/applications/{code}").text
    assert name in sri.get(fair.path).text


def test_staff_read_who_wishes_what_and_what_is_wanted_most(app, fair, visitor):
    save(app, fair.sri, wishes=("a-02", "zone:A"), power_w=450, note="Mesin jahit", partner=fair.ayu_code)
    staff = sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)

    page = soup(staff.get(LIST))

    assert "1 dari 2 pendaftar sudah memilih stan" in page.text
    rows = {item.select_one(".who").text: item.get_text(" ", strip=True) for item in page.select(".tablebox tbody tr")}
    assert "1. A-02, 2. Zona A · Zona A" in rows["Batik Lintang"]
    assert "berbagi dengan Tenun Ayu" in rows["Batik Lintang"]
    assert "Mesin jahit" in rows["Batik Lintang"]
    assert "belum memilih" in rows["Tenun Ayu"]
    wanted = [item.get_text(" ", strip=True) for item in page.select(".wish-wanted tbody tr")]
    assert wanted == ["A-02 1 1", "Zona A · Zona A 1 0"]
    assert "1 pilihan" in page.select_one(".stand.is-wanted-4 title").text
    panel = soup(staff.get(f"/staff/applications/{fair.sri_code}")).select_one("[aria-labelledby=wished]")
    assert "A-02" in panel.text
    assert "Mesin jahit" in panel.text


@pytest.mark.parametrize(
    ("asked", "found"),
    [("?without=1", ["Tenun Ayu"]), ("?q=lintang", ["Batik Lintang"]), ("?q=tidakada", []), ("?page=9", None)],
)
def test_the_list_is_searched(app, fair, visitor, asked, found):
    save(app, fair.sri, wishes=("a-02",))
    staff = sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)

    names = [item.text for item in soup(staff.get(LIST + asked)).select(".tablebox .who")]

    assert names == (["Batik Lintang", "Tenun Ayu"] if found is None else found)


def test_who_applies_is_not_told_to_those_at_the_door(fair, visitor):
    door = sign_in(visitor(), "pintu@contoh.id", Role.DOOR_SUPERVISOR)

    assert door.get(LIST).status_code == 403


def test_who_has_a_booth_already_is_not_asked_to_wish(app, fair, sri):
    with app.app_context(), unit_of_work():
        db.session.get_one(Application, fair.sri).status = Status.CONFIRMED
        placing.place(fair.event_id, fair.sri, "a-03", actor=SYSTEM, now=clock.now(), state=BoothState.CONFIRMED)

    assert "Pilihan stan" not in sri.get(f"/me/applications/{fair.sri_code}").text
    assert "Pembagian stan sudah diumumkan" in sri.post(fair.path, booths="1", **ranking("a-01")).text
