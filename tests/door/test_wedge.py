"""Scanners that are plugged in and type: which keys are a scan, and what it says on a keyboard that garbles it."""

import pytest

from tests.door.test_phone_codes import TOKENS

TOKEN = TOKENS["tokens"][0]["token"].upper()
URL = f"HTTPS://DAFTAR.EXAMPLE.ORG/T/{TOKEN}"
CODE = next(vector["reads"] for vector in TOKENS["codes"] if vector["reads"])

UNDERSTOOD = """async (readings) => (await import("/static/js/door/wedge.js")).understood(readings)"""
# Each key as [what it types here, where it is, milliseconds since the one before, shift]
GATHERED = """async (keys) => {
  const gatherer = (await import("/static/js/door/wedge.js")).makeGatherer();
  let timeStamp = 5000;
  for (const [key, code, rest, shiftKey] of keys) gatherer.add({ key, code, shiftKey, timeStamp: (timeStamp += rest) });
  return gatherer.finish();
}"""
# The signs of an American keyboard, as scanners have it, and what a German one types at their places
PLACES = {":": ("Semicolon", True, "Ö"), "/": ("Slash", False, "-"), ".": ("Period", False, ".")}
SWAPPED = {"Y": "Z", "Z": "Y"}


def pressed(text: str, *, rest: float = 8, german: bool = False):
    """The keys of a scanner that types a text."""
    keys = []
    for sign in text:
        if sign.isalpha():
            keys.append([SWAPPED.get(sign, sign) if german else sign, f"Key{sign}", rest, True])
        elif sign.isdigit():
            keys.append([sign, f"Digit{sign}", rest, False])
        else:
            place, shift, here = PLACES[sign]
            keys.append([here if german else sign, place, rest, shift])
    return keys


@pytest.mark.parametrize(
    ("readings", "what"),
    [
        ([URL], {"token": TOKEN}),
        ([URL.lower()], {"token": TOKEN.lower()}),  # capitals don't matter
        ([f"{URL}\n"], {"token": TOKEN}),
        ([TOKEN], {"token": TOKEN}),
        ([f"httpsÖ--daftar.example.org-t-{TOKEN.lower()}"], {"token": TOKEN.lower()}),
        ([f"HTTPS>&&DAFTAR.EXAMPLE.ORG&T&{TOKEN}"], {"token": TOKEN}),
        ([CODE], {"code": CODE}),
        ([f"{CODE[:4]}-{CODE[4:8]}-{CODE[8:]}".lower()], {"code": CODE}),
        (["00020101021126610014COM.GO-JEK.WWW"], {"token": "00020101021126610014COM.GO-JEK.WWW"}),
    ],
)
def test_what_a_scanner_typed_is_understood(modules, readings, what):
    assert modules.evaluate(UNDERSTOOD, readings) == what


def test_a_keyboard_that_swaps_letters_and_signs_still_gives_the_token(modules):
    assert "Y" in TOKEN or "Z" in TOKEN

    assert modules.evaluate(GATHERED, pressed(URL, german=True)) == {"token": TOKEN}
    assert modules.evaluate(GATHERED, pressed(URL)) == {"token": TOKEN}


def test_what_a_person_types_is_no_scan(modules):
    assert modules.evaluate(GATHERED, pressed(CODE, rest=80)) is None
    assert modules.evaluate(GATHERED, pressed("ABCDEFG")) is None


def test_keys_from_before_are_no_part_of_a_scan(modules):
    stray = [["x", "KeyX", 0, False]]
    scan = pressed(CODE)

    assert modules.evaluate(GATHERED, [*stray, [*scan[0][:2], 400, True], *scan[1:]]) == {"code": CODE}
