"""Papers and news of the training that is over: letterhead and signatories, letters, certificates, thanks."""

from datetime import datetime

from eventreg.accounts import service as accounts
from eventreg.applications.rules import Status
from eventreg.core.channels import Channel
from eventreg.core.db import db, unit_of_work
from eventreg.core.i18n import Language
from eventreg.council import service as council
from eventreg.council.service import Numbering, SignatoryFacts
from eventreg.demo import programme
from eventreg.demo.acts import Story
from eventreg.documents.rules import DocumentKind
from eventreg.events import queries as events
from eventreg.events.models import Event
from eventreg.messaging import announcing, writing
from eventreg.messaging.audience import Audience
from eventreg.messaging.rules import Nature
from eventreg.messaging.writing import Draft
from eventreg.office import addressees, certifying, issuing
from eventreg.office.certifying import Wishes
from eventreg.office.particulars import Particulars

LETTERHEAD = "Telepon 0800 0000 0012 · surat@dekranasda.example · dekranasda.example"
NUMBERING = Numbering(
    number_pattern="{class}/{number}/{office}/{month}/{year}", office_code="DEKRANASDA", numbers_by_class=False
)
SIGNATORIES = (
    SignatoryFacts("Hj. Siti Maryam Rahmawati", "Ketua"),
    SignatoryFacts("Nur Hidayah, S.E.", "Sekretaris"),
)
MATERIALS = "Kemasan yang aman dikirim | 4\nMerek yang mudah diingat | 4\nMenghitung biaya kemasan | 4"
THANKS = Draft(
    subject_id="Terima kasih: sertifikat Anda dapat diunduh",
    text_id="Terima kasih, {{ name }}, sudah mengikuti {{ event }}.\n\n"
    "Sertifikat Anda ada di halaman pendaftaran {{ code }}:\n\n{{ link }}",
    subject_en="",
    text_en="",
    audience=Audience(statuses=frozenset({Status.CONFIRMED})),
    nature=Nature.EVENT,
)


def letters(story: Story) -> None:
    """The office's letterhead, and what went out under it; before others are numbered, in the order of their days."""
    signing = _letterhead(story)
    event_id = events.find_id(programme.PAST.slug)
    if event_id is None:
        return
    starts = programme.PAST.starts
    _letters(story, event_id, DocumentKind.ACCEPTANCE, story.moment(starts - 9, 10))
    _letters(story, event_id, DocumentKind.INVITATION, story.moment(starts - 7, 10))
    _certificates(story, event_id, signing, story.moment(starts + programme.PAST.days, 10))


def news(story: Story) -> None:
    """Some choose WhatsApp; those who came to the training are thanked."""
    event_id = events.find_id(programme.PAST.slug)
    _some_choose_whatsapp(story, story.moment(-3, 19))
    if event_id is not None:
        _thanks(story, event_id, story.moment(-1, 10))


def _letterhead(story: Story) -> list[int]:
    """The ids of who signs."""
    admin, now = story.staff["admin"], story.moment(-90)
    with unit_of_work():
        council.set_letterhead(LETTERHEAD, None, removes_logo=False, actor=admin, now=now)
        council.set_numbering(NUMBERING, actor=admin, now=now)
        return [council.add_signatory(facts, None, actor=admin, now=now).id for facts in SIGNATORIES]


def _letters(story: Story, event_id: int, kind: DocumentKind, now: datetime) -> None:
    with unit_of_work():
        to = addressees.applications(kind, event_id)[:6]
        issuing.issue(kind, event_id, to, Particulars(), Language.ID, actor=story.staff["panitia"], now=now)


def _certificates(story: Story, event_id: int, signing: list[int], now: datetime) -> None:
    """All but the last one, who is left for whoever looks at the demo."""
    chair, secretary = signing
    wishes = Wishes(
        hours=12,
        materials=MATERIALS,
        signatory_id=chair,
        second_signatory_id=secretary,
        signed_on=None,
        signed_at_place="",
        background_id=None,
    )
    with unit_of_work():
        certifying.set_up(db.session.get_one(Event, event_id), wishes, actor=story.staff["panitia"], now=now)
    with unit_of_work():
        tickets = certifying.to_certify(event_id)[:-1]
        certifying.issue_some(tickets, Language.ID, actor=story.staff["panitia"], now=now)


def _some_choose_whatsapp(story: Story, now: datetime) -> None:
    for number, owner in enumerate(story.owners[2:7]):
        with unit_of_work():
            phone = f"+62800000003{number:02d}"
            accounts.change_details(owner.actor, owner.actor.name, phone, Channel.WHATSAPP, now=now)


def _thanks(story: Story, event_id: int, now: datetime) -> None:
    with unit_of_work():
        announcement_id = writing.write(event_id, THANKS, actor=story.staff["panitia"], now=now).id
    with unit_of_work():
        announcing.schedule(announcement_id, None, actor=story.staff["panitia"], now=now)
    for step in (announcing.begin, announcing.expand):
        with unit_of_work():
            step(announcement_id, now)
