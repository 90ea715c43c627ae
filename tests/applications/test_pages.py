"""The pages of applicants and of the committee, as people use them."""

import io
import re
import uuid
from datetime import timedelta

import pytest
from pypdf import PdfWriter

from eventreg.accounts.models import Person
from eventreg.applications import service
from eventreg.applications.models import Application
from eventreg.applications.rules import Status
from eventreg.businesses.models import Business, BusinessMember, Product
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.events.models import Event
from eventreg.events.rules import Admission, EventKind
from eventreg.questions import service as forms
from eventreg.questions.rules import Condition, Kind, Option, Question
from tests.factories.applications import make_application, make_shown_product
from tests.factories.businesses import make_business, picture
from tests.factories.events import make_event
from tests.factories.people import make_person, sign_in
from tests.support.queries import asked
from tests.support.visitor import soup


def blank_pdf() -> bytes:
    """A paper of one empty page."""
    writer, file = PdfWriter(), io.BytesIO()
    writer.add_blank_page(100, 100)
    writer.write(file)
    return file.getvalue()


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
        return make_event(title="Pewarna Alam", kind=EventKind.EXHIBITION).slug


PDF_FILE = blank_pdf()
CONSENT = {"consents": "registration", "age": "adult"}


def catalogue(page):
    return [box["value"] for box in soup(page).select("input[name=q-products]")]


def send(visitor, slug, follow=False, **fields):
    """All steps at once, as the last one sends them; with the whole catalogue unless told otherwise."""
    shown = catalogue(visitor.get(f"/events/{slug}/apply"))
    answers = {"q-motivation": "Ingin belajar", "q-products": shown, **fields}
    return visitor.post(f"/events/{slug}/apply", follow=follow, **answers)


def visible(page):
    """What is typed into on the step that is on screen."""
    tree = soup(page)
    assert len(tree.select("h1")) == 1
    sections = tree.select("section[data-step]:not([hidden])")
    return {control["name"] for section in sections for control in section.select("[name]")}


@pytest.mark.sqlite_only
def test_whoever_has_no_business_is_asked_for_the_profile_first(visitor, slug):
    newcomer = sign_in(visitor(), "baru@demo.test")
    answer = newcomer.get(f"/events/{slug}/apply")

    assert answer.status_code == 302
    assert answer.location == f"/me/businesses/new?next=/events/{slug}/apply&back=/events/{slug}/"


def test_applying_leads_step_by_step_to_a_page_that_says_where_it_stands(sri, slug):
    """Without script: each press sends the form and shows the next step; what was typed before is still there."""
    here = f"/events/{slug}/apply"
    first = sri.get(here)
    assert "Still right?" in soup(first).h1.text
    assert "Batik Lintang" in first.text

    second = sri.post(here, to="next", step="1", follow=True)
    assert visible(second) >= {"q-motivation", "q-products"}
    typed = {"q-motivation": "Ya", "q-products": catalogue(second)}  # all steps travel with each press
    third = sri.post(here, to="next", step="2", follow=True, **typed)
    assert "Look through and send" in soup(third).h1.text
    assert soup(third).select_one("[data-summary] dd").text == "Ya"

    sent = sri.post(here, to="send", step="3", follow=True, **typed, **CONSENT)
    assert "Your application is being reviewed" in soup(sent).h1.text
    assert re.search(r"Application sent\. Your application number: PA\d+-0001\.", sent.text)


@pytest.mark.sqlite_only
def test_a_step_is_not_left_with_a_fault_and_what_is_right_is_saved(sri, slug):
    here = f"/events/{slug}/apply"
    shown = catalogue(sri.get(here))
    refused = sri.post(here, to="next", step="2", **{"q-motivation": "", "q-products": shown})

    assert refused.status_code == 422
    assert "Please fill this in." in soup(refused).select_one("#q-motivation-error").text
    assert "consents" not in visible(refused)
    assert not soup(refused).select("#consents-error")  # that is asked later
    again = soup(sri.get(here))
    assert again.select_one(f"input[name=q-products][value='{shown[0]}']").has_attr("checked")


@pytest.mark.sqlite_only
def test_a_profile_that_is_still_right_is_dated_anew(app, sri, slug):
    sri.post(f"/events/{slug}/apply", to="next", step="1")

    with app.app_context():
        assert db.session.scalar(db.select(Business)).confirmed_at is not None


@pytest.mark.sqlite_only
def test_a_new_product_comes_with_its_photo_without_script(sri, slug):
    sent = send(
        sri,
        slug,
        **{
            **CONSENT,
            "q-products": [],
            "new_products-0-name": "Sarung jlamprang",
            "new_products-0-price": "Rp350.000",
            "new_products-0-photo": (picture(), "sarung.jpg"),
        },
        follow=True,
    )

    assert "Sarung jlamprang" in sent.text
    assert "Rp350.000" in sent.text
    assert soup(sent).select_one("img.thumb")


@pytest.mark.sqlite_only
def test_an_error_keeps_everything_that_was_written_and_sent(sri, slug):
    refused = send(
        sri,
        slug,
        **{
            "q-motivation": "Kalimat yang panjang",
            "new_products-0-name": "Sarung jlamprang",
            "new_products-0-price": "murah",
            "new_products-0-photo": (picture(), "sarung.jpg"),
        },
    )

    page = soup(refused)
    assert refused.status_code == 422
    assert page.select_one("textarea[name=q-motivation]").text.strip() == "Kalimat yang panjang"
    assert page.select_one("input[name=new_products-0-name]")["value"] == "Sarung jlamprang"
    assert page.select_one("input[name=new_products-0-price]")["value"] == "murah"
    assert page.select_one("input[name=new_products-0-photo_key]")["value"]
    assert "Write the price in Rupiah" in page.select_one(".errors").text
    assert "Tick “Registration and taking part”" in page.select_one(".errors").text


@pytest.mark.sqlite_only
def test_something_that_is_no_picture_is_told_and_the_rest_kept(sri, slug):
    bad = (io.BytesIO(b"%PDF-1.4"), "sarung.pdf")
    refused = send(sri, slug, **{**CONSENT, "new_products-0-name": "Sarung", "new_products-0-photo": bad})

    assert refused.status_code == 422
    assert "not a photo that we can read" in soup(refused).select_one(".errors").text
    assert soup(refused).select_one("input[name=new_products-0-name]")["value"] == "Sarung"


@pytest.mark.sqlite_only
def test_all_that_is_missing_is_told_at_once(visitor, app, slug):
    with app.app_context(), unit_of_work():
        make_business(make_person("baru@demo.test"), name="Batik Baru")
    newcomer = sign_in(visitor(language="en"), "baru@demo.test")
    refused = newcomer.post(f"/events/{slug}/apply", **{"q-motivation": ""})
    errors = soup(refused).select_one(".errors").text

    assert "Please fill this in." in errors
    assert "Tick “Registration and taking part”" in errors
    assert "Show at least one product with a photo." in errors
    assert visible(refused) >= {"q-motivation", "consents", "to"}  # all pages that need a hand, and the one that sends


EVERY = [
    Question("name", Kind.TEXT, "Nama stan"),
    Question("story", Kind.LONG_TEXT, "Cerita"),
    Question("people", Kind.NUMBER, "Berapa orang?", low=1),
    Question("turnover", Kind.RUPIAH, "Omzet?"),
    Question("arrival", Kind.DATE, "Kapan barang datang?"),
    Question("kind", Kind.ONE_OF, "Apa?", options=(Option("a", "Kain"), Option("b", "Tas"))),
    Question("needs", Kind.SOME_OF, "Perlu apa?", options=(Option("a", "Rak"), Option("b", "Manekin"))),
    Question("power", Kind.YES_NO, "Perlu listrik?"),
    Question("watt", Kind.NUMBER, "Berapa watt?", condition=Condition("power", ("yes",))),
    Question("ready", Kind.SCALE, "Seberapa siap?"),
    Question("shown", Kind.PRODUCTS, "Produk"),
    Question("stand", Kind.PHOTOS, "Foto stan", low=2),
    Question("letter", Kind.FILE, "Surat pengantar"),
    Question("rules", Kind.TERMS, "Tata tertib", text_id="Stan tidak dijual lagi."),
]


def test_every_kind_of_question_is_answered_without_script(app, sri, slug):
    """In one form with files; what an answer brings up is shown before the page is left."""
    with app.app_context(), unit_of_work():
        event = db.session.scalars(db.select(Event)).one()
        event.choose_sessions, event.passes = True, 2
        event.sessions[0].quota = 7
        forms.save(event.form_id, EVERY, actor=SYSTEM, now=clock.now())
        forms.publish(event.form_id, actor=SYSTEM, now=clock.now())
        session_id = event.sessions[0].id
    here = f"/events/{slug}/apply"
    first = soup(sri.get(here, step="3"))
    assert "7 places left" in first.text
    typed = {
        "q-name": "Lintang",
        "q-story": "Tiga generasi.",
        "q-people": "2",
        "q-turnover": "Rp1.500.000",
        "q-arrival": "2026-12-01",
        "q-kind": "b",
        "q-needs": ["a", "b"],
        "q-power": "yes",
        "q-ready": "4",
        "q-shown": [box["value"] for box in first.select("input[name=q-shown]")],
        "sessions": str(session_id),
        "participants-0-name": "Sri Wahyuni",
        "participants-0-phone": "0812 3456 7890",
        "participants-1-name": "Yuni",
        "participants-1-phone": "0812 3456 7891",
    }
    page = next(one["data-step"] for one in first.select("section") if one.select("[name=q-power]"))
    news = soup(sri.post(here, to="next", step=page, seen="power ready", **typed))
    assert news.select_one("section:not([hidden]) [data-question=watt]:not([hidden]) input")
    photos = [(picture(), "satu.jpg"), (picture(), "dua.jpg")]
    paper = (io.BytesIO(PDF_FILE), "surat.pdf")
    refused = soup(sri.post(here, to="send", **typed, **CONSENT, **{"q-stand-file": photos, "q-letter-file": paper}))
    kept = {name: [box["value"] for box in refused.select(f".file [name={name}]")] for name in ("q-stand", "q-letter")}
    assert (len(kept["q-stand"]), len(kept["q-letter"])) == (2, 1)  # the terms are missing; the files are kept
    sent = sri.post(here, to="send", **typed, **CONSENT, **kept, **{"q-watt": "900", "q-rules": "y"})

    assert sent.status_code == 302
    with app.app_context():
        application = db.session.scalars(db.select(Application)).one()
        assert application.answers == {
            "name": "Lintang",
            "story": "Tiga generasi.",
            "people": 2,
            "turnover": 1_500_000,
            "arrival": "2026-12-01",
            "kind": "b",
            "needs": ["a", "b"],
            "power": True,
            "watt": 900,
            "ready": 4,
            "shown": [product.id for product in application.products],
            "stand": kept["q-stand"],
            "letter": kept["q-letter"],
            "rules": True,
        }
        assert {file.name for file in application.files} == {"", "surat.pdf"}
        assert [(one.name, one.phone) for one in application.participants] == [
            ("Sri Wahyuni", "+6281234567890"),
            ("Yuni", "+6281234567891"),
        ]
        assert [session.id for session in application.sessions] == [session_id]


@pytest.mark.sqlite_only
def test_a_colleague_sees_the_photos_of_a_draft_and_a_stranger_sees_none(app, sri, slug, visitor):
    stand = Question("stand", Kind.PHOTOS, "Foto stan", required=False, high=3)
    with app.app_context(), unit_of_work():
        event = db.session.scalars(db.select(Event)).one()
        forms.save(event.form_id, [stand], actor=SYSTEM, now=clock.now())
        forms.publish(event.form_id, actor=SYSTEM, now=clock.now())
        business_id = db.session.scalars(db.select(Business.id)).one()
        colleague = make_person("tini@demo.test", "Tini")
        db.session.add(BusinessMember(business_id=business_id, person_id=colleague.id, since=clock.now()))
    here = f"/events/{slug}/apply"
    sri.post(here, save="1", step="2", **{"q-stand-file": [(picture(), "satu.jpg")]})

    def photo_of(page):
        return soup(page).select_one(".file img")["src"]

    tini = sign_in(visitor(language="en"), "tini@demo.test")
    address = photo_of(tini.get(here))
    assert tini.get(address).mimetype.startswith("image/")
    assert sri.get(photo_of(sri.get(here))).status_code == 200
    with app.app_context(), unit_of_work():
        make_business(make_person("lain@demo.test", "Lain"))
    assert sign_in(visitor(), "lain@demo.test").get(address).status_code == 404
    assert visitor().get(address).status_code in {302, 401, 403, 404}


@pytest.mark.sqlite_only
def test_files_go_up_one_by_one_and_are_told_apart(sri):
    def send_up(path, file):
        token = {"csrf_token": sri._csrf_token(), "file": file}
        return sri.client.post(path, data=token, headers={"Accept": "application/json"})

    photo = send_up("/me/uploads?only=photos", (picture(), "satu.jpg")).json
    assert sri.get(photo["url"]).status_code == 200
    paper = send_up("/me/uploads", (io.BytesIO(PDF_FILE), "surat.pdf")).json
    assert (paper["name"], paper["url"]) == ("surat.pdf", "")
    refused = send_up("/me/uploads?only=photos", (io.BytesIO(PDF_FILE), "surat.pdf"))
    assert refused.status_code == 422
    assert "not a photo that we can read" in refused.json["title"]
    assert sri.client.post("/me/uploads", data={"file": (picture(), "satu.jpg")}).status_code == 400  # no token


@pytest.mark.sqlite_only
def test_a_product_of_somebody_else_is_refused_at_its_question(app, sri, slug):
    with app.app_context(), unit_of_work():
        eko = make_person("eko@demo.test")
        foreign = make_shown_product(make_business(eko, name="Batik Eko"), eko).id
    own = catalogue(sri.get(f"/events/{slug}/apply"))
    for act in ({"to": "next", "step": "2"}, {"to": "send"}):
        refused = send(sri, slug, **CONSENT, **{"q-products": [*own, str(foreign)]}, **act)
        assert refused.status_code == 422
        assert "Please choose from the list." in soup(refused).select_one("#q-products-error").text


@pytest.mark.sqlite_only
def test_a_second_business_can_apply_too(app, sri, slug):
    with app.app_context(), unit_of_work():
        person = make_person("sri@demo.test")
        make_shown_product(make_business(person, name="Canting Yuni"), person)
    send(sri, slug, **CONSENT)

    assert "Apply for another business of mine" in sri.get(f"/events/{slug}/").text
    second = sri.get(f"/events/{slug}/apply")
    assert "Canting Yuni" in soup(second).select_one("section[data-step='1'] h2.t-h3").text


@pytest.mark.sqlite_only
def test_a_correction_begins_with_what_was_sent_and_goes_in_one_go(app, visitor, council):
    fair = council(0)
    with app.app_context(), unit_of_work():
        application = make_application(fair.event_id, email="sri@demo.test")
        code, number = application.code, application.id
    fair.decide(number, verdict=Status.NEEDS_REVISION, reason="Ceritakan lebih banyak")
    sri = sign_in(visitor(language="en"), "sri@demo.test")
    here = f"/me/applications/{code}/edit"
    page = soup(sri.get(here))
    typed = {field["name"]: field.get("value", "") for field in page.select("main [name^=participants]")}

    assert "Ceritakan lebih banyak" in page.main.text
    onward = sri.post(here, to="next", step="1", **{**typed, "q-motivation": "Tiga generasi."})
    assert soup(onward).select_one("textarea[name=q-motivation]").text.strip() == "Tiga generasi."
    sent = sri.post(here, to="send", **{**typed, "q-motivation": "Tiga generasi."}, follow=True)
    assert "Correction sent" in sent.text
    assert fair.application(number).answers["motivation"] == "Tiga generasi."


@pytest.mark.sqlite_only
def test_answers_change_while_the_event_allows_it(app, visitor, council):
    fair = council(0, changes_until=clock.now() + timedelta(days=1))
    with app.app_context(), unit_of_work():
        application = make_application(fair.event_id, email="sri@demo.test")
        code, number = application.code, application.id
    sri = sign_in(visitor(language="en"), "sri@demo.test")
    here = f"/me/applications/{code}/edit"

    assert "Change answers" in sri.get(here).text
    done = sri.post(here, to="send", **{"q-motivation": "Berubah."}, follow=True)
    assert "Your answers are changed." in done.text
    assert fair.application(number).answers["motivation"] == "Berubah."
    with app.app_context(), unit_of_work():
        db.session.get_one(Event, fair.event_id).changes_until = None
    assert "can't be changed any more" in soup(sri.get(here, follow=True)).main.text


@pytest.mark.sqlite_only
def test_a_draft_may_be_unfinished_and_is_continued_where_it_was_left(sri, slug):
    sri.post(f"/events/{slug}/apply", **{"q-motivation": "Baru setengah", "save": "1"})
    page = soup(sri.get(f"/events/{slug}/apply"))

    assert page.select_one("textarea[name=q-motivation]").text.strip() == "Baru setengah"


@pytest.mark.sqlite_only
def test_a_second_application_leads_to_the_first(sri, slug):
    first = send(sri, slug, **CONSENT)
    again = send(sri, slug, **{"q-motivation": "Dua"}, **CONSENT)

    assert again.location == first.location


def test_what_is_sent_twice_adds_its_new_product_once(app, sri, slug):
    """As a phone sends it that did not hear the first answer."""
    new = {"new_products-0-name": "Sarung", "attempt": str(uuid.uuid4())}
    answers = [send(sri, slug, **CONSENT, **new).location for _ in range(2)]

    assert answers[0] == answers[1]
    with app.app_context():
        assert db.session.scalar(db.select(db.func.count(Product.id)).where(Product.name == "Sarung")) == 1


@pytest.mark.sqlite_only
def test_the_script_is_told_where_to_go_on_and_what_is_wrong(sri, slug):
    here, json = f"/events/{slug}/apply", {"Accept": "application/json"}

    def ask(**fields):
        return sri.client.post(here, data={"csrf_token": sri._csrf_token(), **fields}, headers=json)

    saved = ask(save="1", step="2", **{"q-motivation": "Setengah"}).json
    assert re.fullmatch(r"\d\d\.\d\d", saved["saved"])
    assert "Setengah" in saved["summary"]
    refused = ask(to="send").json
    assert {fault["field"] for fault in refused["faults"]} == {"q-products", "consents", "age"}
    assert refused["steps"] == [2, 3]


@pytest.mark.sqlite_only
def test_answers_of_the_latest_application_are_offered_for_the_next_event(app, sri, slug):
    send(sri, slug, **CONSENT)
    with app.app_context(), unit_of_work():
        later = make_event(title="Gelar Kriya", kind=EventKind.EXHIBITION).slug
    page = soup(sri.get(f"/events/{later}/apply"))

    assert page.select_one("textarea[name=q-motivation]").text.strip() == "Ingin belajar"
    assert page.select_one("input[name=q-products]").has_attr("checked")
    assert "Filled in from your application for Pewarna Alam" in page.main.text
    onward = sri.post(f"/events/{later}/apply", to="next", step="1", **{"q-motivation": "Ingin belajar"}, follow=True)
    assert "Questions for this event" in soup(onward).h1.text  # the products were taken away: that page is shown


def test_the_application_of_somebody_else_does_not_exist(app, sri, slug, council):
    other = council(1)
    code = other.codes()[0]

    for path in ("", "/edit", "/withdrawal", "/refusal"):
        assert sri.get(f"/me/applications/{code}{path}").status_code == 404
    assert sri.post(f"/me/applications/{code}/confirmation").status_code == 404
    assert sri.get(f"/staff/applications/{code}").status_code == 403


def test_stepping_back_asks_first(app, sri, slug):
    here = send(sri, slug, **CONSENT).location
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
    assert "2 applicants" in organiser.get(url).text
    assert organiser.post(url, reason="").status_code == 422

    done = organiser.post(url, reason="Banjir", follow=True)
    assert "2 messages are on their way" in done.text
    assert fair.statuses() == [Status.CANCELLED] * 2


def test_what_asks_for_something_stands_first(app, visitor):
    """An offer that runs out is not looked for under events that are further away."""
    with app.app_context(), unit_of_work():
        far, near = make_event(title="Pameran Jauh"), make_event(title="Kelas Dekat")
        for session in far.sessions:
            session.starts_at, session.ends_at = session.starts_at + timedelta(90), session.ends_at + timedelta(90)
        far.starts_at, far.ends_at = far.starts_at + timedelta(90), far.ends_at + timedelta(90)
        make_application(far.id, email="sri@demo.test")
        offered = make_application(near.id, email="sri@demo.test")
        offered.status, offered.deadline_at = Status.OFFERED, clock.now() + timedelta(days=1)

    page = sign_in(visitor(language="id"), "sri@demo.test").get("/me/").text

    assert page.index("Kelas Dekat") < page.index("Pameran Jauh")


@pytest.mark.sqlite_only
def test_who_waits_for_a_draw_is_not_told_of_a_committee_nor_of_a_place(app, visitor):
    with app.app_context(), unit_of_work():
        event = make_event(title="Magang")
        event.admission = Admission.DRAW
        code = make_application(event.id, email="sri@demo.test").code
    sri = sign_in(visitor(language="id"), "sri@demo.test")

    assert "Undian menentukan" in sri.get(f"/me/applications/{code}").text
    assert "Tempatnya diberikan" not in sri.get(f"/me/applications/{code}/withdrawal").text
