"""A preview as its fragment shows it: an answer in a sentence, the moves counted, and the accounts behind them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from toprung.doctrine.reasons import listed
from toprung.doors.web.settings.looks import Look, seconds
from toprung.doors.web.settings.move_words import Told, moves_told, signal_told
from toprung.doors.web.ui.values import counted
from toprung.kernel.vocabulary import Band, Rung
from toprung.motion.preview import Change, OarMove, Preview
from toprung.records.book import queries
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Cell:
    """How many accounts are on one side and would be on the other; `stays`: on the same."""

    number: int
    stays: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table of moves: where accounts are today, and where they would be."""

    name: str
    cells: tuple[Cell, ...]
    today: int


@dataclass(frozen=True, slots=True)
class Moves:
    """A table of moves from rows (today) to columns (then), with the sums of both sides. `heads`: (short, name)."""

    title: str
    heads: tuple[tuple[str, str], ...]
    lines: tuple[Line, ...]
    then: tuple[int, ...]
    moved: int


@dataclass(frozen=True, slots=True)
class Listed:
    """One account that would change. `key` None: it has gone off file since."""

    key: int | None
    change: Change
    moves: tuple[Told, ...]


def told(workspace: Workspace, look: Look, oar: OarMove | None) -> dict[str, Any]:
    """Everything the fragment needs."""
    preview = look.preview
    return {
        "look": look,
        "preview": preview,
        "seconds_left": seconds(look.left),
        "answer": answer(preview),
        "tables": [moves for moves in (rung_moves(preview), band_moves(preview)) if moves.moved],
        "signals": signal_rows(preview),
        "others": others(preview),
        "listed": listed_accounts(workspace, preview.changes),
        "more": preview.changed - len(preview.changes),
        "oar": oar_rows(oar),
        "oar_unlike": bool(oar and oar.why_unlike),
    }


def answer(preview: Preview) -> str:
    """What would change, in a sentence with the numbers."""
    if not preview.changed:
        return f"Nothing would change for {_all(preview.accounts)}."
    moved = [
        f"{number:,} would {what}"
        for number, what in (
            (preview.moved("rungs"), "stand on another rung"),
            (preview.moved("bands"), "be in another health band"),
            (preview.moved("checks_due"), "owe or no longer owe an answer to a result check"),
            (preview.moved("triage"), "come on or off the triage list"),
        )
        if number
    ]
    first = f"{preview.changed:,} of {counted(preview.accounts, 'account,accounts')} would change"
    return f"{first}: {listed(moved)}." if moved else f"{first}, none of them in rung or health band."


def rung_moves(preview: Preview) -> Moves:
    """From rung to rung, the highest first."""
    names = {int(rung): f"{int(rung)} {rung.label}" for rung in reversed(Rung)}
    return _moves("Rungs", names, preview.rungs)


def band_moves(preview: Preview) -> Moves:
    """From health band to health band; “no health” where nothing is known."""
    names = {band.value: band.value for band in Band} | {"none": "no health"}
    return _moves("Health bands", names, preview.bands)


def signal_rows(preview: Preview) -> list[tuple[str, int, int]]:
    """Each signal with how many would open and close, the most first."""
    names = sorted({*preview.opened, *preview.closed}, key=lambda n: (-preview.opened[n] - preview.closed[n], n))
    return [(signal_told(name), preview.opened[name], preview.closed[name]) for name in names]


def others(preview: Preview) -> list[str]:
    """What else would be so, in sentences."""
    sentences = [
        _both_ways(preview.checks_due, "would owe an answer to a result check", "would no longer owe one"),
        _both_ways(preview.triage, "would come on the triage list", "would leave it"),
    ]
    if preview.notices:
        has = "has its" if preview.notices == 1 else "have their"
        sentences.append(f"{counted(preview.notices, 'account,accounts')} {has} notice date moved.")
    return [sentence for sentence in sentences if sentence]


def listed_accounts(workspace: Workspace, changes: Sequence[Change]) -> list[Listed]:
    """The accounts with the way to each. One query."""
    keys = account_keys(workspace, changes)
    return [Listed(keys.get(change.account), change, moves_told(change)) for change in changes]


def account_keys(workspace: Workspace, changes: Sequence[Change]) -> Mapping[str, int]:
    """External id -> primary key of the accounts."""
    found = queries.accounts(workspace).filter(external_id__in=[change.account for change in changes])
    return dict(found.values_list("external_id", "pk"))


def oar_rows(move: OarMove | None) -> list[dict[str, Any]]:
    """Both readings of OAR, by the policy on file and by the proposed one."""
    if move is None:
        return []
    return [
        {"label": f"OAR {reading}", "sides": (move.before.parts[reading], move.after.parts[reading])}
        for reading in ("measured", "validated")
    ]


def _moves(title: str, names: Mapping[Any, str], counts: Counter[Any]) -> Moves:
    used = [key for key in names if any(key in pair for pair in counts)]
    lines = tuple(
        Line(names[row], tuple(Cell(counts[row, column], row == column) for column in used), _sum(counts, 0, row))
        for row in used
    )
    then = tuple(_sum(counts, 1, column) for column in used)
    moved = sum(number for (before, after), number in counts.items() if before != after)
    return Moves(title, tuple((_short(key, names[key]), names[key]) for key in used), lines, then, moved)


def _short(key: Any, name: str) -> str:
    """A rung by its number, for columns are many."""
    return str(key) if isinstance(key, int) else name


def _sum(counts: Counter[Any], side: int, key: Any) -> int:
    return sum(number for pair, number in counts.items() if pair[side] == key)


def _both_ways(counts: Counter[tuple[bool, bool]], gains: str, loses: str) -> str:
    told = [
        f"{counted(counts[pair], 'account,accounts')} {what}"
        for pair, what in (((False, True), gains), ((True, False), loses))
        if counts[pair]
    ]
    return f"{listed(told)}." if told else ""


def _all(accounts: int) -> str:
    return f"the {accounts:,} accounts of today" if accounts > 1 else counted(accounts, "account,accounts")
