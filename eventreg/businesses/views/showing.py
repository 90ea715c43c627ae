"""What pages of papers share: what a paper is called and worth, and how its file goes out."""

from dataclasses import dataclass
from datetime import date

from flask import abort, send_file
from flask.typing import ResponseReturnValue

from eventreg.businesses import papers
from eventreg.businesses.models import Paper
from eventreg.businesses.rules import PaperState
from eventreg.businesses.words import PAPER_LOOKS, PAPER_STATES, paper_name
from eventreg.core import files
from eventreg.core.files import StoredFile
from eventreg.core.i18n import _, ngettext
from eventreg.core.pdfs import PDF


@dataclass(frozen=True)
class PaperFacts:
    """A paper with its name, its state on a day in words, and how that looks."""

    paper: Paper
    name: str
    state: PaperState
    words: str
    look: tuple[str, str]


def facts_of(paper: Paper, on: date) -> PaperFacts:
    """What a page tells of a paper on a day."""
    state = papers.state_of(paper, on)
    words = str(PAPER_STATES[state])
    if state is PaperState.EXPIRING and paper.expires_on:
        words = _expires_in((paper.expires_on - on).days)
    return PaperFacts(paper, paper_name(paper.kind, paper.title), state, words, PAPER_LOOKS[state])


def send_stored(stored: StoredFile) -> ResponseReturnValue:
    """The bytes of a file: a picture as one, a PDF as a download; no cache keeps it."""
    path = files.whole_path_of(stored)
    if not path.is_file():
        abort(404)
    if stored.media_type == PDF:
        response = send_file(path, PDF, as_attachment=True, download_name=stored.name)
        response.headers["Content-Security-Policy"] = "sandbox"  # should a browser show it all the same
    else:
        response = send_file(path)
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def _expires_in(days: int) -> str:
    if days == 0:
        return _("expires today")
    if days < 7:
        return ngettext("expires tomorrow", "expires in %(num)d days", days)
    return ngettext("expires in a week", "expires in %(num)d weeks", days // 7)
