"""Agreeing, taking back, guardians, and publishing what is agreed to. The caller holds the unit of work."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy.exc import IntegrityError

from eventreg.accounts.models import Person
from eventreg.consents import queries, rules, slots
from eventreg.consents.models import Consent, ConsentText, ConsentWay, Guardian, PrivacyNotice
from eventreg.consents.texts import Words
from eventreg.core import audit
from eventreg.core.clock import Zone
from eventreg.core.config import current_settings
from eventreg.core.db import db, lock
from eventreg.core.errors import NotFound
from eventreg.core.names import slugify
from eventreg.core.permissions import Actor
from eventreg.core.phone import parse_mobile

LONGEST_PURPOSE = 40


@dataclass(frozen=True)
class Age:
    """What somebody tells about their age when agreeing: nothing when of age; under 18 the birth, and who agrees.

    `guardian`: name, relation and mobile number.
    """

    born_on: date | None = None
    guardian: tuple[str, str, str] | None = None


# ---- Agreeing and taking back -----------------------------------------------------------------------


def record(
    person_id: int,
    purposes: Collection[str],
    *,
    way: ConsentWay,
    actor: Actor,
    now: datetime,
    guardian_id: int | None = None,
    zone: Zone | None = None,
) -> None:
    """Write down that somebody agrees to the present text of each purpose; what they already agreed to stays.

    `zone`: whose days count for an age, by default the organisation's.

    Raises PurposeUnknown, GuardianMissing, NotFound.
    """
    person = _locked_person(person_id)
    ensure_texts(now)
    stands = queries.standing(person_id)
    if not set(purposes) <= set(stands):
        raise rules.PurposeUnknown()
    new = [stand.text for purpose, stand in stands.items() if purpose in purposes and not stand.holds]
    if new and guardian_id is None and rules.needs_guardian(_day(now, zone), person.born_on):
        raise rules.GuardianMissing()
    if guardian_id and guardian_id not in {guardian.id for guardian in queries.guardians(person_id)}:
        raise NotFound()
    for text in new:
        _give(person, text, way=way, actor=actor, now=now, guardian_id=guardian_id)


def agree(
    person_id: int, purposes: Collection[str], age: Age, *, actor: Actor, now: datetime, zone: Zone | None = None
) -> None:
    """Record what somebody ticked on their own screen, with what they told about their age.

    Raises what `record`, `record_birth` and `record_guardian` raise.
    """
    if age.born_on:
        record_birth(person_id, age.born_on, actor=actor, now=now)
    guardian = record_guardian(person_id, *age.guardian, actor=actor, now=now) if age.guardian else None
    guardian_id = guardian.id if guardian else None
    record(person_id, purposes, way=ConsentWay.SCREEN, actor=actor, now=now, guardian_id=guardian_id, zone=zone)


def _give(
    person: Person, text: ConsentText, *, way: ConsentWay, actor: Actor, now: datetime, guardian_id: int | None
) -> None:
    consent = Consent(
        person=person, text=text, given_at=now, way=way, recorded_by_id=actor.person_id, guardian_id=guardian_id
    )
    db.session.add(consent)
    db.session.flush()
    audit.record(actor, "consent.given", consent, states={**_said(text), "way": way}, now=now)


def withdraw(person_id: int, purpose: str, *, actor: Actor, now: datetime) -> None:
    """Take back what was agreed to for a purpose, in every version; harmless where nothing holds. Raises NotFound."""
    _locked_person(person_id)
    given = [
        consent
        for consent in queries.history(person_id)
        if consent.text.purpose == purpose and consent.withdrawn_at is None
    ]
    for consent in given:
        consent.withdrawn_at = now
        db.session.flush()
        audit.record(actor, "consent.withdrawn", consent, states=_said(consent.text), now=now)
    if given:
        slots.withdrawn(person_id, purpose, actor=actor, now=now)


def record_guardian(person_id: int, name: str, relation: str, phone: str, *, actor: Actor, now: datetime) -> Guardian:
    """Who agrees for somebody under 18; the one who is known already stays. Raises NotAMobileNumber, NotFound."""
    person = _locked_person(person_id)
    number = parse_mobile(phone, allow_demo=current_settings().is_demo)
    words = {"name": _tidy(name), "relation": _tidy(relation), "phone": number}
    if not all(words.values()):
        raise rules.GuardianMissing()
    known = queries.guardians(person_id)
    if known and all(getattr(known[0], field) == value for field, value in words.items()):
        return known[0]
    guardian = Guardian(person_id=person.id, recorded_at=now, recorded_by_id=actor.person_id, **words)
    db.session.add(guardian)
    db.session.flush()
    audit.record(actor, "guardian.recorded", guardian, fields=words, now=now)
    return guardian


def record_birth(person_id: int, born_on: date, *, actor: Actor, now: datetime) -> None:
    """Keep a date of birth that was asked for. Raises BirthDateImpossible, NotFound."""
    person = _locked_person(person_id)
    checked = rules.check_birth_date(born_on, _day(now, None))
    if person.born_on != checked:
        person.born_on = checked
        db.session.flush()
        audit.record(actor, "person.changed", person, fields=["born_on"], now=now)


def _locked_person(person_id: int) -> Person:
    """The person, locked: two clicks on one button make one consent."""
    person = lock(Person, person_id)
    if person is None:
        raise NotFound()
    return person


def _day(now: datetime, zone: Zone | None) -> date:
    return now.astimezone((zone or slots.home_zone()).info).date()


def _said(text: ConsentText) -> dict[str, str]:
    return {"purpose": text.purpose, "version": str(text.version)}


# ---- Publishing -------------------------------------------------------------------------------------


def ensure_texts(now: datetime) -> None:
    """Store the notice and the purposes that come with the app where there are none yet."""
    if queries.current_notice().id is not None:
        return
    notice, texts = queries.current_notice(), queries.default_texts()
    notice.published_at = now
    for text in texts:
        text.published_at = now
    try:
        with db.session.begin_nested():
            db.session.add_all([notice, *texts])
    except IntegrityError:
        return  # somebody else has just done it


def publish_text(purpose: str, words: Words, *, seen: int, actor: Actor, now: datetime) -> ConsentText:
    """Let a new version of a purpose's text hold: everybody is asked again. `seen`: the version that was changed.

    Raises WordsMissing, NothingNew, PublishedMeanwhile, NotFound.
    """
    ensure_texts(now)
    known = _locked_text(purpose)
    if known.version != seen:
        raise rules.PublishedMeanwhile()
    words = _checked(words)
    if all(getattr(known, name) == value for name, value in words._asdict().items()):
        raise rules.NothingNew()
    return _publish(purpose, words, known.version + 1, known.position, known.is_required, actor=actor, now=now)


def add_purpose(words: Words, *, is_required: bool, actor: Actor, now: datetime) -> ConsentText:
    """Ask for one more purpose from now on. Raises WordsMissing, PurposeTaken."""
    ensure_texts(now)
    words = _checked(words)
    purpose = slugify(words.title_en)[:LONGEST_PURPOSE].strip("-")
    known = queries.newest_texts()
    if purpose in {text.purpose for text in known}:
        raise rules.PurposeTaken()
    position = max(text.position for text in known) + 1
    return _publish(purpose, words, 1, position, is_required, actor=actor, now=now)


def end_purpose(purpose: str, *, actor: Actor, now: datetime) -> None:
    """Ask for a purpose no longer; consents stay on record and hold no more. Raises LastRequired, NotFound."""
    ensure_texts(now)
    text = _locked_text(purpose)
    required = [other for other in queries.current_texts() if other.is_required]
    if required == [text]:
        raise rules.LastRequired()
    text.ended_at = now
    db.session.flush()
    audit.record(actor, "consent_text.ended", text, states=_said(text), now=now)


def publish_notice(text_id: str, text_en: str, *, seen: int, actor: Actor, now: datetime) -> PrivacyNotice:
    """Let a new version of the privacy notice hold.

    Raises WordsMissing, NothingNew, PublishedMeanwhile.
    """
    ensure_texts(now)
    known = lock(PrivacyNotice, queries.current_notice().id)
    if known is None or known.version != seen or queries.current_notice().version != seen:
        raise rules.PublishedMeanwhile()
    words = _prose(text_id), _prose(text_en)
    if not all(words):
        raise rules.WordsMissing()
    if words == (known.text_id.strip(), known.text_en.strip()):
        raise rules.NothingNew()
    notice = PrivacyNotice(
        version=seen + 1, text_id=words[0], text_en=words[1], published_at=now, published_by_id=actor.person_id
    )
    db.session.add(notice)
    db.session.flush()
    audit.record(actor, "notice.published", notice, states={"version": str(notice.version)}, now=now)
    return notice


def _publish(
    purpose: str, words: Words, version: int, position: int, is_required: bool, *, actor: Actor, now: datetime
) -> ConsentText:
    text = ConsentText(
        purpose=purpose,
        version=version,
        position=position,
        is_required=is_required,
        published_at=now,
        published_by_id=actor.person_id,
        **words._asdict(),
    )
    db.session.add(text)
    db.session.flush()
    audit.record(actor, "consent_text.published", text, states=_said(text), now=now)
    return text


def _locked_text(purpose: str) -> ConsentText:
    """The present text; whoever publishes another one waits here."""
    lock(ConsentText, queries.get_text(purpose).id)
    return queries.get_text(purpose)


def _checked(words: Words) -> Words:
    tidy = Words(_tidy(words.title_id), _tidy(words.title_en), _prose(words.text_id), _prose(words.text_en))
    if not all(tidy):
        raise rules.WordsMissing()
    return tidy


def _tidy(text: str) -> str:
    return " ".join(text.split())


def _prose(text: str) -> str:
    return text.strip().replace("\r\n", "\n")
