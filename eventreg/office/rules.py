"""What is refused of the office's papers. Pure."""
