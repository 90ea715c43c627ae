"""Minutes of handing over a booth (berita acara serah terima stan) in words, filled in or to be filled in by hand."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date as plain_date

from eventreg.booths.models import Booth
from eventreg.core.i18n import Language, _, current_language, format_date, format_datetime, format_time
from eventreg.core.money import rupiah
from eventreg.core.numerals import in_words
from eventreg.council.models import Organisation
from eventreg.council.queries import organisation
from eventreg.curation.papers import day_in_words
from eventreg.documents.letterhead import letterhead
from eventreg.events.models import Event
from eventreg.onsite import ledger, minutes, queries, registering
from eventreg.onsite.documents import minutes_pdf
from eventreg.onsite.ledger import Handed
from eventreg.onsite.minutes import Thing
from eventreg.onsite.models import Deposit, Handover
from eventreg.onsite.rules import Way
from eventreg.onsite.texts import Bundle, Heads, Minutes, Rows, Side

DOTS = "." * 36
SHORT = "." * 14
SPARE_LINES = 1


@dataclass(frozen=True)
class _Common:
    """What the papers of an event have in common, looked up once for all. `expected`: what stands in a booth."""

    event: Event
    council: Organisation
    expected: Sequence[Thing]
    deposit: str

    @classmethod
    def of(cls, event: Event, deposit: Deposit | None) -> "_Common":
        settings = queries.settings_of(event.id)
        amount = deposit.amount if deposit else settings.deposit
        return cls(event, organisation(), minutes.things_of(settings.equipment), _terms(amount, deposit))


def paper_of(event: Event, row: Handed, way: Way, deposit: Deposit | None) -> bytes:
    """The minutes of one booth; where nothing is written yet, a form to fill in by hand."""
    return minutes_pdf(_bundle(event, way), [_minutes(_Common.of(event, deposit), row, way, row.of(way))])


def blank_forms(event: Event, way: Way, rows: Iterable[Handed]) -> bytes:
    """A form to fill in by hand for each booth, all in one file."""
    common = _Common.of(event, None)

    def made() -> Iterator[Minutes]:
        for row in rows:
            yield _minutes(common, row, way, None)

    return minutes_pdf(_bundle(event, way), made())


def _bundle(event: Event, way: Way) -> Bundle:
    return Bundle(
        title=f"{registering.title_of(way)} {event.title}",
        letterhead=letterhead(),
        language=current_language().value,
        heads=Heads(
            remarks=_("Remarks"),
            page=_("Page %(page)s of %(pages)s", page="{page}", pages="{pages}"),
        ),
    )


def _minutes(common: _Common, row: Handed, way: Way, written: Handover | None) -> Minutes:
    one, event = row.application, common.event
    return Minutes(
        titles=(registering.title_of(way).upper(), event.title, _("Number: %(number)s", number=DOTS)),
        foot=f"{registering.title_of(way)} · {row.booth.label} · {one.business.name} · {one.code}",
        opening=_opening(event, written),
        first=_council_side(common.council, way, written),
        second=_exhibitor_side(row, way, written),
        deed=_deed(way),
        booth=_booth(row.booth),
        columns=_columns(way),
        lines=_lines(common.expected, row, way, written),
        remarks=(written.note or _("None.")) if written else "",
        deposit=common.deposit,
        closing=_("These minutes are made truthfully, in two copies, one for each side."),
        agreed=_agreed(event, written),
        place_and_day=_place_and_day(common, written),
        document=registering.entered(written) if written and written.accepted_at else None,
    )


def _opening(event: Event, written: Handover | None) -> str:
    day, hour = f"{SHORT}, {DOTS}", SHORT
    if written:
        local = written.at.astimezone(event.zone.info)
        is_indonesian = current_language() is Language.ID
        day = day_in_words(local) if is_indonesian else format_date(written.at, event.zone)
        hour = format_time(written.at, event.zone)
    place = event.place_name or DOTS
    return _("On this day, %(day)s, at %(hour)s, at %(place)s, we who sign below:", day=day, hour=hour, place=place)


def _council_side(council: Organisation, way: Way, written: Handover | None) -> Side:
    name = (written.by.name if written.by else "") if written else ""
    rows: Rows = (
        (_("The first side"), name or DOTS),
        (_("For"), _("%(council)s, organiser", council=council.name)),
    )
    signs = _("The first side, who hands over") if way is Way.IN else _("The first side, who takes it back")
    return Side(rows, signs, name)


def _exhibitor_side(row: Handed, way: Way, written: Handover | None) -> Side:
    one, name = row.application, written.exhibitor if written else ""
    rows: Rows = (
        (_("The second side"), name or DOTS),
        (_("Business"), f"{one.business.name} ({one.code})"),
    )
    signs = _("The second side, who takes it over") if way is Way.IN else _("The second side, who hands it back")
    return Side(rows, signs, name)


def _deed(way: Way) -> str:
    if way is Way.IN:
        return _("The first side has handed the booth described below, with what is in it, over to the second side.")
    return _("The second side has handed the booth described below, with what is in it, back to the first side.")


def _booth(booth: Booth) -> Rows:
    zone = (booth.zone.name or booth.zone.key) if booth.zone else ""
    size = _("%(width)s × %(depth)s m", width=metres(booth.w), depth=metres(booth.h))
    power = _("power %(watts)s watts", watts=booth.power_w) if booth.power_w else _("without power")
    rows = [
        (_("Booth"), ", ".join(filter(None, (booth.label, zone, size, power)))),
        (_("Facilities"), booth.facilities),
    ]
    return tuple((name, value) for name, value in rows if value)


def metres(centimetres: int) -> str:
    """`300` → `3`, `250` → `2,5`, with the reader's decimal sign."""
    text = f"{centimetres / 100:.2f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if current_language() is Language.ID else text


def _columns(way: Way) -> tuple[tuple[str, float, bool], ...]:
    if way is Way.IN:
        return (
            (_("No."), 0.07, True),
            (_("Thing"), 0.38, False),
            (_("Quantity"), 0.13, True),
            (_("Remark"), 0.42, False),
        )
    return (
        (_("No."), 0.07, True),
        (_("Thing"), 0.27, False),
        (_("Handed over"), 0.15, True),
        (_("Came back"), 0.13, True),
        (_("Damaged"), 0.11, True),
        (_("Remark"), 0.27, False),
    )


def _lines(expected: Sequence[Thing], row: Handed, way: Way, written: Handover | None) -> tuple[tuple[str, ...], ...]:
    """What is there, or, on a form, what should be, with lines for more."""
    found: list[tuple[str, ...]]
    if way is Way.IN:
        found = [(one.name, str(one.count), one.note) for one in (ledger.things(written) if written else expected)]
    elif written:
        found = [_came_back(one) for one in minutes.compared(ledger.things(row.taken), ledger.things(written))]
    else:
        before: Iterable[Thing] = ledger.things(row.taken) if row.taken else expected
        found = [(one.name, str(one.count), "", "", "") for one in before]
    if not written:
        found += [("",) * (3 if way is Way.IN else 5)] * SPARE_LINES
    return tuple((f"{number}.", *cells) for number, cells in enumerate(found, start=1))


def _came_back(one: minutes.Compared) -> tuple[str, ...]:
    before = str(one.before.count) if one.before else "–"
    after = one.after or Thing(one.name, 0)
    lost = _("missing: %(count)s", count=one.missing) if one.missing else ""
    return (one.name, before, str(after.count), str(after.damaged or "–"), ". ".join(filter(None, (lost, after.note))))


def _terms(amount: int, deposit: Deposit | None) -> str:
    """What was agreed about the deposit; nothing where none is asked."""
    if not amount:
        return ""
    told = rupiah(amount)
    if current_language() is Language.ID:
        told = f"{told} ({in_words(amount)} rupiah)"
    terms = _(
        "The second side leaves a deposit of %(amount)s. It is given back once the booth has been handed back, whole "
        "and undamaged; what is missing or damaged may be kept back from it, with the reason in writing.",
        amount=told,
    )
    received = _("Received, receipt %(number)s.", number=deposit.receipt) if deposit else ""
    return f"{terms} {received}".strip()


def _agreed(event: Event, written: Handover | None) -> str:
    if written is None or written.accepted_at is None:
        return ""
    name = written.accepted_by.name if written.accepted_by else written.exhibitor
    at = format_datetime(written.accepted_at, event.zone)
    return _("Agreed to on their own phone by %(name)s, %(at)s.", name=name, at=at)


def _place_and_day(common: _Common, written: Handover | None) -> str:
    place = common.council.town
    day = SHORT * 2
    if written:
        local: datetime = written.at.astimezone(common.event.zone.info)
        day = plain_date(local, "d MMMM y", locale=current_language().value)
    return ", ".join(filter(None, (place, day)))
