"""The blueprint of what is sent and how."""

from flask import Blueprint

blueprint = Blueprint("messaging", __name__)
