"""Requests about personal data, periods, and incidents. The caller holds the unit of work."""

from dataclasses import dataclass
from datetime import datetime

from eventreg.accounts.models import Person
from eventreg.consents import queries as consents
from eventreg.core import audit, outbox
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.permissions import Actor
from eventreg.door.models import DoorDevice
from eventreg.events.models import Event
from eventreg.records import queries, rules
from eventreg.records.models import DataRequest, Incident, IncidentKind, RequestKind, RequestState, RetentionPeriod
from eventreg.records.rules import Kept, due_at

TOLD_IN_WORDS = {RequestKind.CORRECTION, RequestKind.STOP}  # what was done shows nowhere else
FAREWELL = rules.ANSWER_TIME  # how long a mail server has to take the last message to somebody who was erased


# ---- Requests -------------------------------------------------------------------------------------


def open_request(person_id: int, kind: RequestKind, words: str, *, actor: Actor, now: datetime) -> DataRequest:
    """Ask for something about a person's data; the law's 72 hours run from now. Raises AlreadyAsked, NotFound."""
    person = _living(person_id)
    if queries.find_open(person_id, kind):
        raise rules.AlreadyAsked()
    asked = DataRequest(
        person=person,
        kind=kind,
        words=words.strip(),
        state=RequestState.OPEN,
        opened_at=now,
        opened_by_id=actor.person_id,
        due_at=due_at(now),
        answer="",
    )
    db.session.add(asked)
    db.session.flush()
    audit.record(actor, "data_request.opened", asked, states={"kind": kind}, now=now)
    _tell("request_received", asked, now)
    return asked


def stop_after_withdrawal(person_id: int, purpose: str, *, actor: Actor, now: datetime) -> None:
    """A consent without which nobody can take part was withdrawn: staff stop using the data within 72 hours."""
    if queries.find_open(person_id, RequestKind.STOP):
        return
    texts = {text.purpose: text for text in consents.newest_texts()}
    if purpose in texts and texts[purpose].is_required:
        title = texts[purpose].title_in(_living(person_id).language)
        open_request(person_id, RequestKind.STOP, title, actor=actor, now=now)


def take_back(request_id: int, *, actor: Actor, now: datetime) -> None:
    """The person no longer asks. Raises NotFound, RequestClosed."""
    _close(queries.get_own(request_id, actor.person_id), RequestState.WITHDRAWN, "", actor=actor, now=now)


def carry_out(request_id: int, answer: str, *, actor: Actor, now: datetime) -> DataRequest:
    """What was asked for is done. Raises NotFound, RequestClosed, ErasureAlone, DeedUntold."""
    asked = queries.get(request_id)
    if asked.kind is RequestKind.ERASURE:
        raise rules.ErasureAlone()
    if asked.state is RequestState.OPEN and asked.kind in TOLD_IN_WORDS and not answer.strip():
        raise rules.DeedUntold()
    _close(asked, RequestState.DONE, answer.strip(), actor=actor, now=now)
    _tell("request_closed", asked, now)
    return asked


def refuse(request_id: int, answer: str, *, actor: Actor, now: datetime) -> DataRequest:
    """Say no, and why. Raises NotFound, RequestClosed, AnswerMissing."""
    if not answer.strip():
        raise rules.AnswerMissing()
    asked = queries.get(request_id)
    _close(asked, RequestState.REFUSED, answer.strip(), actor=actor, now=now)
    _tell("request_closed", asked, now)
    return asked


def close_erasures(person_id: int, *, actor: Actor, now: datetime) -> None:
    """Everything that a person asked for is answered by their erasure."""
    for asked in queries.requests_of(person_id):
        if asked.state is RequestState.OPEN:
            _close(asked, RequestState.DONE, "", actor=actor, now=now)


def say_farewell(address: str, language: str, *, now: datetime) -> None:
    """Tell an address, once, that what was known of its owner is gone; then the address goes too."""
    if address:
        outbox.queue("person_erased", to=address, language=language, expires_at=now + FAREWELL, now=now)


def _living(person_id: int) -> Person:
    person = lock(Person, person_id)
    if person is None or person.erased_at:
        raise NotFound()
    return person


def _close(asked: DataRequest, state: RequestState, answer: str, *, actor: Actor, now: datetime) -> None:
    asked = lock(DataRequest, asked.id) or asked
    if asked.state is not RequestState.OPEN:
        raise rules.RequestClosed()
    asked.state, asked.answer, asked.closed_at, asked.closed_by_id = state, answer, now, actor.person_id
    audit.record(actor, f"data_request.{state}", asked, states={"kind": asked.kind}, now=now)


def _tell(kind: str, asked: DataRequest, now: datetime) -> None:
    person = asked.person
    outbox.queue(kind, to=person.email or "", language=person.language, person_id=person.id, now=now, request=asked.id)


# ---- How long -------------------------------------------------------------------------------------


class Periods:
    """All periods together, as the subject of a deed in the trail."""

    __tablename__ = "retention_period"
    id = 0


def set_period(kind: Kept, days: int, *, actor: Actor, now: datetime) -> None:
    """Keep a kind of data for so many days from now on. Raises DaysOutOfRange."""
    rules.check_days(kind, days)
    before = queries.periods()[kind]
    if before == days:
        return
    period = RetentionPeriod(kind=kind.value, days=days, changed_at=now, changed_by_id=actor.person_id)
    db.session.merge(period)
    db.session.flush()
    states = {"from": str(before), "to": str(days)}
    audit.record(actor, "retention.changed", Periods(), fields=[kind], states=states, now=now)


# ---- Incidents ------------------------------------------------------------------------------------


@dataclass(frozen=True)
class IncidentFacts:
    """What is known of a loss or leak. One of the three ids, as its kind says."""

    kind: IncidentKind
    words: str
    measures: str
    happened_at: datetime
    noticed_at: datetime
    door_device_id: int | None = None
    staff_id: int | None = None
    event_id: int | None = None


def open_incident(facts: IncidentFacts, *, actor: Actor, now: datetime) -> Incident:
    """Write down a loss; those concerned are told within 72 hours of its being noticed.

    Raises NoticedBeforeItHappened, NotOneThing.
    """
    rules.check_noticed(facts.happened_at, facts.noticed_at, now)
    device = db.session.get(DoorDevice, facts.door_device_id) if facts.door_device_id else None
    event = db.session.get(Event, facts.event_id) if facts.event_id else None
    staff = db.session.get(Person, facts.staff_id) if facts.staff_id else None
    found = {IncidentKind.DOOR_PHONE: device, IncidentKind.STAFF_DEVICE: staff, IncidentKind.EVENT_DATA: event}
    if found[facts.kind] is None:
        raise rules.NotOneThing()
    incident = Incident(
        kind=facts.kind,
        words=facts.words.strip(),
        measures=facts.measures.strip(),
        happened_at=facts.happened_at,
        noticed_at=facts.noticed_at,
        due_at=due_at(facts.noticed_at),
        door_device_id=device.id if device and facts.kind is IncidentKind.DOOR_PHONE else None,
        event_id=event.id if event and facts.kind is IncidentKind.EVENT_DATA else None,
        staff_id=staff.id if staff and facts.kind is IncidentKind.STAFF_DEVICE else None,
        opened_at=now,
        opened_by_id=actor.person_id,
    )
    db.session.add(incident)
    db.session.flush()
    audit.record(actor, "incident.opened", incident, states={"kind": facts.kind}, person_id=incident.staff_id, now=now)
    return incident


def mark_told(incident_id: int, *, actor: Actor, now: datetime) -> None:
    """Those concerned and the authority have their notice; marking it again changes nothing. Raises NotFound."""
    incident = lock(Incident, incident_id)
    if incident is None:
        raise NotFound()
    if incident.told_at is None:
        incident.told_at = now
        audit.record(actor, "incident.told", incident, now=now)


def note_list(incident: Incident, count: int, *, actor: Actor, now: datetime) -> None:
    """Write down that the list of those concerned was taken out."""
    audit.record(actor, "incident.list_exported", incident, states={"people": str(count)}, now=now)
