"""A list of accounts as programs want it: the same columns in JSON and CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from typing import Any, TextIO

from toprung.sheets.cells import cell_text
from toprung.sheets.formulas import neutralised

_FIRST = ("account", "name", "segment", "owner", "lifecycle", "rung", "rung_label", "gaps", "hollow", "unknown")
_PLAIN = ("health", "band", "arr", "named_result", "validator")


def listed(verdict: dict[str, Any]) -> dict[str, Any]:
    """One account: what a list shows first, then everything behind it."""
    first = {name: verdict[name] for name in (*_FIRST, *_PLAIN)}
    told = {
        "next_step": verdict["next_step"]["text"],
        "next_step_code": verdict["next_step"]["code"],
        "triage": verdict["triage"]["text"] if verdict["triage"] else None,
        "check_state": verdict["check"]["state"],
        "check_due_on": verdict["check"]["due_on"],
        "check_staged_on": verdict["check"]["staged_on"],
    }
    return first | told | {name: value for name, value in verdict.items() if name not in first | told}


def write_csv(verdicts: Iterable[dict[str, Any]], stream: TextIO) -> None:
    """The same columns as CSV, lists joined by spaces; without the nested parts."""
    flat = ("next_step", "triage", "check_state", "check_due_on", "check_staged_on")
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow([*_FIRST, *_PLAIN, *flat, "renewal_on", "notice_on", "first_value_on", "users_7", "reasons"])
    for verdict in verdicts:
        row = listed(verdict)
        cells = [
            row[name] for name in (*_FIRST, *_PLAIN, *flat, "renewal_on", "notice_on", "first_value_on", "users_7")
        ]
        reasons = " ".join(reason["text"] for reason in row["reasons"])
        writer.writerow([_cell(value) for value in (*cells, reasons)])


def _cell(value: Any) -> str:
    return neutralised(" ".join(map(str, value)) if isinstance(value, list) else cell_text(value))
