"""Static files: kept by browsers for a year, under an address that changes with their content."""

import hashlib
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, Response, request


def init_static(app: Flask) -> None:
    """Add `?v=` to every static address, and long caching to what is asked for with it."""
    root = Path(app.static_folder or "")

    @app.url_defaults
    def add_version(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint == "static" and "filename" in values and "v" not in values:
            values["v"] = _version(root / values["filename"])

    @app.after_request
    def keep(response: Response) -> Response:
        if request.endpoint == "static" and response.status_code in {200, 304}:
            long = "v" in request.args
            response.headers["Cache-Control"] = "public, max-age=31536000, immutable" if long else "public, max-age=300"
        return response


@lru_cache(maxsize=512)
def _version(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10] if path.is_file() else "0"
