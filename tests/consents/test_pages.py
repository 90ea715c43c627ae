"""The notice, a person's own consents, applying, and the staff's publishing, as people use them."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select

from eventreg.accounts.models import Person
from eventreg.applications import service as applications
from eventreg.applications.models import Application
from eventreg.applications.rules import ConsentMissing, Status
from eventreg.applications.service import Details
from eventreg.consents import queries, service
from eventreg.consents.models import Consent, ConsentText
from eventreg.consents.texts import Words
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from tests.factories.applications import make_shown_product
from tests.factories.businesses import make_business
from tests.factories.consents import agree
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person, sign_in
from tests.support.visitor import soup

NEW = Words("Katalog", "Printed catalogue", "Saya setuju dicetak.", "I agree that it is printed.")
ANSWERS = {"q-motivation": "Ingin belajar membatik", "q-experience": "none"}
GUARDIAN = {"guardian_name": "Siti Aminah", "guardian_relation": "Ibu", "guardian_phone": "0812 3456 7890"}


@pytest.fixture
def sri_id(app):
    with app.app_context(), unit_of_work():
        person = make_person("sri@demo.test", "Sri Wahyuni")
        make_shown_product(make_business(person, name="Batik Lintang"), person)
        return person.id


@pytest.fixture
def sri(sri_id, visitor):
    """Signed in, with a business and a product; nothing is agreed to yet."""
    return sign_in(visitor(language="en"), "sri@demo.test")


@pytest.fixture
def admin(visitor):
    return sign_in(visitor(language="en"), "admin@demo.test", Role.ADMINISTRATOR)


@pytest.fixture
def apply(app, sri):
    """Send the application form of a new event."""

    def send(**fields):
        with app.app_context(), unit_of_work():
            slug = make_event().slug
        return sri.post(f"/events/{slug}/apply", **ANSWERS, **fields)

    return send


def errors(page):
    found = soup(page).select_one(".errors")
    return found.text if found else ""


def consents(app, person_id):
    with app.app_context():
        return [(one.text.purpose, one.text.version, one.guardian_id) for one in queries.history(person_id)]


# ---- The notice ----------------------------------------------------------------------------------


def test_everybody_reads_the_notice_in_their_language(visitor, app):
    stranger = visitor()
    assert "Dasar hukum" in stranger.get("/privacy").text
    assert "legal basis" in visitor(language="en").get("/privacy").text
    assert soup(stranger.get("/events/")).select_one("footer a[href='/privacy']")
    assert stranger.get("/privacy/7").status_code == 404


def test_an_older_notice_stays_readable_and_says_so(app, visitor):
    with app.app_context(), unit_of_work():
        service.publish_notice("Kalimat baru", "New sentence", seen=1, actor=SYSTEM, now=clock.now())
    reader = visitor(language="en")

    assert "New sentence" in reader.get("/privacy").text
    assert "older version" not in reader.get("/privacy").text
    assert "legal basis" in reader.get("/privacy/1").text
    assert "older version" in reader.get("/privacy/1").text


# ---- One's own -----------------------------------------------------------------------------------


def test_agreeing_and_taking_back_on_ones_own_page(app, sri, sri_id):
    page = soup(sri.get("/me/privacy"))
    assert [state.text for state in page.select(".card .status")] == ["Not agreed"] * 5
    refused = sri.post("/me/privacy/publication/consent")
    assert refused.status_code == 422
    assert "18 or older" in errors(refused)

    sri.post("/me/privacy/publication/consent", age="adult")
    assert consents(app, sri_id) == [("publication", 1, None)]
    assert "Agreed" in [state.text for state in soup(sri.get("/me/privacy")).select(".card .status")]
    assert not soup(sri.get("/me/privacy/photos/consent")).select("[name=age]")  # said once

    assert "not used for this purpose" in sri.get("/me/privacy/publication/withdrawal").text
    done = sri.post("/me/privacy/publication/withdrawal", follow=True)
    assert "Consent withdrawn" in done.text
    with app.app_context():
        assert not queries.holds(sri_id, "publication")


def test_what_withdrawing_the_required_one_means_is_said_first(sri, app, sri_id):
    with app.app_context(), unit_of_work():
        agree(sri_id)

    assert "stop using your data within 3×24 hours" in sri.get("/me/privacy/registration/withdrawal").text


def test_what_nobody_asks_is_not_found(sri):
    assert sri.get("/me/privacy/selling/consent").status_code == 404
    assert sri.post("/me/privacy/selling/consent", age="adult").status_code == 404
    assert sri.post("/me/privacy/selling/withdrawal").status_code == 404


def test_nobody_sees_the_consents_of_others(app, sri, sri_id, visitor):
    with app.app_context(), unit_of_work():
        agree(sri_id)
    other = sign_in(visitor(language="en"), "lain@demo.test")

    assert "Nothing yet" in other.get("/me/privacy").text


# ---- Applying ------------------------------------------------------------------------------------


def test_boxes_come_unticked_and_the_required_one_is_told_with_everything_kept(app, apply, sri_id):
    refused = apply(consents="photos", age="adult")
    page = soup(refused)

    assert refused.status_code == 422
    assert "Tick “Registration and taking part”" in errors(refused)
    assert page.select_one("textarea[name=q-motivation]").text.strip() == "Ingin belajar membatik"
    ticked = [box["value"] for box in page.select("[name=consents]") if box.has_attr("checked")]
    assert ticked == ["photos"]
    assert page.select_one("[name=age][value=adult]").has_attr("checked")
    assert consents(app, sri_id) == []


def test_who_has_agreed_once_is_asked_nothing_the_next_time(app, apply, sri, sri_id):
    assert apply(consents=["registration", "photos"], age="adult").status_code == 302
    with app.app_context(), unit_of_work():
        slug = make_event().slug
    page = soup(sri.get(f"/events/{slug}/apply"))

    assert not page.select("[name=consents]")
    assert not page.select("[name=age]")
    assert "You have already agreed to: Registration and taking part, Photos and recordings at events." in page.text
    assert apply().status_code == 302


def test_new_words_are_asked_when_applying(app, apply, sri, sri_id):
    apply(consents="registration", age="adult")
    with app.app_context(), unit_of_work():
        service.publish_text("registration", NEW, seen=1, actor=SYSTEM, now=clock.now())
    assert "Tick “Printed catalogue”" in errors(apply())
    assert apply(consents="registration").status_code == 302
    assert consents(app, sri_id) == [("registration", 2, None), ("registration", 1, None)]


def test_a_draft_needs_no_consent(app, apply, sri_id):
    assert apply(save="1").status_code == 302
    assert consents(app, sri_id) == []


def test_the_service_refuses_too_whoever_sends(app, sri_id):
    with app.app_context(), unit_of_work():
        person = db.session.get_one(Person, sri_id)
        actor, event_id = actor_of(person), make_event().id
        (business_id,) = actor.business_ids
        details = Details({"motivation": "Ingin", "experience": "none"})
        with pytest.raises(ConsentMissing):
            applications.submit(event_id, business_id, details, actor=actor, now=clock.now())


def test_after_withdrawing_no_correction_is_sent_until_agreed_again(app, apply, sri, sri_id):
    here = apply(consents="registration", age="adult").location
    with app.app_context(), unit_of_work():
        sent = db.session.scalars(select(Application)).one()
        committee = actor_of(make_person("komite@demo.test", "Hartono", Role.COMMITTEE))
        now = clock.now()
        applications.decide(sent.event_id, [sent.id], Status.NEEDS_REVISION, actor=committee, reason="Foto", now=now)
    sri.post("/me/privacy/registration/withdrawal")

    refused = sri.post(f"{here}/edit", **ANSWERS)
    assert "Tick “Registration" in errors(refused)
    assert sri.post(f"{here}/edit", **ANSWERS, consents="registration").status_code == 302


# ---- Under 18 ------------------------------------------------------------------------------------


def test_under_18_a_guardian_agrees_and_is_named_in_the_proof(app, apply, sri, sri_id):
    born = clock.now().date().replace(day=1) - timedelta(days=16 * 365)
    alone = apply(consents="registration", age="minor", born_on=born.isoformat())
    assert "parent or guardian has to agree" in errors(alone)
    assert "WhatsApp number is not valid" in errors(alone)
    assert soup(alone).select_one("[name=born_on]")["value"] == born.isoformat()

    assert apply(consents="registration", age="minor", born_on=born.isoformat(), **GUARDIAN).status_code == 302
    ((purpose, _, guardian_id),) = consents(app, sri_id)
    assert (purpose, guardian_id is None) == ("registration", False)
    assert "Siti Aminah" in sri.get("/me/privacy").text
    known = soup(sri.get("/me/privacy/photos/consent"))
    assert not known.select("[name=born_on]")
    assert known.select_one("[name=guardian_name]")["value"] == "Siti Aminah"
    with app.app_context():
        trail = [(entry.action, entry.fields, entry.states) for entry in db.session.scalars(select(AuditEntry))]
    assert ("guardian.recorded", ["name", "phone", "relation"], {}) in trail
    assert not any("Siti" in str(entry) or born.isoformat() in str(entry) for entry in trail)


def test_a_date_of_birth_that_cannot_be_is_told(apply):
    future = (clock.now().date() + timedelta(days=400)).isoformat()
    assert "Nobody is born on this day" in errors(apply(consents="registration", age="minor", born_on=future))
    assert "Write your date of birth" in errors(apply(consents="registration", age="minor", born_on="", **GUARDIAN))
    assert "Date of birth" in errors(apply(consents="registration", age="minor", born_on="besok", **GUARDIAN))
    assert apply(consents="registration", age="adult", born_on="").status_code == 302


# ---- Staff ---------------------------------------------------------------------------------------


def test_a_new_text_is_looked_at_before_it_holds_and_counts_by_version(app, admin, sri_id):
    with app.app_context(), unit_of_work():
        agree(sri_id, "registration", "publication")
    url = "/staff/consents/texts/publication/edit"
    seen = soup(admin.get(url)).select_one("[name=seen]")["value"]
    look = admin.post(url, seen=seen, **NEW._asdict())

    assert "1 person has agreed to the text that holds now" in look.text
    assert "I agree that it is printed." in look.text
    with app.app_context():
        assert queries.holds(sri_id, "publication")
    hidden = {field["name"]: field["value"] for field in soup(look).select("main input[type=hidden]")}
    hidden.pop("csrf_token")
    back = admin.post(url, **hidden, edit="1")
    assert soup(back).select_one("[name=text_en]").text.strip() == "I agree that it is printed."

    done = admin.post(url, **hidden, publish="1", follow=True)
    rows = [re.sub(r"\s+", " ", row.text) for row in soup(done).select("tbody tr")]
    assert any("Printed catalogue" in row and "In force" in row and "Agreed: 0" in row for row in rows)
    assert any("Public catalogue and map" in row and "Older version" in row and "Agreed: 1" in row for row in rows)
    with app.app_context():
        assert not queries.holds(sri_id, "publication")
        published = db.session.scalars(select(ConsentText).filter_by(version=2)).one()
        assert published.published_by_id is not None
    assert "Somebody else has just published" in admin.post(url, **hidden, publish="1").text


def test_the_notice_is_published_the_same_way(admin, visitor):
    url = "/staff/consents/notice"
    look = admin.post(url, seen="1", text_id="## Baru", text_en="## Brand new <script>alert(1)</script>")
    assert "stays readable as an older version" in look.text
    assert "<script>alert" not in look.text
    assert "Brand new" not in visitor(language="en").get("/privacy").text

    admin.post(url, seen="1", text_id="## Baru", text_en="## Brand new", publish="1")
    assert "Brand new" in visitor(language="en").get("/privacy").text


def test_a_purpose_is_added_and_ended_after_a_question(app, admin, sri):
    added = admin.post("/staff/consents/texts/new", **NEW._asdict(), publish="1", follow=True)
    assert "Published." in added.text
    assert "I agree that it is printed." in sri.get("/me/privacy").text

    assert "can't be undone" in admin.get("/staff/consents/texts/printed-catalogue/end").text
    ended = admin.post("/staff/consents/texts/printed-catalogue/end", follow=True)
    assert "Ended" in ended.text
    assert "I agree that it is printed." not in sri.get("/me/privacy").text
    refused = admin.post("/staff/consents/texts/registration/end", follow=True)
    assert "only required consent" in refused.text


def test_texts_need_both_languages(admin, app):
    refused = admin.post("/staff/consents/texts/new", title_en="X")
    assert refused.status_code == 422
    assert soup(refused).select_one("[name=title_en]")["value"] == "X"
    with app.app_context():
        assert db.session.scalar(select(Consent.id)) is None


def test_only_who_manages_consents_everywhere_opens_these_pages(visitor, sri, app):
    with app.app_context(), unit_of_work():
        event_id = make_event().id
    organiser = sign_in(visitor(), "panitia@demo.test", Role.ORGANISER)
    here = sign_in(visitor(), "satu@demo.test", Role.ADMINISTRATOR, event_id=event_id)

    for person in (organiser, sri, here):
        assert person.get("/staff/consents/").status_code == 403
        assert person.post("/staff/consents/texts/photos/end").status_code == 403


def test_whoever_agreed_hears_of_new_words(app, sri, sri_id, admin):
    assert "asks for your consent anew" not in sri.get("/me/").text  # who never agreed is asked when applying
    with app.app_context(), unit_of_work():
        agree(sri_id)
    assert "asks for your consent anew" not in sri.get("/me/").text

    with app.app_context(), unit_of_work():
        service.publish_text("registration", NEW, seen=1, actor=SYSTEM, now=clock.now() + timedelta(seconds=1))

    page = sri.get("/me/")
    assert "asks for your consent anew" in page.text
    assert soup(page).select_one(".note a[href='/me/privacy']")
