"""What belongs to others: one thing of each kind that an address can name, for a stranger to ask for."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import select

from eventreg.accounts.models import FactorReset, Passkey, RoleGrant, SignedInDevice
from eventreg.allocation import ruling
from eventreg.allocation.models import BoothOffer, RuleKind
from eventreg.applications.models import Objection
from eventreg.applications.rules import Status
from eventreg.businesses.models import BusinessInvitation, BusinessMember, MemberRole, Paper, PaperKind, Product
from eventreg.consents.models import ConsentText
from eventreg.core import clock, files, outbox
from eventreg.core.audit import AuditEntry
from eventreg.core.db import db, unit_of_work
from eventreg.core.files import StoredFile, read_image
from eventreg.core.i18n import Language
from eventreg.core.outbox import OutboxMessage
from eventreg.core.permissions import SYSTEM, Role
from eventreg.council import service as council
from eventreg.curation.models import Assignment, Criterion, Meeting, Recusal, Rubric
from eventreg.curation.rules import Conflict
from eventreg.documents.rules import DocumentKind
from eventreg.door import pairing
from eventreg.door import service as door
from eventreg.door.models import Scan
from eventreg.door.protocol import Incoming
from eventreg.events.models import Material, Speaker
from eventreg.events.rules import Admission, EventState
from eventreg.imports.models import ImportFile
from eventreg.imports.rules import Subject
from eventreg.messaging import writing
from eventreg.messaging.audience import Audience
from eventreg.messaging.rules import Nature
from eventreg.messaging.writing import Draft
from eventreg.office import issuing, lettering
from eventreg.office.models import Batch, BatchForm, Enclosure, EnclosureKind
from eventreg.office.particulars import Particulars
from eventreg.onsite import mending
from eventreg.onsite.rules import FaultKind
from eventreg.questions import service as forms
from eventreg.records.models import DataRequest, Incident, IncidentKind, RequestKind
from eventreg.visitors import service as visitors
from eventreg.visitors.service import VisitDetails
from tests.factories import booths
from tests.factories.allocation import make_version
from tests.factories.applications import make_application
from tests.factories.businesses import picture
from tests.factories.catalogue import make_exhibitor, make_fair
from tests.factories.curation import make_curation
from tests.factories.documents import make_document
from tests.factories.events import make_event
from tests.factories.onsite import make_slot
from tests.factories.people import make_person
from tests.support.routes import Route

OWNER, ADMIN = "sri@contoh.id", "ratna@contoh.id"

Values = dict[str, Any]


def make_others(app: Flask) -> Values:
    """Objects of every kind, none of them a stranger's: what each name in an address stands for.

    A name that stands for different things on different pages is written `endpoint's blueprint.name`.
    """
    now = clock.now()
    with app.app_context(), unit_of_work():
        ratna = make_person(ADMIN, "Ratna", *Role)
        event, draft = make_event(title="Pekan Batik"), make_event(title="Masih konsep", state=EventState.DRAFT)
        application = make_application(event.id, email=OWNER)
        drawn = make_event(title="Undian", admission=Admission.DRAW, state=EventState.DRAFT)
        sri = application.applicant
        fair = make_event(title="Berdenah")
        booths.make_floor(fair.id, booths.drawn(*booths.row("A", 2), fixtures=(booths.gate(),)))
        placed = make_application(fair.id)
        version = make_version(fair.id, [placed])
        db.session.add(BoothOffer(application_id=placed.id, allocation_id=version.id, offered_at=now, why={}))
        ruling.add(fair.id, RuleKind.GROUP_MIN, {"group": "fostered", "count": 1}, actor=SYSTEM, now=now)
        pinned = ruling.pin(fair.id, placed.id, "a-01", forbids=False, reason="", actor=SYSTEM, now=now)
        shown = make_event(title="Diminati")
        booths.make_floor(shown.id, booths.drawn(*booths.row("A", 2)), published=True)
        wishing = make_application(shown.id, email=OWNER)
        reviewed = make_event(title="Terkurasi")
        make_curation(reviewed)
        candidate = make_application(reviewed.id)
        candidate.products = list(candidate.business.products)
        candidate.files = [product.photo for product in candidate.products if product.photo]
        db.session.add(Assignment(application=candidate, person=ratna, at=now))
        db.session.add(Meeting(event=reviewed, number=1, began_at=now))
        gate = pairing.add_gate(event, "Utara", actor=SYSTEM, now=now)
        device = pairing.pair(event, gate, by_id=ratna.id, now=now).device
        started, _code = pairing.start_pairing(event, gate, actor=SYSTEM, now=now)
        unread = Incoming("1", "1", b"?", faulty=True)
        door.record_scans(device.id, [unread], now=now)
        scan = db.session.scalars(select(Scan)).one()
        event.visitors_open, event.sessions[0].visitor_quota = True, 9
        db.session.flush()
        details = VisitDetails("Ratmi", 1, phone="+6281234567890")
        visit = visitors.register(event.id, event.sessions[0].id, details, actor=SYSTEM, now=now)
        mark = files.save_image(read_image(picture()), owner_id=None, now=now)
        council.update_organisation(council.Facts("Dekranasda", "Dekranasda"), actor=SYSTEM, now=now).logo = mark
        signatory = council.add_signatory(council.SignatoryFacts("Ratna", "Ketua"), None, actor=SYSTEM, now=now)
        signatory.picture = mark
        rows: Values = {
            "invitation_id": BusinessInvitation(
                business_id=application.business_id,
                token_hash="b" * 64,
                name="Budi",
                role=MemberRole.HELPER,
                made_by_id=sri.id,
                created_at=now,
                expires_at=now + timedelta(days=1),
            ),
            "accounts.device_id": SignedInDevice(
                person_id=ratna.id, secret_hash="c" * 64, created_at=now, last_seen_at=now
            ),
            "paper_id": Paper(business_id=application.business_id, kind=PaperKind.NIB, number="1", created_at=now),
            "reset_id": FactorReset(
                person_id=sri.id,
                asked_by_id=ratna.id,
                asked_at=now,
                reason="Hilang",
                expires_at=now + timedelta(days=1),
            ),
            "session_id": SignedInDevice(person_id=sri.id, secret_hash="d" * 64, created_at=now, last_seen_at=now),
            "passkey_id": Passkey(
                person_id=sri.id, credential_id=b"e", public_key=b"f", name="Ponsel Sri", created_at=now
            ),
            "request_id": DataRequest(
                person_id=sri.id, kind=RequestKind.ACCESS, opened_at=now, due_at=now + timedelta(days=3)
            ),
            "enclosure_id": Enclosure(
                event_id=event.id, kind=EnclosureKind.PHOTO, file_id=candidate.files[0].id, created_at=now
            ),
            "batch_id": Batch(
                event_id=event.id,
                kind="tickets",
                form=BatchForm.PDF,
                language=Language.ID,
                params={},
                total=1,
                created_at=now,
            ),
            "document_id": make_document(event_id=event.id, kind=DocumentKind.MINUTES),
            "signatory_id": signatory,
            "speaker_id": Speaker(event_id=draft.id, name="Dewi"),
            "material_id": Material(event_id=draft.id, title="Resep", url="https://contoh.id/resep", created_at=now),
            "objection_id": Objection(application_id=application.id, text="Foto saya jelas", at=now, by_id=sri.id),
            "recusal_id": Recusal(application=candidate, person=make_person(), kind=Conflict.FAMILY, at=now),
            "incident_id": Incident(
                kind=IncidentKind.EVENT_DATA,
                words="Ponsel hilang",
                happened_at=now,
                noticed_at=now,
                due_at=now + timedelta(days=3),
                opened_at=now,
                event_id=event.id,
            ),
        }
        db.session.add_all(rows.values())
        db.session.flush()
        found: Values = {name: row.id for name, row in rows.items()}
        table = ImportFile(
            subject=Subject.BUSINESSES,
            name="daftar.csv",
            columns=["Usaha"],
            rows=[["Batik"]],
            mapping={"0": "name"},
            fates=[{"line": 2, "fate": "refused"}],
            made_by_id=ratna.id,
            created_at=now,
        )
        db.session.add(table)
        db.session.flush()
        exhibition = make_fair(title="Berkatalog")
        exhibitor = make_exhibitor(exhibition.id, "a-01", email=OWNER)
        fault = mending.report(exhibition.id, "a-01", FaultKind.POWER, "Mati", actor=SYSTEM, now=now)
        slot = make_slot(exhibition.id, now + timedelta(days=1))
        invited, spoken = DocumentKind.INVITATION, Language.ID
        letter = issuing.issue(invited, event.id, [application], Particulars(), spoken, actor=SYSTEM, now=now)[0]
        lettering.save(invited, spoken, "Undangan\n\nHadirlah.", actor=SYSTEM, now=now)
        product = db.session.scalars(select(Product).order_by(Product.id)).first()
        photo = db.session.scalars(select(StoredFile)).first()
        member = db.session.scalars(select(BusinessMember)).first()
        message = db.session.scalars(select(OutboxMessage)).first()
        grant = db.session.scalars(select(RoleGrant)).first()
        entry = db.session.scalars(select(AuditEntry).where(AuditEntry.event_id == event.id)).first()
        purpose = db.session.scalars(select(ConsentText.purpose)).first()
        assert product
        assert photo
        application.files.append(photo)
        news = Draft("Parkir", "Halo", "", "", Audience(frozenset({Status.SUBMITTED})), Nature.EVENT)
        announcement = writing.write(event.id, news, actor=SYSTEM, now=now)
        rubric = Rubric(title="Rubrik", is_template=True, created_at=now, updated_at=now)
        rubric.criteria = [Criterion(position=0, name_id="Mutu", weight=10)]
        db.session.add(rubric)
        template = forms.save_as_template(event.form_id or 0, "Templat", actor=SYSTEM, now=now)
        assert member
        assert message
        assert grant
        assert entry
        found |= {
            "business_id": application.business_id,
            "announcement_id": announcement.id,
            "bulk_id": outbox.open_bulk("Kabar", event.id, SYSTEM, now).id,
            "messaging.slug": event.slug,
            "messaging.kind": "application_submitted",
            "messaging.language": spoken.value,
            "messaging.version": 0,
            "messaging.number": 1,
            "allocation.slug": fair.slug,
            "allocation.number": 1,
            "allocation.code": placed.code,
            "pin_id": pinned.id,
            "rule_key": "r1",
            "rule_kind": "group_min",
            "booths.slug": fair.slug,  # its plan is not shown to everybody
            "booths.uid": "a-01",
            "booths.fixture": "gate",
            "booths.kind": "json",
            "wish_list.slug": shown.slug,
            "wishes.code": wishing.code,
            "catalogue.slug": exhibition.slug,  # its catalogue is not shown to everybody
            "onsite.slug": exhibition.slug,
            "booth.slug": fair.slug,  # its plan is not shown to everybody
            "booth.uid": "a-01",
            "fault_id": fault.id,
            "slot_id": slot.id,
            "way": "in",
            "onsite.code": exhibitor.code,
            "onsite.uid": "a-01",
            "catalogue.code": exhibitor.code,
            "catalogue.key": exhibitor.business.products[0].photo.key if exhibitor.business.products[0].photo else "",
            "exhibitor_id": exhibitor.id,
            "curation.code": candidate.code,
            "curation.slug": reviewed.slug,
            "curation.number": 1,
            "curation.key": candidate.files[0].key,
            "rubric_id": rubric.id,
            "code": application.code,
            "form_id": template.id,
            "question": "motivation",
            "question_kind": "text",
            "file_format": "xlsx",
            "participant_id": application.participants[0].id,
            "draw.slug": drawn.slug,
            "draw_text.slug": drawn.slug,
            "draw_script.slug": drawn.slug,
            "staff_draw.slug": drawn.slug,
            "door.device_id": device.id,
            "scan_pk": scan.id,
            "door.session_id": event.sessions[0].id,
            "door.code": visit.ticket.code if visit.ticket else "",
            "gate_id": gate.id,
            "ticket_id": visit.ticket_id,
            "entry_id": entry.id,
            "events.slug": draft.slug,  # of one that is public everybody may know
            "applications.slug": event.slug,
            "office.slug": event.slug,
            "office.kind": invited.value,
            "office.language": spoken.value,
            "office.version": 1,
            "letter": letter.code,
            "letter_one.slug": exhibition.slug,
            "letter_one.number": exhibitor.id,
            "letter_statement.slug": exhibition.slug,
            "letter_statement.number": exhibitor.id,
            "logo.key": mark.key,
            "signature.key": mark.key,
            "move_signatory.way": "up",
            "door.slug": event.slug,
            "door_api.slug": event.slug,
            "apply.slug": draft.slug,
            "visitors.slug": draft.slug,
            "visit_id": visit.id,
            "grant_id": grant.id,
            "imports.slug": event.slug,
            "kind": "csv",
            "number": table.id,
            "other_id": application.business_id + 1,
            "row": 0,
            "key": photo.key,
            "member_id": member.id,
            "message_id": message.id,
            "pairing_id": started.id,
            "person_id": sri.id,
            "product_id": product.id,
            "purpose": purpose or "tidak-ada",
            "businesses.section": "identity",
            "events.section": "places",
            "year": 2026,
            "variant": "small",
        }
    return found


def values_for(route: Route, others: Values) -> Values:
    """What the names in a route's address stand for. Raises KeyError for a name that nobody has thought of."""
    return {name: _value(route, name, others) for name in route.parameters}


def _value(route: Route, name: str, others: Mapping[str, Any]) -> Any:
    blueprint, _, view = route.endpoint.partition(".")
    for key in (f"{view}.{name}", f"{blueprint}.{name}", name):
        if key in others:
            return others[key]
    raise KeyError(f"{route}: no example of somebody else's {name!r} in tests/security/others.py")
