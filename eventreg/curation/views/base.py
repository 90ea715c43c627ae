"""The blueprint that all pages of the review share."""

from flask import Blueprint

blueprint = Blueprint("curation", "eventreg.curation")
