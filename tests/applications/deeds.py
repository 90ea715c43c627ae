"""What people do to one event of the council, from its opening to its end, in any order and with time moving."""

from contextlib import contextmanager
from datetime import timedelta
from itertools import count
from typing import Any

from hypothesis import event as note
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from eventreg.applications import ballot, draws, objections, participants, rules, service, waiting
from eventreg.applications.chores import pass_time
from eventreg.applications.models import Application
from eventreg.applications.rules import ALIVE, FINAL, Status
from eventreg.applications.service import Details, ParticipantDetails
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.permissions import SYSTEM
from eventreg.events import service as events
from eventreg.events.models import Event, Quota
from eventreg.events.rules import Admission, QuotaKind
from eventreg.events.service import QuotaDetails, SessionDetails, quotas_of
from tests.applications import bookkeeping
from tests.applications.members import GROUPS
from tests.factories.applications import answers_for
from tests.factories.events import make_event

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AHEAD = ("published", "closed")
WHO = st.integers(0, len(GROUPS) - 1)
RESERVES = st.dictionaries(
    st.sampled_from(sorted(set().union(*GROUPS))),
    st.tuples(st.integers(1, 2), st.sampled_from([None, 2 * DAY, 6 * DAY])),
    max_size=3,
)


PEOPLE, SESSIONS = st.sampled_from([1, 1, 2, 3]), st.sampled_from([(0,), (1,), (0, 1)])


class Deeds(RuleBasedStateMachine):
    """The event's life; whoever inherits this says what must hold after each deed, in `check`."""

    council = None
    book = None

    @initialize(
        admission=st.sampled_from(Admission),
        quota=st.integers(1, 5),
        reserves=RESERVES,
        limited=st.sets(st.sampled_from(["craft", "crafts", "women_owned"]), max_size=2),
        counts_people=st.booleans(),
        choose_sessions=st.booleans(),
        confirm_days=st.sampled_from([None, 2]),
        rush=st.lists(st.tuples(WHO, PEOPLE, SESSIONS), min_size=3, max_size=7, unique_by=lambda one: one[0]),
    )
    def open(self, admission, quota, reserves, limited, rush, **more):
        self.now = self.opened_at = clock.now()
        with self.council.app.app_context(), unit_of_work():
            event = make_event(quota=quota, passes=3, objection_days=3, admission=admission, now=self.now, **more)
            event.sessions[0].quota = 2 if event.choose_sessions else None
            for whom in sorted(limited):
                craft = getattr(self.council, whom, None)
                group = "" if craft else whom
                event.quotas.append(Quota(kind=QuotaKind.LIMIT, category_id=craft, group=group, places=min(2, quota)))
            self.event_id = event.id
        self.change_the_reserves(reserves)
        for who, people, sessions in rush:  # some come at once
            self.apply(who, people, sessions, True)

    @contextmanager
    def works(self, *, shapes=False):
        """One deed, and then the worker's minute; what the rules refuse is refused.

        `shapes`: it changes what there is, not who has it.
        """
        before = self.book
        with self.council.app.app_context():
            try:
                with unit_of_work():
                    yield db.session.get_one(Event, self.event_id)
            except DomainError as refusal:
                note(f"refused: {refusal.code}")
        with self.council.app.app_context():
            pass_time(self.now)
        with self.council.app.app_context():
            self.book = bookkeeping.read(self.event_id, self.council.belongs, self.now)
            self.check(before or self.book, self.book, shapes)

    def check(self, before, after, shapes):
        """What must hold after a deed."""

    def one_of(self, who, *statuses, people=0):
        """The id of an application with one of these statuses and who acts for it, where there is one."""
        guests = self.book.guests.values()
        found = [guest for guest in guests if guest.status in statuses and guest.people >= people]
        guest = found[who % len(found)] if found else None
        return (guest.id, self.council.actors[guest.business]) if guest else (None, None)

    def has(*statuses: Status) -> Any:
        """Only while an application has one of these statuses."""
        return precondition(lambda self: self.book.state in (*AHEAD, "postponed") and self.one_of(0, *statuses)[0])

    def may_apply(self):
        return sum(guest.status != Status.DRAFT for guest in self.book.guests.values()) < len(GROUPS)

    # ---- Applicants --------------------------------------------------------------------------------

    @precondition(lambda self: self.book.open and self.may_apply())
    @rule(who=WHO, people=PEOPLE, sessions=SESSIONS, sends=st.sampled_from([True, True, False]))
    def apply(self, who, people, sessions, sends):
        with self.works() as event:
            there = {guest.business for guest in self.book.guests.values() if guest.status != Status.DRAFT}
            free = [number for number in self.council.businesses if number not in there]
            business = (free or self.council.businesses)[who % len(free or self.council.businesses)]
            act = service.submit if sends else service.save_draft
            details = self.details(event, people, sessions)
            act(self.event_id, business, details, actor=self.council.actors[business], now=self.now)

    def details(self, event, people, sessions):
        coming = [ParticipantDetails("" if number == 0 else f"Orang {number}") for number in range(people)]
        return Details(answers_for(event), coming, [event.sessions[number].id for number in sessions])

    @has(Status.NEEDS_REVISION)
    @rule(who=WHO, people=PEOPLE)
    def mend(self, who, people):
        with self.works() as event:
            chosen, actor = self.one_of(who, Status.NEEDS_REVISION)
            service.send_correction(chosen, self.details(event, people, (0,)), actor=actor, now=self.now)

    @has(Status.OFFERED)
    @rule(who=WHO, says=st.sampled_from([service.confirm, service.confirm, service.decline]))
    def answer(self, who, says):
        with self.works():
            chosen, actor = self.one_of(who, Status.OFFERED)
            says(chosen, actor=actor, now=self.now)

    @has(*Status)
    @rule(who=WHO, statuses=st.sampled_from([tuple(Status), ("confirmed", "offered")]))
    def withdraw(self, who, statuses):
        with self.works():
            chosen, actor = self.one_of(who, *statuses)
            if chosen:
                service.withdraw(chosen, actor=actor, reason="Sakit", now=self.now)

    @precondition(lambda self: self.one_of(0, *ALIVE, people=2)[0])
    @rule(who=WHO)
    def come_with_one_fewer(self, who):
        with self.works():
            chosen, actor = self.one_of(who, *ALIVE, people=2)
            people = db.session.get_one(Application, chosen).participants
            participants.withdraw(people[-1].id, actor=actor, now=self.now)

    @has(Status.REJECTED)
    @rule(who=WHO)
    def object_and_be_right(self, who):
        with self.works():
            chosen, actor = self.one_of(who, Status.REJECTED)
            said = objections.make(chosen, "Foto saya jelas, lihat lagi.", actor=actor, now=self.now)
            objections.answer(said.id, upheld=True, words="Benar", actor=self.council.committee, now=self.now)

    # ---- The committee and the organiser ------------------------------------------------------------

    @has(*Status)
    @rule(
        who=WHO,
        verdict=st.sampled_from((*rules.VERDICTS, Status.WAITLISTED, Status.WAITLISTED)),
        says_why=st.booleans(),
        statuses=st.sampled_from([("submitted",), ("submitted",), tuple(Status)]),
    )
    def decide(self, who, verdict, says_why, statuses):
        with self.works():
            chosen, _actor = self.one_of(who, *statuses)
            words = "Sudah dibahas" if says_why else ""
            ids = [chosen] if chosen else []
            service.decide(self.event_id, ids, verdict, actor=self.council.committee, reason=words, now=self.now)

    @precondition(lambda self: self.book.state in AHEAD and len(self.book.waiting()) > 1)
    @rule(who=WHO, says_why=st.booleans())
    def offer_by_hand(self, who, says_why):
        """Not the first in the line, as a rule."""
        with self.works():
            chosen = self.book.waiting()[-1 - who % 2].id
            more = {"actor": self.council.committee, "reason": "Sudah dibahas" if says_why else ""}
            service.decide(self.event_id, [chosen], Status.OFFERED, now=self.now, **more)

    @has(Status.SUBMITTED)
    @precondition(lambda self: self.book.admission == "draw" and not self.book.open)
    @rule(first=st.permutations(range(3)))
    def draw(self, first):
        """Lock it, wait an hour and draw; of all that the source may say, what puts three in this order at the head."""
        with self.works():
            draws.lock_draw(self.event_id, "Indeks", "", self.now + HOUR, actor=self.council.committee, now=self.now)
        self.now += HOUR
        with self.works():
            value = self.value_for(first)
            draws.draw(self.event_id, value, actor=self.council.committee, now=self.now)

    def value_for(self, first):
        found = draws.find(self.event_id)
        if found is None:
            return ""
        numbers = ballot.numbers_of(found.document)
        wanted = [numbers[place] for place in first if place < len(numbers)]
        orders = ((str(n), ballot.order_of(found.commitment, str(n), numbers)) for n in count())
        return next(value for value, order in orders if order[: len(wanted)] == wanted)

    @has(Status.WAITLISTED)
    @rule()
    def hold_the_list_or_let_it_move(self):
        with self.works():
            more = {"actor": self.council.committee, "now": self.now}
            if self.book.held:
                waiting.resume(self.event_id, **more)
            else:
                waiting.pause(self.event_id, reason="Rapat", **more)

    @has(Status.WAITLISTED)
    @rule(who=WHO, lifts=st.booleans())
    def skip(self, who, lifts):
        with self.works():
            chosen, _actor = self.one_of(who, Status.WAITLISTED)
            more = {} if lifts else {"reason": "Tidak terhubung"}
            change = waiting.lift if lifts else waiting.skip
            change(self.event_id, chosen, actor=self.council.committee, now=self.now, **more)

    @precondition(lambda self: self.book.state in AHEAD)
    @rule(quota=st.integers(1, 6))
    def change_the_quota(self, quota):
        with self.works(shapes=True):
            events.change(self.event_id, {"quota": quota}, actor=SYSTEM, now=self.now)

    @precondition(lambda self: self.book.state in AHEAD)
    @rule(reserves=RESERVES)
    def change_the_reserves(self, reserves):
        with self.works(shapes=True) as event:
            kept = [row for row in quotas_of(event) if row.kind is QuotaKind.LIMIT]
            left = event.quota
            for group, (places, time) in reserves.items():
                until = self.now + time if time else None
                if places <= left:
                    left -= places
                    kept.append(QuotaDetails(QuotaKind.RESERVE, places, group=group, falls_back_at=until))
            events.change(self.event_id, {}, quotas=kept, actor=SYSTEM, now=self.now)

    @precondition(lambda self: self.book.state in AHEAD)
    @rule()
    def close_or_reopen(self):
        with self.works():
            change = events.close if self.book.state == "published" else events.reopen
            change(self.event_id, actor=SYSTEM, now=self.now)

    @precondition(lambda self: self.book.state in AHEAD and self.one_of(0, Status.CONFIRMED, Status.WAITLISTED)[0])
    @rule()
    def postpone(self):
        with self.works():
            events.postpone(self.event_id, reason="Banjir", actor=SYSTEM, now=self.now)

    @precondition(lambda self: self.book.state == "postponed")
    @rule(days=st.integers(4, 20), reopens=st.booleans())
    def find_a_new_date(self, days, reopens):
        with self.works(shapes=True) as event:
            begins = [self.now + (days + number) * DAY for number in range(2)]
            dates = zip(event.sessions, begins, strict=True)
            new = [SessionDetails(at, at + 8 * HOUR, row.title, row.id, row.quota) for row, at in dates]
            values = {"closes_at": self.now + 2 * DAY} if reopens else {}
            events.resume(self.event_id, values, new, actor=SYSTEM, now=self.now)
            waiting.offer_again(self.event_id, actor=self.council.committee, now=self.now)

    @precondition(lambda self: self.book.state in AHEAD and self.now > self.opened_at + 8 * DAY)
    @rule()
    def cancel(self):
        with self.works():
            events.cancel(self.event_id, actor=SYSTEM, reason="Hujan", now=self.now)
            service.cancel_all(self.event_id, actor=SYSTEM, reason="Hujan", now=self.now)

    # ---- Time --------------------------------------------------------------------------------------

    @precondition(lambda self: self.book.state not in ("over", "cancelled"))
    @rule(hours=st.sampled_from([0, 0, 1, 5, 24]))
    def wait(self, hours):
        """So many hours; 0: exactly until a close, a deadline, a reserve's falling back, the beginning, the end."""
        self.now = self.now + hours * HOUR if hours else self.next_moment()
        with self.works():
            pass

    def next_moment(self):
        with self.council.app.app_context():
            event = db.session.get_one(Event, self.event_id)
            moments = [event.closes_at, event.starts_at, event.ends_at, waiting.ends_offers_at(event)]
            moments += [row.falls_back_at for row in event.quotas]
        moments += [guest.deadline_at for guest in self.book.guests.values() if guest.status not in FINAL]
        return min([at for at in moments if at and at > self.now], default=self.now + DAY)

    @precondition(lambda self: self.book.state in ("over", "cancelled"))
    @rule()
    def nothing_more_happens(self):
        """The event is over."""
