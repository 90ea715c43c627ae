"""The settings: one typed object, read once from the environment, every mistake told at start.

`docs/settings.md` is generated from the fields' metadata (`make docs`).
"""

import json
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import Field, dataclass, field, fields
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

from cryptography.fernet import Fernet
from flask import current_app

from eventreg.core.strength import HOW_TO_MAKE_A_KEY, HOW_TO_MAKE_ONE, SHORTEST, weakness_of, weakness_of_key

T = TypeVar("T")


class Environment(StrEnum):
    """Where the app runs; `demo` shows made-up people and is kept to this machine."""

    DEVELOPMENT = "development"
    DEMO = "demo"
    PRODUCTION = "production"


class SettingsError(Exception):
    """What is wrong with the environment, one sentence a mistake."""

    def __init__(self, mistakes: list[str]) -> None:
        self.mistakes = mistakes
        super().__init__("\n".join(mistakes))


def _setting(variable: str, says: str, default: str = "", *, secret: bool = False) -> Any:
    return field(metadata={"variable": variable, "says": says, "default": default, "secret": secret})


@dataclass(frozen=True)
class Settings:
    """What the environment decides. Build it with `from_environ`."""

    env: Environment = _setting("EVENTREG_ENV", "`development`, `demo` or `production`.", "development")
    instance: Path = _setting(
        "EVENTREG_INSTANCE", "Folder for the SQLite database, uploads and, outside production, the keys.", "instance"
    )
    database_url: str = _setting(
        "DATABASE_URL", "`sqlite:///…` or `postgresql://…`. By default SQLite in `EVENTREG_INSTANCE`."
    )
    secret_key: str = _setting(
        "EVENTREG_SECRET_KEY",
        f"Signs cookies and forms. At least 32 characters, made by `{HOW_TO_MAKE_ONE}`; required in production.",
        secret=True,
    )
    field_keys: tuple[str, ...] = _setting(
        "EVENTREG_FIELD_KEYS",
        "Fernet keys, separated by commas, for encryption at rest: the first encrypts, all decrypt. "
        "To change it, put a new one first, run `eventreg keys rotate --apply`, and drop the old one when "
        "`eventreg keys check` says so. "
        f"Each made by `{HOW_TO_MAKE_A_KEY}`; required in production.",
        secret=True,
    )
    audit_key: str = _setting(
        "EVENTREG_AUDIT_KEY",
        "Seals the audit trail. At least 32 characters, made like `EVENTREG_SECRET_KEY` and different from it; "
        "required in production.",
        secret=True,
    )
    base_url: str = _setting(
        "EVENTREG_BASE_URL",
        "Public address of the app, without a path. Part of every ticket's QR code; required in production.",
        "http://localhost:8000",
    )
    mail_server: str = _setting("MAIL_SERVER", "SMTP host. Without it messages wait in the outbox.")
    mail_port: int = _setting("MAIL_PORT", "SMTP port.", "25")
    mail_use_tls: bool = _setting("MAIL_USE_TLS", "`1`: STARTTLS.", "0")
    mail_use_ssl: bool = _setting("MAIL_USE_SSL", "`1`: TLS from the first byte.", "0")
    mail_username: str = _setting("MAIL_USERNAME", "SMTP user name, if the server asks for one.")
    mail_password: str = _setting("MAIL_PASSWORD", "SMTP password.", secret=True)
    mail_default_sender: str = _setting(
        "MAIL_DEFAULT_SENDER", "Sender's address of all messages.", "eventreg@localhost"
    )
    mail_sender_name: str = _setting("MAIL_SENDER_NAME", "Sender's name. By default the organisation's.")
    mail_timeout: int = _setting(
        "MAIL_TIMEOUT",
        "Seconds to wait for each answer of the mail server, 5 to 120. A message as a whole gets 4 minutes.",
        "30",
    )
    mail_rate: int = _setting("MAIL_RATE", "Messages a minute that the provider allows. `0`: no limit.", "0")
    mail_dkim_selector: str = _setting(
        "MAIL_DKIM_SELECTOR", "The provider's name for its DKIM key, for `eventreg mail check`."
    )
    log: str = _setting("EVENTREG_LOG", "`DEBUG`, `INFO`, `WARNING` or `ERROR`.", "INFO")
    redis_url: str = _setting("EVENTREG_REDIS_URL", "`redis://…`: rate limits counted over several processes.")

    @classmethod
    def from_environ(cls, environ: Mapping[str, str] | None = None) -> "Settings":
        """Read and check everything. Raises SettingsError naming every mistake at once."""
        return _Reader(os.environ if environ is None else environ).read()

    @property
    def is_demo(self) -> bool:
        """Whether made-up people may be shown, with their sign-in messages."""
        return self.env is Environment.DEMO

    @property
    def is_secure(self) -> bool:
        """Whether the public address is HTTPS, so that cookies may insist on it."""
        return self.base_url.startswith("https://")


def setting_fields() -> list[Field[Any]]:
    """The settings in the order of the documentation."""
    return list(fields(Settings))


class _Reader:
    """Collects mistakes while it reads, so that one start tells them all."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = environ
        self.mistakes: list[str] = []
        self.defaults = {item.name: item.metadata for item in setting_fields()}

    def text(self, name: str) -> str:
        meta = self.defaults[name]
        return self.environ.get(meta["variable"], "").strip() or str(meta["default"])

    def given(self, name: str) -> bool:
        return bool(self.environ.get(self.defaults[name]["variable"], "").strip())

    def parsed(self, name: str, parse: Callable[[str], T], fallback: T, expects: str) -> T:
        try:
            return parse(self.text(name))
        except ValueError:
            self.mistakes.append(f"{self.defaults[name]['variable']} must be {expects}, not {self.text(name)!r}.")
            return fallback

    def read(self) -> Settings:
        env = self.parsed("env", Environment, Environment.DEVELOPMENT, "development, demo or production")
        instance = Path(self.text("instance")).resolve()
        keys = self._keys(env, instance)
        settings = Settings(
            env=env,
            instance=instance,
            database_url=_with_driver(self.text("database_url") or f"sqlite:///{instance / 'eventreg.sqlite3'}"),
            base_url=self._base_url(env),
            mail_server=self.text("mail_server"),
            mail_port=self.parsed("mail_port", int, 25, "a number"),
            mail_use_tls=self.parsed("mail_use_tls", _yes_no, False, "0 or 1"),
            mail_use_ssl=self.parsed("mail_use_ssl", _yes_no, False, "0 or 1"),
            mail_username=self.text("mail_username"),
            mail_password=self.text("mail_password"),
            mail_default_sender=self.text("mail_default_sender"),
            mail_sender_name=self.text("mail_sender_name"),
            mail_timeout=self.parsed("mail_timeout", _between(5, 120), 30, "a number of seconds from 5 to 120"),
            mail_rate=self.parsed("mail_rate", _between(0, 100_000), 0, "a number of messages a minute, or 0"),
            mail_dkim_selector=self.text("mail_dkim_selector"),
            log=self.parsed("log", _log_level, "INFO", "DEBUG, INFO, WARNING or ERROR"),
            redis_url=self.text("redis_url"),
            **keys,
        )
        if self.mistakes:
            raise SettingsError(self.mistakes)
        return settings

    def _base_url(self, env: Environment) -> str:
        value = self.text("base_url").rstrip("/")
        parts = urlsplit(value)
        if parts.scheme not in {"http", "https"} or not parts.netloc or parts.path or parts.query:
            self.mistakes.append(f"EVENTREG_BASE_URL must be http(s)://host without a path, not {value!r}.")
        if env is Environment.PRODUCTION and not self.given("base_url"):
            self.mistakes.append("EVENTREG_BASE_URL is required in production.")
        return value

    def _keys(self, env: Environment, instance: Path) -> dict[str, Any]:
        """The three secrets: from the environment, or outside production kept beside the data."""
        kept = {} if env is Environment.PRODUCTION else _kept_keys(instance)
        keys = {name: self.text(name) or kept.get(name, "") for name in ("secret_key", "field_keys", "audit_key")}
        field_keys = tuple(part.strip() for part in keys["field_keys"].split(",") if part.strip())
        for name in keys:
            variable = self.defaults[name]["variable"]
            mistake = _mistake_in(name, keys[name], field_keys, must_be_strong=env is Environment.PRODUCTION)
            if mistake:
                how = HOW_TO_MAKE_A_KEY if name == "field_keys" else HOW_TO_MAKE_ONE
                self.mistakes.append(f"{variable} {mistake}. Make one: {how}")
        if env is Environment.PRODUCTION:
            self._check_distinct(keys["secret_key"], keys["audit_key"], *field_keys)
        return keys | {"field_keys": field_keys}

    def _check_distinct(self, *keys: str) -> None:
        given = [key for key in keys if key]
        if len(set(given)) < len(given):
            self.mistakes.append(
                "EVENTREG_SECRET_KEY, EVENTREG_AUDIT_KEY and each of EVENTREG_FIELD_KEYS must differ: "
                f"who learns one must not have the others. Make one: {HOW_TO_MAKE_ONE}"
            )


def _mistake_in(name: str, value: str, field_keys: tuple[str, ...], *, must_be_strong: bool) -> str:
    """What is wrong with a secret, without telling it; empty when nothing is."""
    if not value:
        return "is required in production"
    if name != "field_keys":
        if len(value) < SHORTEST:
            return f"must have at least {SHORTEST} characters"
        weakness = weakness_of(value) if must_be_strong else ""
        return f"is too easy to guess: it {weakness}" if weakness else ""
    for number, key in enumerate(field_keys, start=1):
        try:
            Fernet(key)
        except ValueError:
            return f"is wrong: key {number} is not a Fernet key (32 bytes, base64)"
        weakness = weakness_of_key(key) if must_be_strong else ""
        if weakness:
            return f"is too easy to guess: key {number} {weakness}"
    return "" if field_keys else "is required in production"


def _kept_keys(instance: Path) -> dict[str, str]:
    path = instance / "keys.json"
    if not path.exists():
        instance.mkdir(parents=True, exist_ok=True)
        made = {
            "secret_key": secrets.token_urlsafe(48),
            "field_keys": Fernet.generate_key().decode(),
            "audit_key": secrets.token_urlsafe(48),
        }
        draft = instance / f".keys-{secrets.token_hex(8)}"
        draft.touch(0o600)
        draft.write_text(json.dumps(made))
        try:
            path.hardlink_to(draft)  # appears whole: whoever starts at the same moment reads all of it
        except FileExistsError:  # another process was faster: its keys hold
            pass
        finally:
            draft.unlink()
    kept: dict[str, str] = json.loads(path.read_text())
    return kept


def _with_driver(url: str) -> str:
    for prefix in ("postgres://", "postgresql://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _yes_no(text: str) -> bool:
    if text.lower() in {"1", "true", "yes", "on"}:
        return True
    if text.lower() in {"0", "false", "no", "off"}:
        return False
    raise ValueError(text)


def _between(least: int, most: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        number = int(text)
        if not least <= number <= most:
            raise ValueError(text)
        return number

    return parse


def _log_level(text: str) -> str:
    if text.upper() not in {"DEBUG", "INFO", "WARNING", "ERROR"}:
        raise ValueError(text)
    return text.upper()


def current_settings() -> Settings:
    """The settings of the running app."""
    settings: Settings = current_app.extensions["eventreg.settings"]
    return settings
