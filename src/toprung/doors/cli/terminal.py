"""What the terminal is told: tables and sentences on stdout, progress and errors on stderr, JSON alone with --json."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

#: width used where stdout is no terminal, so that output to a file does not depend on where it was made
FILE_WIDTH = 120

stdout = Console(width=None if sys.stdout.isatty() else FILE_WIDTH, highlight=False, soft_wrap=False)
stderr = Console(stderr=True, highlight=False)

BAND_STYLE = {"green": "green", "amber": "yellow", "red": "red"}


def say(sentence: str = "", style: str = "") -> None:
    """A line on stdout."""
    stdout.print(Text(sentence, style=style))


def warn(sentence: str) -> None:
    """A line on stderr."""
    stderr.print(Text(sentence, style="yellow"))


def print_json(value: Any) -> None:
    """The value as JSON on stdout, keys in the order they were given, one trailing newline."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def table(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]], numbers: Sequence[str] = ()) -> None:
    """A table on stdout; the columns named in `numbers` are set to the right."""
    shown = Table(title=title or None, title_justify="left", title_style="bold", header_style="bold", box=None)
    for column in columns:
        shown.add_column(column, justify="right" if column in numbers else "left", overflow="fold")
    for row in rows:
        shown.add_row(*(Text(cell, style=BAND_STYLE.get(cell, "")) for cell in row))
    stdout.print(shown)


def _quiet(done: int, total: int) -> None:
    """Where nobody watches, progress is not told."""


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on stderr, only where stderr is a terminal. Yields `advance(done, total)`."""
    if not stderr.is_terminal:
        yield _quiet
        return
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"))
    with Progress(*columns, TimeElapsedColumn(), console=stderr, transient=True) as bar:
        task = bar.add_task(what, total=None)

        def advance(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield advance
