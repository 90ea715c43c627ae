"""What is filled in about loading: the slots of a day, one of them, and who takes which."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from flask_wtf import FlaskForm
from wtforms import IntegerField, RadioField, SelectField, StringField, TextAreaField, TimeField, ValidationError
from wtforms.validators import InputRequired

from eventreg.core.choices import SelectChoice
from eventreg.core.clock import Zone
from eventreg.core.days import DayField
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, needed, one_line, stripped
from eventreg.events.forms.fields import WholeNumber
from eventreg.onsite.loading import LONGEST_NOTE, LONGEST_VEHICLE
from eventreg.onsite.rules import SlotPlanned, Way, slots_of
from eventreg.onsite.words import WAYS

LONGEST_GATE = 80
SHORTEST, LONGEST = 5, 480


class Clock(TimeField):
    """A time of day; what can't be read as one is refused in the reader's language."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Also with a dot, as people write it. Raises ValueError."""
        try:
            super().process_formdata([text.strip().replace(".", ":") for text in valuelist])
        except ValueError:
            raise ValueError(_("Write a time such as 08.00.")) from None


def room() -> WholeNumber:
    """How many vehicles at once."""
    words = lazy("Vehicles in each slot")
    return WholeNumber(words, least=1, most=99, validators=[needed(lazy("How many?"))])


class SlotsForm(FlaskForm):
    """The slots of one day, one way."""

    way = RadioField(
        lazy("Which way?"),
        [InputRequired(lazy("Choose one."))],
        choices=[SelectChoice(way.value, name) for way, name in WAYS.items()],
    )
    day = DayField(lazy("Day"), [InputRequired(lazy("Choose a day."))])
    begins = Clock(lazy("From"), [InputRequired(lazy("From when?"))])
    ends = Clock(lazy("Until"), [InputRequired(lazy("Until when?"))])
    minutes = WholeNumber(
        lazy("Minutes each"), least=SHORTEST, most=LONGEST, validators=[needed(lazy("How many minutes?"))]
    )
    capacity = room()
    gates = TextAreaField(lazy("Gates, one a line"), filters=[stripped])

    @property
    def chosen_way(self) -> Way:
        """In or out."""
        return Way(self.way.data)

    @property
    def names(self) -> Sequence[str]:
        """The gates, without empty lines."""
        return [name for name in (one_line(line) for line in (self.gates.data or "").splitlines()) if name]

    def validate_gates(self, field: TextAreaField) -> None:
        """Each name fits. Raises ValidationError."""
        at_long = [name for name in self.names if len(name) > LONGEST_GATE]
        if at_long:
            raise ValidationError(_("Shorten this to %(max)d characters at most.", max=LONGEST_GATE))

    def planned(self, zone: Zone) -> Sequence[SlotPlanned]:
        """The slots as they would be made; an end before the beginning is on the next day. Raises DomainError."""
        starts, ends = _moment(self.day.data, self.begins.data, zone), _moment(self.day.data, self.ends.data, zone)
        if ends <= starts:
            ends += timedelta(days=1)
        return slots_of(starts, ends, self.minutes.data or SHORTEST, self.names)


class SlotForm(FlaskForm):
    """One slot: its gate and its room."""

    gate = StringField(lazy("Gate"), [at_most(LONGEST_GATE)], filters=[one_line])
    capacity = room()
    note = TextAreaField(lazy("A sentence to those who booked it"), [at_most(LONGEST_NOTE)], filters=[stripped])


class RemovalForm(FlaskForm):
    """What becomes of those who booked a slot that is taken away: another slot's id, or 0 to let them choose."""

    target = SelectField(lazy("Those who booked it"), [InputRequired(lazy("Choose one."))], coerce=int)
    note = TextAreaField(lazy("A sentence to those who booked it"), [at_most(LONGEST_NOTE)], filters=[stripped])


class ChoiceForm(FlaskForm):
    """An exhibitor's slot, and in what they come."""

    slot = IntegerField(lazy("Time"), [InputRequired(lazy("Choose a time."))])
    vehicle = StringField(lazy("Vehicle and number plate"), [at_most(LONGEST_VEHICLE)], filters=[one_line])


class StaffChoiceForm(ChoiceForm):
    """The same by those at the gate, with a word to the exhibitor."""

    note = TextAreaField(lazy("A sentence to the exhibitor"), [at_most(LONGEST_NOTE)], filters=[stripped])


def suggestion(way: Way, span: tuple[datetime, datetime], gates: Sequence[str]) -> Mapping[str, Any]:
    """What the form for new slots begins with; the span by the event's own clocks."""
    starts, ends = span
    return {
        "way": way.value,
        "day": starts.date(),
        "begins": starts.time(),
        "ends": ends.time(),
        "minutes": 30,
        "capacity": 4,
        "gates": "\n".join(gates),
    }


def _moment(day: Any, at: Any, zone: Zone) -> datetime:
    return datetime.combine(day, at, tzinfo=zone.info)
