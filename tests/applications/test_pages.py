"""The pages of applicants and of the committee, as people use them."""

import io
import re

import pytest

from eventreg.accounts.models import Person
from eventreg.applications import service
from eventreg.applications.rules import Status
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from tests.factories.applications import make_application, make_shown_product
from tests.factories.businesses import make_business, picture
from tests.factories.events import make_event
from tests.factories.people import make_person, sign_in
from tests.support.queries import asked
from tests.support.visitor import soup


@pytest.fixture
def committee(visitor):
    return sign_in(visitor(language="en"), "komite@demo.test", Role.COMMITTEE)


@pytest.fixture
def sri(app, visitor):
    """Signed in, with one business and one product in its catalogue."""
    with app.app_context(), unit_of_work():
        person = make_person("sri@demo.test", "Sri Wahyuni")
        make_shown_product(make_business(person, name="Batik Lintang"), person)
    return sign_in(visitor(language="en"), "sri@demo.test")


@pytest.fixture
def slug(app):
    with app.app_context(), unit_of_work():
        return make_event(title="Pewarna Alam").slug


CONSENT = {"consents": "registration", "age": "adult"}


def catalogue(page):
    return [box["value"] for box in soup(page).select("input[name=shown]")]


def test_whoever_has_no_business_is_asked_for_the_profile_first(visitor, slug):
    newcomer = sign_in(visitor(), "baru@demo.test")
    answer = newcomer.get(f"/events/{slug}/apply")

    assert answer.status_code == 302
    assert answer.location == f"/me/businesses/new?next=/events/{slug}/apply&back=/events/{slug}/"


def test_applying_leads_to_a_page_that_says_where_it_stands(sri, slug):
    form = sri.get(f"/events/{slug}/apply")
    sent = sri.post(f"/events/{slug}/apply", motivation="Ingin belajar", shown=catalogue(form), **CONSENT, follow=True)

    assert sent.status_code == 200
    assert "Your application is being reviewed" in soup(sent).h1.text
    assert re.search(r"Application sent\. Your application number: PA\d+-0001\.", sent.text)


def test_a_new_product_comes_with_its_photo_without_script(sri, slug):
    sent = sri.post(
        f"/events/{slug}/apply",
        **{
            "motivation": "Ingin belajar",
            **CONSENT,
            "new_products-0-name": "Sarung jlamprang",
            "new_products-0-price": "Rp350.000",
            "new_products-0-photo": (picture(), "sarung.jpg"),
        },
        follow=True,
    )

    assert "Sarung jlamprang" in sent.text
    assert "Rp350.000" in sent.text
    assert soup(sent).select_one("img.thumb")


def test_an_error_keeps_everything_that_was_written_and_sent(sri, slug):
    refused = sri.post(
        f"/events/{slug}/apply",
        **{
            "motivation": "Kalimat yang panjang",
            "new_products-0-name": "Sarung jlamprang",
            "new_products-0-price": "murah",
            "new_products-0-photo": (picture(), "sarung.jpg"),
        },
    )

    page = soup(refused)
    assert refused.status_code == 422
    assert page.select_one("textarea[name=motivation]").text.strip() == "Kalimat yang panjang"
    assert page.select_one("input[name=new_products-0-name]")["value"] == "Sarung jlamprang"
    assert page.select_one("input[name=new_products-0-price]")["value"] == "murah"
    assert page.select_one("input[name=new_products-0-photo_key]")["value"]
    assert "Write the price in Rupiah" in page.select_one(".errors").text
    assert "Tick “Registration and taking part”" in page.select_one(".errors").text


def test_something_that_is_no_picture_is_told_and_the_rest_kept(sri, slug):
    refused = sri.post(
        f"/events/{slug}/apply",
        **{
            "motivation": "Ingin belajar",
            **CONSENT,
            "new_products-0-name": "Sarung",
            "new_products-0-photo": (io.BytesIO(b"%PDF-1.4"), "sarung.pdf"),
        },
    )

    assert refused.status_code == 422
    assert soup(refused).select_one("input[name=new_products-0-name]")["value"] == "Sarung"


def test_all_that_is_missing_is_told_at_once(visitor, app, slug):
    with app.app_context(), unit_of_work():
        make_business(make_person("baru@demo.test"), name="Batik Baru")
    newcomer = sign_in(visitor(language="en"), "baru@demo.test")
    errors = soup(newcomer.post(f"/events/{slug}/apply", motivation="")).select_one(".errors").text

    assert "Tell the committee" in errors
    assert "Tick “Registration and taking part”" in errors
    assert "Show at least one product with a photo." in errors


def test_a_second_business_can_apply_too(app, sri, slug):
    with app.app_context(), unit_of_work():
        person = make_person("sri@demo.test")
        make_shown_product(make_business(person, name="Canting Yuni"), person)
    first = sri.get(f"/events/{slug}/apply")
    sri.post(f"/events/{slug}/apply", motivation="Satu", shown=catalogue(first), **CONSENT)

    assert "Apply for another business of mine" in sri.get(f"/events/{slug}/").text
    second = sri.get(f"/events/{slug}/apply")
    assert "Canting Yuni" in soup(second).select_one("#profile").text


def test_a_product_can_be_mended_from_the_correction(app, visitor, council):
    fair = council(0)
    with app.app_context(), unit_of_work():
        application = make_application(fair.event_id, email="sri@demo.test")
        code, number = application.code, application.id
    fair.decide(number, verdict=Status.NEEDS_REVISION, reason="Foto buram")
    sri = sign_in(visitor(language="en"), "sri@demo.test")
    page = soup(sri.get(f"/me/applications/{code}/edit"))

    assert page.select_one("label.choice img.thumb")
    mend = page.select_one("a[href*='/products/']")["href"]
    saved = sri.post(mend, name="Kain baru", price="90000", story="")
    assert saved.location.rstrip("?") == f"/me/applications/{code}/edit"


def test_a_draft_may_be_unfinished_and_is_continued_where_it_was_left(sri, slug):
    sri.post(f"/events/{slug}/apply", motivation="Baru setengah", save="1")
    page = soup(sri.get(f"/events/{slug}/apply"))

    assert page.select_one("textarea[name=motivation]").text.strip() == "Baru setengah"


def test_a_second_application_leads_to_the_first(sri, slug):
    form = sri.get(f"/events/{slug}/apply")
    first = sri.post(f"/events/{slug}/apply", motivation="Satu", shown=catalogue(form), **CONSENT)
    again = sri.post(f"/events/{slug}/apply", motivation="Dua", shown=catalogue(form), **CONSENT)

    assert again.location == first.location


def test_the_application_of_somebody_else_does_not_exist(app, sri, slug, council):
    other = council(1)
    code = other.codes()[0]

    for path in ("", "/edit", "/withdrawal", "/refusal"):
        assert sri.get(f"/me/applications/{code}{path}").status_code == 404
    assert sri.post(f"/me/applications/{code}/confirmation").status_code == 404
    assert sri.get(f"/staff/applications/{code}").status_code == 403


def test_stepping_back_asks_first(app, sri, slug):
    form = sri.get(f"/events/{slug}/apply")
    here = sri.post(f"/events/{slug}/apply", motivation="Satu", shown=catalogue(form), **CONSENT).location
    question = sri.get(f"{here}/withdrawal")
    assert "Withdraw from Pewarna Alam?" in question.text

    done = sri.post(f"{here}/withdrawal", reason="Sakit", follow=True)
    assert "You withdrew your application" in soup(done).h1.text
    assert "Sakit" in done.text


def test_the_table_finds_by_words_and_counts_by_status(committee, council):
    fair = council(3)
    fair.decide(fair.ids[0], verdict=Status.REJECTED, reason="Penuh")
    page = soup(committee.get(f"/staff/events/{fair.slug}/applications/", q="batik ke-2"))

    assert [link.text for link in page.select("a.who")] == ["Batik ke-2"]
    everything = soup(committee.get(f"/staff/events/{fair.slug}/applications/"))
    counts = {tab.contents[0].strip(): tab.select_one(".count").text for tab in everything.select(".tabs a")}
    assert (counts["All"], counts["Being reviewed"], counts["Not selected"]) == ("3", "2", "1")
    rejected = soup(committee.get(f"/staff/events/{fair.slug}/applications/", status="rejected"))
    assert [link.text for link in rejected.select("a.who")] == ["Batik ke-0"]


def test_the_table_asks_the_database_as_often_for_three_rows_as_for_one(app, committee, council):
    few, many = council(1), council(3)
    url = "/staff/events/{}/applications/"
    committee.get(url.format(few.slug))
    with asked(app) as for_one:
        committee.get(url.format(few.slug))
    with asked(app) as for_three:
        committee.get(url.format(many.slug))

    assert len(for_three) == len(for_one)


def test_a_verdict_is_confirmed_before_anything_goes_out(committee, council):
    fair = council(2)
    codes = fair.codes()
    question = committee.get(f"/staff/events/{fair.slug}/decisions/new", verdict="rejected", code=codes)

    assert "Reject: 2 businesses?" in soup(question).h1.text
    assert "belum lolos kurasi" in question.text  # the applicants' language
    assert fair.statuses() == [Status.SUBMITTED] * 2

    done = committee.post(
        f"/staff/events/{fair.slug}/decisions",
        verdict="rejected",
        reason="Bukan buatan sendiri",
        code=codes,
        follow=True,
    )
    assert "2 decisions recorded" in done.text
    assert fair.statuses() == [Status.REJECTED] * 2
    assert fair.messages()[-2:] == ["application_rejected"] * 2


def test_a_refused_decision_keeps_the_committees_words(committee, council):
    fair = council(2, quota=1)
    fair.decide(fair.ids[0])
    told = fair.messages()
    refused = committee.post(
        f"/staff/events/{fair.slug}/decisions", verdict="accepted", reason="Batik cap, garis kuat", code=fair.codes()[1]
    )

    assert refused.status_code == 422
    assert "The quota is full: no place is left for Batik ke-1." in refused.text
    assert "Batik cap, garis kuat" in refused.text
    assert fair.application(fair.ids[1]).status is Status.SUBMITTED
    assert fair.messages() == told


def test_a_rejection_without_a_reason_is_not_sent(committee, council):
    fair = council(1)
    refused = committee.post(f"/staff/events/{fair.slug}/decisions", verdict="rejected", reason=" ", code=fair.codes())

    assert refused.status_code == 422
    assert "Write the reason" in soup(refused).select_one(".errors").text
    assert fair.statuses() == [Status.SUBMITTED]


def test_whoever_acts_for_the_business_is_told_to_leave_it_to_others(app, visitor, council):
    fair = council(0)
    with app.app_context(), unit_of_work():
        code = make_application(fair.event_id, email="dua@demo.test", name="Batik Dua").code
    both = sign_in(visitor(language="en"), "dua@demo.test", Role.COMMITTEE)

    assert "somebody else has to decide" in both.get(f"/staff/applications/{code}").text
    refused = both.post(f"/staff/events/{fair.slug}/decisions", verdict="accepted", code=code)
    assert "You act for Batik Dua" in refused.text


def test_a_committee_of_one_event_sees_no_other(visitor, council):
    mine, other = council(1), council(1)
    member = sign_in(visitor(), "satu@demo.test", Role.COMMITTEE, event_id=mine.event_id)

    assert member.get(f"/staff/events/{mine.slug}/applications/").status_code == 200
    assert member.get(f"/staff/events/{other.slug}/applications/").status_code == 404
    assert member.get(f"/staff/applications/{other.codes()[1]}").status_code == 404


def test_a_curator_reads_and_does_not_decide(visitor, council):
    fair = council(1)
    curator = sign_in(visitor(), "kurator@demo.test", Role.CURATOR)

    assert curator.get(f"/staff/applications/{fair.codes()[0]}").status_code == 200
    assert curator.post(f"/staff/events/{fair.slug}/decisions", verdict="accepted").status_code == 403


def test_the_offer_is_taken_with_one_button(app, visitor, council):
    fair = council(0, confirm_days=3)
    with app.app_context(), unit_of_work():
        application = make_application(fair.event_id, email="sri@demo.test")
        code, number = application.code, application.id
    fair.decide(number)
    sri = sign_in(visitor(language="en"), "sri@demo.test")

    assert "A place is waiting for you" in soup(sri.get(f"/me/applications/{code}")).h1.text
    done = sri.post(f"/me/applications/{code}/confirmation", follow=True)
    assert "Your place is confirmed" in soup(done).h1.text
    ticket = soup(done).select_one("a[href^='/t/']")["href"]
    shown = visitor(language="en").get(ticket)  # no sign-in
    assert shown.status_code == 200
    assert soup(shown).select_one("svg.qr")
    assert shown.headers["Referrer-Policy"] == "no-referrer"
    fair.as_applicant(service.withdraw, number, reason="")
    gone = visitor(language="en").get(ticket)
    assert "does not admit any more" in gone.text
    assert not soup(gone).select_one("svg.qr")


def test_whoever_has_no_address_is_told_by_whatsapp(app, visitor, council):
    council = council(1)
    sent = council.application(council.ids[0])
    applicant, page = sent.applicant, f"/me/applications/{sent.code}"
    sri = sign_in(visitor(language="en"), applicant.email)
    assert "by e-mail" in sri.get(page).text

    with app.app_context(), unit_of_work():
        db.session.get_one(Person, applicant.id).email = None
    text = sri.get(page).text
    assert "The committee tells you the result by WhatsApp" in text
    assert "e-mail" not in soup(sri.get(page)).main.text


def test_an_organiser_calls_an_event_off_after_a_question(visitor, council):
    fair = council(2)
    organiser = sign_in(visitor(language="en"), "panitia@demo.test", Role.ORGANISER)
    url = f"/staff/events/{fair.slug}/cancellation"
    assert "2 applicants get an e-mail" in organiser.get(url).text
    assert organiser.post(url, reason="").status_code == 422

    done = organiser.post(url, reason="Banjir", follow=True)
    assert "2 applicants are told" in done.text
    assert fair.statuses() == [Status.CANCELLED] * 2
