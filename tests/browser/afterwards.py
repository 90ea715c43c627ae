"""What the demo's council has not got: draws that are open, locked and drawn, and objections."""

from datetime import datetime

from eventreg.applications import draws, objections, service
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.core import clock
from eventreg.core.db import db
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events.models import Event
from eventreg.events.rules import Admission
from tests.factories.applications import make_application
from tests.factories.events import DAY, make_event
from tests.factories.people import actor_of, make_person


def make_afterwards() -> dict[str, str]:
    """Addresses of events in each state of a draw, and of objections; the caller holds the unit of work."""
    now = clock.now()
    unlocked, locked, drawn = (_draw(title, now) for title in ("Undian baru", "Undian terkunci", "Undian selesai"))
    for event in (locked, drawn):
        draws.lock_draw(event.id, "IHSG", "", now - DAY / 2, actor=SYSTEM, now=now - DAY)
    draws.draw(drawn.id, "7.234,56", actor=SYSTEM, now=now)
    facts = {"unlocked": unlocked.slug, "locked": locked.slug, "drawn": drawn.slug}
    return facts | _objections(now)


def _draw(title: str, now: datetime) -> Event:
    event = make_event(title=title, admission=Admission.DRAW, quota=1)
    for name in ("Batik Undi", "Tenun Undi"):
        make_application(event.id, name=f"{name} {event.id}")
    event.opens_at, event.closes_at = now - 5 * DAY, now - 2 * DAY
    db.session.flush()
    return event


def _objections(now: datetime) -> dict[str, str]:
    event = make_event(title="Belum semua lolos", objection_days=7)
    committee = actor_of(make_person("komite3@demo.test", "", Role.COMMITTEE))
    silent, objecting = (make_application(event.id, name=name) for name in ("Rajut Sunyi", "Rajut Keberatan"))
    ids = [silent.id, objecting.id]
    service.decide(event.id, ids, Status.REJECTED, actor=committee, reason="Foto kurang jelas.", now=now)
    objection = objections.make(
        objecting.id, "Foto saya jelas, lihat lagi.", actor=actor_of(objecting.applicant), now=now
    )
    return {
        "objections": event.slug,
        "objection": str(objection.id),
        "may_object": silent.code,
        "may_object_by": _address(silent),
        "objected": objecting.code,
        "objected_by": _address(objecting),
    }


def _address(application: Application) -> str:
    return application.applicant.email or ""
