"""What comes in is cleaned once, before any page reads it, so that no page meets what a database can't take."""

from collections.abc import Iterable
from typing import Any

from flask import Flask, Request
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter

from eventreg.core.db import LARGEST_ID

LONGEST_NAME = 100


class Values(ImmutableMultiDict[str, Any]):
    """Fields of forms and addresses: texts without NUL, which PostgreSQL refuses in a text.

    Names that no form of ours uses are left out: WTForms takes the ² of `helpers-²` for a number and stumbles.
    """

    def __init__(self, mapping: Any = None) -> None:
        super().__init__(list(_cleaned(_pairs(mapping))))


class CleanRequest(Request):
    """A request whose fields are clean."""

    parameter_storage_class = Values


class TextPart(UnicodeConverter):
    """A text between two slashes; no address of ours holds NUL."""

    def __init__(self, map: Map, **options: Any) -> None:
        super().__init__(map, **options)
        self.regex = self.regex.replace("[^/]", r"[^/\0]")


class RowId(IntegerConverter):
    """A row's id: a number that no database holds is no page."""

    regex = r"\d{1,10}"

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST_ID)


def init_app(app: Flask) -> None:
    """Clean the requests of the app; called before any route is added."""
    app.request_class = CleanRequest
    app.url_map.converters |= {"default": TextPart, "string": TextPart, "int": RowId}


def _pairs(mapping: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(mapping, MultiDict):
        return mapping.items(multi=True)
    return mapping or ()


def _cleaned(pairs: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, Any]]:
    for name, value in pairs:
        if name.isascii() and name.isprintable() and len(name) <= LONGEST_NAME:
            yield name, value.replace("\0", "") if isinstance(value, str) else value
