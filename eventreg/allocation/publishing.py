"""A plan that enough have approved goes out: decisions, booths, offers and messages, all or none.

The caller holds the unit of work. Before this, nobody is told anything.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from eventreg.allocation import approving, building, offering, queries, rules
from eventreg.allocation.board import Board
from eventreg.allocation.faults import FaultTeller
from eventreg.allocation.models import Allocation, BoothOffer, Stage
from eventreg.allocation.problem import Plan, Problem
from eventreg.allocation.problem_file import read_problem
from eventreg.allocation.reading import Floor
from eventreg.allocation.reasons import Reason
from eventreg.allocation.sentences import Teller
from eventreg.applications import places
from eventreg.applications import queries as application_queries
from eventreg.applications import service as applications
from eventreg.applications.models import Application
from eventreg.applications.moving import tell
from eventreg.applications.rules import Status
from eventreg.applications.slots import BoothOffered
from eventreg.booths import placing
from eventreg.booths import queries as floors
from eventreg.booths import service as floor_service
from eventreg.booths.drawing import BoothState
from eventreg.booths.models import BoothPlacement, FloorPlan
from eventreg.booths.rules import fee_of_place
from eventreg.businesses.publicity import agreeing_businesses
from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.i18n import Language, _, force_locale
from eventreg.core.permissions import Actor, Permission

_MARKED = re.compile("⟦([^⟧]+)⟧")
PROMISED = frozenset({Status.OFFERED, Status.CONFIRMED})  # who has been told of a booth keeps it


def publish(
    event_id: int,
    number: int,
    *,
    digest: str,
    actor: Actor,
    now: datetime,
    facts: Mapping[str, Reason] | None = None,
) -> Allocation:
    """Let the plan go out, as it was seen (`digest`). `facts`: its reasons, where they were looked up before: to reckon
    those of an older version takes a while, and here everybody else of the event waits.

    Raises NotFound, NotProposed, PlanChanged, QuorumMissing, WorldChanged, and what `applications.service.decide` and
    `booths.placing.place` raise, naming the business.
    """
    version = approving.locked(event_id, number, Permission.BOOTHPLAN_MANAGE, actor)
    lock(FloorPlan, floors.get(event_id).id)  # nobody redraws it, or puts anybody elsewhere, while this goes out
    approving.check_seen(version, digest)
    if found := changes(version, now):
        raise rules.WorldChanged(count=len(found))
    if missing := approving.lacking(version):
        raise rules.QuorumMissing(count=missing)
    known = {one.code: one for one in approving.applicants_of(version)}
    why = sentences(version, facts or queries.reasons_of(version))
    told = _decide(version, known, why, actor, now)
    placed = _place(version, known, actor, now)
    _offer(version, known, why, placed, told, now)
    floor_service.show_occupants(event_id, True, actor=actor, now=now)
    before = queries.published(event_id)
    if before is not None:
        before.stage = Stage.REPLACED
    version.stage, version.published_at, version.published_by_id = Stage.PUBLISHED, now, actor.person_id
    db.session.flush()
    states = {"number": str(number), "placed": str(len(version.plan or {}))}
    audit.record(actor, "allocation.published", version, states=states, now=now)
    return version


def sentences(version: Allocation, facts: Mapping[str, Reason]) -> Mapping[str, Mapping[str, str]]:
    """Application's code → language → what it got, and why nothing that it wished for more.

    Those alone are named whom the public plan names: whoever has a booth in this one and agreed to be shown. They stand
    there by their codes; `with_names` puts names for them, as long as they may be told. Nobody's merit but its own.
    """
    problem, names = queries.problem_of(version), _PublicNames(version)
    told: dict[str, dict[str, str]] = {code: {} for code in facts}
    for language in Language:
        with force_locale(language.value):
            rule = FaultTeller(problem, names).rule
            teller = Teller(problem, names.public_name, rule, names.booth, with_figures=False)
            for code, reason in facts.items():
                told[code][language.value] = teller.tell(reason)
    return told


def with_names(text: str, event_id: int) -> str:
    """A sentence with the names of those who agree to be shown now: consent is taken back, and people are erased."""
    return _named(text, _names_in([text], event_id))


def _names_in(texts: Iterable[str], event_id: int) -> Mapping[str, str]:
    found = application_queries.of_event(event_id, {code for text in texts for code in _MARKED.findall(text)})
    agreeing = agreeing_businesses({one.business_id for one in found})
    return {one.code: one.business.name for one in found if one.business_id in agreeing}


def _named(text: str, names: Mapping[str, str]) -> str:
    return _MARKED.sub(lambda match: names.get(match[1]) or _("another business"), text)


class _PublicNames(Floor):
    """What everybody may read: whoever has no booth, or didn't agree to be shown, isn't named."""

    def __init__(self, version: Allocation) -> None:
        super().__init__(version.event_id, [one["id"] for one in version.problem["applicants"]])
        placed = queries.plan_of(version)
        there = [one for one in approving.applicants_of(version) if one.code in placed]
        agreeing = agreeing_businesses({one.business_id for one in there})
        self._public = {one.code for one in there if one.business_id in agreeing}

    def public_name(self, code: str) -> str | None:
        """What stands for a business's name; None where it isn't public."""
        return f"⟦{code}⟧" if code in self._public else None

    def business(self, code: str) -> str:
        """The same in the middle of a sentence."""
        return self.public_name(code) or _("another business")


# ---- What has changed since ------------------------------------------------------------------------------------------


def changes(version: Allocation, now: datetime) -> Sequence[str]:
    """Why the plan can't be carried out any more, in the words of the staff; empty where it can."""
    plan = queries.plan_of(version)
    floor = Floor(version.event_id, [one["id"] for one in version.problem["applicants"]])
    today = read_problem(building.problem_of_event(version.event, now=now, repair=True))
    found = [*_gone(plan, floor, today), *_promises(version, plan), *_no_room(version, floor, now)]
    return found or FaultTeller(today, floor).faults(Board(today, plan).faults())


def _gone(plan: Plan, floor: Floor, today: Problem) -> Iterator[str]:
    """Applicants who aren't in question any more, booths that nobody can have."""
    for code in plan:
        if code not in today.applicants:
            yield _("%(business)s (%(code)s) no longer takes part.", business=floor.business(code), code=code)
    for uid in sorted({uid for booths in plan.values() for uid in booths} - set(today.booths)):
        label = floor.booth(uid)
        if label == uid:
            yield _("A booth of the plan (%(uid)s) is no longer on the floor plan.", uid=uid)
        else:
            yield _("Booth %(label)s is held back now.", label=label)


def _promises(version: Allocation, plan: Plan) -> Iterator[str]:
    """Whoever confirmed stays where they are, unless they agree to be moved; and nobody who was told loses a booth."""
    agreed = offering.agreeing(version.event_id)
    for application, uids in _held(version.event_id).values():
        wanted, name = set(plan.get(application.code, ())), application.business.name
        if application.status not in PROMISED or wanted == uids:
            continue
        if not wanted:
            yield _("%(business)s was promised a booth and would lose it.", business=name)
        elif application.status is Status.CONFIRMED and application.id not in agreed:
            yield _("%(business)s has confirmed its booth and has not agreed to be moved.", business=name)


def _no_room(version: Allocation, floor: Floor, now: datetime) -> Iterator[str]:
    """Whoever would be accepted beyond the event's places, whatever booths there are."""
    taken = places.of(version.event, now)
    for one in _by_merit(version, floor.applications):
        if one.code not in (version.plan or {}) or one.status not in {Status.SUBMITTED, Status.WAITLISTED}:
            continue
        if taken.lack_of(one):
            yield _("The places of the event are full: none is left for %(business)s.", business=one.business.name)
        else:
            taken.held[one.id] = taken.seat_of(one)


def _by_merit(version: Allocation, known: Mapping[str, Application]) -> list[Application]:
    merits = {one["id"]: one["merit"] for one in version.problem["applicants"]}
    return sorted(known.values(), key=lambda one: (-merits[one.code], one.code))


# ---- What goes out ---------------------------------------------------------------------------------------------------


def _decide(
    version: Allocation,
    known: Mapping[str, Application],
    why: Mapping[str, Mapping[str, str]],
    actor: Actor,
    now: datetime,
) -> Collection[str]:
    """First who has a booth, and then who waits: in the order of merit, for so the waiting list gets theirs.

    The codes of those who are offered a place by it: the message of that tells them of their booth, too.
    """
    plan, event_id = queries.plan_of(version), version.event_id
    ordered = _by_merit(version, known)
    undecided = [one for one in ordered if one.status is Status.SUBMITTED]
    waiting = [one.id for one in ordered if one.status is Status.WAITLISTED and one.code in plan]
    fresh = [one.id for one in undecided if one.code in plan]
    if fresh:
        applications.decide(event_id, fresh, Status.ACCEPTED, actor=actor, reason="", now=now, approved=True)
    if waiting:
        with force_locale(Language.ID.value):
            reason = _("The booth plan that the committee approved has a booth that fits.")
        applications.decide(event_id, waiting, Status.OFFERED, actor=actor, reason=reason, now=now, approved=True)
    words = _words_for([one for one in undecided if one.code not in plan], why, event_id)
    if words:
        applications.decide(event_id, words, Status.WAITLISTED, actor=actor, reason=words, now=now, approved=True)
    return {one.code for one in ordered if one.id in {*fresh, *waiting} and one.status is Status.OFFERED}


def _words_for(
    unplaced: Sequence[Application], why: Mapping[str, Mapping[str, str]], event_id: int
) -> Mapping[int, str]:
    """Application's id → why it has no booth, in the language of whoever reads it; in their order."""
    readers = {one.id: application_queries.reader_of(one) or one.applicant for one in unplaced}
    texts = {one.id: why[one.code][readers[one.id].language] for one in unplaced}
    names, found = _names_in(texts.values(), event_id), {}
    for number, text in texts.items():
        with force_locale(readers[number].language):
            found[number] = _named(text, names)
    return found


def _place(version: Allocation, known: Mapping[str, Application], actor: Actor, now: datetime) -> Collection[str]:
    """Booths as the plan has them; the codes of those who have others than before."""
    plan, event_id = queries.plan_of(version), version.event_id
    held = {application.code: uids for application, uids in _held(event_id).values()}
    ids = {application.code: application.id for application, _uids in _held(event_id).values()}
    for code, uids in held.items():
        for uid in sorted(uids - set(plan.get(code, ()))):
            placing.release(event_id, ids[code], uid, actor=actor, now=now)
    for code, booths in sorted(plan.items()):  # who shares a booth has its places by their codes, whatever the order
        one = known[code]
        state = BoothState.CONFIRMED if one.status is Status.CONFIRMED else BoothState.RESERVED
        for uid in booths:
            if uid in held.get(code, ()):
                placing.set_state(event_id, one.id, uid, state, actor=actor, now=now)
            else:
                placing.place(event_id, one.id, uid, actor=actor, now=now, state=state, booths=len(booths))
    return {code for code, booths in plan.items() if set(booths) != held.get(code, set())}


def _offer(
    version: Allocation,
    known: Mapping[str, Application],
    why: Mapping[str, Mapping[str, str]],
    placed: Collection[str],
    told: Collection[str],
    now: datetime,
) -> None:
    """What each is offered who has a booth now; again, where it is another one than before. `told`: hear it already."""
    there = offering.placements([one.id for one in known.values()])
    days = timedelta(days=queries.settings_of(version.event_id).days_to_answer)
    for code in queries.plan_of(version):
        application = known[code]
        offer = db.session.get(BoothOffer, application.id)
        is_news = offer is None or code in placed
        offer = offer or BoothOffer(application_id=application.id, offered_at=now, allocation_id=version.id)
        offer.allocation_id, offer.why = version.id, dict(why[code])
        db.session.add(offer)
        if not is_news:
            continue  # what was agreed stands, whatever the booth costs by now
        if offer.paid_at is None:  # who has paid and is moved owes nothing more
            offer.fee = sum(_fee_of(row) for row in there[application.id])
        offer.offered_at, offer.moves_at = now, None
        offer.due_at = due = application.deadline_at or min(now + days, application.event.ends_at)
        if code not in told:
            _tell(application, offering.facts_of(offer, there[application.id]), due, now)
    db.session.flush()


def _tell(application: Application, booth: BoothOffered, due: datetime, now: datetime) -> None:
    """A message of its own, for whoever isn't offered a place by the same publication."""
    kind = "booth_assigned" if application.status is Status.CONFIRMED else "booth_offered"
    about = {"booths": list(booth.labels), "fee": booth.fee, "paid": booth.is_paid, "shared": booth.is_shared}
    tell(application, kind, now=now, **about, due=due.isoformat())


def _fee_of(row: BoothPlacement) -> int:
    return fee_of_place(row.booth.fee, row.booth.capacity, row.place)


def _held(event_id: int) -> Mapping[int, tuple[Application, set[str]]]:
    """Application's id → the application, and the booths where it is placed now."""
    found: dict[int, tuple[Application, set[str]]] = {}
    for row in floors.placements_of(floors.get(event_id).id):
        found.setdefault(row.application_id, (row.application, set()))[1].add(row.booth.uid)
    return found
