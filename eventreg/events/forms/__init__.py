"""What organisers fill in."""

from eventreg.events.forms.editor import EventForm
from eventreg.events.forms.moves import CopyForm, ResumeForm
from eventreg.events.forms.places import PlacesForm, VisitorsForm
from eventreg.events.forms.programme import MaterialForm, SpeakerForm
from eventreg.events.forms.settings import AfterForm, DelegationForm, SettingsForm, WaitingForm

__all__ = [
    "AfterForm",
    "CopyForm",
    "DelegationForm",
    "EventForm",
    "MaterialForm",
    "PlacesForm",
    "ResumeForm",
    "SettingsForm",
    "SpeakerForm",
    "VisitorsForm",
    "WaitingForm",
]
