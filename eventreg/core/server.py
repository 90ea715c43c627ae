"""The production server: gunicorn with threads, the same for `eventreg serve` and `make run`."""

import signal
import subprocess
import sys
from collections.abc import Callable
from typing import Any

from flask import Flask
from gunicorn.app.base import BaseApplication

THREADS = 8


class Server(BaseApplication):  # type: ignore[misc]
    """Serves the app that `make_app` gives to each worker process."""

    def __init__(self, make_app: Callable[[], Flask], options: dict[str, Any]) -> None:
        self.make_app = make_app
        self.options = options
        super().__init__()

    def load_config(self) -> None:
        """Hand our options to gunicorn."""
        for name, value in self.options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The app, made in the worker process, so that no connection is shared over a fork."""
        return self.make_app()


def serve(
    make_app: Callable[[], Flask],
    *,
    host: str,
    port: int,
    workers: int,
    cert: str | None,
    key: str | None,
    with_worker: bool,
    announce: Callable[[], None],
) -> None:
    """Serve until Ctrl-C or SIGTERM; with `with_worker` the outbox's worker runs beside it and ends with it."""
    companions: list[subprocess.Popen[bytes]] = []

    def when_ready(server: object) -> None:
        if with_worker:
            companions.append(subprocess.Popen([sys.executable, "-m", "eventreg", "worker"]))
        announce()

    def on_exit(server: object) -> None:
        for companion in companions:
            companion.send_signal(signal.SIGTERM)
        for companion in companions:
            companion.wait(timeout=15)

    options: dict[str, Any] = {
        "bind": f"[{host}]:{port}" if ":" in host else f"{host}:{port}",
        "workers": workers,
        "worker_class": "gthread",
        "threads": THREADS,
        "keepalive": 15,
        "timeout": 60,
        "graceful_timeout": 15,
        "accesslog": None,  # addresses carry tokens
        "loglevel": "warning",
        "when_ready": when_ready,
        "on_exit": on_exit,
        "control_socket_disable": True,
    }
    if cert and key:
        options |= {"certfile": cert, "keyfile": key}
    Server(make_app, options).run()
