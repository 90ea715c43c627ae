"""The look stays small: no class, icon or script that no page uses, and none used that isn't there."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STYLESHEET = "\n".join(path.read_text() for path in sorted((ROOT / "static/css").glob("*.css")))
TEMPLATES = {path: path.read_text() for path in (ROOT / "templates").rglob("*.html")}
SCRIPTS = {path: path.read_text() for path in (ROOT / "static/js").rglob("*.js")}
PYTHON = {path: path.read_text() for path in (ROOT / "eventreg").rglob("*.py")}
EVERYTHING = "\n".join([*TEMPLATES.values(), *SCRIPTS.values(), *PYTHON.values()])


def classes_in_the_stylesheet() -> set[str]:
    without_comments = re.sub(r"/\*.*?\*/|url\(\"[^\"]*\"\)", "", STYLESHEET, flags=re.S)
    selectors = re.findall(r"([^{};]+)\{", without_comments)
    return {name for selector in selectors for name in re.findall(r"\.([a-zA-Z][\w-]*)", selector)}


def classes_in_templates() -> set[str]:
    found: set[str] = set()
    for text in TEMPLATES.values():
        for value in re.findall(
            r"\bclass=\"([^\"]*)\"", re.sub(r"\{#.*?#\}|\{\{.*?\}\}|\{%.*?%\}", " ", text, flags=re.S)
        ):
            found.update(value.split())
    return found


def test_no_class_in_the_stylesheet_is_without_use():
    words = set(re.findall(r"[a-zA-Z][\w-]*", re.sub(r"\{#.*?#\}", "", EVERYTHING, flags=re.S)))
    stems = {"btn-2", "btn-3", "btn-spark", "btn-bad"}  # written as "btn-" ~ kind

    assert {name for name in classes_in_the_stylesheet() - stems if name not in words} == set()


def test_no_page_uses_a_class_that_the_stylesheet_lacks():
    assert classes_in_templates() - classes_in_the_stylesheet() - {"list", "menu"} == set()


def test_icons_are_there_and_used():
    drawn = set(re.findall(r"^  \"(\w+)\":", TEMPLATES[ROOT / "templates/_ui/icons.html"], flags=re.M))
    asked = set(re.findall(r"\b(?:icon|fact)\(\s*\"(\w+)\"", EVERYTHING))

    assert asked - drawn == set()
    assert {
        name for name in drawn if not re.search(rf"[\"']{name}[\"']", EVERYTHING.replace(f'"{name}": ', ""))
    } == set()


def test_every_script_is_loaded_by_a_page():
    for path in SCRIPTS:
        named = path.stem in re.findall(r"script\(\"([\w-]+)\"\)", EVERYTHING) or path.name in EVERYTHING
        assert named, path.name


def test_nothing_on_a_page_is_refused_by_the_content_security_policy():
    for path, text in TEMPLATES.items():
        if "messages" in path.parts:
            continue  # mail has its own rules
        assert not re.search(r"<[^>]+\s(?:style|on\w+)=", text), path.name
        assert not re.search(r"<style|<script(?![^>]*(?:src=|application/(?:ld\+)?json))", text), path.name
