"""Events, which tell of nobody."""

IMPERSONAL = {
    "event": "what the council invites to",
    "event_session": "when events take place",
}
