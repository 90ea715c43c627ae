"""Speakers and materials."""

from datetime import datetime
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import SelectField, StringField

from eventreg.core.choices import SelectChoice
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, one_line, words_needed
from eventreg.events.forms.fields import Moment, check_address
from eventreg.events.forms.places import name_of
from eventreg.events.models import Event, Speaker
from eventreg.events.programme import MaterialDetails, SpeakerDetails


class SpeakerForm(FlaskForm):
    """Who teaches what, and when."""

    name = StringField(
        lazy("Name with titles"), filters=[one_line], validators=[words_needed(lazy("Write the name.")), at_most(120)]
    )
    position = StringField(lazy("Position"), filters=[one_line], validators=[at_most(120)])
    organisation = StringField(lazy("Organisation"), filters=[one_line], validators=[at_most(120)])
    topic = StringField(lazy("Topic"), filters=[one_line], validators=[at_most(240)])
    session = SelectField(lazy("Session"), coerce=str, default="")

    @classmethod
    def of(cls, event: Event, speaker: Speaker | None) -> "SpeakerForm":
        """The form for a new speaker, or for one who is announced."""
        shown: dict[str, Any] = {}
        if speaker:
            shown = {name: getattr(speaker, name) for name in ("name", "position", "organisation", "topic")}
            shown["session"] = str(speaker.session_id or "")
        form = cls(data=shown)
        sessions = [SelectChoice(str(row.id), name_of(row)) for row in event.sessions]
        form.session.choices = [SelectChoice("", _("The whole event")), *sessions]
        return form

    def details(self) -> SpeakerDetails:
        """What was filled in, once it is valid."""
        given: dict[str, Any] = self.data
        names = ("name", "position", "organisation", "topic")
        session_id = int(given["session"]) if given["session"] else None
        return SpeakerDetails(**{name: given[name] or "" for name in names}, session_id=session_id)


class MaterialForm(FlaskForm):
    """A file or an address, and from when on it may be read."""

    title = StringField(
        lazy("Title"), filters=[one_line], validators=[words_needed(lazy("Give it a title.")), at_most(120)]
    )
    url = StringField(lazy("Link"), filters=[one_line], validators=[at_most(500)])
    file = FileField(lazy("File (PDF)"))
    opens = Moment(lazy("May be read from"))

    def validate_url(self, field: StringField) -> None:
        check_address(field)

    def details(self, event: Event, file_id: int | None) -> MaterialDetails:
        """What was filled in, once it is valid."""
        opens: datetime | None = self.opens.data
        opens_at = opens.replace(tzinfo=event.zone.info) if opens else None
        return MaterialDetails(self.title.data or "", self.url.data or "", file_id, opens_at)


class BatchForm(FlaskForm):
    """Which batch (angkatan) of a training it is."""

    batch = StringField(lazy("Batch"), filters=[one_line], validators=[at_most(40)])
