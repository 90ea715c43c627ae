"""Visitors who gave no address are told by staff that their visit is off; who has been told is kept."""

from urllib.parse import parse_qs, urlsplit

import pytest

from eventreg.core.permissions import Role
from tests.factories.people import sign_in
from tests.support.visitor import soup


@pytest.fixture
def panitia(visitor):
    return sign_in(visitor(language="en"), "panitia@contoh.id", Role.ORGANISER)


@pytest.fixture
def organiser(fair, visitor):
    """Of this event alone: the queue, which holds everybody's messages, isn't theirs."""
    return sign_in(visitor(language="en"), "acara@contoh.id", Role.ORGANISER, event_id=fair.event_id)


def told_on(page):
    """Name → whether they are told, in the order of the page."""
    cards = soup(page).select("main li.card")
    return [(card.select_one("h2").text, "Not told yet" not in card.text) for card in cards]


@pytest.mark.parametrize(("deed", "words"), [("cancellation", "dibatalkan"), ("postponement", "ditunda")])
def test_whoever_gave_a_phone_alone_is_told_by_whatsapp_when_the_event_is_off(fair, panitia, organiser, deed, words):
    fair.register(name="Bu Ratmi", email="ratmi@contoh.id")
    fair.register(name="Pak Joko", phone="+6281234567891")
    fair.register(name="Bu Ani", phone="+6281234567892")
    here = f"/staff/events/{fair.slug}/visitors"
    assert "Nobody has to be told" in panitia.get(f"{here}/untold").text

    done = panitia.post(f"/staff/events/{fair.slug}/{deed}", reason="Banjir", follow=True)

    assert "2 visitors gave no e-mail address" in done.text
    assert "2 visitors without an e-mail address" in panitia.get(here).text
    page = organiser.get(f"{here}/untold")
    assert told_on(page) == [("Bu Ani", False), ("Pak Joko", False)]
    chat = urlsplit(soup(page).select_one("a[href^='https://wa.me/']")["href"])
    assert chat.path == "/6281234567892"
    [text] = parse_qs(chat.query)["text"]
    assert words in text
    assert "Banjir" in text

    first = soup(page).select_one("main form[method=post]")["action"]
    page = panitia.post(first, follow=True)
    assert told_on(page) == [("Pak Joko", False), ("Bu Ani", True)]
    assert "message.told" in fair.audited()
    assert "already" in panitia.post(first, follow=True).text


@pytest.mark.sqlite_only
def test_a_registration_that_staff_take_back_is_told_too_and_one_given_up_is_not(fair, panitia, visitor):
    fair.register(name="Pak Joko")
    mine = fair.register(name="Bu Ani")
    visitor().post(f"/visits/{mine}/cancellation")
    panitia.post(f"/staff/visitors/{fair.visits()[0].id}/cancellation", reason="Hari itu penuh")

    assert told_on(panitia.get(f"/staff/events/{fair.slug}/visitors/untold")) == [("Pak Joko", False)]
    outbox = panitia.get("/staff/outbox/?state=by_hand")
    assert "Pak Joko" in outbox.text
    assert "0812 3456 7890" in outbox.text


def test_others_neither_see_nor_mark_them(fair, visitor, panitia):
    fair.register(name="Pak Joko")
    panitia.post(f"/staff/events/{fair.slug}/cancellation", reason="Banjir")
    number = fair.visits()[0].id
    reader = sign_in(visitor(), "komite@contoh.id", Role.COMMITTEE)

    assert reader.get(f"/staff/events/{fair.slug}/visitors/untold").status_code in {403, 404}
    assert reader.post(f"/staff/visitors/{number}/told").status_code in {403, 404}
    assert told_on(panitia.get(f"/staff/events/{fair.slug}/visitors/untold")) == [("Pak Joko", False)]


QUEUE = "/staff/outbox/queue/"


def test_whoever_may_use_the_queue_sends_there_alone(fair, panitia):
    fair.register(name="Pak Joko", phone="+6281234567891")
    panitia.post(f"/staff/events/{fair.slug}/cancellation", reason="Banjir")

    page = soup(panitia.get(f"/staff/events/{fair.slug}/visitors/untold"))

    assert not page.select("a[href^='https://wa.me/']")
    queue = panitia.get(page.select_one(f"main a[href^='{QUEUE}']")["href"])
    begun = panitia.post(f"{QUEUE}taking", occasion="visit_cancelled", follow=True)
    assert "1 left" in queue.text
    assert "Pak Joko" in soup(begun).select_one("#next").text


def test_what_a_colleague_sends_in_the_queue_is_not_offered_here(fair, panitia, organiser):
    fair.register(name="Pak Joko", phone="+6281234567891")
    panitia.post(f"/staff/events/{fair.slug}/cancellation", reason="Banjir")
    here = f"/staff/events/{fair.slug}/visitors/untold"
    assert soup(organiser.get(here)).select("a[href^='https://wa.me/']")

    form = soup(panitia.post(f"{QUEUE}taking", follow=True)).select_one("form[data-chat]")
    for held in (True, False):
        page = organiser.get(here)
        assert not soup(page).select("a[href^='https://wa.me/'], main form[method=post]"), held
        assert "A colleague is sending it" in page.text
        panitia.post(form["action"])
