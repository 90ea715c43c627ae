"""Pages of the documentation that are made from the code say what the code says."""

from scripts import settings_doc


def test_the_page_of_the_settings_is_up_to_date():
    assert settings_doc.PAGE.read_text() == settings_doc.page(), "run `make docs`"
