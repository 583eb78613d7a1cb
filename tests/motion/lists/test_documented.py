"""docs/reference/lists.md names every filter and every column, and none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

from toprung.motion.lists.built_in import BUILT_IN
from toprung.motion.lists.columns import COLUMNS
from toprung.motion.lists.filters import FILTERS, TRIAGE_REASONS
from toprung.records.views.models import ListKind

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "lists.md").read_text(encoding="utf-8")


def first_cells(title: str) -> list[str]:
    """What the first column of the section's table names."""
    section = PAGE.partition(f"## {title}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| (`[^|]+) \|", section, re.MULTILINE)
    return [name for row in rows for name in re.findall(r"`(\w+)`", row)]


def test_every_filter_is_documented() -> None:
    assert sorted(first_cells("Filters")) == sorted(item.key for item in FILTERS)
    assert all(f"`{code}`" in PAGE for code in TRIAGE_REASONS)


def test_every_column_is_documented() -> None:
    assert sorted(first_cells("Columns and order")) == sorted(column.key for column in COLUMNS)


def test_every_view_that_is_built_in_is_documented() -> None:
    assert all(f"*{view.name}*" in PAGE for view in BUILT_IN[ListKind.ACCOUNTS])
