"""Many at the same moment: an invitation is accepted once, a business keeps an owner."""

from collections import Counter
from threading import Barrier, Thread

import pytest

from eventreg.businesses import members, queries
from eventreg.businesses.models import MemberRole
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from tests.factories.businesses import make_business
from tests.factories.people import actor_of, make_person

pytestmark = pytest.mark.databases("sqlite", "postgresql")


def at_once(app, jobs):
    """Run the jobs in threads that start together, each in a unit of work; counts what came of them."""
    outcomes, start = [], Barrier(len(jobs))

    def run(job):
        start.wait()
        try:
            with app.app_context(), unit_of_work():
                outcomes.append(type(job()).__name__)
        except DomainError as refusal:
            outcomes.append(type(refusal).__name__)

    threads = [Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return Counter(outcomes)


def shop_with(app, *others, hands_over=False):
    """Sri's business, a link into it, and others as actors."""
    with app.app_context(), unit_of_work():
        sri = make_person("sri@demo.test", "Sri")
        business_id = make_business(sri).id
        role = MemberRole.OWNER if hands_over else MemberRole.HELPER
        token = members.invite(business_id, "Dewi", role, hands_over=hands_over, actor=actor_of(sri), now=clock.now())
        return business_id, token, [actor_of(make_person(f"{name}@demo.test")) for name in others]


def test_of_many_who_open_an_invitation_one_joins(app):
    business_id, token, crowd = shop_with(app, *(f"orang{number}" for number in range(8)))

    outcomes = at_once(
        app, [lambda actor=actor: members.accept(token, actor=actor, now=clock.now()) for actor in crowd]
    )

    assert outcomes == {"BusinessMember": 1, "InvitationUsed": 7}
    with app.app_context():
        assert len(queries.people_of(business_id)) == 2


def test_two_taps_of_one_person_join_once(app):
    business_id, token, (dewi,) = shop_with(app, "dewi")

    outcomes = at_once(app, [lambda: members.accept(token, actor=dewi, now=clock.now())] * 8)

    assert outcomes == {"BusinessMember": 8}
    with app.app_context():
        assert len(queries.people_of(business_id)) == 2


def test_two_successors_at_once_leave_one_owner(app):
    business_id, token, (dewi, agus) = shop_with(app, "dewi", "agus", hands_over=True)
    with app.app_context(), unit_of_work():
        sri = actor_of(make_person("sri@demo.test"))
        other = members.invite(business_id, "Agus", MemberRole.OWNER, hands_over=True, actor=sri, now=clock.now())

    outcomes = at_once(
        app,
        [
            lambda: members.accept(token, actor=dewi, now=clock.now()),
            lambda: members.accept(other, actor=agus, now=clock.now()),
        ],
    )

    assert outcomes == {"BusinessMember": 1, "InvitationWithdrawn": 1}
    with app.app_context():
        assert [member.role for member in queries.people_of(business_id)] == [MemberRole.OWNER]


def test_two_owners_who_leave_at_once_do_not_leave_it_ownerless(app):
    business_id, _, (dewi,) = shop_with(app, "dewi")
    with app.app_context(), unit_of_work():
        sri = actor_of(make_person("sri@demo.test"))
        asked = members.invite(business_id, "Dewi", MemberRole.OWNER, actor=sri, now=clock.now())
    with app.app_context(), unit_of_work():
        members.accept(asked, actor=dewi, now=clock.now())
        mine = {member.person_id: member.id for member in queries.people_of(business_id)}

    outcomes = at_once(
        app,
        [
            lambda actor=actor: members.end_membership(business_id, mine[actor.person_id], actor=actor, now=clock.now())
            for actor in (sri, dewi)
        ],
    )

    assert outcomes == {"BusinessMember": 1, "LastOwner": 1}
    with app.app_context():
        assert len(queries.people_of(business_id)) == 1
