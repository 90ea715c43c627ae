"""What a scan's token or code says of itself, and which ticket it names."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from eventreg.core import signing
from eventreg.door import queries
from eventreg.door.admission import Attempt
from eventreg.door.models import Scan
from eventreg.door.protocol import Incoming
from eventreg.door.rules import Direction
from eventreg.tickets import queries as ticket_queries
from eventreg.tickets import rules as ticket_rules
from eventreg.tickets.rules import TokenVerdict, Unreadable


@dataclass(frozen=True)
class Identified:
    """What a token or code says, and the ticket that it names."""

    readable: bool = True
    token: TokenVerdict = TokenVerdict.GENUINE
    ticket_id: int | None = None


def identify(event_id: int, scans: Iterable[Incoming]) -> dict[str, Identified]:
    """What each of the scans shows, by its id."""
    numbers, codes, found = {}, {}, {}
    keys: dict[int, Mapping[int, bytes]] = {}

    def keys_of(event: int) -> Mapping[int, bytes]:
        if event not in keys:
            keys[event] = ticket_queries.public_keys(event)
        return keys[event]

    for scan in scans:
        try:
            if scan.token is not None:
                token = ticket_rules.decode(ticket_rules.token_from_scan(scan.token))
                said = ticket_rules.judge(token, event_id=event_id, keys_of=keys_of, verify=signing.verify)
                found[scan.id] = Identified(token=said)
                if said is TokenVerdict.GENUINE:
                    numbers[scan.id] = token.number.hex()
            else:
                codes[scan.id] = ticket_rules.read_code(scan.code or "")
        except Unreadable:
            found[scan.id] = Identified(readable=False)
    by_number = queries.ticket_ids_by_number(event_id, set(numbers.values())) if numbers else {}
    by_code = queries.ticket_ids_by_code(event_id, set(codes.values())) if codes else {}
    found |= {scan_id: Identified(ticket_id=by_number.get(number)) for scan_id, number in numbers.items()}
    return found | {scan_id: Identified(ticket_id=by_code.get(code)) for scan_id, code in codes.items()}


def attempt_of(scan: Scan, incoming: Incoming, known: Mapping[str, Scan], undone: Container[str]) -> Attempt:
    """A stored scan as the rule wants it. `known`: scans of the same phone by their ids; `undone`: the ids of those
    whose undo has arrived."""
    is_undo = scan.direction is Direction.UNDO
    target = known.get(scan.undoes or "") if is_undo else None
    lost = is_undo and target is None
    return Attempt(
        scan.moment,
        scan.scan_id,
        scan.direction,
        incoming.session,
        scan.gate,
        scan.companions,
        incoming.phone_said,
        undone=scan.scan_id in undone,
        target=target.direction if target else None,
        elsewhere=lost and queries.is_scan_of_another(scan.event_id, scan.device_id, scan.undoes or ""),
    )
