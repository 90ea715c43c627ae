"""The organisation that runs the app."""
