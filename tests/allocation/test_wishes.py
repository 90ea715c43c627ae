"""Wishes: what may be asked of the floor, until when, who shares with whom, and what is known of it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from types import SimpleNamespace

import pytest
from sqlalchemy import func, select

from eventreg.allocation import rules, wishing
from eventreg.allocation.models import Allocating, BoothWish, Stage
from eventreg.allocation.rules import Closed, Misfit, Need, Offered
from eventreg.allocation.wishing import Asked, Partnership
from eventreg.applications import service as applications
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.booths import placing
from eventreg.booths import queries as floors
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM
from eventreg.events.rules import EventKind
from tests.factories.allocation import make_version
from tests.factories.applications import make_application
from tests.factories.booths import booth, drawn, make_floor, row
from tests.factories.events import make_event
from tests.factories.people import actor_of

NEED = Need(booths=1, min_area=9, power_w=450, craft="batik-tulis")
BOOTH = Offered(area=90_000, power_w=450, capacity=1, crafts=None)


@pytest.fixture
def fair(app):
    """An exhibition whose floor everybody sees, and three who applied: the first two by code, and one's id."""
    with app.app_context(), unit_of_work():
        event = make_event(kind=EventKind.EXHIBITION, title="Pekan Batik")
        booths = [*row("A", 4, zone="A"), booth("B-01", y=6, held=True)]
        make_floor(event.id, drawn(*booths, zones=("A",)), published=True)
        made = [make_application(event.id) for _ in range(3)]
        return SimpleNamespace(event_id=event.id, ids=[one.id for one in made], codes=[one.code for one in made])


def save(app, application_id, *, now=None, **asked):
    with app.app_context(), unit_of_work():
        application = db.session.get_one(Application, application_id)
        actor = actor_of(application.applicant)
        wishing.save(application_id, Asked(**asked), actor=actor, now=now or clock.now())


def stored(app, application_id):
    with app.app_context():
        return wishing.find(application_id)


def settle(app, event_id, **values):
    with app.app_context(), unit_of_work():
        usual = {"approvals_needed": 2, "time_limit_s": 60, "days_to_answer": 7}
        db.session.add(Allocating(event_id=event_id, **usual | values))


def partnership(app, application_id):
    with app.app_context():
        return wishing.partnership(wishing.find(application_id))


# ---- Which booth fits ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("need", "has", "said"),
    [
        ({}, {}, []),
        ({"min_area": 10}, {}, [Misfit.AREA]),
        ({"power_w": 451}, {}, [Misfit.POWER]),
        ({}, {"crafts": frozenset({"pangan"})}, [Misfit.CRAFT]),
        ({}, {"crafts": frozenset({"batik-tulis"}), "capacity": 3}, []),
        ({"booths": 2}, {"capacity": 2}, [Misfit.SHARED]),
        ({"booths": 2}, {"alone": True}, [Misfit.ALONE]),
        ({}, {"alone": True}, []),
        ({"min_area": 12}, {"held": True}, [Misfit.HELD, Misfit.AREA]),
        ({}, {"taken": True}, [Misfit.TAKEN]),
    ],
)
def test_why_a_booth_does_not_fit(need, has, said):
    asked = Need(**{name: need.get(name, getattr(NEED, name)) for name in Need.__slots__})
    offered = Offered(**{name: has.get(name, getattr(BOOTH, name)) for name in Offered.__slots__})

    assert rules.misfits(asked, offered) == said


@pytest.mark.sqlite_only
def test_what_the_committee_only_drafted_is_not_told(app, fair):
    """A booth that organisers hold back is told; one in which somebody is placed for the time being isn't."""
    with app.app_context(), unit_of_work():
        accepted = db.session.get_one(Application, fair.ids[0])
        accepted.status = Status.ACCEPTED
        placing.place(fair.event_id, accepted.id, "a-02", actor=SYSTEM, now=clock.now())
    with app.app_context():
        offered = wishing.offered_on(floors.get(fair.event_id))

    assert {uid for uid, one in offered.items() if one.held or one.taken} == {"b-01"}
    assert {uid for uid, one in offered.items() if one.alone} == {"b-01"}


# ---- Saying it -------------------------------------------------------------------------------------------------------


def test_wishes_are_kept_and_the_trail_tells_which_fields_changed(app, fair):
    save(app, fair.ids[0], wishes=("a-03", "zone:A"), power_w=900, note="Mesin jahit")
    save(app, fair.ids[0], wishes=("zone:A", "a-03"), power_w=900, note="Mesin jahit")
    save(app, fair.ids[0], wishes=("zone:A", "a-03"), power_w=900, note="Mesin jahit")

    wish = stored(app, fair.ids[0])
    assert (wish.wishes, wish.power_w, wish.booths, wish.note) == (["zone:A", "a-03"], 900, 1, "Mesin jahit")
    with app.app_context():
        entries = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "booth_wish.saved")).all()
    assert [entry.fields for entry in entries] == [
        ["booths", "min_area", "note", "partner_id", "power_w", "wishes"],
        ["wishes"],
    ]
    assert all("Mesin" not in f"{entry.states} {entry.reason}" for entry in entries)


@pytest.mark.databases("sqlite", "postgresql")
def test_saved_twice_at_once_is_one_row(app, fair):
    ready = Barrier(4)

    def press(label):
        ready.wait()
        save(app, fair.ids[0], wishes=(label,))

    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(press, label) for label in ("a-01", "a-02", "a-03", "a-04")]
        for one in done:
            one.result(timeout=60)

    with app.app_context():
        assert db.session.scalar(select(func.count()).select_from(BoothWish)) == 1


@pytest.mark.parametrize(
    ("wishes", "refusal"),
    [
        (("a-01", "a-01"), rules.WishTwice),
        (("a-99",), rules.WishUnknown),
        (("zone:Z",), rules.WishUnknown),
        (tuple(f"a-{number}" for number in range(11)), rules.TooManyWishes),
    ],
)
@pytest.mark.sqlite_only
def test_what_cannot_be_ranked(app, fair, wishes, refusal):
    with pytest.raises(refusal):
        save(app, fair.ids[0], wishes=wishes)

    assert stored(app, fair.ids[0]) is None


# ---- Until when ------------------------------------------------------------------------------------------------------


def test_wishes_close_at_their_time(app, fair):
    now = clock.now()
    settle(app, fair.event_id, wishes_close_at=now)

    save(app, fair.ids[0], wishes=("a-01",), now=now - timedelta(seconds=1))
    with pytest.raises(rules.WishesClosed) as refused:
        save(app, fair.ids[0], wishes=("a-02",), now=now)

    assert refused.value.details == {"why": Closed.PASSED}
    assert stored(app, fair.ids[0]).wishes == ["a-01"]


def test_nothing_is_wished_once_a_plan_is_published(app, fair):
    with app.app_context(), unit_of_work():
        chosen = [db.session.get_one(Application, one) for one in fair.ids]
        version = make_version(fair.event_id, chosen, stage=Stage.PROPOSED)
    save(app, fair.ids[0], wishes=("a-01",))
    with app.app_context(), unit_of_work():
        db.session.merge(version).stage = Stage.PUBLISHED

    with pytest.raises(rules.WishesClosed) as refused:
        save(app, fair.ids[0], wishes=("a-02",))

    assert refused.value.details == {"why": Closed.PUBLISHED}


@pytest.mark.parametrize(
    ("status", "why"),
    [
        (Status.DRAFT, Closed.NOT_SENT),
        (Status.REJECTED, Closed.ENDED),
        (Status.WITHDRAWN, Closed.ENDED),
        (Status.SUBMITTED, None),
        (Status.NEEDS_REVISION, None),
        (Status.WAITLISTED, None),
        (Status.ACCEPTED, None),
        (Status.OFFERED, None),
        (Status.CONFIRMED, None),
    ],
)
def test_who_takes_part_may_wish(status, why):
    assert rules.closed_by(status, closes_at=None, published=False, now=clock.now()) == why


# ---- Sharing ---------------------------------------------------------------------------------------------------------


def test_partners_count_once_both_name_each_other(app, fair):
    one, other, third = fair.ids
    save(app, one, partner=fair.codes[1])
    assert partnership(app, one) is Partnership.WAITING
    with app.app_context():
        assert [named.id for named in wishing.who_name(db.session.get_one(Application, other))] == [one]

    save(app, other, partner=fair.codes[2])
    assert partnership(app, one) is Partnership.WAITING
    save(app, other, partner=fair.codes[0])

    assert partnership(app, one) is partnership(app, other) is Partnership.MUTUAL
    with app.app_context():
        assert wishing.tally_of(fair.event_id) == wishing.Tally(applications=3, wishing=2, pairs=1)
        assert wishing.who_name(db.session.get_one(Application, third)) == []


@pytest.mark.sqlite_only
def test_a_partner_who_withdraws_takes_part_no_more(app, fair):
    save(app, fair.ids[0], partner=fair.codes[1])
    save(app, fair.ids[1], partner=fair.codes[0])
    with app.app_context(), unit_of_work():
        other = db.session.get_one(Application, fair.ids[1])
        applications.withdraw(other.id, actor=actor_of(other.applicant), reason="Sakit", now=clock.now())

    assert partnership(app, fair.ids[0]) is Partnership.GONE
    with app.app_context():
        assert wishing.tally_of(fair.event_id).pairs == 0
    with pytest.raises(rules.PartnerUnknown):
        save(app, fair.ids[2], partner=fair.codes[1])


@pytest.mark.sqlite_only
def test_nobody_is_partner_of_themselves_or_from_another_event(app, fair):
    with app.app_context(), unit_of_work():
        elsewhere = make_application(make_event(kind=EventKind.EXHIBITION).id).code

    for code, refusal in [(fair.codes[0], rules.PartnerIsSelf), (elsewhere, rules.PartnerUnknown)]:
        with pytest.raises(refusal):
            save(app, fair.ids[0], partner=code)


# ---- What staff know -------------------------------------------------------------------------------------------------


def test_how_much_each_booth_is_wanted(app, fair):
    save(app, fair.ids[0], wishes=("a-01", "zone:A"))
    save(app, fair.ids[1], wishes=("a-02", "a-01"))
    save(app, fair.ids[2], wishes=("a-01",))
    with app.app_context(), unit_of_work():
        db.session.get_one(Application, fair.ids[2]).status = Status.WITHDRAWN

    with app.app_context():
        heat = {name: (one.wished, one.first) for name, one in wishing.heat_of(fair.event_id).items()}
        page = wishing.page_of_event(fair.event_id, "", without=True, number=1)

    assert heat == {"a-01": (2, 1), "a-02": (1, 1), "zone:A": (1, 0)}
    assert page.rows == []
