"""What organisers and the committee fill in."""

from eventreg.curation.forms.meetings import MeetingForm, MeetingOpenForm
from eventreg.curation.forms.setting_up import BeginForm, PhasesForm, ReviewSettingsForm, RubricForm, TemplateForm

__all__ = [
    "BeginForm",
    "MeetingForm",
    "MeetingOpenForm",
    "PhasesForm",
    "ReviewSettingsForm",
    "RubricForm",
    "TemplateForm",
]
