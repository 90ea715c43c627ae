"""Says at the end how many tests ran where, also when several processes shared them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

import pytest

PLACES = {
    "sqlite": "on SQLite",
    "postgresql": "on PostgreSQL",
    "browser": "in the browser",
    "none": "without a database",
}


class Summary:
    """Counts every test that was executed once, in one place; a browser test counts as that."""

    def __init__(self) -> None:
        self.counts: Counter[str] = Counter()
        self.matrix: list[tuple[int, int, int]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        ran = report.when == "call" and not report.skipped
        broke_before = report.when == "setup" and report.failed
        if ran or broke_before:
            properties = dict(report.user_properties)
            self.counts[str(properties.get("place", "none"))] += 1
            if "matrix" in properties:
                self.matrix.append(properties["matrix"])  # type: ignore[arg-type]

    @pytest.hookimpl(trylast=True)
    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        words = ", ".join(f"{self.counts[place]} {where}" for place, where in PLACES.items())
        terminalreporter.write_line("")
        terminalreporter.write_line(f"ran: {words}")
        if self.matrix:
            routes, methods, _ = self.matrix[0]
            total = sum(requests for _, _, requests in self.matrix)
            size = f"{routes} routes, {len(self.matrix)} kinds of people, {methods} methods: {total} requests"
            terminalreporter.write_line(f"matrix: {size}")


def place_of(item: pytest.Item) -> str:
    """Where a test runs, by the fixtures that it uses."""
    fixtures: list[str] = getattr(item, "fixturenames", [])
    if uses_browser(fixtures):
        return "browser"
    if "database_kind" in fixtures:
        callspec: Any = getattr(item, "callspec", None)
        return str(callspec.params["database_kind"])
    return "none"


def uses_browser(fixtures: Iterable[str]) -> bool:
    """Whether Chromium is among a test's fixtures; contexts start it when the first page is opened."""
    return not {"browser", "launch_browser", "new_context"}.isdisjoint(fixtures)
