"""What supervisors say of one ticket: why it is held or taken back, and when it is valid."""

from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from wtforms import TextAreaField

from eventreg.core.clock import Zone
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, stripped, words_needed
from eventreg.events.forms.fields import Moment

LONGEST_REASON = 500


class HoldForm(FlaskForm):
    """Why nobody is let in by it for now."""

    hold_reason = TextAreaField(
        lazy("Why is it held?"),
        filters=[stripped],
        validators=[words_needed(lazy("Write why, for those at the gates.")), at_most(LONGEST_REASON)],
    )


class RevocationForm(FlaskForm):
    """Why it is taken back."""

    revoke_reason = TextAreaField(
        lazy("Why is it revoked?"),
        filters=[stripped],
        validators=[words_needed(lazy("Write why it is revoked.")), at_most(LONGEST_REASON)],
    )


class ValidityForm(FlaskForm):
    """From when until when, as clocks show it at the event; empty for no limit."""

    valid_from = Moment(lazy("Valid from"))
    valid_until = Moment(lazy("Valid until"))

    def validate(self, extra_validators: Any = None) -> bool:
        right: bool = super().validate(extra_validators)
        begins, ends = self.valid_from.data, self.valid_until.data
        if begins and ends and ends <= begins:
            self.valid_until.errors = [_("The end must be after the beginning.")]
            right = False
        return right

    def moments(self, zone: Zone) -> dict[str, datetime | None]:
        """What was typed, as moments."""
        typed = {"valid_from": self.valid_from.data, "valid_until": self.valid_until.data}
        return {name: local.replace(tzinfo=zone.info) if local else None for name, local in typed.items()}


class ReleaseForm(FlaskForm):
    """Nothing but the token that it was sent from here."""
