"""Letters in words: which wording holds, what fills it for whom, and what is printed of it, as plain values."""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.dates import format_date as plain_date
from flask import current_app
from sqlalchemy import select

from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.booths.reading import natural
from eventreg.core.db import db
from eventreg.core.files import find_file, path_of
from eventreg.core.i18n import Language, _, current_language, force_locale, format_datetime, format_hours, format_range
from eventreg.core.phone import show_phone
from eventreg.core.wording import Unusable, fill
from eventreg.council.models import Signatory
from eventreg.council.queries import organisation
from eventreg.documents.letterhead import letterhead, letterhead_kept
from eventreg.documents.models import IssuedDocument
from eventreg.documents.rules import DocumentKind
from eventreg.events.models import Event, EventSession, Speaker
from eventreg.events.rules import EventKind
from eventreg.office.addressees import Guest
from eventreg.office.letters import Letter, Signer, Style, Words, letter_pdf
from eventreg.office.models import PaperText
from eventreg.office.rules import WordingBroken
from eventreg.office.signing import signatory_for
from eventreg.office.texts import FIELDS
from eventreg.onsite.queries import stands_of

log = logging.getLogger(__name__)
STYLES = {DocumentKind.ASSIGNMENT: Style.ORDER, DocumentKind.STATEMENT: Style.STATEMENT}
MOST_SESSIONS = 12
LONGEST_TITLE = 200
_BREAKS = re.compile(r"[ \t\r\n]+")  # not the space that keeps a number together
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&=])")


@dataclass(frozen=True)
class Particulars:
    """What staff say for the letters that they issue at once; `dated_on`: None for today."""

    nature: str = ""
    enclosures: str = ""
    copies: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    dated_on: date | None = None
    signatory_id: int | None = None

    def as_plain(self) -> dict[str, Any]:
        """For a batch that is worked on later."""
        return {
            "nature": self.nature,
            "enclosures": self.enclosures,
            "copies": list(self.copies),
            "notes": list(self.notes),
            "dated_on": self.dated_on.isoformat() if self.dated_on else None,
            "signatory_id": self.signatory_id,
        }

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> "Particulars":
        """The same read again."""
        day = plain.get("dated_on")
        return cls(
            nature=plain.get("nature", ""),
            enclosures=plain.get("enclosures", ""),
            copies=tuple(plain.get("copies", ())),
            notes=tuple(plain.get("notes", ())),
            dated_on=date.fromisoformat(day) if day else None,
            signatory_id=plain.get("signatory_id"),
        )


@dataclass(frozen=True)
class Composed:
    """A letter before it has a number: its title, all that is printed, and what a check of it tells."""

    title: str
    content: dict[str, Any]
    facts: list[tuple[str, str]]


Addressee = Application | Speaker | Guest


# ---- The wording ---------------------------------------------------------------------------------------------------


def shipped(kind: DocumentKind, language: Language) -> str:
    """The wording that comes with the program: its subject in the first line, then Markdown with named fields."""
    with current_app.open_resource(f"{current_app.template_folder}/papers/{kind}.{language}.md", "r", "utf-8") as file:
        return str(file.read())


def latest(kind: DocumentKind, language: Language) -> PaperText | None:
    """What staff last made of the wording; an empty source means the program's again."""
    query = select(PaperText).filter_by(kind=kind.value, language=language).order_by(PaperText.version.desc())
    return db.session.scalars(query.limit(1)).first()


def source_of(kind: DocumentKind, language: Language) -> str:
    """The wording that holds."""
    known = latest(kind, language)
    return known.source if known and known.source.strip() else shipped(kind, language)


# ---- A letter ------------------------------------------------------------------------------------------------------


def compose(
    kind: DocumentKind,
    event: Event,
    to: Addressee,
    particulars: Particulars,
    language: Language,
    *,
    today: date,
    source: str | None = None,
) -> Composed:
    """A letter in words. `source`: another wording than the one that holds. Raises WordingBroken."""
    with force_locale(language.value):
        signatory = _signatory(kind, event, particulars)
        values = _values(kind, event, to, particulars, signatory)
        subject, body = _filled(source_of(kind, language) if source is None else source, values)
        day = particulars.dated_on or today
        content = {
            "head": letterhead_kept(),
            "style": STYLES.get(kind, Style.LETTER).value,
            "subject": subject,
            "place_and_day": _place_and_day(kind, day),
            "heads": _heads(particulars, subject),
            "to": _address(to),
            "body": body,
            "signer": _signer(kind, to, signatory),
            "copies": list(particulars.copies),
            "particulars": particulars.as_plain(),
        }
        title = f"{subject}: {_called(to)}" if len(subject) + len(_called(to)) < LONGEST_TITLE - 2 else subject
        return Composed(title[:LONGEST_TITLE], content, _facts(kind, event, to, subject, content))


def _filled(source: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """The subject, and the text as Markdown."""
    first, _nothing, body = source.partition("\n")
    try:
        return " ".join(fill(first, values).split()), fill(body, values, show=_escaped).strip()
    except Unusable as error:
        log.warning("a wording can't be filled: %s", error)
        raise WordingBroken() from error


def letter_of(
    content: Mapping[str, Any], kind: DocumentKind, language: Language, document: IssuedDocument | None
) -> Letter:
    """What is drawn of a letter, issued or not."""
    with force_locale(language.value):
        style, signer = Style(content["style"]), content["signer"]
        picture = find_file(signer["picture"]) if signer.get("picture") else None
        path = path_of(picture, "large") if picture and picture.is_picture else None
        hand = path if path and path.is_file() else None
        own = kind is DocumentKind.STATEMENT
        return Letter(
            style=style,
            language=language.value,
            subject=content["subject"],
            place_and_day=content["place_and_day"],
            body=content["body"],
            signer=Signer(signer["post"], signer["name"], signer["identity"], hand),
            words=_words(own),
            number=document.number if document else "" if own else _("(number)"),
            heads=[(term, value) for term, value in content["heads"]],
            to=content["to"],
            copies=content["copies"],
            document=document,
            is_checked=not own,
        )


def pdf_of(
    content: Mapping[str, Any], kind: DocumentKind, language: Language, document: IssuedDocument | None = None
) -> bytes:
    """The letter as a file."""
    letter = letter_of(content, kind, language, document)
    with force_locale(language.value):
        return letter_pdf(letter, letterhead(content.get("head")))  # none: issued before letters kept it


def printed(document: IssuedDocument) -> bytes:
    """An issued letter as it was."""
    return pdf_of(document.content, document.kind, document.language, document)


def _words(own: bool) -> Words:
    return Words(
        number=_("Letter no."),
        to=_("To:"),
        copies=_("Copies to"),
        page=_("Page {page} of {pages}"),
        stamp=_("Stamp duty\nRp10.000") if own else "",
    )


def _signatory(kind: DocumentKind, event: Event, particulars: Particulars) -> Signatory | None:
    chosen = db.session.get(Signatory, particulars.signatory_id) if particulars.signatory_id else None
    return chosen if chosen and chosen.ended_at is None else signatory_for(kind, event.id)


def _signer(kind: DocumentKind, to: Addressee, signatory: Signatory | None) -> dict[str, str]:
    """Who signs, as it is printed; a statement is signed by who makes it."""
    if kind is DocumentKind.STATEMENT:
        return {"post": _("Who makes this statement"), "name": _called(to), "identity": "", "picture": ""}
    if signatory is None:
        return {"post": _("Chairperson"), "name": "", "identity": "", "picture": ""}
    picture = signatory.picture.key if signatory.picture else ""
    return {"post": signatory.post, "name": signatory.name, "identity": signatory.identity, "picture": picture}


def _heads(particulars: Particulars, subject: str) -> list[list[str]]:
    return [
        [_("Kind of letter"), particulars.nature or _("Ordinary")],
        [_("Enclosures"), particulars.enclosures or "–"],
        [_("Re"), subject],
    ]


def _place_and_day(kind: DocumentKind, day: date) -> str:
    """`Pekalongan, 2 Desember 2026`; whoever makes a statement writes the day."""
    place = organisation().place.removeprefix("Kota ").removeprefix("Kabupaten ")
    told = plain_date(day, "d MMMM y", locale=current_language().value)
    return ", ".join(filter(None, (place, "…" * 12 if kind is DocumentKind.STATEMENT else told)))


# ---- What fills the wording ----------------------------------------------------------------------------------------


def _escaped(value: Any) -> Any:
    """A value that stays what it is, whatever letters it has."""
    return "" if value is None else _MARKS.sub(r"\\\1", _BREAKS.sub(" ", str(value)).strip())


def _values(
    kind: DocumentKind, event: Event, to: Addressee, particulars: Particulars, signatory: Signatory | None
) -> dict[str, Any]:
    sessions = _sessions(event, to)
    about = {
        "event": title_of(event),
        "organisation": organisation().name,
        "host": event.host_name,
        "days": _days(event, sessions),
        "hours": _hours(event, sessions),
        "place": ", ".join(filter(None, (event.place_name, event.place_address))),
        "contact": _contact(event),
        "is_training": event.kind is EventKind.TRAINING,
        "agenda": _agenda(event, sessions),
        "notes": list(particulars.notes),
        "signer": signatory.name if signatory else "",
        "signer_post": signatory.post if signatory else "",
    }
    empty = dict.fromkeys(FIELDS[kind], "")  # in a preview nobody may be known yet
    return empty | about | _own_values(event, to)


def _own_values(event: Event, to: Addressee) -> dict[str, Any]:
    if isinstance(to, Speaker):
        return {
            "name": to.name,
            "position": to.position,
            "institution": to.organisation,
            "topic": to.topic,
            "session": to.session.title if to.session else "",
        }
    if isinstance(to, Guest):
        return {"name": to.name, "business": "", "code": "", "booths": ""}
    business = to.business
    offered = to.status is Status.OFFERED and to.deadline_at
    return {
        "name": business.owner_name,
        "business": business.name,
        "code": to.code,
        "craft": business.category.name_in(current_language()),
        "address": ", ".join(filter(None, (business.address, business.place))),
        "phone": show_phone(business.phone),
        "booths": ", ".join(sorted((stand.booth.label for stand in stands_of(to)), key=natural)),
        "people": [one.name for one in to.participants],
        "deadline": format_datetime(to.deadline_at, event.zone) if offered and to.deadline_at else "",
    }


def title_of(event: Event) -> str:
    """The event's name, with the batch of a training."""
    if not event.batch:
        return event.title
    is_bare = " " not in event.batch  # `II`, not `Angkatan II`
    return f"{event.title} " + (_("(batch %(batch)s)", batch=event.batch) if is_bare else f"({event.batch})")


def _sessions(event: Event, to: Addressee) -> Sequence[EventSession]:
    """The sessions that it is about."""
    if isinstance(to, Speaker):
        return [to.session] if to.session else event.sessions
    if isinstance(to, Guest):
        return event.sessions
    return to.sessions or event.sessions


def _days(event: Event, sessions: Sequence[EventSession]) -> str:
    starts, ends = (sessions[0].starts_at, sessions[-1].ends_at) if sessions else (event.starts_at, event.ends_at)
    return format_range(starts, ends, event.zone)


def _hours(event: Event, sessions: Sequence[EventSession]) -> str:
    """The hours where all days have the same, otherwise from when on the first day."""
    hours = list(dict.fromkeys(format_hours(one.starts_at, one.ends_at, event.zone) for one in sessions))
    if len(hours) == 1:
        return hours[0]
    begins: datetime = sessions[0].starts_at if sessions else event.starts_at
    return _("from %(time)s", time=f"{begins.astimezone(event.zone.info):%H.%M} {event.zone.value}")


def _agenda(event: Event, sessions: Sequence[EventSession]) -> list[dict[str, str]]:
    """The sessions as rows, where they say more than days and hours do."""
    rows = [
        {
            "title": one.title,
            "day": format_range(one.starts_at, one.ends_at, event.zone),
            "hours": format_hours(one.starts_at, one.ends_at, event.zone),
        }
        for one in sessions
    ]
    says_more = any(row["title"] for row in rows) or len({row["hours"] for row in rows}) > 1
    return rows if says_more and 1 < len(rows) <= MOST_SESSIONS else []


def _contact(event: Event) -> str:
    phone = show_phone(event.contact_phone or organisation().whatsapp).replace(" ", "\u00a0")
    if event.contact_name and phone:
        return f"{event.contact_name} ({phone})"
    return event.contact_name or phone


def _called(to: Addressee) -> str:
    return to.business.owner_name if isinstance(to, Application) else to.name


def _address(to: Addressee) -> list[str]:
    """The lines below `Yth.`."""
    if isinstance(to, Guest):
        return list(to.lines)
    if isinstance(to, Speaker):
        return [line for line in (to.name, to.position, to.organisation) if line]
    place = to.business.place
    lines = [to.business.owner_name, to.business.name, _("in %(place)s", place=place) if place else ""]
    return [line for line in dict.fromkeys(lines) if line]


def _facts(
    kind: DocumentKind, event: Event, to: Addressee, subject: str, content: Mapping[str, Any]
) -> list[tuple[str, str]]:
    """What a check shows: as it stands on the paper."""
    sessions, signer = _sessions(event, to), content["signer"]
    business = to.business.name if isinstance(to, Application) else ""
    task = to.topic if isinstance(to, Speaker) and kind is DocumentKind.ASSIGNMENT else ""
    rows = [
        (_("Re"), subject),
        (_("To"), _called(to)),
        (_("Business"), business),
        (_("Event"), title_of(event)),
        (_("Topic"), task),
        (_("Days"), _days(event, sessions)),
        (_("Place"), ", ".join(filter(None, (event.place_name, event.place_address)))),
        (_("Place and date"), content["place_and_day"]),
        (_("Signed by"), ", ".join(filter(None, (signer["name"], signer["post"])))),
    ]
    return [(term, value) for term, value in rows if value]
