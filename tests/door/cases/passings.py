"""In, out, in again; what phones did without signal; undoing."""

from typing import Any

from tests.door.cases.notation import FAIR, ONCE, admitted, already, arrived, at, case, left, passed, says

Json = dict[str, Any]
IN, OUT, AGAIN = passed("in", "09:00", "a"), passed("out", "09:30", "b"), passed("in", "10:00", "c")
LAST = passed("out", "10:30", "d")
OFFLINE_IN, OFFLINE_OUT = {**IN, "offline": True}, {**OUT, "offline": True}
ELSEWHERE = {**IN, "session": 2}
UNDONE_IN, UNDONE_OUT = {**IN, "undone": True}, {**OUT, "undone": True}

ENTRIES = [
    case("Nobody came by this ticket before", admitted()),
    case("Somebody is in", already("a"), earlier=arrived(IN)),
    case("Somebody is in at another session", admitted(), earlier=arrived(ELSEWHERE)),
    case("Somebody was in, went out and comes again", admitted(2), earlier=arrived(IN, OUT)),
    case("Somebody came again, and now another one", already("c", 2), earlier=arrived(IN, OUT, AGAIN), time="11:00"),
    case("In for the third time", admitted(3), earlier=arrived(IN, OUT, AGAIN, LAST), time="11:00"),
    case("Out", left(), earlier=arrived(IN), direction="out"),
    case("Out, and nobody had come in", left(conflict=True), direction="out"),
    case(
        "Out, and somebody had come in at another session",
        left(conflict=True),
        earlier=arrived(ELSEWHERE),
        direction="out",
    ),
    case("Out twice", left(conflict=True), earlier=arrived(IN, OUT), direction="out"),
    case("In, and somebody went out whom nobody had let in", admitted(2), earlier=arrived(OUT)),
    case("The scan before was undone", admitted(), earlier=arrived(UNDONE_IN)),
    case("The way out was undone: the person is still in", already("a"), earlier=arrived(IN, UNDONE_OUT)),
    case(
        "The way in was undone: out without an in before",
        left(conflict=True),
        earlier=arrived(UNDONE_IN),
        direction="out",
    ),
    case("Admitted a millisecond ago", already("a"), earlier=arrived(IN), time="09:00:00.001"),
    case("Admitted at the same moment", already("a"), earlier=arrived(IN), time="09:00"),
    case(
        "A phone's clock ran ahead when it let somebody in",
        already("a"),
        earlier=arrived({**IN, "offline": True, "moment": at("16:00")}),
    ),
    case(
        "A phone's clock ran ahead when somebody went out",
        admitted(2),
        earlier=arrived(IN, {**OUT, "offline": True, "moment": at("16:00")}),
    ),
]

SINGLE_ENTRY = [
    case("One entry only: nobody came yet", admitted(), spans=ONCE),
    case("One entry only: somebody is in", already("a"), spans=ONCE, earlier=arrived(IN)),
    case("One entry only: whoever went out stays out", already("a"), spans=ONCE, earlier=arrived(IN, OUT)),
    case("One entry only: going out is told", left(), spans=ONCE, earlier=arrived(IN), direction="out"),
    case("One entry only: out twice", left(conflict=True), spans=ONCE, earlier=arrived(IN, OUT), direction="out"),
    case("One entry only: out without an in, then in", admitted(), spans=ONCE, earlier=arrived(OUT)),
    case("One entry only: undone, the entry is free again", admitted(), spans=ONCE, earlier=arrived(UNDONE_IN)),
    case(
        "One entry only: the way out undone, nobody else comes in",
        already("a"),
        spans=ONCE,
        earlier=arrived(IN, UNDONE_OUT),
    ),
    case(
        "One entry only, and a phone without signal let the person in again",
        admitted(conflict=True, first="a"),
        spans=ONCE,
        earlier=arrived(IN, OUT),
        phone_said="admitted",
    ),
    case(
        "Entry only once at the first session, and the second one is open too",
        admitted(session=2),
        spans=[*ONCE, {**FAIR[0], "id": 2}],
        session=2,
        earlier=arrived(IN, OUT),
    ),
]

FACTS = [
    case("Without signal let in, and nobody else was", admitted(), phone_said="admitted"),
    case(
        "Without signal let in, and an online admission stands",
        admitted(conflict=True, first="a"),
        earlier=arrived(IN),
        phone_said="admitted",
    ),
    case(
        "Without signal let in earlier than online: the online one stays",
        admitted(conflict=True, first="a"),
        earlier=arrived(IN),
        time="08:45",
        phone_said="admitted",
    ),
    case(
        "Without signal at two gates, this one later",
        admitted(conflict=True, first="a"),
        earlier=arrived(OFFLINE_IN),
        phone_said="admitted",
    ),
    case(
        "Without signal at two gates, this one earlier: it stands",
        admitted(),
        earlier=arrived(OFFLINE_IN),
        time="08:45",
        phone_said="admitted",
    ),
    case(
        "Without signal at two gates in the same moment: the smaller id stands",
        admitted(conflict=True, first="a"),
        earlier=arrived(OFFLINE_IN),
        time="09:00",
        phone_said="admitted",
    ),
    case(
        "Without signal at two gates in the same moment, this id is the smaller",
        admitted(),
        earlier=arrived({**OFFLINE_IN, "scan_id": "z"}),
        time="09:00",
        phone_said="admitted",
    ),
    case(
        "Without signal a millisecond before the other gate",
        admitted(),
        earlier=arrived(OFFLINE_IN),
        time="08:59:59.999",
        phone_said="admitted",
    ),
    case("Without signal let in after somebody went out", admitted(2), earlier=arrived(IN, OUT), phone_said="admitted"),
    case(
        "Without signal let in before somebody went out",
        admitted(conflict=True, first="a"),
        earlier=arrived(IN, OUT),
        time="09:15",
        phone_said="admitted",
    ),
    case(
        "Without signal let in at the very moment of the way out: it counts as before",
        admitted(conflict=True, first="a"),
        earlier=arrived(IN, OUT),
        time="09:30",
        phone_said="admitted",
    ),
    case(
        "Without signal let in a millisecond after the way out",
        admitted(2),
        earlier=arrived(IN, OUT),
        time="09:30:00.001",
        phone_said="admitted",
    ),
    case("Without signal sent away as too early: nobody is in", says("too_early", entry=1), phone_said="too_early"),
    case("Without signal sent away as unknown, and the ticket is good", says("unknown", entry=1), phone_said="unknown"),
    case(
        "Without signal sent away as already admitted, rightly",
        already("a"),
        earlier=arrived(IN),
        phone_said="already_admitted",
    ),
    case(
        "Without signal sent away as already admitted, and the server knows of nobody",
        says("already_admitted", entry=1),
        phone_said="already_admitted",
    ),
    case("Without signal let out", left(), earlier=arrived(IN), direction="out", phone_said="left"),
    case(
        "Without signal let out before anybody came in",
        left(conflict=True),
        earlier=arrived(IN),
        time="08:45",
        direction="out",
        phone_said="left",
    ),
    case("Without signal let out when nobody was in", left(conflict=True), direction="out", phone_said="left"),
    case("Online, and a phone without signal had let somebody in", already("a"), earlier=arrived(OFFLINE_IN)),
    case("Online, and a phone without signal had let somebody out", admitted(2), earlier=arrived(IN, OFFLINE_OUT)),
]

UNDOING = [
    case("Undo: the scan was a way in", says("undone", None), direction="undo", target="in"),
    case("Undo: the scan was a way out", says("undone", None), direction="undo", target="out"),
    case("Undo: an undo can't be undone", says("unreadable", None), direction="undo", target="undo"),
    case("Undo: the scan is still on its way, and the undo waits for it", says("undone", None), direction="undo"),
    case("Undo: another phone's scan", says("unreadable", None), direction="undo", elsewhere=True),
    case(
        "Undo: another phone has a scan of that id too",
        says("undone", None),
        direction="undo",
        target="in",
        elsewhere=True,
    ),
    case(
        "Undo: what is shown isn't looked at",
        says("undone", None),
        direction="undo",
        target="in",
        shown={"readable": False},
    ),
    case(
        "Undo: a ticket that was taken back meanwhile",
        says("undone", None),
        direction="undo",
        target="in",
        ticket={"state": "revoked"},
    ),
    case("Undo: after the end of the day", says("undone", None), direction="undo", target="in", time="23:00"),
    case(
        "Undo: on a phone that was taken off the door",
        says("quarantined", None),
        direction="undo",
        target="in",
        shown={"phone_revoked": True},
    ),
    case("A scan whose undo came first", says("undone"), undone=True),
    case("A way out whose undo came first", says("undone"), undone=True, direction="out", earlier=arrived(IN)),
    case(
        "A scan whose undo came first, by a ticket that is on hold",
        says("on_hold"),
        undone=True,
        ticket={"state": "on_hold"},
    ),
    case(
        "Without signal let in and undone there: it counts for nobody else",
        admitted(),
        undone=True,
        phone_said="admitted",
        earlier=arrived(IN),
    ),
]

ALL = ENTRIES + SINGLE_ENTRY + FACTS + UNDOING
