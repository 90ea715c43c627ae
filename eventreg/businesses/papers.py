"""The papers of a business: sent once, looked at once by staff, used for every event. Callers hold the unit of work.

`state_of(paper, on)` says what a paper is worth on a day; an application asks for the last day of its event.
"""

from datetime import date, datetime

from eventreg.businesses import queries, rules, shelf
from eventreg.businesses.models import Business, Paper, PaperKind
from eventreg.businesses.rules import PaperDetails, is_good, state_of
from eventreg.businesses.service import PhotoUnknown
from eventreg.consents.slots import home_day
from eventreg.core import audit, files, outbox
from eventreg.core.db import db, lock
from eventreg.core.errors import Forbidden, NotFound
from eventreg.core.files import StoredFile
from eventreg.core.permissions import Actor, Permission

__all__ = ["add", "is_good", "note_opened", "refuse", "remove", "replace", "reset", "state_of", "today", "verify"]


def today(now: datetime) -> date:
    """The day as calendars show it at the council."""
    return home_day(now)


# ---- Its people -------------------------------------------------------------------------------------


def add(business_id: int, details: PaperDetails, file_key: str, *, actor: Actor, now: datetime) -> Paper:
    """Keep a paper of a business of the actor's; `file_key`: a file that one of its people has sent.

    The number of a NIB fills a profile that tells none. Raises NotFound, FileMissing, PhotoUnknown and what the rules
    raise.
    """
    business = queries.get_own(business_id, actor)
    lock(Business, business.id)
    paper = _new(business, details, _file(file_key, actor), actor=actor, now=now)
    fields = [name for name in ("number", "issued_on", "expires_on", "file_id") if getattr(paper, name)]
    audit.record(actor, "paper.added", paper, fields=fields, states={"kind": paper.kind}, now=now)
    return paper


def replace(
    business_id: int, paper_id: int, details: PaperDetails, file_key: str, *, actor: Actor, now: datetime
) -> Paper:
    """Put a newer paper, or a mended one, in the place of another; staff look at it anew. Nothing changed: it stays.

    Raises what `add` raises.
    """
    old = shelf.get_own_paper(business_id, paper_id, actor)
    lock(Paper, old.id)
    if old.archived_at is not None:
        raise NotFound
    file = _file(file_key, actor)
    new = _new(old.business, details, file, actor=actor, now=now)
    told = ("kind", "title", "number", "issued_on", "expires_on", "file_id")
    changed = [name for name in told if getattr(new, name) != getattr(old, name)]
    if not changed:
        db.session.delete(new)
        db.session.flush()
        return old
    old.archived_at = now
    db.session.flush()
    audit.record(actor, "paper.replaced", new, fields=changed, states={"kind": new.kind}, now=now)
    return new


def remove(business_id: int, paper_id: int, *, actor: Actor, now: datetime) -> str:
    """Take a paper away, with its file; the key of a file that is to be removed from the disk after the unit of work.

    Empty where the file still serves something else. Raises NotFound.
    """
    paper = shelf.get_own_paper(business_id, paper_id, actor)
    lock(Paper, paper.id)
    file = paper.file
    audit.record(actor, "paper.removed", paper, states={"kind": paper.kind}, now=now)
    db.session.delete(paper)
    db.session.flush()
    return files.let_go(file) if file else ""


def _new(business: Business, details: PaperDetails, file: StoredFile, *, actor: Actor, now: datetime) -> Paper:
    kind = PaperKind(details.kind)
    rules.check_days(details.issued_on, details.expires_on, today=today(now))
    typed = rules.check_nib(details.number) if kind is PaperKind.NIB else details.number
    number = rules.check_number(kind, typed, nib=business.nib)
    if kind is PaperKind.NIB and not business.nib:
        business.nib, business.updated_at = number, now
        audit.record(actor, "business.changed", business, fields=["nib"], now=now)
    paper = Paper(
        business_id=business.id,
        kind=kind,
        title=rules.check_title(kind, details.title),
        number=number,
        issued_on=details.issued_on,
        expires_on=details.expires_on,
        file_id=file.id,
        created_at=now,
    )
    db.session.add(paper)
    db.session.flush()
    return paper


def _file(key: str, actor: Actor) -> StoredFile:
    if not key:
        raise rules.FileMissing
    found = queries.find_own_photo(key, actor.person_id or 0)
    if found is None:
        raise PhotoUnknown
    return found


# ---- Staff ------------------------------------------------------------------------------------------


def verify(paper_id: int, *, actor: Actor, now: datetime) -> Paper:
    """Say that a paper is right. Raises Forbidden, NotFound, OwnPaper, PaperChanged."""
    paper = _to_judge(paper_id, actor)
    _judge(paper, verified_at=now, refused_at=None, remark="", actor=actor)
    audit.record(actor, "paper.verified", paper, states={"kind": paper.kind}, now=now)
    return paper


def refuse(paper_id: int, remark: str, *, actor: Actor, now: datetime) -> Paper:
    """Say what is to be mended, and tell the owner. Raises what `verify` raises, RemarkMissing, RemarkTooLong."""
    words = rules.check_remark(remark)
    paper = _to_judge(paper_id, actor)
    _judge(paper, verified_at=None, refused_at=now, remark=words, actor=actor)
    audit.record(actor, "paper.refused", paper, states={"kind": paper.kind}, now=now)
    _tell(paper, now=now)
    return paper


def reset(paper_id: int, *, actor: Actor, now: datetime) -> Paper:
    """Take the verdict on a paper back: it waits again. Raises what `verify` raises."""
    paper = _to_judge(paper_id, actor)
    _judge(paper, verified_at=None, refused_at=None, remark="", actor=None)
    audit.record(actor, "paper.reset", paper, states={"kind": paper.kind}, now=now)
    return paper


def note_opened(paper: Paper, *, actor: Actor, now: datetime) -> None:
    """Write down that staff look at the file of a paper."""
    audit.record(actor, "paper.opened", paper, states={"kind": paper.kind}, now=now)


def _to_judge(paper_id: int, actor: Actor) -> Paper:
    if not actor.may(Permission.PAPER_VERIFY):
        raise Forbidden
    paper = shelf.get_paper(paper_id)
    rules.check_judge(is_own=paper.business_id in actor.business_ids)
    lock(Paper, paper.id)
    if paper.archived_at is not None:
        raise rules.PaperChanged
    return paper


def _judge(
    paper: Paper, *, verified_at: datetime | None, refused_at: datetime | None, remark: str, actor: Actor | None
) -> None:
    paper.verified_at, paper.refused_at, paper.remark = verified_at, refused_at, remark
    paper.checked_by_id = actor.person_id if actor else None
    db.session.flush()


def _tell(paper: Paper, *, now: datetime) -> None:
    contact = queries.contact_of(paper.business_id)
    if contact is None:
        return
    outbox.queue(
        "paper_refused",
        to=contact.email or "",
        language=contact.language,
        person_id=contact.id,
        now=now,
        business=paper.business_id,
        paper_kind=paper.kind,
        title=paper.title,
        remark=paper.remark,
    )
