"""Pages of businesses."""

from flask import Blueprint

blueprint = Blueprint("businesses", __name__)
