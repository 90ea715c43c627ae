"""Looking at a wording before it is used: in a preview, and as a message to oneself."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from eventreg.accounts.models import Person
from eventreg.core import outbox
from eventreg.core.db import db
from eventreg.core.i18n import Language, _, force_locale, lazy
from eventreg.core.kinds import KINDS, Content, with_files
from eventreg.core.mistakes import lines_of
from eventreg.core.outbox import register_message
from eventreg.core.permissions import Actor
from eventreg.core.rendering import compose
from eventreg.core.wording import Unusable, check
from eventreg.messaging import announcing, samples, telling, wording
from eventreg.messaging.audience import Recipient
from eventreg.messaging.forms.texts import FULL, SHORT, TextForm, example_words
from eventreg.messaging.models import Announcement
from eventreg.messaging.rules import NoAddress
from eventreg.messaging.writing import FIELDS, words_of

log = logging.getLogger(__name__)
LIFETIME = timedelta(hours=1)
TICKETS = ("tickets", "ticket")
UNSUBSCRIBE = "unsubscribe"  # whoever tries a wording must not take its reader off by its link
VISITORS_KEYS = ("link", "code")


def register() -> None:
    """Tell the outbox what a trial says: what its writer typed."""
    register_message(wording.TRIAL, _trial, label=lazy("Trial of a wording"), matters=False)


@dataclass(frozen=True)
class Preview:
    """What a wording becomes; with `problems` there is nothing else."""

    subject: str = ""
    text: str = ""
    attachments: Sequence[str] = ()
    problems: Sequence[str] = ()
    is_made_up: bool = False
    frame: Mapping[str, Any] = field(default_factory=dict)


def preview(form: TextForm, kind: str, language: Language, actor: Actor) -> Preview:
    """What is typed, as its reader would get it."""
    found = form.mistakes
    if found.subject or found.body:
        return Preview(problems=[*lines_of(found.subject), *lines_of(found.body)])
    about = _params(form, kind, actor).get("about")
    with force_locale(language):
        content, is_made_up = _made(kind, about, form.sample.data or FULL)
        return _composed(kind, language, content, source=form.draft.source, is_made_up=is_made_up)


def preview_announcement(
    announcement: Announcement, one: Recipient | None, language: Language, *, actor: Actor
) -> Preview:
    """An announcement, kept or only typed, as somebody would get it; without anybody, as somebody made up would."""
    found = [mistake for text in words_of(announcement, language) for mistake in check(text, FIELDS)]
    if found:
        return Preview(problems=lines_of(found))
    with force_locale(language):
        try:
            content = telling.preview(announcement, one, tried_by=actor.person_id or 0)
        except Unusable as error:
            return Preview(problems=[str(error)])
        return _composed(announcing.kind_of(announcement), language, content, is_made_up=one is None)


def _composed(
    kind: str, language: Language, content: Content, *, source: str | None = None, is_made_up: bool
) -> Preview:
    try:
        composed = compose(
            kind, language, content.values, source=source or wording.for_sending(kind, language, None)[0]
        )
    except Unusable as error:
        return Preview(problems=[str(error)])
    names = [one.name for one in content.attachments]
    return Preview(composed.subject, composed.text, names, (), is_made_up, composed.frame)


def try_out(form: TextForm, kind: str, language: Language, *, actor: Actor, now: datetime) -> None:
    """Send what is typed to the actor. The caller holds the unit of work. Raises NoAddress."""
    person = db.session.get_one(Person, actor.person_id)
    if not person.email:
        raise NoAddress()
    params = {"of": kind, "source": form.draft.source, "sample": form.sample.data, **_params(form, kind, actor)}
    outbox.queue(
        wording.TRIAL,
        to=person.email,
        language=language,
        person_id=person.id,
        now=now,
        expires_at=now + LIFETIME,
        **params,
    )


def _params(form: TextForm, kind: str, actor: Actor) -> dict[str, Any]:
    sample = samples.get(kind, form.sample.data or FULL, actor)
    return {"about": dict(sample.params)} if sample else {}


def _made(kind: str, about: Mapping[str, Any] | None, chosen: str) -> tuple[Content, bool]:
    """What the message is made from, and whether that is made up: no real thing was chosen, or it can't be told of."""
    made_up = Content(wording.examples(kind, example_words(kind), is_full=chosen != SHORT))
    if about is None:
        return made_up, True
    try:
        real = with_files(KINDS[kind].make(about))
        theirs = {UNSUBSCRIBE: made_up.values[UNSUBSCRIBE]} if UNSUBSCRIBE in made_up.values else {}
        return replace(real, values={**real.values, **theirs}), False
    except Exception:
        log.exception("%s can't be previewed with %s", kind, chosen)
        return made_up, True


def _trial(params: Mapping[str, Any]) -> Content:
    """What was typed, with the values of what it was previewed with; nobody else's tickets or keys travel along."""
    kind, about = params["of"], params.get("about")
    content, _is_made_up = _made(kind, about, params["sample"])
    made_up = wording.examples(kind, example_words(kind), is_full=True)
    keys = {*TICKETS, *(VISITORS_KEYS if "visit" in (about or {}) else ())} & set(made_up)
    absent = dict.fromkeys(set(wording.fields_of(kind)) - set(wording.HOUSE), "")
    mark = _("Trial")
    values = absent | dict(content.values) | {name: made_up[name] for name in keys}
    return Content(values, source=f"[{mark}] {params['source']}")
