"""What the tests of the architecture know about the tree of files."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGE, TEMPLATES, STATIC = ROOT / "eventreg", ROOT / "templates", ROOT / "static"
VENDOR = STATIC / "vendor"
FEATURES = tuple(
    sorted(path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists() and path.name != "core")
)
NOT_OURS = {".git", ".venv", "instance", "build", "node_modules", "__pycache__", "vendor"}
TEXT = {".py", ".html", ".md", ".css", ".js", ".json", ".svg", ".toml", ".cfg", ".ini", ".yaml", ".txt", ".po", ".csv"}


def sources(folder: Path, *suffixes: str) -> Iterator[Path]:
    """The files below a folder with one of the suffixes, without what others wrote or tools made."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in suffixes and path.is_file() and not NOT_OURS & set(path.relative_to(ROOT).parts):
            yield path


@cache
def text_of(path: Path) -> str:
    return path.read_text()


@cache
def tree_of(path: Path) -> ast.Module:
    """What a Python file says."""
    return ast.parse(text_of(path))


def name_of(path: Path) -> str:
    """How a message names a file."""
    return path.relative_to(ROOT).as_posix()
