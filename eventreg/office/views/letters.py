"""Letters of an event: who gets which, looking at one before it is issued, issuing one or all."""

from typing import Any, TypeVar

from flask import Response, abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core import clock
from eventreg.core.db import LARGEST_ID, unit_of_work
from eventreg.core.errors import NotFound
from eventreg.core.i18n import Language, _
from eventreg.core.limits import limit_making
from eventreg.core.paging import Page
from eventreg.core.web import refusals, requires
from eventreg.council.queries import signatories, today
from eventreg.documents import register
from eventreg.documents.models import IssuedDocument
from eventreg.documents.rules import DocumentKind
from eventreg.documents.words import KIND_NAMES
from eventreg.events.models import Event
from eventreg.events.views.public import page_number
from eventreg.office import addressees, batches, composing, dispatching, issuing, queries
from eventreg.office.addressees import Addressee, Guest
from eventreg.office.forms.letters import AgainForm, GuestForm, LetterForm, shown
from eventreg.office.models import BatchForm
from eventreg.office.orders import Order
from eventreg.office.rules import ReplacedMeanwhile
from eventreg.office.signing import signatory_for
from eventreg.office.texts import ISSUED, WORDED
from eventreg.office.views.base import P, blueprint, event_for
from eventreg.office.words import LETTERS_TOLD, OF_WHOM

Form = TypeVar("Form", bound=LetterForm)
SIZE = 50
PAGE = "/staff/events/<slug>/papers/letters"


@blueprint.get(f"{PAGE}/")
@requires(P.LETTER_READ)
def letters(slug: str) -> ResponseReturnValue:
    """Which letters there are, how many were issued, how many are still to be."""
    event = event_for(slug, P.LETTER_READ)
    issued = queries.issued(event.id)
    rows = [
        (kind, KIND_NAMES[kind], LETTERS_TOLD[kind], issued.get(kind, queries.NONE).standing, len(_ids(kind, event)))
        for kind in WORDED
    ]
    return render_template("office/letters.html", event=event, rows=rows, issued=ISSUED)


@blueprint.route(f"{PAGE}/<kind>", methods=["GET", "POST"])
@requires(P.LETTER_READ)
def letter_kind(slug: str, kind: str) -> ResponseReturnValue:
    """Who gets it, with its number where it was issued; issuing it to all who have none."""
    event, which = event_for(slug, P.LETTER_READ), _kind(kind)
    form = _form(LetterForm(data=_last(which, event)), which, event)
    if request.method == "POST" and event_for(slug, P.LETTER_MANAGE) and form.validate_on_submit():
        params = {"ids": _ids(which, event), "tells": bool(form.tells.data), **form.particulars().as_plain()}
        with refusals(form), unit_of_work():
            return redirect(_ordered(which, event, form, params))
    return _list_page(event, which, form)


@blueprint.route(f"{PAGE}/invitation/guests", methods=["GET", "POST"])
@requires(P.LETTER_READ)
def letter_guests(slug: str) -> ResponseReturnValue:
    """Invitations to people who are typed: officials, sponsors, the press."""
    event, kind = event_for(slug, P.LETTER_READ), DocumentKind.INVITATION
    form = _form(GuestForm(data=_last(kind, event)), kind, event)
    if request.method == "POST" and event_for(slug, P.LETTER_MANAGE) and form.validate_on_submit():
        guests = [list(guest.lines) for guest in form.invited()]
        with refusals(form), unit_of_work():
            return redirect(_ordered(kind, event, form, {"guests": guests, **form.particulars().as_plain()}))
    page = render_template("office/letter_guests.html", event=event, form=form, sent=addressees.guest_letters(event.id))
    return page, 422 if form.errors else 200


@blueprint.route(f"{PAGE}/<kind>/to/<int:number>", methods=["GET", "POST"])
@requires(P.LETTER_MANAGE)
def letter_one(slug: str, kind: str, number: int) -> ResponseReturnValue:
    """One letter: issued, or in the place of one that no longer says what is right."""
    event_for(slug, P.LETTER_READ)  # withheld from whoever may not see names
    event, which = event_for(slug, P.LETTER_MANAGE), _kind(kind, ISSUED)
    to = _addressee(which, event, number)
    subject = issuing.subject_of(event, to)
    old = addressees.standing_of(which, [subject]).get(subject)
    made = AgainForm if old else LetterForm
    begins = shown(old.content, language=old.language) | {"replaces": old.code} if old else _last(which, event)
    form = _form(made(data=begins), which, event)
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            document = _issued(form, which, event, to, old)
            flash(_("The letter %(number)s is issued.", number=document.number))
            return redirect(url_for(".letter_kind", slug=slug, kind=kind))
    if isinstance(form, AgainForm) and old:
        form.replaces.data = old.code  # whoever was told meanwhile which letter stands means that one
    page = render_template(
        "office/letter.html", event=event, kind=which, name=KIND_NAMES[which], form=form, to=to, old=old, number=number
    )
    return page, 422 if form.errors else 200


@blueprint.get(f"{PAGE}/<kind>/preview.pdf")
@requires(P.LETTER_READ)
@limit_making("120 per hour")
def letter_preview(slug: str, kind: str) -> ResponseReturnValue:
    """A letter as it would be issued, without number and code."""
    event, which = event_for(slug, P.LETTER_READ), _kind(kind)
    form = _form(LetterForm(request.args, meta={"csrf": False}), which, event)
    to = _previewed(which, event)
    now, language = clock.now(), form.in_language()
    form.validate()
    composed = composing.compose(which, event, to, form.particulars(), language, today=today(now))
    return pdf(composing.pdf_of(composed.content, which, language), f"{KIND_NAMES[which]}.pdf")


@blueprint.get(f"{PAGE}/<kind>/issued/<letter>.pdf")
@requires(P.LETTER_READ)
@limit_making("120 per hour")
def letter_pdf(slug: str, kind: str, letter: str) -> ResponseReturnValue:
    """An issued letter, as it was."""
    event, which = event_for(slug, P.LETTER_READ), _kind(kind, ISSUED)
    document = addressees.find_letter(event.id, letter)
    if document is None or document.kind is not which:
        raise NotFound()
    return printed(document)


@blueprint.get(f"{PAGE}/statement/to/<int:number>.pdf")
@requires(P.LETTER_READ)
@limit_making("120 per hour")
def letter_statement(slug: str, number: int) -> ResponseReturnValue:
    """The statement of one applicant, ready to be signed."""
    event, kind = event_for(slug, P.LETTER_READ), DocumentKind.STATEMENT
    application = addressees.find_application(kind, event.id, number)
    if application is None:
        raise NotFound()
    data = issuing.statement_of(application, Language.ID, clock.now())
    return pdf(data, f"{KIND_NAMES[kind]} {application.code}.pdf")


def printed(document: IssuedDocument) -> Response:
    """The file of an issued letter, which a check will know. Raises NotFound where its content was erased."""
    if not document.content:
        raise NotFound()
    data, name, code = composing.printed(document), issuing.file_name(document), document.code
    with unit_of_work():
        found = addressees.find_letter(document.event_id or 0, code)
        if found:
            register.note_file(found, data)
    return pdf(data, name)


def pdf(data: bytes, name: str) -> Response:
    """A file that is shown, and kept by nobody on the way."""
    response = Response(data, mimetype="application/pdf")
    response.headers.set("Content-Disposition", "inline", filename=name)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _kind(text: str, among: tuple[DocumentKind, ...] = WORDED) -> DocumentKind:
    if text not in set(among):
        abort(404)
    return DocumentKind(text)


def _form(form: Form, kind: DocumentKind, event: Event) -> Form:
    form.offer(signatories(), signatory_for(kind, event.id))
    return form


def _last(kind: DocumentKind, event: Event) -> dict[str, object]:
    """As the last letter of the kind was; the day is always today's."""
    last = addressees.last_of(kind, event.id)
    return shown(last.content, language=last.language) if last else {"language": Language.ID.value}


def _ids(kind: DocumentKind, event: Event) -> list[int]:
    if kind is DocumentKind.ASSIGNMENT:
        return [one.id for one in addressees.speakers(event)]
    return list(addressees.application_ids(kind, event.id))


def _subjects(kind: DocumentKind, event: Event) -> list[str]:
    name = "speaker" if kind is DocumentKind.ASSIGNMENT else "application"
    return [f"{name}:{number}" for number in _ids(kind, event)]


def _rows(kind: DocumentKind, event: Event, search: str) -> Page[Any]:
    """One page of who gets it."""
    if kind is not DocumentKind.ASSIGNMENT:
        return addressees.application_page(kind, event.id, page_number(), SIZE, search)
    words = search.casefold().split()
    found = [one for one in addressees.speakers(event) if all(word in one.name.casefold() for word in words)]
    number = max(1, min(page_number(), -(-len(found) // SIZE)))
    return Page(found[(number - 1) * SIZE : number * SIZE], len(found), number, SIZE)


def _ordered(kind: DocumentKind, event: Event, form: LetterForm, params: dict[str, object]) -> str:
    """Where the batch is watched that makes them. Raises WordingBroken, NothingToMake."""
    pack = BatchForm.ZIP if request.form.get("pack") == BatchForm.ZIP else BatchForm.PDF
    order = Order(event.id, dispatching.BATCH_OF[kind], form.in_language(), pack, params, g.actor.person_id)
    dispatching.check(order, clock.now())
    batch = batches.start(order, total=dispatching.count(order), actor=g.actor, now=clock.now())
    return url_for("office.batch", slug=event.slug, batch_id=batch.id)


def _addressee(kind: DocumentKind, event: Event, number: int) -> Addressee:
    """Whom one letter is for. Raises NotFound."""
    if kind is DocumentKind.ASSIGNMENT:
        found: Addressee | None = next((one for one in event.speakers if one.id == number), None)
    else:
        found = addressees.find_application(kind, event.id, number)
    if found is None:
        raise NotFound()
    return found


def _previewed(kind: DocumentKind, event: Event) -> Addressee:
    """Whom a preview is for: the first guest, the chosen one, the first of the list, or a name to be filled in."""
    guests = addressees.guests_of(request.args.get("guests", ""))
    if guests:
        return guests[0]
    number = request.args.get("number", type=int)
    if number and not 0 < number <= LARGEST_ID:
        raise NotFound()
    ids = [number] if number else _ids(kind, event)[:1]
    return _addressee(kind, event, ids[0]) if ids else Guest((_("(name)"),))


def _issued(
    form: LetterForm, kind: DocumentKind, event: Event, to: Addressee, old: IssuedDocument | None
) -> IssuedDocument:
    particulars, tells, now = form.particulars(), bool(form.tells.data), clock.now()
    if old and isinstance(form, AgainForm):
        if form.replaces.data != old.code:
            raise ReplacedMeanwhile()
        reason = form.reason.data or ""
        return issuing.replace(old, to, particulars, reason=reason, tells=tells, actor=g.actor, now=now)
    language = form.in_language()
    return issuing.issue(kind, event.id, [to], particulars, language, tells=tells, actor=g.actor, now=now)[0]


def _list_page(event: Event, kind: DocumentKind, form: LetterForm) -> ResponseReturnValue:
    search = request.args.get("q", "").strip()[:60]
    found = _rows(kind, event, search)
    standing = addressees.standing_of(kind, [issuing.subject_of(event, one) for one in found.rows])
    subjects = _subjects(kind, event)
    total, issued = len(subjects), addressees.count_standing(kind, subjects) if kind in ISSUED else 0
    page = render_template(
        "office/letter_kind.html",
        event=event,
        kind=kind,
        name=KIND_NAMES[kind],
        told=LETTERS_TOLD[kind],
        nobody=OF_WHOM[kind],
        form=form,
        page=found,
        rows=[(one, standing.get(issuing.subject_of(event, one))) for one in found.rows],
        search=search,
        total=total,
        is_issued=kind in ISSUED,
        left=total - issued,
        issued=issued,
    )
    return page, 422 if form.errors else 200
