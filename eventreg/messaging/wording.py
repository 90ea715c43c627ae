"""Wordings that staff write for messages: what they may name, keeping one, going back. The caller holds the unit."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from difflib import ndiff

from sqlalchemy.exc import IntegrityError

from eventreg.core import audit, wording
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.i18n import Language
from eventreg.core.kinds import KINDS, is_secret
from eventreg.core.marks import Mistake
from eventreg.core.permissions import Actor
from eventreg.core.rendering import shipped, shipped_fields
from eventreg.core.wording import Field, Shape
from eventreg.messaging import texts
from eventreg.messaging.models import MessageText
from eventreg.messaging.rules import SameWording, WordedMeanwhile, WordingHasMistakes

TRIAL = "text_trial"
HOUSE = ("organisation", "council")  # what every message may name
_ABOUT_APPLICATIONS = ("application_", "event_", "objection_", "participant_")
_OF_APPLICATIONS = ("business", "event", "when", "place", "code", "link", "contact")
_NEEDED = ("link", "ticket", "tickets")  # without these the reader can't do what the message asks for


@dataclass(frozen=True)
class Draft:
    """A wording as the editor shows it: subject and body apart."""

    subject: str
    body: str

    @classmethod
    def of(cls, source: str) -> "Draft":
        """Take a wording apart."""
        subject, _, body = source.replace("\r\n", "\n").partition("\n")
        return cls(subject.strip(), body.strip("\n"))

    @property
    def source(self) -> str:
        """The wording as it is stored."""
        body = self.body.replace("\r\n", "\n").strip("\n")
        return f"{' '.join(self.subject.split())}\n\n{body}\n"


def kinds_with_wordings() -> list[str]:
    """Every kind of message whose wording staff may write."""
    return [kind for kind in KINDS if kind != TRIAL]


def check_kind(kind: str) -> None:
    """Raises NotFound for what is no message, or one without a wording of its own."""
    if kind not in kinds_with_wordings():
        raise NotFound()


def fields_of(kind: str) -> Mapping[str, Field]:
    """What a wording of this kind may name, in the order in which the program's own names it."""
    also = [*HOUSE, *(_OF_APPLICATIONS if kind.startswith(_ABOUT_APPLICATIONS) else ())]
    fields = wording.texts(also) | dict(shipped_fields(kind))
    source = shipped(kind, Language.ID)
    places = {name: match.start() for name in fields if (match := re.search(rf"\b{name}\b", source))}
    return {name: fields[name] for name in sorted(fields, key=lambda name: (places.get(name, len(source)), name))}


@dataclass(frozen=True)
class Mistakes:
    """What is wrong with a draft: with its subject, with lines of its body, and what it leaves out."""

    subject: list[Mistake]
    body: list[Mistake]
    missing: list[str]

    def __bool__(self) -> bool:
        """Whether anything is wrong."""
        return bool(self.subject or self.body or self.missing)


def mistakes_in(kind: str, draft: Draft) -> Mistakes:
    """All that keeps a wording from being used."""
    fields = fields_of(kind)
    subject, body = wording.check(draft.subject, fields), wording.check(draft.body, fields)
    missing = sorted(set(_needed(kind, fields)) - wording.names_in(draft.body)) if not body else []
    return Mistakes(subject, body, missing)


def _needed(kind: str, fields: Mapping[str, Field]) -> list[str]:
    """Fields that no wording may leave out: what is sent for their sake, and what a secret message lets in by."""
    names = [*_NEEDED, *(["code"] if is_secret(kind) else [])]
    return [name for name in names if name in fields and not fields[name].is_optional]


def standing(kind: str, language: str) -> tuple[Draft, MessageText | None]:
    """What messages are worded in today, and the version of the staff's that it is; None for the program's own."""
    text = texts.newest(kind, language)
    if text and text.source:
        return Draft.of(text.source), text
    return Draft.of(shipped(kind, language)), None


def for_sending(kind: str, language: str, version: int | None) -> tuple[str | None, int | None]:
    """The source and number of a version, by default the newest; nothing where it is the program's."""
    text = texts.find_version(kind, language, version) if version else texts.newest(kind, language)
    return (text.source, text.version) if text and text.source else (None, None)


def save(
    kind: str, language: Language, draft: Draft, *, note: str, base: int, actor: Actor, now: datetime
) -> MessageText:
    """Word messages of this kind so from now on. `base`: the version that was changed.

    Raises NotFound, WordingHasMistakes, SameWording, WordedMeanwhile.
    """
    check_kind(kind)
    if not draft.subject.strip() or not draft.body.strip() or mistakes_in(kind, draft):
        raise WordingHasMistakes()
    if draft.source == standing(kind, language)[0].source:
        raise SameWording()
    return _append(kind, language, draft.source, note=note, base=base, actor=actor, now=now)


def go_back(kind: str, language: Language, version: int, *, base: int, actor: Actor, now: datetime) -> MessageText:
    """Use an earlier version again, 0 for the program's own: it becomes the newest.

    Raises NotFound, WordingHasMistakes, SameWording, WordedMeanwhile.
    """
    check_kind(kind)
    draft = Draft.of(source_of(kind, language, version))
    source = draft.source if version and texts.get_version(kind, language, version).source else ""
    if mistakes_in(kind, draft):
        raise WordingHasMistakes()
    if draft.source == standing(kind, language)[0].source:
        raise SameWording()
    return _append(kind, language, source, note="", base=base, actor=actor, now=now)


def _append(
    kind: str, language: Language, source: str, *, note: str, base: int, actor: Actor, now: datetime
) -> MessageText:
    newest = texts.newest(kind, language)
    if base != (newest.version if newest else 0):
        raise WordedMeanwhile()
    text = MessageText(
        kind=kind,
        language=language,
        version=base + 1,
        source=source,
        note=note,
        created_at=now,
        created_by_id=actor.person_id,
    )
    db.session.add(text)
    try:
        db.session.flush()
    except IntegrityError as error:  # somebody else was a moment quicker
        raise WordedMeanwhile() from error
    audit.record(actor, "message_text.written", text, states={"kind": kind, "language": str(language)}, now=now)
    return text


def is_broken(text: MessageText) -> bool:
    """Whether a stored wording can't be used any more, because a field that it names is gone."""
    found = mistakes_in(text.kind, Draft.of(text.source))
    return bool(found.subject or found.body)


def source_of(kind: str, language: str, version: int) -> str:
    """How messages were worded in a version; 0 and those that went back to it are the program's. Raises NotFound."""
    source = texts.get_version(kind, language, version).source if version else ""
    return Draft.of(source or shipped(kind, language)).source


def compared(kind: str, language: str, version: int) -> list[tuple[str, str]]:
    """The lines of a version and of the one before: `-` for what went, `+` for what came. Raises NotFound."""
    before = source_of(kind, language, version - 1) if version else source_of(kind, language, 0)
    now = source_of(kind, language, version)
    lines = ndiff(before.splitlines(), now.splitlines())
    return [(line[0].strip(), line[2:]) for line in lines if line[0] != "?"]


def examples(kind: str, words: Mapping[str, str], *, is_full: bool) -> dict[str, object]:
    """Made-up values for every field: all that there may be, or as little as there may be."""
    values: dict[str, object] = {}
    for name, field in fields_of(kind).items():
        if field.is_optional and not is_full:
            values[name] = [] if field.shape in (Shape.LINES, Shape.ROWS) else ""
        elif field.shape is Shape.LINES:
            values[name] = [words[name]] * (2 if is_full else 1)
        elif field.shape is Shape.ROWS:
            row = {part: words[f"{name}.{part}"] for part in field.parts}
            values[name] = [row] * (2 if is_full else 1)
        elif field.shape is Shape.FLAG:
            values[name] = is_full
        elif field.shape is Shape.CHOICE:
            values[name] = sorted(field.options)[0] if is_full else ""
        else:
            values[name] = words[name]
    return values
