"""The blueprint that all pages of the review share."""

from flask import Blueprint

from eventreg.curation.naming import blotted

blueprint = Blueprint("curation", "eventreg.curation")
blueprint.add_app_template_filter(blotted)
