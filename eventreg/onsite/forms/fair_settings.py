"""Which deposit an event asks, and what stands in its booths."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import FieldList, Form, FormField, StringField

from eventreg.businesses.forms.own import keeps
from eventreg.businesses.rules import parse_price
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, one_line
from eventreg.core.money import rupiah
from eventreg.events.forms.fields import WholeNumber
from eventreg.onsite.forms.deposits import AMOUNT, amount_of
from eventreg.onsite.minutes import Thing, things_of
from eventreg.onsite.models import Onsite

SPARE = 2
MOST_THINGS, MOST = 40, 999


class EquipmentForm(Form):
    """A thing that stands in each booth; without a name the row is passed over."""

    name = StringField(lazy("Thing"), filters=[one_line], validators=[at_most(80)])
    count = WholeNumber(lazy("Quantity"), least=1, most=MOST)

    def validate(self, extra_validators: Any = None) -> bool:
        """A number without a name would be lost unseen."""
        right = super().validate(extra_validators)
        if self.count.given and not self.name.data and not self.name.errors:
            self.name.errors = [_("Write what it is, or leave the whole row empty.")]
            return False
        return right


class FairSettingsForm(FlaskForm):
    """Both are for what comes: minutes and deposits that are written down stay."""

    deposit = StringField(lazy("Deposit in Rupiah"), [keeps(parse_price)], filters=[one_line], render_kw=AMOUNT)
    equipment = FieldList(FormField(EquipmentForm), max_entries=MOST_THINGS)

    @classmethod
    def of(cls, settings: Onsite) -> "FairSettingsForm":
        """As it is stored, with rows for more."""
        rows = [{"name": one.name, "count": one.count} for one in things_of(settings.equipment)]
        form = cls(data={"deposit": rupiah(settings.deposit) if settings.deposit else "", "equipment": rows})
        if not form.is_submitted():
            form.add_rows()
        return form

    def add_rows(self) -> None:
        """Two more, as long as there is room."""
        for _number in range(min(SPARE, MOST_THINGS - len(self.equipment))):
            self.equipment.append_entry()

    def drop(self, at: str) -> None:
        """Take one row away, by its place; nothing where there is none."""
        if at.isdecimal() and int(at) < len(self.equipment):
            del self.equipment.entries[int(at)]

    @property
    def amount(self) -> int:
        """The deposit, 0 for none."""
        return amount_of(self.deposit.data)

    @property
    def things(self) -> Sequence[Thing]:
        """What stands in a booth."""
        rows = [row.form for row in self.equipment]
        return [Thing(row.name.data or "", row.count.data or 1) for row in rows if row.name.data]
