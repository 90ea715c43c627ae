"""Pages where people keep their businesses and products, and the pictures on them."""

from flask import Blueprint, abort, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue

from eventreg.businesses import identity, queries, service
from eventreg.businesses.forms.own import BusinessForm, ProductForm, RemovalForm, product_values_of
from eventreg.businesses.forms.profile import IdentityForm
from eventreg.businesses.models import Business
from eventreg.core import clock, files
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.i18n import _
from eventreg.core.limits import limit_account
from eventreg.core.permissions import Permission
from eventreg.core.web import (
    back_to,
    current_actor,
    is_local,
    problem,
    refusals,
    requires,
    words_for,
)

blueprint = Blueprint("businesses", __name__)
MY_PAGE = "/me/"


def person_id() -> int:
    """Who is asking, on a page that asks for signing in."""
    found = current_actor().person_id
    return found if found is not None else abort(401)


# ---- Profile -----------------------------------------------------------------------------------


@blueprint.route("/me/businesses/new", methods=["GET", "POST"])
@requires(Permission.OWN_BUSINESS)
def new() -> ResponseReturnValue:
    """Fill in a profile, once; then back to where it was needed."""
    form = BusinessForm()
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            made = service.create_business(person_id(), form.details(), actor=current_actor(), now=clock.now())
            keep_npwp(made, form)
            flash(_("Business profile saved."))
            return redirect(back_to(MY_PAGE))
    back = request.args.get("back", MY_PAGE)  # where it is needed sends back here as long as there is no profile
    return _page("businesses/new.html", form, back_url=back if is_local(back) else MY_PAGE)


def keep_npwp(business: Business, form: BusinessForm | IdentityForm) -> None:
    """The tax number that a form brought, in the unit of work of its profile."""
    identity.change_npwp(
        business, form.npwp.data or "", remove=form.remove_npwp.data, actor=current_actor(), now=clock.now()
    )


# ---- Products ----------------------------------------------------------------------------------


@blueprint.route("/me/businesses/<int:business_id>/products/new", methods=["GET", "POST"])
@requires(Permission.OWN_BUSINESS)
@limit_account("300 per hour")
def new_product(business_id: int) -> ResponseReturnValue:
    """Add a product to a business of one's own."""
    business = queries.get_own(business_id, current_actor())
    form = ProductForm()
    if _photo_taken(form) and form.validate():
        with refusals(form), unit_of_work():
            service.add_product(business_id, form.details(), actor=current_actor(), now=clock.now())
            flash(_("Product saved."))
            return redirect(back_to(_products_of(business_id)))
    return _page("businesses/product.html", form, business=business, product=None)


@blueprint.route("/me/businesses/<int:business_id>/products/<int:product_id>/edit", methods=["GET", "POST"])
@requires(Permission.OWN_BUSINESS)
@limit_account("300 per hour")
def edit_product(business_id: int, product_id: int) -> ResponseReturnValue:
    """Change a product of one's own."""
    product = queries.get_own_product(business_id, product_id, current_actor())
    form = ProductForm(data=product_values_of(product))
    if _photo_taken(form) and form.validate():
        with refusals(form), unit_of_work():
            service.edit_product(business_id, product_id, form.details(), actor=current_actor(), now=clock.now())
            flash(_("Product saved."))
            return redirect(back_to(_products_of(business_id)))
    return _page(
        "businesses/product.html", form, business=product.business, product=product, removal_form=RemovalForm()
    )


@blueprint.post("/me/businesses/<int:business_id>/products/<int:product_id>/removal")
@requires(Permission.OWN_BUSINESS)
def remove_product(business_id: int, product_id: int) -> ResponseReturnValue:
    """Take a product off the list."""
    with unit_of_work():
        service.remove_product(business_id, product_id, actor=current_actor(), now=clock.now())
    flash(_("Product removed from your list."))
    return redirect(_products_of(business_id))


# ---- Pictures ----------------------------------------------------------------------------------


@blueprint.post("/me/photos")
@requires(Permission.OWN_BUSINESS)
@limit_account("300 per hour")
def upload_photo() -> ResponseReturnValue:
    """Keep a picture before its form is sent: `{"key", "url"}`, or problem+json with words for the person."""
    upload = request.files.get("file")
    try:
        if upload is None:
            raise files.NotAnImage
        picture = files.read_image(upload.stream)
        with unit_of_work():
            key = service.keep_photo(picture, person_id(), now=clock.now()).key
    except DomainError as error:
        return problem(error.status, words_for(error), code=error.code)
    return {"key": key, "url": url_for(".photo", key=key, variant="small")}


@blueprint.get("/photos/<key>/<any(large, small, preview):variant>")
@requires(Permission.OWN_BUSINESS)
def photo(key: str, variant: str) -> ResponseReturnValue:
    """A picture, for those who may see it; it never changes, and no shared cache keeps it."""
    path = files.path_of(queries.get_photo(key, current_actor()), variant)
    if not path.is_file():
        abort(404)
    response = send_file(path)
    response.headers["Cache-Control"] = "private, max-age=86400"
    return response


def _photo_taken(form: ProductForm) -> bool:
    """Whether a product form came in; its picture is then kept, whatever the other fields say."""
    if not form.is_submitted():
        return False
    form.take_photo(person_id(), now=clock.now())
    return True


def _products_of(business_id: int) -> str:
    return url_for(".show", business_id=business_id, _anchor="products")


def _page(template: str, form: BusinessForm | ProductForm, **values: object) -> ResponseReturnValue:
    """The page with its form: 422 when the form was sent and refused."""
    return render_template(template, form=form, **values), 422 if form.is_submitted() else 200
