"""A speaker, a delegation, and an event that was put off, for the pages that are about them."""

from datetime import timedelta

from eventreg.core import clock
from eventreg.core.permissions import SYSTEM
from eventreg.events import copying, programme, queries, service
from eventreg.events.programme import MaterialDetails, SpeakerDetails
from eventreg.events.rules import EventKind
from tests.factories.events import make_event


def make_programme(training: str) -> dict[str, str]:
    """The test holds the unit of work."""
    now = clock.now()
    event = queries.get_public(training)
    details = SpeakerDetails("Dr. Dewi Lestari, M.Sn.", "Dosen", "Universitas Pekalongan", "Pewarna alam")
    speaker = programme.add_speaker(event.id, details, actor=SYSTEM, now=now)
    programme.add_material(event.id, MaterialDetails("Resep indigo", "https://contoh.id/resep"), actor=SYSTEM, now=now)
    first_day = (now + timedelta(days=90)).date()
    put_off = copying.copy(
        event.id, title="Pelatihan yang ditunda", first_day=first_day, batch="2", actor=SYSTEM, now=now
    )
    service.publish(put_off.id, actor=SYSTEM, now=now)
    service.postpone(put_off.id, reason="Banjir", actor=SYSTEM, now=now)
    fair = make_event(kind=EventKind.DELEGATION, title="Inacraft", host_name="ASEPHI", rotation_years=2, quota=4)
    return {"speaker": str(speaker.id), "postponed_slug": put_off.slug, "delegation_slug": fair.slug}
