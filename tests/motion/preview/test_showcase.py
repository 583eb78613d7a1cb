"""On the demo's book, with accounts in every sort of trouble, previews come true as well."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from tests.motion.book import undone
from tests.motion.kept import at_home, kept
from tests.motion.preview.proposals import foreseen, on_file, settings

from toprung.doctrine.policy import DEFAULTS
from toprung.motion.evaluation.running import evaluate
from toprung.motion.preview import preview_policy
from toprung.motion.showcase import build_showcase
from toprung.records.book.actions import change_policy
from toprung.records.book.queries import segment
from toprung.records.tenancy.actors import OPERATOR
from toprung.records.tenancy.models import Workspace

DAY = date(2026, 6, 30)
NOW = datetime(2026, 6, 30, 18, tzinfo=UTC)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("showcase")


@pytest.fixture(scope="module")
def built(folder: Path, django_db_setup: None, django_db_blocker: Any) -> Iterator[Workspace]:
    with kept(folder, django_db_blocker), at_home(folder):
        yield build_showcase(folder / "book", 60, 7, DAY, NOW, lambda sentence: None).workspace


@pytest.fixture
def ledgerline(db: None, home: Path, built: Workspace, folder: Path) -> Iterator[Workspace]:
    with at_home(folder):
        yield built


@pytest.mark.slow
@hypothesis_settings(max_examples=15)
@given(proposed=settings)
def test_the_preview_comes_true(ledgerline: Workspace, proposed: dict[str, str]) -> None:
    for name in DEFAULTS:
        with undone():
            held = segment(ledgerline, name)
            preview = preview_policy(ledgerline, name, proposed, DAY)
            before = on_file(ledgerline, held)
            assert preview.accounts == len(before)
            change_policy(held, proposed, by=OPERATOR, now=NOW)
            evaluate(ledgerline, DAY, by=OPERATOR, now=NOW)
            assert on_file(ledgerline, held) == foreseen(before, preview)
