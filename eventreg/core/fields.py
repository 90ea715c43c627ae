"""The named fields of a wording: what each is, and which ones our own wordings use. Pure."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

from jinja2 import StrictUndefined, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment


class Shape(StrEnum):
    """What a field is: words; a yes or no; one of a few `options`; a list of lines; a list of rows with `parts`."""

    TEXT = "text"
    FLAG = "flag"
    CHOICE = "choice"
    LINES = "lines"
    ROWS = "rows"


@dataclass(frozen=True)
class Field:
    """A named field. `is_optional`: there are messages in which it is empty."""

    shape: Shape = Shape.TEXT
    parts: frozenset[str] = frozenset()
    options: frozenset[str] = frozenset()
    is_optional: bool = False


Fields = Mapping[str, Field]


@lru_cache(maxsize=1)
def bare() -> ImmutableSandboxedEnvironment:
    """What reads wordings; it knows nothing by itself."""
    return ImmutableSandboxedEnvironment(trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined)


def texts(names: Collection[str]) -> dict[str, Field]:
    """Fields that are plain words."""
    return {name: Field() for name in names}


def names_in(source: str) -> set[str]:
    """The fields that a wording without mistakes writes out, alone or row by row; asking about one is not enough."""
    tree = bare().parse(source)
    shown = {node.name for out in tree.find_all(nodes.Output) for node in out.nodes if isinstance(node, nodes.Name)}
    return shown | {loop.iter.name for loop in tree.find_all(nodes.For) if isinstance(loop.iter, nodes.Name)}


def fields_in(*sources: str) -> dict[str, Field]:
    """The fields that wordings of our own use, and what they are, by the way in which they are used."""
    fields: dict[str, Field] = {}
    printed: set[str] = set()
    for source in sources:
        tree = bare().parse(source)
        rows = {loop.target.name: loop.iter.name for loop in tree.find_all(nodes.For)}  # type: ignore[attr-defined]
        for name in {node.name for node in tree.find_all(nodes.Name) if node.ctx == "load"} - set(rows):
            known = fields.get(name, Field(Shape.FLAG))
            fields[name] = replace(known, shape=Shape.LINES) if name in rows.values() else known
        outputs = [node for output in tree.find_all(nodes.Output) for node in output.nodes]
        printed |= {node.name for node in outputs if isinstance(node, nodes.Name)}
        _read_parts(tree, rows, fields)
        _read_options(tree, fields)
        for block in tree.find_all(nodes.If):
            for name in {node.name for node in _with_all(block.test, nodes.Name)} & set(fields):
                fields[name] = replace(fields[name], is_optional=True)
    words = {name for name in printed & set(fields) if fields[name].shape in (Shape.FLAG, Shape.CHOICE)}
    return fields | {name: replace(fields[name], shape=Shape.TEXT) for name in words}


def _with_all(node: nodes.Node, kind: type[nodes.Name]) -> list[nodes.Name]:
    return [*([node] if isinstance(node, kind) else []), *node.find_all(kind)]


def _read_parts(tree: nodes.Template, rows: Mapping[str, str], fields: dict[str, Field]) -> None:
    for node in tree.find_all(nodes.Getattr):
        if isinstance(node.node, nodes.Name) and node.node.name in rows:
            name = rows[node.node.name]
            fields[name] = replace(fields[name], shape=Shape.ROWS, parts=fields[name].parts | {node.attr})


def _read_options(tree: nodes.Template, fields: dict[str, Field]) -> None:
    for node in tree.find_all(nodes.Compare):
        if isinstance(node.expr, nodes.Name) and isinstance(node.ops[0].expr, nodes.Const):
            known = fields[node.expr.name]
            options = known.options | {str(node.ops[0].expr.value)}
            fields[node.expr.name] = replace(known, shape=Shape.CHOICE, options=options)
