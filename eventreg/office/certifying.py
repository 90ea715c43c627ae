"""Certificates: issued to who was present enough, printed again as they were, replaced when a name was wrong.

The caller holds the unit of work.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import select

from eventreg.core import audit, files
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.i18n import Language, _, force_locale
from eventreg.core.permissions import Actor
from eventreg.documents import register
from eventreg.documents.models import IssuedDocument
from eventreg.documents.register import Paper
from eventreg.door import queries as door
from eventreg.events.models import Event
from eventreg.office import certified, rules, signing
from eventreg.office.certified import KIND
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState


@dataclass(frozen=True)
class Wishes:
    """What the certificates of an event say beyond the event itself, as on `EventPapers`."""

    hours: int | None
    materials: str
    signatory_id: int | None
    second_signatory_id: int | None
    signed_on: date | None
    signed_at_place: str
    background_id: int | None


def subject_of(ticket_id: int) -> str:
    """What the register knows a ticket's certificate by."""
    return f"ticket:{ticket_id}"


# ---- What an event's certificates say ---------------------------------------------------------------


def set_up(event: Event, wishes: Wishes, *, actor: Actor, now: datetime) -> str:
    """Keep it for certificates that are issued from now on. Raises LessonsUnclear.

    Gives the key of a background that nothing needs any more, else "": its files go after the unit of work.
    """
    rules.lessons_of(wishes.materials)
    lock(Event, event.id)
    papers = certified.papers_of(event.id)
    db.session.add(papers)
    before = papers.background
    changed = [name for name, value in asdict(wishes).items() if getattr(papers, name) != value]
    for name in changed:
        setattr(papers, name, getattr(wishes, name))
    db.session.flush()
    if changed:
        audit.record(actor, "event.certificates_set_up", event, fields=changed, now=now)
    replaced = before if before and before.id != wishes.background_id else None
    return files.let_go(replaced) if replaced else ""  # what was printed stays


# ---- Issuing ----------------------------------------------------------------------------------------


def issue(ticket_id: int, language: Language, *, actor: Actor, now: datetime) -> IssuedDocument:
    """A certificate for a ticket's holder. Raises NotFound, NotPresentEnough, AlreadyCertified."""
    ticket = lock(Ticket, ticket_id)
    if ticket is None:
        raise NotFound()
    if register.standing(KIND, subject_of(ticket_id)):
        raise rules.AlreadyCertified()
    if ticket_id not in door.present_enough(ticket.event_id):
        raise rules.NotPresentEnough()
    return _issue(ticket, ticket.holder, language, actor=actor, now=now)


def issue_some(tickets: Iterable[int], language: Language, *, actor: Actor, now: datetime) -> list[IssuedDocument]:
    """The certificates of those who were found to be present enough: those that stand, and new ones for the others.

    One whose content was erased with its holder's data is left out.
    """
    found = []
    for ticket_id in tickets:
        ticket = lock(Ticket, ticket_id)
        standing = register.standing(KIND, subject_of(ticket_id))
        if standing:
            found += [standing] if standing.content else []
        elif ticket:
            found.append(_issue(ticket, ticket.holder, language, actor=actor, now=now))
    return found


def replace(ticket_id: int, holder: str, *, reason: str, actor: Actor, now: datetime) -> IssuedDocument:
    """Withdraw what stands for a ticket, and issue another with the right name, as everything is set up now.

    Raises NotFound, NothingIssued, NameWanting, WithdrawalReasonWanting.
    """
    ticket = lock(Ticket, ticket_id)
    if ticket is None:
        raise NotFound()
    old = register.standing(KIND, subject_of(ticket_id))
    if old is None:
        raise rules.NothingIssued()
    name = " ".join(holder.split())
    if not name:
        raise rules.NameWanting()
    register.withdraw(old.id, reason=reason, actor=actor, now=now)
    return _issue(ticket, name, old.language, actor=actor, now=now, replaces=old)


def _issue(
    ticket: Ticket,
    holder: str,
    language: Language,
    *,
    actor: Actor,
    now: datetime,
    replaces: IssuedDocument | None = None,
) -> IssuedDocument:
    event = ticket.event
    with force_locale(language.value):
        content = certified.content_of(event, holder, ticket.business_name)
        paper = Paper(
            kind=KIND,
            title=_("Certificate: %(title)s", title=event.title),
            language=language,
            content=content,
            facts=certified.facts_of(content),
            letter_class=signing.letter_class_of(KIND),
            subject=subject_of(ticket.id),
            event_id=event.id,
            person_id=ticket.person_id,
            business_id=ticket.business_id,
            dated_on=certified.signed_on(event, certified.papers_of(event.id)),
            replaces=replaces,
        )
    return register.issue(paper, actor=actor, now=now)


# ---- Looking up -------------------------------------------------------------------------------------


def standing_by_ticket(event_id: int) -> Mapping[int, IssuedDocument]:
    """Ticket id → the certificate that holds for it."""
    query = select(IssuedDocument).filter_by(kind=KIND, event_id=event_id, withdrawn_at=None)
    rows = db.session.scalars(query.order_by(IssuedDocument.id))
    return {int(one.subject.partition(":")[2]): one for one in rows if one.subject.startswith("ticket:")}


def history_of(ticket_id: int) -> Sequence[IssuedDocument]:
    """All certificates that were issued for a ticket, the latest first."""
    query = select(IssuedDocument).filter_by(kind=KIND, subject=subject_of(ticket_id))
    return db.session.scalars(query.order_by(IssuedDocument.id.desc())).all()


def to_certify(event_id: int) -> list[int]:
    """The ids of the tickets whose holders were present enough, or hold a certificate already, in order of names."""
    wanted = {*door.present_enough(event_id), *standing_by_ticket(event_id)}
    valid = select(Ticket.id, Ticket.holder).filter_by(event_id=event_id, state=TicketState.VALID)
    rows = [(holder.casefold(), ticket_id) for ticket_id, holder in db.session.execute(valid) if ticket_id in wanted]
    return [ticket_id for _holder, ticket_id in sorted(rows)]
