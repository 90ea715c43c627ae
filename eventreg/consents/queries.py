"""Looking up notice and texts, and what people agreed to. Until something is stored, the texts that come with the app.

A consent counts for the present text of its purpose. One that somebody under 18 gave without a guardian counts never.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from eventreg.accounts.models import Person
from eventreg.consents import rules, slots
from eventreg.consents.models import Consent, ConsentText, Guardian, PrivacyNotice
from eventreg.consents.rules import Standing
from eventreg.consents.texts import NOTICE_EN, NOTICE_ID, PURPOSES
from eventreg.core.db import db
from eventreg.core.errors import NotFound


@dataclass(frozen=True)
class PurposeStanding:
    """A purpose's present text, and what the person said to it; `consent` is the newest, withdrawn or not."""

    text: ConsentText
    standing: Standing
    consent: Consent | None

    @property
    def holds(self) -> bool:
        """Whether the person agreed to the present text."""
        return self.standing is Standing.AGREED


@dataclass(frozen=True)
class Count:
    """How many hold to a text, and how many took it back."""

    given: int = 0
    withdrawn: int = 0


# ---- Texts ------------------------------------------------------------------------------------------


def default_texts() -> list[ConsentText]:
    """The purposes that come with the app, not stored."""
    return [
        ConsentText(
            purpose=purpose.code,
            version=1,
            position=position,
            is_required=purpose.is_required,
            **purpose.words._asdict(),
        )
        for position, purpose in enumerate(PURPOSES, start=1)
    ]


def current_texts() -> list[ConsentText]:
    """Of each purpose that is asked for, the newest text."""
    return [text for text in newest_texts() if text.ended_at is None]


def newest_texts() -> list[ConsentText]:
    """Of each purpose the newest text, those that ended too."""
    stored = db.session.scalars(select(ConsentText).order_by(ConsentText.position, ConsentText.version))
    newest = {text.purpose: text for text in stored}
    return sorted(newest.values(), key=lambda text: (text.position, text.purpose)) if newest else default_texts()


def get_text(purpose: str) -> ConsentText:
    """The present text of a purpose. Raises NotFound."""
    found = next((text for text in current_texts() if text.purpose == purpose), None)
    if found is None:
        raise NotFound()
    return found


def all_texts() -> Sequence[ConsentText]:
    """Every version of every purpose that is stored, the newest of each first."""
    query = select(ConsentText).order_by(ConsentText.position, ConsentText.purpose, ConsentText.version.desc())
    return db.session.scalars(query).all() or default_texts()


def current_notice() -> PrivacyNotice:
    """The privacy notice that holds."""
    return notices()[0]


def notices() -> Sequence[PrivacyNotice]:
    """All versions of the notice, the newest first."""
    stored = db.session.scalars(select(PrivacyNotice).order_by(PrivacyNotice.version.desc())).all()
    return stored or [PrivacyNotice(version=1, text_id=NOTICE_ID, text_en=NOTICE_EN)]


def get_notice(version: int) -> PrivacyNotice:
    """One version of the notice. Raises NotFound."""
    found = next((notice for notice in notices() if notice.version == version), None)
    if found is None:
        raise NotFound()
    return found


def counts() -> Mapping[int, Count]:
    """Text id → how many hold to it and how many took it back."""
    rows = db.session.execute(
        select(
            Consent.text_id, func.count() - func.count(Consent.withdrawn_at), func.count(Consent.withdrawn_at)
        ).group_by(Consent.text_id)
    )
    return {text_id: Count(given, withdrawn) for text_id, given, withdrawn in rows}


# ---- What a person agreed to ------------------------------------------------------------------------


def standing(person_id: int) -> dict[str, PurposeStanding]:
    """Purpose → where the person stands, in the order of the texts."""
    born_on = db.session.scalar(select(Person.born_on).filter_by(id=person_id))
    zone = slots.home_zone().info
    counting = [
        consent
        for consent in history(person_id)
        if consent.guardian_id or not rules.needs_guardian(consent.given_at.astimezone(zone).date(), born_on)
    ]
    return {text.purpose: _standing(text, counting) for text in current_texts()}


def _standing(text: ConsentText, consents: Sequence[Consent]) -> PurposeStanding:
    own = [consent for consent in consents if consent.text.purpose == text.purpose]
    agreed = max((consent.text.version for consent in own if not consent.withdrawn_at), default=None)
    withdrawn = max((consent.text.version for consent in own if consent.withdrawn_at), default=None)
    return PurposeStanding(text, rules.standing_of(agreed, withdrawn, text.version), own[0] if own else None)


def standings(text: ConsentText, people: Collection[int]) -> Mapping[int, Standing]:
    """Where each of the people stands towards the text; what somebody under 18 said alone doesn't count."""
    zone = slots.home_zone().info
    rows = db.session.execute(
        select(Consent, ConsentText.version, Person.born_on)
        .join(Consent.text)
        .join(Person, Person.id == Consent.person_id)
        .where(ConsentText.purpose == text.purpose, Consent.person_id.in_(people))
    )
    given: dict[int, list[tuple[int, bool]]] = defaultdict(list)
    for consent, version, born_on in rows:
        day = consent.given_at.astimezone(zone).date()
        if consent.guardian_id or not rules.needs_guardian(day, born_on):
            given[consent.person_id].append((version, consent.withdrawn_at is None))
    return {
        person_id: rules.standing_of(
            max((version for version, holds in said if holds), default=None),
            max((version for version, holds in said if not holds), default=None),
            text.version,
        )
        for person_id, said in given.items()
    }


def holds(person_id: int, purpose: str) -> bool:
    """Whether the person agrees to the present text of a purpose that is still asked for."""
    found = standing(person_id).get(purpose)
    return found is not None and found.holds


def missing_required(person_id: int) -> list[ConsentText]:
    """The required texts that the person has not agreed to as they stand now."""
    return [found.text for found in standing(person_id).values() if found.text.is_required and not found.holds]


def to_ask(person_id: int) -> list[ConsentText]:
    """What to ask when the person applies: what is missing, and optional purposes that they haven't been asked yet.

    An optional purpose was asked when the person agreed to anything since its text was published: it stood beside it.
    Left unticked then, it is a no, and asked again only for a newer text; `/me/privacy` offers it at any time.
    """
    found = standing(person_id)
    last = max((consent.given_at for consent in history(person_id)), default=None)
    return [
        stand.text
        for stand in found.values()
        if not stand.holds
        and (stand.text.is_required or last is None or (stand.text.published_at and stand.text.published_at > last))
    ]


def has_news(person_id: int) -> bool:
    """Whether a text has changed, or was added, since the person agreed to anything."""
    return bool(history(person_id)) and bool(to_ask(person_id))


def history(person_id: int) -> Sequence[Consent]:
    """Everything that the person ever agreed to, the newest first, with texts and guardians."""
    query = select(Consent).filter_by(person_id=person_id).order_by(Consent.given_at.desc(), Consent.id.desc())
    return db.session.scalars(query.options(joinedload(Consent.text), joinedload(Consent.guardian))).all()


def guardians(person_id: int) -> Sequence[Guardian]:
    """Who agrees for somebody under 18, the newest first."""
    return db.session.scalars(select(Guardian).filter_by(person_id=person_id).order_by(Guardian.id.desc())).all()


def has_told_age(person_id: int) -> bool:
    """Whether we know if the person is of age: by the date of birth, or because they said so when they agreed once."""
    born_on = db.session.scalar(select(Person.born_on).filter_by(id=person_id))
    said = select(Consent.id).filter_by(person_id=person_id, guardian_id=None).limit(1)
    return born_on is not None or db.session.scalar(said) is not None
