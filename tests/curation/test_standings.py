"""Where applications stand, and who may know it: the same on pages, in JSON and in files."""

import csv
from datetime import timedelta
from fractions import Fraction
from io import BytesIO, StringIO
from zipfile import ZipFile

import pytest
from sqlalchemy import event as listening
from sqlalchemy import select

from eventreg.applications.models import Objection
from eventreg.applications.rules import Status
from eventreg.businesses.models import BusinessMember
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.clock import Zone
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Role
from eventreg.curation import lists, standings
from eventreg.curation.models import Curation, Recusal, ReviewPhase
from eventreg.curation.rules import Average, Conflict, Others, ReviewState
from eventreg.events.models import Event
from eventreg.events.rules import EventKind
from tests.factories.applications import make_application
from tests.factories.curation import CRITERIA, make_curation, make_curators, make_review, phase
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person, sign_in
from tests.support.visitor import soup

DAY = timedelta(days=1)
NEVER, AFTER_OWN, ALWAYS = Others
ORGANISER, CURATOR, COMMITTEE, AUDITOR = Role.ORGANISER, Role.CURATOR, Role.COMMITTEE, Role.AUDITOR
FILES = ("csv", "xlsx")
LINES = {"before": (DAY, None), "in": (-DAY, DAY), "after": (-2 * DAY, -DAY)}

# who sees the ranking, and an application that they have answered, before, in and after a phase of this kind
RANKING = {
    (NEVER, CURATOR): (False, False, False),
    (NEVER, COMMITTEE): (False, False, False),
    (AFTER_OWN, CURATOR): (False, False, False),
    (AFTER_OWN, COMMITTEE): (False, False, False),
    (ALWAYS, CURATOR): (False, True, True),
    (ALWAYS, COMMITTEE): (False, True, True),
}
ANSWERED = RANKING | {(AFTER_OWN, CURATOR): (False, True, True)}


def make_reviewed(**given):
    """Three applications of an exhibition and two curators; the test holds the unit of work."""
    event = make_event(kind=EventKind.EXHIBITION, title="Pekan Batik")
    curation = make_curation(event, **given)
    return event, curation, [make_application(event.id) for _ in range(3)], make_curators(2)


def found(event, viewer=None):
    now = clock.now()
    whole = standings.standings(event, now, viewer=viewer) if viewer else standings.complete(event, now)
    return {row.application.id: row.standing for row in whole.rows}


def recuse(application, person, **given):
    db.session.add(Recusal(application=application, person=person, kind=Conflict.FAMILY, at=clock.now(), **given))
    db.session.flush()


# ---- What counts ----------------------------------------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_the_average_leaves_out_who_stays_away_abstained_or_is_not_done(app):
    with app.app_context(), unit_of_work():
        event, _, (one, _two, _three), (first, second) = make_reviewed()
        third, fourth, fifth, family = make_curators(4)
        make_review(one, first, 5)
        make_review(one, second, 3)
        make_review(one, third, {}, state=ReviewState.ABSTAINED)
        make_review(one, fourth, 1, state=ReviewState.DRAFT)
        make_review(one, family, 1)
        recuse(one, family)
        make_review(one, fifth, 1)  # since then they act for the business
        db.session.add(BusinessMember(business_id=one.business_id, person_id=fifth.id, since=clock.now()))
        db.session.flush()

        standing = found(event)[one.id]
        opinions = standings.reviews_of(one, viewer=actor_of(make_person("", "P", ORGANISER)), now=clock.now())

        assert (standing.average, standing.spread, standing.reviews) == (80, 40, 2)
        assert [opinion.review.person_id for opinion in opinions] == [first.id, second.id, third.id]
        assert [opinion.total for opinion in opinions] == [100, 60, None]


@pytest.mark.sqlite_only
def test_a_recusal_that_was_a_mistake_lets_the_review_count_again(app):
    with app.app_context(), unit_of_work():
        event, _, (one, *_), (first, _) = make_reviewed()
        make_review(one, first, 5)
        recuse(one, first, ended_at=clock.now())

        assert found(event)[one.id].average == 100


@pytest.mark.sqlite_only
def test_a_recused_reviewer_who_was_erased_since_does_not_count_again(app):
    with app.app_context(), unit_of_work():
        event, _, (one, *_), (first, second) = make_reviewed()
        make_review(one, first, 5)
        make_review(one, second, 1)
        recuse(one, first)
        first.erased_at = clock.now()

        assert found(event)[one.id].average == 20


@pytest.mark.sqlite_only
def test_what_the_committee_decided_upon_stays_before_its_eyes(app):
    with app.app_context(), unit_of_work():
        now = clock.now()
        phases = [phase("Penilaian", now - 3 * DAY, now - 2 * DAY), phase("Rapat", now, now + DAY, decides=True)]
        phases[1].reviewers = []
        event, *_ = make_reviewed(phases=phases)
        member = actor_of(make_person("", "K", COMMITTEE))

        seen = [standings.sees_reviews(member, event, None, now + days * DAY) for days in (-1, 0, 2)]

        assert seen == [False, True, True]
        curation = db.session.scalars(db.select(Curation)).one()
        curation.phases[1].reviewers = [COMMITTEE]
        db.session.flush()
        assert standings.sees_reviews(member, event, None, now)  # who decides sees, whoever else reviews


@pytest.mark.sqlite_only
def test_who_no_longer_holds_the_role_wrote_a_review_that_counts(app):
    with app.app_context(), unit_of_work():
        event, _, (one, *_), (first, _) = make_reviewed()
        make_review(one, first, 5)
        db.session.delete(first.grants[0])

        assert found(event)[one.id].average == 100


@pytest.mark.sqlite_only
def test_reviews_for_an_objection_are_read_and_do_not_count(app):
    with app.app_context(), unit_of_work():
        event, _, (one, *_), (first, second) = make_reviewed()
        objection = Objection(application=one, text="Foto saya jelas", at=clock.now())
        db.session.add(objection)
        db.session.flush()
        make_review(one, first, 5)
        make_review(one, second, 1, objection_id=objection.id)

        opinions = standings.reviews_of(one, viewer=actor_of(make_person("", "P", ORGANISER)), now=clock.now())
        assert found(event)[one.id].average == 100
        assert [(opinion.total, opinion.counts) for opinion in opinions] == [(100, True), (20, False)]
        assert set(standings.criterion_averages(one).values()) == {Fraction(5)}


@pytest.mark.parametrize(("average", "expected"), [(Average.MEAN, Fraction(200, 3)), (Average.MEDIAN, Fraction(80))])
@pytest.mark.sqlite_only
def test_mean_or_median_as_the_organiser_chose(app, average, expected):
    with app.app_context(), unit_of_work():
        event, _, (one, *_), people = make_reviewed(average=average)
        for person, score in zip([*people, *make_curators(1)], (1, 4, 5), strict=True):
            make_review(one, person, score)

        assert found(event)[one.id].average == expected
        assert set(standings.criterion_averages(one).values()) == {expected / 20}


@pytest.mark.sqlite_only
def test_whoever_took_part_lately_loses_the_points_of_the_rotation_and_it_is_said(app, visitor):
    with app.app_context(), unit_of_work():
        now = clock.now()
        event, _, (one, two, _), (first, second) = make_reviewed(rotation_points=10)
        event.rotation_years = 2
        before = make_event(kind=EventKind.EXHIBITION, now=now - 200 * DAY)
        took_part = make_application(before.id, now=now - 200 * DAY)
        took_part.status, took_part.business_id = Status.CONFIRMED, one.business_id
        make_review(one, first, 4)
        make_review(two, second, 4)

        standing = found(event)
        assert (standing[one.id].average, standing[one.id].deduction, standing[one.id].result) == (80, 10, 70)
        assert [standing[one.id].rank, standing[two.id].rank] == [2, 1]
        slug, year = event.slug, before.starts_at.year

    page = sign_in(visitor(), "panitia@contoh.id", ORGANISER).get(f"/staff/events/{slug}/ranking/")
    assert f"terakhir ikut {year}, belum gilirannya −10" in " ".join(soup(page).get_text(" ").split())


@pytest.mark.sqlite_only
def test_those_who_left_are_not_ranked_and_those_without_a_review_stand_at_the_end(app):
    with app.app_context(), unit_of_work():
        event, _, (one, two, three), (first, _) = make_reviewed()
        make_review(two, first, 1)
        for status in standings.LEFT:
            make_application(event.id).status = status
        three.status = Status.REJECTED
        db.session.flush()

        standing = found(event)
        assert list(standing) == [two.id, one.id, three.id]
        assert [standing[key].rank for key in (two.id, one.id, three.id)] == [1, None, None]
        assert [standing[key].missing for key in (two.id, one.id, three.id)] == [1, 2, 2]


# ---- How many questions ---------------------------------------------------------------------------------------------


def test_the_number_of_questions_does_not_grow_with_the_applications(app):
    def ask(count):
        with app.app_context():
            with unit_of_work():
                event, _, _, people = make_reviewed()
                event.rotation_years = 2
                for application in [make_application(event.id) for _ in range(count)]:
                    for person in people:
                        make_review(application, person, 4)
                viewer, event_id = actor_of(make_person("", "P", ORGANISER)), event.id
            db.session.expunge_all()
            event, asked = db.session.get_one(Event, event_id), []

            def note(*_):
                asked.append(1)

            listening.listen(db.engine, "before_cursor_execute", note)
            for row in standings.standings(event, clock.now(), viewer=viewer).rows:
                assert row.product.photo.key
                assert row.application.business.category.code
            listening.remove(db.engine, "before_cursor_execute", note)
            return len(asked)

    assert ask(1) == ask(30) < 25


# ---- Who sees it ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("others", Others)
@pytest.mark.sqlite_only
def test_each_phases_rule_holds_for_page_json_and_files(app, visitor, others):
    """The curator has answered the first application and not the second; the committee doesn't review."""
    with app.app_context(), unit_of_work():
        event, _, (one, two, _), (first, _) = make_reviewed(
            phases=[phase("Penilaian", clock.now(), shows_others=others)]
        )
        make_review(one, first, 4)
        make_review(two, first, 4)
        curator = make_person("kurator@contoh.id", "Kurator", CURATOR)
        make_review(one, curator, {}, state=ReviewState.ABSTAINED)
        slug, codes = event.slug, (one.code, two.code)
    visitors = {role: sign_in(visitor(), f"{role}@contoh.id", role) for role in (ORGANISER, COMMITTEE, AUDITOR)}
    visitors[CURATOR] = sign_in(visitor(), "kurator@contoh.id", CURATOR)

    for number, (starts, ends) in enumerate(LINES.values()):
        with app.app_context(), unit_of_work():
            row, now = db.session.scalars(select(ReviewPhase)).one(), clock.now()
            row.starts_at, row.ends_at = now + starts, now + ends if ends else None
        for role, person in visitors.items():
            sees = role in (ORGANISER, AUDITOR) or RANKING[others, role][number]
            answered = role in (ORGANISER, AUDITOR) or ANSWERED[others, role][number]
            where = f"{role} {tuple(LINES)[number]}"
            assert set(doors(person, slug)) == {200 if sees else 404}, where
            assert person.get(f"/staff/events/{slug}/ranking/{codes[0]}").status_code == (200 if answered else 404), (
                where
            )
            assert person.get(f"/staff/events/{slug}/ranking/{codes[1]}").status_code == (200 if sees else 404), where


def doors(person, slug):
    """What each way to the ranking answers."""
    yield person.get(f"/staff/events/{slug}/ranking/").status_code
    yield person.get(f"/staff/events/{slug}/ranking.json").status_code
    yield from (person.post(f"/staff/events/{slug}/ranking.{kind}").status_code for kind in FILES)


@pytest.mark.parametrize(
    ("decides", "role", "sees"), [(True, COMMITTEE, True), (False, COMMITTEE, False), (True, CURATOR, False)]
)
@pytest.mark.sqlite_only
def test_a_committee_that_does_not_review_sees_the_ranking_once_it_may_decide(app, decides, role, sees):
    with app.app_context(), unit_of_work():
        now = clock.now()
        phases = [
            phase("Penilaian", now - 2 * DAY, now - DAY),
            phase("Rapat", now - DAY, reviewers=[], decides=decides),
        ]
        event, *_ = make_reviewed(phases=phases)
        actor = actor_of(make_person("", "", role))

        assert standings.sees_reviews(actor, event, None, now) is sees
        assert standings.sees_reviews(actor, event, None, now - 1.5 * DAY) is False


@pytest.mark.sqlite_only
def test_a_role_for_another_event_shows_nothing_and_without_a_review_there_is_no_ranking(app):
    with app.app_context(), unit_of_work():
        event, *_ = make_reviewed()
        other = make_event()
        actor = actor_of(make_person("", "", ORGANISER, event_id=other.id))

        assert not standings.sees_reviews(actor, event, None, clock.now())
        with pytest.raises(NotFound):
            standings.standings(event, clock.now(), viewer=actor)
        with pytest.raises(NotFound):
            standings.standings(other, clock.now(), viewer=actor)


@pytest.mark.parametrize("role", [ORGANISER, COMMITTEE, AUDITOR])
@pytest.mark.sqlite_only
def test_who_stays_away_finds_nothing_of_it_anywhere(app, visitor, role):
    """Not its reviews, its result, its rank, nor a gap among the ranks that would tell it."""
    with app.app_context(), unit_of_work():
        event, _, (one, two, three), people = make_reviewed(
            phases=[phase("Penilaian", clock.now() - DAY, shows_others=ALWAYS, shows_names=True)]
        )
        for application, score in ((one, 5), (two, 4), (three, 3)):
            for person in people:
                make_review(application, person, score)
        recuse(two, make_person("pihak@contoh.id", "Pihak", role))
        slug, name = event.slug, two.business.name
        codes = [one.code, two.code, three.code]
    person = sign_in(visitor(), "pihak@contoh.id")
    there = f"/staff/events/{slug}/ranking"

    assert person.get(f"{there}/{codes[1]}").status_code == 404
    assert person.get(f"{there}/{codes[0]}").status_code == 200
    page = soup(person.get(f"{there}/"))
    assert [cell.get_text(" ", strip=True).split()[-1] for cell in page.select("td.rank")] == ["1", "2"]
    assert codes[1] not in page.select_one(".ranks").text
    note = page.select_one(".note.warn").text
    assert "benturan kepentingan" in note
    assert name in note
    told = person.get(f"{there}.json").json
    assert [(row["code"], row["rank"]) for row in told["rows"]] == [(codes[0], 1), (codes[2], 2)]
    assert told["withheld"] == [codes[1]]
    assert sorted(place for places in told["balance"]["category"].values() for place in places) == [1, 2]
    for kind in FILES:
        cells = cells_of(person.post(f"{there}.{kind}"), kind)
        assert codes[0] in cells
        assert codes[1] not in cells
        assert name not in cells


@pytest.mark.sqlite_only
def test_where_names_are_hidden_no_way_out_tells_them(app, visitor):
    with app.app_context(), unit_of_work():
        event, _, (one, *_), people = make_reviewed(
            phases=[phase("Penilaian", clock.now() - DAY, shows_others=ALWAYS, shows_names=False)]
        )
        make_review(one, people[0], 5)
        secrets = [one.business.name, one.business.owner_name, one.business.phone, one.business.phone[3:]]
        slug, code, product = event.slug, one.code, one.products[0].name
    curator = sign_in(visitor(), "kurator@contoh.id", CURATOR)
    there = f"/staff/events/{slug}/ranking"
    told = [
        curator.get(f"{there}/").text,
        curator.get(f"{there}/{code}").text,
        curator.get(f"{there}.json").get_data(as_text=True),
        *(cells_of(curator.post(f"{there}.{kind}"), kind) for kind in FILES),
    ]

    for text in told:
        assert code in text
        assert product in text
        assert [secret for secret in secrets if secret in text] == []
    organiser = sign_in(visitor(), "panitia@contoh.id", ORGANISER)
    assert secrets[0] in organiser.get(f"{there}/").text
    assert secrets[0] in cells_of(organiser.post(f"{there}.xlsx"), "xlsx")


def cells_of(answer, kind):
    """Everything that a file tells."""
    assert answer.status_code == 200
    if kind == "csv":
        return answer.get_data(as_text=True)
    with ZipFile(BytesIO(answer.data)) as book:
        return "\n".join(book.read(name).decode() for name in book.namelist())


# ---- What the page and the files tell -------------------------------------------------------------------------------


@pytest.mark.sqlite_only
def test_files_hold_numbers_as_numbers_and_no_formulas_and_are_written_down(app, visitor):
    with app.app_context(), unit_of_work():
        event, curation, (one, *_), people = make_reviewed()
        criteria = [criterion.id for criterion in curation.rubric.criteria]
        make_review(one, people[0], dict(zip(criteria, (4, 4, 3), strict=True)))
        make_review(one, people[1], 5)
        one.products[0].name = "=1+1"
        slug, code = event.slug, one.code
    organiser = sign_in(visitor(), "panitia@contoh.id", ORGANISER)

    text = organiser.post(f"/staff/events/{slug}/ranking.csv").get_data(as_text=True).removeprefix("\ufeff")
    row = next(row for row in csv.DictReader(StringIO(text)) if row["Nomor pendaftaran"] == code)
    assert (row["Peringkat"], row["Hasil"], row["Selisih"], row["Penilaian"]) == ("1", "87.5", "25.0", "2")
    assert row["Produk pertama"] == "'=1+1"
    assert [row[f"{name} (1–5)"] for name, _ in CRITERIA] == ["4.5", "4.5", "4.0"]
    answer = organiser.post(f"/staff/events/{slug}/ranking.xlsx")
    sheet = ZipFile(BytesIO(answer.data)).read("xl/worksheets/sheet1.xml").decode()
    assert "<v>87.5</v>" in sheet
    assert "<f>" not in sheet
    assert answer.headers["Content-Disposition"].endswith(
        f"-{slug}-{clock.now().astimezone(Zone.WIB.info):%Y-%m-%d}.xlsx"
    )
    with app.app_context():
        states = [
            entry.states
            for entry in db.session.scalars(select(AuditEntry).where(AuditEntry.action == "ranking.exported"))
        ]
    assert states == [{"format": "csv", "rows": "3"}, {"format": "xlsx", "rows": "3"}]


@pytest.mark.parametrize(("average", "quality"), [(Average.MEAN, "3.0"), (Average.MEDIAN, "2.0")])
@pytest.mark.sqlite_only
def test_files_hold_the_average_of_each_criterion_of_the_reviews_that_count(app, visitor, average, quality):
    """Not of who stays away, abstained or is still writing; and none of what the reader stays away from."""
    with app.app_context(), unit_of_work():
        event, curation, (one, two, bare), _ = make_reviewed(average=average)
        first, second, third, family, writing, abstaining = make_curators(6)
        quality_id, authentic, unused = curation.rubric.criteria
        unused.counts, unused.best, unused.name_id = False, 10, "=Minat"
        for person, score in ((first, 2), (second, 2), (third, 5), (family, 1)):
            make_review(one, person, {quality_id.id: score, authentic.id: score})
        recuse(one, family)
        make_review(one, writing, 1, state=ReviewState.DRAFT)
        make_review(one, abstaining, {}, state=ReviewState.ABSTAINED)
        make_review(two, first, 4)
        person = make_person("panitia@contoh.id", "Ratna", ORGANISER)
        recuse(two, person)
        slug, codes = event.slug, (one.code, two.code, bare.code)
    organiser = sign_in(visitor(), "panitia@contoh.id", ORGANISER)

    text = organiser.post(f"/staff/events/{slug}/ranking.csv").get_data(as_text=True).removeprefix("\ufeff")
    rows = {row["Nomor pendaftaran"]: row for row in csv.DictReader(StringIO(text))}
    assert [rows[codes[0]][name] for name in ("Mutu dan pengerjaan (1–5)", "'=Minat (1–10)")] == [quality, ""]
    assert rows[codes[2]]["Mutu dan pengerjaan (1–5)"] == ""
    assert codes[1] not in rows
    book = ZipFile(BytesIO(organiser.post(f"/staff/events/{slug}/ranking.xlsx").data))
    assert "=Minat (1–10)" in book.read("xl/sharedStrings.xml").decode()
    assert f"<v>{float(quality):g}</v>" in book.read("xl/worksheets/sheet1.xml").decode()
    told = organiser.get(f"/staff/events/{slug}/ranking.json").json
    assert [one["name"] for one in told["criteria"]] == ["Mutu dan pengerjaan", "Keaslian", "=Minat"]
    assert told["rows"][0]["criteria"][str(told["criteria"][0]["id"])] == float(quality)


@pytest.mark.sqlite_only
def test_the_page_marks_conflicts_and_narrows_to_them(app, visitor):
    with app.app_context(), unit_of_work():
        event, _, (one, two, _), (first, second) = make_reviewed(conflict_spread=30)
        for application, scores in ((one, (5, 3)), (two, (5, 4))):
            for person, score in zip((first, second), scores, strict=True):
                make_review(application, person, score, discuss=application is two)
        slug, codes = event.slug, [one.code, two.code]
    organiser = sign_in(visitor(), "panitia@contoh.id", ORGANISER)

    def shown(**asked):
        rows = soup(organiser.get(f"/staff/events/{slug}/ranking/", **asked)).select(".ranks tbody tr:not(.cut)")
        return [" ".join(row.get_text(" ").split()) for row in rows]

    best, conflicting, unseen = shown()
    assert codes[1] in best
    assert "90,0" in best
    assert "bahas" in best
    assert "bertentangan" in conflicting
    assert "bertentangan" not in best
    assert "0 dari 2 penilaian" in unseen
    assert [codes[0] in row for row in shown(show="conflicting")] == [True]
    assert [codes[1] in row for row in shown(show="discuss")] == [True]
    assert len(shown(show="missing")) == 1
    assert [codes[0] in row for row in shown(sort="spread")] == [True, False, False]
    assert shown(category="tidak-ada") == []


@pytest.mark.sqlite_only
def test_one_applications_reviews_stand_side_by_side(app, visitor):
    with app.app_context(), unit_of_work():
        event, _, (one, *_), (first, second) = make_reviewed()
        make_review(one, first, 5)
        make_review(one, second, 2, note="hanya untuk saya")
        first.name, second.name = "Kartini", "Suratman"
        slug, code = event.slug, one.code
    page = soup(sign_in(visitor(), "auditor@contoh.id", AUDITOR).get(f"/staff/events/{slug}/ranking/{code}"))
    table = page.select_one(".scores")

    assert [cell.text for cell in table.select("thead .name")] == ["Kartini", "Suratman"]
    assert [cell.text for cell in table.select("tbody tr")[0].select("td")] == ["5", "2", "3,5"]
    assert [cell.text for cell in table.select("tfoot td")] == ["100,0", "40,0", "70,0"]
    assert page.text.count("Garis canting halus.") == 2
    assert "hanya untuk saya" not in page.text


@pytest.mark.sqlite_only
def test_a_long_ranking_comes_in_pages_and_on_paper_in_one_piece(app, visitor, monkeypatch):
    monkeypatch.setattr(lists, "PAGE", 2)
    with app.app_context(), unit_of_work():
        event, *_ = make_reviewed()
        slug = event.slug
    organiser = sign_in(visitor(), "panitia@contoh.id", ORGANISER)

    def rows(**asked):
        return len(soup(organiser.get(f"/staff/events/{slug}/ranking/", **asked)).select("td.rank"))

    assert [rows(), rows(page=2), rows(page=9), rows(all=1)] == [2, 1, 1, 3]
