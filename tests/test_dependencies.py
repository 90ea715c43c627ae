"""What we stand on: every release is pinned by its checksums, and what is locked is what is asked for."""

import re
from importlib.metadata import version

import pytest
from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

from scripts import audit_dependencies
from scripts.audit_dependencies import FINE, HOLES, NOT_ASKED
from tests.support.tree import ROOT, text_of

LOCKS = {"requirements.in": "requirements.txt", "requirements-dev.in": "requirements-dev.txt"}
MARKER = re.compile(r" ; (.+?) \\")
PIN = re.compile(r"^([A-Za-z0-9][\w.-]*)==(\S+)(.*?)(?=^\S|\Z)", re.M | re.S)


def pins(lock):
    """Each release of a lock for this Python, with its checksums; some have other releases for other Pythons."""
    return {
        canonicalize_name(match[1]): (match[2], checksums(match))
        for match in PIN.finditer(text_of(ROOT / lock))
        if (marker := MARKER.match(match[3])) is None or Marker(marker[1]).evaluate()
    }


def checksums(match):
    return re.findall(r"--hash=sha256:[0-9a-f]{64}\b", match[3])


def wishes(name):
    """What a list asks for, with what the lists that it names ask for."""
    for line in text_of(ROOT / name).splitlines():
        wish = line.partition("#")[0].strip()
        if wish.startswith("-r "):
            yield from wishes(wish.removeprefix("-r ").strip())
        elif wish:
            yield Requirement(wish)


@pytest.mark.parametrize("lock", LOCKS.values())
def test_every_release_has_checksums_and_comes_from_an_index(lock):
    found = pins(lock)

    assert len(found) > 40
    assert [match[0] for match in PIN.finditer(text_of(ROOT / lock)) if not checksums(match)] == []
    assert not re.search(r"(?m)^(?!\s|#)\S*(://|@ )", text_of(ROOT / lock))


@pytest.mark.parametrize(("wished", "lock"), LOCKS.items())
def test_the_lock_holds_what_is_asked_for(wished, lock):
    found = pins(lock)

    unmet = [
        str(wish)
        for wish in wishes(wished)
        if canonicalize_name(wish.name) not in found
        or not wish.specifier.contains(Version(found[canonicalize_name(wish.name)][0]), prereleases=True)
    ]

    assert unmet == []


def test_both_locks_agree():
    """What was tested is what runs."""
    runs, tested = pins("requirements.txt"), pins("requirements-dev.txt")

    assert {name: tested.get(name, ("missing", []))[0] for name in runs} == {name: runs[name][0] for name in runs}


def test_what_is_installed_is_what_is_locked():
    locked = pins("requirements.txt")
    asked = {canonicalize_name(wish.name) for wish in wishes("requirements.in")}

    assert {name: version(name) for name in asked} == {name: locked[name][0] for name in asked}


# ---- How the answers of the vulnerability service are read ------------------------------------------

FLASK = {"name": "flask", "version": "3.1.3", "vulns": []}
HOLE = {"name": "pillow", "version": "1.0", "vulns": [{"id": "PYSEC-2020-1"}, {"id": "CVE-2020-2"}]}
SKIPPED = {"name": "x", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("found", "status", "words"),
    [
        ([FLASK], FINE, "1 releases, no known holes"),
        ([FLASK, HOLE], HOLES, "pillow 1.0: PYSEC-2020-1, CVE-2020-2"),
        ([FLASK, SKIPPED], NOT_ASKED, "not asked about 1 of 2 releases (x: not found)"),
        ([SKIPPED, HOLE], HOLES, "pillow"),
    ],
)
def test_what_an_answer_comes_to(found, status, words):
    told = audit_dependencies.read(found)

    assert told[0] == status
    assert words in told[1]


def test_no_answer_is_not_a_good_one(monkeypatch, tmp_path, capsys):
    """A service that can't be reached is told loudly, with a status of its own."""
    monkeypatch.setattr(audit_dependencies.sys, "executable", "/bin/false")

    assert audit_dependencies.main() == NOT_ASKED
    assert "NOT CHECKED" in capsys.readouterr().err
