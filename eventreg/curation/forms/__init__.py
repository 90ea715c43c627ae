"""What organisers and the committee fill in."""

from eventreg.curation.forms.setting_up import BeginForm, PhasesForm, ReviewSettingsForm, RubricForm, TemplateForm

__all__ = ["BeginForm", "PhasesForm", "ReviewSettingsForm", "RubricForm", "TemplateForm"]
