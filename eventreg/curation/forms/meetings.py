"""What the committee writes down of a meeting."""

from collections.abc import Iterable

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, ListWidget

from eventreg.accounts.models import Person
from eventreg.core.choices import SelectChoice
from eventreg.core.i18n import lazy
from eventreg.core.inputs import at_most, one_line, stripped
from eventreg.curation.meetings import Facts, Guest
from eventreg.curation.models import Meeting

SPARE = 2  # rows for further guests
MOST_GUESTS = 60


class MeetingOpenForm(FlaskForm):
    """Where the next meeting is."""

    place = StringField(lazy("Place of the meeting"), filters=[one_line], validators=[at_most(120)])


class GuestForm(Form):
    """Somebody without a role here; without a name the row is passed over."""

    name = StringField(lazy("Name"), filters=[one_line], validators=[at_most(120)])
    position = StringField(lazy("Post or office"), filters=[one_line], validators=[at_most(120)])


class MeetingForm(FlaskForm):
    """Where it was, who was there, what was said."""

    place = StringField(lazy("Place of the meeting"), filters=[one_line], validators=[at_most(120)])
    minutes_number = StringField(lazy("Number of the minutes"), filters=[one_line], validators=[at_most(80)])
    people = SelectMultipleField(
        lazy("Who was there"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    guests = FieldList(FormField(GuestForm), max_entries=MOST_GUESTS)
    notes = TextAreaField(lazy("Notes"), filters=[stripped], validators=[at_most(5000)])

    @classmethod
    def of(cls, meeting: Meeting, people: Iterable[Person]) -> "MeetingForm":
        """As it is stored, with rows for further guests."""
        named = [{"name": one.name, "position": one.position} for one in meeting.guests if one.person_id is None]
        form = cls(
            data={
                "place": meeting.place,
                "minutes_number": meeting.minutes_number,
                "notes": meeting.notes,
                "people": [one.person_id for one in meeting.guests if one.person_id is not None],
                "guests": named + [{}] * SPARE,
            }
        )
        form.people.choices = [SelectChoice(person.id, person.name) for person in people]
        return form

    @property
    def facts(self) -> Facts:
        """What was written."""
        return Facts(
            place=self.place.data or "",
            minutes_number=self.minutes_number.data or "",
            notes=self.notes.data or "",
            people=self.people.data or [],
            guests=[Guest(row["name"] or "", row["position"] or "") for row in self.guests.data],
        )
