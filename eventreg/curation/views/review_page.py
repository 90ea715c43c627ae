"""The page of one review, and what its script is answered."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.businesses.words import paper_name
from eventreg.core import clock
from eventreg.core.i18n import _, format_time
from eventreg.core.paging import Page
from eventreg.core.permissions import Permission
from eventreg.curation import desk, ranking, reviewing, rules, standings
from eventreg.curation.asking import PREFIX, ReviewForm, form_for, guidance_of
from eventreg.curation.desk import Card, Desk
from eventreg.curation.models import Review
from eventreg.curation.reviewing import Task, Writing
from eventreg.curation.rules import ReviewState
from eventreg.curation.words import name_of, points
from eventreg.events import queries as event_queries
from eventreg.events.models import Event

PAGE = 25


def event_of(slug: str) -> Event:
    """The event, where the actor may review. Raises NotFound."""
    event = event_queries.get_for_staff(slug, g.actor, Permission.REVIEW_WRITE)
    g.staff_event = event
    return event


def task_of(slug: str, code: str) -> Task:
    """What the actor was given. Raises NotFound."""
    return reviewing.get_task(code, g.actor, event_id=event_of(slug).id)


def sheet_of(task: Task) -> desk.Sheet:
    """The application as the actor may read it."""
    return desk.sheet(task.application, g.actor, clock.now())


def filled(task: Task) -> ReviewForm:
    """The form with what is stored."""
    written = Writing.of(task.review) if task.review else Writing({})
    scores = {f"{PREFIX}{key}": score for key, score in written.scores.items()}
    begun = {"remark": written.remark, "note": written.note, "discuss": written.discuss}
    revision = task.review.revision if task.review else 0
    return form_for(task.criteria)(data={**scores, **begun, "revision": revision})


def page(task: Task, form: ReviewForm, now: datetime) -> str:
    """The application with what the reviewer wrote, and what others did where they may know it."""
    event, review, sheet = task.application.event, task.review, sheet_of(task)
    mine = desk.of(event, g.actor) or abort(404)
    state = review.state if review else None
    may_write = reviewing.may_write(task, g.actor, now)
    is_answered = state in rules.FINISHED
    stays = is_answered and reviewing.has_read_others(task, now)
    previous, following = _neighbours(mine, task.application.code)
    return render_template(
        "curation/review.html",
        event=event,
        task=task,
        form=form,
        sheet=sheet,
        state=state,
        desk=mine,
        previous=previous,
        following=following,
        is_written=may_write and task.is_open and not is_answered,
        may_write=may_write,
        may_reopen=may_write and task.is_open and is_answered and not stays,
        stays=may_write and task.is_open and stays,
        own_total=_own_total(task, review),
        others=_others(task, now),
        name_of=name_of,
        guidance_of=guidance_of,
        papers=_papers(sheet),
        points=points,
        prefix=PREFIX,
        place=place_of(event),
    )


def _papers(sheet: desk.Sheet) -> str:
    """The papers by their names; where names are hidden, by their kinds alone."""
    names = [paper_name(paper.kind, paper.title if sheet.business else "") for paper in sheet.papers]
    return ", ".join(dict.fromkeys(names))


def _own_total(task: Task, review: Review | None) -> str:
    if review is None or review.state is not ReviewState.SENT:
        return ""
    criteria = [standings.as_counted(one) for one in task.criteria]
    return points(ranking.total(Writing.of(review).scores, criteria))


def _others(task: Task, now: datetime) -> list[standings.Opinion]:
    """What the others think, where this reader may know it."""
    application = task.application
    if task.assignment.objection_id is not None and (task.review is None or task.review.state not in rules.FINISHED):
        return []  # a fresh look: the committee's members too write theirs first
    if not standings.sees_reviews(g.actor, application.event, application.id, now):
        return []
    opinions = standings.reviews_of(application, viewer=g.actor, now=now)
    return [one for one in opinions if one.review.person_id != g.actor.person_id]


def place_of(event: Event) -> str:
    """Under what the phone keeps what was written here: the person comes last, so that others' is told from it."""
    return f"review/{event.slug}/{g.actor.person_id}"


def _neighbours(mine: Desk, code: str) -> tuple[str | None, str | None]:
    """What comes before and after it on the desk."""
    codes = mine.open_codes
    if code not in codes:
        return None, next(iter(codes), None)
    at = codes.index(code)
    return (codes[at - 1] if at else None), next(iter(codes[at + 1 :]), None)


def next_of(event: Event) -> str:
    """The next application to review, or the desk where none is left."""
    mine = desk.of(event, g.actor)
    codes = mine.open_codes if mine else []
    return url_for(".review", slug=event.slug, code=codes[0]) if codes else url_for(".my_reviews", slug=event.slug)


def tabs_of(event: Event, mine: Desk, chosen: str) -> list[dict[str, Any]]:
    """The lists of the desk."""
    names = [
        ("todo", _("To do"), mine.to_do),
        ("drafts", _("Begun"), mine.drafts),
        ("sent", _("Sent"), mine.sent),
        ("abstained", _("Abstained"), mine.abstained),
    ]
    return [
        {
            "label": label,
            "url": url_for(".my_reviews", slug=event.slug, show=key),
            "current": key == chosen,
            "count": len(cards),
        }
        for key, label, cards in names
    ]


def page_of(cards: Sequence[Card], number: int) -> Page[Card]:
    """A page of a list."""
    number = max(1, min(number, -(-len(cards) // PAGE)))
    return Page(cards[(number - 1) * PAGE : number * PAGE], len(cards), number, PAGE)


# ---- For the page's script -----------------------------------------------------------------------------------


def wants_json() -> bool:
    """Whether the page's script asks."""
    return request.accept_mimetypes.best == "application/json"


def went_on(event: Event, review: Review) -> ResponseReturnValue:
    """Where to go on; for the script, what is stored now."""
    if wants_json():
        return {
            "state": review.state,
            "revision": review.revision,
            "saved": format_time(review.updated_at, event.zone),
        }
    if review.state is ReviewState.DRAFT:
        flash(_("Saved as a draft. It counts once you send it."), "ok")
        return redirect(url_for(".review", slug=event.slug, code=review.application.code))
    flash(_("Review of %(code)s sent.", code=review.application.code), "ok")
    return redirect(next_of(event))


def faults(form: ReviewForm, found: Any, task: Task) -> ResponseReturnValue:
    """What is wrong, beside which field; where it was saved from elsewhere, what is stored now."""
    faults = [
        {"field": field.id, "label": str(field.label.text), "words": str(error)}
        for field in form
        for error in field.errors
    ]
    answer: dict[str, Any] = {
        "faults": faults,
        "general": [str(error) for error in form.form_errors],
        "code": found.code if found else "",
    }
    if task.review and isinstance(found, rules.ReviewIsNewer | rules.ReviewIsSent):
        stored = Writing.of(task.review)
        answer["stored"] = {
            "revision": task.review.revision,
            "state": task.review.state,
            "scores": {f"{PREFIX}{key}": score for key, score in stored.scores.items()},
            "remark": stored.remark,
            "note": stored.note,
            "discuss": stored.discuss,
        }
    return answer
