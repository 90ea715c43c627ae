"""Deposits: taken before a booth is handed over, given back once it came back whole. Money in whole Rupiah."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from eventreg.applications.models import Application
from eventreg.applications.moving import tell
from eventreg.booths.reading import means_booth
from eventreg.core import audit
from eventreg.core.db import db, lock
from eventreg.core.permissions import Actor
from eventreg.events.models import Event
from eventreg.onsite import ledger, minutes
from eventreg.onsite.ledger import Held
from eventreg.onsite.minutes import DepositState
from eventreg.onsite.models import Deposit
from eventreg.onsite.rules import EXHIBITS

TAKEN, RETURNED, CORRECTED = "deposit_taken", "deposit_returned", "deposit_corrected"
LONGEST = 80


@dataclass(frozen=True)
class Sums:
    """What lies here, and what became of the rest."""

    held: int
    returned: int
    withheld: int


def get(event_id: int, code: str, now: datetime) -> Held:
    """An exhibitor with their deposit. Raises NotFound."""
    application = ledger.get_application(event_id, code)
    rows = ledger.handed_of(application)
    return ledger.held_of(application, rows, db.session.get(Deposit, application.id), now)


def sums(rows: Iterable[Held]) -> Sums:
    """Of all deposits in these rows."""
    found = [row.deposit for row in rows if row.deposit]
    settled = [(one.amount, one.returned) for one in found if one.returned is not None]
    back = sum(returned for _, returned in settled)
    return Sums(
        held=sum(one.amount for one in found if one.returned is None),
        returned=back,
        withheld=sum(amount for amount, _ in settled) - back,
    )


def matching(rows: Iterable[Held], text: str, state: DepositState | None) -> list[Held]:
    """Those whose name, number, booth or receipt holds every word, in this state."""
    return [row for row in rows if (state is None or row.state is state) and _is_meant(row, text)]


def take(event_id: int, code: str, *, amount: int, receipt: str, actor: Actor, now: datetime) -> Deposit:
    """The money is here; the exhibitor gets a receipt.

    Raises NotFound, TakesPart, AlreadyTaken, NoDeposit, ProofMissing.
    """
    row = _locked(event_id, code, actor, now)
    if row.deposit:
        raise minutes.AlreadyTaken
    if amount <= 0 or row.application.status not in EXHIBITS:
        raise minutes.NoDeposit
    if not receipt.strip():
        raise minutes.ProofMissing
    made = Deposit(application_id=row.application.id, amount=amount, taken_at=now, taken_by_id=actor.person_id)
    made.receipt = receipt.strip()[:LONGEST]
    db.session.add(made)
    db.session.flush()
    _record(actor, "deposit.taken", row, now, amount=amount)
    tell(row.application, TAKEN, now=now, amount=amount, receipt=made.receipt)
    return made


def take_back(event_id: int, code: str, *, reason: str, actor: Actor, now: datetime) -> None:
    """It was never taken: the mark was a mistake. Raises NotFound, TakesPart, NoDeposit, DepositSettled, WhyMissing."""
    row = _locked(event_id, code, actor, now)
    if row.deposit is None:
        raise minutes.NoDeposit
    if row.deposit.returned is not None:
        raise minutes.DepositSettled
    _explain(reason)
    db.session.delete(row.deposit)
    db.session.flush()
    _record(actor, "deposit.taken_back", row, now, reason)
    tell(row.application, CORRECTED, now=now, reason=reason, act="taken")


def give_back(
    event_id: int, code: str, *, amount: int, withheld: str, reference: str, actor: Actor, now: datetime
) -> Deposit:
    """All of it goes back, or less with a reason (`withheld`) that the exhibitor reads.

    Raises NotFound, TakesPart, NoDeposit, DepositSettled, StillOut, MoreThanTaken, WhyMissing, ProofMissing.
    """
    row = _locked(event_id, code, actor, now)
    if row.deposit is None:
        raise minutes.NoDeposit
    if row.state is DepositState.SETTLED:
        raise minutes.DepositSettled
    if row.state is not DepositState.TO_RETURN:
        raise minutes.StillOut
    deposit = row.deposit
    minutes.check_return(deposit.amount, amount, withheld=withheld, reference=reference)
    deposit.returned, deposit.returned_at, deposit.returned_by_id = amount, now, actor.person_id
    deposit.reference = reference.strip()[:LONGEST] if amount else ""
    deposit.withheld = withheld.strip() if amount < deposit.amount else ""
    _record(actor, "deposit.returned", row, now, amount=amount, withheld=deposit.amount - amount)
    tell(
        row.application,
        RETURNED,
        now=now,
        amount=deposit.amount,
        returned=amount,
        withheld=deposit.withheld,
        reference=deposit.reference,
    )
    return deposit


def reopen(event_id: int, code: str, *, reason: str, actor: Actor, now: datetime) -> Deposit:
    """It was never given back: the mark was a mistake. Raises NotFound, TakesPart, NoDeposit, WhyMissing."""
    row = _locked(event_id, code, actor, now)
    if row.deposit is None or row.deposit.returned is None:
        raise minutes.NoDeposit
    _explain(reason)
    deposit = row.deposit
    deposit.returned = deposit.returned_at = deposit.returned_by_id = None
    deposit.reference = deposit.withheld = ""
    _record(actor, "deposit.reopened", row, now, reason)
    tell(row.application, CORRECTED, now=now, reason=reason, act="returned")
    return deposit


def note_export(event: Event, rows: Sequence[Held], *, actor: Actor, now: datetime) -> None:
    """Write down that the list left the house."""
    audit.record(actor, "deposits.exported", event, states={"rows": str(len(rows))}, now=now)


def _is_meant(row: Held, text: str) -> bool:
    return any(means_booth(text, label, _told(row)) for label in row.labels or [""])


def _told(row: Held) -> str:
    one = row.application
    receipt = row.deposit.receipt if row.deposit else ""
    return " ".join((one.business.name, one.code, *row.labels, receipt))


def _locked(event_id: int, code: str, actor: Actor, now: datetime) -> Held:
    """The exhibitor with their deposit, fresh; who works on the same one waits here. Raises NotFound, TakesPart."""
    application = ledger.get_application(event_id, code)
    lock(Application, application.id)
    if application.business_id in actor.business_ids:
        raise minutes.TakesPart
    deposit = db.session.get(Deposit, application.id, populate_existing=True)
    return ledger.held_of(application, ledger.handed_of(application), deposit, now)


def _explain(reason: str) -> None:
    if not reason.strip():
        raise minutes.WhyMissing


def _record(actor: Actor, action: str, row: Held, now: datetime, reason: str = "", **sums: int) -> None:
    states: dict[str, Any] = {name: str(amount) for name, amount in sums.items()}
    audit.record(actor, action, row.application, states=states, reason=reason, now=now)
