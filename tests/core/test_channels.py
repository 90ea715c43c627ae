"""Which way a message goes first and next: what somebody chose, then e-mail, WhatsApp and their own page."""

from dataclasses import dataclass

import pytest

from eventreg.core.channels import Channel, Reach, first_channel, next_channel

EMAIL, WHATSAPP, NOTICE = Channel.EMAIL, Channel.WHATSAPP, Channel.NOTICE
SRI, PHONE = "sri@contoh.id", "+6281234567890"


@dataclass
class Message:
    channel: Channel = EMAIL
    address: str = ""
    phone: str = ""
    attempts: int = 0


@pytest.mark.parametrize(
    ("reach", "to", "way"),
    [
        (Reach(SRI, PHONE), SRI, EMAIL),
        (Reach(SRI, PHONE, WHATSAPP), SRI, WHATSAPP),
        (Reach(SRI, PHONE, NOTICE), SRI, NOTICE),
        (Reach(SRI, "", WHATSAPP), SRI, EMAIL),
        (Reach(SRI, PHONE, WHATSAPP, phone_refused=True), SRI, EMAIL),
        (Reach(SRI, PHONE, refused=True), SRI, WHATSAPP),
        (Reach(SRI, "", refused=True), SRI, NOTICE),
        (Reach(SRI, PHONE, refused=True, phone_refused=True), SRI, NOTICE),
        (Reach(SRI, PHONE, refused=True), "baru@contoh.id", EMAIL),
        (Reach("", PHONE), "", WHATSAPP),
        (Reach("", "", NOTICE), "", NOTICE),
        (Reach("", ""), "", WHATSAPP),
        (Reach("tamu@contoh.id", PHONE, has_page=False), "tamu@contoh.id", EMAIL),
        (Reach("", PHONE, has_page=False), "", WHATSAPP),
        (Reach("", "", has_page=False), "", WHATSAPP),
    ],
)
def test_the_first_way(reach, to, way):
    assert first_channel(reach, to, secret=False) is way


@pytest.mark.parametrize("chosen", Channel)
@pytest.mark.parametrize("refused", [True, False])
def test_what_lets_its_reader_in_goes_by_mail_alone(chosen, refused):
    reach = Reach(SRI, PHONE, chosen, refused)

    assert first_channel(reach, SRI, secret=True) is EMAIL
    assert next_channel(Message(EMAIL, SRI, attempts=10), reach, secret=True) is None


@pytest.mark.parametrize(
    ("message", "reach", "way"),
    [
        (Message(EMAIL, SRI, attempts=1), Reach(SRI, PHONE, refused=True), WHATSAPP),
        (Message(EMAIL, SRI, attempts=10), Reach(SRI, ""), NOTICE),
        (Message(WHATSAPP, SRI, PHONE), Reach(SRI, PHONE, WHATSAPP), EMAIL),
        (Message(WHATSAPP, SRI, PHONE), Reach(SRI, PHONE, WHATSAPP, refused=True), NOTICE),
        (Message(WHATSAPP, "", PHONE), Reach("", PHONE), None),
        (Message(EMAIL, SRI, PHONE, attempts=1), Reach(SRI, PHONE, WHATSAPP), NOTICE),
        (Message(WHATSAPP, SRI, PHONE, attempts=10), Reach(SRI, PHONE, EMAIL), NOTICE),
        (Message(EMAIL, SRI, attempts=1), Reach(SRI, PHONE, has_page=False), WHATSAPP),
        (Message(EMAIL, SRI, attempts=1), Reach(SRI, "", has_page=False), None),
    ],
)
def test_the_next_way(message, reach, way):
    assert next_channel(message, reach, secret=False) is way


@pytest.mark.parametrize("chosen", [EMAIL, WHATSAPP])
def test_no_way_is_gone_twice_and_the_last_is_ones_own_page(chosen):
    reach, message, gone = Reach(SRI, PHONE, chosen), Message(EMAIL, SRI), []
    way = first_channel(reach, SRI, secret=False)
    while way is not None:
        gone.append(way)
        message.channel = way
        message.attempts += way is EMAIL
        message.phone = PHONE if way is WHATSAPP else message.phone
        way = next_channel(message, reach, secret=False)

    assert gone == [chosen, EMAIL if chosen is WHATSAPP else WHATSAPP, NOTICE]
