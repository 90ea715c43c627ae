"""The council itself."""

IMPERSONAL = {
    "organisation": "the council itself",
}
