"""Markdown that people write, and messages that the app writes, made into safe HTML and plain text."""

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

import nh3
from flask import current_app
from jinja2 import Environment
from markdown_it import MarkdownIt
from markupsafe import Markup

_markdown = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable("table")
_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+\-.!|<>~])")


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


def render_message(kind: str, language: str, values: Mapping[str, Any]) -> tuple[str, str, str]:
    """Subject, text and HTML of a message, from one Markdown source whose first line is the subject.

    In the HTML, values are escaped so that a name with an asterisk stays a name. What every page knows (the
    organisation) is known here as well.
    """
    name = f"messages/{kind}.{language}.md"
    known = dict(values)
    current_app.update_template_context(known)
    # compiled otherwise than for pages: a cache of what was compiled, which knows names alone, would mix them up
    source = current_app.jinja_env.overlay(autoescape=False, bytecode_cache=None)
    subject, _, text = source.get_template(name).render(known).partition("\n")
    escaped = _escaping(source).get_template(name).render(known).partition("\n")[2]
    layout = current_app.jinja_env.get_template("messages/layout.html")
    body = Markup(_markdown.render(escaped.strip()))  # noqa: S704
    frame = known | {"body": body, "subject": subject.strip(), "language": language}
    return subject.strip(), _readable(text), layout.render(frame)


def _escaping(source: Environment) -> Environment:
    return source.overlay(finalize=_escape)


def _escape(value: Any) -> Any:
    if value is None or isinstance(value, Literal):
        return value
    return _PUNCTUATION.sub(r"\\\1", str(value))


def _readable(text: str) -> str:
    """Markdown without the marks that only a machine needs."""
    text = re.sub(r"<(https?://[^>]+)>", r"\1", text)
    text = re.sub(r"\*\*(.+?)\*\*", r"\1", text)
    return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"
