"""What every process of `eventreg` that the tests start finds done: code imported, routes compiled, mappers wired.

Loaded once by the helper that those processes are forks of (tests/support/server.py). To make the app there takes them
a twentieth of a second where it took one.
"""

import gc
import tempfile
from pathlib import Path

import flask_limiter.commands  # noqa: F401  # the command line asks for it
import pytest
from flask import Flask
from sqlalchemy.orm import configure_mappers

import eventreg.core.server  # noqa: F401
from eventreg.app import create_app
from eventreg.cli import main
from eventreg.core.config import Settings
from tests.support.compiled import CompiledTemplates, share_routes

__all__ = ["keep_templates", "main"]


def keep_templates(folder: Path) -> None:
    """Let all apps of this process share what they make of their templates with those who know the folder."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": CompiledTemplates(folder)}


share_routes(pytest.MonkeyPatch())
with tempfile.TemporaryDirectory() as instance:
    create_app(Settings.from_environ({"EVENTREG_INSTANCE": instance, "DATABASE_URL": "sqlite://"}))
configure_mappers()
gc.collect()
gc.freeze()
