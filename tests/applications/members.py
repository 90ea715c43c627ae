"""A council with a few businesses, enough of every group for reserves to be filled and fought for."""

from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Role
from tests.factories.businesses import KAUMAN, load_regions, make_business
from tests.factories.consents import agree
from tests.factories.people import actor_of, make_person

KAUMAN_TOO = f"district:{KAUMAN[:8]}"
GROUPS: tuple[set[str], ...] = (
    {"fostered"},
    {"fostered", "women_owned"},
    {"women_owned"},
    {"women_owned", "disability"},
)
GROUPS += ({"disability", KAUMAN_TOO}, set(), {KAUMAN_TOO})


class Council:
    """Seven businesses of several groups and two crafts, each with who acts for it, and a committee."""

    def __init__(self, app):
        self.app, self.actors, self.belongs = app, {}, {}
        with app.app_context(), unit_of_work():
            load_regions()
            for number, groups in enumerate(GROUPS):
                self._add(number, groups)
            self.committee = actor_of(make_person("", "Hartono", Role.COMMITTEE))
            self.businesses = list(self.actors)

    def _add(self, number, groups):
        person = make_person()
        business = make_business(person, category_code="batik-tulis" if number % 2 else "batik-cap")
        business.fostered_since = clock.now().date() if "fostered" in groups else None
        business.owner_sex = "f" if "women_owned" in groups else "m"
        business.owner_disability = "disability" in groups
        business.region_code = KAUMAN if KAUMAN_TOO in groups else None
        agree(person.id)
        db.session.flush()
        self.craft, self.crafts = business.category_id, business.category.parent_id
        self.actors[business.id] = actor_of(person)
        self.belongs[business.id] = frozenset(groups) | {f"craft {self.craft}", f"craft {self.crafts}"}
