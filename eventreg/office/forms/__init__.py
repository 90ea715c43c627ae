"""Forms of the office's papers."""
