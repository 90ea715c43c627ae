"""What the demo's council has not got: a fair with a booth plan that is being made, one that is done, and a clash."""

from eventreg.allocation import ruling
from eventreg.allocation.models import Method, RuleKind, Run
from eventreg.core import clock
from eventreg.core.permissions import SYSTEM
from eventreg.events.rules import EventKind
from tests.factories.allocation import make_version
from tests.factories.applications import make_application
from tests.factories.booths import drawn, make_floor, row
from tests.factories.events import make_event


def make_planned() -> dict[str, str]:
    """Version 1 is done, 2 is impossible, 3 is being made; a rule and a pin. The caller holds the unit of work."""
    now = clock.now()
    event = make_event(kind=EventKind.EXHIBITION, title="Pameran yang direncanakan")
    make_floor(event.id, drawn(*row("D", 3)))
    made = [make_application(event.id, name=f"Tenun Rencana {number}") for number in range(1, 5)]
    share = {"category": made[0].business.category.code, "share_percent": 40}
    ruling.add(event.id, RuleKind.CATEGORY_SHARE_MAX, share, actor=SYSTEM, now=now)
    ruling.pin(event.id, made[0].id, "d-02", forbids=False, reason="Dekat panggung", actor=SYSTEM, now=now)
    make_version(event.id, made)
    clash = make_version(event.id, made, plan={}, digest="", status="infeasible", clash=["pin-1", "r1"])
    pin = {"id": "pin-1", "kind": "pin", "applicant": made[0].code, "booth": "d-02"}
    clash.plan, clash.is_clash_irreducible = None, True
    clash.problem = {**clash.problem, "rules": [pin, {"id": "r1", "kind": "category_share_max", **share}]}
    told = {"merit": 2640, "merit_bound": 2650, "wish_points": 0, "seconds": 12, "beat": now.isoformat(), "tries": 1}
    make_version(event.id, made, method=Method.BY_SCORE, plan={}, digest="", run=Run.RUNNING, progress=told)
    return {"planned_fair": event.slug}
