"""The door: phones, admission, attendance."""
