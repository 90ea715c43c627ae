"""A floor plan as an SVG picture that can be read back: shapes for people, and the drawing itself as its metadata."""

import json
from collections.abc import Mapping
from typing import Any
from xml.etree import ElementTree
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from eventreg.booths import drawing as drawings
from eventreg.booths.drawing import BoothDrawn, Drawing, FixtureDrawn
from eventreg.booths.geometry import Rect
from eventreg.booths.parsing import DrawingFaulty, Fault, Wrong

METADATA = "eventreg-floorplan"
SVG = "http://www.w3.org/2000/svg"
HIGHEST_LETTERS, LOWEST_LETTERS = 110, 30  # cm


def as_svg(drawing: Drawing, *, title: str, fixture_names: Mapping[str, str]) -> str:
    """The plan as a picture of its own, a unit a centimetre: without script, without anything from elsewhere."""
    lines = [
        f'<svg xmlns="{SVG}" viewBox="0 0 {drawing.width} {drawing.height}" '
        f'width="{drawing.width / 100:g}cm" height="{drawing.height / 100:g}cm" font-family="sans-serif">',
        f"<title>{escape(title)}</title>",
        f'<metadata id="{METADATA}">{escape(json.dumps(drawings.as_json(drawing), ensure_ascii=False))}</metadata>',
        f'<rect width="{drawing.width}" height="{drawing.height}" fill="#f3f0ea"/>',
        *(_fixture(one, fixture_names) for one in drawing.fixtures),
        *(_booth(one) for one in drawing.booths),
        *(_zone(name, x, y) for name, x, y in zone_titles(drawing)),
        "</svg>",
    ]
    return "\n".join(lines) + "\n"


def root_of(data: bytes) -> ElementTree.Element:
    """What a picture is made of. Raises DrawingFaulty where it can't be read, or declares what could unfold."""
    try:
        _refuse_declarations(data)
        return ElementTree.fromstring(data)  # noqa: S314 - without declarations nothing unfolds
    except (ElementTree.ParseError, expat.ExpatError, LookupError, ValueError, RecursionError) as error:
        raise DrawingFaulty([Fault("", Wrong.NO_DRAWING)]) from error


def carried(root: ElementTree.Element) -> Any:
    """The JSON in a picture of ours; None in another's. Raises DrawingFaulty where it can't be read."""
    found = next((one for one in root.iter() if one.get("id") == METADATA), None)
    try:
        return json.loads(found.text or "") if found is not None else None
    except (ValueError, RecursionError) as error:
        raise DrawingFaulty([Fault("", Wrong.NO_DRAWING)]) from error


def _refuse_declarations(data: bytes) -> None:
    """Entities could unfold without end. The parser finds them in every encoding; a look at the bytes does not.

    That a picture names the type of document that it is, as many programs write, declares nothing: that is not loaded.
    """

    def refuse(_name: str, _system: str | None, _public: str | None, declares: int) -> None:
        if declares:
            raise DrawingFaulty([Fault("", Wrong.NO_DRAWING)])

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    parser.Parse(data, True)


def letters_in(text: str, rect: Rect) -> int:
    """How high letters are, in centimetres, so that they fit into a rectangle."""
    fitting = min(rect.w * 0.76 / max(1.0, 0.62 * len(text)), rect.h * 0.6)
    return max(LOWEST_LETTERS, min(HIGHEST_LETTERS, int(fitting)))


def zone_titles(drawing: Drawing) -> list[tuple[str, int, int]]:
    """What each zone is called and where that is written: above its first booth."""
    found = []
    for zone in drawing.zones:
        rects = [booth.rect for booth in drawing.booths if booth.zone == zone.key]
        if rects:
            title = f"{zone.key} · {zone.name}" if zone.name else zone.key
            found.append((title, min(rect.x for rect in rects), min(rect.y for rect in rects) - 35))
    return found


def _booth(booth: BoothDrawn) -> str:
    rect = booth.rect
    return (
        f"<g id={quoteattr('booth-' + booth.id)}>{_shape(rect, '#ffffff')}"
        f"{_text(booth.label, rect, letters_in(booth.label, rect))}</g>"
    )


def _fixture(one: FixtureDrawn, names: Mapping[str, str]) -> str:
    label = one.text or names.get(one.kind.value, "")
    fill = {"pillar": "#55566b", "wall": "#55566b", "text": "none"}.get(one.kind.value, "#e9ecfd")
    stroke = "none" if one.kind.value == "text" else "#78737f"
    words = "" if one.kind.value in {"pillar", "wall"} else _text(label, one.rect, letters_in(label, one.rect))
    return f"<g id={quoteattr('fixture-' + one.id)}>{_shape(one.rect, fill, stroke)}{words}</g>"


def _shape(rect: Rect, fill: str, stroke: str = "#27358c") -> str:
    turn = f' transform="rotate({rect.rotation} {rect.x + rect.w / 2:g} {rect.y + rect.h / 2:g})"'
    return (
        f'<rect x="{rect.x}" y="{rect.y}" width="{rect.w}" height="{rect.h}" fill="{fill}" stroke="{stroke}" '
        f'stroke-width="4"{turn if rect.rotation else ""}/>'
    )


def _text(words: str, rect: Rect, size: int) -> str:
    return (
        f'<text x="{rect.x + rect.w / 2:g}" y="{rect.y + rect.h / 2:g}" font-size="{size}" text-anchor="middle" '
        f'dominant-baseline="central" fill="#1a1c33">{escape(words)}</text>'
    )


def _zone(title: str, x: int, y: int) -> str:
    return f'<text x="{x}" y="{y}" font-size="110" font-weight="bold" fill="#1a1c33">{escape(title)}</text>'
