"""What the demo's council has not got: a fair under review, with curators who have begun."""

from eventreg.core import clock
from eventreg.core.db import db
from eventreg.core.permissions import Role
from eventreg.curation import assigning, recusing, reviewing
from eventreg.curation.models import Criterion, Rubric
from eventreg.curation.reviewing import Writing
from eventreg.curation.rules import Conflict
from tests.factories.applications import make_application
from tests.factories.curation import make_curation
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person

CURATOR, IDLE_CURATOR = "kurator-satu@demo.test", "kurator-menganggur@demo.test"
WRITES = "Garis canting halus, warna alam stabil."


def make_curating() -> dict[str, str]:
    """Addresses of a fair under review: what a curator has to do, began, sent, and abstained from.

    The caller holds the unit of work.
    """
    now = clock.now()
    event = make_event(title="Gelar karya terkurasi")
    made = [make_application(event.id, name=f"Kriya Terkurasi {number}") for number in range(6)]
    for one in made:
        one.products = list(one.business.products)
    people = [make_person(email, "", Role.CURATOR, event_id=event.id) for email in (CURATOR, "kurator-dua@demo.test")]
    curation = make_curation(event)
    organiser, curator = actor_of(make_person("panitia@demo.test")), actor_of(people[0])
    assigning.hand_out(event.id, actor=organiser, now=now)
    for one in made:  # the demo's own curators have some of them
        if assigning.active(one.id, people[0].id) is None:
            assigning.give(one.id, people[0].id, actor=organiser, now=now)
    written = Writing({one.id: 4 for one in curation.rubric.criteria}, WRITES)
    sent, draft, abstained, away, to_do, *_ = made
    reviewing.send(sent.id, written, revision=0, actor=curator, now=now)
    reviewing.save_draft(draft.id, written, revision=0, actor=curator, now=now)
    reviewing.abstain(abstained.id, actor=curator, now=now)
    recusing.recuse(away.id, people[0].id, Conflict.SUPPLIER, "Memasok lilin", actor=curator, now=now)
    template = Rubric(title="Rubrik kriya", is_template=True, created_at=now, updated_at=now)
    template.criteria = [Criterion(position=0, name_id="Mutu", name_en="Quality", weight=10)]
    db.session.add(template)
    idle = make_event(title="Gelar karya tanpa pendaftar")
    make_person(IDLE_CURATOR, "", Role.CURATOR, event_id=idle.id)
    make_curation(idle)
    db.session.flush()
    return {
        "rubric": str(template.id),
        "reviewed_fair": event.slug,
        "to_review": to_do.code,
        "review_sent": sent.code,
        "review_abstained": abstained.code,
        "idle_fair": idle.slug,
    }
