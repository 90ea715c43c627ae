"""The privacy notice and the consents: each text by version, and who agreed to which, when and how."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from eventreg.accounts.models import Person
from eventreg.core.db import Model, UtcDateTime, enum_type
from eventreg.core.i18n import Language


class PrivacyNotice(Model):
    """What the council tells about its use of personal data; the highest version holds. Markdown."""

    __tablename__ = "privacy_notice"

    id: Mapped[int] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(unique=True)
    text_id: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))

    def text_in(self, language: Language) -> str:
        """The notice in the reader's language."""
        return self.text_en if language is Language.EN else self.text_id


class ConsentText(Model):
    """What somebody agrees to for one purpose; of a purpose the highest version holds.

    `is_required`: without it nobody can take part. `ended_at`: since when it is no longer asked for.
    """

    __tablename__ = "consent_text"
    __table_args__ = (UniqueConstraint("purpose", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    purpose: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    position: Mapped[int]
    is_required: Mapped[bool]
    title_id: Mapped[str] = mapped_column(String(120))
    title_en: Mapped[str] = mapped_column(String(120))
    text_id: Mapped[str] = mapped_column(Text)
    text_en: Mapped[str] = mapped_column(Text)
    published_at: Mapped[datetime] = mapped_column(UtcDateTime)
    published_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    def title_in(self, language: Language) -> str:
        """The heading in the reader's language."""
        return self.title_en if language is Language.EN else self.title_id

    def text_in(self, language: Language) -> str:
        """The sentence agreed to, in the reader's language."""
        return self.text_en if language is Language.EN else self.text_id


class ConsentWay(StrEnum):
    """How somebody agreed: on their own screen, on paper, or by word of mouth before a member of the staff."""

    SCREEN = "screen"
    PAPER = "paper"
    SPOKEN = "spoken"


class Guardian(Model):
    """Who agrees for somebody under 18; `phone` in E.164."""

    __tablename__ = "guardian"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))
    relation: Mapped[str] = mapped_column(String(40))
    phone: Mapped[str] = mapped_column(String(16))
    recorded_at: Mapped[datetime] = mapped_column(UtcDateTime)
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))


class Consent(Model):
    """Somebody agreed to a text; it holds until `withdrawn_at`, or until the purpose has a newer text."""

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    text_id: Mapped[int] = mapped_column(ForeignKey("consent_text.id"))
    given_at: Mapped[datetime] = mapped_column(UtcDateTime)
    way: Mapped[ConsentWay] = mapped_column(enum_type(ConsentWay))
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    guardian_id: Mapped[int | None] = mapped_column(ForeignKey("guardian.id"))
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcDateTime)

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
    text: Mapped[ConsentText] = relationship()
    guardian: Mapped[Guardian | None] = relationship()
