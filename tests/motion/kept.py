"""A book that is expensive to make, made once for a module's tests, in a home and a transaction of its own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction
from django.test import override_settings


@contextmanager
def at_home(home: Path) -> Iterator[None]:
    """Work with this home and its lake; once more inside a test, whose own home would stand in front."""
    with override_settings(HOME=home, LAKE=home / "lake"):
        yield


@contextmanager
def kept(home: Path, blocker: Any) -> Iterator[None]:
    """A transaction that is held open while the module's tests run, and rolled back after the last."""
    with blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)
