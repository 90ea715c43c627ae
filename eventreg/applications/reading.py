"""What an application says, in words."""

from eventreg.applications.models import Application
from eventreg.questions.queries import current_version, questions_of
from eventreg.questions.telling import Answered, tell


def answered(application: Application) -> list[Answered]:
    """What was asked and answered: by the version that the application keeps, a draft's by what is asked now."""
    form_id = application.event.form_id
    version = application.form_version or (current_version(form_id) if form_id else None)
    return tell(questions_of(version), application.answers, products=application.products, files=application.files)
