"""Keys of personal links: made at random, shown or mailed once, kept as their SHA-256."""

from __future__ import annotations

import hashlib
import secrets


def new_key() -> str:
    """Long and random: one round of SHA-256 cannot be guessed back."""
    return secrets.token_urlsafe(32)


def hash_of(key: str) -> str:
    """How a key is kept."""
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
