"""The kinds of fields in the editor: they say in plain words what is wrong, and keep what was typed."""

from typing import Any
from urllib.parse import urlsplit

from wtforms import DateTimeLocalField, IntegerField, StringField, ValidationError

from eventreg.core.i18n import _

YEARS = range(2000, 2100)


class Moment(DateTimeLocalField):
    """A date and a time of day as clocks show it at the place of the event; empty is None."""

    given = False  # whether anything was typed, readable or not

    def __init__(self, label: Any, validators: Any = None, **options: Any) -> None:
        super().__init__(label, validators, format=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        self.given = bool(" ".join(valuelist).strip())
        if not self.given:
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Choose a day and a time.")) from None
        if self.data and self.data.year not in YEARS:
            self.data = None
            raise ValueError(_("Check the year."))


class WholeNumber(IntegerField):
    """A number without a fraction, between `least` and `most`; empty is None."""

    given = False  # whether anything was typed, readable or not

    def __init__(self, label: Any, *, least: int, most: int, **options: Any) -> None:
        super().__init__(label, render_kw={"inputmode": "numeric", "min": least, "max": most}, **options)
        self.least, self.most = least, most

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = None
        text = " ".join(valuelist).strip()
        self.given = bool(text)
        if not text:
            return
        if not (text.isascii() and text.isdecimal() and len(text) < 8):
            raise ValueError(_("Write a whole number, such as %(example)s.", example=self.least))
        self.data = int(text)

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not self.least <= self.data <= self.most:
            raise ValidationError(_("Write a number from %(least)s to %(most)s.", least=self.least, most=self.most))


class SentKey(StringField):
    """The key of a file that was sent before; absent means taken away."""

    def process_formdata(self, valuelist: list[str]) -> None:
        self.data = valuelist[-1] if valuelist else ""


def check_address(field: StringField) -> None:
    """A link that leads out must be whole. Raises ValidationError."""
    if not field.data:
        return
    try:
        parts = urlsplit(field.data)
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in {"http", "https"} or not parts.netloc:
        raise ValidationError(_("Paste the whole link; it begins with https://"))
