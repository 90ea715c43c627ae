"""Which way a message goes first and next: what somebody chose, then e-mail, WhatsApp and their own page."""

from dataclasses import dataclass

import pytest

from eventreg.core.channels import Channel, Reach, first_channel, next_channel

EMAIL, WHATSAPP, NOTICE = Channel.EMAIL, Channel.WHATSAPP, Channel.NOTICE
SRI, PHONE = "sri@contoh.id", "+6281234567890"


@dataclass
class Message:
    channel: Channel
    address: str


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
    assert first_channel(reach, "", secret=True) is EMAIL
    assert next_channel(Message(EMAIL, SRI), reach, secret=True) is None


@pytest.mark.parametrize(
    ("failed", "reach", "to", "way"),
    [
        (EMAIL, Reach(SRI, PHONE, refused=True), SRI, WHATSAPP),
        (EMAIL, Reach(SRI, ""), SRI, NOTICE),
        (EMAIL, Reach(SRI, PHONE, phone_refused=True), SRI, NOTICE),
        (EMAIL, Reach(SRI, PHONE, WHATSAPP), SRI, NOTICE),
        (WHATSAPP, Reach(SRI, PHONE, WHATSAPP), SRI, EMAIL),
        (WHATSAPP, Reach(SRI, PHONE, WHATSAPP), "", EMAIL),
        (WHATSAPP, Reach(SRI, PHONE, WHATSAPP, refused=True), SRI, NOTICE),
        (WHATSAPP, Reach(SRI, PHONE), SRI, NOTICE),
        (WHATSAPP, Reach("", PHONE), "", None),
        (EMAIL, Reach("tamu@contoh.id", PHONE, has_page=False), "tamu@contoh.id", WHATSAPP),
        (EMAIL, Reach("tamu@contoh.id", has_page=False), "tamu@contoh.id", None),
        (WHATSAPP, Reach("", PHONE, has_page=False), "", None),
    ],
)
def test_the_next_way(failed, reach, to, way):
    assert next_channel(Message(failed, to), reach, secret=False) is way


@pytest.mark.parametrize("chosen", Channel)
def test_no_way_is_gone_twice_and_the_last_is_ones_own_page(chosen):
    reach, gone = Reach(SRI, PHONE, chosen), []
    way = first_channel(reach, SRI, secret=False)
    while way is not None and way not in gone:
        gone.append(way)
        way = next_channel(Message(way, SRI), reach, secret=False) if way is not NOTICE else None

    assert gone[0] is chosen
    assert way is None
    assert gone[-1] is NOTICE
