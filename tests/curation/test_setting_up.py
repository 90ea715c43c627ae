"""An organiser sets the review of an event up: rubric, phases, settings, templates."""

from datetime import timedelta

import pytest

from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.curation import moving, queries, rules, service
from eventreg.curation.models import Curation
from eventreg.curation.rules import Others, Phase
from eventreg.curation.service import PhaseDetails
from eventreg.curation.texts import DEFAULT_RUBRIC, CriterionDetails
from eventreg.events import service as events
from eventreg.events.models import Event
from tests.factories.applications import make_application
from tests.factories.curation import make_curation, make_curators, make_review
from tests.factories.events import make_event, new_dates
from tests.factories.people import sign_in
from tests.support.visitor import soup

DAY = timedelta(days=1)


@pytest.fixture
def organiser(visitor):
    return sign_in(visitor(language="en"), "panitia@demo.test", Role.ORGANISER)


@pytest.fixture
def event(app):
    with app.app_context(), unit_of_work():
        made = make_event(title="Pekan Batik")
        return made.slug, made.id


def rows(criteria, **changes):
    """The rubric as its form sends it."""
    sent = {}
    for at, one in enumerate(criteria):
        sent |= {
            f"criteria-{at}-key": str(one.id or ""),
            f"criteria-{at}-name_id": one.name_id,
            f"criteria-{at}-name_en": one.name_en,
            f"criteria-{at}-guidance_id": one.guidance_id,
            f"criteria-{at}-weight": str(one.weight),
            f"criteria-{at}-best": str(one.best),
        } | ({f"criteria-{at}-counts": "y"} if one.counts else {})
    return sent | changes


def test_an_event_begins_with_the_usual_rubric_of_a_hundred_and_two_phases(app, organiser, event):
    slug, event_id = event
    url = f"/staff/events/{slug}/curation/"
    assert "Let curators review the applications" in organiser.get(url).text

    assert organiser.post(url, template="").status_code == 302

    page = organiser.get(url)
    assert "Quality and workmanship" in page.text
    assert "25%" in page.text
    with app.app_context():
        curation = queries.get(event_id)
        assert sum(one.weight for one in curation.rubric.criteria) == 100
        assert len(curation.rubric.criteria) == len(DEFAULT_RUBRIC)
        reviewing, meeting = queries.phases_of(event_id)
        assert (reviewing.decides, reviewing.shows_names) == (False, False)
        assert meeting.decides
        assert reviewing.ends_at == meeting.starts_at


def test_what_is_written_in_a_faulty_rubric_stays_and_nothing_is_saved(app, organiser, event):
    slug, event_id = event
    url = f"/staff/events/{slug}/curation/rubric"
    organiser.post(f"/staff/events/{slug}/curation/", template="")

    nameless = organiser.post(url, **rows([CriterionDetails("", 40), CriterionDetails("Warna", 60)]))
    nothing = organiser.post(url, **rows([CriterionDetails("Rasa", 0), CriterionDetails("Warna", 60, counts=False)]))
    much = organiser.post(url, **rows([CriterionDetails("Warna", 101)]))

    assert nameless.status_code == nothing.status_code == much.status_code == 422
    assert "Name the criterion." in nameless.text
    assert "Warna" in nameless.text
    assert "At least one criterion must count" in nothing.text
    assert "Write a number from 0 to 100." in much.text
    with app.app_context():
        assert len(queries.get(event_id).rubric.criteria) == len(DEFAULT_RUBRIC)


def test_criteria_are_added_put_into_another_order_and_taken_away(app, organiser, event):
    slug, event_id = event
    url = f"/staff/events/{slug}/curation/rubric"
    organiser.post(f"/staff/events/{slug}/curation/", template="")
    wanted = [CriterionDetails("Warna", 60), CriterionDetails("Kesan", 40, counts=False, best=3)]

    moved = organiser.post(url, **rows(wanted, move="1:up"))
    assert moved.status_code == 200
    assert moved.text.index('value="Kesan"') < moved.text.index('value="Warna"')
    (landed,) = soup(moved).select("[autofocus]")  # where it went, not the top of the page
    assert landed["aria-label"] == "Move down: Kesan"
    more = soup(organiser.post(url, **rows(wanted, add_rows="1")))
    assert len(more.select("[name$=-name_id]")) == len(wanted) + 1
    assert more.select_one("[autofocus]")["name"] == f"criteria-{len(wanted)}-name_id"
    assert organiser.post(url, **rows(wanted[::-1])).status_code == 302

    with app.app_context():
        found = queries.get(event_id).rubric.criteria
        assert [(one.name_id, one.weight, one.best, one.counts) for one in found] == [
            ("Kesan", 40, 3, False),
            ("Warna", 60, 5, True),
        ]


def test_once_a_score_is_given_words_may_change_and_weights_may_not(app, organiser, event):
    slug, event_id = event
    with app.app_context(), unit_of_work():
        curation = make_curation(db.session.get_one(Event, event_id))
        make_review(make_application(event_id), make_curators(1)[0])
        criteria = service.criteria_of(curation.rubric)
    url = f"/staff/events/{slug}/curation/rubric"

    heavier = [criteria[0], *(CriterionDetails(**vars(one) | {"weight": 99}) for one in criteria[1:])]
    refused = organiser.post(url, **rows(heavier))
    fewer = organiser.post(url, **rows(criteria[1:]))
    renamed = organiser.post(url, **rows([CriterionDetails(**vars(one) | {"name_id": "Baru"}) for one in criteria]))

    assert refused.status_code == fewer.status_code == 422
    assert "weights and scales stay as they are" in refused.text
    assert renamed.status_code == 302
    assert organiser.post(f"/staff/events/{slug}/curation/removal").status_code == 302
    with app.app_context():
        assert [(one.name_id, one.weight) for one in queries.get(event_id).rubric.criteria] == [
            ("Baru", 25),
            ("Baru", 20),
            ("Baru", 15),
        ]


def test_phases_are_in_the_events_zone_and_may_not_overlap(app, organiser, event):
    slug, event_id = event
    organiser.post(f"/staff/events/{slug}/curation/", template="")
    sent = {
        "phases-0-title": "Penilaian",
        "phases-0-starts": "2027-01-04T08:00",
        "phases-0-ends": "2027-01-11T08:00",
        "phases-0-curators": "y",
        "phases-0-shows_others": "after_own",
        "phases-1-title": "Rapat",
        "phases-1-starts": "2027-01-10T08:00",
        "phases-1-shows_names": "y",
        "phases-1-shows_others": "always",
        "phases-1-decides": "y",
    }
    url = f"/staff/events/{slug}/curation/phases"

    overlapping = organiser.post(url, **sent)
    assert overlapping.status_code == 422
    assert "Two phases can&#39;t run at the same time" in overlapping.text
    assert 'value="Rapat"' in overlapping.text
    assert organiser.post(url, **sent | {"phases-1-starts": "2027-01-11T08:00"}).status_code == 302

    with app.app_context():
        reviewing, meeting = queries.phases_of(event_id)
        assert reviewing.starts_at.isoformat() == "2027-01-04T01:00:00+00:00"
        assert reviewing.reviewers == {Role.CURATOR}
        assert reviewing.shows_others is Others.AFTER_OWN
        assert (meeting.ends_at, meeting.decides, meeting.shows_names) == (None, True, True)


def test_settings_are_kept_within_their_limits(app, organiser, event):
    slug, event_id = event
    organiser.post(f"/staff/events/{slug}/curation/", template="")
    url = f"/staff/events/{slug}/curation/settings"
    sent = {
        "reviews_each": "3",
        "average": "median",
        "conflict_spread": "25",
        "rotation_points": "10",
        "shows_averages": "y",
        "approvals_needed": "2",
        "objection_reviews": "1",
    }

    assert organiser.post(url, **sent | {"reviews_each": "0"}).status_code == 422
    assert organiser.post(url, **sent).status_code == 302

    with app.app_context():
        curation = queries.get(event_id)
        assert (curation.reviews_each, curation.average, curation.conflict_spread) == (3, rules.Average.MEDIAN, 25)
        assert (curation.shows_averages, curation.remarks_required, curation.approvals_needed) == (True, False, 2)


def test_a_template_goes_to_another_event_and_later_changes_do_not(app, organiser, event):
    slug, _event_id = event
    organiser.post(f"/staff/events/{slug}/curation/", template="")
    assert organiser.post(f"/staff/events/{slug}/curation/template", title="Pameran besar").status_code == 302
    with app.app_context():
        (template,) = queries.templates()
        number = template.id
        with unit_of_work():
            other = make_event()
            other_slug, other_id = other.slug, other.id
    url = f"/staff/rubrics/{number}"
    assert "Pameran besar" in organiser.get("/staff/rubrics/").text

    organiser.post(f"/staff/events/{other_slug}/curation/", template=str(number))
    assert organiser.post(url, **rows([CriterionDetails("Warna", 10)], title="Kecil")).status_code == 302
    assert organiser.post(f"{url}/archive").status_code == 302

    assert organiser.get(url).status_code == 404
    with app.app_context():
        assert len(queries.get(other_id).rubric.criteria) == len(DEFAULT_RUBRIC)
        assert queries.templates() == []


def test_a_copied_event_is_reviewed_as_the_original_with_its_phases_later(app, organiser, event):
    slug, event_id = event
    organiser.post(f"/staff/events/{slug}/curation/", template="")
    with app.app_context(), unit_of_work():
        begins = clock.now() + 5 * DAY
        phases = [PhaseDetails("Penilaian", Phase(begins, begins + DAY, frozenset({Role.CURATOR})))]
        service.save_phases(event_id, phases, actor=SYSTEM, now=clock.now())
        service.change_settings(event_id, {"reviews_each": 4}, actor=SYSTEM, now=clock.now())

    page = organiser.post(f"/staff/events/{slug}/copy", title="Pekan Batik lagi", batch="", first_day="2027-12-01")
    assert page.status_code == 302

    with app.app_context():
        curation = db.session.scalars(db.select(Curation).where(Curation.event_id != event_id)).one()
        original = queries.get(event_id)
        assert curation.reviews_each == 4
        assert curation.rubric_id != original.rubric_id
        assert [one.name_id for one in curation.rubric.criteria] == [one.name_id for one in DEFAULT_RUBRIC]
        moved = curation.event.starts_at - original.event.starts_at
        assert curation.phases[0].starts_at - begins == moved


def test_phases_move_with_a_postponed_event_and_what_was_over_stays(app, organiser, event):
    slug, event_id = event
    organiser.post(f"/staff/events/{slug}/curation/", template="")
    with app.app_context(), unit_of_work():
        now = clock.now()
        times = [(now - 2 * DAY, now - DAY), (now - DAY, now + 3 * DAY), (now + 3 * DAY, None)]
        phases = [PhaseDetails(f"Tahap {at}", Phase(*one)) for at, one in enumerate(times, start=1)]
        service.save_phases(event_id, phases, actor=SYSTEM, now=now)
    organiser.post(f"/staff/events/{slug}/postponement", reason="Banjir")

    page = organiser.get(f"/staff/events/{slug}/resumption").text
    assert [f"“Tahap {at}”" in page for at in (1, 2, 3)] == [False, True, True]
    organiser.post(f"/staff/events/{slug}/resumption", **new_dates(app, slug))

    later = 60 * DAY
    moved = [times[0], (times[1][0], times[1][1] + later), (times[2][0] + later, None)]
    with app.app_context():
        assert [(one.starts_at, one.ends_at) for one in queries.get(event_id).phases] == moved
        query = db.select(AuditEntry).filter_by(action="curation.changed").order_by(AuditEntry.id.desc())
        assert list(db.session.scalars(query).first().states) == ["phase_2", "phase_3"]


@pytest.mark.parametrize(("days", "moves"), [(-2, -2), (-40, -5), (3, 3)])
@pytest.mark.sqlite_only
def test_phases_move_backwards_no_further_than_to_the_present(app, event, days, moves):
    _slug, event_id = event
    with app.app_context(), unit_of_work():
        now = clock.now()
        service.set_up(event_id, None, actor=SYSTEM, now=now)
        starts = now + 5 * DAY + DAY / 2
        phases = [
            PhaseDetails("Penilaian", Phase(starts, starts + DAY)),
            PhaseDetails("Rapat", Phase(starts + DAY, None)),
        ]
        service.save_phases(event_id, phases, actor=SYSTEM, now=now)
        events.postpone(event_id, reason="Banjir", actor=SYSTEM, now=now)
        moving.move_phases(db.session.get_one(Event, event_id), days, actor=SYSTEM, now=now)

        found = [(one.starts_at - starts, one.ends_at) for one in queries.get(event_id).phases]
        assert found == [(moves * DAY, starts + DAY + moves * DAY), (DAY + moves * DAY, None)]


def test_only_organisers_set_it_up_and_others_find_nothing(app, visitor, event):
    slug, _event_id = event
    curator = sign_in(visitor(), "kurator1@demo.test", Role.CURATOR)
    with app.app_context(), unit_of_work():
        other = make_event().id
    elsewhere = sign_in(visitor(), "lain@demo.test", Role.ORGANISER, event_id=other)

    assert curator.get(f"/staff/events/{slug}/curation/").status_code == 403
    assert elsewhere.get(f"/staff/events/{slug}/curation/").status_code == 404
    assert elsewhere.post(f"/staff/events/{slug}/curation/", template="").status_code == 404
