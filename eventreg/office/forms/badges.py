"""Badges for the committee, and for whoever is typed in."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import RadioField, SelectMultipleField, TextAreaField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from eventreg.core.choices import SelectChoice
from eventreg.core.i18n import _, lazy
from eventreg.office.badges import BadgeSize
from eventreg.office.badging import LONGEST_NAME, MOST_TYPED, Staff

SIZES = (
    SelectChoice(BadgeSize.TEN.value, lazy("10 on a page, 90 × 55 mm")),
    SelectChoice(BadgeSize.EIGHT.value, lazy("8 on a page, 96 × 69 mm")),
)


class CommitteeForm(FlaskForm):
    """Who of the staff wears one, and names of helpers who have no account."""

    people = SelectMultipleField(
        lazy("People with a role"),
        coerce=int,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    typed = TextAreaField(lazy("Other names"))
    size = RadioField(lazy("Size of a badge"), choices=SIZES, default=BadgeSize.TEN.value)

    @classmethod
    def of(cls, known: Sequence[Staff]) -> "CommitteeForm":
        """With the people to choose from; those who have a role for this event are chosen."""
        form = cls(data={"people": [one.person_id for one in known if one.is_for_this], "size": BadgeSize.TEN.value})
        form.people.choices = [SelectChoice(one.person_id, f"{one.name} · {one.role}") for one in known]
        return form

    def validate_typed(self, field: Any) -> None:
        """Raises ValidationError for more names than are printed at once, or a longer one."""
        lines = [line for line in (field.data or "").splitlines() if line.strip()]
        if len(lines) > MOST_TYPED:
            raise ValidationError(_("Write %(most)s names at most.", most=MOST_TYPED))
        if any(len(line.partition("|")[0].strip()) > LONGEST_NAME for line in lines):
            raise ValidationError(_("Shorten the names to %(most)s letters at most.", most=LONGEST_NAME))

    @property
    def chosen_size(self) -> BadgeSize:
        """How many stand on a page."""
        return BadgeSize(self.size.data)
