"""What is written down at a booth: the things in it, who takes it, what is to be said."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, FieldList, Form, FormField, HiddenField, StringField, TextAreaField

from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, one_line, stripped, words_needed
from eventreg.events.forms.fields import WholeNumber
from eventreg.onsite.handing import Facts
from eventreg.onsite.minutes import Thing

MOST = 999
LONGEST_NAME, LONGEST_NOTE, LONGEST_REMARK = 80, 200, 1000
MOST_THINGS = 60


class ThingForm(Form):
    """One thing of the list; without its tick there is none of it."""

    name: Any = HiddenField(validators=[at_most(LONGEST_NAME)])
    there = BooleanField()
    count = WholeNumber(lazy("Quantity"), least=0, most=MOST)
    damaged = WholeNumber(lazy("of these damaged"), least=0, most=MOST)
    note = StringField(lazy("Remark"), filters=[one_line], validators=[at_most(LONGEST_NOTE)])

    def validate(self, extra_validators: Any = None) -> bool:
        """What is ticked has a number, and no more is damaged than is there."""
        right = super().validate(extra_validators)
        if self.there.data and self.count.data is None and not self.count.errors:
            self.count.errors = [_("Write how many.")]
        elif (self.damaged.data or 0) > self.how_many and not self.damaged.errors:
            self.damaged.errors = [_("No more can be damaged than are there.")]
        return right and not self.count.errors and not self.damaged.errors

    @property
    def how_many(self) -> int:
        """The number that is there."""
        return (self.count.data or 0) if self.there.data else 0

    @property
    def thing(self) -> Thing:
        """As it is written down."""
        return Thing(self.name.data or "", self.how_many, self.note.data or "", self.damaged.data or 0)


class OtherForm(ThingForm):
    """A thing that isn't in the list; without a name it is passed over."""

    name = StringField(lazy("Thing"), filters=[one_line], validators=[at_most(LONGEST_NAME)])

    def validate(self, extra_validators: Any = None) -> bool:
        self.there.data = bool(self.name.data)
        return super().validate(extra_validators)


class HandingForm(FlaskForm):
    """A booth as it is handed over or back. `seen`: the print of the minutes that are corrected."""

    seen = HiddenField()
    things = FieldList(FormField(ThingForm), max_entries=MOST_THINGS)
    other = FormField(OtherForm)
    exhibitor = StringField(filters=[one_line], validators=[words_needed(lazy("Write the name.")), at_most(120)])
    note = TextAreaField(lazy("Remarks"), filters=[stripped], validators=[at_most(LONGEST_REMARK)])
    reason = TextAreaField(lazy("Why it is changed"), filters=[stripped], validators=[at_most(500)])

    def validate(self, extra_validators: Any = None) -> bool:
        """A list that is full takes nothing more: it would not be shown again."""
        right: bool = super().validate(extra_validators)
        if len(self.facts.things) > MOST_THINGS and not self.other.form.name.errors:
            self.other.form.name.errors = [_("The list is full: %(max)s things at most.", max=MOST_THINGS)]
            return False
        return right

    @classmethod
    def of(cls, things: Iterable[Thing], *, exhibitor: str, note: str = "", seen: str = "") -> "HandingForm":
        """With what is expected, or was written, filled in."""
        rows = [
            {
                "name": one.name,
                "there": one.count > 0,
                "count": one.count or None,
                "damaged": one.damaged or None,
                "note": one.note,
            }
            for one in things
        ]
        return cls(data={"things": rows, "exhibitor": exhibitor, "note": note, "seen": seen})

    @property
    def facts(self) -> Facts:
        """What was written."""
        rows: Sequence[Thing] = [row.form.thing for row in self.things if row.form.name.data]
        other = [self.other.form.thing] if self.other.form.name.data else []
        return Facts([*rows, *other], self.note.data or "", self.exhibitor.data or "")


class UndoForm(FlaskForm):
    """Why minutes are taken back; needed once they were agreed to. `seen`: the print of those that were read."""

    seen = HiddenField()
    reason = TextAreaField(lazy("Reason"), filters=[stripped], validators=[at_most(500)])
