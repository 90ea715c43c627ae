"""The register of businesses for staff: the list, one business, its protected fields, the list as a file."""

from io import BytesIO
from typing import Any

from flask import render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.accounts import identity as people
from eventreg.businesses import directory, export, identity, papers, queries, registration, shelf, slots
from eventreg.businesses.directory import Filters, Lack
from eventreg.businesses.export import Wanted
from eventreg.businesses.forms.register import ExportForm, OpeningForm
from eventreg.businesses.models import Business
from eventreg.businesses.views.own import blueprint
from eventreg.businesses.views.showing import facts_of
from eventreg.businesses.words import LACK_NAMES, LIKENESS_NAMES, ROLE_NAMES, age
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.i18n import _, current_language
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.web import current_actor, refusals, requires
from eventreg.council.queries import organisation

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


# ---- The list -------------------------------------------------------------------------------------


@blueprint.get("/staff/businesses/")
@requires(Permission.BUSINESS_READ, everywhere=True)
def staff_list() -> ResponseReturnValue:
    """All businesses, searched, filtered and sorted."""
    filters = _filters()
    page = directory.page_for_staff(filters, request.args.get("page", 1, type=int))
    return render_template(
        "businesses/staff_list.html",
        page=page,
        filters=filters,
        tabs=_tabs(filters),
        address=lambda **changes: _address(filters, **changes),
        categories=queries.category_choices(current_language()),
        districts=directory.districts(),
        without_address=directory.without_address([business.id for business in page.rows]),
    )


@blueprint.get("/staff/businesses/export")
@requires(Permission.BUSINESS_READ, everywhere=True)
def staff_export() -> ResponseReturnValue:
    """Before the list leaves the house: what is in it, and whether identity numbers are."""
    return _export_page(ExportForm(), 200)


@blueprint.post("/staff/businesses/export.xlsx")
@requires(Permission.BUSINESS_READ, everywhere=True)
@limit_account("30 per hour")
def staff_export_file() -> ResponseReturnValue:
    """The list as a spreadsheet, with identity numbers only when they are asked for."""
    form = ExportForm()
    if not form.validate_on_submit():
        return _export_page(form, 422)
    wanted = Wanted(identity=form.identity.data, specific=form.specific.data)
    with unit_of_work():
        businesses = db.session.scalars(directory.all_for_staff(_filters())).all()
        registration.note_export(
            businesses,
            identity=wanted.identity,
            specific=wanted.specific,
            reason=form.reason.data or "",
            actor=current_actor(),
            now=clock.now(),
        )
        file = export.workbook(businesses, wanted)
    name = f"{_('businesses')}-{clock.now().astimezone(organisation().zone.info):%Y-%m-%d}.xlsx"
    return send_file(BytesIO(file), XLSX, as_attachment=True, download_name=name)


# ---- One business ---------------------------------------------------------------------------------


@blueprint.get("/staff/businesses/<int:business_id>")
@requires(Permission.BUSINESS_READ, everywhere=True)
def staff_show(business_id: int) -> ResponseReturnValue:
    """A business with its people, its past, and what looks like it."""
    return _show(directory.get_business(business_id))


@blueprint.post("/staff/businesses/<int:business_id>/npwp")
@requires(Permission.IDENTITY_READ, everywhere=True)
@limit_account("120 per hour")
def open_npwp(business_id: int) -> ResponseReturnValue:
    """Show the whole NPWP, once, to whoever says why."""
    business = directory.get_business(business_id)
    form = OpeningForm()
    opened: dict[str, str] = {}
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            npwp = identity.reveal_npwp(business, form.reason.data or "", actor=current_actor(), now=clock.now())
            opened = {"npwp": npwp}
    return _show(directory.get_business(business_id), form, opened, asked="npwp")


@blueprint.post("/staff/businesses/<int:business_id>/people/<int:person_id>/nik")
@requires(Permission.IDENTITY_READ, everywhere=True)
@limit_account("120 per hour")
def open_nik(business_id: int, person_id: int) -> ResponseReturnValue:
    """Show the whole NIK of somebody who acts for a business, once, to whoever says why."""
    person = directory.get_member(business_id, person_id)
    form = OpeningForm()
    opened: dict[str, str] = {}
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            nik = people.reveal_nik(person.id, form.reason.data or "", actor=current_actor(), now=clock.now())
            opened = {f"nik-{person_id}": nik}
    return _show(directory.get_business(business_id), form, opened, asked=f"nik-{person_id}")


def _show(
    business: Business, form: OpeningForm | None = None, opened: dict[str, str] | None = None, asked: str = ""
) -> ResponseReturnValue:
    """The page of a business; `opened` holds what was just opened, `asked` what the form is about."""
    members = directory.members_of([business.id])
    page = render_template(
        "businesses/staff_show.html",
        business=business,
        age=age(business.confirmed_at, clock.now()),
        may_see_private=registration.may_see_specific(current_actor()),
        papers=[facts_of(paper, papers.today(clock.now())) for paper in shelf.papers_of(business.id)],
        members=members,
        role_names=ROLE_NAMES,
        niks={member.person_id: people.masked_nik(member.person) for member in members},
        npwp=identity.masked_npwp(business),
        twins=directory.find_twins(directory.candidate_of(business), but=business.id),
        likeness_names=LIKENESS_NAMES,
        history=slots.history(business.id),
        trail_url=slots.trail_url(business.id) if current_actor().may(Permission.AUDIT_READ) else "",
        forms={asked: form} if form else {},
        new_form=OpeningForm(formdata=None),
        opened=opened or {},
    )
    return page, 422 if form and not opened else 200


# ---- Filters --------------------------------------------------------------------------------------


def _filters() -> Filters:
    lack = request.args.get("lack", "")
    return Filters(
        text=request.args.get("q", "").strip()[:100],
        category=request.args.get("category", ""),
        district=request.args.get("district", ""),
        lack=Lack(lack) if lack in set(Lack) else None,
        sort=request.args.get("sort", "name"),
    )


def _address(filters: Filters, endpoint: str = ".staff_list", **changes: Any) -> str:
    values = {
        "q": filters.text or None,
        "category": filters.category or None,
        "district": filters.district or None,
        "lack": filters.lack,
        "sort": filters.sort if filters.sort != "name" else None,
    }
    return url_for(endpoint, **{**values, **changes})


def _tabs(filters: Filters) -> list[dict[str, Any]]:
    names: dict[Lack | None, Any] = {None: _("All")} | LACK_NAMES
    return [
        {
            "label": names[lack],
            "url": _address(filters, lack=lack),
            "current": filters.lack is lack,
            "count": count,
        }
        for lack, count in directory.counts(filters).items()
    ]


def _export_page(form: ExportForm, status: int) -> ResponseReturnValue:
    filters = _filters()
    page = render_template(
        "businesses/staff_export.html",
        form=form,
        filters=filters,
        total=directory.counts(filters)[filters.lack],
        may_open=current_actor().may(Permission.IDENTITY_READ),
        may_see_private=registration.may_see_specific(current_actor()),
        target=_address(filters, ".staff_export_file"),
        back=_address(filters),
    )
    return page, status
