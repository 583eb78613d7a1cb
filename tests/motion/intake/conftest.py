"""A feed of Brightworks."""

from __future__ import annotations

import pytest
from tests.cast import Cast
from tests.motion.intake.feed import Feed, brightworks


@pytest.fixture
def feed(cast: Cast) -> Feed:
    """Brightworks' source, with nothing sent yet."""
    return brightworks(cast)
