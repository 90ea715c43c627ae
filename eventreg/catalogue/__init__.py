"""The exhibitor catalogue of an event: who exhibits, with what, and where; for buyers from anywhere."""
