"""Forms of what is sent and how."""
