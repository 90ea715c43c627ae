"""Booths out of drawings of other programs: as Inkscape, Illustrator and Visio write them, and as an enemy would."""

import time
from math import cos, isclose, radians, sin

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from eventreg.booths import importing, pictures, tracing
from eventreg.booths.geometry import Rect, corners
from eventreg.booths.parsing import DrawingFaulty
from tests.factories.booths import booth, drawn

INKSCAPE = """<?xml version="1.0" encoding="UTF-8"?>
<svg width="400mm" height="300mm" viewBox="0 0 400 300" xmlns="http://www.w3.org/2000/svg"
     xmlns:inkscape="http://www.inkscape.org/namespaces/inkscape">
  <defs><rect width="30" height="30"/><clipPath><rect width="40" height="40"/></clipPath></defs>
  <rect width="400" height="300" style="fill:#eee"/>
  <g inkscape:label="Stan" transform="translate(10,20)">
    <rect x="0" y="0" width="30" height="30"/>
    <text x="8" y="18"><tspan x="8" y="18">A-01</tspan></text>
    <g transform="rotate(90)"><rect x="0" y="-80" width="20" height="30"/></g>
    <rect x="100" y="0" width="30" height="30" transform="rotate(30,115,15)"/>
    <rect x="200" y="0" width="30" height="30" style="display:none"/>
    <rect x="5" y="5" width="2" height="2"/>
  </g>
</svg>"""
ILLUSTRATOR = """<?xml version="1.0"?>
<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">
<svg xmlns="http://www.w3.org/2000/svg" viewBox="-50 -50 1000 500">
  <g id="Layer_1">
    <polygon points="100,100 160,100 160,160 100,160"/>
    <polyline points="200,100 260,100 260,160 200,160 200,100"/>
    <path d="M300,100h60v60h-60V100z"/>
    <path d="M400 100 L430 100 L460 100 L460 160 l-60 0 z m100 0 h60 v60 h-60 z"/>
    <path d="M600,100c10,0,60,0,60,0v60h-60z"/><path d="M700,100h60l20,60h-60z"/><circle cx="5" cy="5" r="40"/>
    <text transform="matrix(1 0 0 1 110 140)">B 7</text><text transform="matrix(1 0 0 1 110 150)">3 x 3 m</text>
    <text transform="matrix(1 0 0 1 210 140)">B 7</text>
  </g>
</svg>"""
VISIO = """<svg xmlns="http://www.w3.org/2000/svg" xmlns:v="http://schemas.microsoft.com/visio/2003/SVGExtensions/"
     width="10in" height="5in" viewBox="0 0 720 360">
  <v:documentProperties v:langID="1033"/>
  <g v:mID="0"><title>Page-1</title>
    <g transform="translate(36,-72)"><rect x="0" y="288" width="72" height="72" class="st1"/>
      <rect x="0" y="288" width="72" height="72" fill="none"/>
      <text x="20" y="330" class="st2"><v:paragraph/>C-01</text></g>
    <g transform="translate(200,100) scale(2)"><rect width="36" height="18"/><text x="2" y="9">C-02</text></g>
  </g>
</svg>"""


def found_in(text, width):
    return tracing.booths_of(tracing.traced(pictures.root_of(text.encode())), width)


def rects_of(found):
    return {
        one.label: (one.rect.x, one.rect.y, one.rect.w, one.rect.h, one.rect.rotation) for one in found.drawing.booths
    }


def test_a_drawing_of_inkscape():
    found = found_in(INKSCAPE, 4000)

    assert (found.drawing.width, found.drawing.height) == (4000, 3000)
    assert rects_of(found) == {
        "A-01": (100, 200, 300, 300, 0),
        "01": (600, 200, 300, 200, 0),
        "02": (1100, 200, 300, 300, 30),
    }
    assert {one.label for one in found.drawing.booths if one.id in found.numbered} == {"01", "02"}


def test_a_drawing_of_illustrator():
    assert rects_of(found_in(ILLUSTRATOR, 5000)) == {
        "B 7": (750, 750, 300, 300, 0),
        "01": (1250, 750, 300, 300, 0),
        "02": (1750, 750, 300, 300, 0),
        "03": (2250, 750, 300, 300, 0),
        "04": (2750, 750, 300, 300, 0),
    }


def test_a_drawing_of_visio():
    assert rects_of(found_in(VISIO, 3600)) == {"C-01": (180, 1080, 360, 360, 0), "C-02": (1000, 500, 360, 180, 0)}


@given(
    st.integers(100, 900), st.integers(100, 900), st.integers(-360, 360), st.sampled_from([0.5, 1, 3]), st.booleans()
)
def test_a_rectangle_is_found_where_it_lies_however_it_is_turned(w, h, angle, scale, as_path):
    shape = f'<path d="M0 0h{w}v{h}h-{w}z"/>' if as_path else f'<rect width="{w}" height="{h}"/>'
    transform = f"translate(2000 2000) scale({scale}) rotate({angle})"
    svg = f'<svg viewBox="0 0 4000 4000"><g transform="{transform}">{shape}</g></svg>'

    [one] = found_in(svg, round(4000 / scale)).drawing.booths

    expected = Rect(0, 0, w, h)
    wanted = sorted((round(x), round(y)) for x, y in _turned(corners(expected), angle, 2000 / scale))
    assert all(
        isclose(a, b, abs_tol=8)
        for got, want in zip(sorted(_near(one.rect, wanted)), wanted, strict=True)
        for a, b in zip(got, want, strict=True)
    )


def _turned(points, angle, shift):
    turn = radians(angle)
    return [(shift + x * cos(turn) - y * sin(turn), shift + x * sin(turn) + y * cos(turn)) for x, y in points]


def _near(rect, wanted):
    """The corners of a rectangle, each put where the wanted one nearest to it is sorted."""
    found = list(corners(rect))
    return [min(found, key=lambda one, goal=goal: abs(one[0] - goal[0]) + abs(one[1] - goal[1])) for goal in wanted]


def test_what_holds_several_is_a_frame_and_what_lies_in_a_booth_is_none():
    svg = """<svg viewBox="0 0 100 100"><rect width="50" height="20"/><rect x="1" y="1" width="9" height="9"/>
      <rect x="11" y="1" width="9" height="9"/><rect x="2" y="2" width="2" height="2"/></svg>"""

    assert [one.rect.w for one in found_in(svg, 5000).drawing.booths] == [450, 450]


@pytest.mark.parametrize(
    "svg",
    [
        "<svg viewBox='0 0 9 9'/>",
        "<svg><rect width='3' height='3'/></svg>",
        "<svg viewBox='0 0 0 9'><rect width='3' height='3'/></svg>",
        "<svg viewBox='0 0 1e-300 1e-300'><rect width='3' height='3'/></svg>",
        "<svg viewBox='0 0 1e999 9'><rect width='3' height='3'/></svg>",
        "<svg viewBox='0 0 40 30'><rect width='1e308' height='1e308' transform='scale(1e308)'/></svg>",
        "<svg viewBox='0 0 40 30'>" + "<rect width='3' height='3'/>" * 1501 + "</svg>",
        "<html viewBox='0 0 40 30'><rect width='3' height='3'/></html>",
        "<!DOCTYPE svg [<!ENTITY a 'a'>]><svg viewBox='0 0 40 30'><rect width='3' height='3'/></svg>",
        "<?xml version='1.0' encoding='nonsense'?><svg viewBox='0 0 40 30'><rect width='3' height='3'/></svg>",
        "<svg viewBox='0 0 40 30'><text x=' ' y=','>A-01</text></svg>",
    ],
)
def test_a_drawing_without_booths_is_refused(svg):
    with pytest.raises(DrawingFaulty):
        found_in(svg, 4000)


@pytest.mark.parametrize(
    "inside",
    [
        "<g>" * 40_000 + "<rect width='3' height='3'/>" + "</g>" * 40_000,
        "<g transform='" + "matrix(" * 250_000 + "'/><rect width='3' height='3'/>",
        "<rect width='" + "9" * 1_500_000 + "x' height='3'/><rect width='3' height='3'/>",
        "<path d='" + "M0 0" * 400_000 + "'/><rect width='3' height='3'/>",
        "<rect width='3' height='3'/>" + "<text>A</text>" * 120_000,
    ],
    ids=["deep", "transforms", "digits", "path", "words"],
)
def test_two_megabytes_of_malice_take_no_time(inside):
    began = time.process_time()

    found = found_in(f"<svg viewBox='0 0 40 30'>{inside}</svg>", 4000)

    assert len(found.drawing.booths) == 1
    assert time.process_time() - began < 5


@settings(max_examples=60)
@given(st.text("MmLlHhVvZzCcAa019.-e, ()", max_size=60), st.text("matrixrotatescale(),.0123 -e", max_size=40))
def test_whatever_is_in_a_path_is_booths_or_refused(path, transform):
    svg = f'<svg viewBox="0 0 40 30"><path d="{path}" transform="{transform}"/></svg>'

    try:
        assert found_in(svg, 4000).drawing.booths
    except DrawingFaulty:
        return


def test_found_booths_join_those_that_are_drawn():
    there = drawn(booth("A-01", zone="A", fee=500_000, id="old"), booth("A-02", x=3, id="traced-0"), zones=("A",))
    found = drawn(booth("A-01", x=10), booth("01", x=20), width=5000)

    with_all, alone = (importing.joined(found, there, keep=keep) for keep in (True, False))

    assert (with_all.width, with_all.height, with_all.zones) == (5000, 3000, there.zones)
    assert {one.label: (one.id, one.rect.x, one.fee) for one in with_all.booths} == {
        "A-01": ("old", 1000, 500_000),
        "A-02": ("traced-0", 300, 0),
        "01": ("traced-1", 2000, 0),
    }
    assert [one.label for one in alone.booths] == ["A-01", "01"]
