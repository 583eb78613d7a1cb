"""Options that several commands share, and how their texts are read."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from toprung.kernel.days import parse_day
from toprung.kernel.errors import BadInput

Workspace = Annotated[
    str | None, typer.Option("--workspace", metavar="NAME", help="Which workspace, where there are several.")
]
Json = Annotated[bool, typer.Option("--json", help="Print JSON on stdout and nothing else there.")]
AsOf = Annotated[
    str | None, typer.Option("--as-of", metavar="DAY", help="What was true by that day (YYYY-MM-DD). Default: today.")
]


def day_or(text: str | None, today: date) -> date:
    """The day given, else today. Raises BadInput for one still to come: what is true by then is not known yet."""
    day = parse_day(text) if text else today
    if day > today:
        raise BadInput(f"{day} is still to come: give today ({today}) or an earlier day.")
    return day


def require_harmless(target: Path | None, *inputs: Path | None) -> None:
    """Raise BadInput for a file to write that is one of the inputs, or one of Toprung's own in its home."""
    if target is None:
        return
    if any(given is not None and given.exists() and target.exists() and target.samefile(given) for given in inputs):
        raise BadInput(f"{target} is what is read here: name another file to write to.")
    home = Path(os.environ.get("TOPRUNG_HOME") or "var").absolute()
    if target.exists() and target.resolve().is_relative_to(home.resolve()):
        raise BadInput(f"{target} is one of Toprung's own files: name another to write to.")


def pairs(texts: list[str]) -> dict[str, str]:
    """`NAME=VALUE` texts as a mapping. Raises BadInput."""
    found: dict[str, str] = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name.strip():
            raise BadInput(f"“{text}” is no setting: write NAME=VALUE, such as basis=arr.")
        found[name.strip()] = value.strip()
    return found
