"""Run the benchmarks and print their tables: the motion on crm6-churnsim (TOPRUNG_DATA, default ../shared/data), and
the pages on demo books of 100 and 10,000 accounts, which are built once (--books, minutes for the large one)."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import pages
from benchmarks.motion import rows

HERE = Path(__file__).parent


def main() -> None:
    """Print the table; with --write keep it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep each table beside this file")
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each, after one that warms up")
    parser.add_argument("--only", choices=("motion", "pages"), help="run one of them")
    parser.add_argument("--books", type=Path, default=Path("var/benchmarks"), help="where the demo books are kept")
    asked = parser.parse_args()
    for name, measured in (("motion", _motion), ("pages", _pages)):
        if asked.only in (None, name):
            text = measured(asked)
            print(text)
            if asked.write:
                (HERE / f"{name}.md").write_text(text, encoding="utf-8")


def _motion(asked: argparse.Namespace) -> str:
    data = Path(os.environ.get("TOPRUNG_DATA", "../shared/data")) / "crm6-churnsim"
    if not data.is_dir():
        sys.exit(f"{data} is not there: set TOPRUNG_DATA to a folder that holds crm6-churnsim.")
    about = (
        "Medians of whole processes; each ratio is between medians of one run, in which the two took turns.\n"
        "Data: crm6-churnsim (368 accounts, 7,809 intervals, 689,992 events)."
    )
    return _page("Motion", about, ("work", "median seconds", "reference", "ratio"), rows(data, asked.runs))


def _pages(asked: argparse.Namespace) -> str:
    about = (
        "The same pages of two served demo books over loopback, in turns, one web process each; milliseconds from\n"
        "request to the answer's last byte, median / 95th percentile of 60. The last column counts a visit's queries."
    )
    head = ("page", "100 accounts", "10,000 accounts", "ratio of medians", "queries at 100 / 10,000")
    return _page("Pages", about, head, pages.rows(asked.books))


def _page(title: str, about: str, head: tuple[str, ...], found: Sequence[tuple[str, ...]]) -> str:
    cores = os.cpu_count()
    machine = f"{platform.system()} {platform.machine()}, {cores} cores, Python {platform.python_version()}"
    seen = f"Seen on {datetime.now(UTC).date()} on {machine}."
    lines = [head, tuple("---" for _ in head), *found]
    table = "\n".join(f"| {' | '.join(line)} |" for line in lines)
    return f"# {title}\n\n{seen}\n{about}\n\n{table}\n"


if __name__ == "__main__":
    main()
