"""The form in which an exhibitor ranks booths and zones, says what is needed, and names whom to share with."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FieldList, RadioField, SelectField, StringField, TextAreaField, ValidationError

from eventreg.allocation import wishing
from eventreg.allocation.problem import MOST_WISHES
from eventreg.allocation.rules import PartnerIsSelf, PartnerUnknown
from eventreg.allocation.wishing import Asked
from eventreg.allocation.words import REFUSALS
from eventreg.applications.models import Application
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, one_line, stripped
from eventreg.events.forms.fields import WholeNumber

Choices = Sequence[tuple[str, str]]
"""Value and words of each thing to choose from."""
LARGEST_AREA, MOST_POWER = 500, 50_000  # square metres, watts
OTHER = ""  # a partner whose code is typed


class RankField(SelectField):
    """A booth or a zone, or nothing."""

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError for what isn't on the floor plan, perhaps no more."""
        if self.data and self.data not in {choice[0] for choice in self.choices or ()}:
            raise ValidationError(_("It is no longer on the floor plan. Choose again."))


class WishForm(FlaskForm):
    """Everything that is asked of the floor; `named`: one of those who named this application already."""

    booths = RadioField(lazy("How many booths"), coerce=int, default=1)
    min_area = WholeNumber(lazy("Smallest area of a booth, in m²"), least=0, most=LARGEST_AREA)
    power_w = WholeNumber(lazy("Power for a booth, in watts"), least=0, most=MOST_POWER)
    wishes = FieldList(RankField(lazy("Choice")), min_entries=MOST_WISHES, max_entries=MOST_WISHES)
    note = TextAreaField(
        lazy("Note for the organisers"), filters=[stripped], validators=[at_most(500)], render_kw={"rows": 3}
    )
    named = RadioField(lazy("Share a booth with"), default=OTHER)
    partner = StringField(
        lazy("Application code of your partner"),
        filters=[one_line, str.upper],
        validators=[at_most(24)],
        render_kw={"autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"},
    )

    @classmethod
    def of(cls, application: Application, asked: Asked, ranked: Choices, named: Choices) -> "WishForm":
        """The form with what was asked before.

        `ranked`: what there is to wish for; `named`: codes and words of those who named this application.
        """
        form = cls(data=_values(asked, {value for value, _words in ranked}))
        form.booths.choices = [(1, _("One booth")), (2, _("Two booths side by side"))]
        form.application, form.ranked = application, dict(ranked)
        for number, field in enumerate(form.wishes, 1):
            field.choices = [("", _("No choice")), *ranked]
            field.label.text = _("Choice %(number)s", number=number)
        others = [*named, (OTHER, _("Nobody, or somebody whose code I write below"))]
        form.named.choices = others
        if form.named.data not in dict(others):
            form.named.data = OTHER  # who named it then has changed their mind: the rest is still as it was written
        return form

    def validate_wishes(self, field: Any) -> None:
        """Nothing is ranked twice. Raises ValidationError."""
        ranks: dict[str, int] = {}
        for number, value in enumerate((entry.data for entry in field), 1):
            if value and value in ranks:
                raise ValidationError(
                    _("%(name)s is your choice %(number)s already.", name=self.ranked[value], number=ranks[value])
                )
            ranks.setdefault(value, number)

    def validate_partner(self, field: Any) -> None:
        """There is one with this code, and it is another one. Raises ValidationError."""
        try:
            wishing.find_partner(self.application, self.asked.partner)
        except (PartnerIsSelf, PartnerUnknown) as refusal:
            raise ValidationError(REFUSALS[type(refusal)]) from refusal

    @property
    def asked(self) -> Asked:
        """What was asked; choices left out close up."""
        return Asked(
            booths=self.booths.data or 1,
            min_area=self.min_area.data or 0,
            power_w=self.power_w.data or 0,
            wishes=tuple(entry.data for entry in self.wishes if entry.data),
            note=self.note.data or "",
            partner=self.named.data or self.partner.data or "",
        )


def _values(asked: Asked, known: set[str]) -> dict[str, Any]:
    wishes = [wish for wish in asked.wishes if wish in known]
    return {
        "booths": asked.booths,
        "min_area": asked.min_area or None,
        "power_w": asked.power_w or None,
        "wishes": wishes + [""] * (MOST_WISHES - len(wishes)),
        "note": asked.note,
        "partner": asked.partner,
    }
