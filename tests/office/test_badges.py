"""Badges: whose they are, that their codes admit, that names stand whole, so many on a page."""

from io import BytesIO

import pypdf
import pypdfium2
import pytest
import zxingcpp

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.i18n import Language
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events import queries as events
from eventreg.office import badging
from eventreg.office.badges import SHAPES, Badge, BadgeSize, badges_pdf
from eventreg.office.orders import Order
from eventreg.tickets import service as tickets
from eventreg.visitors import service as visitors
from eventreg.visitors.service import VisitDetails
from tests.factories.events import make_event
from tests.factories.people import make_person, sign_in

LONG = Badge(
    name="Raden Ayu Siti Nurhasanah Kusumawardhani Prawirodiningrat, SE",
    role="Peserta pameran",
    event="Pelatihan Peningkatan Kapasitas Perajin Batik dan Tenun ATBM dalam Pewarnaan Alam dan Pemasaran Digital",
    business="Kelompok Usaha Bersama Perajin Eceng Gondok Sumber Rejeki Makmur Sentosa",
    booth="C-07, C-08",
    address="HTTPS://EVENT.CONTOH.ID/T/" + "A1B2C3D4" * 20,
    spoken="K7QM-29XD-AB",
)


def texts_of(data):
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(data)).pages]


def codes_on(data):
    """What a camera reads on the first page."""
    page = pypdfium2.PdfDocument(data)[0]
    return [found.text for found in zxingcpp.read_barcodes(page.render(scale=4).to_pil().convert("L"))]


@pytest.mark.parametrize("size", list(BadgeSize))
def test_the_longest_names_stand_whole_and_every_code_can_be_read(size):
    full = SHAPES[size].on_a_page

    data = badges_pdf([LONG] * (full + 1), size, title="x", author="x", language="id")

    first, second = texts_of(data)
    assert first.count(LONG.name) == full
    assert first.count(LONG.business) == full
    assert second.count(LONG.name) == 1
    assert "…" not in first
    assert codes_on(data) == [LONG.address] * full


# ---- Who gets one ----------------------------------------------------------------------------------


@pytest.fixture
def fair(app):
    """An event's slug, with Dewi and Ahmad, who hold tickets, and a visitor, who wears none."""
    with app.app_context(), unit_of_work():
        event, now = make_event(title="Pekan Batik"), clock.now()
        for holder in ("Dewi Lestari", "Ahmad Fauzi"):
            tickets.issue(
                event,
                holder=holder,
                person_id=None,
                business_id=None,
                business_name="Batik Lintang",
                category="Batik tulis",
                actor=SYSTEM,
                now=now,
            )
        event.visitors_open, event.sessions[0].visitor_quota = True, 9
        db.session.flush()
        details = VisitDetails("Ratmi", 1, phone="+6281234567890")
        visitors.register(event.id, event.sessions[0].id, details, actor=SYSTEM, now=now)
        return event.slug


@pytest.fixture
def organiser(visitor):
    return sign_in(visitor(language="en"), "panitia@demo.test", Role.ORGANISER)


@pytest.mark.sqlite_only
def test_all_who_hold_a_ticket_get_one_whose_code_is_the_tickets(app, fair):
    with app.test_request_context():
        event = events.get_public(fair)
        order = Order(event.id, "badges", Language.ID, params={"size": "8"})
        ((number, data),) = badging.many_to_a_file(order)
        addresses = {tickets.url_of(one) for one in badging.found(event.id, "Lintang", 9)}
        assert badging.count(order) == number == 1

    (page,) = texts_of(data)
    assert page.index("Ahmad Fauzi") < page.index("Dewi Lestari")
    assert set(codes_on(data)) == addresses
    assert len(addresses) == 2


@pytest.mark.sqlite_only
def test_one_is_made_again_by_name_or_code(fair, organiser):
    page = f"/staff/events/{fair}/papers/badges"

    again = organiser.get(f"{page}/some.pdf", q="dewi", size="10")
    english = organiser.get(f"{page}/some.pdf", q="dewi", size="10", language="en")
    nobody, signs = (organiser.get(f"{page}/some.pdf", q=typed, follow=True) for typed in ("Zzz", "%_"))

    assert "Dewi Lestari" in texts_of(again.data)[0]
    assert "Ahmad" not in texts_of(again.data)[0]
    assert ("PESERTA" in texts_of(again.data)[0], "PARTICIPANT" in texts_of(english.data)[0]) == (True, True)
    assert "Nobody found." in nobody.text
    assert "Nobody found." in signs.text


@pytest.mark.sqlite_only
def test_the_committee_is_chosen_and_helpers_are_typed(app, fair, organiser):
    with app.app_context(), unit_of_work():
        event = events.get_public(fair)
        volunteer = make_person("relawan@contoh.id", "Rizal", Role.DOOR_VOLUNTEER, event_id=event.id).id
    address = f"/staff/events/{fair}/papers/badges/committee"

    chosen = {"people": [str(volunteer)], "typed": "Budi | Fotografer\n\nSiti", "size": "10"}
    made, indonesian = organiser.post(address, **chosen, language="en"), organiser.post(address, **chosen)
    nobody = organiser.post(address, typed=" ", size="10")
    too_long = organiser.post(address, typed="x" * 200, size="10")

    (page,) = texts_of(made.data)
    names = ("Rizal", "DOOR VOLUNTEER", "Budi", "FOTOGRAFER", "Siti", "ORGANISING COMMITTEE")
    assert all(told in page for told in names)
    assert all(told in texts_of(indonesian.data)[0] for told in ("Rizal", "PETUGAS PINTU", "PANITIA"))
    assert nobody.status_code == too_long.status_code == 422
    assert "Choose somebody" in nobody.text
    assert "x" * 200 in too_long.text
