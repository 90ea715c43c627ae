"""Papers of the running exhibition, one of them withdrawn, and who signs."""

from eventreg.core import clock
from eventreg.core.permissions import SYSTEM
from eventreg.council import service
from eventreg.council.service import SignatoryFacts
from eventreg.documents import register
from eventreg.events import queries as events
from tests.factories.documents import make_document

RUNNING = "pekan-batik-demo"


def make_issued() -> dict[str, str]:
    """The caller holds the unit of work."""
    now, event_id = clock.now(), events.find_id(RUNNING)
    wrong = make_document(event_id=event_id)
    register.withdraw(wrong.id, reason="Ejaan nama salah", actor=SYSTEM, now=now)
    right = make_document(event_id=event_id, replaces=wrong)
    service.add_signatory(SignatoryFacts("Hj. Inggit Soraya, S.Sn.", "Ketua"), None, actor=SYSTEM, now=now)
    second = service.add_signatory(SignatoryFacts("Wahyudi", "Sekretaris", "NIP. 1"), None, actor=SYSTEM, now=now)
    return {
        "document": str(right.id),
        "document_code": right.code,
        "withdrawn_document": str(wrong.id),
        "withdrawn_code": wrong.code,
        "signatory": str(second.id),
    }
