"""Every id in an address, tried by somebody whose it isn't: as if there were nothing."""

import pytest

from eventreg.core.db import unit_of_work
from eventreg.core.permissions import Role
from tests.factories.businesses import make_business
from tests.factories.events import make_event
from tests.factories.people import make_person, sign_in
from tests.security.others import ADMIN, OWNER, make_others, values_for
from tests.support.routes import routes

CLOSED = {401, 403, 404}
# Addresses whose last part is no id of anybody's thing, and why
OPEN_TO_ALL = {
    "accounts.link": "the token is the key",
    "accounts.enter_link": "the token is the key",
    "accounts.accept_invitation": "the token is the key",
    "accounts.confirm_address": "a sealed link that names its owner; tests/businesses/test_register.py opens another's",
    "accounts.invitation": "the token is the key",
    "accounts.new_address": "a sealed link that names its owner; tests/businesses/test_register.py opens another's",
    "businesses.accept_invitation": "the token is the key",
    "consents.agree": "a purpose is the same for everybody; what is written down is one's own",
    "consents.withdraw": "a purpose is the same for everybody; what is written down is one's own",
    "consents.older_notice": "the council's notice is public in every version",
    "door.present": "tells nothing of anybody; whoever has no code of the screen and no ticket can't do anything",
    "door.present_by_code": "the code on the screen is the key",
    "door.present_by_code_upper": "the code on the screen is the key",
    "door.present_by_ticket": "the token is the key",
    "door.tell_present": "the code on the screen and that of a ticket are the keys",
    "events.year": "a year is the same for everybody, and shows what is public",
    "events.staff_year": "a year is the same for all staff, and shows each what they may read",
    "documents.verified": "the code on the paper is the key",
    "documents.verified_upper": "the code on the paper is the key",
    "messaging.end_subscription": "the sealed address is the key",
    "messaging.subscribe_again": "the sealed address is the key",
    "messaging.unsubscribe": "the sealed address is the key",
    "static": "the files of the project are public",
    "office.own_certificate": "the token is the key",
    "tickets.calendar": "the token is the key",
    "tickets.pdf": "the token is the key",
    "tickets.show": "the token is the key",
    "tickets.show_upper": "the token is the key",
    "visitors.calendar": "the key in the link lets in",
    "visitors.cancel": "the key in the link lets in",
    "visitors.reduce": "the key in the link lets in",
    "visitors.show": "the key in the link lets in",
}
# What not even the rightful see with an empty form or at that moment
REACHED_BY_NOBODY = {
    "applications.apply",
    "applications.decline",
    "applications.draw",
    "applications.draw_script",
    "applications.draw_text",
    "applications.edit",
    "applications.material",
    "applications.materials",
    "applications.object_to",
    "booths.map_picture",
    "booths.show_map",
    "events.calendar",
    "documents.staff_pdf",
    "events.cover",
    "events.show",
    "visitors.new",
    "visitors.new_group",
}


@pytest.fixture
def others(app):
    return make_others(app)


def asked_for(app, *methods):
    """The routes that name something in their address."""
    return [route for route in routes(app, *methods) if route.parameters and route.endpoint not in OPEN_TO_ALL]


def answers(app, visitor, others):
    """What a visitor gets for each thing of others', looked at and sent to."""
    for route in asked_for(app, "GET", "POST"):
        path = route.path(values_for(route, others))
        answer = visitor.get(path) if route.method == "GET" else visitor.post(path)
        yield f"{route.method} {path}", answer.status_code


def test_a_stranger_finds_nothing_of_others(app, visitor, others):
    """Eko has a business of his own, and knows every number and code of Sri's."""
    with app.app_context(), unit_of_work():
        make_business(make_person("eko@contoh.id"))
    eko = sign_in(visitor(), "eko@contoh.id")

    found = {path: status for path, status in answers(app, eko, others) if status not in CLOSED}

    assert found == {}


def test_the_staff_of_one_event_find_nothing_of_another(app, visitor, others):
    """Budi holds every role there is, for an event of his own."""
    with app.app_context(), unit_of_work():
        event_id = make_event(title="Pelatihan kecil").id
    budi = sign_in(visitor(), "budi@contoh.id", *Role, event_id=event_id)

    found = {path: status for path, status in answers(app, budi, others) if status not in CLOSED}

    assert found == {}


@pytest.mark.sqlite_only
def test_nobody_signed_in_finds_nothing(app, visitor, others):
    """Pages ask to sign in; what others sent is refused."""
    stranger = visitor()

    found = {}
    for route in asked_for(app, "GET", "POST"):
        path = route.path(values_for(route, others))
        answer = stranger.get(path) if route.method == "GET" else stranger.post(path)
        if answer.status_code not in CLOSED and not (answer.location or "").startswith("/sign-in?next="):
            found[f"{route.method} {path}"] = answer.status_code

    assert found == {}


@pytest.mark.sqlite_only
def test_what_strangers_were_refused_is_there(app, visitor, others):
    """Otherwise the tests above would show nothing: those whose it is see it, or who may see everything."""
    rightful = [sign_in(visitor(), OWNER), sign_in(visitor(), ADMIN, *Role)]

    missing = set()
    for route in asked_for(app, "GET"):
        path = route.path(values_for(route, others))
        if not route.endpoint.startswith("door_api.") and all(one.get(path).status_code in CLOSED for one in rightful):
            missing.add(route.endpoint)

    assert missing <= REACHED_BY_NOBODY


@pytest.mark.sqlite_only
def test_whoever_is_let_in_without_asking_is_still_there(app):
    """An exemption that nothing needs any more would hide the next one."""
    known = {route.endpoint for route in routes(app, "GET", "POST") if route.parameters}

    assert set(OPEN_TO_ALL) <= known
