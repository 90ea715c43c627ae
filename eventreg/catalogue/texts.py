"""What the booklet tells, ready to print: plain values that compare, so that the same content is drawn once."""

from dataclasses import dataclass

from eventreg.documents.pdf import Letterhead


@dataclass(frozen=True, slots=True)
class Entry:
    """An exhibitor. `note`: that its words are in another language, `products_note`: that names of products are;
    `products`: name and price; `photo`: a file."""

    name: str
    place: str
    booths: tuple[str, ...]
    text: str = ""
    note: str = ""
    products: tuple[tuple[str, str], ...] = ()
    products_note: str = ""
    contacts: tuple[tuple[str, str], ...] = ()
    photo: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A craft, and who makes it."""

    title: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Shape:
    """A rectangle on the floor, in centimetres from the upper left; `kind`: taken, free, thing, solid or text."""

    x: int
    y: int
    w: int
    h: int
    rotation: int
    label: str
    kind: str


@dataclass(frozen=True, slots=True)
class Floor:
    """The floor plan: its size in centimetres, what stands on it, and the titles of its zones where they stand."""

    width: int
    height: int
    shapes: tuple[Shape, ...] = ()
    zones: tuple[tuple[str, int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class BookletWords:
    """What is printed around, in the reader's language."""

    catalogue: str
    contents: str
    plan: str
    by_booth: str
    count: str
    online: str


@dataclass(frozen=True, slots=True)
class Booklet:
    """All that is printed; the same content gives the same bytes."""

    title: str
    when: str
    place: str
    letterhead: Letterhead
    language: str
    words: BookletWords
    sections: tuple[Section, ...]
    address: str
    intro: str = ""
    intro_note: str = ""
    floor: Floor | None = None
