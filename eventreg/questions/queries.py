"""Looking up forms and their versions."""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Select, select

from eventreg.core.db import db
from eventreg.core.errors import NotFound
from eventreg.core.paging import Page, page_of
from eventreg.questions.models import Form, FormVersion
from eventreg.questions.rules import Question

PAGE = 20


def current_version(form_id: int) -> FormVersion | None:
    """The newest published version: what applicants are asked; None where nothing was published yet."""
    query = select(FormVersion).where(FormVersion.form_id == form_id, FormVersion.published_at.is_not(None))
    return db.session.scalar(query.order_by(FormVersion.number.desc()).limit(1))


def working_version(form_id: int) -> FormVersion | None:
    """What organisers work on; None while nothing differs from what is published."""
    query = select(FormVersion).where(FormVersion.form_id == form_id, FormVersion.published_at.is_(None))
    return db.session.scalar(query.order_by(FormVersion.number.desc()).limit(1))


def newest_version(form_id: int) -> FormVersion | None:
    """The working version, or the published one where there is none."""
    return working_version(form_id) or current_version(form_id)


def published_versions(form_id: int) -> Sequence[FormVersion]:
    """Everything that was ever asked, the first version first."""
    query = select(FormVersion).where(FormVersion.form_id == form_id, FormVersion.published_at.is_not(None))
    return db.session.scalars(query.order_by(FormVersion.number)).all()


def questions_of(version: FormVersion | None) -> list[Question]:
    """The questions of a version in their order; none where there is no version."""
    return [Question.from_json(data) for data in version.questions] if version else []


def keys_of(form_id: int) -> frozenset[str]:
    """Every key that a question of any version has or had: a new question takes none of them."""
    query = select(FormVersion.questions).where(FormVersion.form_id == form_id)
    return frozenset(data["key"] for questions in db.session.scalars(query) for data in questions)


def get_template(form_id: int) -> Form:
    """A template that isn't archived. Raises NotFound."""
    form = db.session.scalar(_templates().where(Form.id == form_id))
    if form is None:
        raise NotFound()
    return form


def templates(*, page: int) -> Page[Form]:
    """The templates in the order of their names."""
    return page_of(_templates().order_by(Form.title, Form.id), page, PAGE)


def counts_of(form_ids: Collection[int]) -> Mapping[int, int]:
    """Form id → how many questions its newest version asks."""
    query = select(FormVersion.form_id, FormVersion.questions).where(FormVersion.form_id.in_(form_ids))
    return {form_id: len(questions) for form_id, questions in db.session.execute(query.order_by(FormVersion.number))}


def _templates() -> Select[Form]:
    return select(Form).where(Form.is_template, Form.archived_at.is_(None))
