"""The council's people: who is invited, who holds which role, whose second factor is taken away."""

from datetime import timedelta

import pytest

from eventreg.accounts import directory, queries, rules, staff
from eventreg.accounts.models import Person, RoleGrant, StaffInvitation
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import Forbidden, NotFound
from eventreg.core.permissions import SYSTEM, Actor, Role
from tests.factories.people import actor_of, make_person, new_totp

LATER = timedelta(days=7)


@pytest.fixture
def council(app):
    """Ids by name: two administrators, Ratna and Yusuf, and Bagus, who organises."""
    with app.app_context(), unit_of_work():
        people = {
            "ratna": make_person("ratna@contoh.id", "Ratna", Role.ADMINISTRATOR),
            "yusuf": make_person("yusuf@contoh.id", "Yusuf", Role.ADMINISTRATOR),
            "bagus": make_person("bagus@contoh.id", "Bagus", Role.ORGANISER),
        }
        return {name: person.id for name, person in people.items()}


@pytest.fixture
def does(app, council):
    """`does("ratna", staff.grant, …)`: a deed of one of them, or of the shell; ids stand for names."""

    def does(who, deed, *arguments, now=None, **options):
        with app.app_context(), unit_of_work():
            actor = actor_of(db.session.get(Person, council[who])) if who else SYSTEM
            told = [council.get(argument, argument) for argument in arguments]
            result = deed(*told, actor=actor, now=now or clock.now(), **options)
            return result if isinstance(result, str) else getattr(result, "id", None)

    return does


def roles_of(app, person_id):
    with app.app_context():
        return {grant.role.value for grant in db.session.get(Person, person_id).grants}


def grant_id(app, person_id):
    with app.app_context():
        return db.session.scalar(db.select(RoleGrant.id).filter_by(person_id=person_id))


def trail(app):
    with app.app_context():
        return [entry.action for entry in db.session.scalars(db.select(AuditEntry).order_by(AuditEntry.id))]


# ---- Invitations -------------------------------------------------------------------------------


def test_an_invitation_is_kept_as_a_hash_and_ends_the_one_before(app, council, does):
    first, second = does("ratna", staff.invite, "bagus"), does("ratna", staff.invite, "bagus")

    with app.app_context():
        made = db.session.scalars(db.select(StaffInvitation).order_by(StaffInvitation.id)).all()
        assert [bool(invitation.withdrawn_at) for invitation in made] == [True, False]
        assert made[1].expires_at - made[1].created_at == timedelta(days=7)
        assert not {first, second} & {invitation.token_hash for invitation in made}
    assert trail(app)[-3:] == ["staff_invitation.made", "staff_invitation.withdrawn", "staff_invitation.made"]


def test_an_invitation_is_withdrawn_once(app, council, does):
    does("ratna", staff.invite, "bagus")
    does("yusuf", staff.withdraw_invitation, "bagus")

    with pytest.raises(rules.InvitationOver):
        does("yusuf", staff.withdraw_invitation, "bagus")
    with app.app_context():
        assert directory.open_invitations(council["bagus"], clock.now()) == []


def test_who_has_a_second_factor_is_not_invited_to_set_up_another(app, council, does):
    with app.app_context():
        new_totp("bagus@contoh.id")

    with pytest.raises(rules.HasFactor):
        does("ratna", staff.invite, "bagus")


def test_whoever_joins_gets_role_and_invitation_in_one_go(app, council, does):
    newcomer = staff.Newcomer("Wulan@contoh.id", "Wulan", "+6281234567890", Role.CURATOR, None)
    with app.app_context(), unit_of_work():
        actor = actor_of(db.session.get(Person, council["ratna"]))
        person, token = staff.welcome(newcomer, actor=actor, now=clock.now())
        assert (person.email, person.phone) == ("wulan@contoh.id", "+6281234567890")
        assert [grant.granted_by_id for grant in person.grants] == [council["ratna"]]
        assert queries.find_invitation(token, person.id)


# ---- Roles -------------------------------------------------------------------------------------


def test_nobody_gives_or_takes_their_own_roles(app, council, does):
    with pytest.raises(rules.OwnRoles):
        does("ratna", staff.grant, "ratna", Role.COMMITTEE)
    with pytest.raises(rules.OwnRoles):
        does("ratna", staff.revoke_role, grant_id(app, council["ratna"]))
    assert roles_of(app, council["ratna"]) == {"administrator"}


def test_who_manages_no_people_gives_no_role(app, council, does):
    with pytest.raises(Forbidden):
        does("bagus", staff.grant, "bagus", Role.ADMINISTRATOR)
    with pytest.raises(Forbidden):
        does("bagus", staff.invite, "yusuf")


def test_an_administrator_of_one_event_manages_nobody(app, council, does):
    does("ratna", staff.grant, "bagus", Role.ADMINISTRATOR, 7)

    with pytest.raises(Forbidden):
        does("bagus", staff.grant, "yusuf", Role.AUDITOR)


def test_the_last_administrator_stays(app, council, does):
    does("ratna", staff.revoke_role, grant_id(app, council["yusuf"]))

    with pytest.raises(rules.LastAdministrator):
        does(None, staff.revoke_role, grant_id(app, council["ratna"]))
    assert roles_of(app, council["ratna"]) == {"administrator"}


def test_a_role_that_was_taken_a_moment_ago_gives_and_takes_nothing_more(app, council, does):
    with app.app_context():
        yusuf = actor_of(db.session.get(Person, council["yusuf"]))
    does("ratna", staff.revoke_role, grant_id(app, council["yusuf"]))

    with pytest.raises(Forbidden), app.app_context(), unit_of_work():
        staff.revoke_role(grant_id(app, council["ratna"]), actor=yusuf, now=clock.now())


def test_with_the_last_role_goes_the_invitation(app, council, does):
    does("ratna", staff.grant, "bagus", Role.CURATOR)
    does("ratna", staff.invite, "bagus")

    does("ratna", staff.revoke_role, grant_id(app, council["bagus"]))
    with app.app_context():
        assert len(directory.open_invitations(council["bagus"], clock.now())) == 1
    does("ratna", staff.revoke_role, grant_id(app, council["bagus"]))
    with app.app_context():
        assert directory.open_invitations(council["bagus"], clock.now()) == []


def test_who_has_no_address_gets_no_role(app, council, does):
    with app.app_context(), unit_of_work():
        person = make_person()
        person.email = None
        person_id = person.id

    with pytest.raises(rules.NeedsAddress):
        does("ratna", staff.grant, person_id, Role.CURATOR)


# ---- Resets ------------------------------------------------------------------------------------


@pytest.fixture
def asked(app, council, does):
    """Bagus has lost his phone, and Ratna asks."""
    with app.app_context():
        new_totp("bagus@contoh.id")
    return does("ratna", staff.ask_reset, "bagus", "Ponselnya hilang; sudah ditelepon.")


def has_factor(app, council):
    with app.app_context():
        return queries.has_factor(council["bagus"])


def test_a_reset_takes_two_administrators(app, council, does, asked):
    with pytest.raises(rules.SameAdministrator):
        does("ratna", staff.decide_reset, asked, True)
    with pytest.raises(Forbidden):
        does("bagus", staff.decide_reset, asked, True)
    assert has_factor(app, council)

    does("yusuf", staff.decide_reset, asked, True)

    assert not has_factor(app, council)
    assert does("yusuf", staff.invite, "bagus")
    assert {"factor_reset.asked", "factor_reset.agreed"} <= set(trail(app))


def test_a_refused_reset_takes_nothing(app, council, does, asked):
    does("yusuf", staff.decide_reset, asked, False)

    assert has_factor(app, council)
    with pytest.raises(rules.ResetOver):
        does("yusuf", staff.decide_reset, asked, True)


def test_a_reset_has_a_week(app, council, does, asked):
    with pytest.raises(rules.ResetAsked):
        does("yusuf", staff.ask_reset, "bagus", "Lagi")
    with pytest.raises(rules.ResetOver):
        does("yusuf", staff.decide_reset, asked, True, now=clock.now() + LATER)
    assert has_factor(app, council)


def test_an_administrator_neither_asks_for_nor_agrees_to_their_own_reset(app, council, does):
    with app.app_context():
        new_totp("yusuf@contoh.id")
    with pytest.raises(rules.OwnReset):
        does("yusuf", staff.ask_reset, "yusuf", "Saya sendiri")
    asked = does("ratna", staff.ask_reset, "yusuf", "Ponselnya hilang")
    with pytest.raises(rules.OwnReset):
        does("yusuf", staff.decide_reset, asked, True)


def test_whoever_asked_must_still_be_administrator(app, council, does, asked):
    does("ratna", staff.grant, "bagus", Role.ADMINISTRATOR)
    does("yusuf", staff.revoke_role, grant_id(app, council["ratna"]))

    with pytest.raises(rules.ResetOver):
        does("yusuf", staff.decide_reset, asked, True)
    assert has_factor(app, council)


def test_nothing_to_reset(council, does):
    with pytest.raises(rules.NoFactor):
        does("ratna", staff.ask_reset, "bagus", "Ponselnya hilang")


def test_nobody_there(app, council, does):
    for deed in (staff.invite, staff.withdraw_invitation):
        with pytest.raises(NotFound):
            does("ratna", deed, 999)
    with pytest.raises(NotFound):
        does("ratna", staff.revoke_role, 999)
    with pytest.raises(NotFound):
        does("ratna", staff.decide_reset, 999, True)
    with app.app_context(), unit_of_work(), pytest.raises(Forbidden):
        staff.invite(council["bagus"], actor=Actor(person_id=None), now=clock.now())
