"""What exhibitors and organisers write for the catalogue."""

from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, TextAreaField
from wtforms.validators import Length

from eventreg.catalogue.rules import HERE, LONGEST_INTRO, LONGEST_TEXT, THERE
from eventreg.core.i18n import lazy


def lines_of_one(text: str | None) -> str:
    """Line breaks as one character each, as the counter beside the field counts them."""
    return (text or "").replace("\r\n", "\n")


def words(label: Any, language: str, most: int, rows: int) -> TextAreaField:
    """A text in one language; browsers let nobody write more than fits."""
    return TextAreaField(
        label,
        [Length(max=most, message=lazy("Shorten this to %(max)d characters at most."))],
        filters=[lines_of_one],
        render_kw={"rows": rows, "lang": language},
    )


class EntryForm(FlaskForm):
    """How an exhibitor presents itself."""

    text_id = words(lazy("In Indonesian"), HERE, LONGEST_TEXT, 7)
    text_en = words(lazy("In English"), THERE, LONGEST_TEXT, 7)
    shows_contact = BooleanField(lazy("Show buyers how to reach us"))


class IntroForm(FlaskForm):
    """What the catalogue says at its beginning."""

    intro_id = words(lazy("In Indonesian"), HERE, LONGEST_INTRO, 5)
    intro_en = words(lazy("In English"), THERE, LONGEST_INTRO, 5)
