"""What is vendored is what the script fetched: nothing was edited, added or forgotten."""

import hashlib
import json
from pathlib import Path

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"


def test_every_vendored_file_has_the_recorded_checksum():
    entries = json.loads((VENDOR / "vendor.json").read_text())
    recorded = {name: sha for entry in entries for name, sha in entry["files"].items()}
    found = {
        path.relative_to(VENDOR).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in VENDOR.rglob("*")
        if path.is_file() and path.name != "vendor.json"
    }

    assert found == recorded


def test_every_library_states_its_version_and_licence():
    for entry in json.loads((VENDOR / "vendor.json").read_text()):
        assert entry["version"]
        assert entry["licence"] in {"MIT", "OFL-1.1"}
        assert any(name.endswith("/LICENSE") for name in entry["files"])
