"""Undo: the very bytes from before, or a refusal that says what stands against it."""

from __future__ import annotations

import pytest
from tests.motion.book import FILES
from tests.motion.imports.runs.running import Importing, book, standings

from toprung.motion.imports.models import RunState

UNDOABLE = [kind for kind in FILES if kind not in ("attestations", "events")]


@pytest.mark.parametrize("kind", UNDOABLE)
def test_each_kind_comes_back_to_the_byte(importing: Importing, kind: str) -> None:
    for before in FILES:
        if before == kind:
            break
        importing.bring(before, FILES[before])
    stood, stand = book(), standings()
    run = importing.bring(kind, FILES[kind])
    assert run.state == RunState.DONE, run.error
    assert run.report is not None
    assert run.report["rejected"] == 0
    assert book() != stood

    undone = importing.undo(run)

    assert undone.state == RunState.UNDONE, undone.error
    assert book() == stood
    assert standings() == stand
