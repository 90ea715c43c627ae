"""What the editor of wordings says: the occasions in their groups, and what each named field stands for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask_babel import LazyString

from eventreg.core.clock import Zone
from eventreg.core.i18n import format_datetime, format_day, lazy


@dataclass(frozen=True)
class FieldWords:
    """What a field stands for, and what may stand there in a message; several lines for a list."""

    label: LazyString | str
    example: LazyString | str | Callable[[], str] = ""

    def shown(self) -> str:
        """The example in the language of the moment."""
        return self.example() if callable(self.example) else str(self.example)


def _moment() -> str:
    return format_datetime(datetime(2026, 12, 1, 2, 5, tzinfo=UTC), Zone.WIB)


def _day() -> str:
    return format_day(date(2026, 12, 1))


_LINK = "https://dekranasda.example/me/applications/PB26-0042"
_HOURS = "09.00–16.00 WIB"
_F = FieldWords

FIELDS: Mapping[str, FieldWords] = {
    "again": _F(lazy("Link to the event's page"), "https://dekranasda.example/events/pekan-batik/"),
    "all": _F(lazy("Whether the whole deposit was given back")),
    "amount": _F(lazy("Amount of the deposit"), "Rp500.000"),
    "answer": _F(lazy("The answer, in its lines"), lazy("Thank you. We looked at it again.")),
    "asked_again": _F(lazy("Whether they are asked again because the dates changed")),
    "asked_by": _F(lazy("Who asked for it"), "Panitia Demo"),
    "attached": _F(lazy("Whether files are attached; a chat by WhatsApp carries none")),
    "before": _F(lazy("Who would have come"), "Budi Santoso"),
    "booth": _F(lazy("Number of the booth"), "C-07"),
    "booth_fee": _F(lazy("What the booth costs"), "Rp550.000"),
    "booths": _F(lazy("Numbers of the booths"), "C-07, C-08"),
    "business": _F(lazy("Name of the business"), "Batik Sekar Jagad"),
    "closes": _F(lazy("When applications close"), _moment),
    "code": _F(lazy("Number of the application"), "PB26-0042"),
    "command": _F(lazy("Command that checks the seal"), "eventreg audit verify --seal …"),
    "contact": _F(lazy("WhatsApp number for questions"), "0800 0000 0012"),
    "council": _F(lazy("Short name of the council"), "Dekranasda"),
    "day": _F(lazy("The day"), _day),
    "deadline": _F(lazy("Until when they have to answer"), _moment),
    "due": _F(lazy("Until when it is answered"), _moment),
    "entries": _F(lazy("How many entries the trail has"), "1204"),
    "event": _F(lazy("Name of the event"), "Pekan Batik 2026"),
    "event_link": _F(lazy("Link to the event's page"), "https://dekranasda.example/events/pekan-batik/"),
    "expires": _F(lazy("Day on which the paper ends"), _day),
    "fee": _F(lazy("What the booth costs"), "Rp550.000"),
    "gate": _F(lazy("The gate"), lazy("East gate")),
    "gate_before": _F(lazy("The gate that it was before"), lazy("West gate")),
    "handed_over": _F(lazy("Whether the business has another owner now")),
    "happened_at": _F(lazy("When it happened"), _moment),
    "hours": _F(lazy("From when to when"), _HOURS),
    "is_booth_free": _F(lazy("Whether the booth costs nothing")),
    "is_booth_paid": _F(lazy("Whether the booth is paid already")),
    "is_booth_shared": _F(lazy("Whether the booth is shared")),
    "is_done": _F(lazy("Whether it has been mended")),
    "is_draft": _F(lazy("Whether the application has not been sent yet")),
    "kind": _F(lazy("What it is about"), lazy("Electricity")),
    "left": _F(lazy("How many recovery codes are left"), "7"),
    "link": _F(lazy("Link to the page that it is about"), _LINK),
    "letter": _F(lazy("What kind of document it is"), lazy("Letter of acceptance")),
    "mac": _F(lazy("The seal itself"), "9F3A-77C1-…"),
    "merged": _F(lazy("Business that became part of it"), "Batik Sekar"),
    "minutes": _F(lazy("How many minutes the link works"), "15"),
    "name": _F(lazy("Name of who comes"), "Sri Rahayu"),
    "note": _F(lazy("What the organisers write"), lazy("Please bring your ticket.")),
    "nothing": _F(lazy("Whether nothing of the deposit was given back")),
    "number": _F(lazy("The number"), "17"),
    "object_until": _F(lazy("Until when they may object"), _moment),
    "open_until": _F(lazy("Until when it is decided"), _moment),
    "organisation": _F(lazy("Full name of the council"), "Dewan Kerajinan Nasional Daerah"),
    "out": _F(lazy("Whether they move out (otherwise: in)")),
    "paid": _F(lazy("Whether the booth is paid already")),
    "paper": _F(lazy("Name of the paper"), "NIB"),
    "people": _F(lazy("How many people come"), lazy("4 people")),
    "person": _F(lazy("Whom it is about"), "Sri Rahayu"),
    "place": _F(lazy("Place of the event"), "Museum Batik, Jl. Jetayu"),
    "position": _F(lazy("Position in the trail"), "1204"),
    "reason": _F(lazy("The reason, in its lines"), lazy("The photos of the products are too dark.")),
    "receipt": _F(lazy("Number of the receipt"), "005/021/DEKRANASDA/XI/2026"),
    "reference": _F(lazy("Number of the payment"), "TRX-20261201"),
    "remark": _F(lazy("What is to be mended"), lazy("The photo is cut off. Send the whole page.")),
    "returned": _F(lazy("Amount that was given back"), "Rp450.000"),
    "school": _F(lazy("School or group"), "SMKN 3 Pekalongan"),
    "settings": _F(lazy("Link to what they agreed to"), "https://dekranasda.example/me/privacy"),
    "shared": _F(lazy("Whether the booth is shared")),
    "state": _F(lazy("What became of it"), lazy("Answered")),
    "subject": _F(lazy("Subject of the announcement"), lazy("New opening hours")),
    "survey": _F(lazy("Link to the survey"), "https://dekranasda.example/survei"),
    "text": _F(lazy("Text of the announcement"), lazy("On Saturday we open an hour earlier.")),
    "ticket": _F(lazy("Link to the ticket"), "https://dekranasda.example/t/ABCD"),
    "tickets": _F(lazy("The tickets, one after the other")),
    "time": _F(lazy("Day and hours"), lambda: f"{_day()}, {_HOURS}"),
    "time_before": _F(lazy("Day and hours that it was before"), lambda: f"{_day()}, 07.00–08.00 WIB"),
    "unsubscribe": _F(lazy("Link to stop such news"), "https://dekranasda.example/unsubscribe/ABCD"),
    "upheld": _F(lazy("Whether they were right")),
    "waiting_place": _F(lazy("Place on the waiting list"), "3"),
    "when": _F(lazy("Days and hours of the event"), lambda: f"{_day()}, {_HOURS}"),
    "words": _F(lazy("Words of thanks, in their lines"), lazy("Thank you for coming.")),
    # parts of rows
    "holder": _F(lazy("Name on the ticket"), "Sri Rahayu"),
    "url": _F(lazy("Link to the ticket"), "https://dekranasda.example/t/ABCD"),
    # what is compared
    "act": _F(lazy("What was done")),
    "by": _F(lazy("Which second factor")),
    "news": _F(lazy("What became of the event")),
}

ANNOUNCED = "announced"  # what staff may name in an announcement, of whatever kind it is
_OF_KIND: Mapping[tuple[str, str], FieldWords] = {
    (ANNOUNCED, "business"): _F(lazy("Name of the business; of a visitor the school, or nothing"), "Batik Sekar Jagad"),
    (ANNOUNCED, "code"): _F(lazy("Number of the application, or of the visitor's ticket"), "PB26-0042"),
    (ANNOUNCED, "link"): _F(lazy("Link to the reader's own page"), _LINK),
    (ANNOUNCED, "name"): _F(lazy("Name of the reader"), "Sri Rahayu"),
    ("sign_in", "code"): _F(lazy("Code for signing in"), "482 913"),
    ("sign_in", "link"): _F(lazy("Link for signing in"), "https://dekranasda.example/sign-in/ABCD"),
    ("visit_ticket", "code"): _F(lazy("Code of the ticket"), "ABCD-EFGH-JKMN"),
    ("tickets", "code"): _F(lazy("Code of the ticket"), "ABCD-EFGH-JKMN"),
    ("request_received", "kind"): _F(lazy("What was asked for"), lazy("A copy of my data")),
    ("request_closed", "kind"): _F(lazy("What was asked for"), lazy("A copy of my data")),
}


def words_of(kind: str, name: str) -> FieldWords:
    """What a field of this kind of message stands for; its bare name for one that nobody described."""
    return _OF_KIND.get((kind, name)) or FIELDS.get(name) or FieldWords(name.replace("_", " "), name)


OPTIONS: Mapping[str, LazyString] = {
    "cancelled": lazy("cancelled"),
    "corrected": lazy("corrected"),
    "passkey": lazy("passkey"),
    "postponed": lazy("postponed"),
    "returned": lazy("given back"),
    "totp": lazy("authenticator app"),
    "undone": lazy("taken back"),
}

_GROUPS: tuple[tuple[LazyString, tuple[str, ...]], ...] = (
    (lazy("Applications and tickets"), ("application_", "participant_", "objection_", "ticket_")),
    (lazy("Events"), ("event_", "announcement", "reminder_")),
    (lazy("Booths"), ("booth_", "loading_", "handover_", "deposit_", "fault_")),
    (lazy("Visitors"), ("visit_",)),
    (lazy("Businesses and papers"), ("business_", "paper_", "membership_", "document_")),
    (lazy("Accounts and sign-in"), ("sign_in", "address_", "factor_", "recovery_")),
    (lazy("Personal data"), ("request_", "person_")),
    (lazy("To staff"), ("review_", "audit_")),
)


def in_groups(kinds: Iterable[str]) -> list[tuple[str, list[str]]]:
    """The kinds by what they are about, in the order in which staff look for them."""
    left, groups = list(kinds), []
    for label, prefixes in _GROUPS:
        found = [kind for kind in left if kind.startswith(prefixes)]
        left = [kind for kind in left if kind not in found]
        if found:
            groups.append((str(label), found))
    return [*groups, *([(str(lazy("Others")), left)] if left else [])]
