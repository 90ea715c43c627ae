"""WTForms' choices of select and radio fields; their stubs are a version behind, which is told once, here."""

from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]

__all__ = ["SelectChoice"]
