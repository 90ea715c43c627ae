"""Somebody of whom every table knows something, each text one that is found nowhere else."""

import contextlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from eventreg.accounts.models import (
    FactorReset,
    Passkey,
    Person,
    RecoveryCode,
    SignedInDevice,
    SignInRequest,
    StaffInvitation,
    TotpSecret,
)
from eventreg.allocation.models import (
    Allocating,
    Allocation,
    AllocationApproval,
    AllocationRule,
    BoothOffer,
    BoothPin,
    BoothWish,
    Method,
    RuleKind,
)
from eventreg.applications import service as applications
from eventreg.applications.models import Application, ApplicationMove, Objection, PassedOver
from eventreg.applications.rules import Status
from eventreg.booths.drawing import BoothState
from eventreg.booths.models import Booth, BoothPlacement, FloorPlan
from eventreg.businesses import members
from eventreg.businesses.models import Business, BusinessInvitation, BusinessMember, MemberRole, Product
from eventreg.catalogue.models import Catalogue, CatalogueEntry
from eventreg.consents.models import Consent, ConsentText, ConsentWay, Guardian
from eventreg.core import clock, outbox, protected
from eventreg.core.config import current_settings
from eventreg.core.db import Model, db, unit_of_work
from eventreg.core.files import StoredFile
from eventreg.core.i18n import Language
from eventreg.core.permissions import SYSTEM, Role
from eventreg.curation.models import (
    Approval,
    Candidate,
    Meeting,
    MeetingGuest,
    PendingDecision,
    Recusal,
    Resolution,
    Review,
)
from eventreg.curation.rules import Conflict
from eventreg.documents import register
from eventreg.documents.rules import DocumentKind
from eventreg.door import pairing
from eventreg.door.models import Attendance, PresenceNote, Scan, Settlement
from eventreg.door.rules import Direction, PresenceSource, Settled, Verdict
from eventreg.events.models import Event
from eventreg.events.rules import EventKind
from eventreg.imports.models import DuplicateDecision
from eventreg.messaging.models import Unsubscription
from eventreg.onsite.models import (
    BoothFault,
    BoothSeen,
    Deposit,
    Handover,
    LoadingBooking,
    LoadingSlot,
    Onsite,
)
from eventreg.onsite.rules import FaultKind, FaultState, Presence, Way
from eventreg.records import service
from eventreg.records.models import RequestKind
from eventreg.tickets.models import Ticket
from eventreg.visitors.models import Visit
from tests.factories.applications import make_application
from tests.factories.booths import drawn, make_floor, row
from tests.factories.businesses import make_business, make_paper
from tests.factories.curation import make_curation, make_review
from tests.factories.events import make_event
from tests.factories.people import actor_of, make_person

DAY = timedelta(days=1)
EMAIL = "zubaidah-unik@contoh.id"
NIK, NPWP, PHONE = "3375990101900077", "0912345678901234", "+6281299988877"
TEXTS = {
    "name": "Zubaidah Qomariyah Unik",
    "owner": "Zubaidah Pemilik Unik",
    "business": "Batik Xylofon Unik",
    "elsewhere": "Dukuh Wgrtzal Unik",
    "brand": "Merek Ggzqtw Unik",
    "address": "Jalan Vvkqzr Unik",
    "capacity": "Kapasitas Zzmqth Unik",
    "channel": "https://www.instagram.com/wqzjtk.unik",
    "paper": "Surat Hhqzvk Unik",
    "number": "Nomor Jjqwzt Unik",
    "remark": "Catatan Llzqkw Unik",
    "product": "Selendang Qwerty Unik",
    "story": "Cerita Mxyzptlk Unik",
    "motivation": "Semangat Vzrkhl Unik",
    "helper": "Penjaga Brthwx Unik",
    "dietary": "Tanpa Kqzvbr Unik",
    "needs": "Kursi Wzprjq Unik",
    "objection": "Keberatan Xkqzpl Unik",
    "review": "Ulasan Vwqzkd Unik",
    "note": "Tentangku Bgqzwx Unik",
    "recusal": "Sepupu Jvzqkr Unik",
    "guest": "Tamu Rkqzwv Unik",
    "post": "Jabatan Xdqzhv Unik",
    "settled": "Wajib Fkzqwn Unik",
    "pending": "Ditunda Hwqzxb Unik",
    "resolved": "Diputus Mzqvwk Unik",
    "passed_over": "Dilewati Ypqzkm Unik",
    "visitor": "Pengunjung Zrqvkt Unik",
    "school": "Sekolah Bqxzrn Unik",
    "move": "Alasan Gjrwqn Unik",
    "guardian": "Wali Hgnpfz Unik",
    "relation": "Bibi Kzvtqa Unik",
    "scan": "Catatan Pwqjzx Unik",
    "presence": "Kehadiran Pwqjzx Unik",
    "settlement": "Penutupan Pwqjzx Unik",
    "request": "Kata Rtlzqj Unik",
    "answer": "Jawab Ndxqvw Unik",
    "vehicle": "Pikap Wqzjkr Unik",
    "exhibitor": "Penerima Xgqzrt Unik",
    "thing": "Goyah Bzqkwj Unik",
    "handover": "Serah Nqzvxk Unik",
    "withheld": "Kursi Dqzxrv Unik",
    "certificate": "Piagam Wqzkvj Unik",
    "withdrawn": "Ditarik Rzqkwb Unik",
    "seen": "Tutup Gqvzkx Unik",
    "fault": "Bocor Tqzwjx Unik",
    "mended": "Ditambal Cqzvrk Unik",
    "label": "Ponsel Jkwqtz Unik",
    "passkey": "Kunci Fvbqxz Unik",
    "reset": "Sebab Lmtzqg Unik",
    "path": "/me/Hzrtqv-unik",
    "refused": "550 no such Vzqkwn unik",
    "problem": "mail server said Cqwzvn unik",
    "param": "Isi Dzgqwr Unik",
    "invited": "Undangan Twzqkh Unik",
}


@dataclass
class Somebody:
    """The ids of what is held about the person."""

    app: Flask
    person_id: int = 0
    business_id: int = 0
    event_id: int = 0
    application_id: int = 0
    ticket_id: int = 0
    picture_keys: list[str] = field(default_factory=list)

    def traces(self) -> list[str]:
        """Where any of the person's values still stands: in a column of any table, or as a file."""
        wanted = [
            value.casefold()
            for value in (*TEXTS.values(), EMAIL, NIK, NPWP, PHONE, PHONE[1:], "1990-01-17", "987654321", "876543219")
        ]
        with self.app.app_context():
            found = [
                f"{table.name}.{column}: {value!r}"
                for table in Model.metadata.sorted_tables
                for row in db.session.execute(select(table)).mappings()
                for column, value in row.items()
                if any(word in told for told in readings(value) for word in wanted)
            ]
            uploads = current_settings().instance / "uploads"
            found += [path.name for path in uploads.rglob("*") if path.name.partition("-")[0] in self.picture_keys]
        return found


def readings(value: Any) -> list[str]:
    """A value as text, encrypted ones opened."""
    texts = [str(value).casefold()]
    if isinstance(value, bytes):
        texts.append(value.decode(errors="replace").casefold())
        with contextlib.suppress(ValueError, UnicodeDecodeError):
            texts.append(protected.open_(value).casefold())
    return texts


def fill(app: Flask) -> Somebody:
    """Make the person, with an event that is over and one row at least of everything."""
    here, now = Somebody(app), clock.now()
    with app.app_context(), unit_of_work():
        event = make_event(kind=EventKind.EXHIBITION)
        application = make_application(event.id, email=EMAIL, name=TEXTS["business"])
        _confirm(application, now)
        over(event, now)
        person, business = application.applicant, application.business
        here.person_id, here.business_id, here.event_id = person.id, business.id, event.id
        here.application_id = application.id
        _fill_person(person, business, now)
        application.answers = {"motivation": TEXTS["motivation"]}
        application.groups = ["women_owned"]
        coming = application.participants[0]
        coming.name, coming.dietary = TEXTS["helper"], TEXTS["dietary"]
        coming.phone, coming.access_needs = PHONE, TEXTS["needs"]
        db.session.flush()
        _first(ApplicationMove).reason = TEXTS["move"]
        product = _first(Product)
        product.name, product.story = TEXTS["product"], TEXTS["story"]
        paper = make_paper(business, person, kind="other", title=TEXTS["paper"], number=TEXTS["number"])
        paper.remark = TEXTS["remark"]
        assert paper.file
        here.picture_keys = [product.photo.key, paper.file.key]
        _fill_application(application, product.photo, now)
        _fill_curation(application, now)
        _fill_booths(application, now)
        _fill_allocation(application, now)
        _fill_onsite(application, now)
        ticket = _first(Ticket)
        ticket.holder, ticket.business_name = TEXTS["owner"], TEXTS["business"]
        here.ticket_id = ticket.id
        _fill_door(event, ticket, now)
        _fill_register(event, person, business, now)
        _fill_sign_in(person, now)
        _fill_paper(person, business, now)
    return here


def _first(model: Any) -> Any:
    return db.session.scalars(select(model).order_by(model.id)).first()


def over(event: Event, now: datetime, *, days_ago: int = 10) -> None:
    """Let an event have ended; the test holds the unit of work."""
    end = now - days_ago * DAY
    event.opens_at, event.closes_at, event.starts_at, event.ends_at = end - 30 * DAY, end - 20 * DAY, end - DAY, end
    for session in event.sessions:
        session.starts_at, session.ends_at = end - DAY, end


def _confirm(application: Application, now: datetime) -> None:
    committee = actor_of(make_person("komite@demo.test", "Hartono", Role.COMMITTEE))
    applications.decide(application.event_id, [application.id], Status.ACCEPTED, actor=committee, reason="", now=now)


def _fill_person(person: Person, business: Business, now: datetime) -> None:
    person.name, person.phone, person.born_on = TEXTS["name"], PHONE, date(1990, 1, 17)
    person.nik_encrypted, person.nik_hash = protected.seal(NIK), protected.keyed_hash("nik", NIK)
    business.name, business.owner_name, business.phone = TEXTS["business"], TEXTS["owner"], PHONE
    business.elsewhere, business.nib = TEXTS["elsewhere"], "1234567890123"
    business.brand, business.address, business.capacity = TEXTS["brand"], TEXTS["address"], TEXTS["capacity"]
    business.channels = {"instagram": TEXTS["channel"]}
    business.turnover_band, business.yearly_sales, business.capital = "5m_10m", 987_654_321, 876_543_219
    business.owner_sex, business.owner_disability = "f", True
    business.npwp_encrypted, business.npwp_hash = protected.seal(NPWP), protected.keyed_hash("npwp", NPWP)


def _fill_application(application: Application, photo: StoredFile, now: datetime) -> None:
    """What came of it beside its steps, a visit with the same address, and a business that was taken for theirs."""
    session, other = application.event.sessions[0], make_business(make_person("lain@contoh.id"))
    application.sessions, application.files = [session], [photo]
    db.session.add_all(
        [
            Objection(application_id=application.id, text=TEXTS["objection"], at=now, by_id=application.applicant_id),
            PassedOver(application_id=application.id, at=now, reason=TEXTS["passed_over"]),
            Visit(
                event_id=application.event_id,
                session_id=session.id,
                name=TEXTS["visitor"],
                school=TEXTS["school"],
                phone=PHONE,
                email=EMAIL,
                party=3,
                created_at=now,
                agreed_at=now,
            ),
            DuplicateDecision(first_id=application.business_id, second_id=other.id, at=now),
        ]
    )


def _fill_curation(application: Application, now: datetime) -> None:
    """What the committee wrote about the application, and what the person did as a reviewer, of their own too."""
    make_curation(application.event, now=now - 30 * DAY, shows_averages=True, shows_remarks=True)
    make_review(application, make_person("kurator-lain@demo.test", "Kurator Lain"), now=now - 20 * DAY)
    about = _first(Review)
    about.remark, about.note = TEXTS["review"], TEXTS["note"]
    own = make_review(application, application.applicant, now=now - 20 * DAY)
    own.note = TEXTS["note"]
    meeting = Meeting(event=application.event, number=1, began_at=now - 20 * DAY)
    meeting.guests = [MeetingGuest(person_id=application.applicant_id, name=TEXTS["guest"], position=TEXTS["post"])]
    db.session.add(meeting)
    db.session.flush()
    settled = {"id": application.id, "code": application.code, "verdict": "accepted", "reason": TEXTS["resolved"]}
    common = {"application_id": application.id, "at": now}
    db.session.add_all(
        [
            Recusal(
                application_id=application.id,
                person_id=application.applicant_id,
                kind=Conflict.FAMILY,
                note=TEXTS["recusal"],
                at=now,
            ),
            Candidate(**common, must_place=True, reason=TEXTS["settled"]),
            PendingDecision(**common, verdict=Status.REJECTED, reason=TEXTS["pending"]),
            Approval(event_id=application.event_id, person_id=application.applicant_id, digest="0" * 64, at=now),
            Resolution(event_id=application.event_id, digest="1" * 64, decisions=[settled], at=now),
        ]
    )


def _fill_booths(application: Application, now: datetime) -> None:
    plan = make_floor(application.event_id, drawn(*row("A", 1)))
    place = {"booth_id": plan.booths[0].id, "application_id": application.id, "placed_by_id": application.applicant_id}
    db.session.add(BoothPlacement(**place, state=BoothState.CONFIRMED, placed_at=now))


def _fill_allocation(application: Application, now: datetime) -> None:
    event_id, person_id = application.event_id, application.applicant_id
    made = {"event_id": event_id, "number": 1, "method": Method.OPTIMAL, "made_at": now, "made_by_id": person_id}
    later = {"proposed_at": now, "proposed_by_id": person_id, "published_at": now, "published_by_id": person_id}
    plan = Allocation(**made, **later)
    plan.approvals.append(AllocationApproval(person_id=person_id, digest="", at=now))
    own = {"application_id": application.id}
    why = {"id": f"Diberikan kepada ⟦{application.code}⟧.", "en": f"It went to ⟦{application.code}⟧."}
    rule = {"event_id": event_id, "key": "r1", "kind": RuleKind.GROUP_MIN, "at": now, "by_id": person_id}
    db.session.add_all([Allocating(event_id=event_id), AllocationRule(**rule), plan])
    db.session.flush()
    paid = {"fee": 250_000, "offered_at": now, "due_at": now, "paid_at": now, "paid_by_id": person_id, "moves_at": now}
    db.session.add_all(
        [
            BoothWish(**own, wishes=["a-01"], note="Dekat pintu.", at=now),
            BoothPin(**own, event_id=event_id, booth="a-01", reason="Pilihan kami.", at=now, by_id=person_id),
            BoothOffer(**own, **paid, allocation_id=plan.id, receipt="KW-7", why=why),
            Catalogue(event_id=event_id),
            CatalogueEntry(**own, text_id="Batik tulis.", text_en="Hand-drawn batik.", shows_contact=True, at=now),
        ]
    )


def _fill_onsite(application: Application, now: datetime) -> None:
    event_id, person_id = application.event_id, application.applicant_id
    [booth] = db.session.scalars(select(Booth).join(Booth.plan).where(FloorPlan.event_id == event_id))
    slot = LoadingSlot(event_id=event_id, way=Way.IN, starts_at=now, ends_at=now + timedelta(hours=1), gate="Utara")
    db.session.add_all([Onsite(event_id=event_id, deposit=200_000, equipment=[{"name": "Meja", "count": 1}]), slot])
    db.session.flush()
    own = {"application_id": application.id}
    seen = {"key": "1", "day": now.date(), "presence": Presence.OPEN, "note": TEXTS["seen"], "arrived_at": now}
    items = [{"name": "Meja", "count": 1, "note": TEXTS["thing"]}]
    agreed = {"exhibitor": TEXTS["exhibitor"], "accepted_at": now, "accepted_by_id": person_id}
    settled = {"returned": 150_000, "returned_at": now, "returned_by_id": person_id, "withheld": TEXTS["withheld"]}
    mended = {"taken_at": now, "taken_by_id": person_id, "done_at": now, "done_by_id": person_id}
    told = {"text": TEXTS["fault"], "answer": TEXTS["mended"], "state": FaultState.DONE}
    here = {**own, "booth_id": booth.id, "at": now, "by_id": person_id}
    db.session.add_all(
        [
            LoadingBooking(**own, slot_id=slot.id, way=Way.IN, vehicle=TEXTS["vehicle"], at=now, by_id=person_id),
            Handover(**here, way=Way.IN, items=items, note=TEXTS["handover"], **agreed),
            Deposit(**own, amount=200_000, taken_at=now, taken_by_id=person_id, receipt="KW-8", **settled),
            BoothSeen(**here, **seen),
            BoothFault(**here, kind=FaultKind.POWER, **told, **mended),
        ]
    )


def _fill_door(event: Event, ticket: Ticket, now: datetime) -> None:
    gate = pairing.add_gate(event, "Gate Utara", actor=SYSTEM, now=now)
    device = pairing.pair(event, gate, by_id=None, now=now).device
    shown = {"code": ticket.code, "holder": ticket.holder, "business": ticket.business_name}
    scan = Scan(
        event_id=event.id,
        device_id=device.id,
        scan_id="00000000-0000-4000-8000-000000000001",
        raw=ticket.code.encode(),
        typed=True,
        ticket_id=ticket.id,
        session_id=event.sessions[0].id,
        gate="Gate Utara",
        direction=Direction.IN,
        reason=TEXTS["scan"],
        at=now - 20 * DAY,
        received_at=now - 20 * DAY,
        moment=now - 20 * DAY,
        verdict=Verdict.ADMITTED,
        counts=True,
        answer={"verdict": "admitted", "first": None, "ticket": shown, "conflict": False},
    )
    db.session.add(scan)
    db.session.flush()
    db.session.add(
        Attendance(
            ticket_id=ticket.id,
            session_id=event.sessions[0].id,
            entry=1,
            scan_pk=scan.id,
            gate="Gate Utara",
            at=now - 20 * DAY,
        )
    )
    note = {"ticket_id": ticket.id, "session_id": event.sessions[0].id, "at": now - 20 * DAY}
    db.session.add_all(
        [
            PresenceNote(**note, source=PresenceSource.SCREEN),
            PresenceNote(**note, source=PresenceSource.STAFF, present=False, reason=TEXTS["presence"]),
            Settlement(scan_pk=scan.id, kind=Settled.ACCEPTED, reason=TEXTS["settlement"], at=now - 20 * DAY),
        ]
    )


def _fill_register(event: Event, person: Person, business: Business, now: datetime) -> None:
    paper = register.Paper(
        DocumentKind.CERTIFICATE,
        title="Sertifikat",
        language=Language.ID,
        content={"holder": TEXTS["certificate"]},
        facts=[("Nama", TEXTS["certificate"])],
        event_id=event.id,
        person_id=person.id,
        business_id=business.id,
    )
    document = register.issue(paper, actor=SYSTEM, now=now)
    register.note_file(document, b"%PDF")
    register.withdraw(document.id, reason=TEXTS["withdrawn"], actor=SYSTEM, now=now)


def _fill_sign_in(person: Person, now: datetime) -> None:
    other = make_person("admin-lain@demo.test", "Admin Lain")
    common = {"person_id": person.id, "created_at": now}
    db.session.add_all(
        [
            SignedInDevice(**common, secret_hash="a" * 64, label=TEXTS["label"], last_seen_at=now),
            SignInRequest(
                email=EMAIL,
                link_hash="b" * 64,
                language="id",
                next_path=TEXTS["path"],
                created_at=now,
                expires_at=now,
            ),
            TotpSecret(**common, secret_encrypted=protected.seal(TEXTS["passkey"])),
            Passkey(**common, credential_id=b"c", public_key=b"d", name=TEXTS["passkey"]),
            RecoveryCode(**common, code_hash="e" * 64),
            StaffInvitation(**common, token_hash="f" * 64, made_by_id=other.id, expires_at=now),
            FactorReset(person_id=person.id, asked_by_id=other.id, asked_at=now, reason=TEXTS["reset"], expires_at=now),
        ]
    )
    message = outbox.queue(
        "application_submitted", to=EMAIL.upper(), language="id", person_id=None, now=now, words=TEXTS["param"]
    )
    message.problem = TEXTS["problem"]
    message.phone = PHONE
    db.session.add(Unsubscription(address=EMAIL, at=now))
    person.address_problem = TEXTS["refused"]


def _fill_paper(person: Person, business: Business, now: datetime) -> None:
    guardian = Guardian(
        person_id=person.id, name=TEXTS["guardian"], relation=TEXTS["relation"], phone=PHONE, recorded_at=now
    )
    db.session.add(guardian)
    db.session.flush()
    text = _first(ConsentText)
    db.session.add_all(
        [
            Consent(person_id=person.id, text_id=text.id, given_at=now, way=ConsentWay.PAPER, guardian_id=guardian.id),
            BusinessInvitation(
                business_id=business.id,
                token_hash="1" * 64,
                name=TEXTS["invited"],
                role=MemberRole.HELPER,
                made_by_id=person.id,
                created_at=now,
                expires_at=now + DAY,
            ),
        ]
    )
    actor = actor_of(person)
    asked = service.open_request(person.id, RequestKind.CORRECTION, TEXTS["request"], actor=actor, now=now)
    asked.answer = TEXTS["answer"]


def add_member(business_id: int, email: str, name: str, *, phone: str = "", role: MemberRole = MemberRole.OWNER) -> int:
    """Another one who acts for the business; the test holds the unit of work."""
    other = make_person(email, name)
    other.name, other.phone = name, phone
    db.session.add(BusinessMember(business_id=business_id, person_id=other.id, role=role, since=clock.now()))
    db.session.flush()
    return other.id


def hand_over_another(here: Somebody) -> int:
    """Give a second business of the person's away; its profile names them still, as those handed over long ago do."""
    with here.app.app_context(), unit_of_work():
        person = db.session.get_one(Person, here.person_id)
        business = make_business(person, name="Usaha Berpindah Tangan")
        token = members.invite(
            business.id, "Penerus", MemberRole.OWNER, hands_over=True, actor=actor_of(person), now=clock.now()
        )
        members.accept(token, actor=actor_of(make_person("penerus@contoh.id", "Penerus")), now=clock.now())
        business.owner_name, business.phone = TEXTS["name"].upper(), PHONE
        return business.id


@pytest.fixture
def somebody(app: Flask) -> Somebody:
    return fill(app)
