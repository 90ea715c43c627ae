"""Days, sessions and the window for applications: asked when an event is made, and again when it gets new dates."""

from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, SelectField, StringField

from eventreg.core.choices import SelectChoice
from eventreg.core.clock import Zone
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, needed, one_line
from eventreg.events.forms.fields import Moment
from eventreg.events.models import Event
from eventreg.events.rules import Entries
from eventreg.events.writing import SessionDetails

SPARE_ROWS = 3


class SessionForm(Form):
    """One row: a session that is there (`key` is its id), a new one, or a spare row that stays empty."""

    key = HiddenField()
    title = StringField(lazy("Name of the session"), filters=[one_line], validators=[at_most(120)])
    starts = Moment(lazy("Begins"))
    ends = Moment(lazy("Ends"))
    once = BooleanField(lazy("Each ticket lets in only once"))
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


class DatesForm(FlaskForm):
    """The dates of an event, as clocks show them in its zone."""

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

    def add_rows(self) -> None:
        """Offer some more empty rows for sessions."""
        for _number in range(SPARE_ROWS):
            self.sessions.append_entry()

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

    def window(self) -> dict[str, datetime]:
        """When applications open and close."""
        return {"opens_at": self.here(self.data["opens"]), "closes_at": self.here(self.data["closes"])}

    def session_details(self, event: Event | None = None) -> list[SessionDetails]:
        """The sessions that shall be; what isn't asked here stays as the event has it."""
        rows: list[dict[str, Any]] = [row.form.data for row in self.sessions if not row.form.is_spare]
        known = {session.id: session for session in event.sessions} if event else {}
        found = []
        for row in rows:
            id_ = id_of(row["key"] or "")
            session = known.get(id_) if id_ else None
            found.append(
                SessionDetails(
                    id=id_,
                    title=row["title"],
                    starts_at=self.here(row["starts"]),
                    ends_at=self.here(row["ends"]),
                    quota=session.quota if session else None,
                    visitor_quota=session.visitor_quota if session else None,
                    entries=Entries.ONCE if row["once"] else Entries.REPEATED,
                )
            )
        return found

    def here(self, local: datetime) -> datetime:
        """What was typed, as a moment."""
        zone: Zone = self.zone.data
        return local.replace(tzinfo=zone.info)


def shown_dates(event: Event) -> dict[str, Any]:
    """The dates of an event as the form shows them."""
    return {
        "zone": event.zone,
        "opens": local(event.opens_at, event.zone),
        "closes": local(event.closes_at, event.zone),
        "sessions": [
            {
                "key": str(row.id),
                "title": row.title,
                "starts": local(row.starts_at, event.zone),
                "ends": local(row.ends_at, event.zone),
                "once": row.entries is Entries.ONCE,
            }
            for row in event.sessions
        ],
    }


def local(moment: datetime, zone: Zone) -> datetime:
    """A moment as clocks show it at the place."""
    return moment.astimezone(zone.info).replace(tzinfo=None)


def id_of(key: str) -> int | None:
    """The number that a hidden field carries."""
    return int(key) if key.isdecimal() and len(key) <= 10 else None
