"""What stands on a certificate, and printing it again as it was: plain values, and the keys of pictures."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from babel.dates import format_date as plain_date

from eventreg.core import files
from eventreg.core.db import db
from eventreg.core.files import StoredFile
from eventreg.core.i18n import _, current_language, force_locale, format_range
from eventreg.council.models import Signatory
from eventreg.council.queries import organisation
from eventreg.documents.models import IssuedDocument
from eventreg.documents.rules import DocumentKind
from eventreg.events.models import Event
from eventreg.events.rules import EventKind
from eventreg.office import rules, signing
from eventreg.office.backside import Lessons
from eventreg.office.certificate import Certificate, Ground, Signing, certificates_pdf, needs_panel
from eventreg.office.models import EventPapers

KIND = DocumentKind.CERTIFICATE
Content = dict[str, Any]


# ---- What an event's certificates say ---------------------------------------------------------------


def papers_of(event_id: int) -> EventPapers:
    """What staff set for the event; where nothing is, an empty row that isn't stored."""
    return db.session.get(EventPapers, event_id) or EventPapers(event_id=event_id, materials="", signed_at_place="")


def signatories(event_id: int) -> Sequence[Signatory]:
    """Who signs, the second, where there is one, at the left of the first."""
    first, second = signing.signatory_for(KIND, event_id), papers_of(event_id).second_signatory
    if second and (second.ended_at or second is first):
        second = None
    return [one for one in (second, first) if one]


def signed_on(event: Event, papers: EventPapers) -> date:
    """The day on them: the chosen one, or the event's last."""
    return papers.signed_on or event.ends_at.astimezone(event.zone.info).date()


def content_of(event: Event, holder: str, business: str) -> Content:
    """All that is printed, in the language of the moment; `number` has a place for the number to come."""
    council, papers = organisation(), papers_of(event.id)
    place = papers.signed_at_place or council.town
    day = plain_date(signed_on(event, papers), "d MMMM y", locale=current_language().value)
    return {
        "council": council.name,
        "where": ", ".join(filter(None, (" ".join(council.address.split()), council.place))),
        "heading": _("Certificate").upper(),
        "number": _("Number: %(number)s", number="{number}"),
        "given_to": _("awarded to"),
        "holder": holder,
        "business": business,
        "deed": _deed(event.kind),
        "training": event.title,
        "when": _when(event),
        "hours": _("%(hours)s lessons", hours=papers.hours) if papers.hours else "",
        "place_and_day": ", ".join(filter(None, (place, day))),
        "check": _("Check that this document is genuine at"),
        "signing": [_signing(one) for one in signatories(event.id)],
        "lessons": _lessons(event, papers),
        "logo": council.logo.key if council.logo else "",
        "ground": _ground(papers.background),
    }


def _deed(kind: EventKind) -> str:
    deeds = {
        EventKind.TRAINING: _("who has completed the training"),
        EventKind.EXHIBITION: _("who has taken part as an exhibitor in"),
        EventKind.DELEGATION: _("who has taken part as a member of the delegation to"),
    }
    return deeds[kind]


def _when(event: Event) -> str:
    days = format_range(event.starts_at, event.ends_at, event.zone)
    return _("%(days)s at %(place)s", days=days, place=event.place_name) if event.place_name else days


def _signing(one: Signatory) -> Content:
    return {
        "name": one.name,
        "post": one.post,
        "identity": one.identity,
        "picture": one.picture.key if one.picture else "",
    }


def _lessons(event: Event, papers: EventPapers) -> Content | None:
    found = rules.lessons_of(papers.materials)
    if not found:
        return None
    total = sum(hours or 0 for _topic, hours in found)
    is_training = event.kind is EventKind.TRAINING
    return {
        "heading": _("What was taught") if is_training else _("Programme"),
        "columns": [_("No."), _("Topic"), _("Lessons") if total else ""],
        "rows": [[topic, str(hours) if hours else ""] for topic, hours in found],
        "total": str(total) if total else "",
    }


def _ground(background: StoredFile | None) -> Content | None:
    if background is None:
        return None
    path = files.path_of(background, "large")
    shape = background.width / max(background.height, 1)
    return {"key": background.key, "shape": shape, "panel": needs_panel(path, shape)} if path.is_file() else None


def facts_of(content: Content) -> list[tuple[str, str]]:
    """What a check shows: what is on the paper, and nothing else."""
    pairs = (
        (_("Awarded to"), content["holder"]),
        (_("Business"), content["business"]),
        (_("Awarded for"), f"{content['deed']} {content['training']}"),
        (_("When and where"), content["when"]),
        (_("Lessons"), content["hours"]),
        (_("Signed"), content["place_and_day"]),
        (_("Signed by"), "; ".join(f"{one['name']}, {one['post']}" for one in reversed(content["signing"]))),
    )
    return [(term, value) for term, value in pairs if value]


# ---- Printing ---------------------------------------------------------------------------------------


def pdf_of(documents: Sequence[IssuedDocument]) -> bytes:
    """The certificates as a file, as they were when they were issued: the same bytes each time."""
    first = documents[0]
    with force_locale(first.language.value):
        return certificates_pdf(
            [_certificate(one.content, one) for one in documents],
            title=first.title,
            author=str(first.content["council"]),
            language=first.language.value,
        )


def printed(document: IssuedDocument) -> bytes:
    """One certificate, as it was."""
    return pdf_of([document])


def is_noted(document: IssuedDocument, data: bytes) -> bool:
    """Whether the register knows this very file."""
    return hashlib.sha256(data).hexdigest() in document.digests


def preview_of(event: Event, holder: str, business: str) -> bytes:
    """How they will look, in the language of the moment, with an invented holder and no code."""
    content = content_of(event, holder, business)
    title = _("Certificate: %(title)s", title=event.title)
    author, language = content["council"], current_language().value
    return certificates_pdf([_certificate(content, None)], title=title, author=author, language=language)


def _certificate(content: Content, document: IssuedDocument | None) -> Certificate:
    plain = {name: text for name, text in content.items() if isinstance(text, str) and name not in {"logo", "number"}}
    number = (document.number if document else "") or "…"
    is_numbered = document is None or document.number
    return Certificate(
        **plain,
        number=content["number"].replace("{number}", number) if is_numbered else "",
        signing=tuple(Signing(**{**one, "picture": _path(one["picture"], "large")}) for one in content["signing"]),
        lessons=_lessons_from(content["lessons"]),
        logo=_path(content["logo"], "small"),
        ground=_ground_from(content["ground"]),
        document=document,
    )


def _lessons_from(kept: Mapping[str, Any] | None) -> Lessons | None:
    if kept is None:
        return None
    number, topic, hours = kept["columns"]
    rows = tuple((str(one), str(lessons)) for one, lessons in kept["rows"])
    return Lessons(kept["heading"], (number, topic, hours), rows, kept["total"])


def _ground_from(kept: Mapping[str, Any] | None) -> Ground | None:
    path = _path(kept["key"], "large") if kept else None
    return Ground(path, kept["shape"], kept["panel"]) if kept and path else None


def _path(key: str, variant: str) -> Path | None:
    """Where a picture lies; None where there is none, or it is gone."""
    stored = files.find_file(key) if key else None
    path = files.path_of(stored, variant) if stored else None
    return path if path and path.is_file() else None
