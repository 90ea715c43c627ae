"""The routes of the app as the tests walk them: every one that exists, whoever added it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import Flask
from werkzeug.routing import IntegerConverter, Rule

CHANGING = {"POST", "PUT", "PATCH", "DELETE"}
# In order of the alphabet, none of them anybody's.
NOBODYS_NUMBER, NOBODYS_NAME = 1, "tidak-ada"


@dataclass(frozen=True)
class Route:
    """A way to ask for something: `parameters` are the names that stand in its address."""

    endpoint: str
    method: str
    rule: Rule

    def __str__(self) -> str:
        return f"{self.method} {self.rule.rule}"

    @property
    def parameters(self) -> frozenset[str]:
        return frozenset(self.rule.arguments)

    def path(self, values: Mapping[str, object] | None = None) -> str:
        """The address with these values; what is not given is nobody's."""
        chosen = {name: self._usual(name) for name in self.parameters} | dict(values or {})
        built = self.rule.build({name: chosen[name] for name in self.parameters}, append_unknown=False)
        assert built is not None, f"{self} can't be built from {chosen}"
        return built[1]

    def _usual(self, name: str) -> object:
        converter = self.rule._converters[name]
        if isinstance(converter, IntegerConverter):
            return NOBODYS_NUMBER
        options = getattr(converter, "items", None)  # those of <any(…):name>
        return sorted(options)[0] if options else NOBODYS_NAME


def routes(app: Flask, *methods: str) -> Iterator[Route]:
    """Every route of the app that takes one of the methods, each method by itself."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        for method in sorted((rule.methods or set()) & set(methods)):
            yield Route(rule.endpoint, method, rule)
