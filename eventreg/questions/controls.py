"""The controls that questions are asked with. Each gives back what was typed; `value` is the answer that it means.

Numbers come as people type them: with dots between the thousands, with or without Rp.
"""

import re
from collections.abc import Sequence
from typing import Any

from flask import request
from werkzeug.datastructures import FileStorage
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.widgets import CheckboxInput, DateInput, ListWidget, TelInput

from eventreg.businesses.models import Product

_GROUPED = re.compile(r"-?\d{1,3}(\.\d{3})+")
_PLAIN = re.compile(r"-?[0-9]{1,18}")
_CHOSEN = re.compile(r"[0-9]{1,18}")  # Python refuses to read a number of thousands of figures


class TextAnswer(StringField):
    """A line of text."""

    @property
    def value(self) -> Any:
        """What was typed."""
        return self.data


class LongAnswer(TextAreaField):
    """Some sentences."""

    value = TextAnswer.value


class NumberAnswer(StringField):
    """A whole number: `1500`, `1.500`, `Rp1.500.000`."""

    widget = TelInput()  # `number` hides what isn't one, and doesn't know our dots

    @property
    def value(self) -> Any:
        """The number; the text where it is none."""
        return read_number(self.data) if isinstance(self.data, str) else self.data

    def _value(self) -> str:
        return show_number(self.data) if isinstance(self.data, int) else (self.data or "")


class DateAnswer(StringField):
    """A day."""

    widget = DateInput()
    value = TextAnswer.value


class OneAnswer(RadioField):
    """One of the options."""

    @property
    def value(self) -> Any:
        """The option's value."""
        return self.data or None


class ListAnswer(SelectField):
    """One of many options, from a list that opens."""

    value = OneAnswer.value


class ScaleAnswer(RadioField):
    """A number of a scale."""

    @property
    def value(self) -> Any:
        """The number."""
        text = str(self.data or "")
        return int(text) if _CHOSEN.fullmatch(text) else (text or None)


class YesNoAnswer(RadioField):
    """Yes or no."""

    @property
    def value(self) -> Any:
        """True, False, or None for no answer."""
        return {"yes": True, "no": False}.get(str(self.data or ""))


class SomeAnswer(SelectMultipleField):
    """Some of the options."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()

    @property
    def value(self) -> Any:
        """The values that are ticked."""
        return list(self.data or [])


class ProductsAnswer(SomeAnswer):
    """Some of the business's products, by their numbers."""

    products: Sequence[Product] = ()

    @property
    def value(self) -> Any:
        """The numbers of the products that are ticked."""
        return [int(item) for item in self.data or [] if _CHOSEN.fullmatch(str(item))]


class FilesAnswer(SomeAnswer):
    """Files that are stored, by their keys; new ones come beside it. `pictures_alone`: no PDF."""

    pictures_alone = False

    @property
    def file_name(self) -> str:
        """The name of the control that takes new files."""
        return f"{self.name}-file"

    @property
    def arrived(self) -> list[FileStorage]:
        """New files that came with the form."""
        return [file for file in request.files.getlist(self.file_name) if file]


class PhotosAnswer(FilesAnswer):
    """Pictures."""

    pictures_alone = True


class TermsAnswer(BooleanField):
    """A box that agrees."""

    @property
    def value(self) -> Any:
        """True, or no answer."""
        return True if self.data else None


def read_number(text: str) -> Any:
    """`1.500.000`, `Rp 1.500.000`, `1500000` → 1500000; a text that is no number stays."""
    plain = re.sub(r"^rp\.?|[\s\u00a0]", "", text.strip(), flags=re.IGNORECASE).removesuffix(",-").removesuffix(",00")
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(".", "")
    return int(plain) if _PLAIN.fullmatch(plain) else text.strip()


def show_number(number: int) -> str:
    """`1500000` → `1.500.000`."""
    return f"{number:,}".replace(",", ".")
