"""An exhibition's own questions, as its organiser wrote them, and what applicants answer."""

from typing import Any

from eventreg.applications.service import Details, ParticipantDetails
from eventreg.demo.acts import Story, motivation, products_of, somebody
from eventreg.demo.people import Owner
from eventreg.questions.rules import Condition, Kind, Option, Question

QUESTIONS = (
    Question(
        "motivation",
        Kind.LONG_TEXT,
        "Apa yang membedakan produk Anda?",
        "What sets your products apart?",
        help_id="Dua atau tiga kalimat: bahan, cara membuat, ceritanya.",
        help_en="Two or three sentences: material, how it is made, its story.",
    ),
    Question("products", Kind.PRODUCTS, "Produk yang Anda bawa", "Products that you bring", low=1, high=5),
    Question(
        "process",
        Kind.SOME_OF,
        "Bagian mana yang Anda kerjakan sendiri?",
        "Which parts do you do yourselves?",
        options=(
            Option("design", "Merancang motif", "Designing"),
            Option("making", "Membuat", "Making"),
            Option("dyeing", "Mewarnai", "Dyeing"),
            Option("sewing", "Menjahit", "Sewing"),
            Option("packing", "Mengemas", "Packing"),
        ),
        low=1,
    ),
    Question(
        "lowest",
        Kind.RUPIAH,
        "Harga produk Anda yang paling murah",
        "The price of your cheapest product",
        help_id="Pengunjung menyaring stan menurut harga.",
        help_en="Visitors look for stands by price.",
        low=1_000,
    ),
    Question(
        "power",
        Kind.YES_NO,
        "Perlu listrik lebih dari 450 W?",
        "Do you need more than 450 W?",
        help_id="Misalnya untuk kompor batik listrik atau mesin jahit.",
        help_en="For an electric wax stove or a sewing machine, for instance.",
    ),
    Question(
        "watts",
        Kind.NUMBER,
        "Berapa watt seluruhnya?",
        "How many watts altogether?",
        condition=Condition("power", ("yes",)),
        low=451,
        high=2200,
    ),
    Question(
        "shows",
        Kind.YES_NO,
        "Bersedia memperagakan cara membuat di panggung?",
        "Would you show on stage how it is made?",
    ),
    Question(
        "experience",
        Kind.SCALE,
        "Seberapa sering Anda berpameran?",
        "How often have you exhibited?",
        help_id="1: belum pernah. 5: hampir tiap bulan.",
        help_en="1: never. 5: nearly every month.",
    ),
    Question(
        "photos",
        Kind.PHOTOS,
        "Foto stan atau meja pajang Anda",
        "Photos of your stand or table",
        help_id="Bila ada, dari pameran mana pun.",
        help_en="If you have any, from whatever fair.",
        required=False,
        high=3,
    ),
    Question(
        "terms",
        Kind.TERMS,
        "Tata tertib stan",
        "Rules of the stand",
        text_id="Stan dijaga setiap hari sampai tutup, hanya menjual buatan sendiri, dan tidak dipindahtangankan.",
        text_en="The stand is minded every day until closing, sells own products alone, and is not passed on.",
    ),
)


def answer(story: Story, owner: Owner, number: int) -> Details:
    """What an owner writes; every third needs more power."""
    products, needs_power = products_of(owner), number % 3 == 1
    parts = ["design", "making", "dyeing", "sewing", "packing"]
    answers: dict[str, Any] = {
        "motivation": motivation(story, products),
        "products": [product.id for product in products],
        "process": sorted(story.random.sample(parts, story.random.randrange(2, 5))),
        "lowest": min(product.price for product in products),
        "power": needs_power,
        "shows": number % 2 == 0,
        "experience": story.random.randrange(1, 6),
        "terms": True,
    }
    if needs_power:
        answers["watts"] = story.random.choice([600, 900, 1300])
    if number % 4 == 0 and products[0].photo:
        answers["photos"] = [products[0].photo.key]
    return Details(answers, [ParticipantDetails(""), ParticipantDetails(somebody(story))])
