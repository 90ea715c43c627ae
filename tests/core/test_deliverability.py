"""`eventreg mail check`: what it costs mail is named, with what to write where."""

import base64
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from eventreg.core import spf
from eventreg.core.config import Settings
from eventreg.core.deliverability import Level, Names, advice
from tests.conftest import KEYS
from tests.support.dns import name_server
from tests.support.server import run_eventreg
from tests.support.smtp import mailbox
from tests.support.smtp_faults import bad_server

IP = "203.0.113.7"


def spf_of(zone, address=IP, domain="contoh.id"):
    return spf.read(domain, address, lambda name, kind: zone.get((name, kind), []))


def said(record, **more):
    """What contoh.id says of 203.0.113.7, other names being `name_TYPE=[entries]`."""
    zone = {("contoh.id", "TXT"): ["google-site-verification=x", record]}
    zone |= {(name.rpartition("_")[0].replace("_", "."), name.rpartition("_")[2]): text for name, text in more.items()}
    return spf_of(zone).verdict.value


@pytest.mark.parametrize(
    ("record", "more", "verdict"),
    [
        ("v=spf1 ip4:203.0.113.0/24 -all", {}, "pass"),
        ("v=spf1 ip4:198.51.100.0/24 -all", {}, "fail"),
        ("v=spf1 ip4:198.51.100.0/24 ~all", {}, "softfail"),
        ("v=spf1 ip6:2001:db8::/32", {}, "neutral"),
        ("v=spf1 -ip4:203.0.113.7 +all", {}, "fail"),
        ("v=spf1 a -all", {"contoh_id_A": [IP]}, "pass"),
        ("v=spf1 a:mail.contoh.id/24 -all", {"mail_contoh_id_A": ["203.0.113.99"]}, "pass"),
        ("v=spf1 a:mail.contoh.id -all", {"mail_contoh_id_A": ["203.0.113.99"]}, "fail"),
        ("v=spf1 MX -all", {"contoh_id_MX": ["10 mx.contoh.id"], "mx_contoh_id_A": [IP]}, "pass"),
        ("v=spf1 include:spf.surat.id -all", {"spf_surat_id_TXT": [f"v=spf1 ip4:{IP} -all"]}, "pass"),
        ("v=spf1 include:spf.surat.id ~all", {"spf_surat_id_TXT": ["v=spf1 -all"]}, "softfail"),
        ("v=spf1 redirect=spf.surat.id", {"spf_surat_id_TXT": [f"v=spf1 ip4:{IP} -all"]}, "pass"),
        ("v=spf1 exists:%{i}.x.id -all", {}, "fail"),
        ("v=spf10 +all", {}, "none"),
    ],
)
def test_spf_is_read_as_receivers_read_it(record, more, verdict):
    assert said(record, **more) == verdict


def test_spf_that_is_broken_is_named():
    two = spf_of({("contoh.id", "TXT"): ["v=spf1 +all", "v=spf1 -all"]})
    many = spf_of(
        {("contoh.id", "TXT"): ["v=spf1 " + " ".join(f"include:{n}.id" for n in range(11)) + " +all"]}
        | {(f"{n}.id", "TXT"): ["v=spf1 ip4:198.51.100.1 -all"] for n in range(11)}
    )
    circle = spf_of({("contoh.id", "TXT"): ["v=spf1 include:contoh.id -all"]})
    nothing = spf_of({("contoh.id", "TXT"): ["v=spf1 include:hilang.id ipv4:203.0.113.7 -all"]})

    assert "only one may begin" in two.faults[0]
    assert "11 look-ups" in many.faults[0]
    assert {two.verdict, many.verdict, circle.verdict} == {spf.Verdict.BROKEN}
    assert nothing.faults == ["includes hilang.id, which says nothing", "says “ipv4”, which means nothing"]


# ---- All of it ------------------------------------------------------------------------------------

KEY = rsa.generate_private_key(65537, 2048).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
DKIM = f'"v=DKIM1; k=rsa; p={base64.b64encode(KEY).decode()[:200]}" "{base64.b64encode(KEY).decode()[200:]}"'
GOOD = {
    ("contoh.id", "TXT"): ['"v=spf1 a:acara.contoh.id -all"'],
    ("contoh.id", "MX"): ["10 mx.contoh.id."],
    ("acara.contoh.id", "A"): [IP],
    ("mail._domainkey.contoh.id", "TXT"): [DKIM],
    ("_dmarc.contoh.id", "TXT"): ['"v=DMARC1; p=none"'],
}


@pytest.fixture
def settings(tmp_path):
    return Settings.from_environ(
        {
            **KEYS,
            "EVENTREG_INSTANCE": str(tmp_path),
            "EVENTREG_BASE_URL": "https://acara.contoh.id",
            "MAIL_DEFAULT_SENDER": "panitia@contoh.id",
        }
    )


@pytest.fixture
def look(settings):
    """Looks at a zone with a mail server that works; gives the findings by subject."""

    def at(zone, **changes):
        with bad_server() as server, name_server(zone) as resolver:
            here = replace(settings, mail_server=server.host, mail_port=server.port, mail_timeout=1)
            return {one.subject: one for one in advice(replace(here, **changes), Names(resolver))}

    return at


def test_when_all_is_well_nothing_is_asked_for(look):
    found = look(GOOD)

    assert list(found) == ["sender", "server", "MX", "SPF", "DKIM", "DMARC"]
    assert {one.level for one in found.values()} == {Level.OK}
    assert not [one.todo for one in found.values() if one.todo]


@pytest.mark.parametrize(
    ("subject", "changes", "todo"),
    [
        ("SPF", {("contoh.id", "TXT"): ['"something else"']}, 'TXT record at contoh.id: "v=spf1 a:acara.contoh.id'),
        ("SPF", {("contoh.id", "TXT"): ['"v=spf1 mx -all"']}, "Add a:acara.contoh.id before its end"),
        ("DKIM", {("mail._domainkey.contoh.id", "TXT"): []}, "MAIL_DKIM_SELECTOR"),
        ("DKIM", {("mail._domainkey.contoh.id", "TXT"): ['"v=DKIM1; p="']}, "provider"),
        (
            "DKIM",
            {("mail._domainkey.contoh.id", "TXT"): [f'"v=DKIM1; p={base64.b64encode(KEY)[:120].decode()}"']},
            "provider",
        ),
        ("DMARC", {("_dmarc.contoh.id", "TXT"): []}, 'TXT record at _dmarc.contoh.id: "v=DMARC1;'),
    ],
)
def test_what_is_missing_is_told_with_what_to_write(look, subject, changes, todo):
    found = look(GOOD | changes)

    assert {name for name, one in found.items() if one.level is Level.PROBLEM} == {subject}
    assert todo in found[subject].todo


@pytest.mark.parametrize(
    ("changes", "subject", "level", "says"),
    [
        ({"mail_default_sender": "eventreg@localhost"}, "sender", Level.PROBLEM, "no server outside believes it"),
        ({"base_url": "https://tempat-lain.id"}, "sender", Level.NOTE, "links in messages lead to tempat-lain.id"),
        ({"mail_port": 9}, "server", Level.PROBLEM, "can't be reached"),
        ({"mail_use_tls": True}, "server", Level.PROBLEM, "no encrypted connection"),
        ({"mail_username": "x", "mail_password": "y"}, "server", Level.PROBLEM, "refuses our sign-in"),
        ({"mail_dkim_selector": "surat"}, "DKIM", Level.PROBLEM, "no key at surat._domainkey.contoh.id"),
        ({"mail_server": ""}, "settings", Level.PROBLEM, "MAIL_SERVER is not set"),
    ],
)
def test_settings_and_server_that_are_wrong(look, changes, subject, level, says):
    found = look(GOOD, **changes)[subject]

    assert found.level is level
    assert says in found.says


def test_a_name_server_that_is_silent_is_no_record_that_is_missing(settings, monkeypatch):
    monkeypatch.setattr("eventreg.core.deliverability.PATIENCE_S", 0.2)
    with bad_server() as server:
        found = [*advice(replace(settings, mail_server=server.host, mail_port=server.port), Names("127.0.0.1:9"))]

    assert [one.subject for one in found] == ["sender", "server", "DNS"]
    assert found[-1].level is Level.PROBLEM


@pytest.mark.sqlite_only
def test_the_command_tells_all_and_sends_a_test(app, environ):
    with mailbox() as box, name_server(GOOD) as resolver:
        told = run_eventreg(
            environ
            | {
                "EVENTREG_BASE_URL": "https://acara.contoh.id",
                "MAIL_DEFAULT_SENDER": "panitia@contoh.id",
                "MAIL_SERVER": box.host,
                "MAIL_PORT": str(box.port),
            },
            *("mail", "check", "--resolver", resolver, "--to", "sri@contoh.id"),
        )

    assert "ok      SPF: “v=spf1 a:acara.contoh.id -all” allows acara.contoh.id" in told
    (message,) = box.to("sri@contoh.id")
    assert message.get_content_type() == "multipart/alternative"
