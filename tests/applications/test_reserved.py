"""What applicants read of places that are kept for groups."""

from datetime import timedelta

import pytest

from eventreg.businesses.models import Business
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM
from eventreg.events import service as events
from eventreg.events.models import Event
from eventreg.events.rules import Admission, QuotaKind
from eventreg.events.writing import QuotaDetails
from tests.factories.businesses import make_business
from tests.factories.events import make_event
from tests.factories.people import make_person, sign_in
from tests.support.visitor import soup


@pytest.mark.sqlite_only
def test_the_public_page_says_which_of_the_places_that_are_left_are_kept(app, client):
    with app.app_context(), unit_of_work():
        reserve = QuotaDetails(QuotaKind.RESERVE, 2, group="fostered")
        made = make_event(quota=3, admission=Admission.FIRST_COME)
        events.change(made.id, {}, quotas=[reserve], actor=SYSTEM, now=clock.now())
        url, event_id = f"/events/{made.slug}/", made.id

    page = client.get(url).text
    with app.app_context(), unit_of_work():
        event = db.session.get_one(Event, event_id)
        event.quotas[0].falls_back_at = clock.now() - timedelta(minutes=1)

    assert "Tersisa 3 dari 3" in page
    assert "Termasuk 2 yang disediakan untuk: UMKM binaan." in page
    assert "Termasuk" not in client.get(url).text


@pytest.mark.sqlite_only
def test_the_form_says_whether_the_business_counts_for_a_reserve_and_where_to_say_so(app, visitor):
    with app.app_context(), unit_of_work():
        made = make_event(quota=3)
        reserves = [QuotaDetails(QuotaKind.RESERVE, 1, group=group) for group in ("fostered", "women_owned")]
        events.change(made.id, {}, quotas=reserves, actor=SYSTEM, now=clock.now())
        business = make_business(make_person("sri@contoh.id", "Sri"))
        business_id, url = business.id, f"/events/{made.slug}/apply"
    sri = sign_in(visitor(), "sri@contoh.id")

    before = soup(sri.get(url)).select_one("#reserved")
    with app.app_context(), unit_of_work():
        db.session.get_one(Business, business_id).owner_sex = "f"
    after = soup(sri.get(url)).select_one("#reserved")

    assert [row.get_text(" ", strip=True) for row in before.select("li")] == [
        "UMKM binaan belum tercatat",
        "usaha milik perempuan belum tercatat",
    ]
    assert before.select_one("a")["href"].startswith(f"/me/businesses/{business_id}/profile/")
    assert "usaha milik perempuan termasuk" in after.get_text(" ", strip=True)
