"""Looking up what was handed over and given back, and whose deposit is held."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload

from eventreg.applications.models import Application
from eventreg.applications.rules import FINAL
from eventreg.booths.models import Booth
from eventreg.booths.reading import natural
from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.onsite import minutes, queries
from eventreg.onsite.minutes import Compared, DepositState, Handing, Thing
from eventreg.onsite.models import Deposit, Handover
from eventreg.onsite.rules import EXHIBITS, Way


@dataclass(frozen=True)
class Handed:
    """An exhibitor in a booth, and the minutes of handing it over (`taken`) and back (`given`).

    `stays`: whether it is still theirs; whoever stepped back, or was moved, may have a booth to give back.
    """

    booth: Booth
    application: Application
    taken: Handover | None = None
    given: Handover | None = None
    stays: bool = True

    @property
    def state(self) -> Handing:
        """How far it is."""
        agreed = bool(self.taken and self.taken.accepted_at)
        return minutes.handing_of(is_in=self.taken is not None, is_out=self.given is not None, agreed=agreed)

    @property
    def compared(self) -> list[Compared]:
        """What was handed over beside what came back; empty as long as nothing did."""
        return minutes.compared(things(self.taken), things(self.given)) if self.given else []

    @property
    def losses(self) -> list[Compared]:
        """What is missing, or damaged."""
        return [row for row in self.compared if row.missing or row.damaged]

    @property
    def has_remarks(self) -> bool:
        """Whether something is missing, damaged or remarked on."""
        written = [one for one in (self.taken, self.given) if one]
        noted = any(one.note or any(thing.note or thing.damaged for thing in things(one)) for one in written)
        return noted or bool(self.losses)

    def of(self, way: Way) -> Handover | None:
        """The minutes of this way."""
        return self.taken if way is Way.IN else self.given


@dataclass(frozen=True)
class Held:
    """An exhibitor and their deposit; None as long as none was taken. `losses`: by booth, in what came back."""

    application: Application
    labels: Sequence[str]
    deposit: Deposit | None
    state: DepositState
    losses: Sequence[tuple[str, Sequence[Compared]]] = ()


def things(written: Handover | None) -> tuple[Thing, ...]:
    """What minutes say is there."""
    return minutes.things_of(written.items) if written else ()


def print_of(written: Handover) -> str:
    """The fingerprint of minutes, which whoever agrees to them sends along."""
    return minutes.print_of(things(written), written.note, written.exhibitor)


def handed(event_id: int) -> list[Handed]:
    """Every booth of an exhibitor, by zone and number; those that must still come back too."""
    found = [Handed(one.booth, one.application) for one in queries.stands(event_id)]
    return _with_minutes(found, Application.event_id == event_id)


def handed_of(application: Application) -> list[Handed]:
    """The booths of one exhibitor."""
    found = [Handed(one.booth, one.application) for one in queries.stands_of(application)]
    return _with_minutes(found, Application.id == application.id)


def get_handed(application: Application, uid: str) -> Handed:
    """A booth (by its uid) of an exhibitor. Raises NotFound."""
    for one in handed_of(application):
        if one.booth.uid == uid:
            return one
    raise NotFound


def get_application(event_id: int, code: str) -> Application:
    """An application of the event, by its code. Raises NotFound."""
    query = select(Application).where(Application.event_id == event_id, Application.code == code)
    found = db.session.scalar(query.options(joinedload(Application.business), joinedload(Application.event)))
    if found is None:
        raise NotFound
    return found


def deposits(event_id: int, now: datetime) -> list[Held]:
    """Who left a deposit or still has to, by name; whoever stepped back stays in it as long as their money was here."""
    query = select(Deposit).join(Deposit.application).where(Application.event_id == event_id)
    query = query.options(contains_eager(Deposit.application).joinedload(Application.business))
    taken = {row.application_id: row for row in db.session.scalars(query)}
    booths = _by_application(handed(event_id))
    owes = queries.settings_of(event_id).deposit > 0
    found = [
        held_of(rows[0].application, rows, taken.get(application_id), now)
        for application_id, rows in booths.items()
        if application_id in taken or (owes and rows[0].application.status in EXHIBITS)
    ]
    found += [held_of(row.application, (), row, now) for row in taken.values() if row.application_id not in booths]
    return sorted(found, key=lambda one: (one.application.business.name.casefold(), one.application.code))


def held_of(application: Application, rows: Sequence[Handed], deposit: Deposit | None, now: datetime) -> Held:
    """How it is with a deposit. `rows`: the exhibitor's booths."""
    taken = [one.booth.id for one in rows if one.taken]
    given = [one.booth.id for one in rows if one.given]
    is_over = application.status in FINAL or application.event.ends_at <= now
    state = minutes.deposit_state(
        is_taken=deposit is not None,
        is_settled=deposit is not None and deposit.returned is not None,
        returnable=minutes.may_return(taken, given, is_over=is_over),
    )
    losses = [(one.booth.label, one.losses) for one in rows if one.losses]
    return Held(application, [one.booth.label for one in rows], deposit, state, losses)


def _by_application(rows: Iterable[Handed]) -> Mapping[int, list[Handed]]:
    grouped: dict[int, list[Handed]] = {}
    for row in rows:
        grouped.setdefault(row.application.id, []).append(row)
    return grouped


def _with_minutes(found: Iterable[Handed], whose: object) -> list[Handed]:
    """Those with their minutes, and whatever minutes were written of booths that are theirs no longer."""
    query = (
        select(Handover)
        .join(Handover.application)
        .join(Application.business)
        .where(whose)  # type: ignore[arg-type]
        .options(
            contains_eager(Handover.application).contains_eager(Application.business),
            joinedload(Handover.booth).joinedload(Booth.zone),
            joinedload(Handover.by),
            joinedload(Handover.accepted_by),
        )
    )
    rows = {(one.application.id, one.booth.id): one for one in found}
    written: dict[tuple[int, int], dict[Way, Handover]] = {}
    for one in db.session.scalars(query):
        written.setdefault((one.application_id, one.booth_id), {})[one.way] = one
    for key, ways in written.items():
        one = next(iter(ways.values()))
        row = rows.get(key) or Handed(one.booth, one.application, stays=False)
        rows[key] = Handed(row.booth, row.application, ways.get(Way.IN), ways.get(Way.OUT), row.stays)
    return sorted(rows.values(), key=_place)


def _place(row: Handed) -> tuple[int, object, str]:
    return (row.booth.zone.position if row.booth.zone else 10_000, natural(row.booth.label), row.application.code)
