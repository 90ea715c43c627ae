"""How the demo's curators judge: scores about a quality that a business has, and remarks that fit them."""

from datetime import datetime
from random import Random

from sqlalchemy import select

from eventreg.applications.models import Application
from eventreg.core.db import db, unit_of_work
from eventreg.core.permissions import Actor
from eventreg.curation import assigning, queries, reviewing
from eventreg.curation.models import Assignment
from eventreg.curation.reviewing import Writing

REMARKS = (
    (
        "Pengerjaan belum rapi dan prosesnya tidak tampak di foto. Perlu pendampingan lebih dulu.",
        "Motif mirip produk pabrik. Belum terlihat apa yang dibuat sendiri.",
    ),
    (
        "Cukup rapi, tetapi warnanya belum rata. Kemasan perlu dipikirkan lagi.",
        "Produk baik untuk pasar lokal. Ceritanya belum sampai ke pembeli.",
    ),
    (
        "Rapi dan konsisten, harganya wajar. Kemasan sudah siap dijual.",
        "Motifnya berakar di Pekalongan dan mudah dikenali. Kapasitas cukup.",
    ),
    (
        "Pengerjaan istimewa sampai ke tepi kain. Layak di barisan depan.",
        "Gagasannya segar tanpa meninggalkan pakem. Saya belum melihat yang seperti ini.",
    ),
)
TO_DISCUSS = " Mohon dibahas: apakah benar buatan sendiri?"
NOTE = "Bandingkan dengan pendaftaran lain dari kategori yang sama."


class Curator:
    """One of the demo's curators at one event. `strictness`: by how many steps of a scale they are below the others."""

    def __init__(self, actor: Actor, event_id: int, strictness: float, random: Random) -> None:
        self.actor = actor
        self.event_id = event_id
        self._strictness = strictness
        self._random = random
        self._criteria = [(one.id, one.best) for one in queries.get(event_id).rubric.criteria]

    def given(self) -> list[int]:
        """The ids of what they are to review and haven't begun, in the order of the applications."""
        query = select(Assignment.application_id).join(Assignment.application)
        query = query.where(Application.event_id == self.event_id, Assignment.ended_at.is_(None))
        rows = db.session.scalars(
            query.where(Assignment.person_id == self.actor.person_id).order_by(Assignment.application_id)
        )
        begun = assigning.states_of(self.event_id)
        return [one for one in rows if (one, self.actor.person_id) not in begun]

    def send(self, application_id: int, quality: float, *, now: datetime, discuss: bool = False) -> None:
        """Review something of this quality, from 0 to 1."""
        with unit_of_work():
            reviewing.send(application_id, self._writing(quality, discuss), revision=0, actor=self.actor, now=now)

    def begin(self, application_id: int, quality: float, *, now: datetime) -> None:
        """Score the first half, and stop there."""
        whole = self._writing(quality, discuss=False)
        half = dict(list(whole.scores.items())[: len(whole.scores) // 2])
        with unit_of_work():
            reviewing.save_draft(application_id, Writing(half, note=NOTE), revision=0, actor=self.actor, now=now)

    def _writing(self, quality: float, discuss: bool) -> Writing:
        scores = {key: self._score(quality, best) for key, best in self._criteria}
        reached = sum(scores.values()) / sum(best for _, best in self._criteria)
        fitting = REMARKS[min(len(REMARKS) - 1, max(0, int((reached - 0.4) * 8)))]
        remark = self._random.choice(fitting) + (TO_DISCUSS if discuss else "")
        return Writing(scores, remark, discuss=discuss)

    def _score(self, quality: float, best: int) -> int:
        score = 1 + quality * (best - 1) - self._strictness + self._random.uniform(-0.9, 0.9)
        return max(1, min(best, round(score)))
