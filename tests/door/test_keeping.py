"""What a phone keeps is found from what the page names, and a change of anything in it is another version."""

from pathlib import Path

import pytest

from eventreg.door.keeping import Kept, kept

PAGE = """
  <link href="/static/css/look.css?v=12"><script type="module" src="/static/js/main.js?v=34"></script>
  <a href="https://example.com/static/js/other.js">…</a> <dialog data-table="/static/js/table.json?v=56">
"""
FILES = {
    "css/look.css": 'src: url("../vendor/letters.woff2"); background: url("data:image/svg+xml,…")',
    "vendor/letters.woff2": "\x00\x01",
    "js/main.js": 'import { a } from "./a.js"; const b = () => import("../vendor/reader/b.js"); new Worker("./w.js")',
    "js/a.js": 'import "./main.js";',
    "js/w.js": "",
    "js/table.json": "{}",
    "js/other.js": 'import "./nobody_asks_for_it.js"',
    "js/nobody_asks_for_it.js": "",
    "vendor/reader/b.js": "new URL('./', import.meta.url)",
    "vendor/reader/b.wasm": "\x00asm",
    "../secret.js": "",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "static"
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def look(folder: Path, page: str = PAGE, worker: str = "") -> Kept:
    return kept(page, folder, "/static", worker)


def test_all_that_is_named_and_nothing_else(folder):
    assert sorted(look(folder).files) == [
        "css/look.css",
        "js/a.js",
        "js/main.js",
        "js/table.json",
        "js/w.js",
        "vendor/letters.woff2",
        "vendor/reader/b.js",
        "vendor/reader/b.wasm",
    ]


def test_nothing_outside_the_folder(folder):
    (folder / "js/a.js").write_text('import "../../secret.js"')

    assert "../secret.js" not in look(folder).files


def test_another_word_another_file_or_another_worker_is_another_version(folder):
    first = look(folder)
    again = look(folder)
    (folder / "vendor/reader/b.wasm").write_text("\x00asm2")
    versions = [first, look(folder), look(folder, PAGE + "Pintu"), look(folder, worker="addEventListener")]

    assert first == again
    assert len({one.version for one in versions}) == 4
