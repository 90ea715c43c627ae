"""Forms for reviewers and for whoever hands out."""

from collections.abc import Sequence
from typing import Any

from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField, IntegerField, RadioField, SelectField, TextAreaField
from wtforms.validators import InputRequired, NumberRange, Optional

from eventreg.core.choices import SelectChoice
from eventreg.core.db import LARGEST_ID
from eventreg.core.i18n import Language, current_language, lazy
from eventreg.core.inputs import at_most
from eventreg.curation.models import Criterion
from eventreg.curation.reviewing import LONGEST, Writing
from eventreg.curation.rules import DECLARED
from eventreg.curation.words import CONFLICTS, name_of

PREFIX = "score-"


class ReviewForm(FlaskForm):  # type: ignore[misc]
    """A review without its criteria: `form_for` adds them. `revision`: of what the writer had before them."""

    criteria: Sequence[Criterion] = ()
    revision = HiddenField()
    remark = TextAreaField(lazy("Remark"), [at_most(LONGEST)])
    note = TextAreaField(lazy("Note for myself"), [at_most(LONGEST)])
    discuss = BooleanField(lazy("Discuss it in the meeting"))

    @property
    def writing(self) -> Writing:
        """What was written."""
        given = {one.id: self[f"{PREFIX}{one.id}"].data for one in self.criteria}
        scores = {key: score for key, score in given.items() if score is not None}
        return Writing(scores, self.remark.data or "", self.note.data or "", bool(self.discuss.data))

    @property
    def number(self) -> int:
        """The revision that was before the writer; 0 for anything that is none."""
        text = self.revision.data or ""
        return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 0


def form_for(criteria: Sequence[Criterion]) -> type[ReviewForm]:
    """A kind of form that asks for a score for each of these."""
    fields: dict[str, Any] = {
        f"{PREFIX}{one.id}": RadioField(
            name_of(one),
            [Optional()],
            choices=[SelectChoice(number, str(number)) for number in range(1, one.best + 1)],
            coerce=_score,
            validate_choice=False,
        )
        for one in criteria
    }
    return type("AskedReviewForm", (ReviewForm,), {"criteria": tuple(criteria), **fields})


def guidance_of(criterion: Criterion) -> str:
    """What a high and a low score mean, in the reader's language."""
    return (criterion.guidance_en if current_language() is Language.EN else "") or criterion.guidance_id


def _score(value: Any) -> int | None:
    return None if value in {None, ""} else int(value)


class ConflictForm(FlaskForm):  # type: ignore[misc]
    """Why a reviewer stays away."""

    kind = RadioField(
        lazy("What connects you with this business?"),
        [InputRequired(lazy("Choose what it is."))],
        choices=[SelectChoice(kind, CONFLICTS[kind]) for kind in DECLARED],
    )
    note = TextAreaField(lazy("Note"), [at_most(LONGEST)])


class ReviewerForm(FlaskForm):  # type: ignore[misc]
    """Who is to review an application; `instead`: of whom."""

    person = SelectField(lazy("Reviewer"), coerce=int)
    instead = IntegerField(validators=[Optional(), NumberRange(1, LARGEST_ID)])


class HandOutForm(FlaskForm):  # type: ignore[misc]
    """Whether what nobody has begun may move, so that all have the same."""

    evens = BooleanField(lazy("Also even out what nobody has begun"))
