"""Numbers in Indonesian words, as minutes and receipts write them. Pure."""

UNITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
STEPS = ((10**9, "miliar"), (10**6, "juta"), (1000, "ribu"), (100, "ratus"), (10, "puluh"))


def in_words(number: int) -> str:
    """`dua ribu dua puluh enam`. Raises ValueError below zero and from a million of millions on."""
    if not 0 <= number < 10**12:
        raise ValueError(number)
    if number < len(UNITS):
        return UNITS[number]
    if number < 20:
        return f"{UNITS[number - 10]} belas"
    size, name = next(step for step in STEPS if number >= step[0])
    many, rest = divmod(number, size)
    head = f"se{name}" if many == 1 and size <= 1000 else f"{in_words(many)} {name}"
    return f"{head} {in_words(rest)}" if rest else head
