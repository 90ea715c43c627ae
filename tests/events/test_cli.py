"""`eventreg events list`, as scripts read it."""

import json
from datetime import UTC, datetime

from eventreg.core.clock import Zone
from eventreg.core.db import unit_of_work
from eventreg.events.rules import EventKind, EventState
from tests.factories.events import days, make_event
from tests.support.server import run_eventreg


def test_events_are_listed_one_object_a_line(app, environ):
    with app.app_context(), unit_of_work():
        starts = datetime(2031, 3, 4, 1, tzinfo=UTC)
        make_event(title="Kelas «Malam»", state=EventState.DRAFT, zone=Zone.WIT, sessions=days(starts))
        past = datetime(2020, 1, 1, tzinfo=UTC)
        make_event(title="Dulu", kind=EventKind.EXHIBITION, now=past)
    lines = [json.loads(line) for line in run_eventreg(environ, "events", "list", "--json").splitlines()]

    assert [line["state"] for line in lines] == ["finished", "draft"]
    assert lines[1] == {
        "slug": "kelas-malam",
        "kind": "training",
        "state": "draft",
        "title": "Kelas «Malam»",
        "starts_at": "2031-03-04T10:00:00+09:00",
        "ends_at": "2031-03-04T18:00:00+09:00",
    }
    assert "kelas-malam" in run_eventreg(environ, "events", "list")
