"""Announcements as staff write and send them, and as their readers get and stop them."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from eventreg.accounts.models import Person
from eventreg.applications.rules import Status
from eventreg.core import clock, delivery, outbox
from eventreg.core.channels import Channel
from eventreg.core.clock import Zone
from eventreg.core.db import db, unit_of_work
from eventreg.core.outbox import MessageState, OutboxMessage
from eventreg.core.permissions import Role
from eventreg.events.models import Event
from eventreg.messaging.chores import carry_on
from eventreg.messaging.models import Announcement, AnnouncementState, Unsubscription
from tests.factories.applications import make_application
from tests.factories.events import make_event
from tests.factories.people import make_person, sign_in
from tests.messaging.announced import make_visit, open_to_visitors
from tests.support.visitor import soup

WORDS = {"subject_id": "Parkir untuk {{ event }}", "text_id": "Halo **{{ name }}** dari {{ business }},\n\n{{ link }}"}


@pytest.fixture
def panitia(visitor):
    return sign_in(visitor(), "panitia@contoh.id", Role.ORGANISER)


@pytest.fixture
def slug(app):
    """An event in WITA with one applicant, whose business has a name with marks in it, and a visitor."""
    with app.app_context(), unit_of_work():
        event = make_event(title="Pekan *Batik*", zone=Zone.WITA)
        open_to_visitors(event)
        make_application(event.id, email="sri@contoh.id", name="Batik *Bintang* & Co")
        make_visit(event, "tamu@contoh.id")
        db.session.flush()
        outbox.settle_all_as_sent()  # what else they were told
        return event.slug


def base(slug):
    return f"/staff/events/{slug}/announcements"


def written(panitia, slug, **given):
    """A draft; the address of its page."""
    fields = {"nature": "event", "statuses": ["submitted"], "came": "", **WORDS, **given}
    return panitia.post(f"{base(slug)}/new", **fields).headers["Location"]


def send(app, panitia, page, **given):
    answer = panitia.post(f"{page}/sending", when="now", **given)
    with app.app_context():
        carry_on(clock.now())
    return answer


def deliver_all(app):
    with app.app_context():
        while delivery.deliver_next(clock.now):
            pass


def test_an_announcement_arrives_with_the_readers_own_facts_and_a_way_out(app, panitia, slug, smtp):
    page = written(panitia, slug, visitors="y")
    shown = panitia.get(page)
    assert "2 orang akan menerimanya" in shown.text
    assert "Parkir untuk Pekan *Batik*" in shown.text

    send(app, panitia, page)
    deliver_all(app)

    [mail] = smtp.to("sri@contoh.id")
    text = mail.get_body("plain").get_content()
    assert mail["Subject"] == "Parkir untuk Pekan *Batik*"
    assert "dari Batik *Bintang* & Co" in text
    assert "<strong>" in mail.get_body("html").get_content()
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert "http://localhost:8000/unsubscribe/" in mail["List-Unsubscribe"]
    assert "Berhenti menerima kabar seperti ini: http://localhost:8000/unsubscribe/" in text
    assert len(smtp.to("tamu@contoh.id")) == 1
    assert "2 dari 2 terkirim" in panitia.get(page).text


def test_what_is_needed_has_no_way_out_and_reaches_who_unsubscribed(app, panitia, slug, smtp):
    with app.app_context(), unit_of_work():
        db.session.add(Unsubscription(address="SRI@contoh.id", at=clock.now()))

    send(app, panitia, written(panitia, slug, nature="event"))
    send(app, panitia, written(panitia, slug, nature="needed"))
    deliver_all(app)

    [mail] = smtp.to("sri@contoh.id")
    assert mail["List-Unsubscribe"] is None
    assert "unsubscribe" not in mail.get_body("plain").get_content()


def test_who_unsubscribes_while_the_message_waits_is_spared_it(app, panitia, slug, smtp, client):
    send(app, panitia, written(panitia, slug))
    with app.app_context(), unit_of_work():
        db.session.add(Unsubscription(address="sri@contoh.id", at=clock.now()))

    deliver_all(app)

    assert smtp.messages == []
    with app.app_context():
        message = db.session.scalars(db.select(OutboxMessage).filter_by(kind="announcement")).one()
        assert message.state is MessageState.STOPPED


def test_mail_programs_unsubscribe_by_one_post_without_cookies_and_looking_changes_nothing(app, panitia, slug, client):
    send(app, panitia, written(panitia, slug))
    with app.app_context():
        message = db.session.scalars(db.select(OutboxMessage).filter_by(kind="announcement")).one()
        path = "/unsubscribe/" + outbox.headers_of(message)["List-Unsubscribe"].strip("<>").rpartition("/")[2]

    assert client.get(path).status_code == 200
    with app.app_context():
        assert db.session.scalars(db.select(Unsubscription)).all() == []
    for _ in range(2):
        assert client.client.post(path, data={"List-Unsubscribe": "One-Click"}).status_code == 200
    with app.app_context():
        assert db.session.scalars(db.select(Unsubscription)).one().address == "sri@contoh.id"
    assert "s•••@contoh.id" in client.get(path).text
    client.client.post(f"{path}/again")
    with app.app_context():
        assert db.session.scalars(db.select(Unsubscription)).all() == []
    assert client.get(path[:-4] + "AAA=").status_code == 404


def test_a_time_is_that_of_the_events_place(app, panitia, slug):
    page = written(panitia, slug)
    day = (clock.now() + timedelta(days=2)).date()

    asked = panitia.get(f"{page}/sending")
    panitia.post(f"{page}/sending", when="later", at=f"{day}T08:00")

    assert "WITA" in asked.text
    with app.app_context():
        one = db.session.scalars(db.select(Announcement)).one()
        assert one.scheduled_at == datetime(day.year, day.month, day.day, 0, 0, tzinfo=UTC)  # 08.00 WITA
        carry_on(one.scheduled_at - timedelta(minutes=1))
        assert db.session.get_one(Announcement, one.id).state is AnnouncementState.SCHEDULED
    assert "pukul 08.00 WITA" in panitia.get(page).text
    panitia.post(f"{page}/schedule/end")
    assert "Draf" in panitia.get(page).text


def test_what_was_typed_is_kept_and_mistakes_stand_beside_their_fields(panitia, slug):
    page = panitia.post(
        f"{base(slug)}/new", nature="event", came="", subject_id="Parkir", text_id="Halo {{ nama }}", text_en="Hello"
    )

    assert page.status_code == 422
    assert "Maksud Anda “name”?" in page.text
    assert "Pilih paling sedikit satu kelompok." in page.text
    assert "atau kosongkan keduanya" in page.text
    assert soup(page).select_one("[name=text_id]").text.strip() == "Halo {{ nama }}"


def test_the_past_and_a_missing_time_are_refused(panitia, slug):
    page = written(panitia, slug)

    assert "Pilih hari dan jamnya." in panitia.post(f"{page}/sending", when="later").text
    past = panitia.post(f"{page}/sending", when="later", at="2020-01-01T08:00")
    assert past.status_code == 422
    assert "Waktu ini sudah lewat." in past.text


def test_english_readers_get_english_where_it_was_written(app, panitia, slug, smtp):
    with app.app_context(), unit_of_work():
        make_application(db.session.scalars(db.select(Event.id)).one(), email="ann@contoh.id").applicant.language = "en"
        db.session.flush()
        outbox.settle_all_as_sent()

    send(app, panitia, written(panitia, slug, subject_en="Parking", text_en="Hello {{ name }}"))
    deliver_all(app)

    assert smtp.to("ann@contoh.id")[0]["Subject"] == "Parking"
    assert smtp.to("sri@contoh.id")[0]["Subject"] != "Parking"


def test_who_gets_it_is_listed_with_how_each_is_reached(panitia, slug):
    page = panitia.get(f"{written(panitia, slug, visitors='y')}/people")

    rows = [" ".join(row.text.split()) for row in soup(page).select("tbody tr")]
    assert len(rows) == 2
    assert "Batik *Bintang* & Co" in rows[0]
    assert "E-mailsri@contoh.id" in rows[0]
    assert "Pengunjung" in rows[1]


def test_a_test_goes_to_oneself_alone_and_its_way_out_is_ones_own(app, panitia, slug, smtp):
    page = written(panitia, slug)

    panitia.post(f"{page}/test")
    deliver_all(app)

    [mail] = smtp.messages
    assert mail["To"] == "panitia@contoh.id"
    assert "Batik *Bintang* & Co" in mail.get_body("plain").get_content()
    path = "/unsubscribe/" + mail["List-Unsubscribe"].strip("<>").rpartition("/")[2]
    assert "p•••@contoh.id" in panitia.get(path).text


def test_stopping_asks_first_and_then_nobody_more_gets_it(app, panitia, slug, smtp):
    page = written(panitia, slug, visitors="y")
    send(app, panitia, page)

    assert "0 orang sudah menerimanya" in panitia.get(f"{page}/stop").text
    panitia.post(f"{page}/stop")
    deliver_all(app)

    assert smtp.messages == []
    assert "Sudah dihentikan" in panitia.get(page).text
    assert panitia.post(f"{page}/stop").status_code == 422


def test_organisers_of_another_event_find_nothing_and_of_one_event_not_those_to_all(app, visitor, panitia, slug):
    page = written(panitia, slug)
    with app.app_context(), unit_of_work():
        other = make_event()
        make_application(other.id, email="lain@contoh.id")
        other_slug, other_id = other.slug, other.id
    stranger = sign_in(visitor(), "lain-panitia@contoh.id", Role.ORGANISER, event_id=other_id)

    assert stranger.get(page).status_code == 404
    assert stranger.get(page.replace(slug, other_slug)).status_code == 404
    assert stranger.post(f"{page}/sending", when="now").status_code == 404
    assert stranger.get("/staff/announcements").status_code == 404
    assert panitia.get("/staff/announcements").status_code == 200
    assert stranger.get(base(other_slug)).status_code == 200


def test_to_the_people_of_all_events_only_who_agreed_is_written_to(app, panitia, slug, smtp):
    fields = {"statuses": [Status.SUBMITTED.value], "came": "", "subject_id": "Pelatihan baru", "text_id": "Ayo ikut."}
    made = panitia.post("/staff/announcements/new", **fields)

    page = panitia.get(made.headers["Location"])
    assert "0 orang akan menerimanya" in page.text
    assert re.search(r"<b class=\"num\">1</b> belum menyetujui kabar kegiatan lain", page.text)
    assert "Tidak ada yang akan menerima" in panitia.post(f"{made.headers['Location']}/sending", when="now").text


def titles(page):
    tree = soup(page)
    return [tree.title.text, *(" ".join(found.text.split()) for found in tree.select("main"))]


def test_a_field_in_the_subject_is_never_shown_in_braces(app, visitor, panitia, slug):
    page = written(panitia, slug, subject_id="{{ name }}, parkir untuk {{ event }}", text_id="Halo {{ name }}")
    pages = [base(slug), page, f"{page}/sending", f"{page}/people", f"{page}/removal"]
    told = "[nama], parkir untuk Pekan *Batik*"
    for address in pages:
        assert "{{" not in " ".join(titles(panitia.get(address)))
    assert told in panitia.get(base(slug)).text
    assert told in soup(panitia.get(page)).title.text
    english = sign_in(visitor(language="en"), "panitia@contoh.id")
    assert "[name], parkir untuk" in english.get(base(slug)).text

    with app.app_context(), unit_of_work():
        db.session.scalars(db.select(Person).filter_by(email="sri@contoh.id")).one().channel = Channel.WHATSAPP
        make_person("eko@contoh.id").channel = Channel.WHATSAPP
        make_application(db.session.scalars(db.select(Event.id)).one(), email="eko@contoh.id")
    send(app, panitia, page)
    for address in ("/staff/outbox/", "/staff/outbox/queue/", f"{page}/stop"):
        assert told in panitia.get(address).text
        assert "{{" not in panitia.get(address).text


def standing(page):
    """The word beside the heading, how many have got it, and whether it can be stopped."""
    tree = soup(page)
    can_stop = any(link["href"].endswith("/stop") for link in tree.select("main a.btn"))
    return tree.select_one("main .status").text, tree.select_one("#progress").text, can_stop


def become(app, **states):
    """Messages of announcements, by the name before the @ of their address."""
    with app.app_context(), unit_of_work():
        for name, state in states.items():
            theirs = db.select(OutboxMessage).filter_by(address=f"{name}@contoh.id")
            db.session.scalars(theirs.where(OutboxMessage.bulk_id.is_not(None))).one().state = state


def test_what_it_is_called_is_what_became_of_its_messages(app, panitia, slug):
    page = written(panitia, slug, visitors="y")
    send(app, panitia, page)

    become(app, sri=MessageState.SENT)
    assert standing(panitia.get(page)) == ("Sedang dikirim", "1 dari 2 terkirim", True)
    assert soup(panitia.get(page)).select_one("noscript meta[http-equiv=refresh]"), "it renews itself without a script"
    assert "Sedang dikirim" in panitia.get(base(slug)).text

    become(app, tamu=MessageState.FAILED)
    failed = panitia.get(page)
    assert standing(failed) == ("Sebagian gagal", "1 dari 2 terkirim", False)
    assert soup(failed).select_one("main a[href*='state=failed']")
    assert not soup(failed).select_one("noscript meta[http-equiv=refresh]")
    assert "Sebagian gagal" in panitia.get(base(slug)).text

    become(app, sri=MessageState.FAILED)
    assert standing(panitia.get(page))[0] == "Gagal"

    become(app, sri=MessageState.SENT, tamu=MessageState.SENT)
    assert standing(panitia.get(page)) == ("Semua terkirim", "2 dari 2 terkirim", False)
    assert panitia.post(f"{page}/stop").status_code == 422


def test_whose_message_was_not_meant_any_more_is_not_counted(app, panitia, slug):
    page = written(panitia, slug, visitors="y")
    send(app, panitia, page)

    become(app, sri=MessageState.SENT, tamu=MessageState.STOPPED)

    assert standing(panitia.get(page)) == ("Semua terkirim", "1 dari 1 terkirim", False)


def test_stopped_in_the_outbox_it_is_stopped_here_too(app, visitor, panitia, slug):
    page = written(panitia, slug, visitors="y")
    send(app, panitia, page)
    become(app, sri=MessageState.SENT)
    with app.app_context():
        bulk_id = db.session.scalars(db.select(Announcement.bulk_id)).one()
    admin = sign_in(visitor(), "admin@contoh.id", Role.ADMINISTRATOR)
    assert admin.post(f"/staff/outbox/bulks/{bulk_id}/stop").status_code == 302

    shown = panitia.get(page)
    assert standing(shown) == ("Dihentikan", "1 dari 2 terkirim", False)
    assert "Sudah dihentikan" in shown.text
    assert "Dihentikan" in panitia.get(base(slug)).text
    assert panitia.post(f"{page}/stop").status_code == 422


def framed(panitia, page, **asked):
    """The mail in the frame of an announcement's page."""
    found = soup(panitia.get(page, **asked)).select_one("iframe")
    return panitia.get(found["src"])


def test_the_page_shows_the_whole_mail_as_one_of_its_readers_gets_it(app, panitia, slug):
    with app.app_context(), unit_of_work():
        make_application(db.session.scalars(db.select(Event.id)).one(), email="eko@contoh.id", name="Tenun Eko")
    page = written(panitia, slug, subject_en="Parking for {{ event }}", text_en="Hello {{ name }} of {{ business }}")

    mail = framed(panitia, page)
    assert "dari <em>" not in mail.text
    assert "Batik *Bintang* &amp; Co" in mail.text
    assert "Berhenti menerima kabar seperti ini" in mail.text
    assert 'role="presentation"' in mail.text, "the mail's own frame"
    assert mail.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "frame-src 'self'" in panitia.get(page).headers["Content-Security-Policy"]

    other = soup(panitia.get(page)).select("a[href*='for=']")[-1]["href"]
    assert "Tenun Eko" in framed(panitia, other).text
    assert "Hello" in framed(panitia, page, language="en").text


def test_what_is_typed_is_seen_before_anything_is_kept(app, panitia, slug):
    fields = {"nature": "needed", "statuses": ["submitted"], "came": "", **WORDS}

    mail = panitia.post(f"{base(slug)}/preview", **fields)
    assert "Batik *Bintang* &amp; Co" in mail.text
    assert "Berhenti menerima" not in mail.text, "what is needed has no way out"
    made_up = panitia.post(f"{base(slug)}/preview", **fields | {"statuses": ["rejected"]})
    assert "Batik Sekar Jagad" in made_up.text
    assert "Dengan nama dan angka buatan." in made_up.text
    wrong = panitia.post(f"{base(slug)}/preview", **fields | {"text_id": "Halo {{ nama }}"})
    assert "Maksud Anda “name”?" in wrong.text
    assert panitia.post(f"{base(slug)}/preview", came="").status_code == 200
    for strange in ({"statuses": ["x"]}, {"came": "x"}, {"nature": "x"}):
        assert panitia.post(f"{base(slug)}/preview", **fields | strange).status_code == 400
    with app.app_context():
        assert db.session.scalars(db.select(Announcement)).all() == []


def test_the_links_in_the_preview_unsubscribe_nobody_else(panitia, slug):
    mail = framed(panitia, written(panitia, slug))

    path = re.search(r"/unsubscribe/[^\"&<]+", mail.text)[0]
    assert "p•••@contoh.id" in panitia.get(path).text


def test_whoever_reviews_without_names_sees_made_up_ones(app, panitia, slug, monkeypatch):
    page = written(panitia, slug)
    monkeypatch.setattr("eventreg.messaging.views.looking.may_read_names", lambda *about: False)

    mail = framed(panitia, page)

    assert "Bintang" not in mail.text
    assert "Batik Sekar Jagad" in mail.text
