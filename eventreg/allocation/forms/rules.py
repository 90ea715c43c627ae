"""A rule that every plan keeps: for each kind only what it needs."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import SelectField, ValidationError

from eventreg.allocation.models import RuleKind
from eventreg.core.choices import SelectChoice
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import needed
from eventreg.events.forms.fields import WholeNumber

MOST = 999
CHOOSE = SelectChoice("", lazy("Choose …"))
PARTS: Mapping[RuleKind, tuple[str, ...]] = {
    RuleKind.CATEGORY_SHARE_MAX: ("share_percent", "category"),
    RuleKind.GROUP_MIN: ("count", "group"),
    RuleKind.GROUP_MAX: ("count", "group"),
    RuleKind.DISTRICT_MIN: ("count", "district"),
    RuleKind.DISTRICT_MAX: ("count", "district"),
    RuleKind.NEIGHBOURS_MAX: ("count", "category"),
    RuleKind.APART: ("one", "other"),
}
"""The fields that a rule of each kind is made of."""

Options = Sequence[tuple[str, str]]


class RuleForm(FlaskForm):
    """What a rule says; `of` leaves out what its kind doesn't need."""

    share_percent = WholeNumber(
        lazy("At most this many percent of all who get a booth"),
        least=0,
        most=100,
        validators=[needed(lazy("Write a number."))],
    )
    count = WholeNumber(lazy("How many"), least=0, most=MOST, validators=[needed(lazy("Write a number."))])
    category = SelectField(lazy("Craft"), validators=[needed(lazy("Choose a craft."))])
    group = SelectField(lazy("Group"), validators=[needed(lazy("Choose a group."))])
    district = SelectField(lazy("District"), validators=[needed(lazy("Choose a district."))])
    one = SelectField(lazy("Business"), validators=[needed(lazy("Choose a business."))])
    other = SelectField(lazy("Not beside"), validators=[needed(lazy("Choose a business."))])

    kind: RuleKind

    @classmethod
    def of(cls, kind: RuleKind, options: Mapping[str, Options]) -> "RuleForm":
        """The form of a kind. `options`: value and name, of crafts, groups, districts and applicants."""
        form = cls()
        form.kind = kind
        for name in ("category", "group", "district", "one", "other"):
            source = "applicant" if name in ("one", "other") else name
            form[name].choices = [CHOOSE, *(SelectChoice(value, label) for value, label in options[source])]
        for name in {name for names in PARTS.values() for name in names} - set(PARTS[kind]):
            delattr(form, name)
        return form

    def validate_other(self, field: Any) -> None:
        """Two businesses, not one. Raises ValidationError."""
        if field.data and field.data == self.one.data:
            raise ValidationError(_("Choose another business."))

    @property
    def asked(self) -> list[Any]:
        """The fields in the order in which they are read."""
        return [self[name] for name in PARTS[self.kind]]

    @property
    def values(self) -> dict[str, Any]:
        """The rule as `eventreg-allocation/1` has it."""
        if self.kind is RuleKind.APART:
            return {"applicants": sorted((self.one.data, self.other.data))}
        return {name: self[name].data for name in PARTS[self.kind]}
