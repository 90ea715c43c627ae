"""The demo's identity numbers, helpers, somebody without e-mail, and what people ask about their data."""

from datetime import date, datetime, timedelta
from random import Random

from eventreg.accounts import identity
from eventreg.accounts import service as accounts
from eventreg.businesses import members, registration
from eventreg.businesses import queries as business_queries
from eventreg.businesses.models import MemberRole
from eventreg.businesses.registration import Agreement, OwnerDetails
from eventreg.businesses.rules import BusinessDetails
from eventreg.consents.models import ConsentWay
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Actor
from eventreg.demo.people import Owner
from eventreg.records import service as records
from eventreg.records.models import RequestKind

NOBODYS_DISTRICT = "337599"  # no district has this number, so no living person has a NIK that begins so


def tell_niks(owners: list[Owner], random: Random, now: datetime) -> None:
    """Two of three owners have told who they are; one business tells it on two owners' behalf by mistake."""
    told: dict[int, str] = {}
    for number, owner in enumerate(owners):
        person_id = owner.actor.person_id or 0
        if number % 3 == 2 or person_id in told:
            continue
        told[person_id] = told[owners[3].actor.person_id or 0] if number == 9 else _nik(random, number)
        with unit_of_work():
            identity.set_nik(person_id, told[person_id], actor=owner.actor, now=now)


def _nik(random: Random, number: int) -> str:
    born = date(1958, 1, 1) + timedelta(days=random.randrange(45 * 365))
    day = born.day + (40 if random.random() < 0.6 else 0)  # women's days count from 40
    return f"{NOBODYS_DISTRICT}{day:02}{born:%m%y}{number + 1:04}"


def ask_a_helper_in(owner: Owner, now: datetime) -> None:
    """Somebody helps with a business: invited, accepted."""
    with unit_of_work():
        helper = accounts.create_person("yuni@demo.test", "Yuni Astuti", now=now)
        invited = members.invite(owner.business_id, "Yuni", MemberRole.HELPER, actor=owner.actor, now=now)
        members.accept(invited, actor=business_queries.actor_of(helper), now=now + timedelta(hours=3))


def enter_somebody_without_email(staff: Actor, now: datetime) -> None:
    """An old master of the canting, entered by staff at her workshop; she signed on paper."""
    village = next(code for _, options in business_queries.region_choices() for code, _ in options)
    details = BusinessDetails(
        name="Batik Tulis Mbah Karsinah",
        owner_name="Karsinah",
        phone="080000000077",
        category_code="batik-tulis",
        region_code=village,
    )
    agreement = Agreement(purposes=("registration", "publication", "photos"), way=ConsentWay.PAPER)
    with unit_of_work():
        registration.register(
            details, OwnerDetails(born_on=date(1951, 4, 12)), agreement, npwp="", actor=staff, now=now
        )


def ask_about_data(owners: list[Owner], admin: Actor, today: datetime) -> None:
    """One request was answered last week, two wait: one for long, one since this morning."""
    with unit_of_work():
        answered = records.open_request(
            owners[5].actor.person_id or 0, RequestKind.ACCESS, "", actor=owners[5].actor, now=today - timedelta(days=8)
        )
        records.carry_out(
            answered.id,
            "Salinan data dapat Anda unduh di halaman Data saya.",
            actor=admin,
            now=today - timedelta(days=7),
        )
    waiting = (
        (6, RequestKind.CORRECTION, "Nama pemilik di profil salah tulis, mohon sesuai KTP.", timedelta(hours=40)),
        (7, RequestKind.ERASURE, "Usaha saya sudah tutup. Mohon hapus data saya.", timedelta(hours=2)),
    )
    for number, kind, words, ago in waiting:
        asking = owners[number].actor
        with unit_of_work():
            records.open_request(asking.person_id or 0, kind, words, actor=asking, now=today - ago)
