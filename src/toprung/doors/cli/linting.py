"""`toprung lint`: is a statement an outcome, work on the product, or vague, and how is it mended?"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from toprung.doors.cli.options import Json
from toprung.kernel.errors import BadInput

if TYPE_CHECKING:
    from toprung.doctrine.linter import Advice

HELP = """Say what a statement is: a business outcome, a product milestone or vague; why, and how to mend it.

An outcome is something different in the customer's own business. “missing” names the tests that the words do not meet;
the wording offered keeps them and leaves blanks for what they do not say. A file holds one statement a line; “-” is
stdin.

Examples: **toprung lint "Train 40 users by May"**, **toprung lint --file goals.txt --json**
"""

#: a file of more is no list of statements
_MOST_BYTES = 5_000_000
_STYLES = {"business_outcome": "green", "product_milestone": "yellow", "vague": "yellow"}


def lint(
    text: Annotated[str | None, typer.Argument(metavar="TEXT", help="The statement.")] = None,
    file: Annotated[
        str | None, typer.Option("--file", metavar="FILE", help="One statement a line; “-” for stdin.")
    ] = None,
    json: Json = False,
) -> None:
    """Print what the statements are."""
    if (text is None) == (file is None):
        raise BadInput("Give one statement as TEXT, or many with --file FILE.")
    from toprung.doors.cli.terminal import print_json, say

    if text is not None:
        found = _advised(text, "The statement")
        if json:
            print_json(found.told(text.strip()))
        else:
            _say(text, found)
        return
    advised = [(line, told, _advised(told, f"Line {line}")) for line, told in _lines(str(file))]
    if not advised:
        raise BadInput(f"{_named(str(file))} holds no statement: write one a line.")
    if json:
        print_json([{"line": line, **found.told(told)} for line, told, found in advised])
        return
    for _, told, found in advised:
        _say(told, found)
    counts = Counter(found.lint.label.label for _, _, found in advised)
    say(", ".join(f"{count} {label}" for label, count in counts.most_common()) + ".")


def _advised(text: str, what: str) -> Advice:
    """Raises BadInput for what is no statement."""
    from toprung.doctrine.evidence import Terms
    from toprung.doctrine.linter import LONGEST, advise

    if not text.strip():
        raise BadInput(f"{what} is empty: write what is to be different for the customer.")
    if len(text) > LONGEST:
        raise BadInput(f"{what} has {len(text):,} characters; a statement has {LONGEST:,} at most: shorten it.")
    return advise(Terms(text.strip()))


def _lines(file: str) -> Iterator[tuple[int, str]]:
    """(number, text) of the lines that hold something. Raises BadInput."""
    for number, line in enumerate(_decoded(file).splitlines(), start=1):
        if line.strip():
            yield number, line.strip()


def _decoded(file: str) -> str:
    content = _bytes(file)
    if len(content) > _MOST_BYTES:
        raise BadInput(f"{_named(file)} is larger than {_MOST_BYTES // 1_000_000} MB: give it in parts.")
    marked_utf16 = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if marked_utf16 else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BadInput(f"{_named(file)} is no text in UTF-8 (line {line}): save it as UTF-8.") from None


def _bytes(file: str) -> bytes:
    """At most one byte more than is taken."""
    if file == "-":
        return sys.stdin.buffer.read(_MOST_BYTES + 1)
    path = Path(file)
    if not path.is_file():
        raise BadInput(f"There is no file {file}: give the path of a text file, or “-” for stdin.")
    with path.open("rb") as opened:
        return opened.read(_MOST_BYTES + 1)


def _named(file: str) -> str:
    return "What came on stdin" if file == "-" else file


def _say(text: str, found: Advice) -> None:
    from toprung.doors.cli.terminal import say

    say(text.strip(), style="bold")
    label = found.lint.label
    say(f"  {label.label}. {found.because}", style=_STYLES[label.value])
    if found.missing:
        say(f"  Missing: {', '.join(test.label for test in found.missing)}.")
    if found.suggestion:
        say(f"  Better: {found.suggestion}")
    say()
