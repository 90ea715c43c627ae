"""The fixtures that every feature's tests share; CONTRIBUTING.md shows how they are used."""

import contextlib
import gc
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zlib import crc32

import pytest
from flask import Flask
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from eventreg.core.config import Settings
from eventreg.core.db import db
from eventreg.core.i18n import LANGUAGE_COOKIE
from tests.support import chromium, postgres
from tests.support.absence import missing
from tests.support.compiled import CompiledStatements, CompiledTemplates, share_routes
from tests.support.databases import BOTH, SQLITE, Database, Databases
from tests.support.server import TEMPLATES, Server, free_port, serving
from tests.support.smtp import Mailbox, mailbox
from tests.support.summary import Summary, place_of, uses_browser
from tests.support.visitor import Visitor

# No example is too slow: a busy machine must not fail a property. The short run asks the same code with the same
# examples each time, so that what was right yesterday is right today; the long run draws new ones.
SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
hypothesis.register_profile("long", deadline=None, suppress_health_check=SLOW)
hypothesis.register_profile("short", hypothesis.get_profile("long"), derandomize=True)

RUN_DIR = pytest.StashKey[Path]()
KEYS = {
    "EVENTREG_SECRET_KEY": "a key for tests alone, never for people's data",
    "EVENTREG_FIELD_KEYS": "ZXZlbnRyZWctdGVzdHMtb25seS1ub3QtYS1zZWNyZXQ=",
    "EVENTREG_AUDIT_KEY": "another key for tests alone, never for people's data",
}


# ---- The run: a folder that its processes share, and the line that sums it up ---------------------


def pytest_configure(config: pytest.Config) -> None:
    hypothesis.load_profile("short" if is_short(config) else "long")
    worker_input = getattr(config, "workerinput", None)
    if worker_input is not None:
        config.stash[RUN_DIR] = Path(worker_input["run_dir"])
        return
    run_dir = Path(tempfile.mkdtemp(prefix="eventreg-tests-"))
    os.environ[TEMPLATES] = str(run_dir / "templates")  # the processes of xdist inherit it
    run_dir.chmod(0o755)  # PostgreSQL runs as another user when the tests run as root
    config.stash[RUN_DIR] = run_dir
    config.pluginmanager.register(Summary(), "eventreg-summary")


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["run_dir"] = str(node.config.stash[RUN_DIR])


def pytest_unconfigure(config: pytest.Config) -> None:
    if RUN_DIR in config.stash and not hasattr(config, "workerinput"):
        postgres.stop(config.stash[RUN_DIR])
        shutil.rmtree(config.stash[RUN_DIR], ignore_errors=True)


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """A test of the app runs on both databases, one of the browser on SQLite, unless its mark says otherwise.

    In the short run tests without a mark take turns: half of them run on SQLite, half on PostgreSQL. The long run asks
    each on both.
    """
    if "database_kind" not in metafunc.fixturenames:
        return
    chosen = metafunc.definition.get_closest_marker("databases")
    only_sqlite = metafunc.definition.get_closest_marker("sqlite_only")
    narrowed = only_sqlite or (uses_browser(metafunc.fixturenames) and not chosen)
    kinds = (SQLITE,) if narrowed else chosen.args if chosen else BOTH
    if kinds == BOTH and not chosen and is_short(metafunc.config):
        kinds = (BOTH[crc32(metafunc.definition.nodeid.encode()) % 2],)
    metafunc.parametrize("database_kind", kinds, scope="function")


def is_short(config: pytest.Config) -> bool:
    """Whether `make test` asks, with its ten minutes, rather than `make test-long` or somebody for a few tests."""
    return bool(config.option.markexpr == "not long")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        item.user_properties.append(("place", place_of(item)))


# ---- The app --------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest) -> Iterator[Databases]:
    """The databases of this test process."""
    made = Databases(request.config.stash[RUN_DIR], os.environ.get("PYTEST_XDIST_WORKER", "main"))
    yield made
    made.close()


@pytest.fixture
def database(database_kind: str, databases: Databases, tmp_path: Path) -> Database:
    """An empty database at head: `database.kind` is "sqlite" or "postgresql"."""
    try:
        return databases.migrated(database_kind, tmp_path)
    except postgres.NoPostgres as reason:
        missing(str(reason))


@pytest.fixture
def environ(request: pytest.FixtureRequest, database: Database, tmp_path: Path) -> dict[str, str]:
    """The environment that the app is made from; `@pytest.mark.environ(NAME="value")` changes it."""
    port = free_port() if "live_server" in request.fixturenames else 8000
    values = {
        **KEYS,
        "EVENTREG_ENV": "development",
        "EVENTREG_INSTANCE": str(tmp_path / "instance"),
        "EVENTREG_BASE_URL": f"http://localhost:{port}",
        "DATABASE_URL": database.url,
    }
    if "smtp" in request.fixturenames:
        box: Mailbox = request.getfixturevalue("smtp")
        values |= {"MAIL_SERVER": box.host, "MAIL_PORT": str(box.port)}
    for mark in request.node.iter_markers("environ"):
        values |= mark.kwargs
    return values


@pytest.fixture
def settings(environ: dict[str, str]) -> Settings:
    return Settings.from_environ(environ)


@pytest.fixture(scope="session")
def loaded() -> None:
    """All code is there and stays: from here on the search for garbage leaves it out, which was a quarter of a test."""
    import eventreg.app  # noqa: F401  # late, so that tests of pure rules load no feature

    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000)


@pytest.fixture(scope="session")
def compiled_templates(loaded: None, request: pytest.FixtureRequest) -> Iterator[CompiledTemplates]:
    """What the apps of this process share, and the routes with it."""
    with pytest.MonkeyPatch.context() as patch:
        share_routes(patch)
        yield CompiledTemplates(request.config.stash[RUN_DIR] / "templates")


@pytest.fixture(scope="session")
def compiled_statements() -> CompiledStatements:
    return CompiledStatements()


@pytest.fixture
def app(
    settings: Settings, compiled_templates: CompiledTemplates, compiled_statements: CompiledStatements
) -> Iterator[Flask]:
    """The app on an empty database. The test opens the context it needs: `with app.app_context():`."""
    from eventreg.app import create_app  # late, so that tests of pure rules load no feature

    app = create_app(settings)
    app.testing = True
    app.jinja_env.bytecode_cache = compiled_templates
    with app.app_context():
        compiled_statements.serve(db.engine)
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def visitor(app: Flask) -> Callable[..., Visitor]:
    """Makes visitors, each with cookies of their own: `visitor()`, `visitor(language="en")`."""

    def make(*, language: str = "id") -> Visitor:
        return Visitor(app, language=language)

    return make


@pytest.fixture
def client(visitor: Callable[..., Visitor]) -> Visitor:
    """Somebody who isn't signed in and reads Indonesian."""
    return visitor()


@pytest.fixture
def smtp() -> Iterator[Mailbox]:
    """A real SMTP server; the app is set up to send to it, `smtp.messages` are what arrived."""
    with mailbox() as box:
        yield box


# ---- The real server and the browser --------------------------------------------------------------


@pytest.fixture
def server_options(request: pytest.FixtureRequest) -> list[str]:
    """One process of eight threads, and the worker where there is a mail server. A test may override this fixture."""
    return ["--workers", "1", *(["--worker"] if "smtp" in request.fixturenames else [])]


@pytest.fixture
def live_server(app: Flask, environ: dict[str, str], server_options: list[str], tmp_path: Path) -> Iterator[Server]:
    """`eventreg serve` on the database and the files of `app`."""
    with serving(environ, tmp_path, server_options) as server:
        yield server


@pytest.fixture(scope="session")
def playwright_driver() -> Iterator[Any]:
    expect.set_options(timeout=15_000)  # a busy machine is slow, not wrong
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def launch_browser(playwright_driver: Any) -> Iterator[Callable[..., Browser]]:
    """Starts Chromium; `launch_browser(camera=path)` shows a film to its camera, `is_whole` has one that may film."""
    with contextlib.ExitStack() as opened:

        def launch(camera: Path | None = None, *, is_whole: bool = False) -> Browser:
            program = chromium.find(is_whole=is_whole or camera is not None)
            if program is None:
                missing(chromium.HOW_TO_GET_ONE)
            arguments = chromium.arguments(str(camera) if camera else None)
            browser: Browser = playwright_driver.chromium.launch(executable_path=program, args=arguments)
            opened.callback(browser.close)
            return browser

        yield launch


@pytest.fixture(scope="session")
def browser(launch_browser: Callable[..., Browser]) -> Browser:
    return launch_browser()


@pytest.fixture
def new_context(request: pytest.FixtureRequest, live_server: Server) -> Iterator[Callable[..., BrowserContext]]:
    """Makes browser contexts, one a person: `new_context(viewport=…, browser=launch_browser(camera=…))`."""
    with contextlib.ExitStack() as opened:

        def make(*, language: str = "id", **options: Any) -> BrowserContext:
            browser: Browser = options.pop("browser", None) or request.getfixturevalue("browser")
            # Nothing glides: on a busy machine a button that still scrolls is missed by the click that aims at it.
            usual: dict[str, Any] = {"base_url": live_server.url, "locale": "id-ID", "reduced_motion": "reduce"}
            usual["viewport"] = {"width": 1280, "height": 800}
            context = browser.new_context(**{**usual, **options})
            context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": live_server.url}])
            context.set_default_timeout(15_000)
            opened.callback(context.close)
            return context

        yield make


@pytest.fixture
def context(new_context: Callable[..., BrowserContext]) -> BrowserContext:
    return new_context()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    """A page of the live server: `page.goto("/events/")`."""
    return context.new_page()
