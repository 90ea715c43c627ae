"""Small allocation problems of every kind, for brute force: hypothesis makes them."""

from hypothesis import strategies as st

CATEGORIES, DISTRICTS, GROUPS = ("batik", "kayu"), ("utara", "barat"), ("binaan", "baru")
POWERS, AREAS = (0, 450, 900), (4, 6.25, 9)


@st.composite
def problems(draw, most_booths: int = 4, most_applicants: int = 5) -> dict:
    booths = [
        {
            "id": f"A-{number}",
            "zone": draw(st.sampled_from("AB")),
            "x": 3 * number,
            "y": 0,
            "w": 3,
            "h": 3,
            "area_m2": draw(st.sampled_from((4, 6.25, 9, 18))),
            "power_w": draw(st.sampled_from((450, 900, 1300))),
            "capacity": draw(st.sampled_from((1, 1, 1, 2))),
            "categories": draw(st.sampled_from((None, None, ["batik"], ["batik", "kayu"]))),
        }
        for number in range(draw(st.integers(1, most_booths)))
    ]
    ids = [booth["id"] for booth in booths]
    pairs = [[one, other] for at, one in enumerate(ids) for other in ids[at + 1 :]]
    adjacent = [pair for pair in pairs if draw(st.booleans())]
    wishes = st.lists(st.sampled_from([*ids, "zone:A", "zone:B", "A-99"]), max_size=4, unique=True)
    applicants = [
        {
            "id": f"u{number}",
            "merit": draw(st.sampled_from((0, 1, 2, 3, 5, 8, 1000))),
            "category": draw(st.sampled_from(CATEGORIES)),
            "district": draw(st.sampled_from(DISTRICTS)),
            "groups": draw(st.lists(st.sampled_from(GROUPS), unique=True)),
            "min_area_m2": draw(st.sampled_from(AREAS)),
            "power_w": draw(st.sampled_from(POWERS)),
            "booths": draw(st.sampled_from((1, 1, 1, 2))),
            "wishes": draw(wishes),
        }
        for number in range(draw(st.integers(1, most_applicants)))
    ]
    names = [one["id"] for one in applicants]
    rules = draw(st.lists(_rules(ids, names), max_size=4))
    for number, rule in enumerate(rules):
        rule["id"] = f"r{number}"
    held = st.lists(st.sampled_from([*ids, "A-99"]), max_size=2, unique=True)
    standing = draw(st.dictionaries(st.sampled_from([*names, "gone"]), held, max_size=3))
    return {
        "format": "eventreg-allocation/1",
        "name": "small",
        "time_limit_s": 30,
        "booths": booths,
        "adjacent": adjacent,
        "applicants": applicants,
        "rules": rules,
        "standing": standing,
    }


def _rules(ids: list[str], names: list[str]) -> st.SearchStrategy[dict]:
    category, district, group = map(st.sampled_from, (CATEGORIES, DISTRICTS, GROUPS))
    applicant, booth = st.sampled_from([*names, "gone"]), st.sampled_from([*ids, "A-99"])
    share, count = st.sampled_from((0, 25, 33.3, 50, 100)), st.integers(0, 2)

    def kind(name: str) -> st.SearchStrategy[str]:
        return st.just(name)

    made: list[st.SearchStrategy[dict]] = [
        st.fixed_dictionaries({"kind": kind("category_share_max"), "category": category, "share_percent": share}),
        st.fixed_dictionaries({"kind": st.sampled_from(("group_min", "group_max")), "group": group, "count": count}),
        st.fixed_dictionaries(
            {"kind": st.sampled_from(("district_min", "district_max")), "district": district, "count": count}
        ),
        st.fixed_dictionaries({"kind": kind("neighbours_max"), "category": category, "count": st.integers(0, 1)}),
        st.fixed_dictionaries({"kind": st.sampled_from(("pin", "forbid")), "applicant": applicant, "booth": booth}),
    ]
    if len(names) > 1:
        two = st.lists(st.sampled_from(names), min_size=2, max_size=2, unique=True)
        made.append(st.fixed_dictionaries({"kind": kind("apart"), "applicants": two}))
    return st.one_of(made)


def made(*applicants: dict, booths: int = 2, rules: tuple = (), **more) -> dict:
    """Booths A-0, A-1, … in a row; applicants of merit 10, 9, … who fit everywhere."""
    whole = {
        "category": "kayu",
        "district": "utara",
        "groups": [],
        "min_area_m2": 4,
        "power_w": 0,
        "booths": 1,
        "wishes": [],
    }
    return {
        "booths": [
            {"id": f"A-{at}", "zone": "A", "area_m2": 9, "power_w": 900, "capacity": 1, "categories": None}
            for at in range(booths)
        ],
        "adjacent": [[f"A-{at}", f"A-{at + 1}"] for at in range(booths - 1)],
        "applicants": [{"id": f"u{at}", "merit": 10 - at, **whole, **one} for at, one in enumerate(applicants)],
        "rules": list(rules),
        **more,
    }
