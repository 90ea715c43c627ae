"""Tickets: token, spoken code, QR code, issue and revocation."""
