"""Money: whole Rupiah as integers."""


def rupiah(amount: int) -> str:
    """`1500000` → `Rp1.500.000`, the way Indonesians write it in any language."""
    sign = "-" if amount < 0 else ""
    return f"{sign}Rp{abs(amount):,}".replace(",", ".")
