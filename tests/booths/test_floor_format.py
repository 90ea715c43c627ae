"""`eventreg-floorplan/1` and its SVG: written, read back, and refused in words."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.booths import importing, parsing, pictures
from eventreg.booths.drawing import (
    Backdrop,
    BoothDrawn,
    Drawing,
    FixtureDrawn,
    FixtureKind,
    Link,
    ZoneDrawn,
    as_json,
)
from eventreg.booths.geometry import Rect
from eventreg.booths.parsing import DrawingFaulty
from tests.factories.booths import booth, drawn


def carried_by(data: bytes) -> object:
    """The JSON in a picture of ours."""
    return pictures.carried(pictures.root_of(data))


CRAFTS = frozenset({"batik", "pangan"})
words = st.text("abc é<&\"'>]]", max_size=12).map(lambda text: " ".join(text.split()))
rects = st.builds(
    Rect,
    st.integers(-500, 4000),
    st.integers(-500, 4000),
    st.integers(20, 900),
    st.integers(20, 900),
    st.integers(0, 359),
)
booths = st.builds(
    BoothDrawn,
    id=st.text("abcdefgh234567", min_size=8, max_size=12),
    label=st.integers(1, 999).map("A-{}".format),
    rect=rects,
    zone=st.sampled_from(["", "A"]),
    power_w=st.integers(0, 2000),
    capacity=st.integers(1, 6),
    fee=st.integers(0, 5_000_000),
    facilities=words,
    categories=st.none() | st.sampled_from([("batik",), ("batik", "pangan")]),
    held=st.booleans(),
)
drawings = st.builds(
    Drawing,
    width=st.integers(100, 9000),
    height=st.integers(100, 9000),
    gap=st.integers(0, 200),
    zones=st.just((ZoneDrawn("A", "Batik & tenun"),)),
    booths=st.lists(booths, max_size=6, unique_by=(lambda one: one.id, lambda one: one.label)).map(tuple),
    fixtures=st.lists(
        st.builds(FixtureDrawn, st.text("xyz", min_size=3, max_size=6), st.sampled_from(FixtureKind), rects, words),
        max_size=3,
        unique_by=lambda one: one.id,
    ).map(tuple),
    backdrop=st.none() | st.builds(Backdrop, st.just(Rect(10, 20, 3000, 2000)), st.integers(5, 100)),
)


@given(drawings)
def test_what_is_written_is_read_back(drawing):
    assert parsing.read(json.loads(json.dumps(as_json(drawing))), categories=CRAFTS) == drawing


@given(drawings)
def test_the_picture_is_read_back_too(drawing):
    picture = pictures.as_svg(drawing, title="Pekan <Batik>", fixture_names={"stage": "Panggung"}).encode()

    assert parsing.read(carried_by(picture), categories=CRAFTS) == drawing


def test_neighbours_set_by_hand_come_along():
    linked = drawn(booth("A-01"), booth("A-02", x=9), links=(Link(("a-01", "a-02"), True),))

    assert parsing.read(as_json(linked), categories=CRAFTS) == linked


def plan(**changes):
    return as_json(drawn(booth("A-01", zone="A"), booth("A-02", x=3), zones=("A",))) | changes


def with_booth(**changes):
    return plan(booths=[*plan()["booths"][:1], plan()["booths"][1] | changes])


@pytest.mark.parametrize(
    ("data", "where", "wrong"),
    [
        ([], "", "no_drawing"),
        (plan(format="eventreg-floorplan/9"), "format", "format"),
        (plan(width="60"), "width", "number"),
        (plan(width=0.5), "width", "size"),
        (plan(booths={}), None, None),
        (plan(booths=["A-01"]), "booths", "no_drawing"),
        (with_booth(label="A-01"), "booths.label", "twice"),
        (with_booth(id="a-01"), "booths.id", "twice"),
        (with_booth(label="  "), "booths[1].label", "missing"),
        (with_booth(label="A" * 17), "booths[1].label", "too_long"),
        (with_booth(label="A\x1b"), "booths[1].label", "text"),
        (with_booth(zone="B"), "booths[1].zone", "unknown_zone"),
        (with_booth(w=0.1), "booths[1].w", "size"),
        (with_booth(w=float("nan")), "booths[1].w", "number"),
        (with_booth(w=True), "booths[1].w", "number"),
        (with_booth(capacity=0), "booths[1].capacity", "range"),
        (with_booth(capacity=1.5), "booths[1].capacity", "number"),
        (with_booth(categories=["emas"]), "booths[1].categories", "category"),
        (plan(fixtures=[{"id": "x", "kind": "lift", "x": 0, "y": 0, "w": 1, "h": 1}]), "fixtures[0].kind", "choice"),
        (plan(adjacency=[{"booths": ["a-01", "b-01"], "adjacent": True}]), "adjacency[0].booths", "unknown_booth"),
        (plan(booths=[{}] * 601), "booths", "too_many"),
    ],
)
def test_what_is_wrong_is_told_with_its_place(data, where, wrong):
    if where is None:
        assert parsing.read(data, categories=CRAFTS).booths == ()
        return
    with pytest.raises(DrawingFaulty) as refused:
        parsing.read(data, categories=CRAFTS)

    assert (where, wrong) in [(fault.where, fault.wrong) for fault in refused.value.faults]


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20) | st.just("\ud800"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "w", "kind"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@given(st.data())
def test_whatever_is_sent_is_a_plan_or_refused(data):
    """One value of a whole plan is something else: nothing ever breaks."""
    drawing = plan(
        fixtures=[{"id": "x", "kind": "stage", "text": "", "x": 0, "y": 0, "w": 1, "h": 1, "rotation": 0}],
        adjacency=[{"booths": ["a-01", "a-02"], "adjacent": True}],
        background={"x": 0, "y": 0, "w": 1, "h": 1, "opacity": 60},
    )
    place = drawing
    while isinstance(place, dict | list) and place:
        key = data.draw(st.sampled_from(sorted(place) if isinstance(place, dict) else range(len(place))))
        if not isinstance(place[key], dict | list) or not place[key] or data.draw(st.booleans()):
            break
        place = place[key]
    place[key] = data.draw(anything)

    try:
        read = parsing.read(drawing, categories=CRAFTS)
    except DrawingFaulty:
        return
    assert parsing.read(json.loads(json.dumps(as_json(read))), categories=CRAFTS) == read


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<svg",
        b"<!DOCTYPE svg [<!ENTITY a 'aa'>]><svg>&a;</svg>",
        b"<svg><metadata id='eventreg-floorplan'>{</metadata></svg>",
    ],
)
def test_another_picture_is_no_plan(data):
    with pytest.raises(DrawingFaulty):
        parsing.read(carried_by(data), categories=CRAFTS)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_picture_with_a_document_type_is_refused_in_every_encoding(encoding):
    picture = pictures.as_svg(drawn(booth("A-01")), title="Denah", fixture_names={})
    unfolding = "<!DOCTYPE svg [<!ENTITY a 'Denah'>]>" + picture.replace("<title>Denah", "<title>&a;")

    assert parsing.read(carried_by(picture.encode()), categories=CRAFTS).booths
    with pytest.raises(DrawingFaulty):
        carried_by(unfolding.encode(encoding))


def test_an_imported_booth_stays_who_it_is_by_its_number():
    there = drawn(booth("A-01", id="old1"), booth("A-02", x=3, id="old2"))
    brought = drawn(booth("A-02", id="new2"), booth("B-01", x=6, id="old1"), links=(Link(("new2", "old1"), False),))

    fitted = importing.fitted(brought, there)

    ids = {one.label: one.id for one in fitted.booths}
    assert ids["A-02"] == "old2"
    assert ids["B-01"] not in {"old1", "old2"}
    assert set(fitted.links[0].booths) == set(ids.values())
