"""Every deed that the code records has words."""

import ast
import re

import pytest

from eventreg.applications.rules import Status
from eventreg.trail.words import ACTIONS
from tests.support.tree import PACKAGE, name_of, sources, text_of

NAME = re.compile(r"[a-z_]+\.[a-z_]+")
FILES = [path for path in sources(PACKAGE, ".py") if "audit.record(" in text_of(path)]


def calls_of_record(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
            yield node.args[1]


def recorded(path):
    """The names that a file gives its deeds: as a literal, or handed on to the one function that records it."""
    tree = ast.parse(text_of(path))
    found = set()
    for name in calls_of_record(tree):
        if isinstance(name, ast.Constant):
            found.add(name.value)
        elif isinstance(name, ast.Name | ast.Attribute | ast.Subscript | ast.IfExp):
            texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
            found |= {text for text in texts if isinstance(text, str) and NAME.fullmatch(text)}
    return found


def prefixes(path):
    """The fixed beginnings of names that are put together: `f"application.{target}"`."""
    names = calls_of_record(ast.parse(text_of(path)))
    return {name.values[0].value for name in names if isinstance(name, ast.JoinedStr)}


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_every_deed_has_words(path):
    assert {name for name in recorded(path) if not name.endswith(".jsonl")} - set(ACTIONS) == set()
    for prefix in prefixes(path):
        assert any(name.startswith(prefix) for name in ACTIONS), prefix


def test_every_status_of_an_application_has_words():
    assert {f"application.{status}" for status in Status} <= set(ACTIONS)


def test_no_words_are_left_over():
    literal = "\n".join(text_of(path) for path in FILES)
    made_up = tuple(prefix for path in FILES for prefix in prefixes(path))

    assert {name for name in ACTIONS if f'"{name}"' not in literal and not name.startswith(made_up)} == set()
