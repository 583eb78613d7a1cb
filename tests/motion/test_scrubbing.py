"""When SQLite's files are written anew: once somebody was erased, and again while a reader hinders it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from tests.cast import NOW, Cast

from toprung.motion import scrubbing
from toprung.motion.forgetting import erase_events, erase_person
from toprung.motion.scrubbing import scrub_if_due, scrub_soon


@pytest.fixture
def tries(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What becomes of each try, from the last on; VACUUM itself takes no transaction, in which tests are."""
    found: list[bool] = []
    monkeypatch.setattr(scrubbing, "_scrubbed", lambda name: found[-1])
    return found


def test_nothing_is_due_until_something_was_erased(home: Path, tries: list[bool]) -> None:
    tries.append(True)
    assert not scrub_if_due(NOW)

    scrub_soon(NOW)

    assert scrub_if_due(NOW)
    assert not scrub_if_due(NOW)


def test_what_a_reader_hinders_is_tried_again_in_a_minute(home: Path, tries: list[bool]) -> None:
    tries.append(False)
    scrub_soon(NOW)
    assert not scrub_if_due(NOW)
    tries.append(True)

    assert not scrub_if_due(NOW + timedelta(seconds=59))
    assert scrub_if_due(NOW + timedelta(seconds=60))


def test_erasing_asks_for_it(cast: Cast, home: Path, tries: list[bool]) -> None:
    tries.append(True)
    erase_events(cast.workspace, by=cast.admin, now=NOW, users=["u1"])
    assert scrub_if_due(NOW)

    erase_person(cast.manager, by=cast.admin, now=NOW)

    assert scrub_if_due(NOW)
