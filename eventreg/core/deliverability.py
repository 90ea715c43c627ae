"""Whether mail of ours will be believed: settings, the server, and what the sender's domain says in the DNS.

Each finding says in words what was seen, and what to write where when something is missing.
"""

import base64
import binascii
import ipaddress
import socket
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

import dns.exception
import dns.resolver
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_der_public_key

from eventreg.core import spf
from eventreg.core.carriers import ServerTrouble
from eventreg.core.config import Settings
from eventreg.core.mailer import sender_of
from eventreg.core.smtp import Watch, connect

USUAL_SELECTORS = (
    "default", "mail", "dkim", "google", "selector1", "selector2", "s1", "s2", "k1", "k2", "k3", "mx", "smtp", "zoho",
    "zmail", "brevo", "mailjet", "mandrill", "pm", "resend", "fm1", "fm2", "fm3", "titan1", "hostingermail-a",
)  # fmt: skip
PATIENCE_S = 5.0
SHORTEST_KEY = 1024


class Level(StrEnum):
    """How it is: `note` is worth knowing, `problem` costs messages."""

    OK = "ok"
    NOTE = "note"
    PROBLEM = "PROBLEM"


@dataclass(frozen=True)
class Advice:
    """One thing that was looked at, how it is, and what to do about it."""

    subject: str
    level: Level
    says: str
    todo: str = ""


class Names:
    """Questions to the DNS, each asked once. `silent`: those that nobody answered."""

    def __init__(self, resolver: str = "") -> None:
        self.silent: set[str] = set()
        self._known: dict[tuple[str, str], list[str]] = {}
        self._resolver = dns.resolver.Resolver(configure=not resolver)
        if resolver:
            host, _, port = resolver.rpartition(":") if resolver.count(":") == 1 else (resolver, "", "")
            self._resolver.nameservers = [socket.gethostbyname(host)]
            self._resolver.port = int(port or 53)
        self._resolver.lifetime = PATIENCE_S

    def __call__(self, name: str, kind: str) -> list[str]:
        """What stands at a name, as text; nothing where there is nothing."""
        if (name, kind) not in self._known:
            self._known[name, kind] = self._ask(name, kind)
        return self._known[name, kind]

    def _ask(self, name: str, kind: str) -> list[str]:
        try:
            answer = self._resolver.resolve(name, kind, raise_on_no_answer=False)
        except dns.resolver.NXDOMAIN:
            return []
        except (dns.exception.DNSException, UnicodeError):
            self.silent.add(name)
            return []
        if kind == "TXT":
            return [b"".join(entry.strings).decode("utf-8", "replace") for entry in answer]
        return [entry.to_text() for entry in answer]


def advice(settings: Settings, names: Names) -> Iterator[Advice]:
    """Look at everything, one finding after the other."""
    if not settings.mail_server:
        yield Advice(
            "settings", Level.PROBLEM, "MAIL_SERVER is not set: messages wait in the outbox", "Set MAIL_SERVER."
        )
        return
    domain = sender_of(settings)[1].rpartition("@")[2].lower()
    yield from _settings(settings, domain)
    yield _server(settings)
    if not _is_public(domain):
        return
    names(domain, "TXT")
    if names.silent:
        yield Advice("DNS", Level.PROBLEM, f"nobody answers about {domain}", "Check this machine's name servers.")
        return
    yield _mail_back(domain, names)
    yield _spf(settings, domain, names)
    yield _dkim(settings, domain, names)
    yield _dmarc(domain, names)
    if names.silent:
        asked = ", ".join(sorted(names.silent))
        yield Advice("DNS", Level.PROBLEM, f"nobody answered about {asked}: what is said of it above may be wrong")


def _is_public(domain: str) -> bool:
    return "." in domain and not domain.endswith((".localhost", ".local", ".test"))


def _settings(settings: Settings, domain: str) -> Iterator[Advice]:
    address = sender_of(settings)[1]
    if not _is_public(domain):
        says = f"MAIL_DEFAULT_SENDER is {address or 'empty'}: no server outside believes it"
        yield Advice("sender", Level.PROBLEM, says, "Set MAIL_DEFAULT_SENDER to an address of the office's own domain.")
    else:
        host = urlsplit(settings.base_url).hostname or ""
        level = Level.OK if _belong_together(host, domain) else Level.NOTE
        says = f"{address}; links in messages lead to {host}"
        yield Advice("sender", level, says, "" if level is Level.OK else OTHER_DOMAIN)
    if settings.mail_use_tls and settings.mail_use_ssl:
        yield Advice("TLS", Level.NOTE, "MAIL_USE_TLS and MAIL_USE_SSL are both set", "MAIL_USE_SSL alone is used.")
    is_clear = not (settings.mail_use_tls or settings.mail_use_ssl) and not _is_here(settings.mail_server)
    if is_clear:
        wanted = "MAIL_USE_SSL=1" if settings.mail_port == 465 else "MAIL_USE_TLS=1 (mostly with MAIL_PORT=587)"
        level = Level.PROBLEM if settings.mail_username else Level.NOTE
        what = "messages and the password" if settings.mail_username else "messages"
        yield Advice("TLS", level, f"{what} travel in the clear to {settings.mail_server}", f"Set {wanted}.")


OTHER_DOMAIN = "Mail programs trust messages more whose links lead to the sender's own domain."


def _belong_together(host: str, domain: str) -> bool:
    """Whether both are of one domain that somebody registered."""
    return _registered(host) == _registered(domain)


def _registered(host: str) -> str:
    """The part that somebody registered: two labels, or three below such as `go.id`."""
    labels = host.lower().rstrip(".").split(".")
    is_deeper = len(labels) > 2 and len(labels[-1]) == 2 and len(labels[-2]) <= 4 and labels[-2] != "www"
    return ".".join(labels[-3 if is_deeper else -2 :])


def _is_here(host: str) -> bool:
    with suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return host == "localhost"


def _server(settings: Settings) -> Advice:
    """Reach it, encrypt, sign in: as for a message."""
    place = f"{settings.mail_server}:{settings.mail_port}"
    try:
        with Watch(PATIENCE_S * 6) as watch:
            line = connect(settings, watch)
            offers_tls = line.has_extn("starttls")
            line.end()
    except ServerTrouble as trouble:
        code, _, details = str(trouble).partition(":")
        return Advice(
            "server", Level.PROBLEM, f"{place}: {SAYS.get(code, code)}: {details.strip()}", TODO.get(code, "")
        )
    how = "TLS" if settings.mail_use_tls or settings.mail_use_ssl else "no encryption"
    signed = "signed in" if settings.mail_username else "no sign-in"
    todo = "It offers STARTTLS: set MAIL_USE_TLS=1." if offers_tls and how == "no encryption" else ""
    return Advice(
        "server",
        Level.NOTE if todo and not _is_here(settings.mail_server) else Level.OK,
        f"{place} answers; {how}, {signed}",
        todo,
    )


SAYS = {
    "certificate": "its certificate is wrong",
    "sign_in": "it refuses our sign-in",
    "silent": "it does not answer",
    "tls": "no encrypted connection can be made",
    "unreachable": "it can't be reached",
}
TODO = {
    "certificate": "Set MAIL_SERVER to the name that its certificate is for, or let the server's owner renew it.",
    "sign_in": "Check MAIL_USERNAME and MAIL_PASSWORD; some providers want a password made for programs.",
    "silent": "Check MAIL_PORT, and whether this machine may reach it (firewall).",
    "tls": "MAIL_USE_TLS is for port 587, MAIL_USE_SSL for port 465.",
    "unreachable": "Check MAIL_SERVER and MAIL_PORT, and whether this machine may reach it (firewall).",
}


def _mail_back(domain: str, names: Names) -> Advice:
    """Answers and returned mail have to arrive somewhere."""
    hosts = [entry.split()[-1] for entry in names(domain, "MX")]
    if hosts:
        return Advice("MX", Level.OK, f"mail to {domain} goes to {', '.join(hosts)}")
    return Advice("MX", Level.NOTE, f"{domain} takes no mail: answers and returned mail get lost")


def _spf(settings: Settings, domain: str, names: Names) -> Advice:
    host = urlsplit(settings.base_url).hostname or "" if _is_here(settings.mail_server) else settings.mail_server
    addresses = [host] if host.replace(".", "").isdigit() or ":" in host else spf.addresses_of(host, names)
    found = spf.records_of(domain, names)
    if not found:
        todo = f'Write a TXT record at {domain}: "v=spf1 a:{host} ~all", or what your mail provider says.'
        return Advice("SPF", Level.PROBLEM, f"{domain} does not say who may send in its name", todo)
    if not addresses:
        return Advice("SPF", Level.PROBLEM, f"no address of {host} is known, so nothing can be compared")
    readings = {address: spf.read(domain, address, names) for address in addresses}
    faults = sorted({fault for reading in readings.values() for fault in reading.faults})
    refused = [address for address, reading in readings.items() if reading.verdict is not spf.Verdict.PASS]
    says = f"“{found[0]}”" + "".join(f"; {fault}" for fault in faults)
    if refused:
        todo = (
            f"It does not allow {', '.join(refused)} ({host}). Add a:{host} before its end, "
            "or what your mail provider says (include:…)."
        )
        return Advice("SPF", Level.PROBLEM, says, todo)
    lookups = max(reading.lookups for reading in readings.values())
    return Advice("SPF", Level.NOTE if faults else Level.OK, f"{says} allows {host}; {lookups} of 10 look-ups")


def _dkim(settings: Settings, domain: str, names: Names) -> Advice:
    own = settings.mail_dkim_selector
    for selector in [own] if own else USUAL_SELECTORS:
        where = f"{selector}._domainkey.{domain}"
        for text in names(where, "TXT"):
            fault = _fault_in_key(text)
            level = Level.PROBLEM if fault else Level.OK
            return Advice("DKIM", level, f"key at {where}{f': {fault}' if fault else ''}", KEY_TODO if fault else "")
    if own:
        return Advice("DKIM", Level.PROBLEM, f"no key at {own}._domainkey.{domain}", KEY_TODO)
    return Advice("DKIM", Level.PROBLEM, f"no key of {domain} at the usual names", f"{KEY_TODO} {SELECTOR_TODO}")


KEY_TODO = "Let your mail provider sign for the domain, and write the TXT or CNAME record that it gives you."
SELECTOR_TODO = "If that is done, set MAIL_DKIM_SELECTOR to the name before ._domainkey."


def _fault_in_key(text: str) -> str:
    """What is wrong with a DKIM record, empty when nothing is."""
    tags = dict(part.strip().partition("=")[::2] for part in text.split(";") if part.strip())
    key = "".join(tags.get("p", "").split())
    if not key:
        return "it was withdrawn (p= is empty)"
    if tags.get("k", "rsa").strip() != "rsa":
        return ""
    try:
        public = load_der_public_key(base64.b64decode(key, validate=True))
    except (ValueError, binascii.Error, UnsupportedAlgorithm):
        return "it is no key; perhaps a part was lost when it was copied"
    short = isinstance(public, RSAPublicKey) and public.key_size < SHORTEST_KEY
    return f"it is shorter than {SHORTEST_KEY} bits" if short else ""


def _dmarc(domain: str, names: Names) -> Advice:
    for where in dict.fromkeys([domain, _registered(domain)]):
        found = [text for text in names(f"_dmarc.{where}", "TXT") if text.lower().startswith("v=dmarc1")]
        if len(found) > 1:
            return Advice("DMARC", Level.PROBLEM, f"_dmarc.{where} has {len(found)} records; only one may be there")
        if found:
            return Advice("DMARC", Level.OK, f"_dmarc.{where}: “{found[0]}”")
    todo = f'Write a TXT record at _dmarc.{domain}: "v=DMARC1; p=none; rua=mailto:dmarc@{domain}".'
    return Advice(
        "DMARC", Level.PROBLEM, f"{domain} does not say what to do with mail that only pretends to be its", todo
    )
