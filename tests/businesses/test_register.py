"""The register of businesses as staff keep it: looked through, entered for others, compared, taken along."""

import zipfile
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from xml.etree import ElementTree

import pytest
from sqlalchemy import select, text

from eventreg.accounts import identity as people
from eventreg.accounts import service as accounts
from eventreg.accounts.models import Person, SignedInDevice
from eventreg.businesses import identity, registration, rules, service
from eventreg.businesses.models import Business, BusinessMember
from eventreg.consents.models import Consent, ConsentWay, Guardian
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import SYSTEM, Role
from tests.factories.applications import make_application
from tests.factories.businesses import KAUMAN, load_regions, make_business
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person, sign_in
from tests.support.queries import asked
from tests.support.visitor import soup

LIST, NEW = "/staff/businesses/", "/staff/businesses/new"
NIK, NPWP = "3375995502900001", "01.234.567.8-501.000"
FORM = {
    "name": "Rajut Tini",
    "owner_name": "Tini",
    "phone": "0812 9999 0001",
    "category": "rajut",
    "region": "",
    "elsewhere": "Wiradesa",
    "purposes": ["registration"],
    "way": "paper",
}


@pytest.fixture
def panitia(visitor):
    return sign_in(visitor(language="en"), "panitia@contoh.id", Role.ORGANISER)


@pytest.fixture
def bendahara(visitor):
    return sign_in(visitor(language="en"), "bendahara@contoh.id", Role.TREASURER)


@pytest.fixture
def lintang(app):
    """Sri's business with NIK and NPWP; its id."""
    with app.app_context(), unit_of_work():
        load_regions()
        sri = make_person("sri@contoh.id", "Sri Wahyuni")
        business = make_business(
            sri,
            name="Batik Lintang",
            owner_name="Sri Wahyuni",
            phone="0812 1111 0001",
            nib="9120103344556",
            region_code=KAUMAN,
            elsewhere="",
        )
        people.set_nik(sri.id, NIK, actor=SYSTEM, now=clock.now())
        identity.change_npwp(business, NPWP, remove=False, actor=SYSTEM, now=clock.now())
        return business.id


@pytest.fixture
def categories(app):
    with app.app_context(), unit_of_work():
        service.ensure_categories()


def named(page):
    return [link.text for link in soup(page).select("td .who")]


def last_business(app):
    with app.app_context():
        return db.session.scalars(select(Business).order_by(Business.id.desc())).first()


def owner_of(app, business_id):
    with app.app_context():
        member = db.session.scalars(select(BusinessMember).filter_by(business_id=business_id)).one()
        return db.session.get(Person, member.person_id)


def entries(app, action):
    with app.app_context():
        return db.session.scalars(select(AuditEntry).filter_by(action=action).order_by(AuditEntry.id)).all()


# ---- The list -------------------------------------------------------------------------------------


def test_an_empty_register_says_what_to_do(panitia):
    page = panitia.get(LIST)

    assert "No businesses yet" in page.text
    assert "Register a business" in page.text


@pytest.mark.parametrize(
    ("asked_for", "found"),
    [
        ("q=lintang", ["Batik Lintang"]),
        ("q=wahyuni", ["Batik Lintang"]),
        ("q=0812-1111-0001", ["Batik Lintang"]),
        ("q=%2B6281211110001", ["Batik Lintang"]),
        ("q=912010", ["Batik Lintang"]),
        ("q=100%25", []),
        ("category=batik-cap", ["Cap Kota"]),
        ("district=33.75.02", ["Batik Lintang"]),
        ("lack=email", ["Cap Kota"]),
        ("sort=-name", ["Cap Kota", "Batik Lintang"]),
        ("sort=new", ["Cap Kota", "Batik Lintang"]),
        ("sort=;drop&page=999999999999", ["Batik Lintang", "Cap Kota"]),
    ],
)
def test_it_is_searched_filtered_and_sorted(app, panitia, lintang, asked_for, found):
    with app.app_context(), unit_of_work():
        budi = make_person("budi@contoh.id", "Budi")
        make_business(budi, name="Cap Kota", category_code="batik-cap", phone="0812 2222 0002", owner_name="Budi")
        budi.email = None

    assert named(panitia.get(f"{LIST}?{asked_for}")) == found


def test_those_entered_twice_are_listed_and_two_brands_of_one_owner_are_not(app, panitia, lintang):
    with app.app_context(), unit_of_work():
        sri = db.session.scalars(select(Person).filter_by(email="sri@contoh.id")).one()
        make_business(sri, name="Tas Lintang", phone="0812 1111 0001", nib="9120103344556")
        make_business(make_person(), name="Ecoprint Sendiri", phone="0812 7777 0001")
    assert twice(panitia) == set()

    with app.app_context(), unit_of_work():
        make_business(make_person(), name="Lintang Baru", phone="0812 1111 0001")
        other = make_business(make_person(), name="Toko Lain", phone="0812 7777 0002")
        identity.change_npwp(other, NPWP, remove=False, actor=SYSTEM, now=clock.now())
        make_business(make_person("ibu@contoh.id"), name="Galeri Ibu", phone="0812 7777 0003")
        people.set_nik(make_person("ibu@contoh.id").id, NIK, actor=SYSTEM, now=clock.now())

    assert twice(panitia) >= {"Batik Lintang", "Lintang Baru", "Tas Lintang", "Toko Lain", "Galeri Ibu"}
    assert "Ecoprint Sendiri" not in twice(panitia)
    tabs = [link.get_text(" ", strip=True) for link in soup(panitia.get(LIST)).select("nav.tabs a")]
    assert tabs  # the register itself counts none: what is likely stands in one place
    assert not any("twice" in label for label in tabs)


def twice(staff):
    return {link.text for link in soup(staff.get(f"{LIST}duplicates")).select(".pairside a")}


def test_a_long_list_is_paged_and_asks_the_database_no_more_for_many(app, panitia, lintang):
    panitia.get(LIST)
    with asked(app) as one_row:
        panitia.get(LIST)
    with app.app_context(), unit_of_work():
        for _ in range(26):
            make_business(make_person())
    with asked(app) as many_rows:
        first = panitia.get(LIST)

    assert len(many_rows) == len(one_row)
    assert len(named(first)) == 25
    assert len(named(panitia.get(f"{LIST}?page=2"))) == 2


@pytest.mark.parametrize("role", [Role.CURATOR, Role.COMMITTEE, Role.DOOR_SUPERVISOR])
def test_who_may_not_read_the_register_is_refused(visitor, lintang, role):
    somebody = sign_in(visitor(), "seseorang@contoh.id", role)

    assert somebody.get(LIST).status_code == 403
    assert somebody.get(f"{LIST}{lintang}").status_code == 403


def test_an_organiser_of_one_event_does_not_read_the_register(visitor, lintang):
    here = sign_in(visitor(), "panitia-satu@contoh.id", Role.ORGANISER, event_id=1)

    assert here.get(LIST).status_code == 403
    assert here.post(NEW, **FORM).status_code == 403


# ---- Entering for others --------------------------------------------------------------------------


def test_somebody_without_e_mail_is_registered_with_consent_from_paper(app, panitia, categories):
    answer = panitia.post(NEW, **FORM, nik=NIK, npwp=NPWP, born_on="1990-02-15")

    business = last_business(app)
    assert answer.location.endswith(f"/staff/businesses/{business.id}")
    assert (business.name, business.phone, business.npwp_hash is not None) == ("Rajut Tini", "+6281299990001", True)
    owner = owner_of(app, business.id)
    assert (owner.name, owner.email, owner.phone) == ("Tini", None, "+6281299990001")
    assert str(owner.born_on) == "1990-02-15"
    with app.app_context():
        staff = db.session.scalars(select(Person).filter_by(email="panitia@contoh.id")).one()
        consent = db.session.scalars(select(Consent)).one()
        assert business.registered_by_id == staff.id
        assert (consent.person_id, consent.way, consent.recorded_by_id) == (owner.id, ConsentWay.PAPER, staff.id)


def test_no_row_holds_the_numbers_in_the_clear(app, panitia, categories):
    panitia.post(NEW, **FORM, nik=NIK, npwp=NPWP)

    with app.app_context():
        for table in ("person", "business", "audit_entry"):
            for row in db.session.execute(text(f"select * from {table}")):
                values = [bytes(value) if isinstance(value, memoryview) else value for value in row]
                assert NIK not in repr(values)
                assert "012345678501000" not in repr(values)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"purposes": ["publication"]}, "Without the required consent nothing may be stored"),
        ({"way": ""}, "Say how the owner agreed."),
        ({"way": "screen"}, "Say how the owner agreed."),
        ({"nik": "123"}, "A NIK has 16 digits, this one has 3."),
        ({"npwp": "123"}, "This one has 3."),
        ({"npwp": "5012345678501000"}, "or begins with 0"),
        ({"email": "bukan alamat"}, "This is not an e-mail address."),
        ({"born_on": "1/2/1990"}, "Please choose a day, for example 1 December 2026."),
        ({"born_on": "2015-01-01"}, "Under 18, a parent or guardian has to agree"),
    ],
)
def test_a_mistake_is_told_and_nobody_is_entered(app, panitia, categories, changes, words):
    page = panitia.post(NEW, **{**FORM, **changes})

    assert page.status_code == 422
    assert words in page.text
    assert "Rajut Tini" in page.text
    with app.app_context():
        assert db.session.scalars(select(Business)).all() == []
        assert db.session.scalars(select(Person).filter_by(name="Tini")).all() == []


def test_under_18_a_guardian_agrees(app, panitia, categories):
    guardian = {"guardian_name": "Ibu Tini", "guardian_relation": "ibu", "guardian_phone": "0812 9999 0002"}
    born_on = (clock.now() - timedelta(days=16 * 365)).date().isoformat()

    assert panitia.post(NEW, **FORM, **guardian, born_on=born_on).status_code == 302

    with app.app_context():
        assert db.session.scalars(select(Consent)).one().guardian_id == db.session.scalars(select(Guardian.id)).one()


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"phone": "0812-1111-0001"}, "same phone"),
        ({"nib": "9120103344556"}, "same NIB"),
        ({"nik": NIK}, "same NIK"),
        ({"npwp": "0012345678501000"}, "same NPWP"),
        ({"name": "LINTANG Batik"}, "similar name"),
        ({"name": "Batik Lintangg"}, "similar name"),
    ],
)
def test_a_twin_is_shown_before_anything_is_entered(app, panitia, lintang, changes, why):
    page = panitia.post(NEW, **{**FORM, **changes})

    assert page.status_code == 422
    twins = soup(page).select_one("section[aria-labelledby=twins]").text
    assert "Batik Lintang" in twins
    assert why in twins
    assert last_business(app).id == lintang

    assert panitia.post(NEW, **{**FORM, **changes}, anyway="1").status_code == 302
    assert last_business(app).id != lintang
    assert why in panitia.get(f"{LIST}{lintang}").text, "both pages go on telling it"


def test_names_that_only_share_a_trade_are_no_twins():
    assert rules.are_alike("UD. Batik Lintang", "lintang")
    assert not rules.are_alike("Batik Lintang", "Batik Bintang")
    assert not rules.are_alike("Batik Lintang", "Batik Kenanga")
    assert not rules.are_alike("Batik", "Kain")


def test_a_second_business_goes_to_the_same_person(app, panitia, lintang):
    page = soup(panitia.post(NEW, **{**FORM, "phone": "0812 1111 0001"}))
    button = page.select_one("button[name=person]")
    assert button.text == "Register for Sri Wahyuni"

    assert panitia.post(NEW, **{**FORM, "phone": "0812 1111 0001"}, person=button["value"]).status_code == 302

    assert owner_of(app, last_business(app).id).email == "sri@contoh.id"
    assert "Perhaps entered twice" not in panitia.get(f"{LIST}{lintang}").text


@pytest.mark.parametrize("number", ["9" * 5000, "9" * 30, "99999999999", "\u00b2", "0"])
def test_whom_nobody_knows_owns_nothing(panitia, lintang, number):
    assert panitia.post(NEW, **FORM, person=number).status_code == 404


def test_a_known_address_keeps_what_we_know(app, panitia, lintang):
    panitia.post(NEW, **FORM, email="SRI@contoh.id")

    owner = owner_of(app, last_business(app).id)
    assert (owner.email, owner.name) == ("sri@contoh.id", "Sri Wahyuni")

    other = panitia.post(NEW, **{**FORM, "name": "Tas Tini"}, email="sri@contoh.id", nik="3375995502900002", anyway="1")
    assert other.status_code == 422
    assert "known with another NIK" in other.text


IDENTITY = {"name": "Batik Lintang", "category": "batik-tulis"}


def test_staff_change_a_profile_and_the_tax_number(app, panitia, lintang):
    url = f"{LIST}{lintang}/profile/identity"
    assert "0012********1000" in soup(panitia.get(url)).text

    answer = panitia.post(url, **{**IDENTITY, "name": "Batik Lintang Jaya", "remove_npwp": "y"})

    assert answer.status_code == 302
    with app.app_context():
        business = db.session.get(Business, lintang)
        assert (business.name, business.npwp_encrypted, business.npwp_hash) == ("Batik Lintang Jaya", None, None)
    assert [set(entry.fields) for entry in entries(app, "business.changed")][-1] == {"npwp"}


def test_the_owner_sets_the_tax_number_and_sees_it_masked(visitor, lintang):
    sri = sign_in(visitor(language="en"), "sri@contoh.id")
    url = f"/me/businesses/{lintang}/profile/identity"
    assert "0012********1000" in sri.get(url).text
    assert sri.post(url, **IDENTITY, npwp="02.345.678.9-501.000").status_code == 302
    assert "0023********1000" in sri.get(url).text

    assert sri.post(url, **IDENTITY, npwp="12").status_code == 422
    sri.post(url, **IDENTITY)
    assert "0023********1000" in sri.get(url).text, "nothing typed keeps it"


# ---- What is protected ----------------------------------------------------------------------------


def test_the_page_shows_people_history_and_masked_numbers(app, panitia):
    with app.app_context(), unit_of_work():
        application = make_application(make_event(title="Pekan Batik").id, email="sri@contoh.id", name="Batik Lintang")
        business_id = application.business_id
        people.set_nik(application.applicant_id, NIK, actor=SYSTEM, now=clock.now())

    page = panitia.get(f"{LIST}{business_id}")

    assert "Pekan Batik" in page.text
    assert "sri@contoh.id" in page.text
    assert "3375********0001" in page.text
    assert NIK not in page.text
    assert "Open NIK" not in page.text, "organisers don't open it"
    assert panitia.post(f"{LIST}{business_id}/npwp", reason="Surat untuk dinas").status_code == 403


def test_a_number_is_opened_once_with_a_reason(app, bendahara, lintang):
    owner = owner_of(app, lintang)
    nik_url, npwp_url = f"{LIST}{lintang}/people/{owner.id}/nik", f"{LIST}{lintang}/npwp"

    refused = bendahara.post(nik_url, reason="abc")
    assert refused.status_code == 422
    assert "Say why, in at least 5 characters." in refused.text
    assert NIK not in refused.text

    opened = bendahara.post(nik_url, reason="Surat untuk dinas")
    assert (opened.status_code, opened.headers["Cache-Control"]) == (200, "private, no-store")
    assert NIK in opened.text
    assert NIK not in bendahara.get(f"{LIST}{lintang}").text
    assert "0012345678501000" in bendahara.post(npwp_url, reason="Surat untuk dinas").text

    looks = entries(app, "identity.opened")
    assert [(look.subject_type, look.fields, look.reason) for look in looks] == [
        ("person", ["nik"], "Surat untuk dinas"),
        ("business", ["npwp"], "Surat untuk dinas"),
    ]


def test_only_the_people_of_a_business_are_opened_there(app, bendahara, lintang):
    with app.app_context(), unit_of_work():
        stranger = make_person("lain@contoh.id")
        people.set_nik(stranger.id, "3375995502900009", actor=SYSTEM, now=clock.now())
        stranger_id = stranger.id

    assert bendahara.post(f"{LIST}{lintang}/people/{stranger_id}/nik", reason="Surat dinas").status_code == 404


# ---- As a file ------------------------------------------------------------------------------------


def cells_of(answer):
    """The rows of the first sheet, each value as text; and whether any cell is a formula."""
    with zipfile.ZipFile(BytesIO(answer.data)) as book:
        sheet = ElementTree.fromstring(book.read("xl/worksheets/sheet1.xml"))
    space = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
    assert sheet.find(f".//{space}f") is None
    return [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{space}row")]


def test_the_file_leaves_the_numbers_out_and_is_written_down(app, panitia, lintang):
    with app.app_context(), unit_of_work():
        make_business(make_person("eko@contoh.id"), name='=HYPERLINK("http://contoh.id")', phone="0812 3333 0001")

    answer = panitia.post(f"{LIST}export.xlsx")

    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    title, first, second = cells_of(answer)
    assert "NIK" not in title
    assert {first[0], second[0]} == {"Batik Lintang", '=HYPERLINK("http://contoh.id")'}
    assert not {NIK, "0012345678501000"} & {*first, *second}
    assert "0812 1111 0001" in second
    (entry,) = entries(app, "business.exported")
    assert entry.states == {"identity": "no", "specific": "no", "rows": "2"}
    assert entries(app, "identity.opened") == []


def test_with_a_reason_it_holds_them_and_each_counts_as_opened(app, bendahara, lintang):
    assert bendahara.post(f"{LIST}export.xlsx", identity="y", reason="").status_code == 422

    answer = bendahara.post(f"{LIST}export.xlsx?q=lintang", identity="y", reason="Laporan ke dinas")

    assert cells_of(answer)[1][-2:] == ["0012345678501000", NIK]
    (entry,) = entries(app, "business.exported")
    assert (entry.states, entry.reason) == ({"identity": "yes", "specific": "no", "rows": "1"}, "Laporan ke dinas")
    assert {look.subject_type for look in entries(app, "identity.opened")} == {"business", "person"}


def test_specific_data_comes_along_only_when_asked_for_with_a_reason(app, panitia, visitor, lintang):
    with app.app_context(), unit_of_work():
        business = db.session.get(Business, lintang)
        business.turnover_band, business.owner_sex, business.owner_disability = "5m_10m", "f", True
        business.brand, business.channels = "Lintang", {"instagram": "https://www.instagram.com/lintang"}
        business.fostered_since = date(2024, 3, 1)

    usual = cells_of(panitia.post(f"{LIST}export.xlsx"))
    assert {"Lintang", "https://www.instagram.com/lintang", "2024-03-01", "Micro business"} <= set(usual[1])
    assert not {"Turnover in a month", "Sex of the owner", "Disability of the owner"} & set(usual[0])
    assert panitia.post(f"{LIST}export.xlsx", specific="y", reason="").status_code == 422

    title, row = cells_of(panitia.post(f"{LIST}export.xlsx", specific="y", reason="Laporan ke dinas"))
    assert row[title.index("Turnover in a month") :] == ["Rp5 to 10 million", "", "", "Woman", "yes"]
    assert entries(app, "business.exported")[-1].states["specific"] == "yes"
    auditor = sign_in(visitor(language="en"), "auditor@contoh.id", Role.AUDITOR)
    assert auditor.post(f"{LIST}export.xlsx", specific="y", reason="Laporan ke dinas").status_code == 403
    shown = auditor.get(f"{LIST}{lintang}").text
    assert "Micro business" in shown
    assert "Rp5 to 10 million" not in shown


@pytest.mark.sqlite_only
def test_the_day_at_the_council_counts_not_that_of_utc(app, lintang):
    new_year = datetime(2026, 12, 31, 17, 30, tzinfo=UTC)  # half past midnight there
    with app.app_context(), unit_of_work():
        organiser = actor_of(make_person("panitia@demo.test", "", Role.ORGANISER))
        registration.foster(lintang, date(2027, 1, 1), actor=organiser, now=new_year)
        registration.change(lintang, {"founded_year": 2027}, actor=organiser, now=new_year)
        with pytest.raises(rules.FosteredLater):
            registration.foster(lintang, date(2027, 1, 2), actor=organiser, now=new_year)


def test_who_is_fostered_is_set_and_cleared_with_a_trace(app, panitia, visitor, lintang):
    url = f"{LIST}{lintang}/fostered"
    assert panitia.post(url, since="2999-01-01").status_code == 422

    assert panitia.post(url, since="2024-03-01").status_code == 302
    assert "1 March 2024" in panitia.get(f"{LIST}{lintang}").text
    assert panitia.post(url, since="").status_code == 302
    with app.app_context():
        assert db.session.get(Business, lintang).fostered_since is None
    assert [entry.states for entry in entries(app, "business.fostered")] == [{"state": "yes"}, {"state": "no"}]
    treasurer = sign_in(visitor(), "bendahara@contoh.id", Role.TREASURER)
    assert treasurer.post(url, since="2024-03-01").status_code == 403


def test_who_may_not_open_them_gets_none_in_a_file(app, panitia, lintang):
    assert "identity" not in panitia.get(f"{LIST}export").text
    assert panitia.post(f"{LIST}export.xlsx", identity="y", reason="Laporan ke dinas").status_code == 403
    assert entries(app, "business.exported") == []


# ---- A way in without e-mail ----------------------------------------------------------------------


@pytest.fixture
def tini(app, panitia, categories):
    """A business whose owner has no e-mail: the page where her link is made."""
    panitia.post(NEW, **FORM)
    business = last_business(app)
    return f"{LIST}{business.id}/people/{owner_of(app, business.id).id}/link"


def link_in(page):
    return soup(page).select_one("#link")["value"].removeprefix("http://localhost:8000")


def test_the_link_signs_in_once_and_the_phone_stays(app, visitor, panitia, tini):
    page = panitia.post(tini)
    link, phone = link_in(page), visitor(language="en")
    assert soup(page).select_one("svg.qr")
    assert "https://wa.me/6281299990001?text=" in page.text
    assert link not in panitia.get(tini).text, "it is shown once"

    assert "Tini" in phone.get(link).text
    assert phone.post(link).location == "/me/"
    assert "Rajut Tini" in phone.get("/me/").text

    again = visitor(language="en").post(link)
    assert again.status_code == 410
    assert "Ask the committee for a new one." in again.text
    (made,) = entries(app, "handover_link.made")
    assert made.actor_id is not None
    assert entries(app, "person.signed_in")[-1].states == {"by": "handover"}


def test_paper_shows_all_of_the_address(panitia, tini):
    """A box would be cut at its edge."""
    page = soup(panitia.post(tini))

    assert page.select_one(".onpaper").text == page.select_one("#link")["value"]
    assert page.select_one("#link").find_parent(class_="noprint")


def test_whoever_has_no_mailbox_is_not_spoken_to_of_one(visitor, panitia, tini):
    phone = visitor(language="en")
    phone.post(link_in(panitia.post(tini)))

    page = phone.get("/me/account").text
    assert "tell the committee" in page
    assert "mailbox" not in page


def ask_for_address(app, phone, address):
    """What the phone is told, and the links that wait for the address."""
    answer = phone.post("/me/account/address", email=address, follow=True)
    with app.app_context():
        waiting = db.session.scalars(select(OutboxMessage).filter_by(kind="address_link", address=address)).all()
        return answer, [f"/me/account/address/{message.params['token']}" for message in waiting]


def test_an_address_is_added_later_by_whoever_reads_its_mail(app, visitor, panitia, tini):
    phone, other = visitor(language="en"), visitor(language="en")
    phone.post(link_in(panitia.post(tini)))
    sign_in(other, "sri@contoh.id")
    assert phone.post("/me/account/address", email="tini").status_code == 422

    answer, (link,) = ask_for_address(app, phone, "tini@contoh.id")
    assert "We have sent a link to tini@contoh.id." in answer.text
    assert other.post(link).status_code == 404
    assert phone.get("/me/account/address/tidak-ada").status_code == 404
    assert "tini@contoh.id" in phone.get(link).text
    assert "You sign in with" not in phone.get("/me/account").text
    assert phone.post(link).status_code == 302

    assert "You sign in with tini@contoh.id." in phone.get("/me/account").text
    assert entries(app, "person.changed")[-1].fields == ["email"]
    assert "Rajut Tini" in sign_in(visitor(language="en"), "tini@contoh.id").get("/me/").text


def test_an_address_of_somebody_known_is_neither_told_nor_taken(app, visitor, panitia, tini):
    phone = visitor(language="en")
    phone.post(link_in(panitia.post(tini)))
    _, (link,) = ask_for_address(app, phone, "dewi@contoh.id")
    sign_in(visitor(), "dewi@contoh.id")

    answer, links = ask_for_address(app, phone, "panitia@contoh.id")
    assert "We have sent a link to panitia@contoh.id." in answer.text
    assert links == []
    assert phone.post(link).status_code == 410
    assert "Add an e-mail address" in phone.get("/me/account").text


def test_a_new_link_ends_the_one_before_and_a_week_ends_both(app, visitor, panitia, tini, monkeypatch):
    first, second = link_in(panitia.post(tini)), link_in(panitia.post(tini))
    assert visitor().get(first).status_code == 410
    assert visitor().get(second).status_code == 200

    later = clock.now() + timedelta(days=7)
    monkeypatch.setattr(clock, "now", lambda: later)
    assert visitor().get(second).status_code == 410


def test_a_lost_phone_is_signed_out(app, visitor, panitia, tini):
    phone = visitor(language="en")
    phone.post(link_in(panitia.post(tini)))
    assert phone.get("/me/").status_code == 200

    new = link_in(panitia.post(tini, lost="1"))

    assert phone.get("/me/").status_code == 302
    assert visitor().get(new).status_code == 200
    with app.app_context():
        owner = db.session.scalars(select(Person).filter_by(name="Tini")).one()
        assert [
            device.ended_at is None
            for device in db.session.scalars(select(SignedInDevice).filter_by(person_id=owner.id))
        ] == [False]


def test_staff_and_people_with_e_mail_get_none(app, visitor, panitia, tini, lintang):
    link = link_in(panitia.post(tini))
    with app.app_context(), unit_of_work():
        owner = db.session.scalars(select(Person).filter_by(name="Tini")).one()
        accounts.grant(owner, Role.CURATOR, now=clock.now())

    assert visitor().post(link).status_code == 404, "a link from before the role is void"
    refused = panitia.post(tini)
    assert refused.status_code == 422
    assert "belongs to the staff" in refused.text

    sri = owner_of(app, lintang)
    refused = panitia.post(f"{LIST}{lintang}/people/{sri.id}/link")
    assert "has an e-mail address" in refused.text


def test_who_may_not_register_makes_no_link(bendahara, tini):
    assert bendahara.get(tini).status_code == 403
    assert bendahara.post(tini).status_code == 403
