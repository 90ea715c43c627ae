"""The only place where the app is put together."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from flask import Flask, g, request, url_for
from flask_compress import Compress
from sqlalchemy.exc import SQLAlchemyError
from werkzeug.exceptions import MethodNotAllowed
from werkzeug.middleware.proxy_fix import ProxyFix

from eventreg.accounts import cli as accounts_cli
from eventreg.accounts import messages as account_messages
from eventreg.accounts import reach as account_reach
from eventreg.accounts import slots as account_slots
from eventreg.accounts import views as accounts
from eventreg.accounts.trust import IDLE, Standing
from eventreg.allocation import cli as allocation_cli
from eventreg.allocation import messages as allocation_messages
from eventreg.allocation import offering as allocation_offering
from eventreg.allocation import views as allocation
from eventreg.allocation.views import beside as allocation_beside
from eventreg.allocation.views import offers as allocation_offers
from eventreg.allocation.views import wished as allocation_wished
from eventreg.applications import directory as application_directory
from eventreg.applications import draws as application_draws
from eventreg.applications import messages as application_messages
from eventreg.applications import places as application_places
from eventreg.applications import queries as application_queries
from eventreg.applications import slots as application_slots
from eventreg.applications import views as applications
from eventreg.applications import waiting as application_waiting
from eventreg.applications.models import Application
from eventreg.booths import copying as booth_copying
from eventreg.booths import slots as booth_slots
from eventreg.booths import views as booths
from eventreg.booths.views import beside as booths_beside
from eventreg.businesses import cli as businesses_cli
from eventreg.businesses import messages as business_messages
from eventreg.businesses import queries as business_queries
from eventreg.businesses import slots as business_slots
from eventreg.businesses import views as businesses
from eventreg.catalogue import views as catalogue
from eventreg.catalogue.views import beside as catalogue_beside
from eventreg.consents import slots as consent_slots
from eventreg.consents import views as consents
from eventreg.core import clock, db, delivery, files, i18n, incoming, limits, outbox, web
from eventreg.core.config import Settings
from eventreg.core.logging import init_logging
from eventreg.core.money import rupiah
from eventreg.core.permissions import Actor, Permission
from eventreg.core.phone import show_phone, whatsapp_link
from eventreg.core.rendering import markdown, plain, web_address
from eventreg.core.static import init_static
from eventreg.council import queries as council_queries
from eventreg.council import views as council
from eventreg.council.models import Organisation
from eventreg.curation import desk as curation_desk
from eventreg.curation import messages as curation_messages
from eventreg.curation import moving as curation_moving
from eventreg.curation import queries as curation_queries
from eventreg.curation import reading as curation_reading
from eventreg.curation import service as curation_service
from eventreg.curation import telling as curation_telling
from eventreg.curation import views as curation
from eventreg.curation.views import beside as curation_beside
from eventreg.demo.cli import demo
from eventreg.documents import queries as document_queries
from eventreg.documents import views as documents
from eventreg.documents.slots import printers
from eventreg.door import api as door_api
from eventreg.door import cli as door_cli
from eventreg.door import queries as door_queries
from eventreg.door import views as door
from eventreg.door.views import beside as door_beside
from eventreg.events import cli as events_cli
from eventreg.events import queries as event_queries
from eventreg.events import slots as event_slots
from eventreg.events import views as events
from eventreg.events.models import Event
from eventreg.events.rules import Admission
from eventreg.imports import messages as import_messages
from eventreg.imports import views as imports
from eventreg.messaging import chats as messaging_chats
from eventreg.messaging import cli as messaging_cli
from eventreg.messaging import messages as messaging_messages
from eventreg.messaging import notices as messaging_notices
from eventreg.messaging import reminding
from eventreg.messaging import telling as messaging_telling
from eventreg.messaging import trying as messaging_trying
from eventreg.messaging import unsubscribing as messaging_unsubscribing
from eventreg.messaging import views as messaging
from eventreg.messaging import wording as messaging_wording
from eventreg.messaging.views import beside as messaging_beside
from eventreg.office import certified
from eventreg.office import cli as office_cli
from eventreg.office import messages as office_messages
from eventreg.office import views as office
from eventreg.office.composing import printed as printed_letter
from eventreg.office.texts import ISSUED as LETTERS_ISSUED
from eventreg.office.views import beside as office_beside
from eventreg.office.views import certificates as office_certificates
from eventreg.office.views import own_letters
from eventreg.onsite import loading as onsite_loading
from eventreg.onsite import messages as onsite_messages
from eventreg.onsite import queries as onsite_queries
from eventreg.onsite import service as onsite_service
from eventreg.onsite import views as onsite
from eventreg.onsite.views import beside as onsite_beside
from eventreg.records import cli as records_cli
from eventreg.records import messages as record_messages
from eventreg.records import queries as record_queries
from eventreg.records import service as record_service
from eventreg.records import views as records
from eventreg.tickets import slots as ticket_slots
from eventreg.tickets import views as tickets
from eventreg.tickets.rules import group_code
from eventreg.trail import cli as trail_cli
from eventreg.trail import messages as trail_messages
from eventreg.trail import views as trail
from eventreg.visitors import messages as visitor_messages
from eventreg.visitors import queries as visitor_queries
from eventreg.visitors import service as visitor_service
from eventreg.visitors import views as visitors

ROOT = Path(__file__).resolve().parent.parent
LARGEST_REQUEST = 64 * 1024 * 1024  # five photos of 12 MB
LARGEST_TEXTS = 512 * 1024  # a description of 20,000 characters, whatever they are, and room


class TreeIncomplete(RuntimeError):
    """The package was installed without the folders that stand beside it."""


def create_app(settings: Settings | None = None, *, behind_proxy: bool = True) -> Flask:
    """The app with everything bound to it. Raises SettingsError, TreeIncomplete.

    `behind_proxy`: where the public address is HTTPS, a proxy speaks it and tells who asks. Without one, that header is
    the visitor's own to write, and limits counted by it would limit nobody.
    """
    settings = settings or Settings.from_environ()
    for folder in ("templates", "static", "migrations"):
        if not (ROOT / folder).is_dir():
            raise TreeIncomplete(f"{ROOT / folder} is missing: install from the checkout with `pip install -e .`")
    init_logging(settings.log)
    settings.instance.mkdir(parents=True, exist_ok=True)
    app = Flask(
        "eventreg",
        instance_path=str(settings.instance),
        root_path=str(ROOT / "eventreg"),
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "static"),
    )
    app.extensions["eventreg.settings"] = settings
    _configure(app, settings)
    incoming.init_app(app)
    db.init_app(app, settings.database_url)
    i18n.init_app(app)
    delivery.init_app(app)
    app.before_request(_recognise)
    app.after_request(accounts.note_seen)
    web.init_app(app)
    init_static(app)
    Compress(app)
    _fill_registries()
    for feature in (
        accounts,
        consents,
        council,
        businesses,
        documents,
        events,
        tickets,
        applications,
        curation,
        booths,
        allocation,
        catalogue,
        onsite,
        visitors,
        door,
        door_api,
        office,
        messaging,
        imports,
        trail,
        records,
    ):
        app.register_blueprint(feature.blueprint)
    for group in (
        accounts_cli.people,
        allocation_cli.booths,
        businesses_cli.regions,
        events_cli.events,
        door_cli.door,
        door_cli.tickets,
        messaging_cli.mail,
        office_cli.papers,
        trail_cli.audit,
        records_cli.records,
        demo,
    ):
        app.cli.add_command(group)
    _prepare_templates(app)
    if settings.is_secure and behind_proxy:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=1, x_proto=1, x_host=0)  # type: ignore[method-assign]
    return app


def _configure(app: Flask, settings: Settings) -> None:
    app.config.update(
        SECRET_KEY=settings.secret_key,
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        MAX_FORM_MEMORY_SIZE=LARGEST_TEXTS,
        MIGRATIONS=ROOT / "migrations",
        # a browser takes this name over HTTPS alone, from this host alone, for all of it
        SESSION_COOKIE_NAME="__Host-session" if settings.is_secure else "session",
        SESSION_COOKIE_SECURE=settings.is_secure,
        SESSION_COOKIE_SAMESITE="Lax",
        PERMANENT_SESSION_LIFETIME=IDLE,
        WTF_CSRF_TIME_LIMIT=None,  # a form stays valid as long as its cookie: slow typing loses nothing
        RATELIMIT_STORAGE_URI=settings.redis_url or limits.ADDRESS,
        RATELIMIT_HEADERS_ENABLED=True,
        MAIL_SERVER=settings.mail_server,
        MAIL_PORT=settings.mail_port,
        MAIL_USE_TLS=settings.mail_use_tls,
        MAIL_USE_SSL=settings.mail_use_ssl,
        MAIL_USERNAME=settings.mail_username or None,
        MAIL_PASSWORD=settings.mail_password or None,
        MAIL_DEFAULT_SENDER=settings.mail_default_sender,
        COMPRESS_ALGORITHM=["br", "gzip"],
        COMPRESS_MIN_SIZE=500,
        COMPRESS_MIMETYPES=[
            "text/html",
            "text/css",
            "text/javascript",
            "image/svg+xml",
            "application/json",
            "application/wasm",
        ],
    )


def _recognise() -> None:
    """Find out who is asking; static files, machines at the door, and what no page does, don't care."""
    if request.endpoint in {"static", "web.healthz"} or request.path.startswith("/api/"):
        return
    if isinstance(request.routing_exception, MethodNotAllowed) or request.method == "OPTIONS":
        return
    presence = accounts.recognise()
    if presence is None:
        return
    person, standing = presence.device.person, accounts.standing_of(presence)
    g.language = person.language
    if standing is Standing.WAITING:
        g.way_in = "accounts.second_step"
        return
    g.person, g.awaits_invitation = person, standing is Standing.LIMITED
    actor = business_queries.actor_of(person, with_roles=standing is Standing.FULL)
    g.actor = replace(actor, blind=curation_queries.blind_events(actor, clock.now()))


def _fill_registries() -> None:
    web.language_chosen.fill(accounts.remember_language)
    account_messages.register()
    account_slots.phone_elsewhere.fill(business_queries.phone_of_owner)
    outbox.reach_of.fill(account_reach.reach_of)
    outbox.address_refused.fill(account_reach.address_refused)
    outbox.address_works.fill(account_reach.address_works)
    business_messages.register()
    import_messages.register()
    account_slots.event_id_of_slug.fill(event_queries.find_id)
    account_slots.event_names.fill(event_queries.titles)
    account_slots.event_choices.fill(event_queries.choices)
    allocation_messages.register()
    application_messages.register()
    curation_messages.register()
    application_slots.booth_wishes.fill(allocation_wished.panel_of)
    application_slots.booth_wishes_for_staff.fill(allocation_wished.staff_panel_of)
    application_slots.booth_told.fill(allocation_offers.told_to_applicant)
    application_slots.booth_offered.fill(allocation_offering.offered)
    application_slots.moved.fill(_follow)
    application_slots.attended.fill(door_queries.businesses_that_came)
    application_slots.stays_away.fill(curation_telling.stays_away)
    application_slots.check_decisions.fill(curation_telling.check_decisions)
    application_slots.decided_later.fill(curation_telling.decided_later)
    application_slots.objected.fill(curation_telling.hand_out_objection)
    application_slots.objection_opinions.fill(curation_telling.opinions_on)
    application_slots.review_panel.fill(curation_beside.panel_of)
    application_slots.review_told.fill(curation_telling.to_applicant)
    business_slots.have_applied.fill(application_queries.have_applied)
    business_slots.history.fill(applications.history_of)
    business_slots.trail_url.fill(lambda business_id: url_for("trail.index", business=business_id))
    trail_messages.register()
    record_messages.register()
    consent_slots.withdrawn.fill(record_service.stop_after_withdrawal)
    consent_slots.home_zone.fill(lambda: council_queries.organisation().zone)
    event_slots.copied.fill(_copied)
    booth_slots.exhibitor_pages.fill(catalogue_beside.pages_of)
    booth_slots.kept_booths.fill(onsite_queries.booths_with_records)
    event_slots.floor_map.fill(booths_beside.map_of)
    event_slots.exhibitor_catalogue.fill(catalogue_beside.catalogue_of)
    application_slots.catalogue_entry.fill(catalogue_beside.entry_of)
    application_slots.at_the_fair.fill(onsite_beside.at_the_fair)
    event_slots.more_pages.fill(curation_beside.pages_of)
    event_slots.resumed.fill(_resumed)
    event_slots.moving_dates.fill(curation_reading.moving_told)
    event_slots.own_reviews.fill(curation_beside.own_reviews)
    event_slots.waiting_reviews.fill(curation_beside.waiting_reviews)
    event_slots.places_taken.fill(application_queries.places_taken)
    event_slots.places_by_session.fill(application_places.by_session)
    event_slots.places_by_quota.fill(application_places.by_quota)
    event_slots.places_kept.fill(application_places.kept)
    event_slots.has_applications.fill(application_queries.has_applications)
    event_slots.has_locked_draw.fill(application_draws.is_locked)
    event_slots.sessions_in_use.fill(_sessions_in_use)
    event_slots.offer_again.fill(application_waiting.offer_again)
    event_slots.visit_offer.fill(visitors.offer_of)
    event_slots.visitors_by_session.fill(visitor_queries.people_registered)
    event_slots.visitors_waiting.fill(visitor_queries.count_waiting)
    event_slots.visitors_untold.fill(visitor_queries.count_untold)
    event_slots.tell_visitors.fill(visitor_service.tell_all)
    ticket_slots.came_in.fill(door_queries.came_in)
    office_messages.register()
    application_slots.papers_of.fill(own_letters.papers_of)
    files.is_printed.fill(document_queries.prints)
    printers.update(dict.fromkeys(LETTERS_ISSUED, printed_letter))
    printers[certified.KIND] = certified.printed
    ticket_slots.certificate_url.fill(office_certificates.url_of)
    ticket_slots.terms_of.fill(door_queries.terms_of)
    ticket_slots.presence_of.fill(door_beside.presence_of_ticket)
    application_slots.presence_of.fill(door_beside.presence_of_application)
    onsite_messages.register()
    visitor_messages.register()
    messaging_messages.register()
    messaging_trying.register()
    outbox.wording.fill(messaging_wording.for_sending)
    messaging_telling.register()
    outbox.sender_name.fill(lambda: council_queries.organisation().short_name)
    outbox.headers_of.fill(messaging_unsubscribing.headers_of)
    outbox.why_unwanted.fill(messaging_telling.why_unwanted)
    event_slots.answered_by_version.fill(application_directory.answered_by_version)
    event_slots.own_application.fill(applications.own_application)


def _copied(original: Event, made: Event, days: int, *, actor: Actor, now: datetime) -> None:
    """What comes along when an event is copied: review, floor plan, times of loading, deposit, reminders."""
    curation_service.copy(original, made, days, actor=actor, now=now)
    booth_copying.copy(original, made, days, actor=actor, now=now)
    onsite_loading.copy(original, made, days, actor=actor, now=now)
    onsite_service.copy(original, made, actor=actor, now=now)
    reminding.copy(original, made)


def _resumed(event: Event, days: int, *, actor: Actor, now: datetime) -> None:
    """What moves along with a postponed event: its review's phases, its times of loading."""
    curation_moving.move_phases(event, days, actor=actor, now=now)
    onsite_loading.shift(event, days, actor=actor, now=now)


def _follow(application: Application, *, actor: Actor, now: datetime) -> None:
    """What depends on an application's status: its booths, and then its times of loading."""
    allocation_offering.follow(application, actor=actor, now=now)
    onsite_loading.follow(application, actor=actor, now=now)


def _sessions_in_use(session_ids: Collection[int]) -> Collection[int]:
    """Those of the sessions that somebody came to, chose, or has a visitor's ticket for."""
    return {
        *door_queries.sessions_in_use(session_ids),
        *application_queries.chosen_sessions(session_ids),
        *visitor_queries.sessions_in_use(session_ids),
    }


def _prepare_templates(app: Flask) -> None:
    app.jinja_env.filters.update(
        rupiah=rupiah,
        markdown=markdown,
        plain=plain,
        web_address=web_address,
        phone=show_phone,
        whatsapp=whatsapp_link,
        grouped=group_code,
    )
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True

    @app.context_processor
    def everywhere() -> dict[str, Any]:
        return i18n.context() | {
            "organisation": _organisation(),
            "actor": web.current_actor(),
            "staff_menu": _staff_menu() if web.current_actor().is_staff else [],
            "unread_messages": _unread_messages,
            "Permission": Permission,
            "is_demo": app.extensions["eventreg.settings"].is_demo,
        }


def _organisation() -> Organisation | None:
    """Who runs the app; None where the database fails, so that the page that tells of it can still be shown."""
    try:
        return council_queries.organisation()
    except SQLAlchemyError:
        db.db.session.rollback()
        return None


def _unread_messages() -> int:
    """How many messages the reader has not opened; asked by the pages that show it, 0 where the database fails."""
    reader = web.current_actor().person_id
    try:
        return messaging_notices.count_unread(reader) if reader else 0
    except SQLAlchemyError:
        db.db.session.rollback()
        return 0


def _waiting(endpoint: str, event: Event | None) -> int:
    """How much waits for somebody behind an entry of the menu; 0 where nothing is counted or the database fails."""
    counts: dict[str, Callable[[], int]] = {
        "records.queue": record_queries.count_open,
        "records.incidents": record_queries.count_untold,
        "messaging.queue": messaging_chats.count_by_hand,
    }
    if event:
        counts["curation.my_reviews"] = lambda: curation_desk.count_open(event.id, web.current_actor())
    try:
        return counts[endpoint]() if endpoint in counts else 0
    except SQLAlchemyError:
        db.db.session.rollback()
        return 0


def _staff_menu() -> list[dict[str, Any]]:
    """The staff pages that this person may open; those of an event when one is at hand (`g.staff_event`)."""
    actor = web.current_actor()
    event = g.get("staff_event")
    entries: list[tuple[str, str, dict[str, Any], str, bool]] = []
    if event:
        here = {"slug": event.slug}
        entries += [
            (i18n._("Overview"), "events.staff_show", here, "calendar", actor.may(Permission.EVENT_READ, event.id)),
            (i18n._("Form"), "events.staff_form", here, "edit", actor.may(Permission.EVENT_READ, event.id)),
            (
                i18n._("Applications"),
                "applications.staff_list",
                here,
                "list",
                actor.may(Permission.APPLICATION_READ, event.id),
            ),
            (
                i18n._("Waiting list"),
                "applications.staff_waiting",
                here,
                "clock",
                actor.may(Permission.WAITLIST_MANAGE, event.id),
            ),
            (
                i18n._("Visitors"),
                "visitors.staff_list",
                here,
                "ticket",
                event.visitors_open and actor.may(Permission.EVENT_READ, event.id),
            ),
            (
                i18n._("Participants"),
                "applications.staff_participants",
                here,
                "users",
                actor.may(Permission.APPLICATION_READ, event.id),
            ),
            (
                i18n._("Open draw"),
                "applications.staff_draw",
                here,
                "swap",
                event.admission is Admission.DRAW and actor.may(Permission.EVENT_MANAGE, event.id),
            ),
            (
                i18n._("Objections"),
                "applications.staff_objections",
                here,
                "alert",
                event.objection_days is not None and actor.may(Permission.APPLICATION_READ, event.id),
            ),
            *curation_beside.menu_of(event, actor, clock.now()),
            *booths_beside.menu_of(event, actor),
            *allocation_beside.menu_of(event, actor),
            *allocation_wished.menu_of(event, actor),
            *catalogue_beside.menu_of(event, actor),
            *onsite_beside.menu_of(event, actor),
            (i18n._("Import applicants"), "imports.of_event", here, "up", actor.may(Permission.IMPORT_RUN, event.id)),
            (i18n._("Door"), "door.staff_show", here, "door", actor.may(Permission.DOOR_MANAGE, event.id)),
            (i18n._("Attendance"), "door.attendance", here, "check", actor.may(Permission.DOOR_MANAGE, event.id)),
            *office_beside.menu_of(event, actor),
            *messaging_beside.menu_of(event, actor),
        ]
    entries += [
        (i18n._("All events"), "events.staff_list", {}, "grid", actor.may_somewhere(Permission.EVENT_READ)),
        (i18n._("Form templates"), "events.staff_templates", {}, "copy", actor.may_somewhere(Permission.EVENT_MANAGE)),
        (i18n._("Rubric templates"), "curation.templates", {}, "copy", actor.may_somewhere(Permission.CURATION_MANAGE)),
        (i18n._("People"), "accounts.people", {}, "users", actor.may(Permission.PEOPLE_READ)),
        (i18n._("Consents"), "consents.staff_show", {}, "check", actor.may(Permission.CONSENT_MANAGE)),
        (i18n._("Businesses"), "businesses.staff_list", {}, "shop", actor.may(Permission.BUSINESS_READ)),
        (i18n._("Papers of businesses"), "businesses.staff_papers", {}, "doc", actor.may(Permission.PAPER_VERIFY)),
        (i18n._("Import"), "imports.index", {}, "up", actor.may(Permission.IMPORT_RUN)),
        *office_beside.staff_menu(actor),
        (
            i18n._("Register of documents"),
            "documents.staff_list",
            {},
            "list",
            actor.may_somewhere(Permission.LETTER_READ),
        ),
        *messaging_beside.staff_menu(actor),
        (i18n._("Audit trail"), "trail.index", {}, "lock", actor.may(Permission.AUDIT_READ)),
        (i18n._("Data requests"), "records.queue", {}, "doc", actor.may(Permission.REQUEST_HANDLE)),
        (i18n._("Incidents"), "records.incidents", {}, "alert", actor.may(Permission.INCIDENT_MANAGE)),
        (i18n._("Retention"), "records.periods", {}, "clock", actor.may(Permission.RETENTION_MANAGE)),
        (i18n._("Organisation"), "council.edit", {}, "home", actor.may(Permission.ORGANISATION_MANAGE)),
    ]
    return [
        {
            "label": label,
            "url": url_for(endpoint, **values),
            "icon": icon,
            "current": request.endpoint == endpoint and bool(values) == ("slug" in (request.view_args or {})),
            "of_event": bool(values),
            "count": _waiting(endpoint, event),
        }
        for label, endpoint, values, icon, shown in entries
        if shown
    ]
