"""Which reminders an event sends, and what its thanks ask for; and asking for a ticket again."""

from flask_wtf import FlaskForm
from wtforms import BooleanField, StringField, TextAreaField, URLField
from wtforms.validators import ValidationError

from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, one_line
from eventreg.core.rendering import web_address
from eventreg.messaging.models import EventReminders
from eventreg.messaging.timing import Reminder


class RemindersForm(FlaskForm):
    """A box for each reminder."""

    closing = BooleanField(lazy("Before applications close"))
    day_before = BooleanField(lazy("The day before"))
    morning = BooleanField(lazy("The morning, with the ticket again"))
    thanks = BooleanField(lazy("Thanks, the morning after"))
    survey_url = URLField(lazy("Address of a survey"), filters=[one_line], validators=[at_most(500)])
    words = TextAreaField(lazy("Words of thanks"), validators=[at_most(1000)])

    @classmethod
    def of(cls, settings: EventReminders) -> "RemindersForm":
        """As it is stored."""
        boxes = {reminder.value: reminder not in settings.off for reminder in Reminder}
        return cls(data=boxes | {"survey_url": settings.survey_url, "words": settings.thanks})

    def validate_survey_url(self, field: StringField) -> None:
        """Empty, or an address that a browser opens."""
        if field.data and not web_address(field.data):
            raise ValidationError(_("An address begins with https://."))

    @property
    def off(self) -> list[str]:
        """The reminders that are not wanted."""
        return [reminder.value for reminder in Reminder if not self[reminder.value].data]


class TicketAgainForm(FlaskForm):
    """An address, or a code."""

    who = StringField(lazy("E-mail address, or the code of the ticket or the application"), filters=[one_line])

    def validate_who(self, field: StringField) -> None:
        """Something."""
        if not field.data:
            raise ValidationError(_("Fill this in."))
        if len(field.data) > 254:
            raise ValidationError(_("Shorten this to %(max)d characters at most.", max=254))
