"""The API of phones at the door; docs/door.md describes it. A phone's key is its permission."""

from eventreg.door.api import people as people
from eventreg.door.api import scanning as scanning
from eventreg.door.api.base import FASTEST as FASTEST
from eventreg.door.api.base import blueprint as blueprint
