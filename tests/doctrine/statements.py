"""The labelled statements beside this file, read: what each is, what it lacks, and where it comes from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from toprung.doctrine.linter import Label, lint

_HERE = Path(__file__).parent / "linter_statements"
_LABELS = {"O": Label.BUSINESS_OUTCOME, "M": Label.PRODUCT_MILESTONE, "V": Label.VAGUE}
_TESTS = {
    "s": "specific",
    "m": "measurable",
    "b": "baseline",
    "t": "target",
    "w": "time",
    "c": "customer_metric",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """One labelled statement. `missing` are those of the six tests that its text alone can be judged by."""

    text: str
    label: Label
    missing: frozenset[str]
    hard: bool
    source: str

    @property
    def told(self) -> Label:
        """What the linter calls it."""
        return lint(self.text).label


def statements(part: str) -> tuple[Statement, ...]:
    """All statements of `develop` or `heldout`, source by source."""
    files = sorted((_HERE / part).glob("*.tsv"))
    return tuple(statement for file in files for statement in _read(file))


def _read(file: Path) -> Iterator[Statement]:
    for line in file.read_text(encoding="utf-8").splitlines():
        if line.startswith("#"):
            continue
        told, text = line.split("\t")
        mark, _, codes = told.partition(" ")
        missing = frozenset(_TESTS[code] for code in codes)
        yield Statement(text, _LABELS[mark[0]], missing, mark.endswith("!"), file.stem)
