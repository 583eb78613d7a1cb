"""Importing the text of a file, as most tests here do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from tests.cast import NOW, Cast
from tests.motion.imports.bringing import Import

from toprung.motion.imports.report import ImportReport
from toprung.motion.imports.running import run_import


@pytest.fixture
def import_(cast: Cast, tmp_path: Path) -> Import:
    """Import the text of a file of some kind as Brightworks' leader, now; further options go to `run_import`."""

    def run(kind: str, text: str, **options: Any) -> ImportReport:
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        return run_import(cast.workspace, kind, path, **{"by": cast.leader, "now": NOW} | options)

    return run
