"""Minutes in the register of papers: numbered when their meeting ends, so that anybody can check them.

What they print depends on who prints them, so the register keeps what is the same for all: which meeting, and when.
"""

from datetime import datetime

from babel.dates import format_date

from eventreg.core.i18n import Language, format_hours
from eventreg.core.numerals import in_words
from eventreg.core.permissions import Actor
from eventreg.curation.models import Meeting
from eventreg.documents import register
from eventreg.documents.models import IssuedDocument
from eventreg.documents.register import Paper
from eventreg.documents.rules import LETTER_CLASSES, LONGEST_TITLE, DocumentKind
from eventreg.events.models import Event

KIND = DocumentKind.MINUTES


def enter(event: Event, meeting: Meeting, *, actor: Actor, now: datetime) -> IssuedDocument:
    """Enter the minutes of a meeting that has ended; the office's next number is theirs, unless they have one."""
    facts = [
        ("Nomor", meeting.minutes_number),
        ("Rapat", f"Rapat kurasi ke-{meeting.number} ({in_words(meeting.number)})"),
        ("Kegiatan", event.title),
        ("Hari", format_date(meeting.began_at.astimezone(event.zone.info), "EEEE, d MMMM y", locale="id")),
        ("Waktu", format_hours(meeting.began_at, meeting.ended_at or now, event.zone)),
    ]
    paper = Paper(
        kind=KIND,
        title=f"Berita acara rapat kurasi ke-{meeting.number}: {event.title}"[:LONGEST_TITLE],
        language=Language.ID,
        content={"meeting": meeting.number},
        facts=[(term, value) for term, value in facts if value],
        letter_class=None if meeting.minutes_number else LETTER_CLASSES[KIND],
        subject=_subject(meeting),
        event_id=event.id,
    )
    return register.issue(paper, actor=actor, now=now)


def entered(meeting: Meeting) -> IssuedDocument | None:
    """What stands in the register of the minutes; None before the meeting has ended, and once they are withdrawn."""
    return register.standing(KIND, _subject(meeting))


def number_of(meeting: Meeting) -> str:
    """The number of the minutes: the register's, or the one written by hand; empty where there is none yet."""
    document = entered(meeting)
    return (document.number if document else "") or meeting.minutes_number


def _subject(meeting: Meeting) -> str:
    return f"meeting:{meeting.id}"
