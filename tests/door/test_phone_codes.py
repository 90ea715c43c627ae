"""Tokens and spoken codes as the door's modules read them in a browser: what the vectors and the server say."""

import json

import pytest
from hypothesis import strategies as st

from eventreg.core import signing
from eventreg.tickets import rules as tickets
from tests.door import both

TOKENS = json.loads((both.ROOT / "tests" / "vectors" / "tokens.json").read_text())

JUDGE = """async ([texts, event, raw, has_own]) => {
  const { canVerify, judgeToken, publicKey, readToken, tokenFromScan } = await import("/static/js/door/token.js");
  if ((await canVerify()) !== has_own) throw new Error("Ed25519 isn't as this test wants it");
  const keys = new Map();
  for (const [id, bytes] of raw) keys.set(id, await publicKey(new Uint8Array(bytes)));
  return Promise.all(texts.map(async (text) => {
    const token = readToken(tokenFromScan(text));
    return token ? [await judgeToken(token, event, keys), token.number] : ["unreadable", null];
  }));
}"""
OLDER = """() => {
  const { importKey } = crypto.subtle;
  crypto.subtle.importKey = (format, raw, name, ...more) =>
    name === "Ed25519" ? Promise.reject(new DOMException(name, "NotSupportedError"))
      : importKey.call(crypto.subtle, format, raw, name, ...more);
}"""
READ = """async (typed) => {
  const { readCode } = await import("/static/js/door/code.js");
  return typed.map(readCode);
}"""
ALL_KEYS: dict[int, dict[int, bytes]] = {}
for one in TOKENS["keys"]:
    ALL_KEYS.setdefault(one["event"], {})[one["key_id"]] = bytes.fromhex(one["public"])


def judged_by_phone(modules, texts, event, *, has_own=True):
    """The verdict on each token at the door of an event, whose keys alone the phone has, and the ticket's number.
    `has_own`: its browser has Ed25519."""
    keys = [(key_id, list(raw)) for key_id, raw in ALL_KEYS[event].items()]
    return modules.evaluate(JUDGE, [texts, event, keys, has_own])


def judged_by_server(text, event):
    """The same by the server's rule; a phone takes every well-formed token of another event for genuine."""
    try:
        token = tickets.decode(tickets.token_from_scan(text))
    except tickets.Unreadable:
        return ["unreadable", None]
    said = tickets.judge(token, event_id=event, keys_of=lambda one: ALL_KEYS.get(one, {}), verify=signing.verify)
    is_foreign = token.event != event and (token.version, token.flags) == (tickets.VERSION, tickets.FLAGS)
    return ["wrong_event" if is_foreign else said.value, token.number.hex()]


def damaged(text, place):
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    return text[:place] + letters[(letters.index(text[place]) + 1) % 32] + text[place + 1 :]


def test_a_phone_judges_tokens_as_the_vectors_say(modules):
    told = judged_by_phone(modules, [vector["token"] for vector in TOKENS["tokens"]], TOKENS["event"])

    said = [(vector["verdict"], verdict) for vector, (verdict, _number) in zip(TOKENS["tokens"], told, strict=True)]
    assert {pair for pair in said if pair[0] != pair[1]} == {("forged", "wrong_event")}  # unverified, without the keys


def tokens_of_all_kinds():
    genuine = TOKENS["tokens"][0]["token"]
    texts = [vector["token"] for vector in TOKENS["tokens"]]
    texts += [damaged(genuine, place) for place in range(0, 128, 3)]
    return [
        *texts,
        *(f"HTTPS://DAFTAR.EXAMPLE.ORG/T/{genuine}", f"https://x/t/{genuine.lower()}", f"https://x/t/{genuine}/"),
    ]


@pytest.mark.parametrize("event", [7, 9])
def test_a_phone_judges_tokens_like_the_server(modules, event):
    texts = tokens_of_all_kinds()

    told = judged_by_phone(modules, texts, event)

    assert told == [judged_by_server(text, event) for text in texts]
    assert {said for said, _number in told} == {"genuine", "forged", "wrong_event", "unreadable"}


def test_a_phone_whose_browser_has_no_ed25519_judges_as_well(modules):
    texts = tokens_of_all_kinds()
    modules.evaluate(OLDER)
    try:
        told = judged_by_phone(modules, texts, TOKENS["event"], has_own=False)
    finally:
        modules.reload()

    assert told == [judged_by_server(text, TOKENS["event"]) for text in texts]
    assert ["genuine", told[0][1]] in told


typed_codes = st.one_of(
    st.binary(min_size=11, max_size=11).map(lambda drawn: tickets.new_code(lambda length: drawn[:length])),
    st.text(
        st.sampled_from("0123456789ABCDEFGHJKMNPQRSTVWXYZabcilouILOU -–\u00a0\u0085\ufeff\x1c\t\nıſK"), max_size=14
    ),
)
broken = st.tuples(typed_codes, st.integers(0, 12), st.sampled_from(["", " ", "\ufeff", "\x1c", "\x85", "–", "ı", "1"]))


def test_a_phone_reads_codes_like_the_server(modules):
    typed = [vector["typed"] for vector in TOKENS["codes"]]
    typed += [code[:place] + more + code[place:] for code, place, more in both.drawn_from(broken, 300)]

    told = modules.evaluate(READ, typed)

    assert told[: len(TOKENS["codes"])] == [vector["reads"] for vector in TOKENS["codes"]]
    assert told == [read_by_server(text) for text in typed]
    assert sum(code is not None for code in told) > 50


def read_by_server(text):
    try:
        return tickets.read_code(text)
    except tickets.Unreadable:
        return None
