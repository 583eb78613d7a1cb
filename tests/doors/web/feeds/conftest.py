"""A source of Brightworks with five messages loaded, on the cast's day."""

from __future__ import annotations

import pytest
from tests.cast import Cast
from tests.motion.intake.feed import Feed, brightworks, of_group, track


@pytest.fixture(autouse=True)
def on_the_casts_day(in_spring: None) -> None:
    """Every test here."""


@pytest.fixture
def feed(cast: Cast) -> Feed:
    """One event of HF-1, two of the group acme, a refused message, and one that says who somebody is."""
    feed = brightworks(cast)
    feed.send(
        track("Report Run", number="m1", **of_group("HF-1")),
        track("Invoice Matched", "u2", number="m2", **of_group("acme")),
        track("Invoice Matched", "u2", number="m3", **of_group("acme")),
        {"type": "track", "userId": "u3"},
        {"type": "identify", "userId": "u1", "traits": {"email": "ana@harborfoods.example"}},
    )
    feed.load()
    return feed
