"""What a new event asks until its organiser changes it. Forms hold their words in both languages."""

from eventreg.questions.rules import Kind, Option, Question

MOTIVATION = Question(
    key="motivation",
    kind=Kind.LONG_TEXT,
    label_id="Mengapa Anda ingin ikut?",
    label_en="Why do you want to take part?",
    help_id="Apa yang akan Anda tampilkan, apa yang ingin Anda pelajari? Dua atau tiga kalimat cukup.",
    help_en="What would you show, what would you learn? Two or three sentences are enough.",
)
PRODUCTS = Question(
    key="products",
    kind=Kind.PRODUCTS,
    label_id="Produk yang Anda tampilkan",
    label_en="Products that you show",
    low=1,
)
EXPERIENCE = Question(
    key="experience",
    kind=Kind.ONE_OF,
    label_id="Sejauh mana pengalaman Anda?",
    label_en="How much experience do you have?",
    options=(
        Option("none", "Belum pernah", "None yet"),
        Option("some", "Pernah mencoba", "I have tried it"),
        Option("regular", "Sudah menjadi pekerjaan", "It is my work already"),
    ),
)
LEARN = Question(
    key="learn",
    kind=Kind.TEXT,
    label_id="Apa yang paling ingin Anda kuasai sesudah pelatihan?",
    label_en="What do you most want to master by the end?",
    required=False,
)

DEFAULTS: dict[str, tuple[Question, ...]] = {"training": (MOTIVATION, EXPERIENCE, LEARN)}
USUAL = (MOTIVATION, PRODUCTS)


def default_questions(kind: str) -> list[Question]:
    """The questions that an event of this kind begins with."""
    return list(DEFAULTS.get(kind, USUAL))
