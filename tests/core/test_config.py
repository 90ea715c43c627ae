"""Settings: what runs without any, what production insists on, and mistakes told all at once."""

import base64
import multiprocessing
import random
import re
import shlex
import stat
import subprocess

import pytest
from cryptography.fernet import Fernet

from eventreg.core.config import Environment, Settings, SettingsError, setting_fields
from eventreg.core.strength import HOW_TO_MAKE_A_KEY, HOW_TO_MAKE_ONE, weakness_of, weakness_of_key
from tests.conftest import KEYS
from tests.support.production import PRODUCTION
from tests.support.tree import ROOT


def read(folder, **environ):
    return Settings.from_environ({"EVENTREG_INSTANCE": str(folder), **environ})


def mistakes(folder, **environ):
    with pytest.raises(SettingsError) as caught:
        read(folder, **environ)
    return caught.value.mistakes


def test_every_setting_has_a_default_that_runs(tmp_path):
    settings = read(tmp_path)

    assert settings.env is Environment.DEVELOPMENT
    assert settings.database_url == f"sqlite:///{tmp_path / 'eventreg.sqlite3'}"
    assert settings.base_url == "http://localhost:8000"
    assert settings.mail_server == ""
    assert not settings.is_demo
    assert not settings.is_secure


def test_keys_are_made_once_and_kept_from_others(tmp_path):
    first, second = read(tmp_path), read(tmp_path)

    assert (first.secret_key, first.field_keys, first.audit_key) == (
        second.secret_key,
        second.field_keys,
        second.audit_key,
    )
    assert stat.S_IMODE((tmp_path / "keys.json").stat().st_mode) == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["keys.json"]


def test_processes_that_start_together_share_their_keys(tmp_path):
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        keys = pool.map(secret_key_of, [str(tmp_path)] * 8)

    assert len(set(keys)) == 1


def secret_key_of(folder):
    return read(folder).secret_key


def test_production_needs_its_secrets(tmp_path):
    told = mistakes(tmp_path, EVENTREG_ENV="production")

    for variable in ("EVENTREG_SECRET_KEY", "EVENTREG_FIELD_KEYS", "EVENTREG_AUDIT_KEY", "EVENTREG_BASE_URL"):
        assert [mistake for mistake in told if mistake.startswith(f"{variable} is required in production.")]
    assert not (tmp_path / "keys.json").exists()


def test_production_with_everything(tmp_path):
    settings = read(tmp_path, **PRODUCTION)

    assert settings.is_secure
    assert settings.field_keys == (PRODUCTION["EVENTREG_FIELD_KEYS"],)


# ---- Secrets that could be guessed ---------------------------------------------------------------

WEAK = {
    "one character": "a" * 64,
    "a few characters": "abcabcabdabeabfabgabcabcabdabeabfabg",
    "a piece again and again": "K7p!xQz9Lm" * 5,
    "a piece again, cut off": ("K7p!xQz9LmW2" * 5)[:50],
    "the alphabet": "abcdefghijklmnopqrstuvwxyz0123456789",
    "the keys of a keyboard": "qwertyuiopasdfghjklzxcvbnmqwertyuiop1",
    "a word to be changed": "please-changeme-before-going-live-2027",
    "what it is": "my-very-own-SECRET-key-of-the-council-9",
    "the page's example": "example-key-with-plenty-of-characters-1",
    "Indonesian": "kunci-rahasia-dewan-kerajinan-kota-2027",
}


@pytest.mark.parametrize("value", WEAK.values(), ids=list(WEAK))
@pytest.mark.parametrize("variable", ["EVENTREG_SECRET_KEY", "EVENTREG_AUDIT_KEY"])
def test_production_refuses_a_secret_that_could_be_guessed(tmp_path, variable, value):
    (told,) = mistakes(tmp_path, **PRODUCTION | {variable: value})

    assert told.startswith(f"{variable} is too easy to guess: it ")
    assert HOW_TO_MAKE_ONE in told
    assert value not in told


@pytest.mark.parametrize("value", ["s" * 31, "pendek"])
def test_production_refuses_a_short_secret(tmp_path, value):
    (told,) = mistakes(tmp_path, **PRODUCTION | {"EVENTREG_SECRET_KEY": value})

    assert told.startswith("EVENTREG_SECRET_KEY must have at least 32 characters. Make one: python3 -c ")


@pytest.mark.parametrize(
    "raw", [bytes(32), b"k" * 32, bytes(range(32)), b"eventreg-tests-only-not-a-secret", b"ab" * 16], ids=repr
)
def test_production_refuses_a_field_key_that_nobody_rolled(tmp_path, raw):
    weak = base64.urlsafe_b64encode(raw).decode()

    (told,) = mistakes(tmp_path, **PRODUCTION | {"EVENTREG_FIELD_KEYS": f"{Fernet.generate_key().decode()},{weak}"})

    assert told.startswith("EVENTREG_FIELD_KEYS is too easy to guess: key 2 ")
    assert HOW_TO_MAKE_A_KEY in told
    assert weak not in told


@pytest.mark.parametrize(
    "same",
    [
        {"EVENTREG_AUDIT_KEY": PRODUCTION["EVENTREG_SECRET_KEY"]},
        {"EVENTREG_SECRET_KEY": PRODUCTION["EVENTREG_FIELD_KEYS"]},
        {"EVENTREG_FIELD_KEYS": ",".join([PRODUCTION["EVENTREG_FIELD_KEYS"]] * 2)},
    ],
    ids=["secret and audit", "secret and field", "two field keys"],
)
def test_production_refuses_one_secret_for_two_purposes(tmp_path, same):
    (told,) = mistakes(tmp_path, **PRODUCTION | same)

    assert "must differ" in told


def test_secrets_that_everybody_can_read_here_are_refused(tmp_path):
    """Those of the tests, and every one that a page of the documentation shows."""
    shown = [
        (variable, value)
        for path in [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
        for variable, value in re.findall(
            r"(EVENTREG_(?:SECRET|AUDIT)_KEY|EVENTREG_FIELD_KEYS)=['\"]?([^\s'\"$(…]+)", path.read_text()
        )
    ]

    for variable, value in [*KEYS.items(), *shown]:
        assert any(mistake.startswith(variable) for mistake in mistakes(tmp_path, **PRODUCTION | {variable: value}))


@pytest.mark.parametrize(
    ("command", "weakness"), [(HOW_TO_MAKE_ONE, weakness_of), (HOW_TO_MAKE_A_KEY, weakness_of_key)]
)
def test_what_the_message_tells_to_type_makes_a_good_one(command, weakness):
    made = subprocess.run(shlex.split(command), capture_output=True, text=True, check=True).stdout.strip()

    assert len(made) >= 32
    assert weakness(made) == ""


def test_what_a_generator_makes_is_never_refused():
    for seed in range(2000):
        raw = random.Random(seed).randbytes(48)
        assert weakness_of(base64.urlsafe_b64encode(raw).decode().rstrip("=")) == ""
        assert weakness_of(raw[:16].hex()) == ""
        assert weakness_of_key(base64.urlsafe_b64encode(raw[:32]).decode()) == ""


def test_a_sentence_of_ones_own_will_do():
    assert weakness_of("kain jlamprang Bu Tini, 7 warna, dicuci di Kali Loji") == ""


# ---- Other mistakes ------------------------------------------------------------------------------


def test_all_mistakes_are_told_at_once_without_secrets(tmp_path):
    told = mistakes(
        tmp_path,
        EVENTREG_ENV="staging",
        EVENTREG_SECRET_KEY="pendek",
        EVENTREG_FIELD_KEYS="rahasia-yang-salah",
        EVENTREG_BASE_URL="https://contoh.id/acara",
        MAIL_PORT="dua puluh lima",
        MAIL_USE_TLS="mungkin",
        EVENTREG_LOG="LOUD",
    )

    named = [mistake.split()[0].rstrip(":") for mistake in told]
    assert sorted(named) == [
        "EVENTREG_BASE_URL",
        "EVENTREG_ENV",
        "EVENTREG_FIELD_KEYS",
        "EVENTREG_LOG",
        "EVENTREG_SECRET_KEY",
        "MAIL_PORT",
        "MAIL_USE_TLS",
    ]
    assert "rahasia-yang-salah" not in str(told)
    assert "pendek" not in str(told)


@pytest.mark.parametrize(
    "address", ["ftp://contoh.id", "contoh.id", "https://", "https://contoh.id/a", "https://c.id?x=1"]
)
def test_a_base_address_is_scheme_and_host(tmp_path, address):
    assert len(mistakes(tmp_path, EVENTREG_BASE_URL=address)) == 1


def test_a_slash_at_the_end_of_the_base_address_is_no_mistake(tmp_path):
    assert read(tmp_path, EVENTREG_BASE_URL="https://contoh.id/").base_url == "https://contoh.id"


@pytest.mark.parametrize("url", ["postgres://u@h/d", "postgresql://u@h/d", "postgresql+psycopg://u@h/d"])
def test_postgresql_is_reached_by_its_driver(tmp_path, url):
    assert read(tmp_path, DATABASE_URL=url).database_url == "postgresql+psycopg://u@h/d"


def test_every_setting_is_named_and_explained():
    for setting in setting_fields():
        assert setting.metadata["variable"].isupper()
        assert setting.metadata["says"].endswith(".")
