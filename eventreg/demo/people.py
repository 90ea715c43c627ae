"""The demo's people: the council's staff, and owners of made-up businesses with what they make."""

from dataclasses import dataclass
from datetime import datetime
from random import Random

from eventreg.accounts import service as accounts
from eventreg.businesses import queries as business_queries
from eventreg.businesses import service as businesses
from eventreg.businesses.models import Business
from eventreg.businesses.rules import BusinessDetails, ProductDetails
from eventreg.consents import service as consents
from eventreg.consents.models import ConsentWay
from eventreg.core.db import unit_of_work
from eventreg.core.files import read_image
from eventreg.core.names import slugify
from eventreg.core.permissions import Actor, Role
from eventreg.demo import words
from eventreg.demo.pictures import product_picture

STAFF: dict[str, tuple[str, tuple[Role, ...]]] = {
    "admin": ("Nur Hidayah", (Role.ADMINISTRATOR,)),
    "panitia": ("Budi Santoso", (Role.ORGANISER,)),
    "kurator1": ("Ratna Pertiwi", (Role.CURATOR,)),
    "kurator2": ("Zainal Hakim", (Role.CURATOR,)),
    "kurator3": ("Dewi Anggraini", (Role.CURATOR,)),
    "komite1": ("Hartono", (Role.COMMITTEE,)),
    "komite2": ("Laila Zuhri", (Role.COMMITTEE,)),
    "komite3": ("Bambang Prasetyo", (Role.COMMITTEE,)),
    "bendahara": ("Endang Mulyani", (Role.TREASURER,)),
    "monev": ("Taufiq Basuki", (Role.EVALUATOR,)),
    "pintu": ("Rizal", (Role.DOOR_VOLUNTEER,)),
    "pengawas": ("Nisa Maulida", (Role.DOOR_SUPERVISOR,)),
    "auditor": ("Imron Wibowo", (Role.AUDITOR,)),
}
SRI = (("Batik Lintang Pesisir", "batik-tulis"), ("Canting Mbak Yuni", "cendera-mata"))


@dataclass(frozen=True)
class Owner:
    """Somebody who acts for a business, and the ids of what it makes."""

    actor: Actor
    business_id: int
    product_ids: tuple[int, ...]


def make_staff(now: datetime) -> dict[str, Actor]:
    """Everybody of the council, by the part of the address before the @."""
    with unit_of_work():
        people = {
            name: accounts.create_person(f"{name}@demo.test", shown, roles, now=now)
            for name, (shown, roles) in STAFF.items()
        }
        return {name: business_queries.actor_of(person) for name, person in people.items()}


def make_owners(count: int, random: Random, now: datetime) -> list[Owner]:
    """Owners of `count` businesses; the first two belong to Sri."""
    villages = [code for _, options in business_queries.region_choices() for code, _ in options]
    with unit_of_work():
        sri = accounts.create_person("sri@demo.test", "Sri Wahyuni", now=now)
        sri_id = sri.id
    owners = [_make_business(sri_id, name, "Sri Wahyuni", category, villages, random, now) for name, category in SRI]
    used: set[str] = set()
    while len(owners) < count:
        category = list(words.WARES)[len(owners) % len(words.WARES)]
        name = f"{words.NAMES_OF[category]} {random.choice(words.POETRY)} {random.choice(words.PLACES)}"
        if name in used:
            continue
        used.add(name)
        owner = random.choice(words.FIRST_NAMES)
        if random.random() < 0.8:  # single names are normal
            owner += f" {random.choice(words.LAST_NAMES)}"
        with unit_of_work():
            person_id = accounts.create_person(f"{slugify(name)}@demo.test", owner, now=now).id
        owners.append(_make_business(person_id, name, owner, category, villages, random, now))
    return owners


def _make_business(
    person_id: int, name: str, owner: str, category: str, villages: list[str], random: Random, now: datetime
) -> Owner:
    details = BusinessDetails(
        name=name,
        owner_name=owner,
        phone=f"080000000{100 + person_id % 900}",  # one for each person, as in life
        category_code=category,
        region_code=random.choice(villages),
        nib=f"9120{random.randrange(10**9):09d}" if random.random() < 0.7 else "",
    )
    with unit_of_work():
        actor = Actor(person_id=person_id, name=owner)
        consents.record(person_id, _agreed(person_id), way=ConsentWay.SCREEN, actor=actor, now=now)
        business = businesses.create_business(person_id, details, actor=actor, now=now)
        actor = Actor(person_id=person_id, name=owner, business_ids=business_queries.business_ids_of(person_id))
        products = tuple(_make_products(business, category, actor, random, now))
        return Owner(actor=actor, business_id=business.id, product_ids=products)


def _agreed(person_id: int) -> list[str]:
    """What is required, and of the rest what the person happens to like."""
    optional = ("publication", "monitoring", "announcements", "photos")
    return ["registration", *(purpose for step, purpose in enumerate(optional, start=2) if person_id % step)]


def _make_products(business: Business, category: str, actor: Actor, random: Random, now: datetime) -> list[int]:
    made = []
    for ware in words.WARES[category][: random.choice((2, 3, 3))]:
        picture = read_image(product_picture(category, random))
        photo = businesses.keep_photo(picture, actor.person_id or 0, now=now)
        motif = random.choice(words.MOTIFS).replace("-", " ")
        details = ProductDetails(
            name=ware.name.format(motif=motif),
            price=random.randint(ware.lowest, ware.highest) * 1000,
            photo_key=photo.key,
            name_en=ware.name_en.format(motif=motif),
        )
        made.append(businesses.add_product(business.id, details, actor=actor, now=now).id)
    return made
