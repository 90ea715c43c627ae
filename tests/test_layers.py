"""import-linter's contracts hold, and each of them notices when it is broken."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.tree import FEATURES, PACKAGE, ROOT

BETWEEN = "A feature knows only those before it"
INSIDE = "Inside a feature one looks down only"
NO_WEB = "Services, queries and models know no web framework"
OPTIMISER = "One file alone knows the optimiser"
PURE = "Rules are pure"
LINT = Path(sys.executable).with_name("lint-imports")


@pytest.fixture
def copy(tmp_path):
    """The package in a folder of its own, where something can be planted."""
    shutil.copy(ROOT / "setup.cfg", tmp_path)
    shutil.copytree(
        PACKAGE, tmp_path / "eventreg", ignore=shutil.ignore_patterns("__pycache__", "fonts", "*.mo", "*.po")
    )
    return tmp_path


def lint(folder):
    done = subprocess.run([LINT, "--no-cache"], cwd=folder, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout + done.stderr


def plant(folder, module, line):
    path = folder / (module.replace(".", "/") + ".py")
    path.write_text(f"{path.read_text() if path.exists() else ''}\n{line}\n")


def test_the_layers_hold(copy):
    status, said = lint(copy)

    assert status == 0, said


BREAKS = [
    (BETWEEN, "eventreg.events.queries", "import eventreg.applications.queries"),
    (BETWEEN, "eventreg.core.clock", "import eventreg.accounts.models"),
    (BETWEEN, "eventreg.door.views", "import eventreg.app"),
    (BETWEEN, "eventreg.newcomer", "# a module that has no place yet"),
    (INSIDE, "eventreg.events.models", "import eventreg.events.queries"),
    (INSIDE, "eventreg.accounts.service", "import eventreg.accounts.forms"),
    (NO_WEB, "eventreg.applications.service", "import flask"),
    (NO_WEB, "eventreg.businesses.queries", "import wtforms"),
    (OPTIMISER, "eventreg.allocation.reasons", "import numpy"),
    (PURE, "eventreg.tickets.rules", "import sqlalchemy"),
    (PURE, "eventreg.events.rules", "import eventreg.core.db"),
]


@pytest.mark.parametrize(("contract", "module", "line"), BREAKS)
def test_a_planted_violation_breaks_its_contract(copy, contract, module, line):
    plant(copy, module, line)

    status, said = lint(copy)

    assert status != 0
    assert f"{contract} BROKEN" in said


def test_every_contract_is_tested():
    written = re.findall(r"^\[importlinter:contract:.+\]\nname = (.+)$", (ROOT / "setup.cfg").read_text(), re.M)

    assert set(written) == {contract for contract, _, _ in BREAKS}


def test_every_feature_is_looked_into():
    """All but the demo, which is a list of made-up things and who makes them."""
    setup = (ROOT / "setup.cfg").read_text()

    assert [feature for feature in FEATURES if f"    eventreg.{feature}\n" not in setup] == ["demo"]
