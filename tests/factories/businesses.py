"""Businesses with their products, and pictures as phones make them."""

import csv
from functools import cache
from io import BytesIO
from itertools import count
from typing import Any

from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from eventreg.accounts.models import Person
from eventreg.businesses import papers, service
from eventreg.businesses.models import Business, Paper, Product
from eventreg.businesses.rules import BusinessDetails, PaperDetails, ProductDetails
from eventreg.core import clock, files
from tests.factories.people import actor_of
from tests.support.tree import ROOT

REGIONS = ROOT / "eventreg" / "demo" / "wilayah-kota-pekalongan.csv"
KAUMAN = "33.75.02.1004"
numbers = count(1)  # filled up with noughts: names sort as they were made, whatever other tests made before


def load_regions() -> None:
    """The villages of Kota Pekalongan; the test holds the unit of work."""
    with REGIONS.open(encoding="utf-8", newline="") as file:
        service.load_regions((row["code"], row["name"], row["level"]) for row in csv.DictReader(file))


def business_details(**changes: Any) -> BusinessDetails:
    """What an owner tells about a business, right in every field."""
    usual = {
        "name": f"Batik Contoh {next(numbers):05}",
        "owner_name": "Sri",
        "phone": "0812 3456 7890",
        "category_code": "batik-tulis",
        "elsewhere": "Wiradesa, Kabupaten Pekalongan",
    }
    return BusinessDetails(**{**usual, **changes})


def make_business(person: Person, **changes: Any) -> Business:
    """A business that the person acts for; the test holds the unit of work."""
    service.ensure_categories()
    return service.create_business(person.id, business_details(**changes), actor=actor_of(person), now=clock.now())


def make_product(business: Business, person: Person, **changes: Any) -> Product:
    """A product of the person's business; the test holds the unit of work."""
    details = ProductDetails(**{"name": f"Kain jlamprang {next(numbers):05}", "price": 250_000, **changes})
    return service.add_product(business.id, details, actor=actor_of(person), now=clock.now())


def pdf(pages: int = 1, **options: Any) -> BytesIO:
    """A PDF file; `options` are those of reportlab's canvas, such as `encrypt`."""
    file = BytesIO()
    canvas = Canvas(file, **options)
    for number in range(pages):
        canvas.drawString(72, 720, f"Sertifikat, halaman {number + 1}")
        canvas.showPage()
    canvas.save()
    file.seek(0)
    return file


def make_paper(business: Business, person: Person, *, file: BytesIO | None = None, **changes: Any) -> Paper:
    """A paper of the person's business; the test holds the unit of work."""
    usual: dict[str, Any] = {"kind": "halal", "number": f"ID3311000{next(numbers)}"}
    read = files.read_file(file, "surat.pdf") if file else read_picture()
    stored = files.save_file(read, owner_id=person.id, now=clock.now())
    details = PaperDetails(**{**usual, **changes})
    return papers.add(business.id, details, stored.key, actor=actor_of(person), now=clock.now())


@cache
def read_picture() -> files.Picture:
    """That picture as the app reads it: hundreds of products show it, and to scale it is the slowest part of them."""
    return files.read_image(picture())


def picture(size: tuple[int, int] = (320, 240), *, kind: str = "JPEG", **options: Any) -> BytesIO:
    """A picture file: red on its left half, blue on its right."""
    image = Image.new("RGB", size, "#c00000")
    image.paste("#0000c0", (size[0] // 2, 0, *size))
    file = BytesIO()
    image.save(file, kind, **options)
    file.seek(0)
    return file
