"""Routes, templates and statements compiled once for all tests of a process.

Every test has an app of its own, but all have the same routes, templates and queries, and compiling them anew takes
longer than most tests: half of a run's time was Werkzeug's routes and Jinja's templates, and a fifth of what remained
SQLAlchemy's text of queries.
"""

from pathlib import Path
from types import CodeType
from typing import Any

import pytest
from jinja2 import FileSystemBytecodeCache
from jinja2.bccache import Bucket
from sqlalchemy import Dialect, Engine
from werkzeug.routing import Rule

COMPILED = ("_parts", "_trace", "_converters", "arguments")  # what compiling a route leaves on it, and two functions


def share_routes(patch: pytest.MonkeyPatch) -> None:
    """Let routes that were compiled for one app serve the next: what is made depends on the values below alone."""
    compile_route = Rule.compile
    compiled: dict[tuple[Any, ...], Rule] = {}

    def shared(rule: Rule) -> None:
        defaults, converters = tuple(sorted((rule.defaults or {}).items())), tuple(rule.map.converters.items())
        key = (rule.rule, rule.host, rule.subdomain, rule.merge_slashes, rule.map.host_matching, defaults, converters)
        known = compiled.get(key)
        if known is None:
            compile_route(rule)
            compiled[key] = rule
            return
        for name in COMPILED:
            setattr(rule, name, getattr(known, name))
        rule._build = known._build.__func__.__get__(rule, None)  # type: ignore[attr-defined]
        rule._build_unknown = known._build_unknown.__func__.__get__(rule, None)  # type: ignore[attr-defined]

    patch.setattr(Rule, "compile", shared)


class CompiledTemplates(FileSystemBytecodeCache):
    """What Jinja compiled, by name, file and content of the template; a folder hands it on to other processes."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        super().__init__(str(folder))
        self._codes: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        known = bucket.key, bucket.checksum
        if known not in self._codes:
            super().load_bytecode(bucket)
            if not bucket.code:
                return
            self._codes[known] = bucket.code
        bucket.code = self._codes[known]

    def dump_bytecode(self, bucket: Bucket) -> None:
        assert bucket.code is not None
        self._codes[bucket.key, bucket.checksum] = bucket.code
        super().dump_bytecode(bucket)


class CompiledStatements:
    """SQLAlchemy's texts of queries, for the engines of all apps.

    Every engine has a dialect of its own, by which engines and mappers keep what they compiled; here all on SQLite have
    one, and all on PostgreSQL another, which asks the server once what it is.
    """

    def __init__(self) -> None:
        self._dialects: dict[str, Dialect] = {}
        self._texts: dict[Any, Any] = {}

    def serve(self, engine: Engine) -> None:
        """Let an engine that has not connected yet use what others compiled."""
        own = engine.dialect
        shared = self._dialects.setdefault(own.name, own)
        engine.dialect = engine.pool._dialect = shared
        if shared is not own and shared.server_version_info is not None:
            own.initialize = lambda connection: None  # type: ignore[method-assign]
        engine.update_execution_options(compiled_cache=self._texts)
