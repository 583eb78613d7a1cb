"""The rules as a form: a row a rule, moved up and down, taken out, added, before anything is saved."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import Equals, LooksAt
from toprung.records.matching.rules import COMPARED, LOOKED_AT, MOST, NAMED, Rule

#: what a rule may look at and be compared with, in words, as the selects offer it
LOOKS = tuple((word.value, LOOKED_AT[word].format("…"), word in NAMED) for word in LooksAt)
EQUALS = tuple((word.value, COMPARED[word]) for word in Equals)
_LONGEST = 1_000


@dataclass(frozen=True, slots=True)
class Row:
    """One rule as it was typed."""

    looks_at: str = ""
    name: str = ""
    equals: str = ""

    @property
    def is_blank(self) -> bool:
        """Was nothing chosen?"""
        return not (self.looks_at or self.name or self.equals)


def rows_of(rules: Iterable[Rule]) -> list[Row]:
    """The rows of these rules."""
    return [Row(rule.looks_at.value, rule.name, rule.equals.value) for rule in rules]


def typed(sent: Mapping[str, str]) -> list[Row]:
    """The rows as a form sent them: looks_at.0, name.0, equals.0 and so on."""
    rows = []
    for number in range(MOST + 1):
        told = [sent.get(f"{part}.{number}") for part in ("looks_at", "name", "equals")]
        if any(value is not None for value in told):
            rows.append(Row(*((value or "").strip()[:_LONGEST] for value in told)))
    return rows


def changed(rows: list[Row], do: str) -> list[Row]:
    """The rows after a button: add, or up, down or remove with a row's number (up.2). Anything else changes nothing."""
    what, _, where = do.partition(".")
    if what == "add":
        return [*rows, Row()][: MOST + 1]
    if not (where.isascii() and where.isdecimal()) or int(where) >= len(rows):
        return rows
    at = int(where)
    if what == "remove":
        return rows[:at] + rows[at + 1 :]
    if what in ("up", "down"):
        to = min(max(at + (-1 if what == "up" else 1), 0), len(rows) - 1)
        rest = rows[:at] + rows[at + 1 :]
        return [*rest[:to], rows[at], *rest[to:]]
    return rows


def rules_in(rows: Iterable[Row]) -> list[Rule]:
    """The rules that the rows say; blank rows say nothing. Raises BadInput for one that is half filled."""
    return [_rule(number, row) for number, row in enumerate((row for row in rows if not row.is_blank), 1)]


def _rule(number: int, row: Row) -> Rule:
    try:
        looks_at, equals = LooksAt(row.looks_at), Equals(row.equals)
    except ValueError as error:
        raise BadInput(
            f"Rule {number} is not complete: choose what it looks at and what that is compared with."
        ) from error
    # A name left over from another choice says nothing.
    return Rule(looks_at, equals, row.name if looks_at in NAMED else "")
