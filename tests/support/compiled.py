"""Routes, templates and statements compiled once for all tests of a process.

Every test has an app of its own, but all have the same routes, templates and queries, and compiling them anew takes
longer than most tests: half of a run's time was Werkzeug's builders of addresses and Jinja's templates, and a sixth of
what remained SQLAlchemy's text of queries.
"""

from collections.abc import Callable
from types import CodeType
from typing import Any

import pytest
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule


def share_routes(patch: pytest.MonkeyPatch) -> None:
    """Let routes that were compiled for one app serve the next: what they build depends on the values below alone."""
    compile_builder = Rule._compile_builder
    compiled: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}

    def shared(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        defaults = tuple(sorted((rule.defaults or {}).items()))
        key = (rule.rule, tuple(rule._trace), defaults, append_unknown)
        if key not in compiled:
            compiled[key] = compile_builder(rule, append_unknown)
        return compiled[key]

    patch.setattr(Rule, "_compile_builder", shared)


class CompiledTemplates(BytecodeCache):
    """What Jinja compiled, by name, file and content of the template."""

    def __init__(self) -> None:
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._codes.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._codes[bucket.key, bucket.checksum] = bucket.code


class CompiledStatements(dict[tuple[Any, ...], Any]):
    """SQLAlchemy's texts of queries, for the engines of all apps: one for SQLite, one for PostgreSQL.

    Every engine has a dialect of its own, but what one says differs by its name alone.
    """

    def get(self, key: tuple[Any, ...], default: Any = None) -> Any:
        return super().get(self._shared(key), default)

    def __setitem__(self, key: tuple[Any, ...], compiled: Any) -> None:
        super().__setitem__(self._shared(key), compiled)

    @staticmethod
    def _shared(key: tuple[Any, ...]) -> tuple[Any, ...]:
        dialect, *statement = key
        return (dialect.name, *statement)
