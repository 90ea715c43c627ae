"""The environment of a council's own server: HTTPS, and secrets that pass for random."""

import secrets

from cryptography.fernet import Fernet

HOST = "acara.contoh.id"
PRODUCTION = {
    "EVENTREG_ENV": "production",
    "EVENTREG_BASE_URL": f"https://{HOST}",
    "EVENTREG_SECRET_KEY": secrets.token_urlsafe(48),
    "EVENTREG_AUDIT_KEY": secrets.token_hex(16),
    "EVENTREG_FIELD_KEYS": Fernet.generate_key().decode(),
}
