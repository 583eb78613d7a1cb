"""Run the benchmarks and print their tables: the motion on crm6-churnsim (TOPRUNG_DATA, default ../shared/data), and
the pages on demo books of 100 and 10,000 accounts, which are built once (--books, minutes for the large one);
the engines on one lake; fight-churn's metrics on PostgreSQL and here, on crm6-churnsim; events taken in over HTTP;
the linter on its statements."""

from __future__ import annotations

import argparse
import os
import platform
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks import engines, evaluation, fight_churn, intake, linter, pages
from benchmarks.motion import rows

HERE = Path(__file__).parent


def main() -> None:
    """Print the table; with --write keep it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--write", action="store_true", help="keep each table beside this file")
    parser.add_argument("--runs", type=int, default=3, help="counted runs of each, after one that warms up")
    kinds = ("motion", "pages", "evaluation", "engines", "fight_churn", "intake", "linter")
    parser.add_argument("--only", choices=kinds, help="run one of them")
    parser.add_argument("--books", type=Path, default=Path("var/benchmarks"), help="where the demo books are kept")
    parser.add_argument(
        "--sizes",
        nargs="+",
        choices=tuple(evaluation.SIZES),
        default=["small", "middle"],
        help="of the evaluation's cost curve; large (50 million events) takes half an hour and 12 GB of disk",
    )
    asked = parser.parse_args()
    for name, measured in (
        ("motion", _motion),
        ("pages", _pages),
        ("evaluation", _evaluation),
        ("engines", _engines),
        ("fight_churn", _fight_churn),
        ("intake", _intake),
        ("linter", _linter),
    ):
        if asked.only in (None, name):
            text = measured(asked)
            print(text)
            if asked.write:
                (HERE / f"{name}.md").write_text(text, encoding="utf-8")


def _motion(asked: argparse.Namespace) -> str:
    about = (
        "Medians of whole processes; each ratio is between medians of one run, in which the two took turns.\n"
        "Data: crm6-churnsim (368 accounts, 7,809 intervals, 689,992 events)."
    )
    return _page("Motion", about, ("work", "median seconds", "reference", "ratio"), rows(_crm6(), asked.runs))


def _crm6() -> Path:
    data = Path(os.environ.get("TOPRUNG_DATA", "../shared/data")) / "crm6-churnsim"
    if not data.is_dir():
        sys.exit(f"{data} is not there: set TOPRUNG_DATA to a folder that holds crm6-churnsim.")
    return data


def _fight_churn(asked: argparse.Namespace) -> str:
    about = (
        "Weekly metrics of 368 accounts from 689,992 events and 7,809 intervals (crm6-churnsim): statements\n"
        "of fight-churn's shape, one a metric, on PostgreSQL, in turns with this engine's texts over a lake. The rows\n"
        "of both were equal. Medians; both keep what they find, and neither waits for the disk.\n"
        f"PostgreSQL: the book's indexes, analysed, {fight_churn.TUNED.replace('-c ', '')}."
    )
    head = ("work", "PostgreSQL, s", "Toprung, s", "how much faster")
    return _page("Fight-churn's metrics", about, head, fight_churn.rows(_crm6(), asked.runs))


def _pages(asked: argparse.Namespace) -> str:
    about = (
        "The same pages of two served demo books over loopback, in turns, one web process each; milliseconds from\n"
        "request to the answer's last byte, median / 95th percentile of 60. The last column counts a visit's queries."
    )
    head = ("page", "100 accounts", "10,000 accounts", "ratio of medians", "queries at 100 / 10,000")
    return _page("Pages", about, head, pages.rows(asked.books))


def _evaluation(asked: argparse.Namespace) -> str:
    accounts, events = evaluation.SIZES["middle" if "middle" in asked.sizes else asked.sizes[0]]
    sizes = [size for size in evaluation.SIZES if size in asked.sizes]
    goals, curve = evaluation.tables(asked.books.absolute(), sizes, asked.runs)
    about = (
        f"A book of {accounts:,} accounts with {events:,} events of a year (benchmarks/scale.py), no two promises in\n"
        "the same words. Medians of seconds within warm processes; the reference and the evaluation take turns."
    )
    grown = "The last column says by which power of the size it grows; over 1 is more than linear."
    first = _page("Evaluation", about, evaluation.HEAD, goals)
    return f"{first}\n## Cost at each size\n\n{grown}\n\n{_table(evaluation.CURVE_HEAD, curve)}"


def _engines(asked: argparse.Namespace) -> str:
    about = (
        f"The text usage_periods, by week, over {engines.EVENTS_COUNTED:,} events of 5,000 accounts, 8 users each.\n"
        "Spark: a master and two workers of one core on loopback, on the same machine and the same cores as DuckDB.\n"
        "Start: until the engine answers. Memory: the most that the process held."
    )
    head = ("engine", "start, s", "first count, s", "count after that, s", "memory, MB")
    return _page("Engines", about, head, engines.rows(asked.runs))


def _intake(asked: argparse.Namespace) -> str:
    batches = 2_000
    about = (
        f"{batches * intake.EVENTS_IN_BATCH:,} events in batches of {intake.EVENTS_IN_BATCH}, about 200 bytes each,"
        " over 8 connections of loopback, to 2 web\nprocesses over SQLite; the client shares the cores. Into the"
        " lake: from the first request until nothing waits."
    )
    return _page("Intake", about, intake.HEAD, intake.rows(batches, asked.runs))


def _linter(_: argparse.Namespace) -> str:
    about = (
        "Statements never seen while the linter was written (tests/doctrine/linter_statements/heldout).\n"
        "docs/reference/linter.md says more. Below: small models trained on the other statements, and asked the same."
    )
    rows = [*linter.label_rows("heldout"), linter.speed_row()]
    first = _page("Linter", about, linter.FIGURES, rows)
    return f"{first}\n{_table(('', 'macro-F1', 'wrong'), linter.model_rows())}"


def _page(title: str, about: str, head: tuple[str, ...], found: Sequence[tuple[str, ...]]) -> str:
    cores = os.cpu_count()
    machine = f"{platform.system()} {platform.machine()}, {cores} cores, Python {platform.python_version()}"
    seen = f"Seen on {datetime.now(UTC).date()} on {machine}."
    return f"# {title}\n\n{seen}\n{about}\n\n{_table(head, found)}"


def _table(head: tuple[str, ...], found: Sequence[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *found]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    main()
