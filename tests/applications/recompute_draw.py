"""Recompute a draw from what its pages published, by docs/draw.md alone: nothing of the app is imported.

    python -I recompute_draw.py draw.txt page.html

The page's commitment, value and order are read from its mark-up; the order is computed anew from the text. Prints the
order; exits with 1 and the reason where anything disagrees.
"""

import hashlib
import html.parser
import pathlib
import sys


class Published(html.parser.HTMLParser):
    """Whatever the page marks with data-draw: commitment, value, number."""

    def __init__(self):
        super().__init__()
        self.found, self._kind = {}, ""

    def handle_starttag(self, tag, attrs):
        self._kind = dict(attrs).get("data-draw") or ""

    def handle_data(self, data):
        if self._kind:
            self.found.setdefault(self._kind, []).append(data)
            self._kind = ""


def digest(*parts):
    """SHA-256 of the parts with a line feed between them, as a number."""
    machine = hashlib.sha256()
    for index, part in enumerate(parts):
        machine.update(b"\n" * bool(index) + part.encode("utf-8"))
    return int(machine.hexdigest(), 16)


def main(text_path, page_path):
    text, page = pathlib.Path(text_path).read_bytes(), Published()
    page.feed(pathlib.Path(page_path).read_text(encoding="utf-8"))
    (commitment,), (value,) = page.found["commitment"], page.found["value"]
    if hashlib.sha256(text).hexdigest() != commitment:
        return "the text is not the one that was committed to"
    lines = text.decode("utf-8").split("\n")
    numbers = lines[lines.index("") + 1 : -1]
    if int(lines[lines.index("") - 1].rpartition(" ")[2]) != len(numbers):
        return "the text says another number of applications"
    order = [number for _, number in sorted((digest(commitment, value, number), number) for number in numbers)]
    if order != page.found["number"]:
        return "the page shows another order"
    sys.stdout.write("\n".join(order) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
