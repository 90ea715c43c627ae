"""The editor of events: everything about an event on one page, times in the event's own zone."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # the stubs are a version behind

from eventreg.businesses.models import Category
from eventreg.core.clock import Zone
from eventreg.core.config import current_settings
from eventreg.core.i18n import _, lazy
from eventreg.core.phone import NotAMobileNumber, parse_mobile, show_phone
from eventreg.events.forms.fields import Moment, SentKey, WholeNumber, at_most, needed, one_line, stripped, words_needed
from eventreg.events.models import Event
from eventreg.events.rules import EventKind
from eventreg.events.service import EventDetails, SessionDetails
from eventreg.events.words import KINDS, crafts

SPARE_ROWS = 3
LONGEST_DESCRIPTION = 20_000
# what is the same in the form and in the event
PLAIN = (
    "title summary description place_name place_address map_url zone quota passes doors_lead_minutes contact_name"
).split()


class SessionForm(Form):
    """One row: a session that is there (`key` is its id), a new one, or a spare row that stays empty."""

    key = HiddenField()
    title = StringField(lazy("Name of the session"), filters=[one_line], validators=[at_most(120)])
    starts = Moment(lazy("Begins"))
    ends = Moment(lazy("Ends"))
    removed = BooleanField(lazy("Remove this session"))

    @property
    def is_spare(self) -> bool:
        """Whether the row is to be passed over: never filled in, or removed."""
        return self.removed.data or not (self.key.data or self.title.data or self.starts.given or self.ends.given)

    def validate(self, extra_validators: Any = None) -> bool:
        if self.is_spare:
            for field in self:
                field.errors = []
            return True
        right = super().validate(extra_validators)
        for field, message in ((self.starts, _("Say when it begins.")), (self.ends, _("Say when it ends."))):
            if field.data is None and not field.errors:
                field.errors = [message]
                right = False
        if self.starts.data and self.ends.data and self.ends.data <= self.starts.data:
            self.ends.errors = [_("The end must be after the beginning.")]
            right = False
        return right


class EventForm(FlaskForm):
    """Everything about an event. `details()` and `session_details()` give what the service takes."""

    kind = RadioField(
        lazy("Kind"),
        choices=[SelectChoice(*kind) for kind in KINDS.items()],
        coerce=EventKind,
        default=EventKind.TRAINING,
    )
    title = StringField(
        lazy("Title"), filters=[one_line], validators=[words_needed(lazy("Give the event a title.")), at_most(120)]
    )
    slug = StringField(lazy("Page address"), filters=[one_line], validators=[at_most(60)])
    summary = TextAreaField(lazy("Summary"), filters=[stripped], validators=[at_most(240)])
    description = TextAreaField(
        lazy("Description"), filters=[stripped], validators=[at_most(LONGEST_DESCRIPTION)], render_kw={"rows": 10}
    )
    category = SelectField(lazy("For crafts"), coerce=str, default="")
    cover = FileField(lazy("Cover picture"))
    cover_key = SentKey()
    place_name = StringField(
        lazy("Place"), filters=[one_line], validators=[words_needed(lazy("Say where it takes place.")), at_most(120)]
    )
    place_address = StringField(lazy("Street and town"), filters=[one_line], validators=[at_most(240)])
    map_url = StringField(lazy("Link to a map"), filters=[one_line], validators=[at_most(500)])
    zone = SelectField(
        lazy("Time zone"),
        choices=[
            SelectChoice(Zone.WIB, lazy("WIB, western time (UTC+7)")),
            SelectChoice(Zone.WITA, lazy("WITA, central time (UTC+8)")),
            SelectChoice(Zone.WIT, lazy("WIT, eastern time (UTC+9)")),
        ],
        coerce=Zone,
        default=Zone.WIB,
    )
    sessions = FieldList(FormField(SessionForm))
    opens = Moment(lazy("Applications open"), validators=[needed(lazy("Say from when businesses can apply."))])
    closes = Moment(lazy("Applications close"), validators=[needed(lazy("Say until when businesses can apply."))])
    quota = WholeNumber(
        lazy("Quota"), least=1, most=10_000, validators=[needed(lazy("Say how many applicants can be accepted."))]
    )
    passes = WholeNumber(
        lazy("Tickets for each accepted applicant"),
        least=1,
        most=5,
        default=1,
        validators=[needed(lazy("Say how many tickets each accepted applicant gets."))],
    )
    confirms = BooleanField(lazy("The accepted must confirm that they come"))
    confirm_days = WholeNumber(lazy("Days to confirm"), least=1, most=14, default=3)
    doors_lead_minutes = WholeNumber(
        lazy("Minutes before a session at which the door opens"),
        least=0,
        most=240,
        default=30,
        validators=[needed(lazy("Say how many minutes before the session the door opens."))],
    )
    contact_name = StringField(lazy("Contact"), filters=[one_line], validators=[at_most(120)])
    contact_phone = StringField(lazy("WhatsApp number of the contact"), filters=[one_line])

    @classmethod
    def of(cls, event: Event | None, categories: Iterable[Category], zone: Zone) -> "EventForm":
        """The form for a new event in `zone`, or for one that exists, with the crafts to choose from."""
        form = cls(data=_shown(event) if event else {"zone": zone})
        form.category.choices = [SelectChoice(*craft) for craft in [("", _("All crafts")), *crafts(categories)]]
        if not form.is_submitted():
            form.add_rows()
        return form

    def add_rows(self) -> None:
        """Offer some more empty rows for sessions."""
        for _number in range(SPARE_ROWS):
            self.sessions.append_entry()

    def validate_map_url(self, field: StringField) -> None:
        if field.data:
            parts = _parts(field.data)
            if parts is None or parts.scheme not in {"http", "https"} or not parts.netloc:
                raise ValidationError(_("Paste the whole link; it begins with https://"))

    def validate_confirm_days(self, field: WholeNumber) -> None:
        if self.confirms.data and field.data is None and not field.errors:
            raise ValidationError(_("Say how many days the accepted have to confirm."))

    def validate_contact_phone(self, field: StringField) -> None:
        try:
            self._phone()
        except NotAMobileNumber:
            raise ValidationError(_("This is not a mobile number. Example: 0812 3456 7890.")) from None

    def validate(self, extra_validators: Any = None) -> bool:
        right = super().validate(extra_validators)
        rows = [row.form for row in self.sessions if not row.form.is_spare]
        if not rows:
            if not self.sessions.entries:
                self.add_rows()
            self.sessions[0].form.starts.errors = [_("Say when it begins: at least one session is needed.")]
        if self.opens.data and self.closes.data and self.closes.data <= self.opens.data:
            self.closes.errors = [_("Applications must close after they open.")]
        ends = [row.ends.data for row in rows if row.ends.data]
        if self.closes.data and ends and self.closes.data > max(ends) and not self.closes.errors:
            self.closes.errors = [_("Applications must close before the last session ends.")]
        self.sessions.errors = [row.form.errors for row in self.sessions if row.form.errors]
        return right and bool(rows) and not self.closes.errors

    def details(self, category_id: int | None, cover_id: int | None) -> EventDetails:
        """What was filled in, once it is valid."""
        given: dict[str, Any] = self.data
        return EventDetails(
            **{name: given[name] for name in ("kind", *PLAIN)},
            category_id=category_id,
            cover_id=cover_id,
            opens_at=self._here(given["opens"]),
            closes_at=self._here(given["closes"]),
            confirm_days=given["confirm_days"] if given["confirms"] else None,
            contact_phone=self._phone(),
        )

    def session_details(self) -> list[SessionDetails]:
        """The sessions that shall be."""
        rows: list[dict[str, Any]] = [row.form.data for row in self.sessions if not row.form.is_spare]
        return [
            SessionDetails(
                id=_id_of(row["key"] or ""),
                title=row["title"],
                starts_at=self._here(row["starts"]),
                ends_at=self._here(row["ends"]),
            )
            for row in rows
        ]

    def _here(self, local: datetime) -> datetime:
        zone: Zone = self.zone.data
        return local.replace(tzinfo=zone.info)

    def _phone(self) -> str:
        text = self.contact_phone.data
        return parse_mobile(text, allow_demo=current_settings().is_demo) if text else ""


def _id_of(key: str) -> int | None:
    return int(key) if key.isdecimal() and len(key) <= 10 else None


def _shown(event: Event) -> dict[str, Any]:
    """An event as the form shows it: local times, the phone in groups."""

    def local(moment: datetime) -> datetime:
        return moment.astimezone(event.zone.info).replace(tzinfo=None)

    return {name: getattr(event, name) for name in ("kind", "slug", *PLAIN)} | {
        "category": event.category.code if event.category else "",
        "cover_key": event.cover.key if event.cover else "",
        "opens": local(event.opens_at),
        "closes": local(event.closes_at),
        "confirms": event.confirm_days is not None,
        "confirm_days": event.confirm_days or 3,
        "contact_phone": show_phone(event.contact_phone) if event.contact_phone else "",
        "sessions": [
            {"key": str(row.id), "title": row.title, "starts": local(row.starts_at), "ends": local(row.ends_at)}
            for row in event.sessions
        ],
    }


def _parts(url: str) -> Any:
    try:
        return urlsplit(url)
    except ValueError:
        return None
