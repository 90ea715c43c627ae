"""The blueprint that all pages of the exhibitor catalogue share."""

from flask import Blueprint

blueprint = Blueprint("catalogue", "eventreg.catalogue")
