"""A training that is full within a day: sessions with places of their own, a list that moves by itself, speakers."""

from io import BytesIO

from reportlab.lib.pagesizes import A4

from eventreg.applications import participants
from eventreg.applications import queries as application_queries
from eventreg.applications.chores import pass_time
from eventreg.applications.service import Details, ParticipantDetails
from eventreg.core import files
from eventreg.core.db import db, unit_of_work
from eventreg.core.pdfs import read_document
from eventreg.demo import acts
from eventreg.demo.acts import Story
from eventreg.demo.people import Owner
from eventreg.demo.programme import AMARTA, Part, Plan, T
from eventreg.documents.fonts import BOLD, REGULAR
from eventreg.documents.pdf import INK, Document, put
from eventreg.events import copying
from eventreg.events import programme as events
from eventreg.events.models import Event
from eventreg.events.programme import MaterialDetails, SpeakerDetails
from eventreg.events.rules import Admission

RUSH = Plan(
    "kelas-jualan-daring",
    T,
    "Kelas Jualan Daring",
    "Tiga sesi: toko daring, foto dan video pendek, lalu iklan dan pembukuan. Pilih yang Anda perlukan.",
    "## Siapa cepat, dia dapat\n\nTempat diberikan menurut urutan kirim. Bila penuh, Anda masuk daftar tunggu; tempat "
    "yang kosong ditawarkan sendiri kepada urutan berikutnya.\n\n## Bawa\n\n- Ponsel dengan pengisi daya\n"
    "- Tiga produk untuk difoto",
    AMARTA,
    opens=-9,
    closes=12,
    starts=18,
    days=2,
    quota=12,
    passes=2,
    parts=(
        Part("Toko daring", 0, (9, 12), 12),
        Part("Foto dan video pendek", 0, (13, 16), 12),
        Part("Iklan dan pembukuan", 1, (9, 12), 6),
    ),
    more={
        "admission": Admission.FIRST_COME,
        "counts_people": True,
        "choose_sessions": True,
        "batch": "Angkatan II",
        "no_show_limit": 2,
    },
)
SPEAKERS = (
    SpeakerDetails("Ratri Kusumawardani", "Pendamping UMKM", "Rumah Kreatif Pesisir (contoh)", "Membuka toko daring"),
    SpeakerDetails("Galih Prabowo", "Fotografer produk", "Studio Teras (contoh)", "Cahaya jendela dan ponsel"),
    SpeakerDetails("Hj. Nurul Azizah, S.E.", "Dosen", "Politeknik Pesisir (contoh)", "Menghitung biaya iklan"),
)
LEARN = (
    "Mengelola toko di dua lokapasar sekaligus.",
    "Foto produk yang warnanya sama dengan aslinya.",
    "Menghitung biaya iklan supaya tidak rugi.",
)
NEEDS: tuple[dict[str, str], ...] = (
    {"dietary": "Tidak makan udang"},
    {"access_needs": "Memakai kursi roda, mohon tanpa tangga"},
    {},
    {"dietary": "Tanpa daging"},
)


def tell(story: Story) -> None:
    """Full on the first day; who stepped back made room, the first offer lapsed, the second stands: it is Sri's."""
    event_id = acts.make(story, RUSH)
    _programme(story, event_id)
    first = [story.owners[number] for number in range(8, 17)]
    waiting = [story.owners[number] for number in (24, 20, 0, 21, 22, 23)]
    chosen = acts.apply_all(story, event_id, [*first, *waiting], RUSH.opens, days=1, writing=_writing)
    _replace(story, chosen[1])
    acts.withdraw(story, chosen[4], -3, "Jadwal bertabrakan dengan pameran di Semarang.")
    pass_time(story.moment(-2, 19))  # recalls the offer
    pass_time(story.moment(-1, 18, 30))  # lets it lapse, and offers the place to the next
    _again(story, event_id)


def _writing(story: Story, owner: Owner, number: int) -> Details:
    """The early ones want all sessions; later the last is full, and one waits for it all the same."""
    sessions = _sessions()
    wanted = sessions if number < 4 or number == 9 else sessions[:2]
    coming = [ParticipantDetails("", **NEEDS[number % 4])]
    if number < 9 and number % 3 == 0:
        coming.append(ParticipantDetails(acts.somebody(story), **NEEDS[(number + 1) % 4]))
    answers = {
        "motivation": acts.motivation(story, acts.products_of(owner)),
        "experience": story.random.choice(["none", "some", "regular"]),
        "learn": LEARN[number % len(LEARN)],
    }
    return Details(answers, coming, wanted)


def _sessions() -> list[int]:
    event = db.session.scalars(db.select(Event).where(Event.slug == RUSH.slug)).one()
    return [session.id for session in event.sessions]


def _programme(story: Story, event_id: int) -> None:
    """Three speakers, two of them with a letter of assignment; a handout, and a page that opens with the class."""
    organiser, now = story.staff["panitia"], story.moment(RUSH.opens - 2, 11)
    handout = read_document(BytesIO(_handout()), "Daftar periksa toko daring.pdf")
    with unit_of_work():
        event = db.session.get_one(Event, event_id)
        for number, (details, session) in enumerate(zip(SPEAKERS, event.sessions, strict=True), start=1):
            speaker = events.add_speaker(
                event_id, SpeakerDetails(*_four(details), session_id=session.id), actor=organiser, now=now
            )
            if number < 3:
                letter = f"090/{40 + number:03d}/DEKRANASDA/{_roman(now.month)}/{now.year}"
                events.number_letter(event_id, speaker.id, letter, actor=organiser, now=now)
        file = files.save_document(handout, owner_id=organiser.person_id, now=now)
        listed = (
            MaterialDetails("Daftar periksa toko daring", file_id=file.id),
            MaterialDetails("Contoh pembukuan iklan", "https://kelas-daring.example/buku", opens_at=event.starts_at),
        )
        for material in listed:
            events.add_material(event_id, material, actor=organiser, now=now)


def _four(details: SpeakerDetails) -> tuple[str, str, str, str]:
    return details.name, details.position, details.organisation, details.topic


def _roman(month: int) -> str:
    return "I II III IV V VI VII VIII IX X XI XII".split()[month - 1]


def _handout() -> bytes:
    document = Document(A4, title="Daftar periksa toko daring", author="Data contoh", language="id")
    canvas = document.canvas
    canvas.setFillColor(INK)
    put(canvas, "Daftar periksa toko daring", 56, 760, BOLD, 20)
    checks = ("Nama toko sama di semua lokapasar", "Lima foto tiap produk", "Ukuran dan bahan tertulis", "Ongkos kirim")
    for number, line in enumerate(checks, start=1):
        put(canvas, f"{number}. {line}", 56, 750 - 30 * number, REGULAR, 13)
    return document.finish()


def _replace(story: Story, application_id: int) -> None:
    """Somebody else comes in an owner's place; the ticket that was sent admits nobody more."""
    with unit_of_work():
        (comer, *_) = application_queries.participants_of(application_id)
        actor, details = acts.applicant(story, application_id), ParticipantDetails(acts.somebody(story))
        participants.replace(comer.id, details, actor=actor, now=story.moment(-6, 20))


def _again(story: Story, event_id: int) -> None:
    """The next batch is drafted as a copy, half a year on."""
    day, now = story.moment(160).date(), story.moment(-1, 10)
    with unit_of_work():
        copying.copy(
            event_id, title=RUSH.title, first_day=day, batch="Angkatan III", actor=story.staff["panitia"], now=now
        )
