"""docs/security.md names the tests that show what it says; each of them exists."""

import ast
import re

from tests.support.tree import ROOT

PAGE = ROOT / "docs" / "security.md"
WORDS_ON_TWO_PAGES = 1400


def named():
    return re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE.read_text())


def test_every_test_that_the_threat_model_names_exists():
    missing = []
    for file, name in named():
        path = ROOT / file
        known = {node.name for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)}
        if name not in known:
            missing.append(f"{file}::{name}")

    assert len(named()) > 30
    assert missing == []


def test_every_family_of_attacks_is_in_it():
    here = {path.name for path in (ROOT / "tests" / "security").glob("test_*.py")} - {"test_threat_model.py"}

    assert {file.rpartition("/")[2] for file, _name in named()} >= here


def test_it_is_read_in_one_go():
    assert len(re.sub(r"`tests/\S+`", "", PAGE.read_text()).split()) <= WORDS_ON_TWO_PAGES
