"""What an event's certificates say, and a certificate with a corrected name."""

from collections.abc import Sequence

from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, DateField, SelectField, StringField, TextAreaField

from eventreg.businesses.forms.own import keeps
from eventreg.core.choices import SelectChoice
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, needed, one_line
from eventreg.council.models import Signatory
from eventreg.events.forms.fields import WholeNumber
from eventreg.office.certifying import Wishes
from eventreg.office.models import EventPapers
from eventreg.office.rules import lessons_of

MOST_HOURS = 999


class Day(DateField):
    """A day; empty is None, and what can't be read is said in plain words."""

    def process_formdata(self, valuelist: list[str]) -> None:
        if not "".join(valuelist).strip():
            self.data = None
            return
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError(_("Choose a day.")) from None


class CertificateForm(FlaskForm):
    """For certificates that are issued from now on."""

    hours = WholeNumber(lazy("Lessons"), least=1, most=MOST_HOURS)
    materials = TextAreaField(lazy("What was taught, for the back"), [keeps(lessons_of)])
    first = SelectField(lazy("Signs"), coerce=int)
    second = SelectField(lazy("Signs beside them"), coerce=int)
    signed_on = Day(lazy("Day on the certificate"))
    signed_at_place = StringField(lazy("Place on the certificate"), [at_most(80)], filters=[one_line])
    background = FileField(lazy("Own background"), render_kw={"accept": "image/jpeg,image/png,image/webp"})
    without = BooleanField(lazy("Take the own background away"))

    @classmethod
    def of(cls, papers: EventPapers, known: Sequence[Signatory]) -> "CertificateForm":
        """As it is stored, with the signatories to choose from."""
        there = {one.id for one in known}
        form = cls(
            data={
                "hours": papers.hours,
                "materials": papers.materials,
                "first": papers.signatory_id if papers.signatory_id in there else 0,
                "second": papers.second_signatory_id if papers.second_signatory_id in there else 0,
                "signed_on": papers.signed_on,
                "signed_at_place": papers.signed_at_place,
            }
        )
        people = [SelectChoice(one.id, f"{one.name}, {one.post}") for one in known]
        form.first.choices = [SelectChoice(0, _("As for all certificates")), *people]
        form.second.choices = [SelectChoice(0, _("Nobody")), *people]
        return form

    def wishes(self, background_id: int | None) -> Wishes:
        """What was chosen, with the background that it will have."""
        return Wishes(
            hours=self.hours.data,
            materials="\n".join((self.materials.data or "").splitlines()).strip(),
            signatory_id=self.first.data or None,
            second_signatory_id=self.second.data or None,
            signed_on=self.signed_on.data,
            signed_at_place=self.signed_at_place.data or "",
            background_id=background_id,
        )


class ReplacementForm(FlaskForm):
    """The right name, and why the certificate before holds no longer."""

    holder = StringField(
        lazy("Name on the certificate"), [needed(lazy("Write the name.")), at_most(120)], filters=[one_line]
    )
    reason = StringField(
        lazy("Why it is replaced"), [needed(lazy("Say why; the register keeps it.")), at_most(200)], filters=[one_line]
    )
