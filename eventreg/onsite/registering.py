"""Minutes of handing a booth over or back in the register of papers, from when both sides agree: with a code to check
them by. What is changed afterwards is withdrawn there. The caller holds the unit of work.
"""

from datetime import datetime

from eventreg.core.i18n import Language, _, force_locale, format_date, format_datetime
from eventreg.core.permissions import Actor
from eventreg.documents import register
from eventreg.documents.models import IssuedDocument
from eventreg.documents.register import Paper
from eventreg.documents.rules import LONGEST_TITLE, DocumentKind
from eventreg.onsite.models import Handover
from eventreg.onsite.rules import Way

KIND = DocumentKind.MINUTES


def title_of(way: Way) -> str:
    """What minutes of this way are called."""
    return _("Minutes of handing over a booth") if way is Way.IN else _("Minutes of handing a booth back")


def enter(written: Handover, *, actor: Actor, now: datetime) -> IssuedDocument:
    """Enter minutes that the exhibitor has agreed to."""
    application, booth = written.application, written.booth
    event = application.event
    with force_locale(Language.ID.value):
        title = title_of(written.way)
        facts = [
            (_("Kind"), title),
            (_("Event"), event.title),
            (_("Booth"), booth.label),
            (_("Business"), application.business.name),
            (_("Day"), format_date(written.at, event.zone)),
            (_("Agreed to"), format_datetime(now, event.zone)),
        ]
    paper = Paper(
        kind=KIND,
        title=f"{title}: {booth.label}, {event.title}"[:LONGEST_TITLE],
        language=Language.ID,
        content={"handover": written.id},
        facts=facts,
        subject=_subject(written),
        event_id=event.id,
        business_id=application.business_id,
    )
    return register.issue(paper, actor=actor, now=now)


def entered(written: Handover) -> IssuedDocument | None:
    """What stands in the register of these minutes."""
    return register.standing(KIND, _subject(written))


def withdraw(written: Handover, *, actor: Actor, now: datetime) -> None:
    """The minutes no longer say what was agreed to; nothing where they aren't in the register."""
    document = entered(written)
    if document:
        with force_locale(Language.ID.value):
            reason = _("The minutes were changed after both sides had agreed.")
        register.withdraw(document.id, reason=reason, actor=actor, now=now)


def _subject(written: Handover) -> str:
    return f"handover:{written.id}"
