"""What organisers fill in."""

from eventreg.events.forms.editor import EventForm

__all__ = ["EventForm"]
