"""Letters to applicants, on the page of their application."""

from collections.abc import Sequence
from datetime import datetime

from flask import g, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.applications import queries as applications
from eventreg.applications.models import Application
from eventreg.applications.slots import PaperTold
from eventreg.core import clock
from eventreg.core.errors import NotFound
from eventreg.core.i18n import Language, _, current_language, format_day
from eventreg.core.limits import limit_making
from eventreg.core.web import requires
from eventreg.documents.rules import DocumentKind
from eventreg.documents.words import KIND_NAMES
from eventreg.events.rules import EventKind
from eventreg.office import addressees, issuing
from eventreg.office.texts import ISSUED
from eventreg.office.views.base import P, blueprint
from eventreg.office.views.letters import pdf, printed


@blueprint.get("/me/applications/<code>/letters/<letter>.pdf")
@requires(P.OWN_APPLICATION)
@limit_making("60 per hour")
def own_letter(code: str, letter: str) -> ResponseReturnValue:
    """A letter that was issued to me."""
    application = applications.get_own(code, g.actor)
    found = next((one for one in addressees.letters_of(application) if one.code == letter), None)
    if found is None or found.kind not in ISSUED:
        raise NotFound()
    return printed(found)


@blueprint.get("/me/applications/<code>/statement.pdf")
@requires(P.OWN_APPLICATION)
@limit_making("60 per hour")
def own_statement(code: str) -> ResponseReturnValue:
    """The statement that I sign, filled in."""
    application = applications.get_own(code, g.actor)
    if application.status not in addressees.STATES[DocumentKind.STATEMENT]:
        raise NotFound()
    asked = request.args.get("lang", "")
    language = Language(asked) if asked in set(Language) else current_language()
    name = f"{KIND_NAMES[DocumentKind.STATEMENT]} {application.code}.pdf"
    return pdf(issuing.statement_of(application, language, clock.now()), name)


def papers_of(application: Application, now: datetime) -> Sequence[PaperTold]:
    """What an applicant finds to download: letters that hold, and the statement of an exhibitor."""
    zone = application.event.zone.info
    told = [
        PaperTold(
            str(KIND_NAMES[one.kind]),
            url_for("office.own_letter", code=application.code, letter=one.code),
            ", ".join(filter(None, (one.number, format_day(one.issued_at.astimezone(zone).date())))),
        )
        for one in addressees.letters_of(application)
        if one.kind in ISSUED
    ]
    exhibits = application.event.kind is not EventKind.TRAINING
    if exhibits and application.status in addressees.STATES[DocumentKind.STATEMENT]:
        url = url_for("office.own_statement", code=application.code)
        told.append(PaperTold(_("Statement to be signed"), url, _("filled in; needs a stamp duty of Rp10.000")))
    return told
