"""`toprung library`: the result templates that an outcome can start from."""

from __future__ import annotations

from typing import Annotated

import typer

from toprung.doors.cli.options import Json, Workspace

HELP = """List the library of result templates: good statements with blanks, examples, and what people write instead.

Example: **toprung library --segment SMB**
"""


def library(
    segment: Annotated[str | None, typer.Option("--segment", metavar="NAME", help="Those that fit a segment.")] = None,
    json: Json = False,
    workspace: Workspace = None,
) -> None:
    """Print the templates."""
    from toprung.doors.cli.booting import begin
    from toprung.doors.cli.terminal import print_json, say, table

    session = begin(workspace)
    from dataclasses import asdict

    from toprung.records.outcomes import templates

    held = templates.library(session.workspace)
    chosen = templates.for_segment(held, segment) if segment else held
    if json:
        print_json([{"key": one.key, "own": one.own, **asdict(one.template)} for one in chosen])
        return
    rows = [
        (one.key, one.template.segment or "all", one.template.category.label, one.template.statement) for one in chosen
    ]
    table(("key", "segment", "category", "statement"), rows, flowing=("statement",))
    say(f"{len(chosen)} templates. --json adds an example of each, and what people write instead.")
