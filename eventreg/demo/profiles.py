"""What the demo's businesses tell of themselves: most nearly everything, some little, one or two long ago."""

from datetime import date, datetime
from random import Random
from typing import Any

from eventreg.businesses import registration
from eventreg.businesses import service as businesses
from eventreg.businesses.models import Business
from eventreg.core.db import db, unit_of_work
from eventreg.core.names import slugify
from eventreg.core.permissions import Actor
from eventreg.demo import words
from eventreg.demo.people import Owner

KBLI = {
    "batik-tulis": "13134",
    "batik-cap": "13134",
    "batik-kombinasi": "13134",
    "tenun-atbm": "13121",
    "fesyen-bordir": "13912",
    "alas-kaki-tas": "15121",
    "perhiasan-aksesori": "32120",
    "cendera-mata": "32903",
    "dekorasi": "32903",
    "kriya-kayu": "16293",
    "anyaman-eceng-gondok": "16292",
    "anyaman-bambu": "16291",
    "olahan-pangan": "10799",
}
BANDS = ("under_5m", "5m_10m", "5m_10m", "10m_25m", "10m_25m", "25m_50m", "50m_100m")
MEN = frozenset(
    "Slamet Eko Budi Agus Joko Bambang Hasan Husein Abdul Ahmad Zainal Imron Sunarto Wiryo Suparman Nasrullah "
    "Taufiq Rizal Fauzi Wahyu".split()
)
LITTLE, LONG_AGO = 6, 7  # every sixth tells little; every seventh told it when it came, and never again


def tell_profiles(owners: list[Owner], staff: Actor, random: Random, begins: datetime, lately: datetime) -> None:
    """Each owner fills in the profile; a third is fostered by the council; most said lately that it is still right."""
    for number, owner in enumerate(owners):
        with unit_of_work():
            business = db.session.get_one(Business, owner.business_id)
            facts = _little(business, random) if number % LITTLE == LITTLE - 1 else _facts(business, number, random)
            businesses.edit_profile(business.id, facts, actor=owner.actor, now=begins)
            if number % 3 == 0:
                since = date(begins.year - random.randrange(1, 12), random.randrange(1, 13), 1)
                registration.foster(business.id, since, actor=staff, now=begins)
            if number % LONG_AGO != LONG_AGO - 1:
                businesses.confirm_profile(business.id, actor=owner.actor, now=lately)


def _little(business: Business, random: Random) -> dict[str, Any]:
    return {"address": _address(random), "owner_sex": _sex(business.owner_name)}


def _facts(business: Business, number: int, random: Random) -> dict[str, Any]:
    craft, founded = business.category.code, random.randrange(1985, business.created_at.year)
    return {
        **_little(business, random),
        "brand": "" if number % 4 else business.name.partition(" ")[2],
        "founded_year": founded,
        "kbli": KBLI.get(craft, "32909"),
        "kbli_edition": "2020",
        "workers_m": random.randrange(0, 5),
        "workers_f": random.randrange(1, 9),
        "capacity": words.CAPACITIES.get(craft, words.CAPACITY).format(count=random.randrange(2, 15) * 10),
        "is_producer": number % 9 != 8,
        "channels": _channels(business.name, number),
        "owner_disability": number % 8 == 4,
        **_size(number, random),
    }


def _size(number: int, random: Random) -> dict[str, Any]:
    """Most are micro and know what a month brings; a few are larger, and one has only begun."""
    if number % 10 == 7:
        return {"turnover_band": "over_150m", "yearly_sales": random.randrange(22, 60) * 100_000_000}
    if number % 20 == 12:
        return {"capital": random.randrange(20, 90) * 1_000_000}
    return {"turnover_band": random.choice(BANDS)}


def _sex(name: str) -> str:
    return "m" if name.split()[0] in MEN else "f"


def _address(random: Random) -> str:
    gang = f" Gang {random.randrange(1, 12)}" if random.random() < 0.6 else ""
    return f"Jl. {random.choice(words.STREETS)}{gang} No. {random.randrange(1, 90)}, RT 0{random.randrange(1, 9)}"


def _channels(name: str, number: int) -> dict[str, str]:
    """Addresses that begin with `contoh`, so that they are nobody's."""
    handle = "contoh." + "".join(slugify(name).split("-")[-2:])[:16]
    told = {"instagram": handle}
    if number % 3 == 0:
        told["shopee"] = handle
    if number % 4 == 0:
        told["website"] = f"https://{slugify(name)[:40].strip('-')}.example"
    if number % 5 == 0:
        told["tiktok"] = handle
    return told
