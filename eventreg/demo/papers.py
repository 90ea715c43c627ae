"""The papers of the demo's businesses, printed as specimens: verified, waiting, about to expire, expired, refused."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import BytesIO
from random import Random

from reportlab.lib.pagesizes import A5

from eventreg.businesses import papers
from eventreg.businesses.models import Business, PaperKind
from eventreg.businesses.rules import PaperDetails
from eventreg.core import files
from eventreg.core.db import db, unit_of_work
from eventreg.core.pdfs import read_document
from eventreg.core.permissions import Actor
from eventreg.demo.people import Owner
from eventreg.documents.fonts import BOLD, REGULAR
from eventreg.documents.pdf import INK, INK_2, Document, fit, put, put_lines

K = PaperKind
TITLES = {
    K.NIB: "Nomor Induk Berusaha (NIB)",
    K.PIRT: "Sertifikat Produksi Pangan Industri Rumah Tangga",
    K.HALAL: "Sertifikat Halal",
    K.HKI: "Sertifikat Merek",
    K.BATIKMARK: "Sertifikat Batikmark",
}
VERIFIED, WAITING, REFUSED = "verified", "waiting", "refused"
MARGIN = 36


@dataclass(frozen=True)
class Had:
    """A paper that a business has: days from the demo's day, and what staff made of it."""

    kind: PaperKind
    issued: int
    expires: int | None
    verdict: str = VERIFIED


SRI: tuple[tuple[Had, ...], ...] = (
    (Had(K.NIB, -900, None), Had(K.BATIKMARK, -1070, 24), Had(K.HKI, -60, 3590, WAITING)),
    (Had(K.NIB, -420, None, WAITING),),
)
FOOD = (
    (Had(K.PIRT, -1800, 22), Had(K.HALAL, -700, 760)),
    (Had(K.PIRT, -300, 1525, WAITING), Had(K.HALAL, -1470, -10)),
)
BATIK = (
    (Had(K.BATIKMARK, -400, 695), Had(K.HKI, -1200, 2450)),
    (Had(K.BATIKMARK, -200, 895, WAITING),),
    (Had(K.HKI, -90, 3560, REFUSED),),
)
MOST = 36  # businesses that have sent papers, whatever the stage


def send_papers(owners: list[Owner], staff: Actor, random: Random, today: datetime) -> None:
    """Sri's, then those of some others: what their craft needs, and the NIB of whoever has one."""
    food = batik = 0
    for number, owner in enumerate(owners[:MOST]):
        business = db.session.get_one(Business, owner.business_id)
        craft, nib = business.category.code, business.nib
        if number < len(SRI):
            had = SRI[number]
        elif craft == "olahan-pangan":
            had, food = FOOD[food % len(FOOD)], food + 1
        elif craft.startswith("batik") and batik < len(BATIK):
            had, batik = BATIK[batik], batik + 1
        else:
            had = (Had(K.NIB, -500, None, WAITING if number % 5 == 0 else VERIFIED),) if nib and number % 3 else ()
        for paper in had:
            _send(owner, business.name, nib, paper, staff, random, today)


def _send(owner: Owner, business: str, nib: str, had: Had, staff: Actor, random: Random, today: datetime) -> None:
    issued, day = today.date() + timedelta(days=had.issued), today.date()
    expires = None if had.expires is None else day + timedelta(days=had.expires)
    details = PaperDetails(had.kind.value, number=_number(had.kind, nib, random), issued_on=issued, expires_on=expires)
    data = _print(had.kind, details.number, business, issued, expires)
    document = read_document(BytesIO(data), f"{had.kind.value}.pdf")
    sent = today - timedelta(days=random.randrange(2, 9), hours=random.randrange(0, 8))
    with unit_of_work():
        file = files.save_document(document, owner_id=owner.actor.person_id, now=sent)
        paper = papers.add(owner.business_id, details, file.key, actor=owner.actor, now=sent)
        looked = sent + timedelta(hours=26)
        if had.verdict == VERIFIED:
            papers.verify(paper.id, actor=staff, now=looked)
        elif had.verdict == REFUSED:
            papers.refuse(paper.id, "Nama di sertifikat berbeda dari nama usaha.", actor=staff, now=looked)


def _number(kind: PaperKind, nib: str, random: Random) -> str:
    """Numbers with zeros where real ones have a region: nobody's."""
    serial = random.randrange(10**6)
    return {
        K.NIB: nib or f"912000{serial:07d}",
        K.PIRT: f"P-IRT 2060000{serial:06d}-00",
        K.HALAL: f"ID000000{serial:08d}",
        K.HKI: f"IDM000{serial:06d}",
        K.BATIKMARK: f"000.{serial % 1000:03d}/BM/{serial % 90 + 10}",
    }[kind]


def _print(kind: PaperKind, number: str, business: str, issued: date, expires: date | None) -> bytes:
    """A page that says that it is a specimen."""
    width, height = A5
    document = Document(A5, title=TITLES[kind], author="Data contoh", language="id")
    canvas = document.canvas
    canvas.setFillColor(INK)
    top = put_lines(canvas, fit(TITLES[kind], BOLD, width - 2 * MARGIN, sizes=(18, 15)), MARGIN, height - 60, BOLD)
    until = f"{expires:%d-%m-%Y}" if expires else "selama usaha berjalan"
    for line in (business, f"Nomor {number}", f"Terbit {issued:%d-%m-%Y}", f"Berlaku sampai {until}"):
        top -= 26
        put(canvas, line, MARGIN, top, REGULAR, 12)
    canvas.setFillColor(INK_2)
    put(canvas, "CONTOH: dokumen ini dibuat untuk demo dan tidak berlaku.", MARGIN, 48, REGULAR, 9)
    return document.finish()
