"""The floor plan's pages: the table and its forms, what the editor sends, files, and the map for everybody."""

import io
import json

import pytest

from eventreg.applications.rules import Status
from eventreg.booths import placing, queries, service
from eventreg.booths.drawing import BoothState, as_json
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events import queries as events
from eventreg.events.rules import EventKind
from tests.factories.applications import make_application
from tests.factories.booths import drawn, make_floor, row
from tests.factories.businesses import picture
from tests.factories.events import make_event
from tests.factories.people import sign_in
from tests.support.visitor import soup

pytestmark = pytest.mark.sqlite_only
SLUG = "pekan-batik"
STAFF = f"/staff/events/{SLUG}/floorplan"


@pytest.fixture
def fair(app):
    """A public exhibition with a row of four booths, its plan not shown yet."""
    with app.app_context(), unit_of_work():
        event = make_event(kind=EventKind.EXHIBITION, title="Pekan Batik")
        make_floor(event.id, drawn(*row("A", 4, zone="A"), zones=("A",)))


@pytest.fixture
def organiser(fair, visitor):
    return sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)


def the_plan():
    return queries.get(events.find_id(SLUG))


def labels(app):
    with app.app_context():
        return [booth.label for booth in queries.drawing_of(the_plan()).booths]


def send(person, body):
    """What the editor sends, with the token of its page."""
    token = soup(person.get(f"{STAFF}/")).select_one("[data-floorplan] [name=csrf_token]")["value"]
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    return person.client.post(f"{STAFF}/drawing", json=body, headers=headers)


def drawing_of(app):
    with app.app_context():
        return as_json(queries.drawing_of(the_plan()))


NEW = {"label": "C-07", "zone": "A", "x": "20,5", "y": "4", "w": "3", "h": "2,5", "capacity": "2", "power_w": "900"}


def test_a_booth_is_added_and_changed_without_a_script(app, organiser):
    page = organiser.post(f"{STAFF}/booths/new", follow=True, **NEW, fee="Rp550.000", rotation="0")

    assert "Stan C-07 tersimpan" in page.text
    with app.app_context():
        booth = next(one for one in queries.drawing_of(the_plan()).booths if one.label == "C-07")
    assert (booth.rect.x, booth.rect.h, booth.fee, booth.capacity) == (2050, 250, 550_000, 2)
    form = soup(organiser.get(f"{STAFF}/booths/{booth.id}"))
    assert form.select_one("[name=x]")["value"] == "20,5"
    organiser.post(f"{STAFF}/booths/{booth.id}/removal")
    assert "C-07" not in labels(app)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"label": "A-02"}, "Stan A-02 sudah ada"),
        ({"x": "39"}, "Stan harus berada di dalam denah"),
        ({"w": "lebar"}, "Tulis meter"),
        ({"w": "1e99999999"}, "Tulis meter"),
        ({"fee": "mahal"}, "Tulis rupiah bulat"),
        ({"fee": "9" * 20_000}, "Tulis rupiah bulat"),
        ({"label": "C\x07"}, "yang terlihat"),
        ({"label": " "}, "Beri nomor stan"),
    ],
)
def test_a_booth_that_cannot_be_is_refused_and_nothing_typed_is_lost(app, organiser, given, said):
    page = organiser.post(f"{STAFF}/booths/new", **NEW | {"facilities": "Meja lipat"} | given)

    assert page.status_code == 422
    assert said in page.text
    assert "Meja lipat" in page.text
    assert len(labels(app)) == 4


GATE = {"kind": "entrance", "text": "Gerbang Utara", "x": "2", "y": "20", "w": "4", "h": "1", "rotation": "90"}


def fixtures(app):
    with app.app_context():
        return [
            (one.kind.value, one.text, one.rect.x, one.rect.rotation) for one in queries.drawing_of(the_plan()).fixtures
        ]


def test_a_fixture_is_added_changed_and_taken_away_without_a_script(app, organiser):
    page = organiser.post(f"{STAFF}/fixtures/new", follow=True, **GATE)
    assert "Gerbang Utara tersimpan" in page.text
    edit = soup(page).select_one("#fixtures td a")["href"]

    organiser.post(f"{STAFF}/fixtures/new", **GATE | {"kind": "pillar", "text": "", "w": "0,5", "h": "0,5"})
    organiser.post(edit, **GATE | {"text": "Gerbang Selatan", "x": "10,5"})
    assert fixtures(app) == [("entrance", "Gerbang Selatan", 1050, 90), ("pillar", "", 200, 90)]

    assert "Gerbang Selatan" in organiser.get(f"{edit}/removal").text
    organiser.post(f"{edit}/removal")
    assert fixtures(app) == [("pillar", "", 200, 90)]
    assert organiser.get(edit).status_code == 404
    assert len(labels(app)) == 4


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"x": "38,5"}, "Harus berada di dalam denah"),
        ({"kind": "lift"}, "aria-invalid"),
        ({"kind": "text", "text": " "}, "Tulis apa yang tertera"),
        ({"text": "G\x07"}, "yang terlihat"),
        ({"h": "0,1"}, "Tulis panjang"),
        ({"x": " "}, "Tulis panjang"),
    ],
)
def test_a_fixture_that_cannot_be_is_refused_and_nothing_typed_is_lost(app, organiser, given, said):
    page = organiser.post(f"{STAFF}/fixtures/new", **GATE | {"y": "20,25"} | given)

    assert page.status_code == 422
    assert said in page.text
    assert soup(page).select_one("[name=y]")["value"] == "20,25"
    assert fixtures(app) == []


def test_the_editor_saves_and_is_told_who_is_beside_whom(app, organiser):
    drawing = drawing_of(app)
    drawing["booths"][0]["x"] = 30.5

    answer = send(organiser, {"revision": 1, "drawing": drawing})

    assert answer.status_code == 200
    assert answer.json["revision"] == 2
    assert answer.json["adjacent"] == [["a-02", "a-03"], ["a-03", "a-04"]]
    assert drawing_of(app)["booths"][0]["x"] == 30.5


def test_the_second_of_two_editors_is_given_the_newer_plan(app, organiser):
    drawing = drawing_of(app)
    send(organiser, {"revision": 1, "drawing": drawing | {"booths": drawing["booths"][:3]}})

    answer = send(organiser, {"revision": 1, "drawing": drawing | {"booths": []}})

    assert answer.status_code == 409
    assert [one["label"] for one in answer.json["current"]["drawing"]["booths"]] == ["A-01", "A-02", "A-03"]
    assert labels(app) == ["A-01", "A-02", "A-03"]


@pytest.mark.parametrize(
    "body", [[], {}, {"revision": 1}, {"revision": "1", "drawing": {}}, {"revision": 1, "drawing": []}]
)
def test_nonsense_is_refused_in_words(app, organiser, body):
    answer = send(organiser, body)

    assert answer.status_code == 422
    assert "denah" in answer.json["title"]
    assert len(labels(app)) == 4


@pytest.mark.parametrize("kind", ["json", "svg"])
def test_what_was_exported_is_imported_again(app, organiser, kind):
    before = drawing_of(app)
    exported = organiser.get(f"{STAFF}/export.{kind}")
    with app.app_context(), unit_of_work():
        service.remove_booth(events.find_id(SLUG), "a-02", actor=SYSTEM, now=clock.now())

    page = organiser.post(f"{STAFF}/import", follow=True, file=(io.BytesIO(exported.data), f"denah.{kind}"))

    assert "Berkas sudah diimpor" in page.text
    assert drawing_of(app) == before


def test_a_file_with_mistakes_is_told_what_is_wrong_and_changes_nothing(app, organiser):
    drawing = drawing_of(app)
    drawing["booths"][2]["w"] = 0
    drawing["booths"][3]["label"] = "A-01"

    page = organiser.post(f"{STAFF}/import", file=(io.BytesIO(json.dumps(drawing).encode()), "denah.json"))

    assert page.status_code == 422
    assert "booths[2].w: harus 0.2–100 meter." in page.text
    assert "booths.label: “A-01” ada dua kali." in page.text
    assert len(labels(app)) == 4


def test_no_svg_is_kept_as_a_picture(app, organiser):
    script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"

    page = organiser.post(f"{STAFF}/picture", follow=True, picture=(io.BytesIO(script), "denah.svg"))

    assert "Pilih JPEG, PNG, atau WebP" in page.text
    assert organiser.get(f"{STAFF}/picture").status_code == 404


def test_the_picture_beneath_is_for_staff_until_it_is_shown(app, organiser, visitor):
    organiser.post(f"{STAFF}/picture", picture=(picture(), "gedung.jpg"))
    organiser.post(f"{STAFF}/publication", shown="1")
    assert organiser.get(f"{STAFF}/picture").mimetype == "image/webp"
    assert visitor().get(f"/events/{SLUG}/map/picture").status_code == 404

    organiser.post(f"{STAFF}/picture", is_public="y")

    assert visitor().get(f"/events/{SLUG}/map/picture").mimetype == "image/webp"
    assert f"/events/{SLUG}/map/picture" in visitor().get(f"/events/{SLUG}/map").text


def test_the_committee_looks_and_does_not_draw(fair, visitor):
    member = sign_in(visitor(), "komite@contoh.id", Role.COMMITTEE)

    page = member.get(f"{STAFF}/")

    assert "A-04" in page.text
    assert "data-floorplan" not in page.text
    assert member.get(f"{STAFF}/booths/").status_code == 403
    assert member.post(f"{STAFF}/booths/new", **NEW).status_code == 403


# ---- The map for everybody -----------------------------------------------------------------------


@pytest.fixture
def placed(app, organiser):
    """Batik Tini is sure of A-01, Batik Wati only on hold in A-02; everybody sees who is where."""
    with app.app_context(), unit_of_work():
        event_id = events.find_id(SLUG)
        for name, uid, state in (
            ("Batik Tini", "a-01", BoothState.CONFIRMED),
            ("Batik Wati", "a-02", BoothState.ON_HOLD),
        ):
            application = make_application(event_id, name=name)
            application.status = Status.ACCEPTED
            placing.place(event_id, application.id, uid, state=state, actor=SYSTEM, now=clock.now())
        service.publish(event_id, actor=SYSTEM, now=clock.now())
        service.show_occupants(event_id, True, actor=SYSTEM, now=clock.now())


def rows_of(page):
    return [" ".join(row.text.split()) for row in soup(page).select(".floor-list li")]


def test_there_is_no_map_before_it_is_shown(fair, visitor):
    assert visitor().get(f"/events/{SLUG}/map").status_code == 404
    assert "/map" not in visitor().get(f"/events/{SLUG}/").text


def test_everybody_finds_a_business_on_the_map(placed, visitor):
    everybody = visitor()
    assert f'href="/events/{SLUG}/map"' in everybody.get(f"/events/{SLUG}/").text

    page = everybody.get(f"/events/{SLUG}/map", q="tini")

    assert [row for row in rows_of(page) if "Batik Tini" in row] == rows_of(page)
    assert rows_of(page)[0].startswith("A-01")
    assert "1 stan ditemukan" in page.text
    assert len(soup(page).select(".stand.is-dim")) == 3


def test_the_name_of_who_is_on_hold_stays_hidden(placed, visitor):
    page = visitor().get(f"/events/{SLUG}/map")

    assert "Batik Wati" not in page.text
    assert "Ditahan" in rows_of(page)[1]
    assert rows_of(visitor().get(f"/events/{SLUG}/map", q="wati")) == []


def test_zones_narrow_the_map_and_a_booth_is_found_by_its_number(placed, visitor):
    assert len(rows_of(visitor().get(f"/events/{SLUG}/map", zone="A"))) == 4
    assert rows_of(visitor().get(f"/events/{SLUG}/map", zone="Z")) == []
    for typed in ("a-03", "a3"):
        assert [row[:4] for row in rows_of(visitor().get(f"/events/{SLUG}/map", q=typed))] == ["A-03"]


def test_free_booths_are_marked_as_such_by_shape_and_word_and_none_that_is_held(placed, visitor):
    page = soup(visitor().get(f"/events/{SLUG}/map"))

    free = page.select(".stand:has(.stand-free) > text")
    assert [label.text for label in free] == ["A-03", "A-04"]
    assert "Kosong 2" in " ".join(page.select_one(".floor-legend").text.split())
    assert [" ".join(row.text.split())[:4] for row in page.select(".floor-list li:has(.status)")] == ["A-03", "A-04"]


def test_an_address_marks_booths_by_number_or_by_name_among_machines(placed, visitor):
    def marked(page):
        return [label.text for label in soup(page).select(".stand.is-chosen > text")]

    assert marked(visitor().get(f"/events/{SLUG}/map?booth=A-02&booth=a-04")) == ["A-02", "A-04"]
    assert marked(visitor().get(f"/events/{SLUG}/map?q=tini")) == ["A-01"]
    assert marked(visitor().get(f"/events/{SLUG}/map")) == []


OTHERS = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 300">
  <rect x="10" y="10" width="30" height="30"/><text x="15" y="25">A-02</text>
  <rect x="40" y="10" width="30" height="30"/>
</svg>"""


@pytest.mark.parametrize(
    ("keep", "left"), [({"keep": "1"}, ["01", "A-01", "A-02", "A-03", "A-04"]), ({}, ["01", "A-02"])]
)
def test_a_drawing_of_another_program_is_looked_at_before_it_is_part_of_the_plan(app, organiser, keep, left):
    def send(**more):
        return organiser.post(f"{STAFF}/import", file=(io.BytesIO(OTHERS), "gedung.svg"), **more)

    assert "Tulis berapa meter lebar" in send().text
    shown = soup(send(width="40"))
    assert "2 stan ditemukan" in shown.h1.text
    assert [label.text for label in shown.select(".is-chosen > text")] == ["01"]
    assert "3 × 3 m" in shown.select_one("main").text
    assert labels(app) == ["A-01", "A-02", "A-03", "A-04"]

    page = organiser.post(f"{STAFF}/traced", follow=True, drawing=shown.select_one("[name=drawing]")["value"], **keep)

    assert "2 stan sudah masuk" in page.text
    assert sorted(labels(app)) == left
    moved = next(one for one in drawing_of(app)["booths"] if one["label"] == "A-02")
    assert (moved["id"], moved["x"], moved["zone"]) == ("a-02", 1, "A")


def test_what_comes_back_from_looking_is_read_as_strictly_as_any_plan(app, organiser):
    for given in ("", "[]", json.dumps(drawing_of(app) | {"width": 1e9}), "[" * 100_000):
        assert "Pilih berkasnya sekali lagi" in organiser.post(f"{STAFF}/traced", follow=True, drawing=given).text
    assert len(labels(app)) == 4


@pytest.mark.parametrize("field", ["width", "height", "gap"])
def test_blanks_are_no_size_of_a_floor(organiser, field):
    sizes = {"width": "40", "height": "24", "gap": "2"}

    assert organiser.post(f"{STAFF}/settings", **sizes | {field: " "}).status_code == 422
