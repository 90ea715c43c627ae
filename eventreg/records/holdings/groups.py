"""The headings under which a copy tells what is held, in their order."""

PERSON, SIGN_IN, BUSINESSES, APPLICATIONS, TICKETS = "person", "sign_in", "businesses", "applications", "tickets"
CONSENTS, REQUESTS, MESSAGES, TRAIL, WORK = "consents", "requests", "messages", "trail", "work"
GROUPS = (PERSON, BUSINESSES, APPLICATIONS, TICKETS, CONSENTS, REQUESTS, MESSAGES, SIGN_IN, WORK, TRAIL)
