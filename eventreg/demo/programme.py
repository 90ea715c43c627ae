"""The events of the demo: past, running, open, full, not yet open, called off, and a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as clock_time
from typing import Any

from eventreg.businesses import queries as business_queries
from eventreg.core.clock import Zone
from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Actor
from eventreg.events import service as events
from eventreg.events.rules import EventKind, QuotaKind
from eventreg.events.service import EventDetails, QuotaDetails, SessionDetails


@dataclass(frozen=True)
class Part:
    """A session: on which of the days, from 0, between which hours, and for how many where applicants choose."""

    title: str
    day: int
    hours: tuple[int, int]
    quota: int | None = None


@dataclass(frozen=True)
class Share:
    """A limit, or a reserve that falls back to all `until` days from the demo's day, among the places."""

    kind: QuotaKind
    places: int
    group: str = ""
    category: str = ""
    until: int | None = None


@dataclass(frozen=True)
class Plan:
    """An event relative to the demo's day: `opens`, `closes` and `starts` in days from it.

    `hours` of each of the `days`; 0 to 24 is the whole day. `parts`: its sessions, where they aren't the days.
    `visitors`: how many may register for a day. `more`: other fields of its details.
    """

    slug: str
    kind: EventKind
    title: str
    summary: str
    description: str
    place: tuple[str, str]
    opens: int
    closes: int
    starts: int
    days: int
    quota: int
    hours: tuple[int, int] = (9, 16)
    passes: int = 1
    confirm_days: int | None = None
    lead_minutes: int = 30
    category: str = ""
    publish: bool = True
    parts: tuple[Part, ...] = ()
    shares: tuple[Share, ...] = ()
    visitors: int | None = None
    more: Mapping[str, Any] = field(default_factory=dict)


T, E = EventKind.TRAINING, EventKind.EXHIBITION
JETAYU = ("Lapangan Jetayu", "Jl. Jetayu, Pekalongan")
MUSEUM = ("Museum Batik", "Jl. Jetayu No. 1, Pekalongan")
AMARTA = ("Ruang Amarta Setda", "Jl. Mataram No. 1, Pekalongan")
KAUMAN = ("Kampung Batik Kauman", "Kauman, Pekalongan")
SETONO = ("Pasar Grosir Setono", "Jl. Dr. Sutomo, Pekalongan")

RUNNING = Plan(
    "pekan-batik-demo",
    E,
    "Pekan Batik Demo",
    "Enam hari batik, tenun, dan kriya di Lapangan Jetayu. Pintu buka siang dan malam.",
    "## Untuk peserta\n\nSetiap stan mendapat dua tanda masuk: pemilik dan satu penjaga stan.\n\n"
    "- Stan 3 × 3 m, listrik 450 W, satu meja, dua kursi\n- Stan dijaga setiap hari\n"
    "- Tunjukkan kode QR di Gate Utara atau Gate Selatan",
    JETAYU,
    opens=-60,
    closes=-20,
    starts=-1,
    days=6,
    quota=60,
    hours=(0, 24),
    passes=2,
    lead_minutes=0,
    visitors=250,
    more={"visitors_open": True, "party_limit": 8},
)
OPEN = Plan(
    "pelatihan-pewarna-alam",
    T,
    "Pelatihan Pewarna Alam",
    "Tiga hari belajar mewarnai kain dengan indigofera, tingi, dan jelawe.",
    "Dipandu perajin yang sudah memakai pewarna alam lebih dari sepuluh tahun.\n\n## Yang dipelajari\n\n"
    "1. Menyiapkan kain dan mordan\n2. Mencelup dengan indigofera\n3. Mengunci warna dan menguji kelunturan\n\n"
    "## Syarat\n\n- Usaha mikro atau kecil yang membuat produknya sendiri\n- Hadir tiga hari penuh\n"
    "- Belum punya NIB? Tetap boleh mendaftar",
    AMARTA,
    opens=-10,
    closes=9,
    starts=21,
    days=3,
    quota=40,
)
CONFIRMING = Plan(
    "gelar-kriya-pesisir",
    E,
    "Gelar Kriya Pesisir",
    "Empat hari untuk batik, tenun, anyaman, dan olahan pangan dari pesisir.",
    "Terbuka bagi perajin yang membuat sendiri. Peserta yang diterima mengonfirmasi dalam tiga hari.\n\n"
    "Stan tidak dapat dipindahtangankan. Usaha yang belum pernah ikut mendapat nilai tambahan.",
    JETAYU,
    opens=-20,
    closes=24,
    starts=80,
    days=4,
    quota=24,
    hours=(9, 21),
    passes=2,
    confirm_days=3,
)
FULL = Plan(
    "foto-produk-dengan-ponsel",
    T,
    "Foto Produk dengan Ponsel",
    "Sehari penuh: cahaya, latar, dan sudut yang membuat produk dilirik.",
    "Bawa tiga produk dan ponsel Anda. Kami sediakan latar dan lampu.",
    MUSEUM,
    opens=-15,
    closes=14,
    starts=35,
    days=1,
    quota=8,
)
LATER = Plan(
    "menghitung-harga-pokok-batik-tulis",
    T,
    "Menghitung Harga Pokok Batik Tulis",
    "Dua hari menghitung biaya, upah, dan harga jual yang adil.",
    "Untuk perajin batik tulis dan kombinasi. Bawa catatan belanja satu bulan.",
    KAUMAN,
    opens=5,
    closes=30,
    starts=44,
    days=2,
    quota=35,
    category="batik-tulis",
)
PAST = Plan(
    "pelatihan-kemasan-dan-merek",
    T,
    "Pelatihan Kemasan dan Merek",
    "Merancang kemasan yang aman dikirim dan mudah diingat.",
    "Dua hari bersama perancang kemasan.",
    AMARTA,
    opens=-75,
    closes=-50,
    starts=-40,
    days=2,
    quota=12,
)
CALLED_OFF = Plan(
    "pelatihan-ekspor-kriya",
    T,
    "Pelatihan Ekspor Kriya",
    "Dokumen, harga, dan pengiriman untuk pasar luar negeri.",
    "Narasumber dari eksportir kerajinan.",
    SETONO,
    opens=-30,
    closes=3,
    starts=12,
    days=1,
    quota=30,
)
DRAFT = Plan(
    "lokakarya-canting-cap",
    T,
    "Lokakarya Canting Cap",
    "Membuat canting cap dari kertas bekas.",
    "Masih disusun: narasumber dan tempat belum pasti.",
    KAUMAN,
    opens=20,
    closes=40,
    starts=60,
    days=1,
    quota=20,
    publish=False,
)


def make_event(plan: Plan, today: date, *, actor: Actor) -> int:
    """Create and publish an event two days before applications open, or today where that is later; its id."""
    made = _at(today, min(plan.opens - 2, 0))
    details = EventDetails(
        kind=plan.kind,
        title=plan.title,
        summary=plan.summary,
        description=plan.description,
        place_name=plan.place[0],
        place_address=plan.place[1],
        zone=Zone.WIB,
        opens_at=_at(today, plan.opens, 8),
        closes_at=_at(today, plan.closes, 23, 59),
        quota=plan.quota,
        passes=plan.passes,
        confirm_days=plan.confirm_days,
        doors_lead_minutes=plan.lead_minutes,
        category_id=_category_id(plan.category),
        contact_name="Panitia",
        contact_phone="+6280000000012",
        **plan.more,
    )
    sessions = [_session(plan, part, today) for part in plan.parts or _days(plan)]
    quotas = [_quota(share, today) for share in plan.shares]
    with unit_of_work():
        event = events.create(details, sessions, quotas=quotas, actor=actor, now=made)
        if event.slug != plan.slug:
            events.change(event.id, {}, slug=plan.slug, actor=actor, now=made)
        if plan.publish:
            events.publish(event.id, actor=actor, now=made)
        return event.id


def _days(plan: Plan) -> Sequence[Part]:
    return [Part(f"Hari ke-{day + 1}" if plan.days > 1 else "", day, plan.hours) for day in range(plan.days)]


def _session(plan: Plan, part: Part, today: date) -> SessionDetails:
    start, end = part.hours
    return SessionDetails(
        title=part.title,
        starts_at=_at(today, plan.starts + part.day, start),
        ends_at=_at(today, plan.starts + part.day) + timedelta(hours=end),
        quota=part.quota,
        visitor_quota=plan.visitors,
    )


def _quota(share: Share, today: date) -> QuotaDetails:
    return QuotaDetails(
        share.kind,
        share.places,
        category_id=_category_id(share.category),
        group=share.group,
        falls_back_at=None if share.until is None else _at(today, share.until, 12),
    )


def _at(today: date, day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment in WIB, `day` days after the demo's day."""
    return datetime.combine(today + timedelta(days=day), clock_time(hour, minute), Zone.WIB.info)


def _category_id(code: str) -> int | None:
    category = business_queries.find_category(code) if code else None
    return category.id if category else None
