"""Events. They tell of nobody who has an account here: speakers are announced in public, by name and office."""

IMPERSONAL = {
    "event": "what the council invites to, and whom to ask about it",
    "event_material": "what participants are given to read; whoever sent a file is told with the pictures and files",
    "event_quota": "how many places there are for a craft or a group, whoever takes them",
    "event_session": "when events take place",
    "event_speaker": "who teaches, as the programme announces them; staff change or remove them when they ask",
}
