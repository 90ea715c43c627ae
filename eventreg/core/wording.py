"""Wordings that staff write: text with named fields, checked before it is kept and filled in a sandbox. Pure.

What a wording may hold is text, `{{ field }}`, `{{ row.part }}` of a list's row, `{% if field %}` with `elif`, `else`,
`not`, `and`, `or` and `field == "word"`, and `{% for row in list %}`. Nothing is called, set, included or filtered.
"""

import re
from collections.abc import Callable, Collection, Mapping
from difflib import get_close_matches
from functools import lru_cache
from types import SimpleNamespace
from typing import Any

from jinja2 import Template, TemplateSyntaxError, nodes

from eventreg.core.fields import Field, Fields, Shape, bare, fields_in, names_in, texts
from eventreg.core.marks import Fault, Mark, Mistake, scan

__all__ = ["Field", "Fields", "Shape", "Unusable", "check", "fields_in", "fill", "names_in", "plain_values", "texts"]

LONGEST_SOURCE = 20_000
LONGEST_TEXT = 200_000
_LOOP = re.compile(r"([A-Za-z]\w*)\s+in\s+([A-Za-z]\w*)")
_SINGLE = re.compile(r"(?<!\{)\{\s*([A-Za-z][\w.]*)\s*\}(?!\})")


class Unusable(Exception):  # a fact about a wording, as DomainErrors are named
    """A wording that can't be filled; what is wrong in English, for the log."""


Show = Callable[[Any], Any]


def check(source: str, fields: Fields) -> list[Mistake]:
    """All that is wrong with a wording, by line; nothing when it can be kept."""
    if len(source) > LONGEST_SOURCE:
        return [Mistake(1, Fault.TOO_LONG)]
    found = scan(source)
    mistakes = found.mistakes + _single_braces(source, fields)
    for mark in found.marks:
        mistakes += _Reading(mark, fields).mistakes()
    if not mistakes and (strange := _strange(source)):
        mistakes.append(strange)
    return sorted(set(mistakes))


def fill(source: str, values: Mapping[str, Any], *, show: Show | None = None) -> str:
    """A wording with its fields filled in; each value goes through `show`. Raises Unusable.

    Only words, numbers, yes or no, and lists of these get in: nothing with code of its own can be reached.
    """
    try:
        text, size = [], 0
        for piece in _compiled(source, show).generate(plain_values(values)):
            text.append(piece)
            size += len(piece)
            if size > LONGEST_TEXT:
                raise Unusable("the text becomes too long")
    except Unusable:
        raise
    except Exception as error:
        raise Unusable(f"{type(error).__name__}: {error}") from error
    return "".join(text)


def plain_values(values: Mapping[str, Any]) -> dict[str, Any]:
    """Of these values, those that a wording may see; rows are made into things that have their parts alone."""
    return {name: _as_rows(value) for name, value in values.items() if _is_plain(value)}


class _Reading:
    """One mark, read against the fields that there are."""

    def __init__(self, mark: Mark, fields: Fields) -> None:
        """`loops`: row → list, of the loops around the mark."""
        self.mark, self.fields = mark, fields
        self.loops = {match[1]: match[2] for loop in mark.loops if (match := _LOOP.fullmatch(loop))}

    def mistakes(self) -> list[Mistake]:
        mark = self.mark
        if mark.word == "for":
            return self._loop()
        if mark.word in ("else", "endif", "endfor"):
            return [self._wrong(Fault.UNREADABLE, f"{mark.word} {mark.rest}")] if mark.rest else []
        try:
            test = "{% if " + mark.rest + " %}{% endif %}" if mark.word else "{{ " + mark.rest + " }}"
            [body] = bare().parse(test).body
        except (TemplateSyntaxError, ValueError, RecursionError):
            return [self._wrong(Fault.UNREADABLE, f"{mark.word} {mark.rest}".strip())]
        if isinstance(body, nodes.If):
            return self._condition(body.test)
        [shown] = body.nodes if isinstance(body, nodes.Output) and len(body.nodes) == 1 else [body]
        return self._value(shown, is_printed=True)

    def _loop(self) -> list[Mistake]:
        match = _LOOP.fullmatch(self.mark.rest)
        if match is None:
            return [self._wrong(Fault.UNREADABLE, f"for {self.mark.rest}".strip())]
        row, name = match.groups()
        if name not in self.fields:
            return [self._unknown(name)]
        if self.fields[name].shape not in (Shape.LINES, Shape.ROWS):
            return [self._wrong(Fault.NOT_A_LIST, name)]
        return [self._wrong(Fault.NAME_TAKEN, row)] if row in self.fields or row == "loop" else []

    def _condition(self, node: nodes.Node) -> list[Mistake]:
        match node:
            case nodes.Not():
                return self._condition(node.node)
            case nodes.And() | nodes.Or():
                return self._condition(node.left) + self._condition(node.right)
            case nodes.Compare():
                return self._comparison(node)
        return self._value(node, is_printed=False)

    def _comparison(self, node: nodes.Compare) -> list[Mistake]:
        [*ops] = node.ops
        if len(ops) != 1 or ops[0].op != "eq" or not isinstance(ops[0].expr, nodes.Const):
            return [self._wrong(Fault.NOT_ALLOWED, self.mark.rest)]
        mistakes, value = self._value(node.expr, is_printed=False), str(ops[0].expr.value)
        options = self.fields[node.expr.name].options if isinstance(node.expr, nodes.Name) and not mistakes else ()
        if options and value not in options:
            return [self._wrong(Fault.UNKNOWN_OPTION, value, ", ".join(sorted(options)))]
        return mistakes

    def _value(self, node: nodes.Node, *, is_printed: bool) -> list[Mistake]:
        match node:
            case nodes.Name(name=name) if name in self.loops:
                field = self.fields.get(self.loops[name])
                return [self._wrong(Fault.ROW_PRINTED, name)] if field and field.shape is Shape.ROWS else []
            case nodes.Name(name=name):
                return self._field(name, is_printed)
            case nodes.Getattr(node=nodes.Name(name=name), attr=part) if name in self.loops:
                field = self.fields.get(self.loops[name], Field())
                is_known = part in field.parts
                return [] if is_known else [self._wrong(Fault.UNKNOWN_PART, f"{name}.{part}", _near(part, field.parts))]
        return [self._wrong(Fault.NOT_ALLOWED, self.mark.rest)]

    def _field(self, name: str, is_printed: bool) -> list[Mistake]:
        if name not in self.fields:
            return [self._unknown(name)]
        shape = self.fields[name].shape
        if is_printed and shape in (Shape.LINES, Shape.ROWS):
            return [self._wrong(Fault.LIST_PRINTED, name)]
        return [self._wrong(Fault.FLAG_PRINTED, name)] if is_printed and shape is not Shape.TEXT else []

    def _unknown(self, name: str) -> Mistake:
        return self._wrong(Fault.UNKNOWN_FIELD, name, _near(name, self.fields))

    def _wrong(self, fault: Fault, what: str, guess: str = "") -> Mistake:
        return Mistake(self.mark.line, fault, what, guess)


def _near(name: str, names: Collection[str]) -> str:
    return next(iter(get_close_matches(name, sorted(names), n=1)), "")


def _single_braces(source: str, fields: Fields) -> list[Mistake]:
    """`{event}` is a field with a brace too few, as long as there is one of that name."""
    return [
        Mistake(number, Fault.SINGLE_BRACES, match[0], match[1])
        for number, line in enumerate(source.split("\n"), start=1)
        for match in _SINGLE.finditer(line)
        if match[1] in fields
    ]


_ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.If,
    nodes.For,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.Compare,
    nodes.Operand,
    nodes.Const,
)


def _strange(source: str) -> Mistake | None:
    """What no wording may hold, whatever the marks looked like: the last gate before anything is compiled."""
    try:
        tree = bare().parse(source)
    except (TemplateSyntaxError, RecursionError) as error:
        return Mistake(getattr(error, "lineno", None) or 1, Fault.UNREADABLE, str(error))
    for node in tree.find_all(nodes.Node):
        if not isinstance(node, _ALLOWED) or _reaches_further(node):
            return Mistake(node.lineno or 1, Fault.NOT_ALLOWED, type(node).__name__)
    return None


def _reaches_further(node: nodes.Node) -> bool:
    """Whether a node of an allowed kind asks for more than a row's part, or loops in another way than over a list."""
    if isinstance(node, nodes.Getattr):
        return node.attr.startswith("_") or not isinstance(node.node, nodes.Name)
    return isinstance(node, nodes.For) and (bool(node.test) or node.recursive)


def _as_rows(value: Any) -> Any:
    if isinstance(value, (list, tuple)):
        return [SimpleNamespace(**item) if isinstance(item, Mapping) else item for item in value]
    return value


def _is_plain(value: Any) -> bool:
    return all(map(_is_item, value)) if isinstance(value, (list, tuple)) else _is_word(value)


def _is_item(item: Any) -> bool:
    return all(map(_is_word, item.values())) if isinstance(item, Mapping) else _is_word(item)


def _is_word(value: Any) -> bool:
    return value is None or isinstance(value, (str, int, float))


@lru_cache(maxsize=128)
def _compiled(source: str, show: Show | None) -> Template:
    strange = Mistake(1, Fault.TOO_LONG) if len(source) > LONGEST_SOURCE else _strange(source)
    if strange or (problems := scan(source).mistakes):
        raise Unusable(str(strange or problems[0]))
    return bare().overlay(finalize=show or _shown).from_string(source)


def _shown(value: Any) -> Any:
    return "" if value is None else value
