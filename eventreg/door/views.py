"""Pages of door."""

from flask import Blueprint

blueprint = Blueprint("door", __name__)
