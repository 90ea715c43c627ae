"""The letters that staff can word, and the fields that stand in each: what they mean, and what is typed into them."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import LazyString

from eventreg.core.i18n import lazy
from eventreg.core.wording import Field, Shape
from eventreg.documents.rules import DocumentKind

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
