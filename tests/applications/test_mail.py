"""The messages as they arrive by SMTP."""

import pypdfium2
import pytest
import zxingcpp
from icalendar import Calendar

from eventreg.applications.rules import Status
from eventreg.core import clock, delivery
from eventreg.core.db import unit_of_work
from eventreg.core.i18n import Language, force_locale, format_date
from eventreg.tickets import service as tickets
from tests.factories.applications import make_application
from tests.factories.people import sign_in
from tests.support.smtp import attachment_of, text_of
from tests.support.visitor import soup


def deliver(app):
    with app.app_context():
        while delivery.deliver_next(clock.now):
            pass


def test_the_ticket_mail_has_pdf_code_calendar_and_link(app, smtp, council):
    fair = council(0)
    with app.app_context(), unit_of_work():
        application = make_application(fair.event_id, email="sri@demo.test", name="Batik *Bintang*")
        number = application.id
    fair.decide(number)
    deliver(app)

    message = smtp.to("sri@demo.test")[-1]
    (ticket,) = fair.application(number).tickets
    with app.app_context():
        url, token = tickets.url_of(ticket), tickets.token_of(ticket)
    page = pypdfium2.PdfDocument(attachment_of(message, "application/pdf"))[0].render(scale=3).to_pil()
    assert [code.text for code in zxingcpp.read_barcodes(page)] == [url]
    assert f"/t/{token.lower()}" in text_of(message)
    assert "Batik *Bintang*" in text_of(message, "html")  # a name is no Markdown
    entries = Calendar.from_ical(attachment_of(message, "text/calendar")).walk("VEVENT")
    assert len(entries) == 2  # one for each day


def test_who_chose_a_session_is_told_of_that_one_alone(app, smtp, council, visitor):
    fair = council(0)
    with app.app_context(), force_locale(Language.ID), unit_of_work():
        application = make_application(fair.event_id, email="sri@demo.test", name="Batik Bintang")
        number, code, event = application.id, application.code, application.event
        event.choose_sessions, application.sessions = True, event.sessions[:1]
        chosen, other = (format_date(one.starts_at, event.zone) for one in event.sessions)
    fair.decide(number)
    deliver(app)

    message = smtp.to("sri@demo.test")[-1]
    sri = sign_in(visitor(language="id"), "sri@demo.test")
    page = soup(sri.get(f"/me/applications/{code}"))
    ticket = soup(sri.get(page.select_one("main a[href^='/t/']")["href"]))
    phone = sri.get(ticket.select_one("a[href*='.ics']")["href"]).data
    assert chosen in page.text
    assert other not in page.text
    for entries in (attachment_of(message, "text/calendar"), phone):
        assert len(Calendar.from_ical(entries).walk("VEVENT")) == 1


@pytest.mark.parametrize(("language", "words"), [(Language.ID, "belum lolos"), (Language.EN, "was not selected")])
def test_applicants_are_told_in_their_language(app, smtp, council, language, words):
    fair = council(0)
    with app.app_context(), unit_of_work():
        application = make_application(fair.event_id, email="sri@demo.test")
        application.applicant.language = language
        number = application.id
    fair.decide(number, verdict=Status.REJECTED, reason="Foto <b>gelap</b>")
    deliver(app)

    message = smtp.to("sri@demo.test")[-1]
    assert words in text_of(message)
    assert "<b>gelap</b>" not in text_of(message, "html")
    assert "Foto &lt;b&gt;gelap&lt;/b&gt;" in text_of(message, "html")


def test_every_line_of_a_reason_is_quoted(app, smtp, council):
    fair = council(0)
    with app.app_context(), unit_of_work():
        number = make_application(fair.event_id, email="sri@demo.test").id
    fair.decide(number, verdict=Status.REJECTED, reason="Foto gelap.\r\n\r\nKlik tautan lain.")
    deliver(app)

    message = smtp.to("sri@demo.test")[-1]
    assert {"> Foto gelap.", "> Klik tautan lain."} <= set(text_of(message).splitlines())
    quoted = text_of(message, "html").split("<blockquote")[1].split("</blockquote>")[0]
    assert "Foto gelap." in quoted
    assert "Klik tautan lain." in quoted
