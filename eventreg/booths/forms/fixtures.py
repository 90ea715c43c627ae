"""What stands on the floor beside booths, written instead of drawn."""

from collections.abc import Sequence
from typing import Any

from wtforms import SelectField, StringField, ValidationError

from eventreg.booths.drawing import MOST_FIXTURES, Drawing, FixtureDrawn, FixtureKind
from eventreg.booths.forms import UID_BITS, PlacedForm, check_letters, sides_of
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, one_line
from eventreg.core.names import new_key

USUAL = {"x": 0, "y": 0, "w": 200, "h": 100}


class FixtureForm(PlacedForm):
    """An entrance, a pillar, a stage …"""

    kind = SelectField(lazy("Kind of fixture"))
    text = StringField(lazy("Words on the plan"), filters=[one_line], validators=[at_most(80)])

    @classmethod
    def of(cls, drawing: Drawing, kinds: Sequence[tuple[str, str]], fixture: FixtureDrawn | None) -> "FixtureForm":
        """The form with what is there."""
        there = {"kind": fixture.kind.value, "text": fixture.text, **sides_of(fixture.rect)} if fixture else USUAL
        form = cls(data=there)
        form.drawing, form.uid = drawing, fixture.id if fixture else new_key(UID_BITS)
        form.kind.choices = list(kinds)
        return form

    def validate_kind(self, field: Any) -> None:
        """No more than a plan may hold. Raises ValidationError."""
        is_new = all(one.id != self.uid for one in self.drawing.fixtures)
        if is_new and len(self.drawing.fixtures) >= MOST_FIXTURES:
            raise ValidationError(_("A floor plan holds at most %(most)s fixtures.", most=MOST_FIXTURES))

    def validate_text(self, field: Any) -> None:
        """Words that can be seen; a text is nothing without them. Raises ValidationError."""
        check_letters(field)
        if self.kind.data == FixtureKind.TEXT and not field.data:
            raise ValidationError(_("Write what stands on the plan."))

    @property
    def drawn(self) -> FixtureDrawn:
        """The fixture as it was written."""
        return FixtureDrawn(self.uid, FixtureKind(self.kind.data), self.rect, self.text.data or "")
