"""Fetch the libraries that pages load, pinned, from the npm registry: `make vendor`.

Each package is taken with `npm pack`, the files that we use are copied to `static/vendor/<name>/` with their licence,
and `static/vendor/vendor.json` records version, licence and checksums; the tests hold the files to it.
"""

import hashlib
import json
import shutil
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import NamedTuple

VENDOR = Path(__file__).resolve().parent.parent / "static" / "vendor"


class Package(NamedTuple):
    """What is taken from one package: `files` maps a path in the package to a name here."""

    folder: str
    name: str
    version: str
    files: dict[str, str]


PACKAGES = [
    Package("noble-ed25519", "@noble/ed25519", "3.2.0", {"index.js": "index.js"}),
    Package(
        "plus-jakarta-sans",
        "@fontsource-variable/plus-jakarta-sans",
        "5.3.0",
        {"files/plus-jakarta-sans-latin-wght-normal.woff2": "plus-jakarta-sans-latin-wght-normal.woff2"},
    ),
    Package(
        "zxing-wasm",
        "zxing-wasm",
        "3.1.4",
        {
            "dist/es/reader/index.js": "reader/index.js",
            "dist/es/share.js": "share.js",
            "dist/reader/zxing_reader.wasm": "reader/zxing_reader.wasm",
        },
    ),
]


def unpack(package: Package, place: Path) -> Path:
    """The package's files, in a folder under `place`; npm checks the registry's own checksum."""
    done = subprocess.run(
        ["npm", "pack", "--silent", "--pack-destination", str(place), f"{package.name}@{package.version}"],
        check=True,
        capture_output=True,
        text=True,
    )
    with tarfile.open(place / done.stdout.strip()) as archive:
        archive.extractall(place / package.folder, filter="data")
    return place / package.folder / "package"


def vendor(package: Package, source: Path) -> dict[str, object]:
    """Copy what we use and say what it is."""
    target = VENDOR / package.folder
    shutil.rmtree(target, ignore_errors=True)
    checksums = {}
    for origin, name in {**package.files, "LICENSE": "LICENSE"}.items():
        copy = target / name
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source / origin, copy)
        checksums[f"{package.folder}/{name}"] = hashlib.sha256(copy.read_bytes()).hexdigest()
    about = json.loads((source / "package.json").read_text())
    return {
        "name": package.name,
        "version": about["version"],
        "licence": about["license"],
        "files": dict(sorted(checksums.items())),
    }


def main() -> None:
    """Fetch everything anew."""
    with tempfile.TemporaryDirectory() as place:
        entries = [vendor(package, unpack(package, Path(place))) for package in PACKAGES]
    (VENDOR / "vendor.json").write_text(json.dumps(entries, indent=2) + "\n")
    for entry in entries:
        print(entry["name"], entry["version"], entry["licence"])


if __name__ == "__main__":
    main()
