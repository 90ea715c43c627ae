"""The letters that staff can word: the fields in each, what is typed into them, and the wording that holds."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import current_app
from flask_babel import LazyString
from sqlalchemy import select

from eventreg.core.db import db
from eventreg.core.i18n import Language, lazy
from eventreg.core.wording import Field, Shape
from eventreg.documents.rules import DocumentKind
from eventreg.office.models import PaperText

WORDED = (DocumentKind.INVITATION, DocumentKind.ACCEPTANCE, DocumentKind.ASSIGNMENT, DocumentKind.STATEMENT)
ISSUED = (DocumentKind.INVITATION, DocumentKind.ACCEPTANCE, DocumentKind.ASSIGNMENT)
"""Those that the office numbers and signs; a statement is its applicant's own."""


_WORDS = Field()


@dataclass(frozen=True, slots=True)
class Named:
    """A field with what it stands for, and what its button types."""

    label: LazyString
    field: Field = _WORDS
    insert: str = ""

    def typed(self, name: str) -> str:
        """What the button writes into the wording."""
        return self.insert or f"{{{{ {name} }}}}"


_MAYBE = Field(is_optional=True)
_EVENT: Mapping[str, Named] = {
    "event": Named(lazy("Name of the event")),
    "organisation": Named(lazy("Name of the council")),
    "days": Named(lazy("Its days")),
    "hours": Named(lazy("Its hours")),
    "place": Named(lazy("Where it is")),
    "contact": Named(lazy("Whom to ask, with telephone"), _MAYBE),
    "notes": Named(
        lazy("What is added when letters are issued"),
        Field(Shape.LINES, is_optional=True),
        "{% for line in notes %}\n{{ line }}\n\n{% endfor %}\n",
    ),
    "is_training": Named(
        lazy("Whether it is a training"), Field(Shape.FLAG), "{% if is_training %}\n\n{% else %}\n\n{% endif %}\n"
    ),
}
_AGENDA = Named(
    lazy("Its sessions, one after the other"),
    Field(Shape.ROWS, parts=frozenset({"title", "day", "hours"}), is_optional=True),
    "{% for item in agenda %}\n1. {{ item.title }}, {{ item.day }}, {{ item.hours }}\n{% endfor %}\n",
)
_APPLICANT: Mapping[str, Named] = {
    "name": Named(lazy("Name of the owner")),
    "business": Named(lazy("Name of the business"), _MAYBE),
    "code": Named(lazy("Number of the application"), _MAYBE),
    "craft": Named(lazy("Craft")),
    "address": Named(lazy("Address of the business"), _MAYBE),
    "phone": Named(lazy("WhatsApp number"), _MAYBE),
    "booths": Named(lazy("Booth number"), _MAYBE),
    "people": Named(
        lazy("Who comes"),
        Field(Shape.LINES, is_optional=True),
        "{% for person in people %}\n1. {{ person }}\n{% endfor %}\n",
    ),
}
_SPEAKER: Mapping[str, Named] = {
    "name": Named(lazy("Name of the speaker")),
    "position": Named(lazy("Position"), _MAYBE),
    "institution": Named(lazy("Organisation"), _MAYBE),
    "topic": Named(lazy("Topic"), _MAYBE),
    "session": Named(lazy("Session"), _MAYBE),
    "signer": Named(lazy("Who signs")),
    "signer_post": Named(lazy("Post of who signs")),
}

FIELDS: Mapping[DocumentKind, Mapping[str, Named]] = {
    DocumentKind.INVITATION: {
        **_EVENT,
        "host": Named(lazy("Whose fair it is"), _MAYBE),
        "agenda": _AGENDA,
        **{name: _APPLICANT[name] for name in ("name", "business", "code", "booths")},
    },
    DocumentKind.ACCEPTANCE: {
        **_EVENT,
        "agenda": _AGENDA,
        **_APPLICANT,
        "deadline": Named(lazy("Until when it is confirmed"), _MAYBE),
    },
    DocumentKind.ASSIGNMENT: {**_EVENT, **_SPEAKER},
    DocumentKind.STATEMENT: {**_EVENT, **_APPLICANT},
}


def fields_of(kind: DocumentKind) -> Mapping[str, Field]:
    """What may stand in the wording of a letter."""
    return {name: named.field for name, named in FIELDS[kind].items()}


# ---- The wording that holds ----------------------------------------------------------------------------------------


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
