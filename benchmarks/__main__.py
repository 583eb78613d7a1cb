"""Run the benchmarks on crm6-churnsim (TOPRUNG_DATA, default ../shared/data) and print the table."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.motion import rows

HERE = Path(__file__).parent
RESULTS = HERE / "RESULTS.md"


def main() -> None:
    """Print the table; with --write keep it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep the table in benchmarks/RESULTS.md")
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each, after one that warms up")
    asked = parser.parse_args()
    data = Path(os.environ.get("TOPRUNG_DATA", "../shared/data")) / "crm6-churnsim"
    if not data.is_dir():
        sys.exit(f"{data} is not there: set TOPRUNG_DATA to a folder that holds crm6-churnsim.")
    table = _table(rows(data, asked.runs))
    print(table)
    if asked.write:
        RESULTS.write_text(f"{_heading()}\n{table}\n", encoding="utf-8")


def _table(found: list[tuple[str, str, str, str]]) -> str:
    head = "| work | median seconds | reference | ratio |\n|---|---|---|---|"
    return "\n".join([head, *(f"| {' | '.join(row)} |" for row in found)])


def _heading() -> str:
    cores = os.cpu_count()
    machine = f"{platform.system()} {platform.machine()}, {cores} cores, Python {platform.python_version()}"
    day = datetime.now(UTC).date()
    return (
        "# Results\n\n"
        f"Seen on {day} on {machine}. Medians of whole processes; each ratio is between medians of one run, in which\n"
        "the two took turns. Data: crm6-churnsim (368 accounts, 7,809 intervals, 689,992 events).\n"
    )


if __name__ == "__main__":
    main()
