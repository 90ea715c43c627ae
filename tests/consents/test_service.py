"""Agreeing, taking back and publishing, with what is written down about each."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from eventreg.consents import queries, rules, service
from eventreg.consents.models import Consent, ConsentText, ConsentWay
from eventreg.consents.rules import Standing
from eventreg.consents.slots import home_day
from eventreg.consents.texts import Words
from eventreg.core import clock
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.permissions import SYSTEM
from tests.factories.people import actor_of, make_person

pytestmark = pytest.mark.databases("sqlite", "postgresql")

NEW = Words("Katalog", "Catalogue", "Saya setuju nama saya dicetak.", "I agree that my name is printed.")


@pytest.fixture
def sri_id(app):
    with app.app_context(), unit_of_work():
        return make_person("sri@demo.test", "Sri Wahyuni").id


@pytest.fixture
def inside(app):
    with app.app_context(), unit_of_work():
        yield


def agree(person_id, *purposes, **more):
    given = {"way": ConsentWay.SCREEN, "actor": SYSTEM, "now": clock.now(), **more}
    service.record(person_id, purposes, **given)


def publish(purpose="publication", seen=1, words=NEW, **more):
    return service.publish_text(purpose, words, seen=seen, actor=SYSTEM, **{"now": clock.now(), **more})


def standings(person_id):
    return {purpose: stand.standing for purpose, stand in queries.standing(person_id).items()}


def audited():
    return [(entry.action, entry.states) for entry in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_before_anybody_agrees_the_texts_that_come_with_the_app_are_shown(sri_id, inside):
    assert [text.purpose for text in queries.missing_required(sri_id)] == ["registration"]
    assert set(standings(sri_id).values()) == {Standing.NEVER}
    assert queries.current_notice().version == 1
    assert db.session.scalar(select(func.count(ConsentText.id))) == 0


def test_a_consent_tells_who_when_how_and_to_which_words(sri_id, inside):
    now = clock.now()
    service.record(sri_id, ["registration"], way=ConsentWay.PAPER, actor=SYSTEM, now=now)
    (consent,) = queries.history(sri_id)

    assert (consent.person_id, consent.given_at, consent.way) == (sri_id, now, ConsentWay.PAPER)
    assert (consent.text.purpose, consent.text.version) == ("registration", 1)
    assert "I agree that my name" in consent.text.text_en
    assert queries.holds(sri_id, "registration")
    assert not queries.holds(sri_id, "publication")
    assert queries.missing_required(sri_id) == []
    assert audited()[-1] == ("consent.given", {"purpose": "registration", "version": "1", "way": "paper"})


def test_agreeing_twice_to_the_same_words_is_one_consent(sri_id, inside):
    agree(sri_id, "registration")
    agree(sri_id, "registration", "publication")

    assert len(queries.history(sri_id)) == 2


def test_nobody_agrees_to_what_is_not_asked(sri_id, inside):
    with pytest.raises(rules.PurposeUnknown):
        agree(sri_id, "registration", "selling")
    with pytest.raises(rules.PurposeUnknown):
        agree(sri_id, "")
    assert queries.history(sri_id) == []


def test_a_new_version_asks_again_and_the_old_words_stay_provable(sri_id, inside):
    agree(sri_id, "registration", "publication")
    publish(now=clock.now() + timedelta(minutes=1))

    assert standings(sri_id)["publication"] is Standing.OLDER
    assert not queries.holds(sri_id, "publication")
    assert [text.purpose for text in queries.to_ask(sri_id)] == ["publication"]
    agree(sri_id, "publication", now=clock.now() + timedelta(minutes=2))
    assert queries.holds(sri_id, "publication")
    versions = [entry.text.version for entry in queries.history(sri_id) if entry.text.purpose == "publication"]
    assert versions == [2, 1]


def test_what_was_left_unticked_is_asked_again_only_for_newer_words(sri_id, inside):
    assert len(queries.to_ask(sri_id)) == 5
    agree(sri_id, "registration")
    assert queries.to_ask(sri_id) == []
    publish("photos", now=clock.now() + timedelta(minutes=1))
    assert [text.purpose for text in queries.to_ask(sri_id)] == ["photos"]


def test_taking_back_ends_every_version_and_can_be_undone_by_agreeing(sri_id, inside):
    agree(sri_id, "registration", "publication")
    publish(now=clock.now() + timedelta(minutes=1))
    service.withdraw(sri_id, "publication", actor=SYSTEM, now=clock.now())

    assert standings(sri_id)["publication"] is Standing.WITHDRAWN
    assert queries.holds(sri_id, "registration")
    assert audited()[-1] == ("consent.withdrawn", {"purpose": "publication", "version": "1"})
    agree(sri_id, "publication")
    assert queries.holds(sri_id, "publication")


def test_withdrawing_what_was_never_given_leaves_no_trace(sri_id, inside):
    before = len(audited())
    service.withdraw(sri_id, "publication", actor=SYSTEM, now=clock.now())
    assert len(audited()) == before


def test_a_minor_needs_a_guardian_who_is_theirs(sri_id, inside):
    now = clock.now()
    service.record_birth(sri_id, now.date() - timedelta(days=16 * 365), actor=SYSTEM, now=now)
    with pytest.raises(rules.GuardianMissing):
        agree(sri_id, "registration")
    other = make_person("lain@demo.test")
    theirs = service.record_guardian(other.id, "Wali", "Ibu", "081234567890", actor=SYSTEM, now=now).id
    with pytest.raises(NotFound):
        agree(sri_id, "registration", guardian_id=theirs)

    own = service.record_guardian(sri_id, "Siti  Aminah", "Ibu", "0812 3456 7890", actor=SYSTEM, now=now)
    agree(sri_id, "registration", guardian_id=own.id)
    assert queries.holds(sri_id, "registration")
    assert queries.history(sri_id)[0].guardian.name == "Siti Aminah"
    again = service.record_guardian(sri_id, "Siti Aminah", "Ibu", "+6281234567890", actor=SYSTEM, now=now)
    assert again.id == own.id
    entries = list(db.session.scalars(select(AuditEntry)))
    assert "guardian.recorded" in {entry.action for entry in entries}
    assert not any("Siti" in str((entry.states, entry.fields, entry.reason)) for entry in entries)


def test_what_a_minor_once_said_alone_does_not_count(sri_id, inside):
    now = clock.now()
    agree(sri_id, "registration")  # claimed to be of age
    service.record_birth(sri_id, now.date() - timedelta(days=16 * 365), actor=SYSTEM, now=now)

    assert [text.purpose for text in queries.missing_required(sri_id)] == ["registration"]


def test_full_age_does_not_end_what_a_guardian_agreed_to(sri_id, inside):
    now = clock.now()
    service.record_birth(sri_id, date(home_day(now).year - 17, 1, 1), actor=SYSTEM, now=now)
    guardian = service.record_guardian(sri_id, "Siti", "Ibu", "081234567890", actor=SYSTEM, now=now)
    agree(sri_id, "registration", guardian_id=guardian.id)

    assert queries.holds(sri_id, "registration")


def test_two_who_publish_at_once_do_not_overwrite_each_other(sri_id, inside):
    assert publish().version == 2
    with pytest.raises(rules.PublishedMeanwhile):
        publish(words=NEW._replace(text_en="Something else."))
    with pytest.raises(rules.NothingNew):
        publish(seen=2)
    with pytest.raises(rules.WordsMissing):
        publish(seen=2, words=NEW._replace(text_id="  "))


def test_a_purpose_can_be_added_and_ended(sri_id, inside):
    added = service.add_purpose(NEW, is_required=False, actor=SYSTEM, now=clock.now())
    assert added.purpose == "catalogue"
    agree(sri_id, "catalogue")
    with pytest.raises(rules.PurposeTaken):
        service.add_purpose(NEW, is_required=False, actor=SYSTEM, now=clock.now())

    service.end_purpose("catalogue", actor=SYSTEM, now=clock.now())
    assert "catalogue" not in standings(sri_id)
    assert not queries.holds(sri_id, "catalogue")
    with pytest.raises(rules.LastRequired):
        service.end_purpose("registration", actor=SYSTEM, now=clock.now())
    with pytest.raises(NotFound):
        service.end_purpose("catalogue", actor=SYSTEM, now=clock.now())


def test_a_new_notice_leaves_the_old_one_readable(sri_id, inside):
    service.publish_notice("Baru", "New", seen=1, actor=SYSTEM, now=clock.now())

    assert [notice.version for notice in queries.notices()] == [2, 1]
    assert "UU 27/2022" in queries.get_notice(1).text_id
    with pytest.raises(rules.PublishedMeanwhile):
        service.publish_notice("Lain", "Other", seen=1, actor=SYSTEM, now=clock.now())
    with pytest.raises(NotFound):
        queries.get_notice(3)
    assert audited()[-1] == ("notice.published", {"version": "2"})


def test_counts_are_by_version(app, sri_id, inside):
    others = [make_person() for _ in range(2)]
    for person in others:
        service.record(person.id, ["publication"], way=ConsentWay.SCREEN, actor=actor_of(person), now=clock.now())
    service.withdraw(others[0].id, "publication", actor=SYSTEM, now=clock.now())
    publish()
    agree(sri_id, "publication")

    found = {(text.purpose, text.version): queries.counts().get(text.id) for text in queries.all_texts()}
    assert found["publication", 1] == queries.Count(given=1, withdrawn=1)
    assert found["publication", 2] == queries.Count(given=1, withdrawn=0)
    assert found["photos", 1] is None


def test_first_consents_given_at_once_store_the_texts_once(app, sri_id):
    with app.app_context(), unit_of_work():
        people = [make_person().id for _ in range(4)]

    def consent(person_id):
        with app.app_context(), unit_of_work():
            agree(person_id, "registration")

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(consent, people))
    with app.app_context():
        assert db.session.scalar(select(func.count(ConsentText.id))) == 5
        assert db.session.scalar(select(func.count(Consent.id))) == 4
