"""A link to us that leads on to somebody else: `next` stays on this site, as the browser itself reads it."""

import re
import string
from itertools import product

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from eventreg.core.web import is_local
from tests.factories.people import sign_in
from tests.support.routes import routes
from tests.support.visitor import soup

WAYS = ("href", "action", "formaction")
# an attribute that holds an address with the word; to read every page as a tree would take most of the test's time
LEADS_THERE = re.compile(r"""(href|action)\s*=\s*("[^"]*jahat|'[^']*jahat|[^\s"'>]*jahat)""", re.IGNORECASE)
HERE = "https://acara.contoh.id"
PROBES = ("/jahat", "https://jahat.example/")  # a way that may be gone, and one that may not
ELSEWHERE = [
    "https://jahat.example/",
    "//jahat.example/",
    "///jahat.example/",
    "/\\jahat.example/",
    "\\/jahat.example/",
    "/\t/jahat.example/",
    "/\n/jahat.example/",
    "/\r\n/jahat.example/",
    "\t//jahat.example/",
    " //jahat.example/",
    "/%09/jahat.example/",
    "/.//jahat.example/",
    "/..//jahat.example/",
    "/%2e%2e//jahat.example/",
    "https:jahat.example",
    "https:/jahat.example",
    "http:///jahat.example",
    "javascript:alert(1)",
    "java\tscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "/\u2028/jahat.example/",
    "/\x00/jahat.example/",
    "//acara.contoh.id@jahat.example/",
    "/@jahat.example/",
    "/；//jahat.example",
    "／／jahat.example",
]
# What stands where in an address, and what browsers drop or turn into something else
PIECES = st.lists(
    st.one_of(
        st.sampled_from(
            ["/", "\\", "//", "..", ".", "@", ":", "?", "#", "%", "%2f", "%5c", "%09", "\t", "\n", "\r", " "]
        ),
        st.sampled_from(
            ["jahat.example", "https", "javascript", "[::1]", "\u2028", "\ufeff", "\x00", "\x0b", "／", "。"]
        ),
        st.text(string.printable, max_size=2),
        st.text(max_size=2),
    ),
    max_size=8,
).map("".join)


@pytest.fixture(scope="session")
def browsers_origin(launch_browser):
    """Says to which origin Chromium would go: for many ways at once, read from a page of ours."""
    page = launch_browser().new_page()
    read = f"""(ways) => ways.map((way) => {{
        try {{ return new URL(way, "{HERE}/sign-in?x").origin; }} catch {{ return "no address"; }} }})"""
    return lambda ways: page.evaluate(read, ways)


def test_what_we_take_for_ours_the_browser_does_as_well(browsers_origin):
    taken = [way for way in ELSEWHERE if is_local(way)]

    assert [way for way, origin in zip(taken, browsers_origin(taken), strict=True) if origin != HERE] == []


def test_whatever_we_take_for_ours_the_browser_does_as_well(browsers_origin):
    taken = set()

    @hypothesis(max_examples=3000, database=None)
    @given(PIECES)
    def collect(rest):
        for way in (rest, f"/{rest}"):
            if is_local(way):
                taken.add(way)

    collect()
    ways = sorted(taken)
    away = [(way, origin) for way, origin in zip(ways, browsers_origin(ways), strict=True) if origin != HERE]

    assert len(ways) > 200  # otherwise nothing was shown
    assert away == []


def leads_there(visitor, route, way):
    """Whether a page does anything with `next` or `back`: most don't, and needn't be asked for every way."""
    page = visitor.get(route.path(), next=way, back=way)
    return "jahat" in (page.location or "") or (page.mimetype == "text/html" and bool(LEADS_THERE.search(page.text)))


@pytest.mark.sqlite_only
def test_no_page_leads_away(app, visitor):
    """The language, and every page of somebody signed in that takes `next` or `back`."""
    reader, sri = visitor(), sign_in(visitor(), "sri@contoh.id")

    places, links = [reader.post("/language", language="en", next=way).location for way in ELSEWHERE], set()
    listening = [route for route in routes(app, "GET") if any(leads_there(sri, route, way) for way in PROBES)]
    assert {"businesses.new", "accounts.second_step"} <= {route.endpoint for route in listening}
    for route, way in product(listening, ELSEWHERE):
        page = sri.get(route.path(), next=way, back=way)
        places.append(page.location)
        if page.mimetype == "text/html" and LEADS_THERE.search(page.text):
            links |= {tag.get(name) for tag in soup(page).select("[href], [action], [formaction]") for name in WAYS}

    assert [place for place in places if place and not is_local(place)] == []
    assert [link for link in links if link and "jahat.example" in link and not is_local(link)] == []
