"""A volunteer types in haste, and the person who is meant is among the first three; phones find the same people."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from eventreg.core.finding import Finder, Person
from eventreg.core.folding import TABLE
from eventreg.core.vocabulary import slips

ROOT = Path(__file__).parents[2]
VECTORS = json.loads((ROOT / "tests/vectors/names.json").read_text())
PEOPLE = [Person(**person) for person in VECTORS["people"]]
BY_ID = {person.id: person for person in PEOPLE}
WORDS = sorted({word for person in PEOPLE for word in f"{person.name} {person.business}".split()})


@pytest.fixture(scope="module")
def finder():
    return Finder(PEOPLE)


def names(found):
    return [person.name for person in found]


def find(typed, *people):
    """Who is found among people with these names."""
    return names(Finder(Person(str(number), name) for number, name in enumerate(people)).find(typed))


# ---- Who is meant -----------------------------------------------------------------------------------


def test_whoever_is_meant_is_among_the_first_three(finder):
    missed = {}
    for query in VECTORS["queries"]:
        found = [person.id for person in finder.find(query["typed"])]
        if (query["finds"] not in found[:3]) if query["finds"] else found:
            missed[query["typed"]] = [BY_ID[person].name for person in found[:3]]

    assert missed == {}
    assert len(PEOPLE) >= 80
    assert len(VECTORS["queries"]) >= 120


@pytest.mark.parametrize("name", ["Sri", "Eko", "Adi", "Ani", "Tri"])
def test_a_name_of_three_letters_comes_first_when_it_is_the_whole_one(name):
    longer = [f"{name}yanto Putra", f"{name}", f"{name} Wahyuni", f"Dewi {name}"]

    assert find(name.lower(), *longer) == [name, f"{name} Wahyuni", f"Dewi {name}", f"{name}yanto Putra"]


def test_every_person_is_found_by_each_word_of_the_name_and_by_its_first_letter(finder):
    for person in PEOPLE:
        assert person in finder.find(person.name, 3), person.name
        assert person in finder.find(person.name[0], len(PEOPLE)), person.name
        assert person in finder.find(person.code, 1), person.code
        assert person in finder.find(person.booth, 3), person.booth


def test_what_is_spelled_so_comes_before_what_sounds_so_and_that_before_slips():
    found = find("sujono", "Sujano", "Suyono", "Soedjono", "Sujonoto", "Sujono")

    assert found[0] == "Sujono"
    assert set(found[1:3]) == {"Soedjono", "Suyono"}
    assert found[3:] == ["Sujonoto", "Sujano"]


def test_a_short_word_allows_no_slip_a_longer_one_one_and_a_long_one_two():
    assert find("adj", "Adi") == []
    assert find("buid", "Budi") == ["Budi"]  # swapped: one
    assert find("bidu", "Budi") == []
    assert find("whayunungsih", "Wahyuningsih") == ["Wahyuningsih"]
    assert find("whayunungsuh", "Wahyuningsih") == []


def test_words_come_in_any_order_and_each_needs_its_own():
    assert find("wahyuni sri", "Sri Wahyuni", "Sri Lestari") == ["Sri Wahyuni"]
    assert find("siti s", "Siti Aminah", "Siti Sarah") == ["Siti Sarah"]


def test_titles_help_and_never_hinder():
    both = ["Ahmad Fauzi", "H. Ahmad Fauzi, S.E., M.M."]

    assert find("pak ahmad fauzi", *both) == both
    assert find("haji ahmad fauzi", *both) == both[::-1]
    assert find("ahmad fauzi s.e", *both) == both[::-1]
    assert find("bu me", "Mega", "Sri") == ["Mega"]  # somebody is about to type the rest
    assert find("h", "H. Slamet", "Hasan") == ["Hasan", "H. Slamet"]


def test_equal_names_stand_in_the_same_order_wherever_they_come_from(finder):
    mixed = PEOPLE[:]
    random.Random(3).shuffle(mixed)
    other = Finder(mixed)

    for typed in ("budi santoso", "s", "batik", "muhammad", "aminah"):
        assert finder.find(typed, 40) == other.find(typed, 40)


def test_business_booth_and_phone_tell_equal_names_apart(finder):
    for typed in ("budi santoso perca", "budi g12", "budi stan g-12", "budi 416"):
        assert finder.find(typed)[0].business == "Tas Perca Santoso", typed


@given(st.text(alphabet="aceijosuty", max_size=7), st.text(alphabet="aceijosuty", max_size=9))
def test_slips_are_counted_as_the_definition_says(typed, word):
    exact = distance(typed, word)
    beginning = min(distance(typed, word[:end]) for end in range(len(word) + 1))

    assert slips(typed, word, 2) == (min(exact, 3), min(beginning, 3))


def distance(one, other):
    """Optimal string alignment, as the textbook has it."""
    if not one or not other:
        return len(one) + len(other)
    table = {(i, 0): i for i in range(len(one) + 1)} | {(0, j): j for j in range(len(other) + 1)}
    for i, a in enumerate(one, 1):
        for j, b in enumerate(other, 1):
            table[i, j] = min(table[i - 1, j] + 1, table[i, j - 1] + 1, table[i - 1, j - 1] + (a != b))
            if i > 1 and j > 1 and a == other[j - 2] and one[i - 2] == b:
                table[i, j] = min(table[i, j], table[i - 2, j - 2] + 1)
    return table[len(one), len(other)]


@given(st.text(max_size=90))
def test_whatever_is_typed_has_an_answer(finder, typed):
    assert len(finder.find(typed)) <= 20


# ---- The phone finds the same -----------------------------------------------------------------------


def test_phone_and_server_find_the_same_people_in_the_same_order(browser):
    dice = random.Random(20261127)
    people = PEOPLE + [made_up(dice, number) for number in range(400)]
    typed = [query["typed"] for query in VECTORS["queries"]] + [in_haste(dice, people) for _time in range(500)]

    here = Finder(people)
    expected = [[person.id for person in here.find(text, 30)] for text in typed]
    found = on_a_phone(browser, people, typed)

    assert [pair for pair in zip(typed, expected, found, strict=True) if pair[1] != pair[2]] == []
    assert sum(bool(ids) for ids in found) > 500


def made_up(dice, number):
    """Somebody with a name, a booth and a code of what the fixture's names are made of."""
    name = " ".join(dice.choices(WORDS, k=dice.randint(1, 5)))
    code = "".join(dice.choices("0123456789ABCDEFGHJKMNPQRSTVWXYZ", k=12))
    booth = dice.choice(["", f"{dice.choice('ABC')}{dice.randint(1, 30):02}", f"Utara {dice.randint(1, 9)}, B7"])
    phone_end = dice.choice(["", f"{dice.randint(0, 999):03}"])
    return Person(f"x{number}", name, " ".join(dice.choices(WORDS, k=2)), booth, code, phone_end)


def in_haste(dice, people):
    """Some words of somebody, cut short, with slips, signs and letters that don't belong there."""
    person = dice.choice(people)
    source = dice.choice(
        [person.name] * 5 + [person.business, person.booth, person.code, person.name + " Søn Ünal ﬁ ² İ"]
    )
    words = source.split()
    letters = list(" ".join(dice.sample(words, min(len(words), dice.randint(1, 4)))))
    for _slip in range(dice.choice([0, 0, 1, 1, 2, 3])):
        place = dice.randrange(len(letters) + 1)
        letters[place : place + dice.randint(0, 2)] = dice.choice(
            ["", "", "a", "h", "Y", "'", " ", "oe", "tj", "é", "7"]
        )
    return "".join(letters[: dice.choice([3, 5, 8, 90])])


def on_a_phone(browser, people, typed):
    """The ids that the phone's script finds, in a page that has nothing but the project's own scripts."""
    context = browser.new_context()
    context.route(
        "**/*",
        lambda route: (
            route.fulfill(path=ROOT / route.request.url.removeprefix("http://phone.test/"))
            if "/static/" in route.request.url
            else route.fulfill(body="<!doctype html>", content_type="text/html")
        ),
    )
    page = context.new_page()
    page.goto("http://phone.test/")
    try:
        return page.evaluate(
            """async ({ people, typed, table }) => {
              const { makeFinder } = await import("/static/js/door/search.js");
              const finder = makeFinder(table, people);
              return typed.map((text) => finder.find(text, 30).map((person) => person.id));
            }""",
            {
                "people": [vars(person) for person in people],
                "typed": typed,
                "table": json.loads(TABLE.read_text(encoding="utf-8")),
            },
        )
    finally:
        context.close()
