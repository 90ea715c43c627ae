"""The catalogue as buyers, exhibitors and organisers meet it."""

import pytest

from eventreg.applications.models import Application
from eventreg.booths import service as floor
from eventreg.booths.drawing import BoothState
from eventreg.catalogue import service
from eventreg.consents.service import withdraw
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events import queries as events
from tests.factories.businesses import KAUMAN, load_regions
from tests.factories.catalogue import make_exhibitor, make_fair
from tests.factories.people import actor_of, sign_in
from tests.support.queries import asked
from tests.support.visitor import soup

SLUG = "pekan-batik"
PATH, STAFF = f"/events/{SLUG}/exhibitors", f"/staff/events/{SLUG}/catalogue"
SRI = "sri@contoh.id"


@pytest.fixture
def fair(app):
    """Five who applied: Sri confirmed with all that there is, Budi reserved and silent, one who didn't agree, one whose
    booth is only held, one without a booth at all."""
    with app.app_context(), unit_of_work():
        event = make_fair()
        sri = make_exhibitor(
            event.id,
            "a-01",
            email=SRI,
            name="Batik Lintang",
            text_id="Warna alam <b>dari</b> mahoni.",
            text_en="Natural dyes.",
            shows_contact=True,
        )
        sri.business.channels = {"instagram": "https://www.instagram.com/contoh.lintang"}
        budi = make_exhibitor(
            event.id,
            "a-02",
            state=BoothState.RESERVED,
            name="Tenun Budi",
            category_code="tenun-atbm",
            text_id="Tenun ATBM.",
        )
        wati = make_exhibitor(event.id, "a-03", agrees=False, name="Anyaman Wati", text_id="Rahasia dapur.")
        held = make_exhibitor(event.id, "a-04", state=BoothState.ON_HOLD, name="Usaha Ditahan")
        service.publish(event.id, actor=SYSTEM, now=clock.now())
        return {"sri": sri.id, "budi": budi.id, "wati": wati.id, "held": held.id, "code": sri.code}


def names(page):
    return [one.get_text(strip=True) for one in soup(page).select(".exhibitor h2")]


def test_everybody_sees_those_alone_whom_the_floor_plan_names(fair, client):
    page = client.get(PATH)

    assert names(page) == ["Batik Lintang", "Tenun Budi"]
    assert "Usaha Ditahan" not in page.text
    assert client.get(f"{PATH}/{fair['held']}").status_code == 404
    assert fair["code"] not in page.text + client.get(f"{PATH}/{fair['sri']}").text


def test_without_the_owners_consent_nothing_is_shown_neither_there_nor_on_the_floor_plan(app, fair, client):
    there = client.get(PATH).text + client.get(f"/events/{SLUG}/map").text
    assert "Batik Lintang" in there
    assert "Anyaman Wati" not in there
    assert client.get(f"{PATH}/{fair['wati']}").status_code == 404
    with app.app_context(), unit_of_work():
        sri = db.session.get_one(Application, fair["sri"])
        withdraw(sri.applicant_id, "publication", actor=actor_of(sri.applicant), now=clock.now())

    there = client.get(PATH).text + client.get(f"/events/{SLUG}/map").text
    assert "Batik Lintang" not in there
    assert client.get(f"{PATH}/{fair['sri']}").status_code == 404


@pytest.mark.sqlite_only
def test_names_on_the_floor_plan_lead_to_the_catalogue_while_everybody_sees_it(app, fair, client):
    rows = soup(client.get(f"/events/{SLUG}/map")).select(".floor-list li")

    assert {name.text: name.get("href") for row in rows for name in row.select(".floor-name")} == {
        "Batik Lintang": f"{PATH}/{fair['sri']}",
        "Tenun Budi": f"{PATH}/{fair['budi']}",
    }
    with app.app_context(), unit_of_work():
        service.unpublish(events.find_id(SLUG), actor=SYSTEM, now=clock.now())

    assert [name.name for name in soup(client.get(f"/events/{SLUG}/map")).select(".floor-name")] == ["b", "b"]


@pytest.mark.sqlite_only
@pytest.mark.parametrize("hide", ["catalogue", "names", "plan"])
def test_nobody_is_named_once_the_catalogue_the_names_or_the_plan_are_taken_back(app, fair, client, hide):
    photo = soup(client.get(f"{PATH}/{fair['sri']}")).select_one(".good img")["src"]
    assert client.get(photo).status_code == 200
    with app.app_context(), unit_of_work():
        event_id, told = events.find_id(SLUG), {"actor": SYSTEM, "now": clock.now()}
        if hide == "catalogue":
            service.unpublish(event_id, **told)
        elif hide == "names":
            floor.show_occupants(event_id, False, **told)
        else:
            floor.unpublish(event_id, **told)

    pages = [client.get(path) for path in (PATH, f"{PATH}/{fair['sri']}", photo, f"{PATH}.pdf?lang=id")]

    assert [page.status_code for page in pages] == [404 if hide == "catalogue" else 200, 404, 404, 404]
    assert "Batik Lintang" not in pages[0].text


def test_exhibitors_are_found_by_word_craft_zone_and_ordered_by_booth(fair, client):
    assert names(client.get(f"{PATH}?q=budi")) == ["Tenun Budi"]
    assert names(client.get(f"{PATH}?q=a-01")) == names(client.get(f"{PATH}?q=a1")) == ["Batik Lintang"]
    assert names(client.get(f"{PATH}?craft=batik")) == ["Batik Lintang"]
    assert len(names(client.get(f"{PATH}?zone=A"))) == 2
    assert names(client.get(f"{PATH}?sort=booth"))[0] == "Batik Lintang"
    assert "Tidak ada peserta yang cocok" in client.get(f"{PATH}?q=zzzz").text
    assert client.get(f"{PATH}?q=%00&craft=%27&zone=9999&sort=x&page=99999").status_code == 200


@pytest.mark.sqlite_only
def test_a_page_of_an_exhibitor_is_made_to_be_shared(fair, client):
    page = soup(client.get(f"{PATH}/{fair['sri']}"))
    told = {tag["property"]: tag["content"] for tag in page.select("meta[property]")}
    links = {link["href"]: link for link in page.select("a[href^=http]")}

    assert told["og:title"] == "Batik Lintang di Pekan Batik"
    assert told["og:image"].startswith("http://localhost")
    assert told["og:image"].endswith("/preview")
    assert "Warna alam" in told["og:description"]
    assert "https://wa.me/6281234567890" in links
    assert links["https://www.instagram.com/contoh.lintang"]["rel"] == ["nofollow", "noopener", "noreferrer"]
    assert any(link.startswith("https://wa.me/?text=Batik%20Lintang") and "exhibitors" in link for link in links)
    assert page.select_one("a[href$='/map#on-a-01']")
    assert len(page.select(".stand.is-chosen")) == 1
    assert "<b>dari</b>" in page.select_one("main").get_text()


@pytest.mark.sqlite_only
def test_where_there_is_no_english_the_indonesian_is_shown_and_marked(fair, visitor):
    reader = visitor(language="en")

    budi, sri = reader.get(f"{PATH}/{fair['budi']}"), reader.get(f"{PATH}/{fair['sri']}")

    assert soup(budi).select_one("p[lang=id]").get_text() == "Tenun ATBM."
    assert "only in Indonesian" in budi.text
    assert "Natural dyes." in sri.text
    assert "Warna alam" not in sri.text
    assert "Handloom" in budi.text


@pytest.mark.sqlite_only
def test_a_product_that_its_maker_put_into_english_is_read_in_english(app, fair, visitor):
    sri, reader = sign_in(visitor(), SRI), visitor(language="en")
    with app.app_context():
        business = db.session.get_one(Application, fair["sri"]).business
        product, edit = business.products[0], f"/me/businesses/{business.id}/products/{business.products[0].id}/edit"
        told = {"name": product.name, "story": "Mahoni.", "name_en": " Jlamprang cloth ", "story_en": "Dyed with bark."}

    too_long = sri.post(edit, **told | {"name_en": "x" * 121})
    assert too_long.status_code == 422
    assert soup(too_long).select_one("details[open] [name=story_en]").get_text(strip=True) == "Dyed with bark."
    sri.post(edit, **told)

    english, indonesian = (soup(one.get(f"{PATH}/{fair['sri']}")) for one in (reader, visitor()))
    good = english.select_one(".good")
    assert (good.h3.text, good.h3.get("lang")) == ("Jlamprang cloth", None)
    assert "Dyed with bark." in good.text
    assert "only in Indonesian" not in english.select_one("main").text
    assert indonesian.select_one(".good h3").text == told["name"]
    assert "Mahoni." in indonesian.text
    assert "Dyed with bark." not in indonesian.text
    budi = soup(reader.get(f"{PATH}/{fair['budi']}"))
    assert budi.select_one(".good h3")["lang"] == "id"
    assert "What is told of them is in Indonesian." in budi.text
    assert "Jlamprang cloth" in soup(sri.get(edit)).select_one("[name=name_en]")["value"]


def test_an_exhibitor_writes_its_entry_and_decides_about_contact(app, fair, visitor):
    sri = sign_in(visitor(), SRI)
    path = f"/applications/{fair['code']}/catalogue-entry"
    assert "Warna alam" in sri.get(path).text

    said = sri.post(path, follow=True, text_id="Sutra\r\nsaja", text_en="")

    assert "Entri Anda tersimpan" in said.text
    public = visitor().get(f"{PATH}/{fair['sri']}").text
    assert "Sutra\nsaja" in public
    assert "wa.me/6281234567890" not in public
    too_long = sri.post(path, text_id="x" * 601, text_en="Kept")
    assert too_long.status_code == 422
    assert "Kept" in too_long.text
    assert sri.post(path, text_id="a\r\n" * 290).status_code == 302  # counted as the counter beside it counts


@pytest.mark.sqlite_only
def test_the_entry_is_nobody_elses_and_is_recalled_on_the_application(app, fair, visitor):
    eko = sign_in(visitor(), "eko@contoh.id")
    path = f"/applications/{fair['code']}/catalogue-entry"
    assert eko.get(path).status_code == 404
    assert eko.post(path, text_id="Bajakan").status_code == 404
    with app.app_context(), unit_of_work():
        event_id = events.find_id(SLUG)
        code = make_exhibitor(event_id, "a-05", email="ani@contoh.id").code

    ani = sign_in(visitor(), "ani@contoh.id").get(f"/me/applications/{code}")

    assert f"/applications/{code}/catalogue-entry" in ani.text
    assert "Tulis entri Anda" in ani.text


@pytest.mark.sqlite_only
def test_organisers_see_what_is_missing_and_publish(app, fair, visitor):
    organiser = sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)
    rows = [row.get_text(" ", strip=True) for row in soup(organiser.get(STAFF)).select("tbody tr")]
    assert [("belum setuju" in row, "tanpa bahasa Inggris" in row, "lengkap" in row) for row in rows] == [
        (True, False, False),
        (False, False, True),
        (False, True, False),
    ]

    organiser.post(f"{STAFF}/publication", shown="0")

    assert visitor().get(PATH).status_code == 404
    assert "Pratinjau" in organiser.get(PATH).text
    organiser.post(STAFF, intro_id="Selamat datang", intro_en="Welcome, buyers")
    organiser.post(f"{STAFF}/publication", shown="1")
    assert "Welcome, buyers" in visitor(language="en").get(PATH).text
    assert PATH in visitor().get(f"/events/{SLUG}/").text
    assert PATH in visitor().get(f"/events/{SLUG}/map").text


@pytest.mark.sqlite_only
def test_a_catalogue_of_nobody_is_not_published(app, visitor):
    with app.app_context(), unit_of_work():
        floor.show_occupants(make_fair().id, False, actor=SYSTEM, now=clock.now())
    organiser = sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)

    page = organiser.post(f"{STAFF}/publication", shown="1", follow=True)

    assert "Katalog masih kosong" in page.text
    assert visitor().get(PATH).status_code == 404


def test_a_page_of_many_asks_as_often_as_one_of_few(app, client):
    with app.app_context(), unit_of_work():
        event = make_fair(26)
        for number in range(3):
            make_exhibitor(event.id, f"a-{number + 1:02}", text_id="Kami", name=f"Usaha {number}")
        service.publish(event.id, actor=SYSTEM, now=clock.now())
    client.get(PATH)
    with asked(app) as few:
        client.get(PATH)
    with app.app_context(), unit_of_work():
        for number in range(3, 26):
            make_exhibitor(events.find_id(SLUG) or 0, f"a-{number + 1:02}", text_id="Kami", name=f"Usaha {number}")

    with asked(app) as many:
        page = client.get(PATH)

    assert len(names(page)) == 24
    assert "1–24 dari 26" in page.text
    assert len(names(client.get(f"{PATH}?page=2"))) == 2
    assert len(many) == len(few)


@pytest.mark.sqlite_only
def test_a_district_is_told_and_never_an_address(app, fair, client):
    with app.app_context(), unit_of_work():
        load_regions()
        sri = db.session.get_one(Application, fair["sri"]).business
        sri.region_code, sri.address, sri.elsewhere = KAUMAN, "Gang Rahasia 5", "belakang masjid"

    page = client.get(f"{PATH}/{fair['sri']}").text

    assert "Pekalongan Timur, Kota Pekalongan" in page
    assert "Kauman" not in page
    assert "Rahasia 5" not in page
    assert "masjid" not in page
