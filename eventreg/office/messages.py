"""What the message about a letter says. The templates are in `templates/messages/`."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import select

from eventreg.applications.models import Application
from eventreg.core.config import current_settings
from eventreg.core.db import db
from eventreg.core.i18n import lazy
from eventreg.core.kinds import Attachment, Content, register_message
from eventreg.core.phone import show_phone
from eventreg.core.rendering import Literal
from eventreg.council.queries import organisation
from eventreg.documents.models import IssuedDocument
from eventreg.documents.words import KIND_NAMES
from eventreg.office.composing import printed
from eventreg.office.issuing import file_name
from eventreg.office.texts import ISSUED

MOST_SAMPLES = 200


def register() -> None:
    """Tell the outbox what each kind says."""
    register_message("document_issued", _issued, label=lazy("Letter issued"), sample=_samples)


def _issued(params: Mapping[str, Any]) -> Content:
    """Which letter it is, with the letter itself; of one that was withdrawn since, its successor.

    One that nothing succeeds isn't sent, nor one whose words were erased.
    """
    document = db.session.get_one(IssuedDocument, params["document"])
    while document.successor:
        document = document.successor
    application = db.session.get_one(Application, params["application"])
    contact = application.event.contact_phone or organisation().whatsapp
    holds = document.content and document.withdrawn_at is None
    return Content(
        {
            "letter": str(KIND_NAMES[document.kind]),
            "number": Literal(document.number),
            "business": application.business.name,
            "event": application.event.title,
            "link": Literal(f"{current_settings().base_url}/me/applications/{application.code}"),
            "organisation": organisation().name,
            "contact": Literal(show_phone(contact)),
        },
        [Attachment(file_name(document), "application/pdf", printed(document))] if holds else [],
    )


def _samples(words: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Letters to applicants, the newest first."""
    query = select(IssuedDocument).where(
        IssuedDocument.kind.in_(ISSUED),
        IssuedDocument.subject.startswith("application:"),
        IssuedDocument.withdrawn_at.is_(None),
    )
    for document in db.session.scalars(query.order_by(IssuedDocument.id.desc()).limit(MOST_SAMPLES)):
        label = f"{document.number} {document.title}"
        if words.casefold() in label.casefold():
            yield label, {"document": document.id, "application": int(document.subject.partition(":")[2])}
