"""Application forms: what is asked, which tells of nobody. The answers are in the applications."""

IMPERSONAL = {
    "application_form": "what an event asks its applicants",
    "form_version": "the questions as they were asked",
}
