"""Pages of the documentation that are made from the code say what the code says."""

import pytest

from scripts import permissions_doc, settings_doc


def test_the_page_of_the_settings_is_up_to_date():
    assert settings_doc.PAGE.read_text() == settings_doc.page(), "run `make docs`"


@pytest.mark.sqlite_only
def test_the_page_of_the_permissions_is_up_to_date(app):
    assert permissions_doc.PAGE.read_text() == permissions_doc.page(app), "run `make docs`"
