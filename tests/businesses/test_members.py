"""Who acts for a business: inviting, joining, leaving, handing over."""

from datetime import timedelta

import pytest

from eventreg.applications import queries as applications
from eventreg.applications import service as applying
from eventreg.applications.rules import OwnApplication, Status
from eventreg.businesses import identity, members, queries, rules
from eventreg.businesses.models import Business, BusinessInvitation, BusinessMember, MemberRole
from eventreg.businesses.rules import (
    AlreadyMember,
    InvitationExpired,
    InvitationUnknown,
    InvitationUsed,
    InvitationWithdrawn,
    LastOwner,
    OwnInvitation,
    TooManyInvitations,
)
from eventreg.core import clock, delivery
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import Forbidden, NotFound
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import Role
from eventreg.events.rules import EventKind
from tests.factories.applications import make_application
from tests.factories.businesses import make_business
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person
from tests.support.smtp import text_of

OWNER, HELPER = MemberRole.OWNER, MemberRole.HELPER


class Shop:
    """Sri's business, and her family by name; each call is a unit of work of its own."""

    def __init__(self, app):
        self.app = app
        with app.app_context(), unit_of_work():
            self.id = make_business(make_person("sri@demo.test", "Sri")).id

    def actor(self, name):
        return actor_of(make_person(f"{name}@demo.test"))

    def invite(self, role=HELPER, *, by="sri", name="Dewi", hands_over=False, at=None):
        with self.app.app_context(), unit_of_work():
            actor = self.actor(by)
            return members.invite(self.id, name, role, hands_over=hands_over, actor=actor, now=at or clock.now())

    def accept(self, token, who, *, at=None):
        with self.app.app_context(), unit_of_work():
            return members.accept(token, actor=self.actor(who), now=at or clock.now()).id

    def join(self, who, role=HELPER, **options):
        return self.accept(self.invite(role, **options), who)

    def end(self, member_id, *, by="sri"):
        with self.app.app_context(), unit_of_work():
            members.end_membership(self.id, member_id, actor=self.actor(by), now=clock.now())

    def withdraw(self, *, by="sri"):
        with self.app.app_context(), unit_of_work():
            for invitation in queries.open_invitations(self.id, clock.now()):
                members.withdraw_invitation(self.id, invitation.id, actor=self.actor(by), now=clock.now())

    def people(self):
        with self.app.app_context():
            return [(member.person.email.partition("@")[0], member.role) for member in queries.people_of(self.id)]

    def member_id(self, who):
        with self.app.app_context():
            return next(m.id for m in queries.people_of(self.id) if m.person.email == f"{who}@demo.test")

    def trail(self):
        with self.app.app_context():
            entries = db.session.scalars(db.select(AuditEntry).filter_by(business_id=self.id).order_by(AuditEntry.id))
            return [entry.action for entry in entries if entry.action.startswith(("member.", "business.handed"))]


@pytest.fixture
def shop(app):
    return Shop(app)


def known(app, name):
    """The person as they act now."""
    with app.app_context(), unit_of_work():
        return actor_of(make_person(f"{name}@demo.test"))


# ---- Inviting and joining ------------------------------------------------------------------------


def test_who_accepts_acts_for_the_business(app, shop):
    shop.join("dewi")

    assert shop.people() == [("sri", OWNER), ("dewi", HELPER)]
    dewi = known(app, "dewi")
    with app.app_context():
        assert dewi.business_ids == {shop.id}
        assert queries.get_own(shop.id, dewi).id == shop.id
    assert shop.trail() == ["member.invited", "member.joined"]


def test_who_has_no_name_yet_takes_the_one_of_the_invitation(app, shop):
    shop.join("dewi", name="Dewi Lestari")
    shop.join("agus", name="Mas Agus")
    shop_of_agus = Shop(app)
    shop_of_agus.join("agus", name="Pak Agus")

    with app.app_context():
        assert [member.person.name for member in queries.people_of(shop.id)] == ["Sri", "Dewi Lestari", "Mas Agus"]


def test_the_link_is_kept_as_a_hash_alone(app, shop):
    token = shop.invite()

    with app.app_context():
        invitation = db.session.scalar(db.select(BusinessInvitation))
        assert len(token) >= 40
        assert token not in repr(vars(invitation))


def test_an_invitation_works_once(shop):
    token = shop.invite()
    shop.accept(token, "dewi")

    with pytest.raises(InvitationUsed):
        shop.accept(token, "agus")
    assert shop.people() == [("sri", OWNER), ("dewi", HELPER)]


def test_accepting_again_changes_nothing(shop):
    token = shop.invite()
    first = shop.accept(token, "dewi")
    trail = shop.trail()

    assert shop.accept(token, "dewi") == first
    assert shop.trail() == trail


def test_a_used_invitation_lets_nobody_back_in(shop):
    token = shop.invite()
    shop.end(shop.accept(token, "dewi"))

    with pytest.raises(InvitationUsed):
        shop.accept(token, "dewi")


def test_an_invitation_is_open_for_seven_days(shop):
    made = clock.now()
    late, in_time = shop.invite(at=made), shop.invite(at=made)

    shop.accept(in_time, "dewi", at=made + timedelta(days=7, seconds=-1))
    with pytest.raises(InvitationExpired):
        shop.accept(late, "agus", at=made + timedelta(days=7))


def test_a_withdrawn_invitation_lets_nobody_in(shop):
    token = shop.invite()
    shop.withdraw()

    with pytest.raises(InvitationWithdrawn):
        shop.accept(token, "dewi")
    assert shop.trail() == ["member.invited", "member.invitation_withdrawn"]


def test_a_link_that_was_never_made_lets_nobody_in(shop):
    with pytest.raises(InvitationUnknown):
        shop.accept("x" * 43, "dewi")


def test_nobody_accepts_their_own_invitation(shop):
    token = shop.invite(OWNER, hands_over=True)

    with pytest.raises(OwnInvitation):
        shop.accept(token, "sri")
    shop.accept(token, "dewi")  # it has stayed open


def test_who_acts_already_leaves_the_invitation_open(shop):
    shop.join("dewi")
    token = shop.invite()

    with pytest.raises(AlreadyMember):
        shop.accept(token, "dewi")
    shop.accept(token, "agus")


def test_a_helper_can_become_an_owner(app, shop):
    shop.join("dewi")
    shop.join("dewi", OWNER)

    assert shop.people() == [("sri", OWNER), ("dewi", OWNER)]
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count()).select_from(BusinessMember)) == 3  # the helper's time stays


def test_an_owner_is_not_made_less_by_an_invitation(shop):
    shop.join("dewi", OWNER)
    token = shop.invite(HELPER)

    with pytest.raises(AlreadyMember):
        shop.accept(token, "dewi")
    assert shop.people() == [("sri", OWNER), ("dewi", OWNER)]


def test_ten_invitations_are_open_at_most(app, shop):
    for _ in range(rules.MOST_INVITATIONS):
        shop.invite()
    with pytest.raises(TooManyInvitations):
        shop.invite()

    shop.withdraw()
    shop.invite()


def test_an_old_invitation_makes_room(shop):
    for _ in range(rules.MOST_INVITATIONS):
        shop.invite(at=clock.now() - timedelta(days=8))

    shop.invite()


# ---- Who may -------------------------------------------------------------------------------------


def test_a_helper_neither_invites_nor_withdraws_nor_lets_others_go(shop):
    helper = shop.join("dewi")
    other = shop.join("agus")
    shop.invite()

    with pytest.raises(Forbidden):
        shop.invite(by="dewi")
    with pytest.raises(Forbidden):
        shop.withdraw(by="dewi")
    with pytest.raises(Forbidden):
        shop.end(other, by="dewi")
    with pytest.raises(Forbidden):
        shop.end(shop.member_id("sri"), by="dewi")
    shop.end(helper, by="dewi")  # leaving is everybody's own


def test_a_stranger_finds_nothing_to_change(app, shop):
    member = shop.join("dewi")
    shop.invite()

    for act in (
        lambda: shop.invite(by="asing"),
        lambda: shop.withdraw(by="asing"),
        lambda: shop.end(member, by="asing"),
    ):
        with pytest.raises(NotFound):
            act()
    other = Shop(app)
    with pytest.raises(NotFound):
        other.end(member)
    assert ("dewi", HELPER) in shop.people()


# ---- Leaving -------------------------------------------------------------------------------------


def test_the_last_owner_stays(shop):
    shop.join("dewi")

    with pytest.raises(LastOwner):
        shop.end(shop.member_id("sri"))
    assert ("sri", OWNER) in shop.people()


def test_an_owner_lets_another_owner_go_and_who_comes_back_begins_anew(app, shop):
    first = shop.join("dewi", OWNER)
    shop.end(first)
    assert shop.people() == [("sri", OWNER)]

    second = shop.join("dewi")
    assert second != first
    with app.app_context():
        assert db.session.get(BusinessMember, first).ended_at is not None


def test_the_invitations_of_who_goes_go_too(shop):
    dewi = shop.join("dewi", OWNER)
    token, other = shop.invite(by="dewi"), shop.invite(by="sri")
    shop.end(dewi)

    with pytest.raises(InvitationWithdrawn):
        shop.accept(token, "agus")
    shop.accept(other, "agus")


def test_who_has_left_finds_nothing_of_it_any_more(app, shop):
    with app.app_context(), unit_of_work():
        application = make_application(
            make_event(kind=EventKind.EXHIBITION).id, email="dewi@demo.test", name="Batik Dewi"
        )
        (product,) = application.products
        code, key, product_id = application.code, product.photo.key, product.id  # she took the picture herself
        shop.id = application.business_id
    shop.join("sri", OWNER, by="dewi")
    dewi = known(app, "dewi")
    with app.app_context():
        assert queries.get_photo(key, dewi)
        assert applications.own_applications(dewi)

    shop.end(shop.member_id("dewi"), by="dewi")

    dewi, sri = known(app, "dewi"), known(app, "sri")
    with app.app_context():
        for look in (
            lambda: queries.get_own(shop.id, dewi),
            lambda: queries.get_own_product(shop.id, product_id, dewi),
            lambda: queries.get_photo(key, dewi),
            lambda: applications.get_own(code, dewi),
        ):
            with pytest.raises(NotFound):
                look()
        assert not queries.own_businesses(dewi.person_id)
        assert not applications.own_applications(dewi)
        assert applications.get_own(code, sri)
        assert queries.get_photo(key, sri)


def test_who_is_let_go_hears_of_it_and_who_leaves_does_not(app, smtp, shop):
    shop.end(shop.join("dewi"))
    shop.end(shop.join("agus"), by="agus")
    shop.join("joko")
    shop.accept(shop.invite(OWNER, hands_over=True), "rini")

    with app.app_context():
        while delivery.deliver_next(clock.now):
            pass
    assert sorted(message["To"] for message in smtp.messages) == ["dewi@demo.test", "joko@demo.test", "sri@demo.test"]
    assert "mengakhiri akses" in text_of(smtp.to("dewi@demo.test")[0])
    assert "berpindah tangan" in text_of(smtp.to("sri@demo.test")[0])


# ---- Handing over --------------------------------------------------------------------------------


def test_a_business_changes_hands_and_keeps_its_history(app, shop):
    with app.app_context(), unit_of_work():
        event = make_event(kind=EventKind.EXHIBITION)
        application = make_application(event.id, email="sri@demo.test", name="Batik Sri")
        number, shop.id = application.id, application.business_id
        code, product = application.code, application.products[0].id
    shop.join("dewi")
    shop.join("agus", OWNER)
    waiting = shop.invite()

    shop.accept(shop.invite(OWNER, hands_over=True), "dewi")

    assert shop.people() == [("dewi", OWNER)]
    assert shop.trail()[-6:] == [
        "member.ended",  # Dewi as a helper
        "member.joined",
        "member.ended",
        "member.ended",
        "member.invitation_withdrawn",
        "business.handed_over",
    ]
    with pytest.raises(InvitationWithdrawn):
        shop.accept(waiting, "joko")
    dewi, sri = known(app, "dewi"), known(app, "sri")
    with app.app_context():
        assert applications.get_own(code, dewi).id == number
        assert queries.get_own_product(shop.id, product, dewi).id == product
        with pytest.raises(NotFound):
            applications.get_own(code, sri)
        handed = db.session.scalar(db.select(AuditEntry).filter_by(action="business.handed_over"))
        assert (handed.business_id, handed.person_id) == (shop.id, dewi.person_id)


def test_what_was_the_former_owners_goes_with_them(app, shop):
    with app.app_context(), unit_of_work():
        business = db.session.get_one(Business, shop.id)
        identity.change_npwp(business, "0912345678901234", remove=False, actor=shop.actor("sri"), now=clock.now())
        make_person("dewi@demo.test", "Dewi Lestari").phone = "+6281200000001"

    shop.accept(shop.invite(OWNER, hands_over=True), "dewi")

    with app.app_context():
        business = db.session.get_one(Business, shop.id)
        assert (business.owner_name, business.phone) == ("Dewi Lestari", "+6281200000001")
        assert (business.npwp_encrypted, business.npwp_hash) == (None, None)
        changes = db.select(AuditEntry).filter_by(action="business.changed").order_by(AuditEntry.id.desc())
        assert db.session.scalars(changes).first().fields == ["npwp", "owner_name", "phone"]


def test_a_former_owners_number_goes_where_the_new_one_is_unknown(app, shop):
    shop.accept(shop.invite(OWNER, hands_over=True), "dewi")

    with app.app_context():
        business = db.session.get_one(Business, shop.id)
        assert (business.owner_name, business.phone) == ("Dewi", "")


def test_one_of_two_owners_takes_over(shop):
    shop.join("dewi", OWNER)
    shop.accept(shop.invite(OWNER, hands_over=True), "dewi")

    assert shop.people() == [("dewi", OWNER)]


def test_the_only_owner_has_nothing_to_take_over(app, shop):
    token = by_staff(app, shop)

    with pytest.raises(AlreadyMember):
        shop.accept(token, "sri")


def by_staff(app, shop):
    with app.app_context(), unit_of_work():
        staff = actor_of(make_person("panitia@demo.test", "Panitia", Role.ORGANISER))
        return members.hand_over_by_staff(shop.id, "Dewi", actor=staff, reason="Pemilik wafat", now=clock.now())


def test_staff_hand_over_a_business_whose_owner_is_lost(app, shop):
    for _ in range(rules.MOST_INVITATIONS):
        shop.invite()  # whoever sits in the owner's mailbox can't be in the way
    token = by_staff(app, shop)
    with pytest.raises(OwnInvitation):
        shop.accept(token, "panitia")

    shop.accept(token, "dewi")

    assert shop.people() == [("dewi", OWNER)]
    with app.app_context():
        entry = db.session.scalar(db.select(AuditEntry).filter_by(reason="Pemilik wafat"))
        assert (entry.action, entry.business_id) == ("member.invited", shop.id)


def test_what_staff_handed_out_ends_with_their_role(app, shop):
    token = by_staff(app, shop)
    with app.app_context(), unit_of_work():
        for held in make_person("panitia@demo.test").grants:
            db.session.delete(held)

    with pytest.raises(InvitationWithdrawn):
        shop.accept(token, "dewi")

    assert shop.people() == [("sri", OWNER)]


def test_messages_follow_the_business(app, shop):
    with app.app_context(), unit_of_work():
        event = make_event()
        application = make_application(event.id, email="sri@demo.test", name="Batik Sri")
        event_id, number, shop.id = event.id, application.id, application.business_id
        staff = actor_of(make_person("komite1@demo.test", "", Role.COMMITTEE))
    shop.join("agus")
    shop.accept(shop.invite(OWNER, hands_over=True), "dewi")

    with app.app_context(), unit_of_work():
        applying.decide(event_id, [number], Status.ACCEPTED, actor=staff, reason="", now=clock.now())

    dewi = known(app, "dewi")
    with app.app_context():
        told = db.session.scalars(db.select(OutboxMessage.address).order_by(OutboxMessage.id)).all()
        assert told == ["sri@demo.test", "sri@demo.test", "agus@demo.test", "dewi@demo.test"]
        (application,) = applications.own_applications(dewi)
        assert [ticket.person_id for ticket in application.tickets] == [dewi.person_id]


def test_messages_go_to_who_applied_as_long_as_they_help(app, shop):
    shop.join("dewi")
    dewi = known(app, "dewi").person_id

    with app.app_context():
        assert queries.contact_of(shop.id, dewi).email == "dewi@demo.test"
        assert queries.contact_of(shop.id).email == "sri@demo.test"
    shop.end(shop.member_id("dewi"))
    with app.app_context():
        assert queries.contact_of(shop.id, dewi).email == "sri@demo.test"


def test_a_helper_decides_on_it_as_little_as_the_owner(app, shop):
    with app.app_context(), unit_of_work():
        event_id = make_event().id
        application = make_application(event_id, email="sri@demo.test", name="Batik Sri")
        number, shop.id = application.id, application.business_id
        make_person("dewi@demo.test", "", Role.COMMITTEE)
    shop.join("dewi")

    dewi = known(app, "dewi")
    with pytest.raises(OwnApplication), app.app_context(), unit_of_work():
        applying.decide(event_id, [number], Status.ACCEPTED, actor=dewi, reason="", now=clock.now())


def test_leaving_a_business_does_not_let_its_owner_decide_on_it(app, shop):
    with app.app_context(), unit_of_work():
        event_id = make_event().id
        application = make_application(event_id, email="sri@demo.test", name="Batik Sri")
        number, shop.id = application.id, application.business_id
        make_person("sri@demo.test", "", Role.COMMITTEE)
    shop.join("dewi", OWNER)
    shop.end(shop.member_id("sri"))

    sri = known(app, "sri")
    assert shop.id not in sri.business_ids
    with pytest.raises(OwnApplication), app.app_context(), unit_of_work():
        applying.decide(event_id, [number], Status.ACCEPTED, actor=sri, reason="", now=clock.now())


def test_who_shares_a_business_is_counted_once(app, shop):
    shop.join("dewi")
    shop.end(shop.join("agus"))
    alone = Shop(app)

    sri = known(app, "sri").person_id
    with app.app_context():
        others = queries.others_at(sri)
    assert (others.get(shop.id), others.get(alone.id)) == (1, None)
