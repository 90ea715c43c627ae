"""What the demo's council has not got: a fair under review, with curators who have begun."""

from typing import Any

from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.db import db
from eventreg.core.permissions import Role
from eventreg.curation import assigning, meetings, pending, recusing, resolving, reviewing, settling
from eventreg.curation.models import Criterion, Rubric
from eventreg.curation.reviewing import Writing
from eventreg.curation.rules import Conflict, Others
from tests.factories.applications import make_application
from tests.factories.curation import DAY, make_curation, make_review, phase
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
    return make_meeting() | {
        "rubric": str(template.id),
        "reviewed_fair": event.slug,
        "to_review": to_do.code,
        "review_sent": sent.code,
        "review_abstained": abstained.code,
        "idle_fair": idle.slug,
    }


def make_meeting() -> dict[str, str]:
    """Addresses of a fair whose committee sits together: reviewed, with a line, a meeting, and an approval."""
    now = clock.now()
    event = make_event(title="Gelar karya yang dirapatkan", quota=2)
    phases = [
        phase("Penilaian", now - 3 * DAY, now - DAY),
        phase("Rapat", now - DAY, reviewers=[], shows_names=True, shows_others=Others.ALWAYS, decides=True),
    ]
    make_curation(event, phases=phases)
    made = [make_application(event.id, name=f"Kriya Dirapatkan {number}") for number in range(5)]
    people = [make_person(email, "", Role.CURATOR, event_id=event.id) for email in (CURATOR, "kurator-dua@demo.test")]
    for place, one in enumerate(made):
        one.products = list(one.business.products)
        for number, person in enumerate(people):
            make_review(one, person, max(1, 5 - place - number * (place == 1) * 3), discuss=place == 1)
    member = actor_of(make_person("komite1@demo.test"))
    given: dict[str, Any] = {"actor": member, "now": now}
    meetings.begin(event.id, "Aula Museum Batik", **given)
    pending.draw_line(event.id, 3, Status.WAITLISTED, **given)
    pending.put(event.id, made[4].id, Status.REJECTED, "Bukan buatan sendiri.", **given)
    settling.settle(event.id, made[0].id, eligible=True, must_place=True, reason="Juara tahun lalu", **given)
    resolving.approve(event.id, pending.digest_of(pending.listed(event, now)), **given)
    pending.put(event.id, made[3].id, Status.NEEDS_REVISION, "NIB belum dilampirkan.", **given)
    return {"met_fair": event.slug}
