"""The reviewers' pages: what is on their desk, one application after another, staying away, abstaining."""

from typing import Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from eventreg.businesses.views.showing import send_stored
from eventreg.core import clock
from eventreg.core.db import unit_of_work
from eventreg.core.errors import DomainError
from eventreg.core.i18n import _
from eventreg.core.permissions import Permission
from eventreg.core.web import refusals, requires, words_for
from eventreg.curation import desk, helping, recusing, reviewing, rules
from eventreg.curation.asking import PREFIX, ConflictForm, form_for
from eventreg.curation.views import review_page
from eventreg.curation.views.base import blueprint

FOLDER = "/staff/events/<slug>/reviews/"


@blueprint.get(FOLDER)
@requires(Permission.REVIEW_WRITE)
def my_reviews(slug: str) -> ResponseReturnValue:
    """What the reviewer has to do, has begun, and has done."""
    event, now = review_page.event_of(slug), clock.now()
    mine = desk.of(event, g.actor) or abort(404)
    lists = {"todo": mine.to_do, "drafts": mine.drafts, "sent": mine.sent, "abstained": mine.abstained}
    chosen = request.args.get("show", "todo")
    chosen = chosen if chosen in lists else "todo"
    return render_template(
        "curation/reviews.html",
        event=event,
        desk=mine,
        page=review_page.page_of(lists[chosen], request.args.get("page", 1, type=int)),
        chosen=chosen,
        tabs=review_page.tabs_of(event, mine, chosen),
        may_help=desk.may_help(mine, g.actor, now),
        hours=desk.hours(event.id, g.actor, now),
        hides_names=desk.hides_names(g.actor, event.id),
        place=review_page.place_of(event),
    )


@blueprint.post(FOLDER)
@requires(Permission.REVIEW_WRITE)
def take_review(slug: str) -> ResponseReturnValue:
    """Help the others: be given what is reviewed least."""
    event = review_page.event_of(slug)
    target = url_for(".my_reviews", slug=slug)
    with refusals(), unit_of_work():
        taken = helping.take(event.id, actor=g.actor, now=clock.now())
        target = url_for(".review", slug=slug, code=taken.application.code)
    return redirect(target)


@blueprint.get(FOLDER + "<code>")
@requires(Permission.REVIEW_WRITE)
def review(slug: str, code: str) -> ResponseReturnValue:
    """One application, with what the reviewer thinks of it."""
    task = review_page.task_of(slug, code)
    return review_page.page(task, review_page.filled(task), clock.now())


@blueprint.post(FOLDER + "<code>")
@requires(Permission.REVIEW_WRITE)
def save_review(slug: str, code: str) -> ResponseReturnValue:
    """Keep it as a draft, or send it and go on to the next; the same for the page's script, in JSON."""
    task, now = review_page.task_of(slug, code), clock.now()
    form = form_for(task.criteria)()
    deed = reviewing.send if request.form.get("act") == "send" else reviewing.save_draft
    found: DomainError | None = None
    if form.validate_on_submit():
        try:
            with unit_of_work():
                done = deed(task.application.id, form.writing, revision=form.number, actor=g.actor, now=now)
                return review_page.went_on(task.application.event, done)
        except (rules.ReviewIsNewer, rules.ReviewIsSent) as error:
            found = error
            form.form_errors.append(words_for(error))
        except rules.ScoresMissing as error:
            found = error
            for key in error.details["criteria"]:
                form[f"{PREFIX}{key}"].errors = [_("Give a score.")]
        except rules.RemarkMissing as error:
            found = error
            form.remark.errors = [words_for(error)]
        except (rules.NotReviewedNow, rules.NotReviewable, rules.ScoreOffScale) as error:
            found = error
            form.form_errors.append(words_for(error))
    if review_page.wants_json():
        return review_page.faults(form, found, review_page.task_of(slug, code))
    return review_page.page(review_page.task_of(slug, code), form, now), 422


@blueprint.post(FOLDER + "<code>/reopening")
@requires(Permission.REVIEW_WRITE)
def reopen_review(slug: str, code: str) -> ResponseReturnValue:
    """Change one's own review; until it is sent again it doesn't count."""
    task = review_page.task_of(slug, code)
    with refusals(), unit_of_work():
        reviewing.reopen(task.application.id, actor=g.actor, now=clock.now())
        flash(_("It is a draft again and doesn't count until you send it."), "info")
    return redirect(url_for(".review", slug=slug, code=code))


@blueprint.route(FOLDER + "<code>/abstention", methods=["GET", "POST"])
@requires(Permission.REVIEW_WRITE)
def abstain(slug: str, code: str) -> ResponseReturnValue:
    """Give no scores, after a question."""
    task = review_page.task_of(slug, code)
    if request.method == "POST":
        target = url_for(".review", slug=slug, code=code)
        with refusals(), unit_of_work():
            reviewing.abstain(task.application.id, actor=g.actor, now=clock.now())
            flash(_("You abstained. Somebody else reviews it instead."), "ok")
            target = review_page.next_of(task.application.event)
        return redirect(target)
    return render_template("curation/abstain.html", event=task.application.event, sheet=review_page.sheet_of(task))


@blueprint.route(FOLDER + "<code>/conflict", methods=["GET", "POST"])
@requires(Permission.REVIEW_WRITE)
def declare_conflict(slug: str, code: str) -> ResponseReturnValue:
    """Stay away from an application: the reviewer sees nothing of it any more."""
    task, form = review_page.task_of(slug, code), ConflictForm()
    event = task.application.event
    if form.validate_on_submit():
        with refusals(form), unit_of_work():
            recusing.recuse(
                task.application.id,
                g.actor.person_id or 0,
                rules.Conflict(form.kind.data),
                form.note.data or "",
                actor=g.actor,
                now=clock.now(),
            )
            flash(_("Noted. You no longer see this application; somebody else reviews it."), "ok")
            return redirect(review_page.next_of(event))
    page = render_template("curation/conflict.html", event=event, sheet=review_page.sheet_of(task), form=form)
    return page, 422 if request.method == "POST" else 200


@blueprint.get(FOLDER + "<code>/files/<key>")
@requires(Permission.REVIEW_WRITE)
def review_file(slug: str, code: str, key: str) -> ResponseReturnValue:
    """A file that answers a question; under no name of its own where names are hidden."""
    application = review_page.task_of(slug, code).application
    found = next((file for file in application.files if file.key == key), None) or abort(404)
    response: Any = send_stored(found)
    if desk.hides_names(g.actor, application.event_id) and not found.is_picture:
        response.headers.set("Content-Disposition", "attachment", filename=f"{application.code}.pdf")
    return response  # type: ignore[no-any-return]
