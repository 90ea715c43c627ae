"""How long it takes to find people among five thousand: `.venv/bin/python bench/finding.py`, on an idle machine.

Names are put together from the words of `tests/vectors/names.json`, and as many others of their letters; what is typed
is its queries, and names in haste: cut short, with slips. Prints the time to get ready, and half, 95 in 100 and all of
the searches' times, on the server and, in Chromium, for the phone's script, as fast as it is here and six times slower.
"""

import json
import random
import statistics
import sys
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from eventreg.core.finding import Finder, Person  # noqa: E402
from eventreg.core.folding import TABLE  # noqa: E402
from tests.support import chromium  # noqa: E402

PEOPLE = 5_000
SEARCHES = 600
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
ON_A_PHONE = """async ({ people, typed, table }) => {
  const { makeFinder } = await import("/static/js/door/search.js");
  let began = performance.now();
  const finder = makeFinder(table, people);
  finder.find("sri");
  const ready = performance.now() - began;
  const took = typed.map((text) => {
    began = performance.now();
    finder.find(text);
    return performance.now() - began;
  });
  return { ready, took };
}"""


def main() -> None:
    """Time both, on the same people and the same searches."""
    dice = random.Random(5)  # noqa: S311
    vectors = json.loads((ROOT / "tests/vectors/names.json").read_text())
    words = sorted({word for person in vectors["people"] for word in f"{person['name']} {person['business']}".split()})
    words += [new_word(dice, words) for _word in range(12 * len(words))]
    people = [new_person(dice, words, number) for number in range(PEOPLE)]
    typed = [query["typed"] for query in vectors["queries"]]
    typed += [in_haste(dice, dice.choice(people).name) for _search in range(SEARCHES - len(typed))]
    print(f"{'':14}{'ready':>8}{'half':>8}{'p95':>8}{'slowest':>9}   milliseconds, {PEOPLE} people")
    tell("server", *on_the_server(people, typed))
    for slower in (1, 6):
        tell(f"phone, 1/{slower}", *on_a_phone(people, typed, slower))


def tell(where: str, ready: float, took: list[float]) -> None:
    """One line."""
    p95 = statistics.quantiles(took, n=20)[-1]
    print(f"{where:14}{ready:8.0f}{statistics.median(took):8.1f}{p95:8.1f}{max(took):9.1f}", flush=True)


def on_the_server(people: list[Person], typed: list[str]) -> tuple[float, list[float]]:
    """Milliseconds to get ready, and for each search."""
    began = time.perf_counter()
    finder = Finder(people)
    finder.find("sri")
    ready = time.perf_counter() - began
    took = []
    for text in typed:
        began = time.perf_counter()
        finder.find(text)
        took.append(1000 * (time.perf_counter() - began))
    return 1000 * ready, took


def on_a_phone(people: list[Person], typed: list[str], slower: int) -> tuple[float, list[float]]:
    """The same in Chromium, whose processor is made slower as its developer tools do it."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=chromium.arguments())
        context = browser.new_context()
        context.route("**/*", answer)
        page = context.new_page()
        page.goto("http://phone.test/")
        context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
        table = json.loads(TABLE.read_text(encoding="utf-8"))
        given = {"people": [vars(person) for person in people], "typed": typed, "table": table}
        found = page.evaluate(ON_A_PHONE, given)
        browser.close()
    return found["ready"], found["took"]


def answer(route: Any) -> None:
    """Our own scripts, and an empty page."""
    path = route.request.url.removeprefix("http://phone.test/")
    if path:
        route.fulfill(path=ROOT / path)
    else:
        route.fulfill(body="<!doctype html>", content_type="text/html")


def new_word(dice: random.Random, words: list[str]) -> str:
    """The beginning of one and the end of another: what no list of names has, but sounds like one."""
    one, other = dice.choice(words), dice.choice(words)
    return one[: dice.randint(2, 5)] + other[-dice.randint(2, 5) :]


def new_person(dice: random.Random, words: list[str], number: int) -> Person:
    """Somebody with all that can be searched for."""
    return Person(
        id=f"{number:08x}",
        name=" ".join(dice.choices(words, k=dice.choice((1, 2, 2, 3, 3, 4)))),
        business=" ".join(dice.choices(words, k=dice.randint(1, 3))),
        booth=f"{dice.choice('ABCDEFGH')}-{dice.randint(1, 60):02}",
        code="".join(dice.choices(ALPHABET, k=12)),
        phone_end=f"{dice.randint(0, 999):03}",
    )


def in_haste(dice: random.Random, name: str) -> str:
    """A name cut short, with a slip or two."""
    letters = list(name)
    for _slip in range(dice.choice((0, 1, 1, 2))):
        letters[dice.randrange(len(letters))] = dice.choice("aehinrst")
    return "".join(letters)[: dice.choice((2, 4, 7, 12, 40))]


if __name__ == "__main__":
    main()
