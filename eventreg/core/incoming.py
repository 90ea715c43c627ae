"""What comes in is checked and cleaned once, before any page reads it.

No page meets what a database can't take, and in production none answers under a name that isn't ours.
"""

import re
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Request, abort, request
from werkzeug.datastructures import FileStorage, ImmutableMultiDict, MultiDict
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter

from eventreg.core.config import Environment, current_settings
from eventreg.core.db import LARGEST_ID

LONGEST_NAME = 100
# NUL, and the marks that turn the direction of writing: a name would read otherwise than it is kept
_UNFIT = re.compile("[\0\u202a-\u202e\u2066-\u2069]")
_NO_ASCII = re.compile(rb"[\x80-\xff]")  # stands in an address as %XX; browsers see to it, attackers do not
_OURS = "endpoint"  # with what begins with _ it means something to url_for, which links take an address's fields to
HEALTH = {"web.healthz", "web.readyz"}  # asked by whatever name or number a machine has


class Values(ImmutableMultiDict[str, Any]):
    """Fields of forms and addresses: texts and names of files without NUL, which PostgreSQL refuses in a text.

    Nor with marks that turn the direction of writing: what people read is what is kept.

    Names that no form of ours uses are left out: WTForms takes the ² of `helpers-²` for a number and stumbles.
    """

    def __init__(self, mapping: Any = None) -> None:
        super().__init__(list(_cleaned(_pairs(mapping))))


class CleanRequest(Request):
    """A request whose fields are clean, whatever bytes came."""

    parameter_storage_class = Values

    def __init__(self, environ: dict[str, Any], *args: Any, **options: Any) -> None:
        super().__init__(environ, *args, **options)
        self.query_string = _NO_ASCII.sub(lambda byte: b"%%%02X" % byte[0][0], self.query_string)

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        """The body; what is nested deeper than Python reads is as unreadable as what is no JSON."""
        try:
            return super().get_json(force, silent, cache)
        except RecursionError:
            return None if silent else abort(400)


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
    app.before_request(_check_host)


def _check_host() -> None:
    """In production: only what was meant for our own name is answered, whatever links a page would be made with."""
    settings = current_settings()
    if settings.env is not Environment.PRODUCTION or request.endpoint in HEALTH:
        return
    if _name_in(request.host) != urlsplit(settings.base_url).hostname:
        abort(400)


def _name_in(host: str) -> str | None:
    """The name without the port, which proxies change; None for what is no name."""
    try:
        return urlsplit(f"//{host}").hostname
    except ValueError:
        return None


def _pairs(mapping: Any) -> Iterable[tuple[str, Any]]:
    if isinstance(mapping, MultiDict):
        return mapping.items(multi=True)
    return mapping or ()


def _cleaned(pairs: Iterable[tuple[str, Any]]) -> Iterable[tuple[str, Any]]:
    for name, value in pairs:
        if name.isascii() and name.isprintable() and len(name) <= LONGEST_NAME and not _is_ours(name):
            yield name, _tidy(value)


def _is_ours(name: str) -> bool:
    return name == _OURS or name.startswith("_")


def _tidy(value: Any) -> Any:
    """A text, or a file with its name, as a database takes it and as it reads."""
    if isinstance(value, FileStorage) and value.filename:
        value.filename = _UNFIT.sub("", value.filename)
    return _UNFIT.sub("", value) if isinstance(value, str) else value
