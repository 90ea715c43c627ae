"""The office's papers: wordings, settings and files, of nobody in particular once they are made."""

from eventreg.office.models import Batch, Enclosure, PaperText
from eventreg.records.holdings.kinds import Deeds

DEEDS: Deeds = {
    (Batch, "created_by_id"): "created_at",
    (Enclosure, "created_by_id"): "created_at",
    (PaperText, "created_by_id"): "created_at",
}

IMPERSONAL = {
    "event_enclosure": "photos and receipts of an event; whoever sent a file is told with the pictures and files",
    "event_papers": "what an event's papers say beside its programme",
    "paper_batch": "papers made all at once: the file goes after some days",
    "paper_setting": "how a kind of paper is numbered, and who signs it",
    "paper_text": "how papers are worded",
}
