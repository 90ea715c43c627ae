"""No cell of a CSV file becomes a formula, wherever a spreadsheet parts the cells."""

import pytest

from eventreg.core.cells import harmless


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        ("+62812", "'+62812"),
        ("-1", "'-1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'\t'=1"),
        ("Batik;=cmd|' /C calc'!A0;", "Batik;'=cmd|' /C calc'!A0;"),
        ("Kain; +62812", "Kain; '+62812"),
        ("Kain\n=1+1\r\n-2", "Kain\n'=1+1\r\n'-2"),
        ("Rp1.500.000,-", "Rp1.500.000,-"),
        ("Jl. Jetayu 1; lantai 2 = kanan", "Jl. Jetayu 1; lantai 2 = kanan"),
        ("", ""),
    ],
)
def test_what_could_begin_a_formula_stays_text(text, cell):
    assert harmless(text) == cell
