"""The real server: `eventreg serve`, in processes of its own.

To import the app and to make it takes three seconds, and the tests start it a hundred times. So each process of the
tests has one helper that did so and nothing else (warm.py); whatever is started is a fork of that one. `run_installed`
starts the installed command.
"""

import contextlib
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from urllib.request import urlopen

EVENTREG = Path(sys.executable).with_name("eventreg")
PATIENCE_S = 60
PORTS = islice(cycle(range(20_000, 32_000)), 37 * os.getpid() % 12_000, None)  # each process begins elsewhere
FORKS = multiprocessing.get_context("forkserver")  # for the processes of a rush, too
FORKS.set_forkserver_preload(["tests.support.warm"])
TEMPLATES = "EVENTREG_TEST_TEMPLATES"  # names the folder where the processes of a run share what Jinja compiled


@dataclass(frozen=True)
class Server:
    """A running server: `url` has no slash at its end; `log` is what it wrote so far."""

    url: str
    log_file: Path
    environ: Mapping[str, str]

    @property
    def log(self) -> str:
        return self.log_file.read_text(errors="replace")

    def run(self, *arguments: str) -> str:
        """Run an `eventreg` command against the server's database and return what it printed."""
        return run_eventreg(self.environ, *arguments)


def free_port() -> int:
    """A port of loopback that nobody listens on, for this run's next server.

    From those that the system gives to nobody by itself: otherwise a connection could take it before the server does.
    """
    for port in PORTS:
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as servers do, after another has just ended
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no port is free")


def run_eventreg(environ: Mapping[str, str], *arguments: str) -> str:
    """Run the command line as a person would. Raises AssertionError with its words when it fails."""
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder, "out"), Path(folder, "err")
        process = start_eventreg(environ, arguments, out, err)
        process.join()
        said, complained = out.read_text(), err.read_text()
    assert process.exitcode == 0, f"eventreg {' '.join(arguments)}:\n{said}{complained}"
    return said


def run_installed(environ: Mapping[str, str], *arguments: str) -> str:
    """The same by the command that is installed, in a Python of its own."""
    command = [str(EVENTREG), *arguments]
    done = subprocess.run(command, env=_env(environ), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, f"eventreg {' '.join(arguments)}:\n{done.stdout}{done.stderr}"
    return done.stdout


class Serving:
    """A server that can be killed, as by a power cut, and started again at the same address."""

    def __init__(self, environ: Mapping[str, str], folder: Path, options: Sequence[str]) -> None:
        """It listens at the port that EVENTREG_BASE_URL names; `options` are those of `eventreg serve`."""
        self.environ, self.options = environ, list(options)
        self.server = Server(environ["EVENTREG_BASE_URL"], folder / "server.log", environ)
        self._process: ForkServerProcess | None = None

    def start(self) -> Server:
        """Start, and wait until it answers."""
        port, log = self.server.url.rsplit(":", 1)[1], self.server.log_file
        arguments = ["serve", "--host", "127.0.0.1", "--port", port, *self.options]
        self._process = start_eventreg(self.environ, arguments, log, log)
        _wait_until_it_answers(self.server, self._process, f"http://127.0.0.1:{port}/healthz")
        return self.server

    def kill(self) -> None:
        """kill -9 of the server and its workers at once; what they were doing is not finished."""
        if self._process and self._process.pid:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.kill()
            self._process.join()


@contextmanager
def serving(environ: Mapping[str, str], folder: Path, options: Sequence[str]) -> Iterator[Server]:
    """Serve until the block ends; everything that it might still write then is thrown away."""
    running = Serving(environ, folder, options)
    try:
        yield running.start()
    finally:
        running.kill()


def start_eventreg(environ: Mapping[str, str], arguments: Sequence[str], out: Path, err: Path) -> ForkServerProcess:
    """Start a command that writes into these files; whoever starts it joins it."""
    out.touch()
    err.touch()
    templates = os.environ.get(TEMPLATES)
    process = FORKS.Process(target=_be_eventreg, args=(_env(environ), list(arguments), str(out), str(err), templates))
    process.start()
    return process


def _be_eventreg(environ: dict[str, str], arguments: list[str], out: str, err: str, templates: str | None) -> None:
    """In the fork: become what the console script starts, in a session of its own."""
    os.setsid()
    for number, file in enumerate((os.devnull, out, err)):
        os.dup2(os.open(file, os.O_RDWR | os.O_APPEND), number)
    sys.stdin, sys.stdout, sys.stderr = open(0), open(1, "w", buffering=1), open(2, "w", buffering=1)  # noqa: SIM115
    os.environ.clear()
    os.environ.update(environ)
    sys.argv = ["eventreg", *arguments]
    from tests.support import warm  # here, where it is there already

    if templates:
        warm.keep_templates(Path(templates))
    warm.main()


def _env(environ: Mapping[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONUNBUFFERED": "1", **environ}


def _wait_until_it_answers(server: Server, process: ForkServerProcess, address: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if not process.is_alive():
            break
        with contextlib.suppress(OSError), urlopen(address, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"the server did not start:\n{server.log}")
