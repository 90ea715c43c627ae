"""QR codes, as modules and as SVG: ISO/IEC 18004, level M, with its four modules of quiet."""

from html import escape
from itertools import groupby

from qrcode import constants
from qrcode.main import QRCode
from qrcode.util import QRData

QUIET = 4
"""Modules of white that the standard asks for on each side."""

TICKET_MASK = 0
"""Which of the eight masks a ticket printed in bulk wears.

Choosing among them takes five times as long as drawing the code, and exists to break up patterns in the data; a token
is all random or signature and has none.
"""

_LEVELS = {
    "L": constants.ERROR_CORRECT_L,
    "M": constants.ERROR_CORRECT_M,
    "Q": constants.ERROR_CORRECT_Q,
    "H": constants.ERROR_CORRECT_H,
}

Matrix = list[list[bool]]


def ticket_url(base_url: str, token: str) -> str:
    """What the code says: an address that any camera opens, in capitals for QR's compact alphanumeric mode."""
    return f"{base_url.rstrip('/')}/T/{token}".upper()


def matrix(data: str, *, error: str = "M", mask: int | None = None) -> Matrix:
    """The modules of a code, rows of True for black, without the quiet zone.

    `error` is the level L, M, Q or H; without a `mask` the best of the eight is chosen. Capitals, figures and the few
    signs of the alphanumeric mode take 5.5 bits each; any other character makes the whole text bytes.
    """
    code = QRCode(error_correction=_LEVELS[error], border=0, mask_pattern=mask)
    code.add_data(QRData(data))  # one segment in one mode; text given bare would be cut into several
    code.make()
    return [[bool(module) for module in row] for row in code.modules]


def runs(modules: Matrix) -> list[tuple[int, int, int]]:
    """The black runs of each row as (column, row, length): a third of the shapes that single modules would take."""
    found = []
    for row, line in enumerate(modules):
        column = 0
        for black, same in groupby(line):
            length = len(list(same))
            if black:
                found.append((column, row, length))
            column += length
    return found


def svg(data: str, label: str) -> str:
    """The code as an SVG element, black on white in every theme; `label` is what a screen reader says.

    Plain attributes alone: the pages' policy forbids style attributes.
    """
    modules = matrix(data)
    side = len(modules) + 2 * QUIET
    path = "".join(f"M{x + QUIET} {y + QUIET}h{length}v1h-{length}z" for x, y, length in runs(modules))
    return (
        f'<svg class="qr" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" shape-rendering="crispEdges"'
        f' role="img" aria-label="{escape(label)}">'
        f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/><path fill="#000" d="{path}"/></svg>'
    )
