"""How Markdown looks in mail, whose readers know no stylesheet: quotes, links, and addresses as buttons."""

from collections.abc import Sequence
from html import escape

from markdown_it.token import Token

LONGEST_LABEL = 40
LONGEST_SHOWN = 90  # of an address as words; its link is whole
_BUTTON = (
    "display:inline-block;margin:4px 0 6px;padding:12px 20px;border-radius:8px;background:#27358c;color:#ffffff;"
    "font-weight:700;text-decoration:none"
)
_QUOTE = "margin:0 0 16px;padding:2px 0 2px 14px;border-left:3px solid #7a4519;color:#55566b"
_LINK = "color:#27358c"
_OPEN = {"id": "Buka halaman", "en": "Open the page"}


def for_mail(tokens: Sequence[Token], language: str) -> list[Token]:
    """The same document, dressed; a paragraph of `What is there:` and an address shows it as a button."""
    return [_dressed(_with_button(token, language) if token.type == "inline" else token) for token in tokens]


def _dressed(token: Token) -> Token:
    if token.type == "blockquote_open":
        return token.copy(attrs={"style": _QUOTE})
    children = list(token.children or [])
    for place, child in enumerate(children):
        if child.type == "link_open":
            children[place] = child.copy(attrs={**child.attrs, "style": _LINK})
            is_long = child.markup == "autolink" and len(children[place + 1].content) > LONGEST_SHOWN
            if is_long:
                shown = children[place + 1].content[: LONGEST_SHOWN // 2] + "…"
                children[place + 1] = children[place + 1].copy(content=shown)
    return token.copy(children=children) if children else token


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
