"""The blueprint of the office's papers."""

from flask import Blueprint

blueprint = Blueprint("office", __name__)
