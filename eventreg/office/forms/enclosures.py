"""What is filled in about photos, receipts and other files that are enclosed with an event's account."""

from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from werkzeug.datastructures import FileStorage
from wtforms import IntegerField, RadioField, StringField, ValidationError
from wtforms.validators import Optional
from wtforms.widgets import TextInput

from eventreg.core.choices import SelectChoice
from eventreg.core.days import DayField
from eventreg.core.errors import DomainError
from eventreg.core.files import Picture, read_file
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, one_line
from eventreg.core.pdfs import Document
from eventreg.core.web import words_for
from eventreg.office.enclosing import Particulars
from eventreg.office.models import Enclosure, EnclosureKind

KINDS = [
    SelectChoice(EnclosureKind.PHOTO, lazy("Photos of the event")),
    SelectChoice(EnclosureKind.RECEIPT, lazy("Receipts and bills")),
    SelectChoice(EnclosureKind.OTHER, lazy("Other papers")),
]
MOST_AT_ONCE = 20
LARGEST_SUM = 2_000_000_000  # what the column holds


class Sum(IntegerField):
    """Whole Rupiah, also as people write them: `Rp1.250.000`; empty is None."""

    widget = TextInput()  # a field for numbers would not let the dots be typed

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError."""
        text = " ".join(valuelist).strip().removeprefix("Rp").replace(".", "").replace(" ", "")
        self.data = None
        if text and not (text.isascii() and text.isdecimal() and len(text) < 12 and int(text) <= LARGEST_SUM):
            raise ValueError(_("Write the amount in Rupiah, for example 1.250.000."))
        self.data = int(text) if text else None


class EnclosuresForm(FlaskForm):
    """Files, many at once, all of one kind. `contents`: what was read of them."""

    contents: list[Picture | Document]

    kind = RadioField(lazy("What are they?"), choices=KINDS, coerce=EnclosureKind, default=EnclosureKind.PHOTO)
    files = MultipleFileField(lazy("Files"), render_kw={"accept": "image/jpeg,image/png,image/webp,application/pdf"})

    def validate_files(self, field: MultipleFileField) -> None:
        """Raises ValidationError, which names the file that can't be taken."""
        uploads: list[FileStorage] = [upload for upload in field.data or () if upload and upload.filename]
        if not uploads:
            raise ValidationError(_("Choose the files first."))
        if len(uploads) > MOST_AT_ONCE:
            raise ValidationError(_("At most %(most)s files at once.", most=MOST_AT_ONCE))
        self.contents = [_read(upload) for upload in uploads]


class EnclosureForm(FlaskForm):
    """What a file is."""

    kind = RadioField(lazy("What are they?"), choices=KINDS, coerce=EnclosureKind)
    title = StringField(
        lazy("What it shows, or what was paid for"),
        filters=[one_line],
        validators=[at_most(160)],
    )
    dated_on = DayField(lazy("Date"), validators=[Optional()])
    amount = Sum(lazy("Amount in Rupiah, of a receipt"))

    @classmethod
    def of(cls, enclosure: Enclosure) -> "EnclosureForm":
        """Filled in with what is known."""
        known: dict[str, Any] = {name: getattr(enclosure, name) for name in ("kind", "title", "dated_on", "amount")}
        return cls(data=known)

    def particulars(self) -> Particulars:
        """What was written."""
        return Particulars(self.kind.data, self.title.data or "", self.amount.data, self.dated_on.data)


def _read(upload: FileStorage) -> Picture | Document:
    """Raises ValidationError."""
    try:
        return read_file(upload.stream, upload.filename or "")
    except DomainError as error:
        raise ValidationError(f"{upload.filename}: {words_for(error)}") from error
