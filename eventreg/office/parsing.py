"""The wording of a letter taken apart: Markdown in, paragraphs, lists and tables of pairs out. Pure.

Lines that stand together and all read `Term: value` are a table of pairs; those without a value are left out.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from markdown_it import MarkdownIt
from markdown_it.token import Token

PAIR = re.compile(r"^([^:]{1,40}):(?:\s+(.*))?$", re.DOTALL)
SHORTEST_TABLE = 2
"""A single line with a colon is a sentence."""


class Look(StrEnum):
    """How a block is set."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    ITEM = "item"
    PAIRS = "pairs"


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of one weight. A space at its edge parts it from its neighbour."""

    text: str
    is_bold: bool = False


Line = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A part of the text. `lines`: one, or more where the writer broke it; `pairs`: terms and values.

    `marker`: what an item of a list begins with; `depth`: how many lists it stands in.
    """

    look: Look
    lines: tuple[Line, ...] = ()
    pairs: tuple[tuple[str, Line], ...] = ()
    marker: str = ""
    depth: int = 0


_reader = MarkdownIt("commonmark", {"html": False, "linkify": False})


def blocks_of(text: str) -> list[Block]:
    """What a letter says, in the order in which it is set."""
    return list(_blocks(_reader.parse(text)))


def plain_of(line: Line) -> str:
    """The words of a line without their weight."""
    return "".join(piece.text for piece in line)


def _blocks(tokens: Sequence[Token]) -> Iterator[Block]:
    lists: list[int | None] = []  # the number of the next item of each list around; None for a list without numbers
    marker, is_heading = "", False
    for token in tokens:
        if token.type == "ordered_list_open":
            lists.append(int(token.attrGet("start") or 1))
        elif token.type == "bullet_list_open":
            lists.append(None)
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            lists.pop()
        elif token.type == "list_item_open":
            marker = _next_marker(lists)
        elif token.type == "heading_open":
            is_heading = True
        elif token.type in {"inline", "fence", "code_block"}:
            block = _block(token, marker, len(lists), is_heading)
            marker, is_heading = "", False
            if block:
                yield block


def _next_marker(lists: list[int | None]) -> str:
    number = lists[-1]
    if number is None:
        return "•"
    lists[-1] = number + 1
    return f"{number}." if len(lists) == 1 else f"{_letter(number)}."


def _letter(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26)


def _block(token: Token, marker: str, depth: int, is_heading: bool) -> Block | None:
    if token.type != "inline":
        written = tuple((Piece(line),) for line in token.content.splitlines() if line.strip())
        return Block(Look.PARAGRAPH, written, depth=depth)
    lines = [line for line in _lines(token.children or []) if plain_of(line[0]).strip()]
    if not lines:
        return None
    table = _table([line for line, _is_forced in lines])
    if table is not None:
        return Block(Look.PAIRS, pairs=table, marker=marker, depth=depth) if table else None
    look = Look.HEADING if is_heading else Look.ITEM if depth else Look.PARAGRAPH
    return Block(look, tuple(_joined(lines)), marker=marker, depth=depth)


def _lines(children: Sequence[Token]) -> Iterator[tuple[Line, bool]]:
    """Each line as it was typed, and whether the break after it was meant."""
    line: list[Piece] = []
    bold = 0
    for child in children:
        if child.type in {"softbreak", "hardbreak"}:
            yield tuple(line), child.type == "hardbreak"
            line = []
        elif child.type == "strong_open":
            bold += 1
        elif child.type == "strong_close":
            bold -= 1
        elif child.content:
            line.append(Piece(child.content, bold > 0))
    yield tuple(line), False


def _table(lines: Sequence[Line]) -> tuple[tuple[str, Line], ...] | None:
    """Terms and values; None where it isn't a table."""
    rows: list[tuple[str, Line]] = []
    for line in lines:
        found = PAIR.match(plain_of(line))
        if found is None:
            return None
        rows.append((found[1].strip(), _after(line, len(found[1]) + 1)))
    if len(rows) < SHORTEST_TABLE:
        return None
    return tuple((term, value) for term, value in rows if plain_of(value).strip())


def _after(line: Line, count: int) -> Line:
    """What is left of a line without its first letters."""
    rest: list[Piece] = []
    for piece in line:
        text = piece.text[count:]
        count = max(0, count - len(piece.text))
        if text and (rest or text.strip()):
            rest.append(Piece(text if rest else text.lstrip(), piece.is_bold))
    return tuple(rest)


def _joined(lines: Sequence[tuple[Line, bool]]) -> Iterator[Line]:
    """Lines as they are set: a break that wasn't meant is a space."""
    whole: list[Piece] = []
    for line, is_forced in lines:
        whole += [Piece(" "), *line] if whole else line
        if is_forced:
            yield tuple(whole)
            whole = []
    if whole:
        yield tuple(whole)
