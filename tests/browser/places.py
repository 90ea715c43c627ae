"""Every page that exists, with what it takes to see it in the demo's council."""

from collections.abc import Callable
from dataclasses import dataclass

from playwright.sync_api import Page, expect
from sqlalchemy import select

from eventreg.accounts import directory, sessions, staff
from eventreg.accounts import queries as people_queries
from eventreg.accounts.models import Passkey
from eventreg.businesses.models import MemberRole
from eventreg.core import clock
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import SYSTEM, Role
from eventreg.records import queries as record_queries
from eventreg.records import service as records
from eventreg.records.models import IncidentKind, RequestKind
from eventreg.records.service import IncidentFacts
from tests.browser.allotted import EXHIBITOR, TREASURER
from tests.browser.council import HELPER, KEEPER, Council, Look
from tests.browser.curating import CURATOR, IDLE_CURATOR
from tests.browser.people import sign_in_token
from tests.factories.people import actor_of, make_person, new_totp

SRI, STAFF, COMMITTEE, NOBODY = "sri@demo.test", "panitia@demo.test", "komite1@demo.test", ""
ADMIN, NEWCOMER = "admin@demo.test", "orang-baru@demo.test"
OPEN, RUNNING, LATER = "pelatihan-pewarna-alam", "pekan-batik-demo", "menghitung-harga-pokok-batik-tulis"
WORDING = "/staff/messages"
OBJECTING = "/me/applications/{may_object}"
COMER = "/me/applications/{confirmed}/participants/{comer}"
STATES = (
    "draft submitted needs_revision waitlisted rejected offered confirmed declined withdrawn cancelled lapsed closed"
).split()

# GET routes that answer with something else than a page
NO_PAGES = {
    "static",
    "web.healthz",
    "web.readyz",
    "curation.ranking_json",
    "door_api.list_tickets",
    "door_api.show_device",
    "door_api.status",
    "door.show_pairing",
    "door.manifest",
    "door.worker",
    "events.calendar",
    "events.feed",
    "events.staff_this_year",
    "events.this_year",
    "events.cover",
    "events.staff_cover",
    "events.staff_home",
    "businesses.document",
    "catalogue.booklet",
    "catalogue.photo",
    "businesses.edit",
    "businesses.paper_file",
    "allocation.progress",
    "applications.draw_script",
    "booths.export",
    "booths.map_picture",
    "booths.staff_picture",
    "applications.own_file",
    "applications.own_picture",
    "applications.staff_file",
    "curation.review_file",
    "applications.draw_text",
    "applications.material",
    "businesses.photo",
    "businesses.staff_paper_file",
    "messaging.notice_file",
    "messaging.preview_announced",
    "messaging.outbox_whatsapp",
    "office.batch_progress",
    "office.certificate_background",
    "office.certificate_file",
    "office.certificate_preview",
    "office.own_certificate",
    "office.some_badges",
    "office.enclosure_file",
    "office.enclosure_picture",
    "office.letter_pdf",
    "office.letter_preview",
    "office.letter_statement",
    "office.own_letter",
    "office.own_statement",
    "imports.mend",
    "onsite.handing_forms",
    "onsite.handing_pdf",
    "onsite.own_minutes_pdf",
    "onsite.sign_pdf",
    "records.data_json",
    "records.data_zip",
    "documents.staff_pdf",
    "office.logo",
    "office.signature",
    "tickets.calendar",
    "tickets.pdf",
    "tickets.worker",
    "visitors.calendar",
}


@dataclass(frozen=True)
class Place:
    """A page: its route, its address with facts of the council in braces, whose it is, and what is done there first."""

    endpoint: str
    path: str
    who: str = NOBODY
    status: int = 200
    act: Callable[[Council, Page], None] | None = None
    state: str = ""

    def __str__(self) -> str:
        return f"{self.endpoint} {self.state}".strip().replace(" ", "-")

    def visit(self, council: Council, look: Look, *, watch: Callable[[Page], None] | None = None) -> Page:
        """Open the page and bring it into its state. The caller closes it."""
        who = self.who.format(**council.facts)
        page = council.page(who, look)
        if watch:
            watch(page)
        answer = page.goto(self.path.format(**council.facts))
        assert answer is not None
        assert answer.status == self.status, f"{self}: {answer.status} instead of {self.status}"
        if self.act:
            self.act(council, page)
            page.wait_for_load_state()
        return page


def badly_worded(council: Council, page: Page) -> None:
    """Write what can't be used, and wait for its mistakes."""
    page.locator("#body").fill("Hello {{ busines }},\n\n{% if event %}see you")
    expect(page.locator("#mistakes .error")).to_have_count(2)


def refused(council: Council, page: Page) -> None:
    """Send the page's form as it is, which is not enough."""
    page.locator("main form[method=post] button:not(.sr):not([type=button]):not([formaction])").first.click()
    expect(page.locator(".errors")).to_be_visible()


def nameless(council: Council, page: Page) -> None:
    """Hand a booth over without saying to whom."""
    page.locator("[name=exhibitor]").fill("")
    refused(council, page)


def fault_known(council: Council, page: Page) -> None:
    """Report what is reported already."""
    page.locator("[name=kind][value=light]").check()
    refused(council, page)
    expect(page.locator(".errors [formaction]").first).to_be_visible()


def objected(council: Council, page: Page) -> None:
    """Write an objection and look at it before it goes."""
    page.locator("[name=text]").fill("Foto nomor dua saya jelas.")
    page.locator("main form[method=post] button").first.click()
    expect(page.locator("[name=sure]")).to_be_visible()
    page.evaluate("localStorage.clear()")  # what isn't sent yet would be in the form of the next visit


def scores_missing(council: Council, page: Page) -> None:
    """Send a review without a score."""
    page.locator("[name=act][value=send]").click()
    expect(page.locator(".crit .error").first).to_be_visible()


def emptied(council: Council, page: Page) -> None:
    """Go on from the step that is on screen, with nothing left of its first answer."""
    page.locator("section:not([hidden]) textarea[name^=q-]").first.fill("")
    step_refused(council, page)


def step_refused(council: Council, page: Page) -> None:
    """Go on from the step that is on screen, which isn't answered yet."""
    page.locator("section:not([hidden]) [name=to]").click()
    expect(page.locator(".errors")).to_be_visible()


def code_asked(council: Council, page: Page) -> None:
    """Ask for a code."""
    page.locator("[name=email]").first.fill("sri@demo.test")
    page.locator("main .btn-wide").click()
    page.wait_for_url("**/sign-in/code")


def code_wrong(council: Council, page: Page) -> None:
    """Type a code that isn't the one."""
    code_asked(council, page)
    page.locator("[name=code]").fill("12")
    refused(council, page)


def link_opened(council: Council, page: Page) -> None:
    """Open the link of an e-mail."""
    page.goto(f"/sign-in/{sign_in_token(council.app, SRI)}")
    expect(page.locator("main form button")).to_be_visible()


def factor_shown(council: Council, page: Page) -> None:
    """Show the second factor once more, where the last time is too long ago."""
    if "/sign-in/second-step" in page.url:
        with council.app.app_context():
            totp = new_totp(KEEPER)
        page.locator("[name=code]").fill(totp.at(clock.now()))
        page.locator("form[action='/sign-in/second-step'] button").click()
        page.wait_for_url(lambda url: "/sign-in/" not in url)


def first_code_refused(council: Council, page: Page) -> None:
    """Finish without a code."""
    factor_shown(council, page)
    refused(council, page)


def leaving(council: Council, page: Page) -> None:
    """Ask to be signed out on this browser."""
    page.locator("a[href$='/ending']").click()
    expect(page.locator("main form .btn").first).to_be_visible()


def invited_to_staff(council: Council, page: Page) -> None:
    """Open an invitation to the staff pages."""
    with council.app.app_context(), unit_of_work():
        token = staff.invite(make_person(SRI).id, actor=SYSTEM, now=clock.now())
    page.goto(f"/sign-in/invitation/{token}")
    expect(page.locator("main form .btn")).to_be_visible()


def value_shown(council: Council, page: Page) -> None:
    """Enter what the source told, and look at the order."""
    page.locator("[name=value]").fill("7.234,56")
    page.locator("main form .btn").first.click()
    expect(page.locator("[name=final]")).to_be_visible()


def begun(council: Council, page: Page) -> None:
    """Take the first message of the queue, unless it is held already."""
    begin = page.locator("main form[action$='taking'] button")
    if begin.count():
        begin.click()
    expect(page.locator("form[data-chat]")).to_be_visible()


def first_opened(council: Council, page: Page) -> None:
    """Open the first thing of a list."""
    page.locator("main li h2 a").first.click()
    expect(page.locator("main li h2 a")).to_have_count(0)


def twin_found(council: Council, page: Page) -> None:
    """Register a business that is there already."""
    for name, value in {"name": "Rajut Tini", "owner_name": "Tini", "phone": "0800 0000 0099"}.items():
        page.locator(f"[name={name}]").fill(value)
    page.locator("[name=category]").select_option("rajut")
    page.locator("[name=elsewhere]").fill("Wiradesa")
    page.locator("[name=purposes]").first.check()
    page.locator("[name=way]").first.check()
    page.locator("main form .btn-wide").last.click()
    expect(page.locator("[aria-labelledby=twins]")).to_be_visible()


TABLE = (
    "Nama Usaha;Nama Pemilik;No HP;NIB;Kelurahan;Jenis usaha\n"
    "Kriya Baru;Dewi;0800 0000 0077;;Kauman;anyaman\n"
    "Rajut Tini;Orang Lain;0800 0000 0078;;Kauman;rajut\n"
    "Kencana;Budi;0800 0000 0079;912010334455;Kauman;batik tulis\n"
)


def table_sent(council: Council, page: Page) -> None:
    """Send a table of businesses."""
    page.locator("[name=file]").set_input_files(
        {"name": "daftar.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    )
    page.locator("main form .btn").first.click()
    page.wait_for_url("**/columns")


def table_checked(council: Council, page: Page) -> None:
    """And look at what becomes of its rows."""
    table_sent(council, page)
    page.locator("main form .btn").first.click()
    expect(page.locator(".table .status").first).to_be_visible()


def table_thrown_away(council: Council, page: Page) -> None:
    """Or throw it away, and open it again."""
    table_sent(council, page)
    address = page.url.removesuffix("/columns")
    page.locator("form[action$='/drop'] button").click()
    page.goto(address)
    expect(page.locator(".empty")).to_be_visible()


def merging_read(council: Council, page: Page) -> None:
    """Read what merging would do."""
    page.locator("main form .btn").first.click()
    expect(page.locator(".btn-bad")).to_be_visible()


def number_opened(council: Council, page: Page) -> None:
    """Open a protected number, with a reason."""
    page.locator("#npwp summary").click()
    page.locator("#npwp textarea").fill("Surat untuk dinas")
    page.locator("#npwp button").click()
    expect(page.locator("#npwp [role=status]")).to_be_visible()


def link_made(council: Council, page: Page) -> None:
    """Make a link for somebody without e-mail."""
    page.locator("main form .btn").first.click()
    expect(page.locator("svg.qr")).to_be_visible()


def all_chosen(council: Council, page: Page) -> None:
    """Tick all rows of a table."""
    page.locator("[data-all]").check()
    expect(page.locator("[data-bulk]")).to_be_visible()


def menu_open(council: Council, page: Page) -> None:
    """Open the staff's menu where it is folded away."""
    button = page.locator("[popovertarget=menu]")
    if button.is_visible():
        button.click()
    expect(page.locator("#menu")).to_be_visible()


def moves_unfolded(council: Council, page: Page) -> None:
    """Open everything that is folded."""
    for summary in page.locator("main details > summary").all():
        summary.click()


def times_shown(council: Council, page: Page) -> None:
    """Look at the times of loading before they are made."""
    page.locator("main form[method=post] button").first.click()
    expect(page.locator("[name=save]")).to_be_visible()


def picture_near(council: Council, page: Page) -> None:
    """Look at a picture from nearby."""
    page.locator("a[data-closer]").first.click()
    expect(page.locator("dialog.closer")).to_be_visible()


def pairing_begun(council: Council, page: Page) -> None:
    """Ask for the code that pairs a phone."""
    page.locator("form[action$='/pairings'] button").first.click()
    expect(page.locator("svg.qr")).to_be_visible()


def gate_refused(council: Council, page: Page) -> None:
    """Add a gate without a name."""
    page.locator("form[action$='/gates'] button").click()
    expect(page.locator(".errors")).to_be_visible()


def held_without_reason(council: Council, page: Page) -> None:
    """Hold a ticket, and say nothing of why."""
    page.locator("details:has(#hold_reason) summary").click()
    page.locator("form[action$='/hold'] button").click()
    expect(page.locator(".errors")).to_be_visible()


def phone_paired(council: Council, page: Page) -> None:
    """Pair this phone, whose camera isn't allowed."""
    page.goto("about:blank")  # from the door itself the address would differ by its fragment alone
    page.goto(f"/door/#key={council.new_device_key(RUNNING)}")
    expect(page.locator("#foot")).to_be_visible()


def readiness(council: Council, page: Page) -> None:
    """Look at what the phone needs to do without signal."""
    phone_paired(council, page)
    page.locator("#more").click()
    page.locator("[data-opens=ready-dialog]").click()
    expect(page.locator("[data-point=paired]")).to_be_visible()


def typing(council: Council, page: Page) -> None:
    """Begin to type a code, wrongly."""
    phone_paired(council, page)
    page.locator("#type").click()
    page.locator("#type-dialog .btn").first.click()
    expect(page.locator("#code-error")).to_be_visible()


def invited(council: Council, page: Page) -> None:
    """Make an invitation; room for it is made first."""
    council.new_invitation(MemberRole.HELPER)
    page.locator("[name=name]").fill("Dewi Lestari")
    page.locator("form[action$='/invitations'] .btn-wide").click()
    expect(page.locator("svg.qr")).to_be_visible()


def invitation_refused(council: Council, page: Page) -> None:
    """Invite somebody without a name."""
    page.locator("form[action$='/invitations'] .btn-wide").click()
    expect(page.locator(".errors")).to_be_visible()


def asked_to_help(council: Council, page: Page) -> None:
    """Open an invitation to help."""
    page.goto(f"/me/invitations/{council.new_invitation(MemberRole.HELPER)}")
    expect(page.locator("main form .btn-wide")).to_be_visible()


def asked_to_take_over(council: Council, page: Page) -> None:
    """Open an invitation to become the only owner."""
    page.goto(f"/me/invitations/{council.new_invitation(MemberRole.OWNER, hands_over=True)}")
    expect(page.locator("main form .btn-wide")).to_be_visible()


def data_request(council: Council, email: str, kind: RequestKind) -> int:
    """The open request of somebody's, made where there is none."""
    with council.app.app_context(), unit_of_work():
        person = people_queries.find_person(email)
        assert person is not None
        asked = record_queries.find_open(person.id, kind)
        asked = asked or records.open_request(person.id, kind, "Lewat telepon.", actor=SYSTEM, now=clock.now())
        return asked.id


def access_asked(council: Council, page: Page) -> None:
    """Open a request to see what is held."""
    page.goto(f"/staff/requests/{data_request(council, SRI, RequestKind.ACCESS)}")
    expect(page.locator("[name=answer]")).to_be_visible()


def copy_shown(council: Council, page: Page) -> None:
    """Open the copy to hand over."""
    page.goto(f"/staff/requests/{data_request(council, SRI, RequestKind.ACCESS)}/copy")
    expect(page.locator("#data-person")).to_be_visible()


def erasure_shown(council: Council, page: Page) -> None:
    """Look at what an erasure would do."""
    page.goto(f"/staff/requests/{data_request(council, council.facts['submitted_by'], RequestKind.ERASURE)}/erasure")
    expect(page.locator("h1")).to_be_visible()


def incident(council: Council) -> int:
    """A phone of the running fair is lost, once."""
    with council.app.app_context(), unit_of_work():
        known = record_queries.incidents()
        facts = IncidentFacts(
            kind=IncidentKind.DOOR_PHONE,
            words="Tertinggal di angkot.",
            measures="Akses dicabut.",
            happened_at=clock.now(),
            noticed_at=clock.now(),
            door_device_id=int(council.facts["device"]),
        )
        return (known[0] if known else records.open_incident(facts, actor=SYSTEM, now=clock.now())).id


def phone_lost(council: Council, page: Page) -> None:
    """Look at whose data was on a lost phone."""
    page.goto(f"/staff/incidents/{incident(council)}")
    expect(page.locator("#whose")).to_be_visible()


def notice_drafted(council: Council, page: Page) -> None:
    """Look at the notice."""
    page.goto(f"/staff/incidents/{incident(council)}/notice")
    expect(page.locator("article").first).to_be_visible()


def staff_invited(council: Council, page: Page) -> None:
    """Make an invitation for one of the staff."""
    page.locator("form[action$='/invitations'] button").click()
    expect(page.locator("svg.qr")).to_be_visible()


def role_asked(council: Council, page: Page) -> None:
    """Choose a first role for somebody."""
    page.locator("#role").select_option("curator")
    page.locator("form[action$='/roles'] button").click()
    expect(page.locator("[name=confirmed]")).to_be_visible()


def session_asked(council: Council, page: Page) -> None:
    """Ask to sign somebody out."""
    with council.app.app_context(), unit_of_work():
        person = people_queries.find_person(SRI)
        assert person is not None
        if not people_queries.devices_of(person.id):
            sessions.begin(person, label="Firefox", now=clock.now())
        person_id = person.id
    page.goto(f"/staff/people/{person_id}")
    page.locator("a[href*='/sessions/']").first.click()
    expect(page.locator("main form .btn-bad")).to_be_visible()


def reset_asked(council: Council, page: Page) -> None:
    """Open a reset that another administrator asks for."""
    with council.app.app_context(), unit_of_work():
        passkey = db.session.scalars(select(Passkey)).one()
        known = directory.find_open_reset(passkey.person_id, clock.now())
        second = actor_of(make_person("admin-kedua@demo.test", "", Role.ADMINISTRATOR))
        reset = known or staff.ask_reset(passkey.person_id, "Ponselnya hilang.", actor=second, now=clock.now())
        reset_id = reset.id
    page.goto(f"/staff/resets/{reset_id}/decision")
    expect(page.locator("button[value=agreed]")).to_be_visible()


EVENTS = [
    Place("events.home", "/"),
    Place("events.index", "/events/"),
    Place("events.index", "/events/?q=zzzz", state="empty"),
    Place("events.index", "/events/?kind=training&open=1", state="found"),
    Place("events.show", f"/events/{OPEN}/"),
    Place("events.show", f"/events/{RUNNING}/", state="running"),
    Place("events.show", f"/events/{LATER}/", state="not open yet"),
    Place("events.show", "/events/{cancelled_event}/", state="cancelled"),
    Place("events.show", "/events/{closed_event}/", state="finished"),
    Place("events.show", "/events/foto-produk-dengan-ponsel/", state="few places"),
    Place("events.show", "/events/{waitlisted_event}/", "{waitlisted_by}", state="applied"),
    Place("events.show", "/events/tidak-ada/", status=404, state="missing"),
]
ACCOUNTS = [
    Place("accounts.sign_in", "/sign-in"),
    Place("accounts.sign_in", "/sign-in", SRI, state="signed in"),
    Place("accounts.sign_in", "/sign-in", act=refused, state="refused"),
    Place("accounts.code", "/sign-in", act=code_asked),
    Place("accounts.code", "/sign-in", act=code_wrong, state="refused"),
    Place("accounts.link", "/sign-in", act=link_opened),
    Place("accounts.link", "/sign-in/tidak-ada", status=404, state="void"),
    Place("accounts.second_step", "/sign-in/second-step", KEEPER),
    Place("accounts.second_step", "/sign-in/second-step", KEEPER, act=refused, state="refused"),
    Place("accounts.invitation", "/me/", SRI, act=invited_to_staff),
    Place("accounts.invitation", "/sign-in/invitation/tidak-ada", SRI, status=404, state="void"),
    Place("accounts.account", "/me/account", SRI),
    Place("accounts.account", "/me/account", KEEPER, state="staff"),
    Place("accounts.new_address", "/me/account/address/tidak-ada", SRI, status=404, state="void"),
    Place("accounts.confirm_session_end", "/me/account", SRI, act=leaving),
    Place("accounts.new_factor", "/me/account/factors/new", KEEPER, act=factor_shown),
    Place("accounts.new_totp", "/me/account/totp/new", KEEPER, act=factor_shown),
    Place("accounts.new_totp", "/me/account/totp/new", KEEPER, act=first_code_refused, state="refused"),
    Place("accounts.new_recovery_codes", "/me/account/recovery-codes/new", KEEPER, act=factor_shown),
    Place(
        "accounts.new_recovery_codes", "/me/account/recovery-codes/new", KEEPER, act=first_code_refused, state="refused"
    ),
    Place("accounts.confirm_totp_removal", "/me/account/totp/removal", KEEPER, act=factor_shown),
    Place("accounts.confirm_passkey_removal", "/me/account/passkeys/{passkey}/removal", KEEPER, act=factor_shown),
    Place("accounts.identity", "/me/identity", NEWCOMER),
    Place("accounts.identity", "/me/identity", NEWCOMER, act=refused, state="refused"),
]
BUSINESSES = [
    Place("businesses.new", "/me/businesses/new", NEWCOMER),
    Place("businesses.new", "/me/businesses/new", NEWCOMER, act=refused, state="refused"),
    Place("businesses.show", "/me/businesses/{sri_business}", SRI),
    Place("businesses.show", "/me/businesses/{shared_business}", HELPER, state="helper"),
    Place("businesses.edit_section", "/me/businesses/{sri_business}/profile/identity", SRI),
    Place("businesses.edit_section", "/me/businesses/{sri_business}/profile/place", SRI, state="place"),
    Place("businesses.edit_section", "/me/businesses/{sri_business}/profile/size", SRI, state="size"),
    Place("businesses.edit_section", "/me/businesses/{sri_business}/profile/online", SRI, state="online"),
    Place("businesses.edit_section", "/me/businesses/{sri_business}/profile/owner", SRI, state="owner"),
    Place("businesses.own_papers", "/me/businesses/{sri_business}/papers", SRI),
    Place("businesses.own_papers", "/me/businesses/{shared_business}/papers", HELPER, state="another's"),
    Place("businesses.new_paper", "/me/businesses/{sri_business}/papers/new", SRI),
    Place("businesses.new_paper", "/me/businesses/{sri_business}/papers/new", SRI, act=refused, state="refused"),
    Place("businesses.edit_paper", "/me/businesses/{sri_business}/papers/{paper}/edit", SRI),
    Place("businesses.remove_paper", "/me/businesses/{sri_business}/papers/{paper}/removal", SRI),
    Place("businesses.new_product", "/me/businesses/{sri_business}/products/new", SRI),
    Place("businesses.new_product", "/me/businesses/{sri_business}/products/new", SRI, act=refused, state="refused"),
    Place("businesses.edit_product", "/me/businesses/{sri_business}/products/{sri_product}/edit", SRI),
    Place("businesses.people", "/me/businesses/{shared_business}/people", SRI),
    Place("businesses.people", "/me/businesses/{shared_business}/people", SRI, act=invited, state="invited"),
    Place("businesses.people", "/me/businesses/{shared_business}/people", SRI, act=invitation_refused, state="refused"),
    Place("businesses.people", "/me/businesses/{shared_business}/people", HELPER, state="helper"),
    Place("businesses.end_membership", "/me/businesses/{shared_business}/people/{helper}/end", SRI),
    Place("businesses.end_membership", "/me/businesses/{shared_business}/people/{helper}/end", HELPER, state="leaving"),
    Place("businesses.staff_hand_over", "/staff/businesses/{shared_business}/successor", STAFF),
    Place(
        "businesses.staff_hand_over",
        "/staff/businesses/{shared_business}/successor",
        STAFF,
        act=refused,
        state="refused",
    ),
    Place("businesses.accept_invitation", "/me/", NEWCOMER, act=asked_to_help),
    Place("businesses.accept_invitation", "/me/", NEWCOMER, act=asked_to_take_over, state="handing over"),
    Place("businesses.accept_invitation", "/me/invitations/tidak-ada", NEWCOMER, status=404, state="void"),
]
APPLICATIONS = [
    Place("applications.mine", "/me/", SRI),
    Place("applications.mine", "/me/", NEWCOMER, state="empty"),
    Place("applications.apply", f"/events/{OPEN}/apply", SRI),
    Place("applications.apply", f"/events/{OPEN}/apply?step=2", SRI, act=emptied, state="refused"),
    Place("applications.apply", f"/events/{OPEN}/apply?step=3", SRI, state="people"),
    Place("applications.apply", f"/events/{OPEN}/apply?step=4", SRI, state="look through"),
    Place("applications.apply", f"/events/{LATER}/apply", SRI, state="not open"),
    *(Place("applications.show", f"/me/applications/{{{state}}}", f"{{{state}_by}}", state=state) for state in STATES),
    Place("applications.show", "/me/applications/{submitted}", NEWCOMER, status=404, state="another's"),
    Place("applications.edit", "/me/applications/{needs_revision}/edit", "{needs_revision_by}"),
    Place("applications.decline", "/me/applications/{offered}/refusal", "{offered_by}"),
    Place("applications.withdraw", "/me/applications/{submitted}/withdrawal", "{submitted_by}"),
    Place("applications.show", "/me/applications/{may_object}", "{may_object_by}", state="may object"),
    Place("applications.show", "/me/applications/{objected}", "{objected_by}", state="objected"),
    Place("applications.object_to", "/me/applications/{may_object}/objection", "{may_object_by}"),
    Place("applications.object_to", f"{OBJECTING}/objection", "{may_object_by}", act=refused, state="refused"),
    Place("applications.object_to", f"{OBJECTING}/objection", "{may_object_by}", act=objected, state="look through"),
    Place("applications.own_participants", "/me/applications/{confirmed}/participants", "{confirmed_by}"),
    Place("applications.edit_participant", "/me/applications/{confirmed}/participants/{comer}", "{confirmed_by}"),
    Place("applications.replace_participant", f"{COMER}/replacement", "{confirmed_by}"),
    Place("applications.replace_participant", f"{COMER}/replacement", "{confirmed_by}", act=refused, state="refused"),
    Place("applications.withdraw_participant", f"{COMER}/withdrawal", "{confirmed_by}"),
    Place("applications.materials", "/me/applications/{confirmed}/materials", "{confirmed_by}", state="empty"),
    Place("applications.draw", "/events/{unlocked}/draw", state="not yet"),
    Place("applications.draw", "/events/{locked}/draw", state="locked"),
    Place("applications.draw", "/events/{drawn}/draw", state="drawn"),
]
TICKETS = [
    Place("tickets.show", "/t/{valid_ticket}"),
    Place("tickets.show_upper", "/T/{valid_ticket}"),
    Place("tickets.show", "/t/{revoked_ticket}", state="revoked"),
    Place("tickets.show", "/t/abc", status=404, state="missing"),
]
DESK = [
    Place("events.staff_list", "/staff/events/", STAFF),
    Place("events.staff_list", "/staff/events/", STAFF, act=menu_open, state="menu"),
    Place("events.staff_list", "/staff/events/", CURATOR, state="reviews wait"),
    Place("events.staff_list", "/staff/events/?q=zzzz", STAFF, state="empty"),
    Place("events.staff_list", "/staff/events/", SRI, status=403, state="forbidden"),
    Place("events.staff_new", "/staff/events/new", STAFF),
    Place("events.staff_new", "/staff/events/new", STAFF, act=refused, state="refused"),
    Place("events.staff_show", f"/staff/events/{OPEN}/", STAFF),
    Place("events.staff_show", f"/staff/events/{LATER}/", STAFF, act=moves_unfolded, state="moves"),
    Place("events.staff_show", "/staff/events/{draft_slug}/", STAFF, state="draft"),
    Place("events.staff_preview", "/staff/events/{draft_slug}/preview", STAFF),
    Place("events.staff_edit", f"/staff/events/{OPEN}/edit", STAFF),
    Place("events.staff_settings", f"/staff/events/{OPEN}/settings/places", STAFF),
    Place("events.staff_settings", f"/staff/events/{OPEN}/settings/waiting", STAFF, state="waiting"),
    Place("events.staff_settings", f"/staff/events/{OPEN}/settings/after", STAFF, state="after"),
    Place("events.staff_settings", f"/staff/events/{RUNNING}/settings/visitors", STAFF, state="visitors"),
    Place("events.staff_settings", "/staff/events/{delegation_slug}/settings/delegation", STAFF, state="delegation"),
    Place("events.show", "/events/{delegation_slug}/", state="delegation"),
    Place("events.show", "/events/{postponed_slug}/", state="postponed"),
    Place("events.staff_show", "/staff/events/{postponed_slug}/", STAFF, state="postponed"),
    Place("events.staff_programme", f"/staff/events/{OPEN}/programme", STAFF),
    Place("events.staff_new_speaker", f"/staff/events/{OPEN}/speakers/new", STAFF, act=refused),
    Place("events.staff_speaker", f"/staff/events/{OPEN}/speakers/{{speaker}}", STAFF),
    Place(
        "office.letter_one", f"/staff/events/{OPEN}/papers/letters/assignment/to/{{speaker}}", STAFF, state="speaker"
    ),
    Place("events.staff_new_material", f"/staff/events/{OPEN}/materials/new", STAFF, act=refused),
    Place("events.staff_copy", f"/staff/events/{OPEN}/copy", STAFF),
    Place("events.staff_year", "/staff/calendar/2026", STAFF),
    Place("events.year", "/events/calendar/2026"),
    Place("applications.postpone_event", f"/staff/events/{LATER}/postponement", STAFF),
    Place("applications.resume_event", "/staff/events/{postponed_slug}/resumption", STAFF),
    Place("applications.staff_list", f"/staff/events/{OPEN}/applications/", STAFF),
    Place("applications.staff_list", f"/staff/events/{OPEN}/applications/", COMMITTEE, act=all_chosen, state="chosen"),
    Place("applications.staff_list", f"/staff/events/{OPEN}/applications/?q=zzzz", COMMITTEE, state="nothing found"),
    Place("applications.staff_list", f"/staff/events/{LATER}/applications/", COMMITTEE, state="empty"),
    Place("applications.staff_show", "/staff/applications/{submitted}", COMMITTEE),
    Place("applications.staff_waiting", f"/staff/events/{OPEN}/waiting", COMMITTEE),
    Place("applications.staff_waiting", f"/staff/events/{LATER}/waiting", COMMITTEE, state="empty"),
    Place("applications.staff_draw", "/staff/events/{unlocked}/draw", STAFF),
    Place("applications.staff_draw", "/staff/events/{unlocked}/draw", STAFF, act=refused, state="refused"),
    Place("applications.staff_draw", "/staff/events/{locked}/draw", STAFF, act=value_shown, state="value shown"),
    Place("applications.staff_draw", "/staff/events/{drawn}/draw", STAFF, state="drawn"),
    Place("applications.staff_participants", f"/staff/events/{RUNNING}/participants", STAFF),
    Place("applications.staff_participants", f"/staff/events/{RUNNING}/participants?q=zzzz", STAFF, state="none found"),
    Place("applications.staff_participants", f"/staff/events/{LATER}/participants", STAFF, state="empty"),
    Place(
        "applications.staff_replace_participant",
        "/staff/events/{confirmed_event}/participants/{comer}/replacement",
        STAFF,
    ),
    Place("applications.staff_objections", "/staff/events/{objections}/objections/", COMMITTEE),
    Place("applications.staff_objections", f"/staff/events/{LATER}/objections/", COMMITTEE, state="none taken"),
    Place("applications.answer_objection", "/staff/events/{objections}/objections/{objection}/answer", COMMITTEE),
    Place(
        "applications.answer_objection",
        "/staff/events/{objections}/objections/{objection}/answer",
        COMMITTEE,
        act=refused,
        state="refused",
    ),
    Place("applications.staff_show", "/staff/applications/{confirmed}", STAFF, state="confirmed"),
    Place(
        "applications.new_decision",
        "/staff/events/{submitted_event}/decisions/new?code={submitted}&verdict=accepted",
        COMMITTEE,
    ),
    Place(
        "applications.new_decision",
        "/staff/events/{submitted_event}/decisions/new?code={submitted}&verdict=needs_revision",
        COMMITTEE,
        act=refused,
        state="refused",
    ),
    Place("applications.cancel_event", f"/staff/events/{LATER}/cancellation", STAFF),
    Place("applications.cancel_event", f"/staff/events/{LATER}/cancellation", STAFF, act=refused, state="refused"),
    Place("accounts.people", "/staff/people/", ADMIN),
    Place("accounts.people", "/staff/people/?q=zzzz", ADMIN, state="nothing found"),
    Place("accounts.new_person", "/staff/people/new", ADMIN),
    Place("accounts.new_person", "/staff/people/new", ADMIN, act=refused, state="refused"),
    Place("accounts.person", "/staff/people/{committee}", ADMIN),
    Place("accounts.person", "/staff/people/{tini}", ADMIN, state="without a role"),
    Place("accounts.person", "/staff/people/{committee}", ADMIN, act=staff_invited, state="invited"),
    Place("accounts.person", "/staff/people/{tini}", ADMIN, act=role_asked, state="role asked"),
    Place("accounts.confirm_persons_session_end", "/staff/people/", ADMIN, act=session_asked),
    Place("accounts.new_role_revocation", "/staff/people/{committee}/roles/{committee_role}/revocation", ADMIN),
    Place("accounts.new_reset_decision", "/staff/people/", ADMIN, act=reset_asked),
    Place("council.edit", "/staff/organisation", ADMIN),
    Place("office.letterhead", "/staff/organisation/letterhead", ADMIN),
    Place("office.numbers", "/staff/organisation/numbers", ADMIN),
    Place("office.signatories", "/staff/organisation/signatories/", ADMIN),
    Place("office.new_signatory", "/staff/organisation/signatories/new", ADMIN),
    Place("office.new_signatory", "/staff/organisation/signatories/new", ADMIN, act=refused, state="refused"),
    Place("office.signatory", "/staff/organisation/signatories/{signatory}", ADMIN),
    Place("office.end_signatory", "/staff/organisation/signatories/{signatory}/end", ADMIN),
    Place("documents.verify", "/verify/"),
    Place("documents.verify", "/verify/?code=salah", status=422, state="refused"),
    Place("documents.verified", "/verify/{document_code}"),
    Place("documents.verified_upper", "/VERIFY/{document_code}"),
    Place("documents.verified", "/verify/{withdrawn_code}", state="withdrawn"),
    Place("documents.verified", "/verify/abc", status=404, state="unknown"),
    Place("documents.staff_list", "/staff/documents/", STAFF),
    Place("documents.staff_list", "/staff/documents/?q=zzzz", STAFF, state="nothing found"),
    Place("documents.staff_show", "/staff/documents/{document}", STAFF),
    Place("documents.staff_show", "/staff/documents/{withdrawn_document}", STAFF, state="withdrawn"),
    Place("documents.withdraw", "/staff/documents/{document}/withdrawal", STAFF),
    Place("documents.withdraw", "/staff/documents/{document}/withdrawal", STAFF, act=refused, state="refused"),
    Place("messaging.outbox", "/staff/outbox/", STAFF),
    Place("messaging.queue", "/staff/outbox/queue/", STAFF),
    Place("messaging.queue", "/staff/outbox/queue/", STAFF, act=begun, state="one at a time"),
    Place("messaging.notices", "/me/messages/", SRI),
    Place("messaging.notices", "/me/messages/", NEWCOMER, state="empty"),
    Place("messaging.notice", "/me/messages/{notice}", SRI),
    Place("messaging.texts", "/staff/messages/", STAFF),
    Place("messaging.text_edit", f"{WORDING}/application_confirmed/id/", STAFF),
    Place("messaging.text_edit", f"{WORDING}/application_closed/id/", STAFF, state="can't be used"),
    Place(
        "messaging.text_edit", f"{WORDING}/application_submitted/en/", STAFF, act=badly_worded, state="with mistakes"
    ),
    Place("messaging.text_versions", f"{WORDING}/application_submitted/id/versions", STAFF),
    Place("messaging.text_versions", f"{WORDING}/application_submitted/en/versions", STAFF, state="none yet"),
    Place("messaging.reminders", "/staff/events/pekan-batik-demo/reminders", STAFF),
    Place("messaging.ticket_again", "/tickets/again"),
    Place("messaging.ticket_again", "/tickets/again", act=refused, state="refused"),
    Place("messaging.ticket_on_its_way", "/tickets/again/sent"),
    Place("messaging.outbox", "/staff/outbox/?q=zzzz", STAFF, state="nothing found"),
    Place("messaging.outbox", "/staff/outbox/?state=by_hand", STAFF, state="by hand"),
    Place("messaging.outbox", "/staff/outbox/?bulk={bulk}", STAFF, state="of many"),
    Place("messaging.outbox_stop", "/staff/outbox/bulks/{bulk}/stop", STAFF),
    Place("messaging.outbox_show", "/staff/outbox/{message}", STAFF),
    Place("messaging.outbox", "/staff/outbox/?state=by_hand", STAFF, act=first_opened, state="one by hand"),
]


def wish_refused(council: Council, page: Page) -> None:
    """Name a partner whom nobody knows."""
    page.locator("[data-wishes].is-ready").wait_for()
    page.locator("[name=partner]").fill("XX0-0000")
    page.locator("main form .sticky .btn").click()
    page.locator(".errors").wait_for()


def booth_chosen(council: Council, page: Page) -> None:
    """Choose a booth in the editor of a floor plan, so that its properties are shown."""
    page.locator("[data-floorplan].is-ready").wait_for()
    page.locator("[data-id]").last.focus()
    page.keyboard.press("Enter")
    page.locator("[data-part=booth] [data-field=label]").wait_for()


REVIEWING = [
    Place("curation.my_reviews", "/staff/events/{reviewed_fair}/reviews/", CURATOR),
    Place("curation.my_reviews", "/staff/events/{reviewed_fair}/reviews/?show=sent", CURATOR, state="sent"),
    Place("curation.my_reviews", "/staff/events/{idle_fair}/reviews/", IDLE_CURATOR, state="empty"),
    Place("curation.review", "/staff/events/{reviewed_fair}/reviews/{to_review}", CURATOR),
    Place(
        "curation.review", "/staff/events/{reviewed_fair}/reviews/{to_review}", CURATOR, act=picture_near, state="near"
    ),
    Place(
        "curation.review",
        "/staff/events/{reviewed_fair}/reviews/{to_review}",
        CURATOR,
        act=scores_missing,
        state="missing",
    ),
    Place("curation.review", "/staff/events/{reviewed_fair}/reviews/{review_sent}", CURATOR, state="sent"),
    Place("curation.review", "/staff/events/{reviewed_fair}/reviews/{review_abstained}", CURATOR, state="abstained"),
    Place("curation.abstain", "/staff/events/{reviewed_fair}/reviews/{to_review}/abstention", CURATOR),
    Place("curation.declare_conflict", "/staff/events/{reviewed_fair}/reviews/{to_review}/conflict", CURATOR),
    Place(
        "curation.declare_conflict",
        "/staff/events/{reviewed_fair}/reviews/{to_review}/conflict",
        CURATOR,
        act=refused,
        state="refused",
    ),
    Place("curation.reviewers", "/staff/events/{reviewed_fair}/reviewers/", STAFF, act=moves_unfolded),
    Place("curation.reviewers", "/staff/events/{idle_fair}/reviewers/?evens=1", STAFF, state="empty"),
    Place("curation.assignments", "/staff/events/{reviewed_fair}/reviewers/applications/", STAFF),
    Place("curation.assignments", "/staff/events/{idle_fair}/reviewers/applications/", STAFF, state="empty"),
    Place(
        "curation.assignment",
        "/staff/events/{reviewed_fair}/reviewers/applications/{to_review}",
        STAFF,
        act=moves_unfolded,
    ),
    Place("curation.setup", "/staff/events/{reviewed_fair}/curation/", STAFF),
    Place("curation.setup", f"/staff/events/{LATER}/curation/", STAFF, state="to begin"),
    Place("curation.rubric", "/staff/events/{reviewed_fair}/curation/rubric", STAFF, act=moves_unfolded),
    Place("curation.rubric", "/staff/events/{idle_fair}/curation/rubric", STAFF, act=moves_unfolded, state="unused"),
    Place("curation.phases", "/staff/events/{reviewed_fair}/curation/phases", STAFF),
    Place("curation.settings", "/staff/events/{reviewed_fair}/curation/settings", STAFF),
    Place("curation.save_template", "/staff/events/{reviewed_fair}/curation/template", STAFF),
    Place("curation.take_down", "/staff/events/{idle_fair}/curation/removal", STAFF),
    Place("curation.templates", "/staff/rubrics/", STAFF),
    Place("curation.new_template", "/staff/rubrics/new", STAFF),
    Place("curation.new_template", "/staff/rubrics/new", STAFF, act=refused, state="refused"),
    Place("curation.template", "/staff/rubrics/{rubric}", STAFF),
    Place("curation.archive_template", "/staff/rubrics/{rubric}/archive", STAFF),
    Place("curation.ranking_list", "/staff/events/{reviewed_fair}/ranking/?line=2", STAFF, act=moves_unfolded),
    Place("curation.ranking_list", "/staff/events/{reviewed_fair}/ranking/?category=zz", STAFF, state="nothing found"),
    Place("curation.ranking_list", "/staff/events/{reviewed_fair}/ranking/?all=1", STAFF, state="to print"),
    Place("curation.ranking_list", "/staff/events/{idle_fair}/ranking/", STAFF, state="empty"),
    Place("curation.reviews_of", "/staff/events/{reviewed_fair}/ranking/{review_sent}", STAFF),
    Place("curation.reviews_of", "/staff/events/{reviewed_fair}/ranking/{to_review}", STAFF, state="empty"),
    Place("curation.meeting", "/staff/events/{met_fair}/meeting/", COMMITTEE, act=moves_unfolded),
    Place("curation.meeting", "/staff/events/{met_fair}/meeting/?show=conflicting", COMMITTEE, state="conflicting"),
    Place("curation.meeting", "/staff/events/{idle_fair}/meeting/", STAFF, state="empty"),
    Place("curation.meetings", "/staff/events/{met_fair}/meetings/", COMMITTEE),
    Place("curation.meetings", "/staff/events/{idle_fair}/meetings/", STAFF, state="empty"),
    Place("curation.meeting_record", "/staff/events/{met_fair}/meetings/1", COMMITTEE),
    Place("curation.resolution", "/staff/events/{met_fair}/resolution", COMMITTEE, act=moves_unfolded),
    Place("curation.resolution", "/staff/events/{idle_fair}/resolution", STAFF, state="empty"),
]
FLOOR = f"/staff/events/{RUNNING}/floorplan"
BOOTHS = [
    Place("booths.show_map", f"/events/{RUNNING}/map"),
    Place("booths.show_map", f"/events/{RUNNING}/map?q=zzzz", state="nothing found"),
    Place("booths.floor", f"{FLOOR}/", STAFF, act=booth_chosen),
    Place("booths.floor", f"{FLOOR}/", COMMITTEE, state="looked at"),
    Place("booths.floor", f"/staff/events/{LATER}/floorplan/", STAFF, act=refused, state="to begin"),
    Place("booths.floor", f"/staff/events/{LATER}/floorplan/", COMMITTEE, state="none yet"),
    Place("booths.table", f"{FLOOR}/booths/", STAFF),
    Place("booths.table", f"{FLOOR}/booths/?q=zzzz", STAFF, state="nothing found"),
    Place("booths.new_booth", f"{FLOOR}/booths/new", STAFF),
    Place("booths.new_booth", f"{FLOOR}/booths/new", STAFF, act=refused, state="refused"),
    Place("booths.edit_booth", f"{FLOOR}/booths/demo-a01", STAFF, act=moves_unfolded),
    Place("booths.remove_booth", f"{FLOOR}/booths/demo-a01/removal", STAFF),
    Place("booths.new_fixture", f"{FLOOR}/fixtures/new", STAFF),
    Place("booths.edit_fixture", f"{FLOOR}/fixtures/demo-in", STAFF),
    Place("booths.remove_fixture", f"{FLOOR}/fixtures/demo-in/removal", STAFF),
    Place("booths.settings", f"{FLOOR}/settings", STAFF),
    Place("booths.import_plan", f"{FLOOR}/import", STAFF),
]
WISHES = [
    Place("allocation.wishes", "/me/applications/{wishing}/booth-wishes", "{wishing_by}", act=moves_unfolded),
    Place(
        "allocation.wishes",
        "/me/applications/{wishing}/booth-wishes",
        "{wishing_by}",
        act=wish_refused,
        state="refused",
    ),
    Place("allocation.wish_list", "/staff/events/pameran-kriya-jetayu/booth-wishes", STAFF),
    Place(
        "allocation.wish_list", "/staff/events/pameran-kriya-jetayu/booth-wishes?q=zzzz", STAFF, state="nothing found"
    ),
    Place("allocation.wish_list", f"/staff/events/{LATER}/booth-wishes", STAFF, state="empty"),
]
PLANNED = "/staff/events/{planned_fair}/booth-plan"
PLANS = [
    Place("allocation.plans", f"{PLANNED}/", STAFF),
    Place("allocation.plans", f"/staff/events/{LATER}/booth-plan/", STAFF, state="no floor"),
    Place("allocation.show_run", f"{PLANNED}/1/run", STAFF),
    Place("allocation.show_run", f"{PLANNED}/2/run", STAFF, state="impossible"),
    Place("allocation.show_run", f"{PLANNED}/3/run", STAFF, state="being made"),
    Place("allocation.rules", f"{PLANNED}/rules", STAFF, act=moves_unfolded),
    Place("allocation.rules", f"/staff/events/{LATER}/booth-plan/rules", STAFF, state="empty"),
    Place("allocation.new_rule", f"{PLANNED}/rules/new/group_min", STAFF, act=refused),
    Place("allocation.plan_settings", f"{PLANNED}/settings", STAFF),
]
ALLOTTED = "/staff/events/{allotted_fair}/booth-plan"
OFFERED = [
    Place("allocation.approval", f"{ALLOTTED}/1/approval", COMMITTEE, state="published"),
    Place("allocation.approval", f"{ALLOTTED}/2/approval", STAFF, act=moves_unfolded, state="proposed"),
    Place("allocation.approval", f"{ALLOTTED}/3/approval", STAFF),
    Place("allocation.show_plan", f"{ALLOTTED}/3/", STAFF, act=moves_unfolded),
    Place("allocation.show_plan", f"{ALLOTTED}/3/?step={{booth_open}}/out", STAFF, state="changed by hand"),
    Place("allocation.show_plan", f"{ALLOTTED}/1/?q=zzzz", TREASURER, state="nothing found"),
    Place("allocation.show_plan", f"{PLANNED}/2/", STAFF, state="impossible"),
    Place("allocation.compare", f"{ALLOTTED}/compare", STAFF, act=moves_unfolded),
    Place("allocation.compare", f"{PLANNED}/compare", STAFF, state="nothing to compare"),
    Place("allocation.offers", f"{ALLOTTED}/offers", STAFF),
    Place("allocation.offers", f"{ALLOTTED}/offers", TREASURER, state="by the treasurer"),
    Place("allocation.offers", f"{ALLOTTED}/offers?q=zzzz", STAFF, state="nothing found"),
    Place("allocation.offers", f"/staff/events/{LATER}/booth-plan/offers", STAFF, state="empty"),
    Place("allocation.payment", f"{ALLOTTED}/offers/{{booth_open}}/payment", TREASURER, act=refused),
    Place("allocation.unmark_payment", f"{ALLOTTED}/offers/{{booth_paid}}/mistake", TREASURER),
    Place("allocation.lapse_offer", f"{ALLOTTED}/offers/{{booth_late}}/lapse", STAFF),
    Place("applications.show", "/me/applications/{booth_paid}", EXHIBITOR, state="with a booth"),
]
CATALOGUE = [
    Place("catalogue.index", f"/events/{RUNNING}/exhibitors"),
    Place("catalogue.index", f"/events/{RUNNING}/exhibitors?q=zzzz", state="nothing found"),
    Place("catalogue.show", f"/events/{RUNNING}/exhibitors/{{exhibitor}}"),
    Place("catalogue.own_entry", "/applications/{own_exhibitor}/catalogue-entry", SRI),
    Place("catalogue.staff_show", f"/staff/events/{RUNNING}/catalogue", STAFF),
    Place("catalogue.staff_show", f"/staff/events/{LATER}/catalogue", STAFF, state="empty"),
]
HANDING = f"/staff/events/{RUNNING}/at-the-booths/handing"
DEPOSITS = f"/staff/events/{RUNNING}/at-the-booths/deposits"
ONSITE = [
    Place("onsite.board", f"/staff/events/{RUNNING}/at-the-booths", STAFF),
    Place("onsite.board", f"/staff/events/{LATER}/at-the-booths", STAFF, state="empty"),
    Place("onsite.own_page", "/me/applications/{own_exhibitor}/at-the-fair", SRI),
    Place("onsite.own_loading", "/me/applications/{own_exhibitor}/at-the-fair/loading/out", SRI),
    Place(
        "onsite.own_loading",
        "/me/applications/{own_exhibitor}/at-the-fair/loading/out",
        SRI,
        act=refused,
        state="refused",
    ),
    Place("onsite.own_loading", "/me/applications/{own_exhibitor}/at-the-fair/loading/in", SRI, state="over"),
    Place("onsite.loading", f"/staff/events/{RUNNING}/at-the-booths/loading", STAFF),
    Place("onsite.loading", f"/staff/events/{LATER}/at-the-booths/loading", STAFF, state="empty"),
    Place("onsite.new_loading", f"/staff/events/{RUNNING}/at-the-booths/loading/new?way=out", STAFF),
    Place(
        "onsite.new_loading",
        f"/staff/events/{RUNNING}/at-the-booths/loading/new?way=out",
        STAFF,
        act=times_shown,
        state="preview",
    ),
    Place("onsite.change_loading", f"/staff/events/{RUNNING}/at-the-booths/loading/slots/1", STAFF),
    Place("onsite.remove_loading", f"/staff/events/{RUNNING}/at-the-booths/loading/slots/1/removal", STAFF),
    Place("onsite.loading_list", f"/staff/events/{RUNNING}/at-the-booths/loading/list?way=in", STAFF),
    Place("onsite.gate", f"/staff/events/{RUNNING}/at-the-booths/loading/gate?way=in", STAFF, act=moves_unfolded),
    Place("onsite.gate", f"/staff/events/{RUNNING}/at-the-booths/loading/gate?q=zzzz", STAFF, state="nothing found"),
    Place("onsite.gate", f"/staff/events/{LATER}/at-the-booths/loading/gate", STAFF, state="empty"),
    Place(
        "onsite.at_the_gate",
        f"/staff/events/{RUNNING}/at-the-booths/loading/gate/{{own_exhibitor}}?way=out",
        STAFF,
    ),
    Place("onsite.presence_day", f"/staff/events/{RUNNING}/at-the-booths/rounds", STAFF),
    Place("onsite.presence_day", f"/staff/events/{LATER}/at-the-booths/rounds", STAFF, state="empty"),
    Place("onsite.presence_days", f"/staff/events/{RUNNING}/at-the-booths/rounds/days", STAFF),
    Place("onsite.walk", f"/staff/events/{RUNNING}/at-the-booths/rounds/walk", STAFF),
    Place("onsite.walk", f"/staff/events/{RUNNING}/at-the-booths/rounds/walk?q=zzzz", STAFF, state="nothing found"),
    Place("onsite.explain", "/me/applications/{own_exhibitor}/at-the-fair/word", SRI),
    Place("onsite.explain", "/me/applications/{own_exhibitor}/at-the-fair/word", SRI, act=refused, state="refused"),
    Place("onsite.faults", f"/staff/events/{RUNNING}/at-the-booths/faults", STAFF),
    Place("onsite.faults", f"/staff/events/{RUNNING}/at-the-booths/faults?q=zzzz", STAFF, state="nothing found"),
    Place("onsite.faults", f"/staff/events/{LATER}/at-the-booths/faults", STAFF, state="empty"),
    Place("onsite.faults", f"/staff/events/{RUNNING}/at-the-booths/faults?state=done", STAFF, state="mended"),
    Place("onsite.fault", f"/staff/events/{RUNNING}/at-the-booths/faults/8", STAFF),
    Place("onsite.fault", f"/staff/events/{RUNNING}/at-the-booths/faults/1", STAFF, state="mended"),
    Place("onsite.fault_list", f"/staff/events/{RUNNING}/at-the-booths/faults/list", STAFF),
    Place("onsite.new_fault", f"/staff/events/{RUNNING}/at-the-booths/faults/new", STAFF, act=refused),
    Place("onsite.own_new_fault", "/me/applications/{own_exhibitor}/at-the-fair/faults/new", SRI),
    Place(
        "onsite.own_new_fault",
        "/me/applications/{own_exhibitor}/at-the-fair/faults/new",
        SRI,
        act=fault_known,
        state="known",
    ),
    Place("onsite.own_reopen_fault", "/me/applications/{own_exhibitor}/at-the-fair/faults/1/reopening", SRI),
    Place("onsite.sign_page", f"/staff/events/{RUNNING}/at-the-booths/signs", STAFF),
    Place("onsite.sign_page", f"/staff/events/{LATER}/at-the-booths/signs", STAFF, state="empty"),
    Place("onsite.booth", f"/events/{RUNNING}/booths/demo-a01"),
    Place("onsite.booth", f"/events/{RUNNING}/booths/demo-a01", SRI, state="its exhibitor"),
    Place("onsite.booth", f"/events/{RUNNING}/booths/demo-a01", STAFF, state="staff"),
    Place("onsite.handing_list", f"/staff/events/{RUNNING}/at-the-booths/handing", STAFF),
    Place("onsite.handing_list", f"/staff/events/{RUNNING}/at-the-booths/handing?q=zzzz", STAFF, state="nothing found"),
    Place("onsite.handing_list", f"/staff/events/{LATER}/at-the-booths/handing", STAFF, state="empty"),
    Place("onsite.handing_stand", f"{HANDING}/{{booth_back}}/{{who_gave_back}}", STAFF),
    Place("onsite.hand_over", f"{HANDING}/{{booth_back}}/{{who_gave_back}}/out", STAFF, act=moves_unfolded),
    Place("onsite.hand_over", f"{HANDING}/demo-a01/{{own_exhibitor}}/out", STAFF, act=nameless, state="refused"),
    Place("onsite.undo_handing", f"{HANDING}/{{booth_back}}/{{who_gave_back}}/out/undo", STAFF),
    Place("onsite.fair_settings", f"/staff/events/{RUNNING}/at-the-booths/settings", STAFF),
    Place("onsite.deposit_list", f"/staff/events/{RUNNING}/at-the-booths/deposits", TREASURER),
    Place("onsite.deposit_list", f"/staff/events/{LATER}/at-the-booths/deposits", STAFF, state="empty"),
    Place("onsite.take_deposit", f"{DEPOSITS}/{{own_exhibitor}}/payment", TREASURER, act=refused),
    Place("onsite.return_deposit", f"{DEPOSITS}/{{who_gave_back}}/return", TREASURER, act=refused),
    Place("onsite.undo_deposit", f"{DEPOSITS}/{{who_gave_back}}/mistake", TREASURER, act=refused),
]
VISITORS = [
    Place("visitors.new", f"/events/{RUNNING}/visit"),
    Place("visitors.new", f"/events/{RUNNING}/visit", act=refused, state="refused"),
    Place("visitors.new_group", f"/events/{RUNNING}/visit/group"),
    Place("visitors.new_group", f"/events/{RUNNING}/visit/group", act=refused, state="refused"),
    Place("visitors.show", "/visits/{visit_key}", act=moves_unfolded),
    Place("visitors.cancel", "/visits/{visit_key}/cancellation"),
    Place("visitors.staff_list", f"/staff/events/{RUNNING}/visitors", STAFF),
    Place("visitors.staff_list", f"/staff/events/{RUNNING}/visitors?q=zzzz", STAFF, state="nothing found"),
    Place("visitors.staff_list", f"/staff/events/{LATER}/visitors", STAFF, state="empty"),
    Place("visitors.staff_untold", f"/staff/events/{RUNNING}/visitors/untold", STAFF, state="nobody"),
    Place("visitors.staff_new", f"/staff/events/{RUNNING}/visitors/new", STAFF),
    Place("visitors.staff_new", f"/staff/events/{RUNNING}/visitors/new", STAFF, act=refused, state="refused"),
    Place("visitors.staff_new", f"/staff/events/{LATER}/visitors/new", STAFF, state="no day"),
    Place("visitors.staff_show", "/staff/visitors/{visit}", STAFF, act=moves_unfolded),
]


def template_opened(council: Council, page: Page) -> None:
    """Save a form as a template, and open it."""
    page.locator("main form button").first.click()
    page.goto("/staff/forms/")
    page.locator("main li a").last.click()
    page.locator("main a[href$='/preview']").wait_for()


def template_previewed(council: Council, page: Page) -> None:
    """Look at a template as applicants would see it."""
    template_opened(council, page)
    page.locator("main a[href$='/preview']").click()
    page.locator("form[data-asking]").wait_for()


def template_archiving(council: Council, page: Page) -> None:
    """Ask to archive a template."""
    template_opened(council, page)
    page.locator("main a[href$='/archive']").click()
    page.locator("main form .btn-bad").wait_for()


def form_changed(council: Council, page: Page) -> None:
    """Move a question of a published form, and go to the page that is asked for."""
    wanted = page.url
    page.goto(f"/staff/events/{OPEN}/form")
    page.locator("[data-questions] form[data-move] button[name=place]:enabled").first.click()
    page.locator("main a[href$='/discard']").wait_for()
    page.goto(f"/staff/events/{OPEN}/form/{'discard' if wanted.endswith('form/preview') else 'publication'}")
    page.locator("main form .btn").first.wait_for()


def source_chosen(council: Council, page: Page) -> None:
    """Look at another event's form before it is taken over."""
    page.locator("main li .btn").first.click()
    page.locator("main form .btn").first.wait_for()


def answers_checked(council: Council, page: Page) -> None:
    """Try the preview without an answer."""
    page.locator("[name=check]").click()
    expect(page.locator(".errors")).to_be_visible()


FORM = f"/staff/events/{OPEN}/form"
FORMS = [
    Place("events.staff_form", FORM, STAFF),
    Place("events.staff_form", "/staff/events/{draft_slug}/form", STAFF, state="never published"),
    Place("events.staff_kinds", f"{FORM}/kinds", STAFF),
    Place("events.staff_new_question", f"{FORM}/kinds/one_of", STAFF),
    Place("events.staff_new_question", f"{FORM}/kinds/terms", STAFF, act=refused, state="refused"),
    Place("events.staff_question", f"{FORM}/questions/motivation", STAFF),
    Place("events.staff_remove_question", f"{FORM}/questions/motivation/removal", STAFF),
    Place("events.staff_form_preview", f"{FORM}/preview", STAFF, act=answers_checked),
    Place("events.staff_publish_form", "/staff/events/{draft_slug}/form/publication", STAFF),
    Place("events.staff_publish_form", FORM, STAFF, act=form_changed, state="changes"),
    Place("events.staff_discard_form", f"{FORM}/preview", STAFF, act=form_changed),
    Place("events.staff_start_form", f"{FORM}/start", STAFF),
    Place("events.staff_start_from", f"{FORM}/start", STAFF, act=source_chosen),
    Place("events.staff_save_template", f"{FORM}/template", STAFF),
    Place("events.staff_templates", "/staff/forms/", STAFF),
    Place("events.staff_template", f"{FORM}/template", STAFF, act=template_opened),
    Place("events.staff_template_preview", f"{FORM}/template", STAFF, act=template_previewed),
    Place("events.staff_archive_template", f"{FORM}/template", STAFF, act=template_archiving),
]
TODAY = f"/staff/events/{RUNNING}/attendance/{{session_today}}"
DOOR = [
    Place("door.phone", "/door/"),
    Place("door.phone", "/door/", act=phone_paired, state="paired"),
    Place("door.phone", "/door/", act=readiness, state="readiness"),
    Place("door.phone", "/door/", act=typing, state="typing"),
    Place("door.staff_show", f"/staff/events/{RUNNING}/door/", STAFF),
    Place("door.staff_show", f"/staff/events/{RUNNING}/door/", STAFF, act=pairing_begun, state="pairing"),
    Place("door.staff_show", f"/staff/events/{RUNNING}/door/", STAFF, act=gate_refused, state="refused"),
    Place("door.staff_show", f"/staff/events/{LATER}/door/", STAFF, state="empty"),
    Place("door.gate", f"/staff/events/{RUNNING}/door/gates/{{gate}}", STAFF),
    Place("door.remove_gate", f"/staff/events/{RUNNING}/door/gates/{{gate}}/removal", STAFF),
    Place("door.settings", f"/staff/events/{RUNNING}/door/settings", STAFF),
    Place("door.ticket", f"/staff/events/{RUNNING}/door/tickets/{{code_at_door}}", STAFF),
    Place(
        "door.ticket",
        f"/staff/events/{RUNNING}/door/tickets/{{code_at_door}}",
        STAFF,
        act=held_without_reason,
        state="refused",
    ),
    Place("door.live", f"/staff/events/{RUNNING}/door/live", STAFF, act=moves_unfolded),
    Place("door.live", f"/staff/events/{LATER}/door/live", STAFF, state="empty"),
    Place("door.device", f"/staff/events/{RUNNING}/door/devices/{{device}}", STAFF),
    Place("door.device_people", f"/staff/events/{RUNNING}/door/devices/{{device}}/people", STAFF),
    Place("door.device_people_list", f"/staff/events/{RUNNING}/door/devices/{{device}}/people/list", STAFF),
    Place("door.attendance", f"/staff/events/{RUNNING}/attendance/", STAFF),
    Place("door.attendance", f"/staff/events/{RUNNING}/attendance/?q=tidak-ada", STAFF, state="nobody"),
    Place("door.attendance", f"/staff/events/{LATER}/attendance/", STAFF, state="empty"),
    Place("door.attendance_on_paper", f"/staff/events/{RUNNING}/attendance/print", STAFF),
    Place("door.attendance_session", f"{TODAY}/", STAFF),
    Place("door.presence_of", f"{TODAY}/{{ticket_at_door}}", STAFF),
    Place("door.presence_of", f"{TODAY}/{{ticket_at_door}}", STAFF, act=refused, state="refused"),
    Place("door.screen", f"{TODAY}/screen", STAFF),
    Place("door.present", "/present/{session_today}"),
    Place("door.present_by_code", "/present/{session_today}-ABC234", status=422),
    Place("door.present_by_code_upper", "/PRESENT/{session_today}-ABC234", status=422),
    Place("door.present_by_ticket", "/t/{valid_ticket}/presence"),
    Place("door.new_revocation", f"/staff/events/{RUNNING}/door/devices/{{device}}/revocation", STAFF),
    Place("door.conflicts", f"/staff/events/{RUNNING}/door/conflicts", STAFF),
    Place("door.conflicts", f"/staff/events/{LATER}/door/conflicts", STAFF, state="empty"),
    Place("door.conflict", f"/staff/events/{RUNNING}/door/conflicts/{{conflict_scan}}", STAFF),
    Place("door.quarantine", f"/staff/events/{RUNNING}/door/quarantine", STAFF),
    Place("door.quarantined_phone", f"/staff/events/{RUNNING}/door/quarantine/{{lost_phone}}", STAFF),
    Place("door.scans", f"/staff/events/{RUNNING}/door/scans", STAFF),
    Place("door.scan", f"/staff/events/{RUNNING}/door/scans/{{conflict_scan}}", STAFF),
    Place("door.undo_scan", f"/staff/events/{RUNNING}/door/scans/{{conflict_scan}}/undoing", STAFF),
    Place("door.paper", f"/staff/events/{RUNNING}/door/paper", STAFF),
    Place("door.paper_list", f"/staff/events/{RUNNING}/door/paper/{{open_session}}", STAFF),
    Place("door.paper_entry", f"/staff/events/{RUNNING}/door/paper/{{open_session}}/entry", STAFF),
]
TRAIL = [
    Place("trail.index", "/staff/audit/", ADMIN),
    Place("trail.index", "/staff/audit/?person=admin&from=2020-01-01", ADMIN, state="found"),
    Place("trail.index", "/staff/audit/?person=zzzz", ADMIN, state="nothing found"),
    Place("trail.index", "/staff/audit/", STAFF, status=403, state="forbidden"),
    Place("trail.show", "/staff/audit/1", ADMIN),
    Place("trail.seals", "/staff/audit/seals", ADMIN),
]
REGISTER = [
    Place("businesses.staff_list", "/staff/businesses/", STAFF),
    Place("businesses.staff_list", "/staff/businesses/?q=zzzz", STAFF, state="nothing found"),
    Place("businesses.staff_list", "/staff/businesses/?lack=email", STAFF, state="without e-mail"),
    Place("businesses.staff_show", "/staff/businesses/{tini_business}", ADMIN),
    Place("businesses.staff_show", "/staff/businesses/{tini_business}", ADMIN, act=number_opened, state="opened"),
    Place("businesses.staff_show", "/staff/businesses/{sri_business}", STAFF, state="with a past"),
    Place("businesses.staff_edit_section", "/staff/businesses/{tini_business}/profile/owner", STAFF),
    Place("businesses.staff_papers", "/staff/papers/", STAFF),
    Place("businesses.staff_papers", "/staff/papers/?kind=pirt", STAFF, state="none of a kind"),
    Place("businesses.staff_paper", "/staff/papers/{paper}", STAFF),
    Place("businesses.staff_foster", "/staff/businesses/{tini_business}/fostered", STAFF),
    Place("imports.index", "/staff/import/", STAFF),
    Place("imports.index", "/staff/import/", STAFF, act=refused, state="refused"),
    Place("imports.of_event", f"/staff/events/{OPEN}/import", STAFF),
    Place("imports.match", "/staff/import/", STAFF, act=table_sent),
    Place("imports.show", "/staff/import/", STAFF, act=table_checked),
    Place("imports.show", "/staff/import/", STAFF, act=table_thrown_away, state="gone"),
    Place("imports.duplicates", "/staff/businesses/duplicates", STAFF),
    Place("imports.merge", "/staff/businesses/{tini_business}/merge/{sri_business}", STAFF),
    Place(
        "imports.merge",
        "/staff/businesses/{tini_business}/merge/{sri_business}",
        STAFF,
        act=merging_read,
        state="read",
    ),
    Place("businesses.staff_new", "/staff/businesses/new", STAFF),
    Place("businesses.staff_new", "/staff/businesses/new", STAFF, act=refused, state="refused"),
    Place("businesses.staff_new", "/staff/businesses/new", STAFF, act=twin_found, state="twins"),
    Place("businesses.staff_export", "/staff/businesses/export", ADMIN),
    Place("businesses.handover", "/staff/businesses/{tini_business}/people/{tini}/link", STAFF),
    Place(
        "businesses.handover",
        "/staff/businesses/{tini_business}/people/{tini}/link",
        STAFF,
        act=link_made,
        state="made",
    ),
]
PRINTED = {
    "title_id": "Katalog cetak",
    "text_id": "Saya setuju nama saya dicetak.",
    "title_en": "Printed catalogue",
    "text_en": "I agree that my name is printed.",
}


def looked_at(council: Council, page: Page) -> None:
    """Write new words, and look at them before they are published."""
    for name, words in PRINTED.items():
        page.locator(f"[name={name}]").fill(words)
    page.locator("main form .btn").first.click()
    expect(page.locator("main [name=publish]")).to_be_visible()


CONSENTS = [
    Place("consents.notice", "/privacy"),
    Place("consents.older_notice", "/privacy/1"),
    Place("consents.own", "/me/privacy", SRI),
    Place("consents.own", "/me/privacy", SRI, act=moves_unfolded, state="history"),
    Place("consents.own", "/me/privacy", NEWCOMER, state="empty"),
    Place("consents.agree", "/me/privacy/photos/consent", NEWCOMER),
    Place("consents.agree", "/me/privacy/photos/consent", NEWCOMER, act=refused, state="refused"),
    Place("consents.withdraw", "/me/privacy/registration/withdrawal", SRI),
    Place(
        "applications.apply",
        f"/events/{OPEN}/apply?step=4",
        "dewi@demo.test",
        act=step_refused,
        state="consent refused",
    ),
    Place("consents.staff_show", "/staff/consents/", ADMIN),
    Place("consents.staff_new", "/staff/consents/texts/new", ADMIN),
    Place("consents.staff_new", "/staff/consents/texts/new", ADMIN, act=refused, state="refused"),
    Place("consents.staff_edit", "/staff/consents/texts/publication/edit", ADMIN),
    Place("consents.staff_edit", "/staff/consents/texts/publication/edit", ADMIN, act=looked_at, state="preview"),
    Place("consents.staff_end", "/staff/consents/texts/photos/end", ADMIN),
    Place("consents.staff_notice", "/staff/consents/notice", ADMIN),
]
RECORDS = [
    Place("records.data", "/me/data", SRI),
    Place("records.requests", "/me/requests", SRI),
    Place("records.requests", "/me/requests", SRI, act=refused, state="refused"),
    Place("records.queue", "/staff/requests/", ADMIN),
    Place("records.queue", "/staff/requests/?q=zzzz", ADMIN, state="nothing found"),
    Place("records.new_request", "/staff/requests/new?q=sri", ADMIN),
    Place("records.new_request", "/staff/requests/new?person=1", ADMIN, act=refused, state="refused"),
    Place("records.show_request", "/staff/requests/", ADMIN, act=access_asked),
    Place("records.request_copy", "/staff/requests/", ADMIN, act=copy_shown),
    Place("records.new_erasure", "/staff/requests/", ADMIN, act=erasure_shown),
    Place("records.periods", "/staff/retention", ADMIN),
    Place("records.new_run", "/staff/retention/run", ADMIN),
    Place("records.incidents", "/staff/incidents/", ADMIN, state="empty"),
    Place("records.new_incident", "/staff/incidents/new", ADMIN),
    Place("records.new_incident", "/staff/incidents/new", ADMIN, act=refused, state="refused"),
    Place("records.show_incident", "/staff/incidents/", ADMIN, act=phone_lost),
    Place("records.incidents", "/staff/incidents/", ADMIN),
    Place("records.incident_notice", "/staff/incidents/", ADMIN, act=notice_drafted),
]
OFFICE = [
    Place("office.papers", f"/staff/events/{RUNNING}/papers/", STAFF),
    Place("office.papers", f"/staff/events/{LATER}/papers/", STAFF, state="empty"),
    Place("office.batches", f"/staff/events/{RUNNING}/papers/batches/", STAFF),
    Place("office.batches", f"/staff/events/{LATER}/papers/batches/", STAFF, state="empty"),
    Place("office.batch", f"/staff/events/{RUNNING}/papers/batches/{{batch_running}}/", STAFF, state="running"),
    Place("office.batch", f"/staff/events/{RUNNING}/papers/batches/{{batch_done}}/", STAFF, state="done"),
    Place("office.batch", f"/staff/events/{RUNNING}/papers/batches/{{batch_failed}}/", STAFF, state="failed"),
    Place("office.letters", f"/staff/events/{RUNNING}/papers/letters/", STAFF),
    Place("office.letter_kind", f"/staff/events/{RUNNING}/papers/letters/invitation", STAFF),
    Place("office.letter_kind", f"/staff/events/{LATER}/papers/letters/invitation", STAFF, state="empty"),
    Place("office.letter_kind", f"/staff/events/{RUNNING}/papers/letters/statement", STAFF, state="statement"),
    Place("office.letter_guests", f"/staff/events/{RUNNING}/papers/letters/invitation/guests", STAFF),
    Place("office.letter_one", f"/staff/events/{RUNNING}/papers/letters/invitation/to/{{exhibitor}}", STAFF),
    Place("office.wordings", "/staff/wordings/", ADMIN),
    Place("office.wording", "/staff/wordings/invitation/id", ADMIN),
    Place("office.wording_version", "/staff/wordings/invitation/id/versions/1", ADMIN),
    Place("office.all_tickets", f"/staff/events/{RUNNING}/papers/tickets", STAFF),
    Place("office.certificates", f"/staff/events/{RUNNING}/papers/certificates/", STAFF),
    Place("office.certificates", f"/staff/events/{LATER}/papers/certificates/", STAFF, state="empty"),
    Place("office.certificate", f"/staff/events/{RUNNING}/papers/certificates/{{ticket_at_door}}", STAFF),
    Place("office.certificate_look", f"/staff/events/{RUNNING}/papers/certificates/look", STAFF),
    Place("office.badges", f"/staff/events/{RUNNING}/papers/badges/", STAFF),
    Place("office.badges", f"/staff/events/{LATER}/papers/badges/", STAFF, state="empty"),
    Place("office.sheets", f"/staff/events/{RUNNING}/papers/attendance-sheets/", STAFF),
    Place("office.bundle", f"/staff/events/{RUNNING}/papers/account", STAFF),
    Place("office.bundle", f"/staff/events/{LATER}/papers/account", STAFF, state="empty"),
    Place("office.enclosures", f"/staff/events/{RUNNING}/papers/enclosures/", STAFF),
    Place("office.enclosures", f"/staff/events/{LATER}/papers/enclosures/", STAFF, state="empty"),
    Place("office.enclosures", f"/staff/events/{LATER}/papers/enclosures/", STAFF, act=refused, state="refused"),
    Place("office.enclosure", f"/staff/events/{RUNNING}/papers/enclosures/{{enclosure}}", STAFF),
    Place("office.remove_enclosure", f"/staff/events/{RUNNING}/papers/enclosures/{{enclosure}}/removal", STAFF),
    Place("office.all_tickets", f"/staff/events/{LATER}/papers/tickets", STAFF, state="empty"),
]
ANNOUNCED = f"/staff/events/{RUNNING}/announcements"
ANNOUNCEMENTS = [
    Place("messaging.announcements", ANNOUNCED, STAFF),
    Place("messaging.announcements", "/staff/announcements", ADMIN, state="to all, empty"),
    Place("messaging.new_announcement", f"{ANNOUNCED}/new", STAFF),
    Place("messaging.new_announcement", f"{ANNOUNCED}/new", STAFF, act=refused, state="refused"),
    Place("messaging.new_announcement", "/staff/announcements/new", ADMIN, state="to all"),
    Place("messaging.edit_announcement", f"{ANNOUNCED}/{{draft_announcement}}/edit", STAFF),
    Place("messaging.announcement", f"{ANNOUNCED}/{{draft_announcement}}", STAFF),
    Place("messaging.announcement", f"{ANNOUNCED}/{{scheduled_announcement}}", STAFF, state="scheduled"),
    Place("messaging.announcement", f"{ANNOUNCED}/{{sent_announcement}}", STAFF, state="on its way"),
    Place("messaging.announcement_people", f"{ANNOUNCED}/{{draft_announcement}}/people", STAFF),
    Place("messaging.send_announcement", f"{ANNOUNCED}/{{draft_announcement}}/sending", STAFF),
    Place("messaging.stop_announcement", f"{ANNOUNCED}/{{sent_announcement}}/stop", STAFF),
    Place("messaging.remove_announcement", f"{ANNOUNCED}/{{draft_announcement}}/removal", STAFF),
    Place("messaging.unsubscribe", "/unsubscribe/{unsubscribing}"),
    Place("messaging.unsubscribe", "/unsubscribe/{unsubscribed}", state="stopped"),
]
PLACES = [
    *ANNOUNCEMENTS,
    *EVENTS,
    *ACCOUNTS,
    *BUSINESSES,
    *APPLICATIONS,
    *TICKETS,
    *DESK,
    *FORMS,
    *BOOTHS,
    *PLANS,
    *OFFERED,
    *WISHES,
    *CATALOGUE,
    *ONSITE,
    *VISITORS,
    *REVIEWING,
    *DOOR,
    *TRAIL,
    *REGISTER,
    *CONSENTS,
    *RECORDS,
    *OFFICE,
]
