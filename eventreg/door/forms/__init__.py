"""Forms of the door's pages for staff."""
