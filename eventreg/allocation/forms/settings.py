"""How an event gives its booths."""

from datetime import UTC
from typing import Any

from flask_wtf import FlaskForm

from eventreg.allocation.models import Allocating
from eventreg.allocation.ruling import Settings
from eventreg.core.clock import Zone
from eventreg.core.i18n import lazy
from eventreg.core.inputs import needed
from eventreg.events.forms.fields import Moment, WholeNumber
from eventreg.events.forms.sessions import local

NUMBER = needed(lazy("Write a number."))


class SettingsForm(FlaskForm):
    """Until when wishes are taken, who approves, and how long things may take."""

    wishes_close_at = Moment(lazy("Wishes are taken until"))
    approvals_needed = WholeNumber(lazy("Approvals needed"), least=1, most=9, validators=[NUMBER])
    time_limit_s = WholeNumber(lazy("Seconds to look for the best plan"), least=5, most=900, validators=[NUMBER])
    days_to_answer = WholeNumber(lazy("Days to answer an offer"), least=1, most=60, validators=[NUMBER])

    zone: Zone

    @classmethod
    def of(cls, settings: Allocating, zone: Zone) -> "SettingsForm":
        """The form with what is settled; moments as clocks show them at the place."""
        closes = settings.wishes_close_at
        given: dict[str, Any] = {
            name: getattr(settings, name) for name in ("approvals_needed", "time_limit_s", "days_to_answer")
        }
        form = cls(data={**given, "wishes_close_at": local(closes, zone) if closes else None})
        form.zone = zone
        return form

    @property
    def details(self) -> Settings:
        """What was written."""
        closes = self.wishes_close_at.data
        return Settings(
            wishes_close_at=closes.replace(tzinfo=self.zone.info).astimezone(UTC) if closes else None,
            approvals_needed=self.approvals_needed.data or 1,
            time_limit_s=self.time_limit_s.data or 5,
            days_to_answer=self.days_to_answer.data or 1,
        )
