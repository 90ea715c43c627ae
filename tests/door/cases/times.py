"""Which session is meant, and its times to the millisecond."""

from typing import Any

from tests.door.cases.notation import WIB, WIT, WITA, admitted, at, case, left, says, span

Json = dict[str, Any]
TOO_EARLY, TOO_LATE = says("too_early"), says("too_late")

BOUNDS = [
    case("A millisecond before the door opens", TOO_EARLY, time="08:29:59.999", session=1),
    case("The very moment at which the door opens", admitted(), time="08:30", session=1),
    case("The door is open before the session starts", admitted(), time="08:59:59.999", session=1),
    case("A millisecond before the end", admitted(), time="16:59:59.999", session=1),
    case("The very moment of the end is too late", TOO_LATE, time="17:00", session=1),
    case("A millisecond before the door opens, no session asked for", says("too_early", None), time="08:29:59.999"),
    case("The very moment at which the door opens, no session asked for", admitted(), time="08:30"),
    case("A millisecond before the end, no session asked for", admitted(), time="16:59:59.999"),
    case("The moment of the end, and another day to come", says("too_early", None), time="17:00"),
    case("The night between two days", says("too_early", None), moment=at("00:00", day=2)),
    case("The second day's session by itself", admitted(session=2), moment=at("08:30", day=2)),
    case("The first day's session on the second day", TOO_LATE, moment=at("10:00", day=2), session=1),
    case("The second day's session on the first day", says("too_early", 2), session=2),
    case("After the last day", says("too_late", None), moment=at("17:00", day=2)),
    case("The week after", says("too_late", None), moment=at("10:00", day=8)),
    case("An event without sessions", says("too_late", None), spans=[]),
    case("A session that the event doesn't have", says("wrong_session", None), session=99),
    case("Going out has the session's times as well", left(conflict=True), time="16:59:59.999", direction="out"),
    case("Going out after the end", TOO_LATE, time="17:00", session=1, direction="out"),
]

VALIDITY = [
    case(
        "A millisecond before the ticket is valid", TOO_EARLY, time="12:59:59.999", ticket={"valid_from": at("13:00")}
    ),
    case(
        "The very moment from which the ticket is valid", admitted(), time="13:00", ticket={"valid_from": at("13:00")}
    ),
    case(
        "A millisecond before the ticket's time is over",
        admitted(),
        time="12:59:59.999",
        ticket={"valid_until": at("13:00")},
    ),
    case("The moment at which the ticket's time is over", TOO_LATE, time="13:00", ticket={"valid_until": at("13:00")}),
    case(
        "A ticket for an hour, within it",
        admitted(),
        time="11:30",
        ticket={"valid_from": at("11:00"), "valid_until": at("12:00")},
    ),
    case(
        "A ticket for the afternoon, in a session asked for in the morning",
        TOO_EARLY,
        session=1,
        ticket={"valid_from": at("13:00")},
    ),
    case(
        "A ticket until noon, in a session asked for at noon",
        TOO_LATE,
        session=1,
        time="12:00",
        ticket={"valid_until": at("12:00")},
    ),
    case(
        "A ticket that began long ago doesn't open the door earlier",
        TOO_EARLY,
        session=1,
        time="08:00",
        ticket={"valid_from": at("00:00")},
    ),
    case(
        "A ticket valid longer than the session doesn't keep the door open",
        TOO_LATE,
        session=1,
        time="17:00",
        ticket={"valid_until": at("23:00")},
    ),
    case(
        "Between two days, with a ticket whose time is over",
        says("too_early", None),
        time="18:00",
        ticket={"valid_until": at("17:00")},
    ),
    case(
        "After the last day, with a ticket for next year",
        says("too_early", None),
        moment=at("18:00", day=2),
        ticket={"valid_from": at("00:00", day=31)},
    ),
]

BOTH = [span(1, "09:00", "17:00"), span(2, "10:00", "18:00"), span(3, "10:00", "12:00")]
SEVERAL = [
    case("Of several open sessions the earliest begun", admitted(), spans=BOTH, time="11:00"),
    case(
        "Of several open sessions the earliest begun, though it was made last",
        admitted(session=4),
        spans=[*BOTH, span(4, "08:00", "17:00")],
        time="11:00",
    ),
    case("Whatever the order in which the sessions are listed", admitted(), spans=BOTH[::-1], time="11:00"),
    case("Of two that begin together the first one made", admitted(session=2), spans=[BOTH[2], BOTH[1]], time="11:00"),
    case(
        "Of several open ones the ticket's own, though it began later",
        admitted(session=2),
        spans=BOTH,
        time="11:00",
        ticket={"sessions": [2]},
    ),
    case("Of two of its own the earlier begun", admitted(), spans=BOTH, time="11:00", ticket={"sessions": [3, 1]}),
    case(
        "Open sessions, and the ticket is for none of them",
        says("wrong_session"),
        spans=BOTH,
        time="11:00",
        ticket={"sessions": [7]},
    ),
    case("A ticket for no session at all", says("wrong_session"), spans=BOTH, time="11:00", ticket={"sessions": []}),
    case(
        "Another open session than the ticket's, asked for by name",
        says("wrong_session"),
        spans=BOTH,
        time="11:00",
        session=1,
        ticket={"sessions": [2]},
    ),
    case(
        "The ticket's own session, asked for by name",
        admitted(session=2),
        spans=BOTH,
        time="11:00",
        session=2,
        ticket={"sessions": [2]},
    ),
    case("Any of the open sessions, asked for by name", admitted(session=3), spans=BOTH, time="11:00", session=3),
    case("When the earliest is over the next one is meant", admitted(session=2), spans=BOTH, time="17:00"),
    case(
        "At a gate of the second session that one is meant",
        admitted(session=2),
        spans=BOTH,
        time="11:00",
        gate={"sessions": [2]},
    ),
    case(
        "The ticket's session is open, but at another gate",
        says("wrong_session", 2),
        spans=BOTH,
        time="11:00",
        gate={"sessions": [2]},
        ticket={"sessions": [1]},
    ),
    case("A ticket for the second day, on the first", says("wrong_session"), ticket={"sessions": [2]}),
    case("A ticket for the first day, in the evening", says("too_early", None), time="18:00", ticket={"sessions": [1]}),
    case(
        "A ticket for the second day, on the second",
        admitted(session=2),
        moment=at("10:00", day=2),
        ticket={"sessions": [2]},
    ),
    case(
        "One session ends as the next one begins",
        admitted(session=2),
        spans=[span(1, "09:00", "12:00"), span(2, "12:00", "15:00")],
        time="12:00",
    ),
    case(
        "A session that begins before midnight and ends after",
        admitted(),
        spans=[{**span(1, "20:00", "20:00"), "ends_at": at("02:00", day=2)}],
        moment=at("01:59:59.999", day=2),
    ),
]

WEST, MIDDLE, EAST = (
    span(1, "09:00", "10:00"),
    span(1, "09:00", "10:00", zone=WITA),
    span(1, "09:00", "10:00", zone=WIT),
)
ZONES = [
    case(f"Nine o'clock {name}: {told}", answer, spans=[session], moment=at(time, zone=zone))
    for name, session, zone, time, told, answer in [
        ("in Jakarta", WEST, WIB, "09:00", "the door opens", admitted()),
        ("in Makassar", MIDDLE, WITA, "09:00", "the door opens", admitted()),
        ("in Jayapura", EAST, WIT, "09:00", "the door opens", admitted()),
        (
            "in Makassar",
            MIDDLE,
            WIB,
            "07:59:59.999",
            "a millisecond before, on a clock of Jakarta",
            says("too_early", None),
        ),
        ("in Makassar", MIDDLE, WIB, "08:00", "on a clock of Jakarta it is eight", admitted()),
        ("in Jayapura", EAST, WIB, "07:00", "on a clock of Jakarta it is seven", admitted()),
        ("in Jakarta", WEST, WIT, "09:00", "in Jayapura it was nine two hours ago", says("too_early", None)),
        ("in Jakarta", WEST, WIT, "11:59:59.999", "an hour later, on a clock of Jayapura", admitted()),
        ("in Jakarta", WEST, WIT, "12:00", "an hour later it is over", says("too_late", None)),
        ("in Jakarta", WEST, "+00:00", "02:00", "in Greenwich it is two", admitted()),
    ]
]

ALL = BOUNDS + VALIDITY + SEVERAL + ZONES
