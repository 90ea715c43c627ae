"""The table of contents of an event's account (berkas SPJ): its chapters, their files, and what is missing."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from eventreg.core.i18n import _, current_language, format_datetime, format_range
from eventreg.curation.documents import HEIGHT, WIDTH, Column, Line, Sheet
from eventreg.documents.letterhead import letterhead
from eventreg.documents.pdf import Document
from eventreg.events.models import Event


@dataclass(frozen=True)
class Entry:
    """A paper. `page`: where it begins behind the contents, 1 for the first; `file`: its name, where it is a file."""

    title: str
    page: int | None = None
    file: str = ""


@dataclass(frozen=True)
class Part:
    """A chapter; `wanting`: what is missing of it, empty where nothing is."""

    title: str
    entries: Sequence[Entry]
    wanting: str = ""


def contents_pdf(event: Event, parts: Sequence[Part], *, made_at: datetime) -> bytes:
    """The table as a PDF, in the language of the moment."""
    pages = _set(event, parts, made_at, 0)[1]
    return _set(event, parts, made_at, pages)[0]


def _set(event: Event, parts: Sequence[Part], made_at: datetime, pages: int) -> tuple[bytes, int]:
    title, head = _("Account of the event"), letterhead()
    document = Document(
        (WIDTH, HEIGHT), title=f"{title} · {event.title}", author=head.name, language=current_language().value
    )
    counted = _("Page %(page)s of %(pages)s", page="{page}", pages="{pages}")
    sheet = Sheet(document, f"{title} · {event.title}", counted, pages)
    sheet.head(head)
    sheet.title(title.upper(), event.title, _when_and_where(event))
    lines = [line for number, part in enumerate(parts, start=1) for line in _lines(number, part, pages)]
    begins = _("Page") if any(entry.page for part in parts for entry in part.entries) else ""
    columns = (Column(_("No."), 0.09), Column(_("Chapters and papers"), 0.79), Column(begins, 0.12, right=True))
    sheet.table(columns, lines, size=9)
    sheet.paragraph(_("Put together on %(date)s.", date=format_datetime(made_at, event.zone)), size=8.5)
    sheet.end_page()
    return document.finish(), sheet.page


def _lines(number: int, part: Part, pages: int) -> Iterator[Line]:
    """Of a chapter; `pages`: how many the contents themselves take."""
    yield Line((str(number), part.title, ""), below=part.wanting, strong=True)
    for place, entry in enumerate(part.entries, start=1):
        begins = str(pages + entry.page) if entry.page else ""
        yield Line((f"{number}.{place}", entry.title, begins), below=entry.file)


def _when_and_where(event: Event) -> str:
    days = format_range(event.sessions[0].starts_at, event.sessions[-1].ends_at, event.zone)
    return ", ".join(part for part in (days, event.place_name) if part)
