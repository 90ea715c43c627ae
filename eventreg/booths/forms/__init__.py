"""Forms of the floor plan, for whoever draws without a script, or settles what isn't drawn."""

import re
from decimal import Decimal
from typing import Any

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, Field, SelectField, SelectMultipleField, StringField, TextAreaField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

from eventreg.booths.drawing import (
    HIGHEST_FEE,
    LARGEST,
    LARGEST_SIDE,
    MOST_SHARERS,
    MOST_WATTS,
    MOST_ZONES,
    SMALLEST,
    BoothDrawn,
    Drawing,
    ZoneDrawn,
    metres,
)
from eventreg.booths.geometry import Rect, is_inside
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, needed, one_line, words_needed
from eventreg.core.names import new_key
from eventreg.events.forms.fields import WholeNumber

UID_BITS = 60
METRES = re.compile(r"[0-9]{1,4}(\.[0-9]{1,2})?")
RUPIAH = re.compile(r"[0-9]{1,12}")


def check_letters(field: Any) -> None:
    """Nothing that can't be seen: the editor couldn't save it again. Raises ValidationError."""
    if not (field.data or "").isprintable():
        raise ValidationError(_("Write letters, figures and signs that can be seen."))


class Metres(Field):
    """A length that people write in metres, `2,5`, kept in whole centimetres; `least` and `most` in centimetres."""

    widget = TextInput()

    def __init__(self, label: Any, *, least: int, most: int, **options: Any) -> None:
        super().__init__(label, render_kw={"inputmode": "decimal"}, **options)
        self.least, self.most = least, most

    def _value(self) -> str:
        if isinstance(self.data, int):
            return f"{metres(self.data)}".replace(".", ",")
        return str(self.raw_data[0]) if self.raw_data else ""

    def process_formdata(self, valuelist: list[str]) -> None:
        text = " ".join(valuelist).strip().replace(",", ".")
        self.data = None
        if not text:
            return
        if not METRES.fullmatch(text):
            raise ValueError(_("Write metres with at most two decimals, such as 2.5."))
        self.data = int(Decimal(text) * 100)

    def pre_validate(self, form: Any) -> None:
        if self.data is not None and not self.least <= self.data <= self.most:
            raise ValidationError(
                _("Write a length from %(least)s to %(most)s metres.", least=metres(self.least), most=metres(self.most))
            )


class SizeForm(FlaskForm):
    """How large the floor is: enough to begin."""

    width = Metres(lazy("Width in metres"), least=100, most=LARGEST_SIDE, validators=[needed(lazy("Write the width."))])
    height = Metres(
        lazy("Depth in metres"), least=100, most=LARGEST_SIDE, validators=[needed(lazy("Write the depth."))]
    )


class PlanForm(SizeForm):
    """Size, zones, and how far apart neighbours stand."""

    gap = Metres(
        lazy("Neighbours stand at most so far apart"), least=0, most=500, validators=[needed(lazy("Write a length."))]
    )
    zones = TextAreaField(lazy("Zones"), render_kw={"rows": 6})

    @classmethod
    def of(cls, drawing: Drawing) -> "PlanForm":
        """The form with what is there."""
        zones = "\n".join(f"{zone.key} = {zone.name}".rstrip(" =") for zone in drawing.zones)
        return cls(data={"width": drawing.width, "height": drawing.height, "gap": drawing.gap, "zones": zones})

    def validate_zones(self, field: Any) -> None:
        """One a line, `A = Batik`. Raises ValidationError."""
        zones = self.zone_rows
        if not all((zone.key + zone.name).isprintable() for zone in zones):
            raise ValidationError(_("Write letters, figures and signs that can be seen."))
        if len({zone.key for zone in zones}) < len(zones):
            raise ValidationError(_("Each zone has a key of its own."))
        if len(zones) > MOST_ZONES or any(len(zone.key) > 16 or len(zone.name) > 80 or not zone.key for zone in zones):
            raise ValidationError(_("Write one zone a line: a short key, an equals sign, and its name."))

    @property
    def zone_rows(self) -> tuple[ZoneDrawn, ...]:
        """The zones as they were written."""
        rows = []
        for line in (self.zones.data or "").splitlines():
            key, _equals, name = one_line(line).partition("=")
            if key.strip() or name.strip():
                rows.append(ZoneDrawn(key.strip(), name.strip()))
        return tuple(rows)


class PlacedForm(FlaskForm):
    """Where a thing lies on the floor; all of it, once `drawing` is given."""

    drawing: Drawing
    x = Metres(
        lazy("From the left, in metres"), least=0, most=LARGEST_SIDE, validators=[needed(lazy("Write a length."))]
    )
    y = Metres(
        lazy("From the top, in metres"), least=0, most=LARGEST_SIDE, validators=[needed(lazy("Write a length."))]
    )
    w = Metres(lazy("Width in metres"), least=SMALLEST, most=LARGEST, validators=[needed(lazy("Write a length."))])
    h = Metres(lazy("Depth in metres"), least=SMALLEST, most=LARGEST, validators=[needed(lazy("Write a length."))])
    rotation = WholeNumber(lazy("Turned by degrees"), least=0, most=359, default=0)

    def validate_x(self, field: Any) -> None:
        """All of it lies on the floor. Raises ValidationError."""
        sides = [self.x.data, self.y.data, self.w.data, self.h.data]
        if all(isinstance(side, int) for side in sides) and not is_inside(
            self.rect, self.drawing.width, self.drawing.height
        ):
            raise ValidationError(self.outside())

    def outside(self) -> str:
        """What is said where it doesn't."""
        return _("It must lie on the floor.")

    @property
    def rect(self) -> Rect:
        """The place as it was written."""
        return Rect(self.x.data, self.y.data, self.w.data, self.h.data, self.rotation.data or 0)


class BoothForm(PlacedForm):
    """A booth, written instead of drawn."""

    label = StringField(
        lazy("Booth number"),
        filters=[one_line],
        validators=[words_needed(lazy("Give the booth a number.")), at_most(16)],
    )
    zone = SelectField(lazy("Zone"))
    capacity = WholeNumber(lazy("Businesses that share it"), least=1, most=MOST_SHARERS, default=1)
    power_w = WholeNumber(lazy("Power in watts"), least=0, most=MOST_WATTS, default=450)
    fee = StringField(lazy("Fee of the whole booth, in rupiah"), default="0", render_kw={"inputmode": "numeric"})
    facilities = StringField(lazy("Facilities"), filters=[one_line], validators=[at_most(500)])
    categories = SelectMultipleField(
        lazy("Only for these crafts"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    held = BooleanField(lazy("Hold it back"))

    @classmethod
    def of(cls, drawing: Drawing, crafts: list[tuple[str, str]], booth: BoothDrawn | None) -> "BoothForm":
        """The form with what is there; for a new booth that of the last one, beside it."""
        given = _values(booth) if booth else _next_to(drawing)
        form = cls(data=given)
        form.drawing, form.uid = drawing, booth.id if booth else new_key(UID_BITS)
        form.zone.choices = [("", _("None"))] + [(one.key, f"{one.key} {one.name}") for one in drawing.zones]
        form.categories.choices = crafts
        return form

    def validate_fee(self, field: Any) -> None:
        """Whole Rupiah, with or without dots. Raises ValidationError."""
        text = _figures(field.data)
        if not RUPIAH.fullmatch(text) or int(text) > HIGHEST_FEE:
            raise ValidationError(_("Write whole rupiah, such as 350000."))

    def validate_label(self, field: Any) -> None:
        """No two have the same. Raises ValidationError."""
        check_letters(field)
        if any(one.label == field.data and one.id != self.uid for one in self.drawing.booths):
            raise ValidationError(_("There is a booth %(label)s already. Choose another number.", label=field.data))

    def validate_facilities(self, field: Any) -> None:
        """Raises ValidationError."""
        check_letters(field)

    def outside(self) -> str:
        """What is said where it doesn't lie on the floor."""
        return _("The booth must lie on the floor.")

    @property
    def drawn(self) -> BoothDrawn:
        """The booth as it was written."""
        text = _figures(self.fee.data)
        return BoothDrawn(
            id=self.uid,
            label=self.label.data or "",
            rect=self.rect,
            zone=self.zone.data or "",
            power_w=self.power_w.data or 0,
            capacity=self.capacity.data or 1,
            fee=int(text) if RUPIAH.fullmatch(text) else 0,
            facilities=self.facilities.data or "",
            categories=tuple(sorted(self.categories.data or ())) or None,
            held=bool(self.held.data),
        )


class PictureForm(FlaskForm):
    """The picture beneath."""

    picture = FileField(lazy("Picture"), render_kw={"accept": "image/jpeg,image/png,image/webp"})
    is_public = BooleanField(lazy("Visitors see the picture, too"))


class ImportForm(FlaskForm):
    """A file that was exported before, or a drawing of another program and how wide it is."""

    file = FileField(
        lazy("File"),
        validators=[needed(lazy("Choose a file."))],
        render_kw={"accept": ".json,.svg,application/json,image/svg+xml"},
    )
    width = Metres(lazy("How wide the drawing is, in metres"), least=100, most=LARGEST_SIDE)


def _figures(text: str | None) -> str:
    """`Rp550.000` → `550000`."""
    return (text or "0").replace(".", "").replace("Rp", "").strip()


def sides_of(rect: Rect) -> dict[str, int]:
    """What the fields of a place begin with."""
    return {"x": rect.x, "y": rect.y, "w": rect.w, "h": rect.h, "rotation": rect.rotation}


def _values(booth: BoothDrawn) -> dict[str, Any]:
    sides = sides_of(booth.rect)
    names = ("label", "zone", "power_w", "capacity", "facilities", "held")
    more = {"fee": str(booth.fee), "categories": list(booth.categories or ())}
    return sides | {name: getattr(booth, name) for name in names} | more


def _next_to(drawing: Drawing) -> dict[str, Any]:
    if not drawing.booths:
        return {"x": 0, "y": 0, "w": 300, "h": 300}
    last = drawing.booths[-1]
    right = last.rect.x + last.rect.w
    fits = right + last.rect.w <= drawing.width
    place = {"x": right, "y": last.rect.y} if fits else {"x": 0, "y": last.rect.y + last.rect.h}
    return _values(last) | place | {"label": "", "held": False}
