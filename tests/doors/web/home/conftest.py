"""Every test here happens on the cast's day."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def on_the_casts_day(in_spring: None) -> None:
    """Every test here."""
