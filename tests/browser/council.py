"""The demo's council as the browser tests use it: who is who in it, and a browser for each of them."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from sqlalchemy import select

from eventreg.accounts.models import Passkey, Person, RoleGrant
from eventreg.app import create_app
from eventreg.applications import service as applications
from eventreg.applications.models import Application, Participant
from eventreg.applications.rules import Status
from eventreg.businesses import directory, members, registration
from eventreg.businesses import queries as businesses
from eventreg.businesses.models import BusinessMember, MemberRole
from eventreg.businesses.registration import Agreement, OwnerDetails
from eventreg.businesses.rules import BusinessDetails
from eventreg.consents.models import ConsentWay
from eventreg.core import clock, outbox
from eventreg.core.config import Settings
from eventreg.core.db import db, unit_of_work
from eventreg.core.i18n import LANGUAGE_COOKIE
from eventreg.core.outbox import OutboxBulk, OutboxMessage
from eventreg.core.permissions import Role
from eventreg.door import queries as door
from eventreg.door.models import DoorDevice
from eventreg.door.pairing import pair
from eventreg.events.models import Event
from eventreg.events.rules import EventState
from eventreg.onsite import ledger
from eventreg.tickets import queries as ticket_queries
from eventreg.tickets import service as tickets
from eventreg.tickets.models import Ticket
from eventreg.tickets.rules import TicketState
from tests.browser.afterwards import make_afterwards
from tests.browser.allotted import make_allotted
from tests.browser.announced import make_announced
from tests.browser.curating import make_curating
from tests.browser.enclosed import make_enclosed
from tests.browser.issued import make_issued
from tests.browser.people import open_as
from tests.browser.planned import make_planned
from tests.browser.programme import make_programme
from tests.browser.reconciled import make_reconciled
from tests.browser.visits import let_visitors_in
from tests.browser.wishing import make_wishes
from tests.browser.worded import make_worded
from tests.factories.businesses import make_paper
from tests.factories.people import actor_of, make_person
from tests.support.databases import SQLITE, Databases
from tests.support.server import run_eventreg

FILE = "test.sqlite3"
HELPER = "dewi@demo.test"
WITHOUT_EMAIL = "Bu Tini"
KEEPER = "wulandari@contoh.id"  # a real address: second factors are asked for in the demo too
Scheme = Literal["light", "dark"]


@dataclass(frozen=True)
class Look:
    """How a page is looked at: how wide, in which language, light or dark."""

    width: int = 360
    language: str = "id"
    scheme: Scheme = "light"

    @property
    def size(self) -> ViewportSize:
        return {"width": self.width, "height": 740 if self.width < 700 else 800}

    def __str__(self) -> str:
        return f"{self.width} {self.language} {self.scheme}"


def demo_environ(folder: Path, base_url: str) -> dict[str, str]:
    """The environment of a council that lives in this folder."""
    return {
        "EVENTREG_ENV": "demo",
        "EVENTREG_INSTANCE": str(folder / "instance"),
        "EVENTREG_BASE_URL": base_url,
        "DATABASE_URL": f"sqlite:///{folder / FILE}",
    }


def make_council(databases: Databases, folder: Path) -> None:
    """The demo, one who withdrew after getting a ticket, so that there is a ticket that no longer admits, and a helper
    of Sri's, so that her business is shared; one without e-mail, for whom a message waits; and one of the staff with a
    passkey."""
    databases.migrated(SQLITE, folder)
    environ = demo_environ(folder, "http://localhost:8000")
    run_eventreg(environ, "demo", "--seed", "1")
    app = create_app(Settings.from_environ(environ))
    with app.app_context():
        with unit_of_work():
            event_id = db.session.scalar(select(Event.id).where(Event.slug == "foto-produk-dengan-ponsel"))
            query = select(Application).where(Application.event_id == event_id, Application.status == Status.CONFIRMED)
            leaver = db.session.scalars(query.order_by(Application.id)).first()
            assert leaver is not None
            applications.withdraw(leaver.id, actor=actor_of(leaver.applicant), reason="Sakit", now=clock.now())
            token = invite_to_sri(MemberRole.HELPER)
            members.accept(token, actor=actor_of(make_person(HELPER)), now=clock.now())
            enter_without_email(leaver)
            give_passkey(make_person(KEEPER, "Wulandari", Role.ORGANISER))
        db.engine.dispose()


def give_passkey(person: Person) -> None:
    """A passkey that no browser has, for the pages that speak of it."""
    passkey = Passkey(credential_id=b"made up", public_key=b"", name="Chrome, Android", created_at=clock.now())
    passkey.person_id = person.id
    db.session.add(passkey)


def enter_without_email(application: Application) -> None:
    """Staff register somebody who has no e-mail address; what another applicant was told she has yet to be told."""
    business = registration.register(
        BusinessDetails("Rajut Tini", WITHOUT_EMAIL, "0800 0000 0099", "rajut", elsewhere="Wiradesa"),
        OwnerDetails(nik="3375995502900001"),
        Agreement(["registration"], ConsentWay.PAPER),
        npwp="01.234.567.8-501.000",
        actor=actor_of(make_person("panitia@demo.test")),
        now=clock.now(),
    )
    (owner,) = directory.members_of([business.id])
    told = db.session.scalars(select(OutboxMessage).where(OutboxMessage.person_id == application.applicant_id)).first()
    assert told is not None
    outbox.queue(told.kind, to="", language="id", now=clock.now(), person_id=owner.person_id, **told.params)


def invite_to_sri(role: MemberRole, *, hands_over: bool = False) -> str:
    """A link into Sri's business; those made before are withdrawn. The caller holds the unit of work."""
    sri = actor_of(make_person("sri@demo.test"))
    business_id, now = min(sri.business_ids), clock.now()
    for invitation in businesses.open_invitations(business_id, now):
        members.withdraw_invitation(business_id, invitation.id, actor=sri, now=now)
    return members.invite(business_id, "Dewi Lestari", role, hands_over=hands_over, actor=sri, now=now)


@dataclass
class Council:
    """The server's address, and browsers of people who are signed in there; each is opened once."""

    url: str
    app: Flask
    browser: Browser
    facts: dict[str, str] = field(init=False)
    _cookies: dict[str, Any] = field(default_factory=dict)
    _contexts: dict[tuple[str, str], BrowserContext] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.facts = _facts(self.app)

    def page(self, who: str, look: Look) -> Page:
        """A new page of this person's browser: one for each language, which is what a page can't change by itself."""
        reader = (who, look.language)
        if reader not in self._contexts:
            self._contexts[reader] = self.context(who, look)
        page = self._contexts[reader].new_page()
        page.set_viewport_size(look.size)
        page.emulate_media(color_scheme=look.scheme)
        return page

    def context(self, who: str, look: Look, **options: Any) -> BrowserContext:
        """A browser of this person, nobody when `who` is empty."""
        context = self.browser.new_context(
            base_url=self.url,
            viewport=look.size,
            color_scheme=look.scheme,
            reduced_motion="reduce",
            locale="id-ID" if look.language == "id" else "en-GB",
            **options,
        )
        context.set_default_timeout(15_000)
        context.add_cookies([*self._signed_in(who), {"name": LANGUAGE_COOKIE, "value": look.language, "url": self.url}])
        return context

    def new_device_key(self, slug: str) -> str:
        """The key of a phone at the event's first gate."""
        with self.app.app_context(), unit_of_work():
            event = door.get_event(slug)
            return pair(event, door.gates(event.id)[0], by_id=None, now=clock.now()).key

    def new_invitation(self, role: MemberRole, *, hands_over: bool = False) -> str:
        """The token of a link into Sri's business."""
        with self.app.app_context(), unit_of_work():
            return invite_to_sri(role, hands_over=hands_over)

    def _signed_in(self, who: str) -> list[Any]:
        if who and who not in self._cookies:
            context = self.browser.new_context(base_url=self.url)
            open_as(self.app, context, who)
            self._cookies[who] = context.cookies()
            context.close()
        return list(self._cookies.get(who, []))

    def close(self) -> None:
        """Close what was opened."""
        for context in self._contexts.values():
            context.close()
        with self.app.app_context():
            db.engine.dispose()


def _facts(app: Flask) -> dict[str, str]:
    """What addresses need: `submitted` is the code of an application in that state, `submitted_by` who sent it."""
    facts: dict[str, str] = {}
    with app.app_context():
        for application in db.session.scalars(select(Application).order_by(Application.id)):
            state = str(application.status)
            if state in facts:
                continue
            facts |= {state: application.code, f"{state}_by": application.applicant.email or ""}
            facts |= {f"{state}_event": application.event.slug, f"{state}_business": str(application.business_id)}
        for state in (TicketState.VALID, TicketState.REVOKED):
            ticket = db.session.scalars(select(Ticket).where(Ticket.state == state).order_by(Ticket.id)).first()
            assert ticket is not None
            facts[f"{state}_ticket"] = tickets.token_of(ticket).lower()
        sri = db.session.scalars(select(Application).where(Application.applicant.has(email="sri@demo.test"))).first()
        assert sri is not None
        facts |= {"sri_business": str(sri.business_id), "sri_product": str(sri.business.products[0].id)}
        helper = businesses.people_of(min(actor_of(sri.applicant).business_ids))[-1]
        facts |= {"shared_business": str(helper.business_id), "helper": str(helper.id)}
        message = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
        assert message is not None
        facts["message"] = str(message.id)
        mine = select(OutboxMessage.id).where(OutboxMessage.person_id == sri.applicant_id, OutboxMessage.params != {})
        facts["notice"] = str(db.session.scalars(mine.order_by(OutboxMessage.id)).first())
        tini = db.session.scalars(select(BusinessMember).where(BusinessMember.person.has(name=WITHOUT_EMAIL))).one()
        facts |= {"tini": str(tini.person_id), "tini_business": str(tini.business_id)}
        facts["passkey"] = str(db.session.scalars(select(Passkey.id)).one())
        held = db.session.scalars(select(RoleGrant).where(RoleGrant.person.has(email="komite1@demo.test"))).first()
        assert held is not None
        facts |= {"committee": str(held.person_id), "committee_role": str(held.id)}
        draft = db.session.scalars(select(Event).where(Event.state == EventState.DRAFT)).first()
        running = db.session.scalars(select(Event).where(Event.slug == "pekan-batik-demo")).one()
        assert draft is not None
        device = db.session.scalars(select(DoorDevice).where(DoorDevice.event_id == running.id)).first()
        assert device is not None
        facts |= {"draft_slug": draft.slug, "device": str(device.id), "gate": str(device.gate_id)}
        shown = ticket_queries.valid_tickets(running.id)[0]
        facts |= {"code_at_door": shown.code, "ticket_at_door": str(shown.id)}
        now = clock.now()
        today = next((one for one in running.sessions if one.ends_at > now), running.sessions[0])
        facts["session_today"] = str(today.id)
        exhibits = select(Application).join(Application.event).where(Event.slug == "pekan-batik-demo")
        exhibitor = db.session.scalars(exhibits.where(Application.business_id == sri.business_id)).one()
        facts |= {"exhibitor": str(exhibitor.id), "own_exhibitor": exhibitor.code}
        back = next(row for row in ledger.handed(running.id) if row.given)
        facts |= {"booth_back": back.booth.uid, "who_gave_back": back.application.code}
        coming = db.session.scalars(select(Participant).join(Application).where(Application.code == facts["confirmed"]))
        facts["comer"] = str(next(iter(coming)).id)
        with unit_of_work():
            facts |= make_afterwards()
            facts |= make_curating()
            facts["paper"] = str(make_paper(sri.business, sri.applicant).id)
            facts |= let_visitors_in()
            facts |= make_planned()
            facts |= make_allotted()
            facts |= make_programme("pelatihan-pewarna-alam")
            facts |= make_reconciled()
            facts |= make_wishes("pameran-kriya-jetayu")
            facts |= make_enclosed()
            facts |= make_issued()
            facts |= make_worded()
            facts |= make_announced()
            facts["bulk"] = str(db.session.scalars(select(OutboxBulk.id).order_by(OutboxBulk.id)).first())
    return facts
