"""A letter in words: what is printed of it, as plain values, what a check of it tells, and its file."""

import logging
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from babel.dates import format_date as plain_date

from eventreg.applications.models import Application
from eventreg.core.db import db
from eventreg.core.files import find_file, path_of
from eventreg.core.i18n import Language, _, current_language, force_locale
from eventreg.core.wording import Unusable, fill
from eventreg.council.models import Signatory
from eventreg.council.queries import organisation
from eventreg.documents.letterhead import letterhead, letterhead_kept
from eventreg.documents.models import IssuedDocument
from eventreg.documents.rules import LONGEST_TITLE, DocumentKind
from eventreg.events.models import Event, Speaker
from eventreg.office.addressees import Addressee
from eventreg.office.filling import address, called, days_of, place_of, sessions_of, title_of, values_of
from eventreg.office.letter import Letter, Signer, Style, Words
from eventreg.office.letters import letters_pdf
from eventreg.office.particulars import Particulars
from eventreg.office.rules import WordingBroken
from eventreg.office.signing import signatory_for
from eventreg.office.texts import source_of

log = logging.getLogger(__name__)
STYLES = {DocumentKind.ASSIGNMENT: Style.ORDER, DocumentKind.STATEMENT: Style.STATEMENT}
_BREAKS = re.compile(r"[ \t\r\n]+")  # not the space that keeps a number together
_MARKS = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&=])")


Content = Mapping[str, Any]
"""All that is printed of a letter, as the register keeps it."""


@dataclass(frozen=True)
class Composed:
    """A letter before it has a number: its title, all that is printed, and what a check of it tells."""

    title: str
    content: dict[str, Any]
    facts: list[tuple[str, str]]


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
        values = values_of(kind, event, to, particulars, signatory)
        subject, body = _filled(source_of(kind, language) if source is None else source, values)
        day = particulars.dated_on or today
        content = {
            "head": letterhead_kept(),
            "style": STYLES.get(kind, Style.LETTER).value,
            "subject": subject,
            "place_and_day": _place_and_day(kind, day),
            "heads": _heads(particulars, subject),
            "to": address(to),
            "body": body,
            "signer": _signer(kind, to, signatory),
            "copies": list(particulars.copies),
            "particulars": particulars.as_plain(),
        }
        title = f"{subject}: {called(to)}" if len(subject) + len(called(to)) < LONGEST_TITLE - 2 else subject
        return Composed(title[:LONGEST_TITLE], content, _facts(kind, event, to, subject, content))


def _filled(source: str, values: Mapping[str, Any]) -> tuple[str, str]:
    """The subject, and the text as Markdown."""
    first, _nothing, body = source.partition("\n")
    try:
        return " ".join(fill(first, values).split()), fill(body, values, show=_escaped).strip()
    except Unusable as error:
        log.warning("a wording can't be filled: %s", error)
        raise WordingBroken() from error


def _escaped(value: Any) -> Any:
    """A value that stays what it is, whatever letters it has."""
    return "" if value is None else _MARKS.sub(r"\\\1", _BREAKS.sub(" ", str(value)).strip())


def pdf_of(content: Content, kind: DocumentKind, language: Language) -> bytes:
    """A letter as a file that isn't in the register: a preview, or a statement."""
    return pdf_of_many([content], kind, language)


def pdf_of_many(contents: Sequence[Content], kind: DocumentKind, language: Language) -> bytes:
    """Several in one file, each beginning on a page of its own."""
    with force_locale(language.value):
        return letters_pdf([_letter(one, kind, language, None) for one in contents])


def printed(*documents: IssuedDocument) -> bytes:
    """Issued letters of one language in one file, each as it was."""
    with force_locale(documents[0].language.value):
        return letters_pdf([_letter(one.content, one.kind, one.language, one) for one in documents])


def _letter(content: Content, kind: DocumentKind, language: Language, document: IssuedDocument | None) -> Letter:
    """What is drawn of a letter, issued or not."""
    signer, own = content["signer"], kind is DocumentKind.STATEMENT
    picture = find_file(signer["picture"]) if signer.get("picture") else None
    path = path_of(picture, "large") if picture and picture.is_picture else None
    hand = path if path and path.is_file() else None
    return Letter(
        head=letterhead(content.get("head")),  # none: issued before letters kept it
        style=Style(content["style"]),
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
        return {"post": _("Who makes this statement"), "name": called(to), "identity": "", "picture": ""}
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
    place = organisation().town
    told = plain_date(day, "d MMMM y", locale=current_language().value)
    return ", ".join(filter(None, (place, "…" * 12 if kind is DocumentKind.STATEMENT else told)))


def _facts(kind: DocumentKind, event: Event, to: Addressee, subject: str, content: Content) -> list[tuple[str, str]]:
    """What a check shows: as it stands on the paper."""
    sessions, signer = sessions_of(event, to), content["signer"]
    business = to.business.name if isinstance(to, Application) else ""
    task = to.topic if isinstance(to, Speaker) and kind is DocumentKind.ASSIGNMENT else ""
    rows = [
        (_("Re"), subject),
        (_("To"), called(to)),
        (_("Business"), business),
        (_("Event"), title_of(event)),
        (_("Topic"), task),
        (_("Days"), days_of(event, sessions)),
        (_("Place"), place_of(event)),
        (_("Place and date"), content["place_and_day"]),
        (_("Signed by"), ", ".join(filter(None, (signer["name"], signer["post"])))),
    ]
    return [(term, value) for term, value in rows if value]
