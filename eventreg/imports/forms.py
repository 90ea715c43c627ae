"""What staff fill in to import, and to merge."""

from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms import BooleanField, HiddenField, StringField

from eventreg.core.i18n import lazy


class FileForm(FlaskForm):
    """A table to import."""

    file = FileField(lazy("Spreadsheet or CSV file"), [FileRequired(lazy("Choose a file first."))])


class ColumnsForm(FlaskForm):
    """What each column is, as `column-<number>`; and which craft counts where a row tells none."""

    craft = StringField(lazy("Category of rows that tell none"))


class ApplyForm(FlaskForm):
    """That those whom it concerns agreed; `go`: the browser goes on by itself."""

    on_paper = BooleanField(lazy("The consent of all these owners is recorded on paper"))


class RowForm(FlaskForm):
    """What a likely duplicate is."""

    choice = HiddenField()


class ButtonForm(FlaskForm):
    """A button alone."""


class MergeForm(FlaskForm):
    """Which business stays; the fields that differ are `field-<name>`, "first" or "second"."""

    survivor = HiddenField()
    seen = HiddenField()
    confirmed = HiddenField()
