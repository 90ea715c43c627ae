"""What was ticked off on paper: when, and at which gate."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, TimeField

from eventreg.core.i18n import _, format_time, lazy
from eventreg.core.inputs import needed
from eventreg.door.models import Gate
from eventreg.events.models import Event


class ClockTime(TimeField):
    """A time of day; empty is none."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if " ".join(valuelist).strip():
            super().process_formdata(valuelist)


class PaperForm(FlaskForm):
    """`form`: the same for all that is sent from one page, so that nothing is entered twice."""

    gate = SelectField(lazy("Gate"), coerce=int, validators=[needed(lazy("Choose the gate."))])
    quarter = SelectField(lazy("Came at about"))
    exact = ClockTime(lazy("Or the exact time"))
    form = HiddenField()

    @classmethod
    def at(
        cls, event: Event, gates: Sequence[Gate], quarters: Sequence[datetime], gate: int, quarter: str
    ) -> "PaperForm":
        """With the gates and times that there are to choose from."""
        made = cls(data={"gate": gate, "quarter": quarter})
        made.gate.choices = [(one.id, one.name) for one in gates]
        made.quarter.choices = [
            ("", _("Choose")),  # or people in haste enter everybody at the hour at which the door opened
            *((f"{moment.astimezone(event.zone.info):%H:%M}", format_time(moment, event.zone)) for moment in quarters),
        ]
        return made

    @property
    def clock_time(self) -> str:
        """`09:05`, the exact one where it was given."""
        return f"{self.exact.data:%H:%M}" if self.exact.data else self.quarter.data or ""

    @property
    def number(self) -> UUID:
        """Which page this was sent from."""
        try:
            return UUID(self.form.data or "")
        except ValueError:
            return uuid4()
