"""Addresses in mail as buttons: a line that says what is there, and the address alone below it."""

from collections.abc import Sequence
from html import escape

from markdown_it.token import Token

LONGEST_LABEL = 40
_BUTTON = (
    "display:inline-block;margin:4px 0 6px;padding:12px 20px;border-radius:8px;background:#27358c;color:#ffffff;"
    "font-weight:700;text-decoration:none"
)
_OPEN = {"id": "Buka halaman", "en": "Open the page"}


def with_buttons(tokens: Sequence[Token], language: str) -> list[Token]:
    """The same document; a paragraph of `What is there:` and an address shows it as a button, the address below it."""
    return [_with_button(token, language) if token.type == "inline" else token for token in tokens]


def _with_button(block: Token, language: str) -> Token:
    children = block.children or []
    if len(children) < 5 or [child.type for child in children[-3:]] != ["link_open", "text", "link_close"]:
        return block
    before, link = children[:-3], children[-3]
    href = str(link.attrGet("href") or "")
    is_address = link.markup == "autolink" and href.startswith(("http://", "https://"))
    if not is_address or before[-1].type != "softbreak" or not before[-2].content.rstrip().endswith(":"):
        return block
    start = _start_of_line(before[:-1])
    said = "".join(child.content for child in before[start:-1]).strip().removesuffix(":")
    if len(said) <= LONGEST_LABEL:
        kept, label = before[:start], said
    else:
        kept, label = before, _OPEN[language]
    return block.copy(children=[*kept, Token("html_inline", "", 0, content=_button(href, label, children[-2].content))])


def _start_of_line(children: Sequence[Token]) -> int:
    breaks = [place for place, child in enumerate(children) if child.type in ("softbreak", "hardbreak")]
    return breaks[-1] + 1 if breaks else 0


def _button(href: str, label: str, shown: str) -> str:
    address = escape(href, quote=True)
    return (
        f'<a href="{address}" style="{_BUTTON}">{escape(label)}</a><br>'
        f'<a href="{address}" style="color:#55566b;font-size:13px">{escape(shown)}</a>'
    )
