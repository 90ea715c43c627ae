"""`eventreg doctor` says what is wrong, and fails where something is."""

import pytest

from tests.support.production import PRODUCTION
from tests.support.server import run_eventreg, run_installed


@pytest.mark.sqlite_only
def test_a_sound_installation(app, environ):
    said = run_installed(environ, "doctor")

    assert "ok      migrations: at head" in said
    assert "PROBLEM" not in said


@pytest.mark.sqlite_only
@pytest.mark.environ(
    **PRODUCTION | {"EVENTREG_BASE_URL": "http://contoh.id", "MAIL_SERVER": "127.0.0.1", "MAIL_PORT": "9"}
)
def test_what_is_wrong_is_named(app, environ):
    with pytest.raises(AssertionError) as failed:
        run_eventreg(environ, "doctor")

    assert "PROBLEM address: http://contoh.id is not HTTPS" in str(failed.value)
    assert "PROBLEM mail: 127.0.0.1:9" in str(failed.value)
