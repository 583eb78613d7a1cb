"""A leader at Brightworks, about to import."""

from __future__ import annotations

import pytest
from tests.cast import Cast
from tests.motion.imports.runs.running import Importing


@pytest.fixture
def importing(cast: Cast) -> Importing:
    """Harbor Foods is on file, and nothing was imported yet."""
    return Importing(cast)
