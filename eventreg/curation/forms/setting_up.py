"""How an event is reviewed: what it begins with, the criteria, the phases, and what else is to be settled."""

from collections.abc import Iterable, Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    FieldList,
    Form,
    FormField,
    HiddenField,
    RadioField,
    StringField,
    TextAreaField,
)

from eventreg.core.choices import SelectChoice
from eventreg.core.clock import Zone
from eventreg.core.i18n import _, lazy
from eventreg.core.inputs import at_most, needed, one_line, stripped, words_needed
from eventreg.core.permissions import Role
from eventreg.curation.models import Rubric
from eventreg.curation.rules import Average, Others, Phase
from eventreg.curation.service import PhaseDetails
from eventreg.curation.texts import CriterionDetails
from eventreg.events.forms.fields import Moment, WholeNumber
from eventreg.events.forms.sessions import id_of, local

USUAL = ""  # the value for the usual rubric among the templates
MOST_CRITERIA = 20
REVIEWERS = {"curators": Role.CURATOR, "committee": Role.COMMITTEE}
OTHERS = {
    Others.NEVER: lazy("Never"),
    Others.AFTER_OWN: lazy("After their own"),
    Others.ALWAYS: lazy("Always"),
}
AVERAGES = {
    Average.MEAN: lazy("The mean: every review counts alike"),
    Average.MEDIAN: lazy("The median: one review that lies far off changes nothing"),
}


class BeginForm(FlaskForm):
    """By which criteria an event is reviewed to begin with."""

    template = RadioField(lazy("Begin with"), coerce=str, default=USUAL)

    @classmethod
    def of(cls, templates: Iterable[Rubric]) -> "BeginForm":
        """The form with the templates to choose from."""
        form = cls()
        form.template.choices = [
            SelectChoice(USUAL, lazy("The usual rubric: eight criteria, from workmanship to evenness")),
            *(SelectChoice(str(row.id), row.title) for row in templates),
        ]
        return form

    @property
    def template_id(self) -> int | None:
        """The chosen template; None for the usual rubric."""
        return id_of(self.template.data or "")


class CriterionForm(Form):
    """One row; it counts for nothing until it has a name."""

    key = HiddenField()
    name_id = StringField(lazy("Criterion in Indonesian"), filters=[one_line], validators=[at_most(120)])
    name_en = StringField(lazy("In English"), filters=[one_line], validators=[at_most(120)])
    guidance_id = TextAreaField(lazy("Guidance in Indonesian"), filters=[stripped], validators=[at_most(1000)])
    guidance_en = TextAreaField(lazy("Guidance in English"), filters=[stripped], validators=[at_most(1000)])
    weight = WholeNumber(lazy("Weight"), least=0, most=100)
    best = WholeNumber(lazy("Best score"), least=2, most=10, default=5)
    counts = BooleanField(lazy("Counts in the total"), default=True)
    removed = BooleanField(lazy("Remove this criterion"))

    @property
    def is_spare(self) -> bool:
        """Whether the row is to be passed over: never filled in, or removed."""
        return self.removed.data or not (self.key.data or self.name_id.data or self.weight.given)

    def validate(self, extra_validators: Any = None) -> bool:
        if self.is_spare:
            for field in self:
                field.errors = []
            return True
        right = super().validate(extra_validators)
        if not self.name_id.data:
            self.name_id.errors = [_("Name the criterion.")]
        if self.weight.data is None and not self.weight.errors:
            self.weight.errors = [_("Give it a weight; 0 leaves it out of the total.")]
        if self.best.data is None and not self.best.errors:
            self.best.errors = [_("Say how many points the best score has.")]
        return right and not (self.name_id.errors or self.weight.errors or self.best.errors)


class RubricForm(FlaskForm):
    """The criteria in their order."""

    criteria = FieldList(FormField(CriterionForm))
    landing = (-1, "")  # the row at which the page is to open, and by which button it got there

    @classmethod
    def of(cls, criteria: Sequence[CriterionDetails], **data: Any) -> "RubricForm":
        """The form with these criteria."""
        form = cls(data={"criteria": [_shown_criterion(one) for one in criteria]} | data)
        if not form.is_submitted() and not criteria:
            form.add_row()
            form.add_row()
        return form

    def add_row(self) -> None:
        """Offer another empty row, while there may be more."""
        if len(self.criteria) < MOST_CRITERIA:
            self.criteria.append_entry({"best": 5, "counts": True})
        self.landing = (len(self.criteria) - 1, "add")

    def reorder(self, where: str) -> None:
        """Let a row change places with its neighbour: `2:up`, `0:down`."""
        number, _colon, way = where.partition(":")
        at = id_of(number)
        other = None if at is None else at + (-1 if way == "up" else 1)
        rows = [entry.form.data for entry in self.criteria]
        if at is None or other is None or not (0 <= at < len(rows) and 0 <= other < len(rows)):
            return
        rows[at], rows[other] = rows[other], rows[at]
        self.criteria.process(None, rows)
        self.landing = (other, way)

    def details(self) -> list[CriterionDetails]:
        """What was written, once it is valid."""
        rows: list[dict[str, Any]] = [entry.form.data for entry in self.criteria if not entry.form.is_spare]
        return [
            CriterionDetails(
                id=id_of(row["key"] or ""),
                name_id=row["name_id"],
                name_en=row["name_en"],
                guidance_id=row["guidance_id"],
                guidance_en=row["guidance_en"],
                weight=row["weight"],
                best=row["best"],
                counts=row["counts"],
            )
            for row in rows
        ]


class TemplateForm(RubricForm):
    """A rubric for other events to begin with."""

    title = StringField(
        lazy("Title"), filters=[one_line], validators=[words_needed(lazy("Give the template a title.")), at_most(120)]
    )


class PhaseForm(Form):
    """One row: a phase, or a spare row that stays empty."""

    title = StringField(lazy("Name of the phase"), filters=[one_line], validators=[at_most(80)])
    starts = Moment(lazy("Begins"))
    ends = Moment(lazy("Ends"))
    curators = BooleanField(lazy("Curators review"))
    committee = BooleanField(lazy("The committee reviews"))
    shows_names = BooleanField(lazy("Reviewers see who applies"))
    shows_others = RadioField(
        lazy("Reviewers see each other's reviews"),
        choices=[SelectChoice(*choice) for choice in OTHERS.items()],
        coerce=Others,
        default=Others.NEVER,
    )
    decides = BooleanField(lazy("The committee decides"))
    removed = BooleanField(lazy("Remove this phase"))

    @property
    def is_spare(self) -> bool:
        """Whether the row is to be passed over."""
        return self.removed.data or not (self.title.data or self.starts.given or self.ends.given)

    def validate(self, extra_validators: Any = None) -> bool:
        if self.is_spare:
            for field in self:
                field.errors = []
            return True
        right = super().validate(extra_validators)
        if not self.title.data:
            self.title.errors = [_("Name the phase.")]
        if self.starts.data is None and not self.starts.errors:
            self.starts.errors = [_("Say when it begins.")]
        if self.starts.data and self.ends.data and self.ends.data <= self.starts.data:
            self.ends.errors = [_("The end must be after the beginning.")]
        return right and not (self.title.errors or self.starts.errors or self.ends.errors)


class PhasesForm(FlaskForm):
    """The phases in the event's own zone."""

    phases = FieldList(FormField(PhaseForm))
    zone: Zone
    landing = -1  # the row at which the page is to open

    @classmethod
    def of(cls, phases: Sequence[PhaseDetails], zone: Zone) -> "PhasesForm":
        """The form with these phases, and an empty row."""
        form = cls(data={"phases": [_shown_phase(one, zone) for one in phases]})
        form.zone = zone
        if not form.is_submitted():
            form.phases.append_entry({"shows_others": Others.NEVER})
        return form

    def open_row(self) -> None:
        """Open the empty row; there is another where all are filled in."""
        if all(not row.form.is_spare for row in self.phases):
            self.phases.append_entry({"shows_others": Others.NEVER})
        self.landing = next(at for at, row in enumerate(self.phases) if row.form.is_spare)

    def details(self) -> list[PhaseDetails]:
        """What was written, once it is valid."""
        return [self._details(row.form.data) for row in self.phases if not row.form.is_spare]

    def _details(self, row: dict[str, Any]) -> PhaseDetails:
        return PhaseDetails(
            row["title"],
            Phase(
                starts_at=row["starts"].replace(tzinfo=self.zone.info),
                ends_at=row["ends"].replace(tzinfo=self.zone.info) if row["ends"] else None,
                reviewers=frozenset(role for name, role in REVIEWERS.items() if row[name]),
                shows_names=row["shows_names"],
                shows_others=row["shows_others"],
                decides=row["decides"],
            ),
        )


class ReviewSettingsForm(FlaskForm):
    """What else is to be settled; names as in `service.SETTINGS`."""

    reviews_each = WholeNumber(
        lazy("Reviews for each application"),
        least=1,
        most=20,
        validators=[needed(lazy("Say how many reviews each application should have."))],
    )
    average = RadioField(
        lazy("How reviews become one result"),
        choices=[SelectChoice(*choice) for choice in AVERAGES.items()],
        coerce=Average,
    )
    conflict_spread = WholeNumber(
        lazy("Points apart from which reviews are marked as conflicting"),
        least=1,
        most=100,
        validators=[needed(lazy("Say from how many points apart reviews are marked."))],
    )
    rotation_points = WholeNumber(
        lazy("Points taken from those whose turn it isn't"),
        least=0,
        most=100,
        validators=[needed(lazy("Write 0 to show it without taking points."))],
    )
    remarks_required = BooleanField(lazy("Each review needs a remark"))
    shows_averages = BooleanField(lazy("Applicants see the averages of the criteria once decided"))
    shows_remarks = BooleanField(lazy("Applicants see the remarks once decided, without the curators' names"))
    approvals_needed = WholeNumber(
        lazy("Approvals before decisions are applied"),
        least=0,
        most=20,
        validators=[needed(lazy("Say how many of the committee must approve; 0 for none."))],
    )
    objection_reviews = WholeNumber(
        lazy("New reviews for an objection"),
        least=0,
        most=5,
        validators=[needed(lazy("Say how many more curators look at it; 0 for none."))],
    )


def _shown_criterion(one: CriterionDetails) -> dict[str, Any]:
    return {
        "key": str(one.id or ""),
        "name_id": one.name_id,
        "name_en": one.name_en,
        "guidance_id": one.guidance_id,
        "guidance_en": one.guidance_en,
        "weight": one.weight,
        "best": one.best,
        "counts": one.counts,
    }


def _shown_phase(one: PhaseDetails, zone: Zone) -> dict[str, Any]:
    phase = one.phase
    return {
        "title": one.title,
        "starts": local(phase.starts_at, zone),
        "ends": local(phase.ends_at, zone) if phase.ends_at else None,
        **{name: role in phase.reviewers for name, role in REVIEWERS.items()},
        "shows_names": phase.shows_names,
        "shows_others": phase.shows_others,
        "decides": phase.decides,
    }
