"""`eventreg people …`."""

import json
from urllib.parse import urlsplit

from eventreg.accounts.cli import people
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db
from tests.support.visitor import soup


def run(app, *arguments):
    return app.test_cli_runner().invoke(people, list(arguments))


def test_the_first_administrator_gets_in(app, client):
    assert run(app, "create", "Ratna@Contoh.id", "--name", "Ratna", "--role", "administrator").exit_code == 0
    printed = run(app, "sign-in-link", "ratna@contoh.id")
    assert printed.output.count("\n") == 1
    path = urlsplit(printed.output.strip()).path

    assert client.post(path).location == "/me/"  # the roles hold after the second factor
    assert client.post(path).status_code == 410


def test_a_link_from_the_shell_has_no_code(app, client):
    run(app, "create", "ratna@contoh.id")
    run(app, "sign-in-link", "ratna@contoh.id")

    assert client.post("/sign-in/code", code="000000").location == "/sign-in"
    assert not soup(client.get("/sign-in")).select("form[action='/sign-out']")


def test_making_a_link_is_written_down(app):
    run(app, "create", "ratna@contoh.id")
    run(app, "sign-in-link", "ratna@contoh.id")

    with app.app_context():
        assert db.session.scalar(db.select(AuditEntry).filter_by(action="sign_in.link_made"))


def test_nobody_is_known_there(app):
    for address in ("siapa@contoh.id", "bukan alamat"):
        failed = run(app, "sign-in-link", address)

        assert failed.exit_code == 1
        assert "Nobody is known" in failed.output
        assert "/sign-in/" not in failed.output


def test_roles_are_added_to_who_is_known(app):
    run(app, "create", "ratna@contoh.id", "--name", "Ratna")
    run(app, "create", "ratna@contoh.id", "--role", "organiser", "--role", "auditor")
    run(app, "create", "ratna@contoh.id", "--role", "organiser")

    listed = json.loads(run(app, "list", "--json").output)

    assert listed == {"email": "ratna@contoh.id", "name": "Ratna", "roles": ["organiser", "auditor"]}


def test_mistakes_are_told(app):
    assert "not an e-mail address" in run(app, "create", "ratna").output
    assert "no event 'pameran'" in run(app, "create", "ratna@contoh.id", "--event", "pameran").output
    assert run(app, "create", "ratna@contoh.id", "--role", "king").exit_code == 2
    assert run(app, "list").output == ""
