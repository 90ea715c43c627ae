"""A version's page, two versions side by side, and changes by hand: what staff see and may do there."""

import pytest
from sqlalchemy import select

from eventreg.allocation import queries, ruling
from eventreg.allocation.models import Method
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from eventreg.events import queries as events
from eventreg.events.rules import EventKind
from tests.factories.allocation import make_version
from tests.factories.applications import make_application
from tests.factories.booths import drawn, make_floor, row
from tests.factories.events import make_event
from tests.factories.people import sign_in
from tests.support.visitor import soup

pytestmark = pytest.mark.sqlite_only
SLUG = "pekan-batik"
PLANS = f"/staff/events/{SLUG}/booth-plan"
OWNER = "sri@contoh.id"


class Fair:
    """Four businesses of falling merit, three booths; the codes of their applications by their first letters."""

    def __init__(self, app):
        with app.app_context(), unit_of_work():
            event = make_event(kind=EventKind.EXHIBITION, title="Pekan Batik")
            make_floor(event.id, drawn(*row("A", 3, zone="A"), zones=("A",)))
            names = ("Anyam Rini", "Batik Budi", "Canting Tini", "Dolanan Eko")
            made = [
                make_application(event.id, email=OWNER if at == 2 else "", name=name) for at, name in enumerate(names)
            ]
            self.codes = dict(zip("ABCD", (one.code for one in made), strict=True))
            a, b, c, _d = self.codes.values()
            wishes = {a: ["a-01"], b: ["a-01", "a-02"], c: ["a-03"]}
            make_version(event.id, made, plan={a: ["a-01"], b: ["a-02"], c: ["a-03"]}, wishes=wishes)
            make_version(
                event.id,
                made,
                plan={a: ["a-02"], b: ["a-01"], self.codes["D"]: ["a-03"]},
                wishes=wishes,
                method=Method.BY_SCORE,
            )

    def step(self, who, to):
        kind, _colon, name = to.partition(":")
        return f"{self.codes[who]}/{kind}:{self.codes.get(name, name)}".rstrip(":")


@pytest.fixture
def fair(app):
    return Fair(app)


@pytest.fixture
def organiser(fair, visitor):
    return sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)


def plan_of(app, number):
    with app.app_context():
        return queries.plan_of(queries.get_version(events.find_id(SLUG), number))


def tried(person, *steps, number=1):
    """What the page's script is told."""
    token = soup(person.get(f"{PLANS}/{number}/")).select_one("[data-boothplan]")["data-token"]
    headers = {"X-CSRFToken": token, "Accept": "application/json"}
    return person.client.post(f"{PLANS}/{number}/try", json={"steps": list(steps)}, headers=headers)


def rows_of(page):
    return rows_of_page(soup(page))


def rows_of_page(page):
    return {row.select_one(".bp-name").text: row for row in page.select(".bp-table tbody tr")}


def test_the_page_tells_who_is_where_and_why(organiser):
    page = organiser.get(f"{PLANS}/1/")

    rows = rows_of(page)
    assert list(rows) == ["Anyam Rini", "Batik Budi", "Canting Tini", "Dolanan Eko"]
    assert "A-02, pilihan ke-2" in rows["Batik Budi"].text
    assert "diberikan kepada Anyam Rini yang nilainya 900" in rows["Batik Budi"].text
    assert "Tidak mendapat stan" in rows["Dolanan Eko"].text
    assert "A-02, Batik Budi" in soup(page).select_one("#on-a-02 title").text


def test_the_table_is_searched_and_narrowed(organiser):
    assert list(rows_of(organiser.get(f"{PLANS}/1/?q=budi"))) == ["Batik Budi"]
    assert list(rows_of(organiser.get(f"{PLANS}/1/?booth=a-03"))) == ["Canting Tini"]
    assert list(rows_of(organiser.get(f"{PLANS}/1/?placed=no"))) == ["Dolanan Eko"]
    assert next(iter(rows_of(organiser.get(f"{PLANS}/1/?sort=name")))) == "Anyam Rini"
    assert "Tidak ada yang ditemukan" in organiser.get(f"{PLANS}/1/?q=zzz").text


def test_two_plans_stand_side_by_side_with_the_better_one_in_words(organiser):
    page = soup(organiser.get(f"{PLANS}/compare"))

    lines = {line.th.text: [cell.text for cell in line.select("td")] for line in page.select(".bp-lines tbody tr")}
    assert lines["Jumlah nilai"][0].startswith("2.670")
    assert "lebih baik" in lines["Jumlah nilai"][0]
    assert "lebih baik" not in lines["Jumlah nilai"][1]
    tables = {table.caption.text: table.text for table in page.select(".bp-list table")}
    assert "Canting Tini" in tables["Hanya di versi 1"]
    assert "Dolanan Eko" in tables["Hanya di versi 2"]
    assert "Anyam Rini" in tables["Pindah stan"]
    assert len(page.select("svg.floor[viewBox^='-20']")) == 2


def test_with_one_plan_there_is_nothing_to_compare(app, organiser):
    with app.app_context(), unit_of_work():
        db.session.delete(queries.get_version(events.find_id(SLUG), 2))

    page = organiser.get(f"{PLANS}/compare")

    assert page.status_code == 200
    assert "Baru ada satu rencana" in page.text


def test_the_effect_of_an_exchange_is_told_and_nothing_is_written(app, fair, organiser):
    answer = tried(organiser, fair.step("A", "with:B"))

    assert answer.status_code == 200
    told = answer.json
    assert (told["merit"], told["points"], told["broken"], told["refusal"]) == (0, -9, [], "")
    assert told["holders"]["a-01"] == [fair.codes["B"]]
    assert plan_of(app, 1)[fair.codes["A"]] == ("a-01",)
    with app.app_context():
        assert len(queries.versions(events.find_id(SLUG))) == 2


def test_a_change_is_kept_as_a_new_version_and_the_old_one_stays(app, fair, organiser):
    page = organiser.post(
        f"{PLANS}/1/changed", follow=True, step=[fair.step("D", "with:C")], note="Perlu mainan anak di pintu"
    )

    assert "Versi 3" in page.text
    assert "Perlu mainan anak di pintu" in page.text
    with app.app_context():
        made, old = (queries.get_version(events.find_id(SLUG), number) for number in (3, 1))
        assert fair.codes["C"] not in made.plan
        assert made.plan[fair.codes["D"]] == ["a-03"]
        assert old.plan[fair.codes["C"]] == ["a-03"]
        assert (made.method, made.parent_id, made.status) == (Method.BY_HAND, old.id, "feasible")
        assert made.merit == old.merit - 10
        assert made.digest == queries.digest_of(made.plan)
        entry = db.session.scalar(select(AuditEntry).where(AuditEntry.action == "boothplan.changed_by_hand"))
        assert entry.reason == "Perlu mainan anak di pintu"


def test_a_change_that_breaks_a_rule_is_shown_and_not_kept(app, fair, organiser):
    step = fair.step("A", "booth:a-02")

    shown = organiser.post(f"{PLANS}/1/changed", act="show", who=fair.codes["A"], to="booth:a-02")
    refused = organiser.post(f"{PLANS}/1/changed", act="save", step=[step], note="Dekat pintu")

    assert (shown.status_code, refused.status_code) == (200, 422)
    assert soup(refused).select_one("#note")["value"] == "Dekat pintu"
    for page in (shown, refused):
        assert [one["value"] for one in soup(page).select("[data-draft] [name=step]")] == [step]
        assert "A-02 memuat lebih banyak usaha daripada yang boleh berbagi" in page.text
    assert "tidak disimpan" in refused.text
    with app.app_context():
        assert len(queries.versions(events.find_id(SLUG))) == 2


def test_the_two_lists_do_the_same_without_a_script_and_are_undone(fair, organiser):
    a, b = fair.codes["A"], fair.codes["B"]

    page = soup(organiser.post(f"{PLANS}/1/changed", act="show", who=a, to=f"with:{b}", note="Kursi roda"))

    assert page.select_one("[data-effect=points]").text == "−9"
    assert "Anyam Rini dan Batik Budi bertukar tempat" in page.select_one(".bp-steps").text
    assert page.select_one("#note")["value"] == "Kursi roda"
    steps = [one["value"] for one in page.select("[data-draft] [name=step]")]
    searched = soup(organiser.post(f"{PLANS}/1/changed", act="show", step=steps, q="budi"))
    assert list(rows_of_page(searched)) == ["Batik Budi"]
    assert [one["value"] for one in searched.select("[data-draft] [name=step]")] == steps
    undone = soup(organiser.post(f"{PLANS}/1/changed", act="undo", step=steps))
    assert undone.select_one("[data-effect]") is None


def test_nobody_moves_their_own_business(app, fair, visitor):
    person = sign_in(visitor(), OWNER, Role.COMMITTEE)

    page = soup(person.get(f"{PLANS}/1/"))
    answer = tried(person, fair.step("C", "with:D"))
    kept = person.post(f"{PLANS}/1/changed", follow=True, step=[fair.step("D", "with:C")])

    assert "Canting Tini" in page.select_one(".bp-table").text
    assert fair.codes["C"] not in [option["value"] for option in page.select("#who option")]
    assert "orang lain yang memindahkannya" in answer.json["refusal"]
    assert "orang lain yang memindahkannya" in kept.text
    with app.app_context():
        assert len(queries.versions(events.find_id(SLUG))) == 2


def test_who_only_reads_changes_nothing(fair, visitor):
    person = sign_in(visitor(), "bendahara@contoh.id", Role.TREASURER)

    page = soup(person.get(f"{PLANS}/1/"))

    assert page.select_one("#who") is None
    assert page.select_one("[data-boothplan]") is None
    assert "Batik Budi" in page.text
    assert person.post(f"{PLANS}/1/changed", step=[fair.step("D", "with:C")]).status_code == 403


def test_what_cannot_be_read_is_refused(organiser):
    assert tried(organiser, "zzz").status_code == 422
    assert tried(organiser, "\ud800/with:\udfff").status_code == 422
    assert tried(organiser, "A/booth:\ud800").status_code == 422
    assert organiser.get(f"{PLANS}/9/").status_code == 404
    assert organiser.get(f"{PLANS}/1/?step=zzz&page=-4&booth=zzz").status_code == 200


def test_a_business_is_held_to_a_booth_for_a_reason(app, fair, organiser):
    given = {"held": fair.codes["B"], "at": "a-01", "forbids": "", "reason": ""}
    refused = organiser.post(f"{PLANS}/1/pins", **given)
    assert refused.status_code == 422
    assert "Tulis alasannya" in refused.text
    assert soup(refused).select_one("#held option[selected]")["value"] == fair.codes["B"]

    page = organiser.post(f"{PLANS}/1/pins", follow=True, **given | {"reason": "Kursi roda"})

    assert "Rencana berikutnya mengikutinya" in page.text
    with app.app_context():
        pin = ruling.pins_of(events.find_id(SLUG))[0]
        assert (pin.application.code, pin.booth, pin.forbids, pin.reason) == (
            given["held"],
            "a-01",
            False,
            "Kursi roda",
        )


def test_nobody_holds_their_own_business(app, fair, visitor):
    person = sign_in(visitor(), OWNER, Role.COMMITTEE)

    page = person.post(f"{PLANS}/1/pins", follow=True, held=fair.codes["C"], at="a-01", forbids="", reason="Bagus")

    assert "orang lain yang memindahkannya" in page.text
    with app.app_context():
        assert ruling.pins_of(events.find_id(SLUG)) == []
