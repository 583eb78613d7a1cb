"""`toprung kinds`: what can be imported, and the columns of each kind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from toprung.doors.cli.options import Json

if TYPE_CHECKING:
    from toprung.sheets.fields import Field

HELP = """List the KINDs of file that can be imported, or the columns of one.

Example: **toprung kinds outcomes**
"""


def kinds(
    kind: Annotated[str | None, typer.Argument(metavar="KIND", help="Which kind; all where left out.")] = None,
    json: Json = False,
) -> None:
    """Print kinds and columns."""
    from toprung.doors.cli.terminal import print_json, say, table
    from toprung.sheets.kinds import KINDS, kind_named

    chosen = [kind_named(kind)] if kind else list(KINDS.values())
    if json:
        print_json(
            {k.name: [{"column": f.name, "required": f.required, "help": f.help} for f in k.fields] for k in chosen}
        )
        return
    if kind is None:
        rows = [(k.name, " ".join(_marked(f) for f in k.fields)) for k in chosen]
        table(("kind", "columns"), rows, flowing=("columns",))
        say("* required. “toprung kinds KIND” says what each column holds.")
        return
    fields = chosen[0].fields
    told = [(_marked(f), f.help, ", ".join(f.aliases[:4])) for f in fields]
    headings = ("column", "what it holds", "also read from headings such as")
    table(headings, told, flowing=headings[1:])
    if chosen[0].further:
        say("Every further column is kept as a property of the row.")


def _marked(field: Field) -> str:
    return f"{field.name}{'*' if field.required else ''}"
