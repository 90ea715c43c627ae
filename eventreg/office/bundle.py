"""The account of an event (berkas SPJ): what belongs to it, chapter by chapter, what is missing, and all of it made.

A plan holds ids and functions; nothing is drawn until its turn comes, so that an event with many papers takes no more
memory than one with few. What people may not read is left out as on the pages.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from pikepdf import Pdf
from sqlalchemy import select

from eventreg.accounts.models import Person
from eventreg.applications.models import Application
from eventreg.businesses.queries import actor_of
from eventreg.core import clock, files
from eventreg.core.db import db
from eventreg.core.i18n import _, current_language, format_day, ngettext
from eventreg.core.money import rupiah
from eventreg.core.permissions import Actor, Permission
from eventreg.curation import meetings
from eventreg.curation import papers as curation_papers
from eventreg.documents.models import IssuedDocument
from eventreg.documents.rules import DocumentKind
from eventreg.events.models import Event
from eventreg.office import composing, contents, enclosing, issuing, listing
from eventreg.office.contents import Entry, Part
from eventreg.office.listing import Filling
from eventreg.office.models import BatchForm, Enclosure, EnclosureKind
from eventreg.office.orders import Order
from eventreg.office.packing import tidy
from eventreg.office.picturing import Shown, pictures_pdf
from eventreg.onsite import export as onsite_export
from eventreg.onsite import ledger
from eventreg.onsite import papers as onsite_papers
from eventreg.onsite import queries as onsite
from eventreg.onsite.rules import Way

LETTERS = (DocumentKind.INVITATION, DocumentKind.ASSIGNMENT)
_BETWEEN = re.compile(r"[/\\]+")


@dataclass(frozen=True)
class Piece:
    """A file of the account. `is_pdf`: whether it can stand in one PDF; `title`: how the contents call it."""

    name: str
    make: Callable[[], bytes]
    is_pdf: bool = True
    title: str = ""


@dataclass(frozen=True)
class Chapter:
    """A part of the account. `wanting`: what is missing of it, in words; empty where nothing is."""

    title: str
    pieces: Sequence[Piece]
    wanting: str = ""


def chapters(event: Event, reader: Actor, now: datetime) -> list[Chapter]:
    """What the account holds, in its order, in the language of the moment."""
    return [
        _letters(event),
        _attendance(event, now),
        _minutes(event, reader, now),
        _handovers(event),
        _receipts(event, now),
        _photos(event),
        _others(event),
    ]


def count(order: Order) -> int:
    """How many files it will be, its table of contents included."""
    return 1 + sum(len(_fitting(chapter, order.form)) for chapter in _chapters(order))


def contents_name() -> str:
    """What the table of contents is called."""
    return f"00 {_('Contents')}.pdf"


def papers(order: Order) -> Iterator[tuple[str, bytes]]:
    """Each file in the folder of its chapter; at last the table of contents, which knows where each begins."""
    parts, page = [], 1
    for number, chapter in enumerate(_chapters(order), start=1):
        entries = []
        for piece in _fitting(chapter, order.form):
            data = piece.make()
            db.session.remove()  # nothing that was read for it stays
            yield f"{number:02} {chapter.title}/{piece.name}", data
            title = piece.title or piece.name.rpartition(".")[0]
            if order.form is BatchForm.PDF:
                entries.append(Entry(title, page=page))
                page += _pages_of(data)
            else:
                entries.append(Entry(title, file=tidy(piece.name)))
        parts.append(Part(chapter.title, entries, chapter.wanting))
    event = db.session.get_one(Event, order.event_id)
    yield contents_name(), contents.contents_pdf(event, parts, made_at=clock.now())


def _pages_of(data: bytes) -> int:
    with Pdf.open(BytesIO(data)) as pdf:
        return len(pdf.pages)


def _chapters(order: Order) -> list[Chapter]:
    event = db.session.get_one(Event, order.event_id)
    return chapters(event, reader_of(order), clock.now())


def reader_of(order: Order) -> Actor:
    """Whoever ordered it, with the roles they hold now."""
    person = db.session.get(Person, order.created_by_id) if order.created_by_id else None
    return actor_of(person) if person else order.actor


def _fitting(chapter: Chapter, form: BatchForm) -> Sequence[Piece]:
    return [piece for piece in chapter.pieces if piece.is_pdf or form is BatchForm.ZIP]


# ---- Letters, attendance, minutes --------------------------------------------------------------------------------


def _letters(event: Event) -> Chapter:
    query = select(IssuedDocument).where(IssuedDocument.event_id == event.id, IssuedDocument.kind.in_(LETTERS))
    standing = db.session.scalars(query.where(IssuedDocument.withdrawn_at.is_(None)).order_by(IssuedDocument.id)).all()
    found = [one for one in standing if one.content]  # what was erased with somebody's data can't be printed again
    pieces = [Piece(_plain(issuing.file_name(one)), _letter(one.id), title=_named(one)) for one in found]
    has_invitation = any(one.kind is DocumentKind.INVITATION for one in found)
    return Chapter(_("Invitations and letters"), pieces, "" if has_invitation else _("No invitation was issued."))


def _named(letter: IssuedDocument) -> str:
    """Its number, its kind, and whom it is for, as the register has them."""
    return " · ".join(filter(None, (letter.number or letter.code, letter.title)))


def _letter(document_id: int) -> Callable[[], bytes]:
    return lambda: composing.printed(db.session.get_one(IssuedDocument, document_id))


def _attendance(event: Event, now: datetime) -> Chapter:
    title = _("Attendance sheets")
    begun = [session.id for session in event.sessions if session.starts_at <= now]
    if not begun:
        return Chapter(title, (), _("No session has begun yet."))
    event_id = event.id

    def made(is_pdf: bool) -> Callable[[], bytes]:
        def make() -> bytes:
            found = db.session.get_one(Event, event_id)
            sessions = [one for one in found.sessions if one.id in begun]
            sheets = listing.sheets_of(found, sessions, Filling.PRESENCE, 0, now=now)
            return listing.pdf_of(found, sheets) if is_pdf else listing.xlsx_of(sheets)

        return make

    name = _("Attendance sheet")
    pieces = [Piece(f"{name}.pdf", made(True)), Piece(f"{name}.xlsx", made(False), is_pdf=False)]
    left = len(event.sessions) - len(begun)
    return Chapter(
        title,
        pieces,
        ngettext("%(num)s session has not begun yet.", "%(num)s sessions have not begun yet.", left) if left else "",
    )


def _minutes(event: Event, reader: Actor, now: datetime) -> Chapter:
    title = _("Minutes of meetings")
    if not reader.may(Permission.MEETING_HOLD, event.id):  # as for the minutes by themselves
        return Chapter(title, (), _("You may not read them."))
    event_id = event.id

    def made(number: int) -> Callable[[], bytes]:
        def make() -> bytes:
            found = db.session.get_one(Event, event_id)
            return curation_papers.minutes_of(found, meetings.get(event_id, number), reader=reader, now=now)

        return make

    ended = [meeting for meeting in meetings.of_event(event_id) if meeting.ended_at]
    ended.sort(key=lambda meeting: meeting.number)
    names = [(one.number, _("Minutes %(number)s", number=one.number)) for one in ended]
    pieces = [Piece(f"{name}.pdf", made(number)) for number, name in names]
    return Chapter(title, pieces, "" if pieces else _("No meeting over the choice of applicants was held."))


def _handovers(event: Event) -> Chapter:
    title, event_id = _("Handing over of booths"), event.id
    rows = ledger.handed(event_id)

    def made(application_id: int, uid: str, way: Way) -> Callable[[], bytes]:
        def make() -> bytes:
            application = db.session.get_one(Application, application_id)
            row, deposit = ledger.get_handed(application, uid), onsite.find_deposit(application_id)
            return onsite_papers.paper_of(db.session.get_one(Event, event_id), row, way, deposit)

        return make

    told = {Way.IN: _("taken over"), Way.OUT: _("given back")}
    pieces = [
        Piece(
            _plain(f"{row.booth.label} {told[way]} {row.application.business.name}.pdf"),
            made(row.application.id, row.booth.uid, way),
        )
        for row in rows
        for way in Way
        if row.of(way)
    ]
    kept = sum(1 for row in rows if row.taken and not row.given)
    if rows and not pieces:
        return Chapter(title, (), _("No booth was handed over yet."))
    return Chapter(
        title,
        pieces,
        ngettext("%(num)s booth is not given back.", "%(num)s booths are not given back.", kept) if kept else "",
    )


# ---- Money, pictures, the rest -----------------------------------------------------------------------------------


def _receipts(event: Event, now: datetime) -> Chapter:
    event_id, zone = event.id, event.zone
    found = enclosing.of_event(event_id, EnclosureKind.RECEIPT)
    pieces = [_enclosed(one, _told(one), _("Receipt")) for one in found]
    if any(held.deposit for held in ledger.deposits(event_id, now)):

        def deposits() -> bytes:
            rows = [held for held in ledger.deposits(event_id, clock.now()) if held.deposit]
            return onsite_export.workbook(rows, zone)

        name = _("Deposits of booths")
        pieces.append(Piece(f"{name}.xlsx", deposits, is_pdf=False))
    return Chapter(_("Receipts"), pieces, "" if found else _("No receipt was uploaded."))


def _photos(event: Event) -> Chapter:
    title, found = _("Photos"), enclosing.of_event(event.id, EnclosureKind.PHOTO)
    pictures = [(one.id, _told(one)) for one in found if one.file.is_picture]
    heading, language = f"{title} · {event.title}", current_language().value

    def sheets() -> bytes:
        shown = (_shown(id_, told) for id_, told in pictures)
        return pictures_pdf(heading, shown, each=2, language=language)

    pieces = [Piece(f"{title}.pdf", sheets)] if pictures else []
    pieces += [_enclosed(one, _told(one), title) for one in found if not one.file.is_picture]
    return Chapter(title, pieces, "" if found else _("No photo was uploaded."))


def _others(event: Event) -> Chapter:
    found = enclosing.of_event(event.id, EnclosureKind.OTHER)
    return Chapter(_("Other papers"), [_enclosed(one, _told(one), _("Paper")) for one in found])


def _enclosed(one: Enclosure, told: str, otherwise: str) -> Piece:
    """A file as it came: a PDF as it is, a picture on a page of its own."""
    id_, is_picture, heading, language = one.id, one.file.is_picture, one.title or otherwise, current_language().value

    def make() -> bytes:
        if is_picture:
            return pictures_pdf(heading, [_shown(id_, told)], each=1, language=language)
        return files.whole_path_of(db.session.get_one(Enclosure, id_).file).read_bytes()

    title = " · ".join(filter(None, (heading, told)))
    return Piece(_plain(f"{heading} {one.dated_on or ''}".strip() + ".pdf"), make, title=title)


def _shown(enclosure_id: int, told: str) -> Shown:
    one = db.session.get_one(Enclosure, enclosure_id)
    return Shown(files.path_of(one.file, "large"), one.title, told)


def _told(one: Enclosure) -> str:
    """Its day and its sum."""
    day = format_day(one.dated_on) if one.dated_on else ""
    return " · ".join(part for part in (day, rupiah(one.amount) if one.amount is not None else "") if part)


def _plain(name: str) -> str:
    """Without slashes: they would be folders."""
    return _BETWEEN.sub("-", name)
