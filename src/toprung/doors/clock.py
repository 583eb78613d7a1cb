"""The doors' clock; everything below them is handed the moment."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings


def now() -> datetime:
    """The moment, in UTC; shifted where TOPRUNG_CLOCK made this process's clock begin at another instant."""
    return datetime.now(UTC) + settings.CLOCK_SHIFT
