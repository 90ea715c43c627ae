"""The council itself."""

IMPERSONAL = {
    "organisation": "the council itself",
    "signatory": "who signs for the council, as their name and post stand on its papers",
}
