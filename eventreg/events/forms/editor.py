"""The editor's first page: what an event needs to be announced, times in the event's own zone."""

from collections.abc import Iterable
from typing import Any

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, StringField, TextAreaField, ValidationError

from eventreg.businesses.models import Category
from eventreg.core.choices import SelectChoice
from eventreg.core.clock import Zone
from eventreg.core.config import current_settings
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, needed, one_line, stripped, words_needed
from eventreg.core.phone import NotAMobileNumber, parse_mobile, show_phone
from eventreg.events.forms.fields import SentKey, WholeNumber, check_address
from eventreg.events.forms.sessions import DatesForm, shown_dates
from eventreg.events.models import Event
from eventreg.events.rules import EventKind
from eventreg.events.words import KINDS, crafts

LONGEST_DESCRIPTION = 20_000
# what is the same in the form and in the event
PLAIN = ("title summary description place_name place_address map_url quota doors_lead_minutes contact_name").split()


class EventForm(DatesForm):
    """What an event needs to be announced. `values()` and `session_details()` give what the service takes."""

    kind = RadioField(
        lazy("Kind"),
        choices=[SelectChoice(*kind) for kind in KINDS.items()],
        coerce=EventKind,
        default=EventKind.TRAINING,
    )
    title = StringField(
        lazy("Title"), filters=[one_line], validators=[words_needed(lazy("Give the event a title.")), at_most(120)]
    )
    slug = StringField(lazy("Page address"), filters=[one_line], validators=[at_most(60)])
    summary = TextAreaField(lazy("Summary"), filters=[stripped], validators=[at_most(240)])
    description = TextAreaField(
        lazy("Description"), filters=[stripped], validators=[at_most(LONGEST_DESCRIPTION)], render_kw={"rows": 10}
    )
    category = SelectField(lazy("For crafts"), coerce=str, default="")
    cover = FileField(lazy("Cover picture"))
    cover_key = SentKey()
    place_name = StringField(
        lazy("Place"), filters=[one_line], validators=[words_needed(lazy("Say where it takes place.")), at_most(120)]
    )
    place_address = StringField(lazy("Street and town"), filters=[one_line], validators=[at_most(240)])
    map_url = StringField(lazy("Link to a map"), filters=[one_line], validators=[at_most(500)])
    quota = WholeNumber(
        lazy("Quota"), least=1, most=10_000, validators=[needed(lazy("Say how many applicants can be accepted."))]
    )
    doors_lead_minutes = WholeNumber(
        lazy("Minutes before a session at which the door opens"),
        least=0,
        most=240,
        default=30,
        validators=[needed(lazy("Say how many minutes before the session the door opens."))],
    )
    contact_name = StringField(lazy("Contact"), filters=[one_line], validators=[at_most(120)])
    contact_phone = StringField(lazy("WhatsApp number of the contact"), filters=[one_line])

    @classmethod
    def of(cls, event: Event | None, categories: Iterable[Category], zone: Zone) -> "EventForm":
        """The form for a new event in `zone`, or for one that exists, with the crafts to choose from."""
        form = cls(data=_shown(event) if event else {"zone": zone})
        form.category.choices = [SelectChoice(*craft) for craft in [("", _("All crafts")), *crafts(categories)]]
        if not form.is_submitted():
            form.add_rows()
        return form

    def validate_map_url(self, field: StringField) -> None:
        check_address(field)

    def validate_contact_phone(self, field: StringField) -> None:
        try:
            self._phone()
        except NotAMobileNumber:
            raise ValidationError(_("This is not a mobile number. Example: 0812 3456 7890.")) from None

    def values(self, category_id: int | None, cover_id: int | None) -> dict[str, Any]:
        """What was filled in, once it is valid, by the fields of EventDetails."""
        given: dict[str, Any] = self.data
        return {
            **{name: given[name] for name in ("kind", "zone", *PLAIN)},
            **self.window(),
            "category_id": category_id,
            "cover_id": cover_id,
            "contact_phone": self._phone(),
        }

    def _phone(self) -> str:
        text = self.contact_phone.data
        return parse_mobile(text, allow_demo=current_settings().is_demo) if text else ""


def _shown(event: Event) -> dict[str, Any]:
    """An event as the form shows it: local times, the phone in groups."""
    return (
        {name: getattr(event, name) for name in ("kind", "slug", *PLAIN)}
        | shown_dates(event)
        | {
            "category": event.category.code if event.category else "",
            "cover_key": event.cover.key if event.cover else "",
            "contact_phone": show_phone(event.contact_phone) if event.contact_phone else "",
        }
    )
