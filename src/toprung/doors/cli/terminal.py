"""What the terminal is told: tables and sentences on stdout, progress and errors on stderr, JSON alone with --json."""

from __future__ import annotations

import json
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

#: width used where stdout is no terminal, so that output to a file does not depend on where it was made
FILE_WIDTH = 100
#: from this width on, lists show all their columns
ALL_COLUMNS = 120

stdout = Console(width=None if sys.stdout.isatty() else FILE_WIDTH, highlight=False, soft_wrap=False)
stderr = Console(stderr=True, highlight=False, soft_wrap=not sys.stderr.isatty())


def harmless(text: str) -> str:
    """The text without what drives a terminal: control characters show as ␛ and the like, and turn nothing around."""
    return text.translate(_HARMLESS)


#: C0 and DEL as their pictures (newline and tab stay), C1 and the marks that turn the direction of text as ·
_HARMLESS = {
    **{code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)},
    0x7F: 0x2421,
    **dict.fromkeys([*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xB7),
}


def say(sentence: str = "", style: str = "") -> None:
    """A sentence on stdout, wrapped between words; its further lines keep the indent of the first."""
    sentence = harmless(sentence)
    indent = " " * (len(sentence) - len(sentence.lstrip()))
    # A word longer than a line (a path, say) stays whole, so that it can be copied.
    lines = textwrap.wrap(
        sentence, stdout.width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False
    )
    stdout.print(Text("\n".join(lines), style=style), soft_wrap=True)


def print_json(value: Any) -> None:
    """The value as JSON on stdout, keys in the order they were given, one trailing newline."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False, indent=2) + "\n")


def cut(text: str, most: int = 40) -> str:
    """The beginning of what others have written, so that one long id does not push all else off a table."""
    return text if len(text) <= most else f"{text[: most - 1]}…"


def say_whole(line: str, style: str = "") -> None:
    """A line on stdout that is not wrapped here, so that a command or a path in it can be copied."""
    stdout.print(Text(harmless(line), style=style), soft_wrap=True)


def is_wide() -> bool:
    """Is there room for every column of a list?"""
    return stdout.width >= ALL_COLUMNS


def table(
    columns: Sequence[str],
    rows: Iterable[Sequence[str]],
    numbers: Sequence[str] = (),
    flowing: Sequence[str] = (),
) -> None:
    """A table on stdout. `numbers` are set to the right; `flowing` wrap between words, all others keep to one line."""
    shown = Table(header_style="bold", box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for column in columns:
        flows = column in flowing
        shown.add_column(
            column,
            justify="right" if column in numbers else "left",
            overflow="fold" if flows else "ellipsis",
            no_wrap=not flows,
        )
    for row in rows:
        shown.add_row(*(Text(harmless(cell)) for cell in row))
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
