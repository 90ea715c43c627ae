"""Whatever anybody sends to any address, the answer is a page or a refusal: nothing ever breaks (5xx)."""

import io

import pytest
from hypothesis import example, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from eventreg.core.permissions import Role
from tests.factories.people import sign_in
from tests.security.others import make_others, values_for
from tests.support.routes import routes

NASTY = st.one_of(
    st.sampled_from(
        [
            "\0",
            "\ud800",
            "9" * 400,
            "-1",
            "1e309",
            "NaN",
            "²",
            "٣",
            "0x10",
            "' OR 1=1 --",
            "%",
            "_",
            "\\",
            "{{7*7}}",
            "../../etc/passwd",
            "2026-02-30",
            "9999-12-31T23:59",
            "0000-00-00",
            "\u202e\u0000",
            "a" * 20_000,
            "😀" * 300,
        ]
    ),
    st.text(max_size=20),
)
NAMES = st.one_of(
    st.sampled_from(
        "q page sort state status category next back code verdict business name email title slug phone reason gate"
        " session starts_at quota person role device since k helpers-0 new_products-0-name sessions-0-starts_at"
        " csrf_token file photo add_session save".split()
    ),
    st.text(max_size=12),
)
FIELDS = st.lists(st.tuples(NAMES, NASTY), max_size=6)
HEADERS = st.dictionaries(
    st.sampled_from(["Accept", "Accept-Language", "Range", "If-None-Match", "If-Modified-Since", "Cookie", "Referer"]),
    st.text(st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=40),
    max_size=3,
)
EACH = hypothesis(max_examples=2, database=None, derandomize=True)


@pytest.fixture
def people(app, visitor):
    """Nobody, an owner, and one who may do everything: what breaks is an answer here, as it is for people."""
    others = make_others(app)
    app.testing = False
    app.config["PROPAGATE_EXCEPTIONS"] = False
    return others, [visitor(), sign_in(visitor(), "sri@contoh.id"), sign_in(visitor(), "ratna@contoh.id", *Role)]


def broken(people, route, fields, headers):
    """The answers of this route that tell of a break, whoever asks and whatever it is about."""
    others, (nobody, _sri, ratna) = people
    path = route.path(values_for(route, others) if route.parameters - {"filename", "token", "version"} else {})
    sent = [(name, value.encode("utf-8", "surrogatepass")) for name, value in fields]
    body = {name.encode("utf-8", "replace").decode(): value for name, value in sent}
    query = "&".join(f"{quoted(name)}={quoted(value)}" for name, value in fields)
    for visitor in (nobody, ratna):
        more = {"data": {"csrf_token": visitor._csrf_token(), **body}} if route.method == "POST" else {}
        answer = visitor.client.open(path, method=route.method, query_string=query, headers=headers, **more)
        if answer.status_code >= 500:
            yield f"{route} {path} {answer.status_code}"


def quoted(words):
    return "".join(f"%{byte:02x}" for byte in words.encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_nothing_that_is_sent_breaks_a_page(app, people, method):
    for route in routes(app, method):
        if route.endpoint in {"accounts.sign_out", "accounts.end_second_step"}:
            continue  # they would end the visit

        @EACH
        @given(fields=FIELDS, headers=HEADERS)
        @example(fields=[("q", "\0"), ("page", "9" * 400), ("code", "\ud800")], headers={})
        def attack(route, fields, headers):
            assert list(broken(people, route, fields, headers)) == []

        attack(route)


# ---- Bytes that are no text, and bodies without measure ---------------------------------------------

RAW = [b"\xff\xfe", b"\xc0\xaf", b"%ff%fe", b"%c0%af", b"%", b"%zz", b"\xed\xa0\x80", b"%00", b"a" * 10_000]


@pytest.mark.sqlite_only
def test_addresses_that_are_no_text(app, people):
    _others, visitors = people
    statuses = {
        visitor.client.open(
            environ_overrides={
                "PATH_INFO": (prefix + raw).decode("latin-1"),
                "QUERY_STRING": "q=" + raw.decode("latin-1"),
            }
        ).status_code
        for visitor in visitors
        for prefix in (b"/", b"/events/", b"/staff/events/", b"/me/applications/", b"/photos/", b"/t/", b"/static/")
        for raw in RAW
    }

    assert statuses
    assert not [status for status in statuses if status >= 500]


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    "cookie", ["session=\xff\xfe", "session=e30.x.y; language=\xff", "language=" + "x" * 5000, "=;;;=", "a"]
)
def test_cookies_that_are_no_text(app, people, cookie):
    client = app.test_client(use_cookies=False)

    for path in ("/", "/sign-in", "/me/", "/staff/events/"):
        assert client.get(path, headers={"Cookie": cookie}).status_code < 500


@pytest.mark.sqlite_only
def test_bodies_without_measure(app, people):
    """Ten thousand fields, deep JSON, wrong lengths, kinds that are none."""
    _others, (_nobody, sri, ratna) = people
    token = ratna._csrf_token()
    many = {"csrf_token": token} | {f"f{number}": "x" for number in range(10_000)}
    files = {"csrf_token": token} | {f"f{number}": (io.BytesIO(b"x"), "x.jpg") for number in range(2_000)}
    deep = "[" * 100_000 + "]" * 100_000
    statuses = [
        ratna.client.post("/staff/events/new", data=many).status_code,
        ratna.client.post("/staff/events/new", data=many, content_type="multipart/form-data").status_code,
        ratna.client.post("/staff/events/new", data=files, content_type="multipart/form-data").status_code,
        sri.client.post("/me/photos", data=b"x" * 1000, content_type="multipart/form-data; boundary=").status_code,
        sri.client.post("/me/photos", data=b"--x\r\n\r\n", content_type="multipart/form-data; boundary=x").status_code,
        sri.client.post(
            "/sign-in", data="a=b", content_type="application/x-www-form-urlencoded; charset=x"
        ).status_code,
    ]
    bodies = [deep, '{"code":' + deep + "}", '{"code": {"a": 1}}', '{"code": "\\ud800"}', "\xff", "", "null"]
    phone = app.test_client()
    statuses += [phone.post("/api/v1/door/pairings", data=body.encode("latin-1")).status_code for body in bodies]

    assert not [status for status in statuses if status >= 500], statuses
