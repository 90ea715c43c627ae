"""The profile as its people see it: told section by section, confirmed, and private where it must be."""

from datetime import timedelta

import pytest

from eventreg.businesses import members, queries, service
from eventreg.businesses.models import Business, MemberRole
from eventreg.businesses.words import age
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from tests.factories.people import actor_of, make_person, sign_in
from tests.support.visitor import soup

SIZE = {"workers_f": "4", "workers_m": "", "turnover_band": "10m_25m", "yearly_sales": "Rp180.000.000", "capital": ""}
ONLINE = {
    "instagram": "@batik.lintang",
    "shopee": "",
    "tokopedia": "https://www.tokopedia.com/lintang/kain?x=1",
    "tiktok": "",
    "website": "",
}


@pytest.fixture
def told(app, lintang):
    """Columns of the business as they are now."""

    def look(*names):
        with app.app_context():
            business = db.session.get(Business, lintang.id)
            return tuple(getattr(business, name) for name in names)

    return look


def make_helper(app, lintang, visitor):
    with app.app_context(), unit_of_work():
        owner, dewi = make_person("sri@demo.test"), make_person("dewi@demo.test", "Dewi")
        token = members.invite(lintang.id, "Dewi", MemberRole.HELPER, actor=actor_of(owner), now=clock.now())
        members.accept(token, actor=actor_of(dewi), now=clock.now())
    return sign_in(visitor(), "dewi@demo.test")


def test_each_section_is_told_and_read_back(app, lintang, sri, told):
    sri.post(
        lintang.identity_url,
        name="Batik Lintang",
        brand="Lintang",
        category="batik-tulis",
        producer="yes",
        founded_year="2012",
        nib="9120103344556",
        kbli="13134",
    )
    sri.post(f"{lintang.url}/profile/size", **SIZE, capacity="40 lembar")
    sri.post(f"{lintang.url}/profile/online", **ONLINE)
    sri.post(lintang.owner_url, owner_name="Sri", phone="081234567890", owner_sex="f", owner_disability="no")

    assert told("brand", "is_producer", "founded_year", "kbli", "kbli_edition") == (
        "Lintang",
        True,
        2012,
        "13134",
        "2020",
    )
    assert told("workers_f", "workers_m", "turnover_band", "yearly_sales", "capital") == (
        4,
        None,
        "10m_25m",
        180_000_000,
        None,
    )
    assert told("channels") == (
        {"instagram": "https://www.instagram.com/batik.lintang", "tokopedia": "https://www.tokopedia.com/lintang"},
    )
    assert told("owner_sex", "owner_disability") == ("f", False)
    page = soup(sri.get(lintang.url))
    text = page.get_text(" ", strip=True)
    for words in ("13134 Batik (KBLI 2020)", "4 perempuan", "Usaha mikro, menurut penjualan setahun", "Rp180.000.000"):
        assert words in text
    assert page.select_one("a[href='https://www.instagram.com/batik.lintang']").text == "@batik.lintang"


@pytest.mark.sqlite_only
@pytest.mark.parametrize(
    ("section", "fields", "field", "words"),
    [
        ("identity", {"name": "A", "category": "batik-tulis", "nib": "912010334455"}, "nib", "ini baru 12"),
        ("identity", {"name": "A", "category": "batik-tulis", "kbli_other": "1313"}, "kbli_other", "ini 4"),
        ("identity", {"name": "A", "category": "batik-tulis", "founded_year": "1200"}, "founded_year", "misalnya 2012"),
        ("size", {**SIZE, "workers_f": "empat"}, "workers_f", "misalnya 4"),
        ("size", {**SIZE, "yearly_sales": "180 juta"}, "yearly_sales", "120.000.000"),
        ("online", {**ONLINE, "instagram": "javascript:alert(1)"}, "instagram", "@batiklintang"),
        ("online", {**ONLINE, "shopee": "https://evil.example/x"}, "shopee", "evil.example"),
        ("owner", {"owner_name": "Sri", "phone": "0285 421234"}, "phone", "0812 3456 7890"),
        ("place", {"region": "", "elsewhere": "", "address": ""}, "region", "kelurahan"),
    ],
)
def test_an_error_stands_at_its_field_says_how_to_mend_it_and_keeps_the_rest(
    lintang, sri, section, fields, field, words
):
    page = sri.post(f"{lintang.url}/profile/{section}", **fields)

    assert page.status_code == 422
    assert words in soup(page).select_one(f"#{field}-error").text
    assert [link["href"] for link in soup(page).select(".errors a")] == [f"#{field}"]
    for name, typed in fields.items():
        box = soup(page).select_one(f"input[name={name}]")
        assert box is None or box.get("type") == "radio" or box["value"] == typed


def test_it_is_confirmed_and_its_age_is_told(app, lintang, sri, told):
    with app.app_context(), unit_of_work():
        db.session.get(Business, lintang.id).confirmed_at = clock.now() - timedelta(days=95)
    assert "Diperiksa 3 bulan lalu" in sri.get(lintang.url).text

    answer = sri.post(f"{lintang.url}/confirmation?next=/events/pekan-batik/apply")

    assert answer.location == "/events/pekan-batik/apply"
    assert "Diperiksa hari ini" in sri.get(lintang.url).text
    assert sri.post(f"{lintang.url}/confirmation?next=https://evil.example/").location == lintang.url


@pytest.mark.sqlite_only
def test_ages_in_words(app):
    now = clock.now()
    with app.test_request_context(headers={"Cookie": "language=en"}):
        assert age(None, now)
        words = {days: age(now - timedelta(days=days), now) for days in (0, 1, 30, 31, 364, 365, 800)}
    assert len(set(words.values())) >= 5


@pytest.mark.sqlite_only
def test_who_sent_it_by_itself_counts_as_checked_and_staff_s_entry_does_not(app, lintang, told):
    assert told("confirmed_at")[0] is not None


@pytest.mark.sqlite_only
def test_a_helper_neither_sees_nor_changes_what_owners_alone_tell(app, lintang, visitor, told):
    with app.app_context(), unit_of_work():
        business = db.session.get(Business, lintang.id)
        business.owner_sex, business.owner_disability = "f", True
    dewi = make_helper(app, lintang, visitor)

    assert "Disabilitas" not in dewi.get(lintang.url).text
    assert soup(dewi.get(lintang.owner_url)).select("[name=owner_disability]") == []
    forged = {"owner_name": "Sri", "phone": "081234567890", "owner_sex": "m", "owner_disability": "no"}
    assert dewi.post(lintang.owner_url, **forged).status_code == 302
    with app.app_context(), unit_of_work():
        changes = {"owner_sex": "m", "owner_disability": None}
        helper = actor_of(make_person("dewi@demo.test"))
        service.edit_profile(lintang.id, changes, actor=helper, now=clock.now())
    assert told("owner_sex", "owner_disability") == ("f", True)


def test_a_new_owner_begins_without_what_was_said_of_the_former(app, lintang, told):
    with app.app_context(), unit_of_work():
        sri, dewi = make_person("sri@demo.test"), make_person("dewi@demo.test", "Dewi")
        business = queries.get_own(lintang.id, actor_of(sri))
        business.owner_sex, business.owner_disability = "m", True
        db.session.flush()
        token = members.invite(
            lintang.id, "Dewi", MemberRole.OWNER, hands_over=True, actor=actor_of(sri), now=clock.now()
        )
        members.accept(token, actor=actor_of(dewi), now=clock.now())

    assert told("owner_sex", "owner_disability", "confirmed_at") == ("", None, None)


@pytest.mark.sqlite_only
def test_an_unknown_section_is_not_found_and_the_old_address_leads_on(lintang, sri):
    assert sri.get(f"{lintang.url}/profile/rahasia").status_code == 404
    answer = sri.get(f"{lintang.url}/edit", next="/events/x/apply")
    assert answer.location == f"{lintang.url}?next=/events/x/apply"
    assert "/events/x/apply" in sri.get(answer.location).text
