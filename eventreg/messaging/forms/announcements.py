"""What is filled in about an announcement: to whom, what it is about, its words, and when it goes out."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from eventreg.applications.rules import Status
from eventreg.applications.words import STATUS_NAMES
from eventreg.businesses.models import Category
from eventreg.core import wording
from eventreg.core.choices import SelectChoice
from eventreg.core.clock import Zone
from eventreg.core.i18n import _, current_language, format_hours, lazy, short_date
from eventreg.core.inputs import at_most, one_line, stripped, words_needed
from eventreg.core.mistakes import lines_of
from eventreg.events.forms.fields import Moment
from eventreg.events.models import Event, EventSession
from eventreg.events.words import day_and_year
from eventreg.messaging.audience import Audience, nature_of
from eventreg.messaging.models import Announcement
from eventreg.messaging.rules import WRITTEN_TO, Came, Nature
from eventreg.messaging.words import CAME_NAMES, NATURE_NAMES
from eventreg.messaging.writing import FIELDS, Draft

LONGEST_SUBJECT, LONGEST_TEXT = 150, 8_000


class Ticks(SelectMultipleField):
    """Any of a few."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    def pre_validate(self, form: Any) -> None:
        """What is gone by now may stay chosen: it means nobody. Anything else is refused."""
        known = {choice.value for choice in self.choices or () if isinstance(choice, SelectChoice)}
        if not set(self.data or ()) <= known:
            raise ValidationError(_("Choose from the list."))


def _subject(label: Any, *validators: Any) -> StringField:
    return StringField(label, filters=[one_line], validators=[*validators, at_most(LONGEST_SUBJECT)])


def _text(label: Any, *validators: Any) -> TextAreaField:
    return TextAreaField(
        label, filters=[stripped], validators=[*validators, at_most(LONGEST_TEXT)], render_kw={"rows": 9}
    )


class AnnouncementForm(FlaskForm):
    """An announcement of an event, or without one to the people of all. `draft` gives what the service takes."""

    nature = RadioField(
        lazy("What is it about?"),
        choices=[SelectChoice(nature.value, name) for nature, name in NATURE_NAMES.items()],
        default=Nature.EVENT.value,
    )
    statuses = Ticks(lazy("Applicants whose application is"))
    visitors = BooleanField(lazy("Registered visitors, too"))
    events = Ticks(lazy("Of these events"), coerce=int)
    sessions = Ticks(lazy("Of these days or sessions"), coerce=int)
    categories = Ticks(lazy("Of these crafts"), coerce=int)
    came = RadioField(
        lazy("Who came"),
        choices=[SelectChoice(came.value, name) for came, name in CAME_NAMES.items()],
        default=Came.ANY.value,
    )
    subject_id = _subject(lazy("Subject line"), words_needed(lazy("Write a subject.")))
    text_id = _text(lazy("Message text"), words_needed(lazy("Write what you have to tell.")))
    subject_en = _subject(lazy("Subject line in English"))
    text_en = _text(lazy("Text in English"))

    @classmethod
    def of(
        cls,
        announcement: Announcement | None,
        event: Event | None,
        *,
        categories: Sequence[Category],
        events: Sequence[Event],
    ) -> "AnnouncementForm":
        """As it is stored, or empty for a new one, with what this event has to choose from."""
        form = cls(data=_stored(announcement) if announcement else {"statuses": [Status.CONFIRMED.value]})
        language = current_language()
        chosen = Audience.read(announcement.audience) if announcement else Audience()
        form.statuses.choices = [SelectChoice(status.value, STATUS_NAMES[status]) for status in WRITTEN_TO]
        form.sessions.choices = _kept(_sessions(event), chosen.sessions)
        crafts = [SelectChoice(craft.id, craft.name_in(language)) for craft in categories]
        form.categories.choices = _kept(crafts, chosen.categories)
        dated = [SelectChoice(one.id, f"{one.title}, {short_date(one.starts_at, one.zone)}") for one in events]
        form.events.choices = _kept(dated, chosen.events)
        if event is None:
            form.nature.data = Nature.OTHER.value
        return form

    def validate_statuses(self, field: Ticks) -> None:
        """Somebody must be meant. Raises ValidationError."""
        if not (field.data or self.visitors.data):
            raise ValidationError(_("Choose at least one group."))

    def validate_text_en(self, field: TextAreaField) -> None:
        """English needs a subject and a text, or none of both. Raises ValidationError."""
        if bool(field.data) != bool(self.subject_en.data):
            raise ValidationError(_("Write subject and text in English, or neither: then all read Indonesian."))
        _check_fields(field)

    def validate_text_id(self, field: TextAreaField) -> None:
        """Only fields that there are. Raises ValidationError."""
        _check_fields(field)

    validate_subject_id = validate_subject_en = validate_text_id

    @property
    def has_strange_choices(self) -> bool:
        """Whether something was chosen that the page never offered, and there is no `draft` of it."""
        ways = (self.nature, self.came)
        known = {status.value for status in Status}
        return any(way.errors for way in ways) or not set(self.statuses.data or ()) <= known

    @property
    def draft(self) -> Draft:
        """What the service takes; without a tick, all days, crafts and events are meant."""
        return Draft(
            self.subject_id.data or "",
            self.text_id.data or "",
            self.subject_en.data or "",
            self.text_en.data or "",
            Audience(
                statuses=frozenset(Status(one) for one in self.statuses.data or ()),
                sessions=frozenset(self.sessions.data) if self.sessions.data else None,
                categories=frozenset(self.categories.data) if self.categories.data else None,
                events=frozenset(self.events.data) if self.events.data else None,
                came=Came(self.came.data or Came.ANY),
                visitors=bool(self.visitors.data),
            ),
            Nature(self.nature.data or Nature.EVENT),
        )


class SendingForm(FlaskForm):
    """At once, or at a time by the clocks of the event's place."""

    when = RadioField(
        lazy("When?"),
        choices=[SelectChoice("now", lazy("Now")), SelectChoice("later", lazy("Later, at"))],
        default="now",
    )
    at = Moment(lazy("Day and time"))

    def validate_at(self, field: Moment) -> None:
        """Later needs a time. Raises ValidationError."""
        if self.when.data == "later" and not field.given:
            raise ValidationError(_("Choose a day and a time."))

    def moment(self, zone: Zone) -> datetime | None:
        """The time that was chosen; None for now."""
        return self.at.data.replace(tzinfo=zone.info) if self.when.data == "later" and self.at.data else None


def _stored(announcement: Announcement) -> dict[str, Any]:
    kept = Audience.read(announcement.audience)
    return {
        "nature": nature_of(announcement).value,
        "statuses": sorted(kept.statuses),
        "visitors": kept.visitors,
        "events": sorted(kept.events or ()),
        "sessions": sorted(kept.sessions or ()),
        "categories": sorted(kept.categories or ()),
        "came": kept.came.value,
        "subject_id": announcement.subject_id,
        "text_id": announcement.text_id,
        "subject_en": announcement.subject_en,
        "text_en": announcement.text_en,
    }


def _sessions(event: Event | None) -> list[SelectChoice]:
    if event is None or len(event.sessions) < 2:
        return []
    return [SelectChoice(session.id, session_name(session, event)) for session in event.sessions]


def session_name(session: EventSession, event: Event) -> str:
    """`Hari pertama (Sel, 15 Des 2026)`, or the day and its hours."""
    day = day_and_year(session.starts_at, event)
    hours = format_hours(session.starts_at, session.ends_at, event.zone)
    return f"{session.title} ({day})" if session.title else f"{day}, {hours}"


def _kept(choices: list[SelectChoice], chosen: frozenset[int] | None) -> list[SelectChoice]:
    """The choices, and what was chosen before and is gone: unticked only by whoever looks."""
    gone = sorted((chosen or frozenset()) - {choice.value for choice in choices})
    return [*choices, *(SelectChoice(one, _("no longer there")) for one in gone)]


def _check_fields(field: Any) -> None:
    mistakes = wording.check(field.data or "", FIELDS)
    if mistakes:
        raise ValidationError(" ".join(lines_of(mistakes)))
