"""Badges: of all who hold a ticket in the background, of a few found by name, of the committee."""

from flask import flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.core.i18n import _, force_locale
from eventreg.core.limits import limit_account, limit_making
from eventreg.core.web import requires
from eventreg.office import badging
from eventreg.office.badges import BadgeSize
from eventreg.office.forms.badges import SIZES, CommitteeForm
from eventreg.office.models import BatchForm
from eventreg.office.orders import Order
from eventreg.office.views.base import P, blueprint, event_for, paper_language
from eventreg.office.views.batches import begin
from eventreg.office.views.certificates import pdf_response

PAGE = "/staff/events/<slug>/papers/badges"
AT_ONCE = 40
"""So many are made while somebody waits; more of them are a batch."""


@blueprint.get(f"{PAGE}/")
@requires(P.LETTER_MANAGE)
def badges(slug: str) -> ResponseReturnValue:
    """Whose badges there are to print."""
    return _page(slug, None)


@blueprint.post(f"{PAGE}/")
@requires(P.LETTER_MANAGE)
def make_badges(slug: str) -> ResponseReturnValue:
    """All of those who hold a ticket, or of one category, in the background."""
    event = event_for(slug, P.LETTER_MANAGE)
    params = {"size": _size(request.form.get("size", "")).value}
    if category := request.form.get("category", "")[:80]:
        params["category"] = category
    order = Order(event.id, "badges", paper_language(), BatchForm.PDF, params, g.actor.person_id)
    return begin(order, event, url_for(".badges", slug=slug))


@blueprint.get(f"{PAGE}/some.pdf")
@requires(P.LETTER_MANAGE)
@limit_making("120 per hour")
def some_badges(slug: str) -> ResponseReturnValue:
    """The few that were searched for: whoever lost theirs, or came late."""
    event = event_for(slug, P.LETTER_MANAGE)
    found = badging.found(event.id, request.args.get("q", "")[:80], AT_ONCE)
    if not found:
        flash(_("Nobody found. Try a part of the name, the business, or the ticket's code."), "bad")
        return redirect(url_for(".badges", slug=slug))
    size = _size(request.args.get("size", ""))
    with force_locale(paper_language().value):
        made = badging.pdf_of(event, [badging.of_ticket(event, one) for one in found], size)
    return pdf_response(made, f"tanda-pengenal-{slug}.pdf")


@blueprint.post(f"{PAGE}/committee")
@requires(P.LETTER_MANAGE)
@limit_account("120 per hour")
def committee_badges(slug: str) -> ResponseReturnValue:
    """Those of the people that were chosen, and of the names that were typed."""
    event = event_for(slug, P.LETTER_MANAGE)
    form = CommitteeForm.of(badging.committee(event.id))
    if not form.validate_on_submit():
        return _page(slug, form), 422
    with force_locale(paper_language().value):
        staff = [one for one in badging.committee(event.id) if one.person_id in (form.people.data or ())]
        wanted = [*(badging.of_staff(event, one) for one in staff), *badging.typed(event, form.typed.data or "")]
        made = badging.pdf_of(event, wanted, form.chosen_size) if wanted else None
    if made is None:
        form.form_errors.append(_("Choose somebody, or write a name."))
        return _page(slug, form), 422
    return pdf_response(made, f"tanda-pengenal-panitia-{slug}.pdf")


def _page(slug: str, form: CommitteeForm | None) -> str:
    event = event_for(slug, P.LETTER_MANAGE)
    groups = badging.categories(event.id)
    return render_template(
        "office/badges.html",
        event=event,
        form=form or CommitteeForm.of(badging.committee(event.id)),
        categories=[(name, number) for name, number in groups if name],
        total=sum(number for _name, number in groups),
        sizes=SIZES,
    )


def _size(typed: str) -> BadgeSize:
    return BadgeSize(typed) if typed in set(BadgeSize) else BadgeSize.TEN
