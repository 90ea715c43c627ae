"""People: signing in, sessions, roles."""
