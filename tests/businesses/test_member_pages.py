"""Pages where owners say who acts for their business, and where invitations are accepted."""

from datetime import timedelta
from types import SimpleNamespace

import pytest

from eventreg.applications import service as applying
from eventreg.applications.rules import Status
from eventreg.businesses import members, queries
from eventreg.businesses.models import BusinessInvitation, MemberRole
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.logging import blank
from eventreg.core.permissions import Role
from eventreg.council.queries import organisation
from tests.factories.applications import make_application
from tests.factories.businesses import make_business
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person, sign_in
from tests.support.queries import asked
from tests.support.visitor import soup


@pytest.fixture
def people_url(lintang):
    return f"/me/businesses/{lintang.id}/people"


@pytest.fixture
def invite(lintang, sri):
    """Sri makes an invitation on the page; gives the path of its link."""

    def make(asked="helper", name="Dewi", visitor=sri):
        page = visitor.post(f"/me/businesses/{lintang.id}/invitations", name=name, asked=asked)
        assert page.status_code == 200
        return soup(page).select_one("#link")["value"].removeprefix("http://localhost:8000")

    return make


@pytest.fixture
def dewi(visitor):
    return sign_in(visitor(), "dewi@demo.test")


@pytest.fixture
def offered(app):
    """Sri's application with an offer to confirm."""
    with app.app_context(), unit_of_work():
        event = make_event(confirm_days=3)
        application = make_application(event.id, email="sri@demo.test", name="Batik Sri")
        staff = actor_of(make_person("komite1@demo.test", "", Role.COMMITTEE))
        applying.decide(event.id, [application.id], Status.ACCEPTED, actor=staff, reason="", now=clock.now())
        assert application.status is Status.OFFERED
        return SimpleNamespace(code=application.code, business_id=application.business_id)


def member_id(app, business_id, email):
    with app.app_context():
        return next(member.id for member in queries.people_of(business_id) if member.person.email == email)


def names(page):
    return [item.select_one("b").text for item in soup(page).select("section[aria-labelledby=people] li")]


# ---- Inviting ------------------------------------------------------------------------------------


def test_an_owner_invites_and_sends_the_link(lintang, sri, people_url):
    page = sri.post(f"/me/businesses/{lintang.id}/invitations", name="Dewi", asked="helper")

    shown = soup(page)
    link = shown.select_one("#link")["value"]
    assert link.startswith("http://localhost:8000/me/invitations/")
    assert shown.select_one("svg.qr")
    share = shown.select_one("a[href^='https://wa.me/?text=']")["href"]
    assert link.replace(":", "%3A").replace("/", "%2F") in share
    assert page.headers["Cache-Control"] == "no-store"
    listed = sri.get(people_url)
    assert "Dewi" in soup(listed).select_one("section[aria-labelledby=invitations]").text
    assert link.rpartition("/")[2] not in listed.text  # only that once


@pytest.mark.parametrize("wrong", [{"name": " "}, {"asked": "king"}, {"name": "x" * 121}])
def test_what_is_missing_is_told_and_the_rest_kept(lintang, sri, wrong):
    page = sri.post(f"/me/businesses/{lintang.id}/invitations", **{"name": "Dewi Lestari", "asked": "owner", **wrong})

    assert page.status_code == 422
    assert soup(page).select(".errors a")
    if "name" not in wrong:
        assert soup(page).select_one("[name=name]")["value"] == "Dewi Lestari"


def test_the_eleventh_invitation_is_refused_in_words(lintang, sri, invite):
    for _ in range(10):
        invite()

    page = sri.post(f"/me/businesses/{lintang.id}/invitations", name="Kesebelas", asked="helper")
    assert page.status_code == 422
    assert "10" in soup(page).select_one(".errors p").text


def test_an_invitation_is_withdrawn(app, lintang, sri, dewi, invite, people_url):
    path = invite()
    form = soup(sri.get(people_url)).select_one("form[action$=withdrawal]")

    page = sri.post(form["action"], follow=True)
    assert soup(page).select("section[aria-labelledby=invitations]") == []
    assert dewi.get(path).status_code == 410
    assert sri.post(form["action"]).status_code == 302  # twice is no harm


# ---- Accepting -----------------------------------------------------------------------------------


def test_the_page_says_what_accepting_means_and_who_asks(dewi, invite):
    page = dewi.get(invite())

    assert "Batik Lintang" in soup(page).select_one("h1").text
    assert "Sri" in soup(page).select_one(".lead").text
    assert dewi.get("/me/").text.count("Batik Lintang") == 0  # looking is not accepting


def test_who_accepts_finds_the_business(lintang, dewi, invite, people_url):
    assert dewi.post(invite()).location == "/me/"

    assert "Batik Lintang" in dewi.get("/me/").text
    assert dewi.get(lintang.url).status_code == 200
    assert names(dewi.get(people_url)) == ["Sri", "Dewi"]


def test_who_is_not_signed_in_comes_back_to_the_invitation(client, invite):
    path = invite()

    assert client.get(path).location == f"/sign-in?next={path}"


def test_each_way_of_being_over_has_its_sentence(app, lintang, sri, dewi, stranger, invite):
    used, withdrawn, old, own = invite(), invite(), invite(), invite()
    stranger.post(used)
    with app.app_context(), unit_of_work():
        rows = db.session.scalars(db.select(BusinessInvitation).order_by(BusinessInvitation.id)).all()
        actor = actor_of(make_person("sri@demo.test"))
        members.withdraw_invitation(lintang.id, rows[1].id, actor=actor, now=clock.now())
        rows[2].expires_at = clock.now() - timedelta(seconds=1)

    told = {
        (page.status_code, soup(page).select_one(".lead").text)
        for page in (
            dewi.get(used),
            dewi.get(withdrawn),
            dewi.get(old),
            dewi.get("/me/invitations/tidak-ada"),
            sri.get(own),
        )
    }
    assert len(told) == 5
    assert sorted(status for status, _ in told) == [404, 410, 410, 410, 422]
    for path in (used, withdrawn, old):
        assert dewi.post(path).status_code == 410
    assert "Batik Lintang" not in dewi.get("/me/").text


def test_two_taps_are_one(dewi, invite, people_url):
    path = invite()

    assert dewi.post(path).location == dewi.post(path).location == "/me/"
    assert dewi.get(path).location == "/me/"
    assert len(names(dewi.get(people_url))) == 2


def test_a_link_stays_out_of_the_log(invite):
    path = invite()

    assert blank(f'GET {path} HTTP/1.1" 200') == 'GET /me/invitations/[blanked] HTTP/1.1" 200'


# ---- Leaving and handing over --------------------------------------------------------------------


def test_a_helper_sees_who_is_there_and_may_only_leave(app, lintang, sri, dewi, invite, people_url):
    dewi.post(invite())
    page = soup(dewi.get(people_url))
    sris, own = (member_id(app, lintang.id, email) for email in ("sri@demo.test", "dewi@demo.test"))

    assert page.select("form[action$=invitations]") == []
    assert [link["href"] for link in page.select("a[href$='/end']")] == [f"{people_url}/{own}/end"]
    assert dewi.post(f"/me/businesses/{lintang.id}/invitations", name="Agus", asked="helper").status_code == 403
    assert dewi.post(f"{people_url}/{sris}/end").status_code == 403

    assert dewi.get(f"{people_url}/{own}/end").status_code == 200
    assert dewi.post(f"{people_url}/{own}/end").location == "/me/"
    assert dewi.get(people_url).status_code == 404
    assert names(sri.get(people_url)) == ["Sri"]


def test_an_owner_lets_a_helper_go_after_a_question(app, lintang, sri, dewi, invite, people_url):
    dewi.post(invite())
    path = f"{people_url}/{member_id(app, lintang.id, 'dewi@demo.test')}/end"

    assert "Dewi" in soup(sri.get(path)).select_one("h1").text
    assert dewi.get(lintang.url).status_code == 200  # asking is not doing
    assert sri.post(path).location == people_url
    assert dewi.get(lintang.url).status_code == 404


def test_the_only_owner_is_told_why_they_cannot_leave(app, lintang, sri, people_url):
    assert soup(sri.get(people_url)).select("a[href$='/end']") == []

    page = sri.post(f"{people_url}/{member_id(app, lintang.id, 'sri@demo.test')}/end")
    assert page.status_code == 422
    assert soup(page).select_one(".errors p")


def test_a_business_is_handed_over(lintang, sri, dewi, invite, people_url):
    path = invite("successor")
    assert soup(dewi.get(path)).select_one(".note.warn")

    page = soup(dewi.post(path, follow=True))

    assert "NPWP" in page.select_one(".flash .note.warn").text
    assert page.select_one("[name=owner_name]")["value"] == "Dewi"
    assert not page.select_one("[name=phone]").get("value")
    assert names(dewi.get(people_url)) == ["Dewi"]
    assert sri.get(lintang.url).status_code == 404
    assert "Batik Lintang" not in sri.get("/me/").text


def test_the_new_owner_answers_an_offer(app, visitor, dewi, offered):
    sri = sign_in(visitor(), "sri@demo.test")
    page = sri.post(f"/me/businesses/{offered.business_id}/invitations", name="Dewi", asked="successor")
    dewi.post(soup(page).select_one("#link")["value"].removeprefix("http://localhost:8000"))

    path = f"/me/applications/{offered.code}"
    assert sri.get(path).status_code == 404
    assert path in dewi.get("/me/").text
    assert soup(dewi.get(path)).select_one("form[action$=confirmation]")
    page = dewi.post(f"{path}/confirmation", follow=True)
    assert soup(page).select("a[href^='/t/']")
    assert "dewi@demo.test" in page.text
    assert "sri@demo.test" not in page.text


def test_staff_hand_over_a_business_whose_owner_is_lost(app, visitor, lintang, sri, dewi):
    staff = sign_in(visitor(), "panitia@demo.test", Role.ORGANISER)
    path = f"/staff/businesses/{lintang.id}/successor"
    assert path in staff.get(f"/staff/businesses/{lintang.id}").text
    assert "Sri" in soup(staff.get(path)).select_one(".note.warn").text
    assert staff.post(path, name="Dewi", reason="").status_code == 422

    page = staff.post(path, name="Dewi", reason="Pemilik wafat, kartu keluarga sudah dilihat")
    link = soup(page).select_one("#link")["value"].removeprefix("http://localhost:8000")
    with app.app_context():
        council = organisation().name
    assert council in soup(dewi.get(link)).select_one(".lead").text  # not a name of the staff
    dewi.post(link)
    assert dewi.get(lintang.url).status_code == 200
    assert sri.get(lintang.url).status_code == 404
    assert sri.get(path).status_code == 403


# ---- Strangers -----------------------------------------------------------------------------------


def test_strangers_find_nothing(app, lintang, sri, stranger, invite, people_url):
    invite()
    withdrawal = soup(sri.get(people_url)).select_one("form[action$=withdrawal]")["action"]
    end = f"{people_url}/{member_id(app, lintang.id, 'sri@demo.test')}/end"

    assert stranger.get(people_url).status_code == 404
    assert stranger.get(end).status_code == 404
    for path in (end, withdrawal, f"/me/businesses/{lintang.id}/invitations"):
        assert stranger.post(path, name="Saya", asked="owner").status_code == 404
    assert len(soup(sri.get(people_url)).select("form[action$=withdrawal]")) == 1


def test_ids_of_another_business_are_not_found_in_ones_own(app, lintang, sri, people_url):
    with app.app_context(), unit_of_work():
        person = make_person("lain@demo.test")
        other = make_business(person)
        members.invite(other.id, "Joko", MemberRole.HELPER, actor=actor_of(person), now=clock.now())
        invitation = db.session.scalar(db.select(BusinessInvitation.id))
        member = queries.people_of(other.id)[0].id

    assert sri.post(f"{people_url}/{member}/end").status_code == 404
    assert sri.post(f"/me/businesses/{lintang.id}/invitations/{invitation}/withdrawal").status_code == 404


# ---- Queries -------------------------------------------------------------------------------------


def test_many_people_ask_the_database_as_often_as_few(app, lintang, sri, invite, people_url):
    sign_in_and_accept(app, lintang, "dewi")
    with asked(app) as for_two:
        sri.get(people_url)
    for name in ("agus", "joko", "rini"):
        sign_in_and_accept(app, lintang, name)
        invite()
    with asked(app) as for_five:
        assert len(names(sri.get(people_url))) == 5
    assert len(for_five) == len(for_two)


def sign_in_and_accept(app, lintang, name):
    with app.app_context(), unit_of_work():
        sri = actor_of(make_person("sri@demo.test"))
        token = members.invite(lintang.id, name, MemberRole.HELPER, actor=sri, now=clock.now())
        members.accept(token, actor=actor_of(make_person(f"{name}@demo.test")), now=clock.now())


def test_a_shared_business_says_so(app, lintang, sri):
    before = sri.get("/me/").text
    sign_in_and_accept(app, lintang, "dewi")

    page = sri.get("/me/")
    assert page.text != before
    assert "1 orang" in page.text or "1 person" in page.text
