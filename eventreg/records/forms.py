"""The forms of requests, their answers, periods and incidents."""

from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, RadioField, SelectField, TextAreaField, ValidationError
from wtforms.validators import DataRequired, InputRequired

from eventreg.core.choices import SelectChoice
from eventreg.core.clock import Zone, now
from eventreg.core.i18n import _, lazy, short_date
from eventreg.core.inputs import at_most, needed, stripped
from eventreg.events.forms.fields import Moment, WholeNumber
from eventreg.records import queries
from eventreg.records.models import IncidentKind, RequestKind
from eventreg.records.rules import LEAST_DAYS, LONGEST_DAYS, Kept, NoticedBeforeItHappened, NotOneThing, check_noticed
from eventreg.records.service import IncidentFacts
from eventreg.records.words import INCIDENT_NAMES, KEPT_NAMES, KIND_NAMES, QUEUE_NAMES, REFUSALS

LONGEST_WORDS = 2000
TOO_LONG = at_most(LONGEST_WORDS)


def _words(label: Any, *, required: bool = False) -> TextAreaField:
    needs = [DataRequired(lazy("Fill this in."))] if required else []
    return TextAreaField(label, filters=[stripped], validators=[*needs, TOO_LONG])


class RequestForm(FlaskForm):
    """What somebody asks for."""

    kind = RadioField(
        lazy("What do you ask for?"),
        choices=[SelectChoice(kind, name) for kind, name in KIND_NAMES.items()],
        validators=[InputRequired(lazy("Choose what you ask for."))],
    )
    words = _words(lazy("In your words"))

    def validate_words(self, field: Any) -> None:
        """Nobody can correct what isn't told."""
        if self.kind.data == RequestKind.CORRECTION and not field.data:
            raise ValidationError(_("Write what is wrong, and what is right."))


class StaffRequestForm(RequestForm):
    """What staff write down on somebody's behalf."""

    kind = RadioField(
        lazy("What do they ask for?"),
        choices=[SelectChoice(kind, name) for kind, name in QUEUE_NAMES.items()],
        validators=[InputRequired(lazy("Choose what they ask for."))],
    )
    words = _words(lazy("In the person's words"))
    person = HiddenField(validators=[InputRequired(lazy("Choose for whom it is."))])


class AnswerForm(FlaskForm):
    """The staff's answer."""

    answer = _words(lazy("Answer to the person"))


class ErasureForm(FlaskForm):
    """What can't be undone is agreed to first."""

    is_sure = BooleanField(
        lazy("I have compared the person and the list. This can't be undone."),
        validators=[DataRequired(lazy("Tick this first."))],
    )


class RunForm(FlaskForm):
    """What time takes away is looked at before it goes."""

    is_sure = BooleanField(
        lazy("I have looked at the list. This can't be undone."), validators=[DataRequired(lazy("Tick this first."))]
    )


class ToldForm(FlaskForm):
    """The clock of 72 hours stops once, for good."""

    are_told = BooleanField(
        lazy("I have told the people concerned and the authority in writing."),
        validators=[DataRequired(lazy("Tick this first."))],
    )


class SureForm(FlaskForm):
    """A button behind a page that shows what it does: only the form's token."""


class PeriodsForm(FlaskForm):
    """For how many days each kind of data is kept."""

    @classmethod
    def of(cls, periods: dict[Kept, int]) -> "PeriodsForm":
        """The form with a field for each kind."""

        class Filled(cls):  # type: ignore[valid-type,misc]
            pass

        for kind in Kept:
            field = WholeNumber(
                KEPT_NAMES[kind],
                least=LEAST_DAYS[kind],
                most=LONGEST_DAYS,
                validators=[needed(lazy("Write a number of days."))],
            )
            setattr(Filled, kind.value, field)
        return Filled(data={kind.value: days for kind, days in periods.items()})

    def periods(self) -> dict[Kept, int]:
        """What was typed."""
        return {kind: self[kind.value].data for kind in Kept}


class IncidentForm(FlaskForm):
    """What was lost or came out, when, and what was done."""

    kind = RadioField(
        lazy("What happened?"),
        choices=[SelectChoice(kind, name) for kind, name in INCIDENT_NAMES.items()],
        validators=[InputRequired(lazy("Choose what happened."))],
    )
    door_device = SelectField(lazy("Phone at the door"), coerce=int, validate_choice=False)
    staff = SelectField(lazy("Whose phone or computer"), coerce=int, validate_choice=False)
    event = SelectField(lazy("Event whose data came out"), coerce=int, validate_choice=False)
    happened_at = Moment(lazy("When it happened"), validators=[needed(lazy("Choose a day and a time."))])
    noticed_at = Moment(lazy("When it was noticed"), validators=[needed(lazy("Choose a day and a time."))])
    words = _words(lazy("How it happened"), required=True)
    measures = _words(lazy("What was done about it"))

    def offer(self, zone: Zone) -> None:
        """Fill the lists with what there is; before the form is checked."""
        self.zone = zone
        nothing = [SelectChoice(0, "–")]
        self.door_device.choices = nothing + [
            SelectChoice(device.id, f"{device.event.title}, {device.gate.name}: {device.label or _phone(device, zone)}")
            for device in queries.door_devices()
        ]
        self.staff.choices = nothing + [
            SelectChoice(person.id, person.name or person.email or str(person.id)) for person in queries.staff()
        ]
        self.event.choices = nothing + [
            SelectChoice(event.id, f"{event.title}, {short_date(event.starts_at, event.zone)}")
            for event in queries.events()
        ]

    def validate_door_device(self, field: Any) -> None:
        """A phone, where one is lost."""
        self._check_chosen(field, IncidentKind.DOOR_PHONE)

    def validate_staff(self, field: Any) -> None:
        """Whose device, where one is lost."""
        self._check_chosen(field, IncidentKind.STAFF_DEVICE)

    def validate_event(self, field: Any) -> None:
        """Which event, where its data came out."""
        self._check_chosen(field, IncidentKind.EVENT_DATA)

    def _check_chosen(self, field: Any, kind: IncidentKind) -> None:
        if self.kind.data == kind and field.data not in {choice.value for choice in field.choices if choice.value}:
            raise ValidationError(REFUSALS[NotOneThing])

    def validate_noticed_at(self, field: Any) -> None:
        """Not before it happened, not in the future."""
        noticed = field.data
        if noticed is None:
            return
        happened = self.happened_at.data or noticed
        try:
            check_noticed(_moment(happened, self.zone), _moment(noticed, self.zone), now())
        except NoticedBeforeItHappened as error:
            raise ValidationError(REFUSALS[type(error)]) from error

    def facts(self, zone: Zone) -> IncidentFacts:
        """What was typed, for the service; moments as clocks show them at the council."""
        return IncidentFacts(
            kind=IncidentKind(self.kind.data),
            words=self.words.data or "",
            measures=self.measures.data or "",
            happened_at=_moment(self.happened_at.data, zone),
            noticed_at=_moment(self.noticed_at.data, zone),
            door_device_id=self.door_device.data or None,
            staff_id=self.staff.data or None,
            event_id=self.event.data or None,
        )


def _phone(device: Any, zone: Zone) -> str:
    return _("phone %(number)s, paired %(date)s", number=device.id, date=short_date(device.paired_at, zone))


def _moment(naive: datetime | None, zone: Zone) -> datetime:
    if naive is None:
        raise ValueError("the form asks for a moment")
    return naive.replace(tzinfo=zone.info)
