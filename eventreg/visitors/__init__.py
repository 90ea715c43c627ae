"""Visitors who register for an exhibition without an account: a person, how many come, on which day."""
