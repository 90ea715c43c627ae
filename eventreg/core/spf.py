"""Whether a domain lets an address send mail in its name (RFC 7208), and what is wrong with what it says of it. Pure.

Macros are not followed: what needs one is taken for unknown.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

Address = IPv4Address | IPv6Address
Lookup = Callable[[str, str], list[str]]  # name and type → what stands there; nothing where there is nothing
LAST_LOOKUP = 10
DEEPEST = 12


class Verdict(StrEnum):
    """What a domain says of an address; `none` where it says nothing at all."""

    PASS = "pass"  # noqa: S105
    FAIL = "fail"
    SOFTFAIL = "softfail"
    NEUTRAL = "neutral"
    NONE = "none"
    BROKEN = "permerror"


QUALIFIERS = {"+": Verdict.PASS, "-": Verdict.FAIL, "~": Verdict.SOFTFAIL, "?": Verdict.NEUTRAL}


@dataclass
class Reading:
    """How it was found out: the record, how many look-ups it took, and what is wrong."""

    verdict: Verdict = Verdict.NONE
    record: str = ""
    lookups: int = 0
    faults: list[str] = field(default_factory=list)


def records_of(domain: str, lookup: Lookup) -> list[str]:
    """What a domain says about who may send; more than one is as good as none."""
    return [text for text in lookup(domain, "TXT") if text.lower() == "v=spf1" or text.lower().startswith("v=spf1 ")]


def read(domain: str, address: str, lookup: Lookup) -> Reading:
    """What the domain says of the address, read as a receiving server does."""
    reading = Reading()
    found = records_of(domain, lookup)
    reading.record = found[0] if found else ""
    reading.verdict = _verdict(domain, ip_address(address), lookup, reading, 0)
    if reading.lookups > LAST_LOOKUP:
        reading.faults.append(f"takes {reading.lookups} look-ups; servers give up after {LAST_LOOKUP}")
        reading.verdict = Verdict.BROKEN
    return reading


def _verdict(domain: str, address: Address, lookup: Lookup, reading: Reading, depth: int) -> Verdict:
    found = records_of(domain, lookup)
    if len(found) > 1:
        reading.faults.append(f"{domain} has {len(found)} records; only one may begin with v=spf1")
        return Verdict.BROKEN
    if not found or depth > DEEPEST:
        return Verdict.NONE
    redirect = ""
    for term in found[0].split()[1:]:
        if term.lower().startswith("redirect="):
            redirect = term.partition("=")[2]
        elif "=" not in term.partition(":")[0]:
            verdict = _of_term(term, domain, address, lookup, reading, depth)
            if verdict:
                return verdict
    if redirect:
        reading.lookups += 1
        return _verdict(redirect, address, lookup, reading, depth + 1)
    return Verdict.NEUTRAL


def _of_term(term: str, domain: str, address: Address, lookup: Lookup, reading: Reading, depth: int) -> Verdict | None:
    """What one mechanism says, None where it doesn't match."""
    qualifier = QUALIFIERS.get(term[0])
    name, _, value = term.lstrip("+-~?").partition(":")
    name, _, length = name.partition("/")
    value, _, own_length = value.partition("/") if name.lower() in {"a", "mx"} else (value, "", "")
    matches = _matches(name.lower(), value or domain, length or own_length, address, lookup, reading, depth)
    return (qualifier or Verdict.PASS) if matches else None


def _matches(
    name: str, value: str, length: str, address: Address, lookup: Lookup, reading: Reading, depth: int
) -> bool:
    if name in {"include", "a", "mx", "ptr", "exists"}:
        reading.lookups += 1
    if reading.lookups > LAST_LOOKUP * 2 or "%" in value:
        return False
    match name:
        case "all":
            return True
        case "ip4" | "ip6":
            return _within(address, [value])
        case "a":
            return _within(address, _with(length, addresses_of(value, lookup)))
        case "mx":
            hosts = [entry.split()[-1] for entry in lookup(value, "MX")]
            return _within(address, _with(length, (found for host in hosts for found in addresses_of(host, lookup))))
        case "include":
            if not records_of(value, lookup):
                reading.faults.append(f"includes {value}, which says nothing")
            return _verdict(value, address, lookup, reading, depth + 1) is Verdict.PASS
        case "ptr" | "exists":
            return False
    reading.faults.append(f"says “{name}”, which means nothing")
    return False


def addresses_of(host: str, lookup: Lookup) -> list[str]:
    """The addresses of a host."""
    return [*lookup(host, "A"), *lookup(host, "AAAA")]


def _with(length: str, addresses: Iterable[str]) -> Iterator[str]:
    """Addresses as networks: `24` or `24//64`, the second for IPv6."""
    short, _, long = length.partition("//")
    for one in addresses:
        size = long if ":" in one else short
        yield f"{one}/{size}" if size else one


def _within(address: Address, networks: Iterable[str]) -> bool:
    for network in networks:
        try:
            if address in ip_network(network, strict=False):
                return True
        except ValueError:
            continue
    return False
