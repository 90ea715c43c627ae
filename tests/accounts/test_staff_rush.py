"""Administrators at the same moment: one always stays, and one invitation is open."""

from eventreg.accounts import directory, staff
from eventreg.accounts.models import RoleGrant
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from tests.accounts.test_rush import at_once
from tests.factories.people import actor_of, make_person, new_totp

ROUNDS = 6


def test_two_who_take_each_others_role_leave_one(app):
    for turn in range(ROUNDS):
        with app.app_context(), unit_of_work():
            for held in db.session.scalars(db.select(RoleGrant)):
                db.session.delete(held)
            people = [make_person(f"{name}-{turn}@contoh.id", "", Role.ADMINISTRATOR) for name in ("a", "b")]
            actors = [actor_of(person) for person in people]
            grants = [person.grants[0].id for person in people]

        def revoke(by, of, actors=actors, grants=grants):
            return staff.revoke_role(grants[of], actor=actors[by], now=clock.now())

        outcomes = at_once(app, [lambda: revoke(0, 1), lambda: revoke(1, 0)])

        assert sorted(outcomes) == ["Forbidden", "NoneType"]
        with app.app_context():
            assert len(db.session.scalars(db.select(RoleGrant)).all()) == 1


def test_one_invitation_is_open_however_many_are_made_at_once(app):
    with app.app_context(), unit_of_work():
        actor = actor_of(make_person("ratna@contoh.id", "", Role.ADMINISTRATOR))
        bagus = make_person("bagus@contoh.id", "", Role.ORGANISER).id

    outcomes = at_once(app, [lambda: staff.invite(bagus, actor=actor, now=clock.now())] * 6)

    assert outcomes == ["str"] * 6
    with app.app_context():
        assert len(directory.open_invitations(bagus, clock.now())) == 1


def test_one_reset_is_asked_and_decided_once(app):
    with app.app_context():
        with unit_of_work():
            actors = [actor_of(make_person(f"{name}@contoh.id", "", Role.ADMINISTRATOR)) for name in ("a", "b", "c")]
            bagus = make_person("bagus@contoh.id", "", Role.ORGANISER).id
        new_totp("bagus@contoh.id")

    asked = at_once(app, [lambda: staff.ask_reset(bagus, "Hilang", actor=actors[0], now=clock.now())] * 4)
    with app.app_context():
        reset = directory.find_open_reset(bagus, clock.now()).id
    decided = at_once(
        app,
        [
            lambda actor=actor, agreed=agreed: staff.decide_reset(reset, agreed, actor=actor, now=clock.now())
            for actor in actors[1:]
            for agreed in (True, False)
        ],
    )

    assert sorted(asked) == ["FactorReset"] + ["ResetAsked"] * 3
    assert sorted(decided) == ["FactorReset"] + ["ResetOver"] * 3
