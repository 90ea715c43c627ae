"""Whatever a person reads is there in both languages."""

import re
from collections import defaultdict

import pytest
from babel.messages.catalog import Catalog
from babel.messages.frontend import CommandLineInterface
from babel.messages.pofile import read_po

from tests.support.tree import PACKAGE, ROOT, TEMPLATES

CATALOGUE = PACKAGE / "translations" / "id" / "LC_MESSAGES" / "messages.po"
LANGUAGES = {"id", "en"}
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")


@pytest.fixture(scope="module")
def words(tmp_path_factory) -> Catalog:
    """The words in the code today, found as `make i18n` finds them."""
    template = tmp_path_factory.mktemp("words") / "messages.pot"
    keywords = ["-k", "_", "-k", "lazy", "-k", "ngettext:1,2"]
    arguments = [
        "pybabel",
        "-q",
        "extract",
        "--ignore-dirs",
        ".*",  # by default _ui would be passed over
        *keywords,
        "-F",
        str(ROOT / "pyproject.toml"),
        "-o",
        str(template),
        str(ROOT),
    ]
    CommandLineInterface().run(arguments)
    with template.open("rb") as file:
        return read_po(file)


@pytest.fixture(scope="module")
def indonesian() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="id")


def strings(message) -> list[str]:
    return list(message.string) if isinstance(message.string, tuple) else [message.string]


def test_every_word_is_translated(words, indonesian):
    assert "Sign out" in words  # in templates/_ui
    missing = [message.id for message in words if message.id and not is_translated(message, indonesian)]

    assert missing == []


def is_translated(message, catalogue) -> bool:
    known = catalogue.get(message.id, message.context)
    return known is not None and not known.fuzzy and all(strings(known))


def test_no_translation_is_left_over(words, indonesian):
    assert [message.id for message in indonesian if message.id and words.get(message.id, message.context) is None] == []


def test_translations_name_the_same_values(indonesian):
    wrong = []
    for message in indonesian:
        originals = message.id if isinstance(message.id, tuple) else (message.id,)
        expected = set(PLACEHOLDER.findall(originals[-1]))
        if message.id and any(set(PLACEHOLDER.findall(text)) != expected for text in strings(message)):
            wrong.append(message.id)

    assert wrong == []


def test_every_message_is_there_in_both_languages():
    languages = defaultdict(set)
    for path in (TEMPLATES / "messages").glob("*.md"):
        name, language = path.stem.rsplit(".", 1)
        languages[name].add(language)

    assert languages
    assert {name: found for name, found in languages.items() if found != LANGUAGES} == {}


def test_words_on_the_way_to_a_place_keep_their_indonesian(indonesian):
    """A filter once took "Apply" over: whoever wanted to register read "Terapkan" on the button."""
    said = {word: indonesian.get(word).string for word in ("Apply", "Number of places", "Application number")}

    assert said == {
        "Apply": "Daftar",
        "Number of places": "Jumlah tempat",
        "Application number": "Nomor pendaftaran",
    }
