"""Settings: what runs without any, what production insists on, and mistakes told all at once."""

import multiprocessing
import stat

import pytest
from cryptography.fernet import Fernet

from eventreg.core.config import Environment, Settings, SettingsError, setting_fields

PRODUCTION = {
    "EVENTREG_ENV": "production",
    "EVENTREG_BASE_URL": "https://acara.contoh.id",
    "EVENTREG_SECRET_KEY": "s" * 32,
    "EVENTREG_AUDIT_KEY": "a" * 32,
    "EVENTREG_FIELD_KEYS": Fernet.generate_key().decode(),
}


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
        assert f"{variable} is required in production." in told
    assert not (tmp_path / "keys.json").exists()


def test_production_with_everything(tmp_path):
    settings = read(tmp_path, **PRODUCTION)

    assert settings.is_secure
    assert settings.field_keys == (PRODUCTION["EVENTREG_FIELD_KEYS"],)


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
