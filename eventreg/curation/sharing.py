"""Handing out applications to reviewers evenly. Pure."""
