"""The doors' clock says what the cast's says."""

from __future__ import annotations

import pytest
from tests.cast import NOW

from toprung.doors import clock


@pytest.fixture
def in_spring(monkeypatch: pytest.MonkeyPatch) -> None:
    """The doors' clock says what the cast's says."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
