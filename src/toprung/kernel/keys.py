"""Keys that open something: made at random, shown or mailed once, kept as their hash alone."""

from __future__ import annotations

import hashlib


def hash_of(key: str) -> str:
    """How a key is kept. It is random and long: one round of SHA-256 cannot be guessed back.

    Any text is taken: what comes in an address or a header may be half a character.
    """
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
