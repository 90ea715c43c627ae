"""Markdown as plain text: for mail programs that show no HTML, and for chats. Pure, given the parser's tokens."""

from collections.abc import Sequence
from itertools import takewhile

from markdown_it.token import Token

_BREAKS = {"softbreak", "hardbreak"}


def plain_text(tokens: Sequence[Token]) -> str:
    """What stands there, without the marks that only a machine needs; addresses are written out whole."""
    writer = _Writer()
    for token in tokens:
        writer.read(token)
    return "\n".join(line.rstrip() for line in writer.lines).strip() + "\n"


class _Writer:
    """Writes block after block; `prefixes` stand before each line of a quote or of a list's item."""

    def __init__(self) -> None:
        """Nothing is written yet."""
        self.lines: list[str] = []
        self.prefixes: list[str] = []
        self.counters: list[int | None] = []
        self.marker = ""
        self.cells: list[str] | None = None
        self.is_tight = self.begins_list = False
        self.above: list[str] = []

    def read(self, token: Token) -> None:
        """Take the next token of the document."""
        kind, _, edge = token.type.rpartition("_")
        if edge == "open":
            self._open(kind, token)
        elif edge == "close":
            self._close(kind)
        elif token.type == "inline":
            self._write_inline(_inline(token.children or []))
        elif token.type == "hr":
            self._write("—" * 3)
        else:
            self._write(token.content.rstrip("\n"))

    def _open(self, kind: str, token: Token) -> None:
        if kind in ("bullet_list", "ordered_list"):
            self._begin_list(token)
        elif kind == "list_item":
            self._begin_item()
        elif kind == "blockquote":
            self.prefixes.append("> ")
        elif kind == "paragraph":
            self.is_tight = token.hidden
        elif kind == "tr":
            self.cells = []

    def _close(self, kind: str) -> None:
        if kind in ("blockquote", "list_item"):
            self.prefixes.pop()
        elif kind in ("bullet_list", "ordered_list"):
            self.counters.pop()
        elif kind == "tr":
            self._end_row()

    def _write_inline(self, text: str) -> None:
        if self.cells is None:
            self._write(text)
        else:
            self.cells.append(text)

    def _begin_list(self, token: Token) -> None:
        self.begins_list = not self.counters
        self.counters.append(int(token.attrGet("start") or 1) if token.type == "ordered_list_open" else None)

    def _begin_item(self) -> None:
        number = self.counters[-1]
        self.marker = "- " if number is None else f"{number}. "
        if number is not None:
            self.counters[-1] = number + 1
        self.prefixes.append(" " * len(self.marker))

    def _end_row(self) -> None:
        cells, self.cells = self.cells or [], None
        self.is_tight = bool(self.lines) and " | " in self.lines[-1]
        self._write(" | ".join(cells))

    def _write(self, text: str) -> None:
        if self.lines and (self.begins_list or not self.is_tight):
            self.lines.append("".join(_shared(self.above, self.prefixes[:-1] if self.marker else self.prefixes)))
        for line in text.split("\n"):
            before = "".join(self.prefixes)
            if self.marker:
                before, self.marker = before[: -len(self.marker)] + self.marker, ""
            self.lines.append(before + line)
        self.is_tight = self.begins_list = False
        self.above = list(self.prefixes)


def _shared(above: Sequence[str], now: Sequence[str]) -> list[str]:
    """What stands before both lines, and so before an empty one between them."""
    return [one for one, _ in takewhile(lambda both: both[0] == both[1], zip(above, now, strict=False))]


def _inline(children: Sequence[Token]) -> str:
    text, links = "", []
    for token in children:
        if token.type in _BREAKS:
            text += "\n"
        elif token.type == "link_open":
            links.append((token, len(text)))
        elif token.type == "link_close":
            link, start = links.pop()
            if link.markup != "autolink":
                text += f": {link.attrGet('href')}" if text[start:] else str(link.attrGet("href"))
        else:
            text += token.content
    return text
