"""What the demo's council has not got: a fair whose booth plan is published, with offers that are paid, or late."""

from datetime import timedelta

from eventreg.allocation import approving, offering, publishing
from eventreg.allocation.models import Allocating, BoothOffer
from eventreg.applications import service as applications
from eventreg.core import clock
from eventreg.core.db import db
from eventreg.core.permissions import Role
from eventreg.events.rules import EventKind
from tests.factories.allocation import make_version
from tests.factories.applications import make_application
from tests.factories.booths import drawn, make_floor, row
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person

TREASURER, EXHIBITOR = "bendahara-stan@demo.test", "peserta-stan@demo.test"


def make_allotted() -> dict[str, str]:
    """A fair with version 1 published, version 2 proposed, version 3 a draft. The caller holds the unit of work."""
    now = clock.now()
    event = make_event(kind=EventKind.EXHIBITION, title="Pameran dengan rencana stan", confirm_days=5)
    make_floor(event.id, drawn(*row("C", 4, fee=750_000)), published=True)
    db.session.add(Allocating(event_id=event.id, approvals_needed=0, time_limit_s=10, days_to_answer=7))
    made = [
        make_application(event.id, name=f"Batik Stan {number}", email=EXHIBITOR if number == 1 else "")
        for number in range(1, 6)
    ]
    wishes = {one.code: ["c-01", "c-02"] for one in made}
    first, second, third, fourth, _left = made
    organiser = actor_of(make_person("panitia@demo.test"))
    treasurer = actor_of(make_person(TREASURER, "Endang", Role.TREASURER))
    version = make_version(event.id, made, wishes=wishes)
    digest = approving.digest_now(version)
    approving.propose(event.id, version.number, digest=digest, actor=organiser, now=now)
    publishing.publish(event.id, version.number, digest=digest, actor=organiser, now=now)
    for one in (first, second, third):
        applications.confirm(one.id, actor=actor_of(one.applicant), now=now)
    applications.decline(fourth.id, actor=actor_of(fourth.applicant), now=now)
    offering.mark_paid(event.id, first.code, receipt="KW-0012", actor=treasurer, now=now)
    db.session.get_one(BoothOffer, third.id).due_at = now - timedelta(days=1)
    proposed = make_version(event.id, made[:3], wishes=wishes)
    approving.propose(event.id, proposed.number, digest=approving.digest_now(proposed), actor=organiser, now=now)
    make_version(event.id, made[:3], wishes=wishes)
    return {
        "allotted_fair": event.slug,
        "booth_paid": first.code,
        "booth_open": second.code,
        "booth_late": third.code,
    }
