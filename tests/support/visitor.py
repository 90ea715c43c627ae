"""A visitor of the app without a browser: Flask's test client that fills in forms as a page would."""

import secrets
from typing import Any

from bs4 import BeautifulSoup
from flask import Flask
from itsdangerous import URLSafeTimedSerializer
from werkzeug.test import TestResponse

from eventreg.core.i18n import LANGUAGE_COOKIE


class Visitor:
    """One person with cookies of their own; forms carry a genuine CSRF token, for protection stays on."""

    def __init__(self, app: Flask, *, language: str = "id") -> None:
        self.app = app
        self.client = app.test_client()
        self.client.set_cookie(LANGUAGE_COOKIE, language)

    def get(self, path: str, *, follow: bool = False, **query: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(path, query_string=query or None, follow_redirects=follow)

    def post(self, path: str, *, follow: bool = False, **fields: Any) -> TestResponse:
        """Send a form; a value may be a list, or a tuple `(stream, file name)` for an upload."""
        return self.client.post(path, data={"csrf_token": self._csrf_token(), **fields}, follow_redirects=follow)

    def _csrf_token(self) -> str:
        with self.client.session_transaction() as session:
            value = session.setdefault("csrf_token", secrets.token_hex(20))
        assert self.app.secret_key
        return str(URLSafeTimedSerializer(self.app.secret_key, salt="wtf-csrf-token").dumps(value))


def soup(page: TestResponse) -> BeautifulSoup:
    """The page as a tree: `soup(page).select_one("h1")`."""
    return BeautifulSoup(page.text, "html.parser")
