"""The demo against its own truth, with other seeds and sizes: each built from nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from toprung.motion.showcase import Showcase, build_showcase

pytestmark = pytest.mark.django_db


def build(home: Path, accounts: int, seed: int) -> tuple[Showcase, list[str]]:
    told: list[str] = []
    now = datetime(2026, 6, 30, 18, tzinfo=UTC)
    return build_showcase(home / "book", accounts, seed, date(2026, 6, 30), now, told.append), told


@pytest.mark.slow
def test_another_seed_is_no_different(tmp_path: Path) -> None:
    found, told = build(tmp_path, 120, 11)
    assert found.differences == ()
    assert not any("had problems" in sentence for sentence in told)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [7, 11])
def test_twice_the_accounts_are_no_different(seed: int, tmp_path: Path) -> None:
    assert build(tmp_path, 240, seed)[0].differences == ()
