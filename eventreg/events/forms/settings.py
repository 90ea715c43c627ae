"""The editor's further pages: each asks a few things that have sensible answers already."""

from datetime import datetime
from typing import Any, ClassVar

from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, ValidationError

from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, needed, one_line, words_needed
from eventreg.events.forms.fields import Moment, WholeNumber, check_address
from eventreg.events.forms.sessions import local
from eventreg.events.models import Event
from eventreg.events.writing import QuotaDetails, SessionDetails


class SettingsForm(FlaskForm):
    """A page of settings; `PLAIN` are the fields that are the same in the form and in the event."""

    PLAIN: ClassVar[tuple[str, ...]] = ()

    @classmethod
    def of(cls, event: Event) -> "SettingsForm":
        """The form as the event answers it."""
        form = cls(data={name: getattr(event, name) for name in cls.PLAIN} | cls.shown(event))
        form.event = event
        form.prepare()
        return form

    event: Event

    @classmethod
    def shown(cls, event: Event) -> dict[str, Any]:
        """What the form shows otherwise than the event keeps it."""
        return {}

    def prepare(self) -> None:
        """Fill choices, and offer spare rows when the page is opened."""

    def values(self) -> dict[str, Any]:
        """Fields of EventDetails, once the form is valid."""
        return {name: self[name].data for name in self.PLAIN}

    def session_details(self) -> list[SessionDetails] | None:
        """The sessions, where the page changes them."""
        return None

    def quota_details(self) -> list[QuotaDetails] | None:
        """Limits and reserves, where the page changes them."""
        return None


class WaitingForm(SettingsForm):
    """Confirming, and how the waiting list moves."""

    PLAIN = ("offer_hours", "offer_cutoff_hours")

    confirms = BooleanField(lazy("The accepted must confirm that they come"))
    confirm_days = WholeNumber(lazy("Days to confirm"), least=1, most=14, default=3)
    offer_hours = WholeNumber(
        lazy("Hours that an offer stands"),
        least=1,
        most=240,
        validators=[needed(lazy("Say how many hours somebody from the waiting list has to answer."))],
    )
    offer_cutoff_hours = WholeNumber(
        lazy("Last hours before the beginning in which nothing is offered"),
        least=0,
        most=240,
        validators=[needed(lazy("Say from when on nothing is offered; 0 for until the beginning."))],
    )

    @classmethod
    def shown(cls, event: Event) -> dict[str, Any]:
        return {"confirms": event.confirm_days is not None, "confirm_days": event.confirm_days or 3}

    def validate_confirm_days(self, field: WholeNumber) -> None:
        if self.confirms.data and field.data is None and not field.errors:
            raise ValidationError(_("Say how many days the accepted have to confirm."))

    def values(self) -> dict[str, Any]:
        return super().values() | {"confirm_days": self.confirm_days.data if self.confirms.data else None}


class AfterForm(SettingsForm):
    """What may still happen after sending and after the decision."""

    PLAIN = ("no_show_months",)

    changes_until = Moment(lazy("Applicants may change their answers until"))
    objects = BooleanField(lazy("Whoever isn't selected may object"))
    objection_days = WholeNumber(lazy("Days to object"), least=1, most=30, default=7)
    counts_no_shows = BooleanField(lazy("Show the committee who stayed away before"))
    no_show_limit = WholeNumber(lazy("From so many missed events"), least=1, most=20, default=2)
    no_show_months = WholeNumber(
        lazy("Within so many months"),
        least=1,
        most=120,
        validators=[needed(lazy("Say how many months are looked back on."))],
    )

    @classmethod
    def shown(cls, event: Event) -> dict[str, Any]:
        return {
            "changes_until": local(event.changes_until, event.zone) if event.changes_until else None,
            "objects": event.objection_days is not None,
            "objection_days": event.objection_days or 7,
            "counts_no_shows": event.no_show_limit is not None,
            "no_show_limit": event.no_show_limit or 2,
        }

    def validate_changes_until(self, field: Moment) -> None:
        ends = local(self.event.ends_at, self.event.zone)
        if field.data and field.data > ends:
            raise ValidationError(_("Choose a moment before the event is over."))

    def validate_objection_days(self, field: WholeNumber) -> None:
        if self.objects.data and field.data is None and not field.errors:
            raise ValidationError(_("Say how many days they have to object."))

    def validate_no_show_limit(self, field: WholeNumber) -> None:
        if self.counts_no_shows.data and field.data is None and not field.errors:
            raise ValidationError(_("Say from how many missed events on."))

    def values(self) -> dict[str, Any]:
        until: datetime | None = self.changes_until.data
        return super().values() | {
            "changes_until": until.replace(tzinfo=self.event.zone.info) if until else None,
            "objection_days": self.objection_days.data if self.objects.data else None,
            "no_show_limit": self.no_show_limit.data if self.counts_no_shows.data else None,
        }


class DelegationForm(SettingsForm):
    """Whose fair it is, and whose turn."""

    PLAIN = ("host_name", "host_page")

    host_name = StringField(
        lazy("Name of the fair, and who holds it"),
        filters=[one_line],
        validators=[words_needed(lazy("Say whose fair it is, such as Inacraft by ASEPHI.")), at_most(120)],
    )
    host_page = StringField(lazy("The fair's own page"), filters=[one_line], validators=[at_most(500)])
    rotates = BooleanField(lazy("Businesses take turns"))
    rotation_years = WholeNumber(lazy("Years to wait after taking part"), least=1, most=10, default=2)

    @classmethod
    def shown(cls, event: Event) -> dict[str, Any]:
        return {"rotates": event.rotation_years is not None, "rotation_years": event.rotation_years or 2}

    def validate_host_page(self, field: StringField) -> None:
        check_address(field)

    def validate_rotation_years(self, field: WholeNumber) -> None:
        if self.rotates.data and field.data is None and not field.errors:
            raise ValidationError(_("Say how many years they wait."))

    def values(self) -> dict[str, Any]:
        return super().values() | {"rotation_years": self.rotation_years.data if self.rotates.data else None}
