"""A whole council for the browser: demo data made once a run, served once a test process."""

import fcntl
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from eventreg.app import create_app
from eventreg.core.config import Settings
from tests.browser.council import Council, demo_environ, make_council
from tests.support.databases import Databases
from tests.support.server import free_port, serving


@pytest.fixture(scope="session")
def council(databases: Databases, browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Council]:
    """The demo's council with its server; tests that use it only look, or change what no other test looks at."""
    folder = tmp_path_factory.mktemp("council")
    shutil.copytree(_made_once(databases), folder, dirs_exist_ok=True)
    environ = demo_environ(folder, f"http://localhost:{free_port()}")
    with serving(environ, folder, ["--workers", "1"]) as server:
        council = Council(server.url, create_app(Settings.from_environ(environ)), browser)
        yield council
        council.close()


def _made_once(databases: Databases) -> Path:
    """The folder of a council, made by the first process that asks while the others wait."""
    folder = databases.run_dir / "council"
    with (databases.run_dir / "council.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (folder / "made").exists():
            folder.mkdir()
            make_council(databases, folder)
            (folder / "made").touch()
    return folder
