"""The pages of reviewers and organisers: who gets in, what they tell, and that nothing typed is lost."""

from datetime import timedelta
from typing import Any

import pytest

from eventreg.applications.models import Application
from eventreg.businesses.models import Business
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.curation import naming, recusing
from eventreg.curation.models import ReviewPhase
from eventreg.curation.rules import Conflict, Others, ReviewState
from tests.curation.fair import Fair
from tests.factories.events import make_event
from tests.factories.people import sign_in
from tests.support.visitor import soup

JSON = {"Accept": "application/json"}


@pytest.fixture
def fair(app):
    """Two applications, each handed to two of three curators, who don't see names."""
    made = Fair(app)
    made.hand_out()
    return made


@pytest.fixture
def curator(fair, visitor):
    """The first curator."""
    return sign_in(visitor(), fair.emails[0])


@pytest.fixture
def organiser(fair, visitor):
    return sign_in(visitor(), "panitia@contoh.id")


def folder(fair: Fair) -> str:
    return f"/staff/events/{fair.slug}/reviews/"


def page_of(fair: Fair, application_id: int) -> str:
    return folder(fair) + fair.code(application_id)


def fields(fair: Fair, score: int = 4, **more: Any) -> dict[str, Any]:
    scores = {f"score-{key}": str(score) for key in fair.criteria}
    return {**scores, "remark": "Garis canting halus.", "act": "send", "revision": "0", **more}


def ask_json(visitor, path: str, **given: Any) -> Any:
    """Send a form as the page's script does."""
    data = {"csrf_token": visitor._csrf_token(), **given}
    return visitor.client.post(path, data=data, headers=JSON)


def give_file(fair: Fair, application_id: int) -> str:
    """A picture among the answers; its key."""
    with fair.app.app_context(), unit_of_work():
        application = db.session.get_one(Application, application_id)
        photo = application.products[0].photo
        assert photo
        application.files.append(photo)
        return photo.key


# ---- Who gets in -------------------------------------------------------------------------------------------


def test_nothing_of_a_review_is_found_by_whom_it_was_not_given_or_who_stays_away(fair, visitor):
    one = fair.first_of(0)
    key = give_file(fair, one)
    (outside,) = set(fair.people) - fair.reviewers(one)
    path = page_of(fair, one)
    ways = [path, f"{path}/abstention", f"{path}/conflict", f"{path}/files/{key}"]
    stranger = sign_in(visitor(), fair.emails[fair.people.index(outside)])
    mine = sign_in(visitor(), fair.emails[0])
    assert {mine.get(way).status_code for way in ways} == {200}

    for who, away in ((stranger, False), (mine, True)):
        if away:
            fair.recuse(0, one)  # which gives it to the other
        assert {who.get(way).status_code for way in ways} == {404}
        assert who.post(path, **fields(fair)).status_code == 404
        assert ask_json(who, path, **fields(fair)).status_code == 404
        assert who.post(f"{path}/reopening").status_code == 404
        assert who.post(f"{path}/abstention").status_code == 404
    desk_page = mine.get(folder(fair))
    assert "Anda tidak menilai usaha ini" in desk_page.text
    assert path not in desk_page.text


@pytest.mark.sqlite_only
def test_an_organiser_who_stays_away_finds_nothing_of_it_either(fair, organiser):
    one = fair.ids[0]
    ours = f"/staff/events/{fair.slug}/reviewers/applications/"
    assert organiser.get(ours + fair.code(one)).status_code == 200
    fair.do(recusing.recuse, one, fair.organiser.person_id, Conflict.FAMILY)
    recused = fair.recuse(0, one)

    assert organiser.get(ours + fair.code(one)).status_code == 404
    assert organiser.post(ours + fair.code(one), act="give", person=fair.people[2]).status_code == 404
    assert fair.code(one) not in organiser.get(ours).text
    assert fair.code(one) not in organiser.get(f"/staff/events/{fair.slug}/reviewers/").text
    end = f"/staff/events/{fair.slug}/reviewers/conflicts/{recused.id}/end"
    assert organiser.post(end).status_code == 404


@pytest.mark.sqlite_only
def test_curators_do_not_hand_out_and_organisers_do_not_review(fair, curator, organiser):
    assert curator.get(f"/staff/events/{fair.slug}/reviewers/").status_code == 403
    assert organiser.get(folder(fair)).status_code == 403


# ---- Names ---------------------------------------------------------------------------------------------------


def test_who_reviews_without_names_reads_none_anywhere(fair, curator):
    one = fair.first_of(0)
    with fair.app.app_context(), unit_of_work():
        application = db.session.get_one(Application, one)
        business = application.business
        business.channels = {"instagram": "batikrahasia.pkl"}
        business.nib = "1234567890123"
        business.address = "Jl. Jetayu 12"
        application.answers = {
            **application.answers,
            "motivation": f"{business.name} ada di Jl. Jetayu 12, WA 0812-3456-7890, IG @batikrahasia.pkl, "
            "sri@contoh.id, www.batik.id. Harga Rp2.500.000.",
        }
        application.products[0].name = f"Sarung {business.name.upper()}"
        told = [business.name, business.owner_name, business.nib, "0812", "batikrahasia", "Jl. Jetayu 12", "sri@contoh"]

    page = curator.get(page_of(fair, one))
    texts = [page.text, curator.get(folder(fair)).text]
    texts += [curator.get(f"{page_of(fair, one)}/{way}").text for way in ("conflict", "abstention")]
    texts.append(ask_json(curator, page_of(fair, one), **fields(fair, act="draft")).text)

    body = "\n".join(texts).casefold()
    assert [name for name in told if name.casefold() in body] == []
    assert "Nama disembunyikan" in page.text
    assert "Harga Rp2.500.000" in page.text, "what tells nobody stays"
    assert "Sarung ▮▮▮" in page.text
    with fair.app.app_context(), unit_of_work():
        phase = db.session.scalars(db.select(ReviewPhase)).one()
        phase.shows_names = True
    shown = curator.get(page_of(fair, one))
    assert "Batik Rahasia" in shown.text
    assert "Nama disembunyikan" not in shown.text


def test_names_are_blotted_out_whole_and_short_ones_left_alone():
    business = Business(
        name="Batik", brand="Batik Sri", owner_name="Sri", phone="", nib="", address="", channels={}, capacity=""
    )

    assert naming.without("Batik Sri dari Sri", naming.names_of(business)) == "▮▮▮ dari Sri"


# ---- Writing -------------------------------------------------------------------------------------------------


def test_without_script_one_review_after_another_is_sent(fair, curator):
    first = fair.first_of(0)
    start = curator.get(folder(fair))
    assert "Mulai menilai" in start.text

    sent = curator.post(page_of(fair, first), **fields(fair, note="lihat lagi"))

    assert sent.status_code == 302
    assert sent.location != page_of(fair, first)
    (review,) = fair.reviews()
    assert (review.state, review.note) == (ReviewState.SENT, "lihat lagi")
    again = curator.get(page_of(fair, first))
    assert "Penilaian Anda terkirim" in again.text
    assert "80,0" in again.text
    assert curator.post(f"{page_of(fair, first)}/reopening").status_code == 302
    assert fair.reviews()[0].state is ReviewState.DRAFT


def test_what_is_missing_is_told_beside_it_and_nothing_typed_is_lost(fair, curator):
    one = fair.first_of(0)
    typed = fields(fair, score=3, remark="", note="Catatan saya", discuss="y")
    del typed[f"score-{fair.criteria[1]}"]

    page = curator.post(page_of(fair, one), **typed)

    assert page.status_code == 422
    tree = soup(page)
    assert tree.select_one(f"#score-{fair.criteria[1]} .error").text.strip() == "Beri nilai."
    assert tree.select_one(f"[name=score-{fair.criteria[0]}][value='3']").has_attr("checked")
    assert tree.select_one("[name=note]").text.strip() == "Catatan saya"
    assert tree.select_one("[name=discuss]").has_attr("checked")
    page = curator.post(page_of(fair, one), **fields(fair, remark=" "))
    assert "Tulis catatan: dua kalimat cukup." in page.text


def test_outside_the_phase_it_is_refused_and_what_was_typed_is_kept(fair, curator):
    one = fair.first_of(0)
    with fair.app.app_context(), unit_of_work():
        db.session.scalars(db.select(ReviewPhase)).one().ends_at = clock.now() - timedelta(minutes=1)

    page = curator.post(page_of(fair, one), **fields(fair, remark="Warna alam stabil."))

    assert page.status_code == 422
    assert "Warna alam stabil." in page.text
    assert soup(page).select_one(".errors p").text
    assert fair.reviews() == []
    answer = ask_json(curator, page_of(fair, one), **fields(fair))
    assert answer.json["code"] == "not_reviewed_now"
    assert answer.json["general"]


def test_the_script_is_told_what_is_stored_when_another_phone_was_faster(fair, curator):
    one = fair.first_of(0)
    path = page_of(fair, one)
    assert ask_json(curator, path, **fields(fair, act="draft")).json["revision"] == 1
    assert ask_json(curator, path, **fields(fair, 5, act="draft", revision="1")).json["revision"] == 2

    late = ask_json(curator, path, **fields(fair, 1, act="draft", revision="1"))

    assert late.json["code"] == "review_is_newer"
    assert set(late.json["stored"]["scores"].values()) == {5}
    assert late.json["stored"]["revision"] == 2
    garbage = ask_json(curator, path, **fields(fair, revision="abc", act="draft", **{f"score-{fair.criteria[0]}": "x"}))
    assert garbage.json["faults"]
    sent = ask_json(curator, path, **fields(fair, revision="2"))
    assert (sent.json["state"], sent.json["revision"]) == ("sent", 3)


def test_others_reviews_are_read_under_ones_own_once_it_is_sent_where_the_phase_says_so(fair, visitor):
    with fair.app.app_context(), unit_of_work():
        db.session.scalars(db.select(ReviewPhase)).one().shows_others = Others.AFTER_OWN
    one = fair.first_of(0)
    other = fair.people.index(min(fair.reviewers(one) - {fair.people[0]}))
    fair.send(other, one, score=2, remark="Pewarnaan kurang rata.", note="rahasia saya")
    curator = sign_in(visitor(), fair.emails[0])
    assert "Pewarnaan kurang rata." not in curator.get(page_of(fair, one)).text

    fair.send(0, one)

    page = curator.get(page_of(fair, one)).text
    assert "Pewarnaan kurang rata." in page
    assert "40,0 dari 100" in page
    assert "rahasia saya" not in page


def test_a_conflict_is_declared_with_its_kind_and_abstaining_is_asked_about(fair, curator):
    one = fair.first_of(0)
    assert curator.post(f"{page_of(fair, one)}/conflict", note="Ipar saya").status_code == 422
    done = curator.post(f"{page_of(fair, one)}/conflict", kind="family", note="Ipar saya")
    assert done.status_code == 302
    assert fair.people[0] not in fair.reviewers(one)
    rest = [other for other, person in fair.pairs() if person == fair.people[0]]
    for other in rest:
        assert curator.post(f"{page_of(fair, other)}/abstention").status_code == 302
        assert "Anda abstain" in curator.get(page_of(fair, other)).text


@pytest.mark.sqlite_only
def test_a_reviewer_is_led_from_the_first_page_to_what_waits_and_told_until_when(fair, visitor):
    """Only while reviews are taken; afterwards the desk says so, and before it, from when."""
    curator = sign_in(visitor(language="en"), fair.emails[0])
    with fair.app.app_context():
        phase = db.session.scalars(db.select(ReviewPhase)).one()
        number, starts = phase.id, phase.starts_at
    fair.change(ReviewPhase, number, ends_at=clock.now() + timedelta(days=3))
    home = soup(curator.get("/staff/events/"))

    (link,) = home.select(f"main section a[href='{folder(fair)}']")
    assert "until " in link.parent.text
    assert "until " in curator.get(folder(fair)).text
    fair.change(ReviewPhase, number, ends_at=clock.now() - timedelta(minutes=1))
    assert "Waiting for your review" not in curator.get("/staff/events/").text
    assert "no longer taken" in curator.get(folder(fair)).text
    later = clock.now() + timedelta(days=1)
    fair.change(ReviewPhase, number, starts_at=later, ends_at=later + timedelta(days=1))
    assert "Reviews are taken from" in curator.get(folder(fair)).text
    fair.change(ReviewPhase, number, starts_at=starts, ends_at=None)
    for one in fair.ids:
        if fair.people[0] in fair.reviewers(one):
            fair.send(0, one)
    assert "Waiting for your review" not in curator.get("/staff/events/").text


def test_who_is_done_is_offered_to_help(app, visitor):
    fair = Fair(app, applications=2, curators=2, reviews_each=1)
    fair.hand_out()
    mine = fair.first_of(0)
    (left,) = set(fair.ids) - {mine}
    curator = sign_in(visitor(), fair.emails[0])
    assert "Bantu yang lain" not in curator.get(folder(fair)).text
    fair.send(0, mine)
    assert "Bantu yang lain" in curator.get(folder(fair)).text

    taken = curator.post(folder(fair))

    assert taken.location.endswith(fair.code(left))
    fair.send(0, left)
    finished = curator.get(folder(fair)).text
    assert "Semua sudah dinilai" in finished
    assert "Bantu yang lain" not in finished


# ---- Organisers ------------------------------------------------------------------------------------------------


def test_an_organiser_sees_what_handing_out_does_before_and_after(app, visitor):
    fair = Fair(app, applications=2, curators=1)
    organiser = sign_in(visitor(), "panitia@contoh.id")
    path = f"/staff/events/{fair.slug}/reviewers/"
    assert "2 penilaian akan dibagikan." in organiser.get(path).text

    done = organiser.post(path, follow=True)

    assert "2 penilaian dibagikan. 2 pendaftaran kekurangan kurator" in done.text
    assert "Semua sudah dibagikan." in done.text
    assert len(fair.pairs()) == 2


def test_an_organiser_changes_by_hand_and_takes_a_conflict_back(fair, organiser):
    one = fair.ids[0]
    path = f"/staff/events/{fair.slug}/reviewers/applications/{fair.code(one)}"
    (outside,) = set(fair.people) - fair.reviewers(one)
    leaving = min(fair.reviewers(one))

    assert organiser.post(path, act="hand_over", person=outside, instead=leaving).status_code == 302
    assert outside in fair.reviewers(one)
    refused = organiser.post(path, act="give", person=outside)
    assert refused.status_code == 422
    assert "tidak dapat diberi pendaftaran ini" in refused.text
    assert organiser.post(path, act="take_away", instead=outside).status_code == 302
    assert outside not in fair.reviewers(one)
    noted = {"act": "conflict", "person": leaving, "conflict-kind": "supplier", "conflict-note": "Memasok lilin"}
    assert organiser.post(path, **noted).status_code == 302
    page = soup(organiser.get(f"/staff/events/{fair.slug}/reviewers/"))
    assert "Memasok lilin" in page.text
    end = page.select_one("form[action*='/conflicts/']")["action"]
    assert organiser.post(end, follow=True).status_code == 200
    assert "Memasok lilin" not in organiser.get(f"/staff/events/{fair.slug}/reviewers/").text


@pytest.mark.sqlite_only
def test_an_event_without_review_has_no_such_pages(app, visitor):
    fair = Fair(app, applications=0, curators=1)
    with app.app_context(), unit_of_work():
        slug = make_event().slug
    assert sign_in(visitor(), fair.emails[0]).get(f"/staff/events/{slug}/reviews/").status_code == 404
    assert sign_in(visitor(), "panitia@contoh.id").get(f"/staff/events/{slug}/reviewers/").status_code == 404
