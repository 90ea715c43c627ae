"""Find what nobody uses: vulture, told what it can't see.

Names that templates use count as used, and so do those given as keywords, by which rows are filled. Members of an
Enum are a list that is complete or wrong. The program is looked at without its tests first, for what only a test
uses is left over as well.
"""

import ast
import re
import sys
from collections.abc import Iterable, Iterator
from keyword import iskeyword
from pathlib import Path

from vulture.config import make_config
from vulture.core import Vulture

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ("eventreg", "scripts", "migrations/env.py")
TESTS = ("tests",)


def names_in_templates() -> Iterator[str]:
    """Every name that stands in `{{ }}` or `{% %}`."""
    for path in (ROOT / "templates").rglob("*"):
        if path.suffix in {".html", ".md"}:
            for code in re.findall(r"\{[{%](.*?)[}%]\}", path.read_text(), re.S):
                yield from re.findall(r"[A-Za-z_]\w*", code)


def names_that_vulture_misses() -> Iterator[str]:
    """Keywords in calls, and the members of enumerations."""
    for path in (ROOT / "eventreg").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.keyword) and node.arg:
                yield node.arg
            elif isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Enum") for base in node.bases):
                members = (line for line in node.body if isinstance(line, ast.Assign))
                yield from (ast.unparse(target) for line in members for target in line.targets)


def leftovers(folders: Iterable[str]) -> Iterator[str]:
    """What is unused in the folders, one line each. Attributes set on others' objects are theirs to use."""
    config = make_config(["."])
    vulture = Vulture(ignore_names=config["ignore_names"], ignore_decorators=config["ignore_decorators"])
    used = {*names_in_templates(), *names_that_vulture_misses()}
    vulture.scan("\n".join(f"_.{name}" for name in sorted(used) if not iskeyword(name)), filename=ROOT / "templates")
    vulture.scavenge([str(ROOT / folder) for folder in folders])
    for item in vulture.get_unused_code(min_confidence=60):
        if item.typ != "attribute":
            yield f"{item.filename.relative_to(ROOT)}:{item.first_lineno}: unused {item.typ} {item.name!r}"


def main() -> int:
    found = [*leftovers(PROGRAM), *(line for line in leftovers(PROGRAM + TESTS) if line.startswith(TESTS))]
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
