"""The marks in a wording, `{{ field }}` and `{% if … %}`: where they stand, and what is mistyped about them. Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum

DEEPEST = 10
LONGEST_MARK = 200
_EDGES = re.compile(r"\{\{|\{%|\{#|\}\}|%\}|#\}")
_CLOSER = {"{{": "}}", "{%": "%}", "{#": "#}"}
_TAGS = {"if", "elif", "else", "endif", "for", "endfor"}


class Fault(StrEnum):
    """What can be wrong with a wording; `words` for it are in `core.mistakes`."""

    NOT_CLOSED = "not_closed"
    STRAY_CLOSE = "stray_close"
    SINGLE_BRACES = "single_braces"
    UNKNOWN_TAG = "unknown_tag"
    NOT_ENDED = "not_ended"
    END_ALONE = "end_alone"
    ELSE_ALONE = "else_alone"
    LOOP_IN_LOOP = "loop_in_loop"
    TOO_DEEP = "too_deep"
    TOO_LONG = "too_long"
    UNREADABLE = "unreadable"
    NOT_ALLOWED = "not_allowed"
    UNKNOWN_FIELD = "unknown_field"
    UNKNOWN_PART = "unknown_part"
    UNKNOWN_OPTION = "unknown_option"
    LIST_PRINTED = "list_printed"
    FLAG_PRINTED = "flag_printed"
    ROW_PRINTED = "row_printed"
    NOT_A_LIST = "not_a_list"
    NAME_TAKEN = "name_taken"


@dataclass(frozen=True, order=True)
class Mistake:
    """What is wrong in which line, counted from 1. `what`: as it was typed; `guess`: what was meant perhaps."""

    line: int
    fault: Fault
    what: str = ""
    guess: str = ""


@dataclass(frozen=True)
class Mark:
    """One mark; `word` is the tag's first word and empty for a field. `loops`: the loops around it, outermost first."""

    line: int
    word: str
    rest: str
    loops: tuple[str, ...] = ()


@dataclass
class Scan:
    """All marks that are whole, and what is wrong with the others and with their order."""

    marks: list[Mark] = field(default_factory=list)
    mistakes: list[Mistake] = field(default_factory=list)


def scan(source: str) -> Scan:
    """Find the marks of a wording. Each has to end in the line where it begins, and each `if` and `for` is ended."""
    found = Scan()
    open_blocks: list[Mark] = []
    for number, line in enumerate(source.split("\n"), start=1):
        for mark in _marks_in(line, number, found.mistakes):
            loops = tuple(block.rest for block in open_blocks if block.word == "for")
            whole = Mark(mark.line, mark.word, mark.rest, loops)
            found.marks.append(whole)
            if whole.word:
                _follow(whole, open_blocks, found.mistakes)
    found.mistakes += [Mistake(block.line, Fault.NOT_ENDED, block.word) for block in open_blocks]
    return found


def _marks_in(line: str, number: int, mistakes: list[Mistake]) -> Iterator[Mark]:
    start, opener = 0, ""
    for edge in _EDGES.finditer(line):
        sign = edge.group()
        if sign in _CLOSER:
            if opener:
                mistakes.append(Mistake(number, Fault.NOT_CLOSED, line[start : edge.start()].strip()))
            start, opener = edge.start(), sign
        elif not opener or sign != _CLOSER[opener]:
            mistakes.append(Mistake(number, Fault.STRAY_CLOSE, sign))
        else:
            if opener != "{#":
                yield from _mark(opener, line[start + 2 : edge.start()], number, mistakes)
            opener = ""
    if opener:
        mistakes.append(Mistake(number, Fault.NOT_CLOSED, line[start:].strip()))


def _mark(opener: str, inner: str, number: int, mistakes: list[Mistake]) -> Iterator[Mark]:
    inner = inner.removeprefix("-").removesuffix("-").strip()
    if len(inner) > LONGEST_MARK:
        mistakes.append(Mistake(number, Fault.TOO_LONG, inner[:40] + "…"))
    elif opener == "{{":
        yield Mark(number, "", inner)
    else:
        word, _, rest = inner.partition(" ")
        if word in _TAGS:
            yield Mark(number, word, rest.strip())
        else:
            mistakes.append(Mistake(number, Fault.UNKNOWN_TAG, inner))


def _follow(mark: Mark, open_blocks: list[Mark], mistakes: list[Mistake]) -> None:
    """Keep the blocks that are open at this tag; a wrong order is a mistake."""
    if mark.word in ("if", "for"):
        if mark.word == "for" and mark.loops:
            mistakes.append(Mistake(mark.line, Fault.LOOP_IN_LOOP, mark.rest))
        if len(open_blocks) == DEEPEST:
            mistakes.append(Mistake(mark.line, Fault.TOO_DEEP, mark.word))
        open_blocks.append(mark)
    elif mark.word in ("elif", "else"):
        if not open_blocks or open_blocks[-1].word not in ("if", "elif"):
            mistakes.append(Mistake(mark.line, Fault.ELSE_ALONE, mark.word))
        elif mark.word == "else":
            open_blocks[-1] = Mark(open_blocks[-1].line, "if ended by else", "")
    else:
        _end(mark, open_blocks, mistakes)


def _end(mark: Mark, open_blocks: list[Mark], mistakes: list[Mistake]) -> None:
    begun = mark.word.removeprefix("end")
    if not any(_begins(block, begun) for block in open_blocks):
        mistakes.append(Mistake(mark.line, Fault.END_ALONE, mark.word))
        return
    while not _begins(open_blocks[-1], begun):
        block = open_blocks.pop()
        mistakes.append(Mistake(block.line, Fault.NOT_ENDED, block.word.split()[0]))
    open_blocks.pop()


def _begins(block: Mark, word: str) -> bool:
    return block.word.split()[0] == word
