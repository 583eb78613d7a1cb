"""A leader at Brightworks, about to import."""

from __future__ import annotations

import pytest
from tests.cast import Cast
from tests.motion.imports.runs.running import Importing


@pytest.fixture
def importing(cast: Cast) -> Importing:
    """Harbor Foods is on file, and nothing was imported yet."""
    return Importing(cast)


@pytest.fixture
def unevaluated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the evaluation that follows an import and an undo."""
    monkeypatch.setattr("toprung.motion.imports.jobs.bring_up_to_date", lambda workspace, now: None)
