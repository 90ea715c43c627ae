"""Markdown that people write, and messages that the app writes, made into safe HTML and plain text."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from html import unescape
from pathlib import Path
from typing import Any

import nh3
from flask import current_app
from flask_babel import LazyString
from markdown_it import MarkdownIt
from markupsafe import Markup

from eventreg.core.clock import Zone
from eventreg.core.i18n import format_datetime
from eventreg.core.mail_links import for_mail
from eventreg.core.plain_text import plain_text
from eventreg.core.wording import Field, fields_in, fill

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_mail = MarkdownIt("commonmark", {"html": False, "linkify": False, "breaks": True}).enable("table").disable("image")
_POINTED = re.compile(r"<(\{\{[^{}]*\}\})>")  # `_linked` puts these around addresses by itself
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~&=])")


class Literal(str):
    """A value that Markdown must not touch: an address of ours in `<…>`."""

    __slots__ = ()


def markdown(text: str) -> Markup:
    """A person's Markdown as HTML that can do no harm: no scripts, no styles, links without referrer."""
    allowed = {"a": {"href", "title"}}
    html = nh3.clean(_markdown.render(text), tags=_TAGS, attributes=allowed, url_schemes=_SCHEMES)
    return Markup(html)  # noqa: S704


_TAGS = set("p br strong em a ul ol li h2 h3 h4 blockquote code pre hr table thead tbody tr th td".split())
_SCHEMES = {"http", "https", "mailto", "tel"}


def web_address(text: str) -> str:
    """An address that a page may link to; empty for one that is none, such as `javascript:…`."""
    return text if text.lower().startswith(("https://", "http://")) else ""


def plain(text: str) -> str:
    """A person's Markdown as one line of plain text, for summaries and link previews."""
    return re.sub(r"\s+", " ", unescape(nh3.clean(_markdown.render(text), tags=set()))).strip()


def shipped(kind: str, language: str) -> str:
    """The wording that comes with the program: its subject in the first line, then Markdown with named fields."""
    folder = Path(current_app.template_folder or "", "messages")
    return (folder / f"{kind}.{language}.md").read_text(encoding="utf-8")


def shipped_fields(kind: str) -> Mapping[str, Field]:
    """The fields that a message of this kind has, by the wordings that come with the program."""
    return _fields_in(shipped(kind, "id"), shipped(kind, "en"))


@dataclass(frozen=True)
class Composed:
    """A message without its frame. `frame`: what its frame is filled with."""

    subject: str
    text: str
    frame: Mapping[str, Any]


def render_message(
    kind: str, language: str, values: Mapping[str, Any], *, source: str | None = None
) -> tuple[str, str, str]:
    """Subject, text and HTML of a message. Raises wording.Unusable."""
    composed = compose(kind, language, values, source=source)
    html = current_app.jinja_env.get_template("messages/layout.html").render(composed.frame)
    return composed.subject, composed.text, html


def compose(kind: str, language: str, values: Mapping[str, Any], *, source: str | None = None) -> Composed:
    """A message from one Markdown source whose first line is the subject; `source`: another than the program's.

    In the body, values are escaped so that a name with an asterisk stays a name, and addresses of ours become links.
    What every page knows (the organisation) is known here as well. Raises wording.Unusable.
    """
    site: dict[str, Any] = {}
    current_app.update_template_context(site)
    known = dict.fromkeys(shipped_fields(kind), "") | _in_words(_house(site) | dict(values), site)
    subject_source, _, body_source = (shipped(kind, language) if source is None else source).partition("\n")
    subject = " ".join(fill(subject_source, known).split())
    tokens = _mail.parse(fill(_POINTED.sub(r"\1", body_source), known, show=_linked).strip())
    body = Markup(_mail.renderer.render(for_mail(tokens, language), _mail.options, {}))  # noqa: S704
    return Composed(subject, plain_text(tokens), site | {"body": body, "subject": subject, "language": language})


def _house(site: Mapping[str, Any]) -> dict[str, Any]:
    """What every message may name: who writes it."""
    here = site.get("organisation")
    return {"organisation": here.name, "council": here.short_name} if here else {"organisation": "", "council": ""}


def _in_words(values: Mapping[str, Any], site: Mapping[str, Any]) -> dict[str, Any]:
    """Values as a wording can show them: times in the home zone, words in the reader's language."""
    here = site.get("organisation")
    zone = here.zone if here else Zone.WIB
    return {name: _said(value, zone) for name, value in values.items()}


def _said(value: Any, zone: Zone) -> Any:
    if isinstance(value, datetime):
        return format_datetime(value, zone)
    return str(value) if isinstance(value, LazyString) else value


@lru_cache(maxsize=256)
def _fields_in(*sources: str) -> Mapping[str, Field]:
    return fields_in(*sources)


def escape(value: Any) -> Any:
    """A value as it stands in Markdown without meaning anything there; addresses of ours stay as they are."""
    if value is None:
        return ""
    return value if isinstance(value, Literal) else _PUNCTUATION.sub(r"\\\1", str(value).strip())


def _linked(value: Any) -> Any:
    is_address = isinstance(value, Literal) and web_address(value) and len(value.split()) == 1
    return f"<{value}>" if is_address else escape(value)
