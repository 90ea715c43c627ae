"""What many forms ask of what is typed: that it is there, that it fits, that it is one line. In plain words."""

from typing import Any

from wtforms import StringField
from wtforms.validators import DataRequired, InputRequired, Length, StopValidation

from eventreg.core.i18n import lazy


class _Typed(InputRequired):
    """Blanks alone are nothing: a number read from them would be none, and be missed only by the database."""

    def __call__(self, form: Any, field: Any) -> None:
        given = field.raw_data[0] if field.raw_data else None
        if isinstance(given, str) and given and not given.strip():
            field.errors[:] = []
            raise StopValidation(str(self.message))
        super().__call__(form, field)


def needed(message: Any) -> InputRequired:
    """Something must be typed."""
    return _Typed(message)


def words_needed(message: Any) -> DataRequired:
    """More than spaces must be typed."""
    return DataRequired(message)


def at_most(letters: int) -> Length:
    """No longer than the column."""
    return Length(max=letters, message=lazy("Shorten this to %(max)d characters at most."))


def stripped(text: str | None) -> str:
    """Without blanks at the ends; line breaks as everywhere else, whatever the browser sent."""
    return (text or "").strip().replace("\r\n", "\n")


def one_line(text: str | None) -> str:
    """Without line breaks, which no box for a line lets through: a title becomes the subject of e-mails."""
    return " ".join((text or "").split())


def line_field(label: Any, most: int, *, required: bool = False) -> StringField:
    """A box for one line."""
    needs = [words_needed(lazy("Fill this in."))] if required else []
    return StringField(label, filters=[one_line], validators=[*needs, at_most(most)])
