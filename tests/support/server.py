"""The real server: `eventreg serve`, in processes of its own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.request import urlopen

EVENTREG = Path(sys.executable).with_name("eventreg")
PATIENCE_S = 60


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
    """A port of loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def run_eventreg(environ: Mapping[str, str], *arguments: str) -> str:
    """Run the command line as a person would. Raises AssertionError with its words when it fails."""
    command = [str(EVENTREG), *arguments]
    done = subprocess.run(command, env=_env(environ), stdin=subprocess.DEVNULL, capture_output=True, text=True)
    assert done.returncode == 0, f"eventreg {' '.join(arguments)}:\n{done.stdout}{done.stderr}"
    return done.stdout


@contextmanager
def serving(environ: Mapping[str, str], folder: Path, options: Sequence[str]) -> Iterator[Server]:
    """Serve until the block ends, at the port that EVENTREG_BASE_URL names."""
    url = environ["EVENTREG_BASE_URL"]
    port = url.rsplit(":", 1)[1]
    log_file = folder / "server.log"
    command = [str(EVENTREG), "serve", "--host", "127.0.0.1", "--port", port, *options]
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            command, env=_env(environ), stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True
        )
    server = Server(url, log_file, environ)
    try:
        _wait_until_it_answers(server, process, f"http://127.0.0.1:{port}/healthz")
        yield server
    finally:
        _end(process)


def _env(environ: Mapping[str, str]) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**kept, "PYTHONUNBUFFERED": "1", **environ}


def _wait_until_it_answers(server: Server, process: subprocess.Popen[bytes], address: str) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), urlopen(address, timeout=5) as answer:
            if answer.status == 200:
                return
        time.sleep(0.05)
    raise AssertionError(f"the server did not start:\n{server.log}")


def _end(process: subprocess.Popen[bytes]) -> None:
    """Kill the server and its workers at once: everything that they might still write is thrown away."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
