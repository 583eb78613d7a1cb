"""The key that signs cookies and links: from the environment, else made once and kept in the home folder."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from toprung.kernel.errors import BadInput

_SHORTEST = 32


def secret_key(given: str, home: Path) -> str:
    """The given key, else the one in `home/secret`, which is made where it is missing (mode 0600).

    Two processes that begin at once agree on one key. Raises BadInput for a given key that is too short, OSError where
    the home cannot be written to.
    """
    if given:
        return _long_enough(given)
    path = home / "secret"
    if not path.exists():
        _make(path)
    return path.read_text(encoding="ascii")


def _long_enough(given: str) -> str:
    if len(given) < _SHORTEST:
        raise BadInput(
            f"TOPRUNG_SECRET has {len(given)} characters: give at least {_SHORTEST} that nobody can guess, or leave it "
            "out, and Toprung keeps one in its home folder."
        )
    return given


def _make(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"secret.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_urlsafe(48))
            stream.flush()
            os.fsync(stream.fileno())
        # Linked, not renamed: whoever is second finds the first one's key instead of replacing it.
        os.link(draft, path)
    except FileExistsError:
        return
    finally:
        draft.unlink(missing_ok=True)
