"""Fairs of the demo's year: last year's, the next with a form of its own, and somebody else's far away."""

from dataclasses import replace

from eventreg.applications import objections
from eventreg.applications import service as applications
from eventreg.applications.rules import Status
from eventreg.core.db import db, unit_of_work
from eventreg.demo import acts, asked
from eventreg.demo.acts import Story
from eventreg.demo.programme import E, Plan, Share
from eventreg.events import service as events
from eventreg.events.models import Event
from eventreg.events.rules import EventKind, QuotaKind
from eventreg.questions import service as forms

LAST_YEAR = Plan(
    "gelar-kriya-tahun-lalu",
    E,
    "Gelar Kriya",
    "Tiga hari kriya dari empat kecamatan di halaman museum.",
    "Pameran tahunan, kali ini dengan peragaan membatik setiap sore.",
    ("Museum Batik", "Jl. Jetayu No. 1, Pekalongan"),
    opens=-412,
    closes=-386,
    starts=-364,
    days=3,
    quota=18,
    hours=(9, 20),
)
FAR_LAST_YEAR = Plan(
    "delegasi-pekan-kriya-tahun-lalu",
    EventKind.DELEGATION,
    "Pekan Kriya Nusantara",
    "Empat stan untuk perajin kita di pameran kriya Jakarta.",
    "Dewan menanggung sewa stan dan kirim barang; peserta menanggung penginapan.",
    ("Balai Pameran Kemayoran", "Jakarta Pusat"),
    opens=-390,
    closes=-360,
    starts=-290,
    days=5,
    quota=4,
    hours=(10, 21),
    passes=2,
    more={"host_name": "Yayasan Kriya Nusantara (contoh)", "rotation_years": 2},
)
SHAPED = Plan(
    "pameran-rumah-kriya",
    E,
    "Pameran Rumah Kriya",
    "Tiga hari pameran dan peragaan, dengan tempat yang disediakan bagi UKM binaan dan pendatang baru.",
    "## Tempat\n\nEnam belas stan. Sebagian disediakan lebih dulu, lalu dibuka untuk semua.\n\n"
    "## Bila belum lolos\n\nAlasan tertulis di pendaftaran Anda. Keberatan diterima selama tujuh hari.",
    ("Pasar Grosir Setono", "Jl. Dr. Sutomo, Pekalongan"),
    opens=-12,
    closes=16,
    starts=46,
    days=3,
    quota=16,
    hours=(9, 21),
    passes=2,
    confirm_days=3,
    visitors=300,
    shares=(
        Share(QuotaKind.RESERVE, 5, "fostered", until=30),
        Share(QuotaKind.RESERVE, 3, "first_timer", until=30),
        Share(QuotaKind.RESERVE, 2, "disability", until=30),
        Share(QuotaKind.RESERVE, 2, "district:33.75.03", until=25),
        Share(QuotaKind.LIMIT, 3, category="olahan-pangan"),
    ),
    more={"objection_days": 7, "no_show_limit": 1, "rotation_years": 1, "visitors_open": True},
)
FAR = replace(
    FAR_LAST_YEAR,
    slug="delegasi-pekan-kriya-nusantara",
    summary="Enam stan untuk perajin kita di pameran kriya terbesar di Jakarta, bergilir setiap dua tahun.",
    description="## Giliran\n\nYang ikut dalam dua tahun terakhir menunggu sesudah yang lain.\n\n"
    "## Biaya\n\nDewan menanggung sewa stan dan kirim barang; peserta menanggung penginapan.",
    opens=-25,
    closes=6,
    starts=74,
    quota=6,
    confirm_days=5,
    shares=(Share(QuotaKind.RESERVE, 2, "women_owned", until=40),),
    more={
        "host_name": "Yayasan Kriya Nusantara (contoh)",
        "host_page": "https://pekan-kriya.example/peserta",
        "rotation_years": 2,
        "no_show_limit": 1,
    },
)


def last_year(story: Story) -> None:
    """Eleven had a stand, not all of them came; four went to Jakarta."""
    organiser = story.staff["panitia"]
    event_id = acts.make(story, replace(LAST_YEAR, title=f"Gelar Kriya {story.moment(-364).year}"))
    chosen = acts.apply_all(story, event_id, story.owners[4:15], LAST_YEAR.opens + 2)
    acts.decide(story, event_id, chosen, Status.ACCEPTED, LAST_YEAR.closes + 2)
    acts.let_in(story, event_id, "Gerbang museum", LAST_YEAR.starts, hour=9, share=0.75)
    with unit_of_work():
        form_id = db.session.get_one(Event, event_id).form_id or 0
        forms.save_as_template(form_id, "Pameran: pertanyaan singkat", actor=organiser, now=story.moment(-340))
    plan = replace(FAR_LAST_YEAR, title=f"Pekan Kriya Nusantara {story.moment(-290).year}")
    event_id = acts.make(story, plan)
    chosen = acts.apply_all(story, event_id, [story.owners[number] for number in (2, 6, 9, 12)], plan.opens + 3)
    acts.decide(story, event_id, chosen, Status.ACCEPTED, plan.closes + 5)


def shaped(story: Story) -> None:
    """The exhibition with its own form: offers, a rejection that Sri may object to, and two that are objected to."""
    event_id = _with_own_form(story)
    chosen = acts.apply_all(
        story, event_id, [*story.owners[1:19], *story.owners[37:39]], SHAPED.opens + 1, days=8, writing=asked.answer
    )
    acts.decide(story, event_id, chosen[1:7], Status.ACCEPTED, -2)
    for application_id in chosen[1:4]:
        acts.answer(story, application_id, -1)
    acts.decide(story, event_id, [chosen[0], *chosen[7:10]], Status.REJECTED, -3)
    acts.decide(story, event_id, chosen[10:12], Status.NEEDS_REVISION, -1)
    _object(story, chosen[7], "Produk kami dibuat sendiri dari awal. Video prosesnya dapat dilihat di bengkel.", -2)
    answered = _object(story, chosen[8], "Foto di pendaftaran sudah diganti dengan foto siang hari.", -2)
    with unit_of_work():
        words = "Foto sudah kami lihat lagi. Mutunya baik, tetapi kategori ini sudah penuh."
        committee, now = story.staff["komite2"], story.moment(-1, 14)
        objections.answer(answered, upheld=False, words=words, actor=committee, now=now)


def _with_own_form(story: Story) -> int:
    """Made, given its questions, published, and its form kept as a template for later ones."""
    event_id, organiser = acts.make(story, replace(SHAPED, publish=False)), story.staff["panitia"]
    now = story.moment(SHAPED.opens - 2, 10)
    with unit_of_work():
        form_id = db.session.get_one(Event, event_id).form_id or 0
        forms.save(form_id, asked.QUESTIONS, actor=organiser, now=now, event_id=event_id)
        forms.publish(form_id, actor=organiser, now=now, event_id=event_id)
        events.publish(event_id, actor=organiser, now=now)
        forms.save_as_template(form_id, "Pameran: formulir lengkap", actor=organiser, now=now)
    return event_id


def _object(story: Story, application_id: int, text: str, day: int) -> int:
    with unit_of_work():
        actor = acts.applicant(story, application_id)
        return objections.make(application_id, text, actor=actor, now=story.moment(day, 16)).id


def delegation(story: Story) -> None:
    """Six stands at somebody else's fair: the committee sees whose turn it is."""
    event_id = acts.make(story, FAR)
    owners = [story.owners[number] for number in (0, 2, 5, 6, 7, 9, 12, 15, 19, 23)]
    chosen = acts.apply_all(story, event_id, owners, FAR.opens + 2, days=12, writing=acts.with_helper)
    acts.decide(story, event_id, [chosen[2], chosen[4], chosen[8]], Status.ACCEPTED, -4)
    acts.answer(story, chosen[2], -3)
    acts.answer(story, chosen[4], -3, declines=True)
    _make_wait(story, event_id, chosen[1])


def _make_wait(story: Story, event_id: int, application_id: int) -> None:
    """Whoever went last year waits for the others, and is told why."""
    reason = "Sudah ikut tahun lalu; giliran perajin lain lebih dulu."
    with unit_of_work():
        actor, now = story.staff["komite1"], story.moment(-4, 15)
        applications.decide(event_id, [application_id], Status.WAITLISTED, actor=actor, reason=reason, now=now)
