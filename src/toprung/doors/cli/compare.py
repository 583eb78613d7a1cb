"""`toprung compare`: two kept figures side by side, if their definitions allow it."""

from __future__ import annotations

from typing import Annotated

import typer

from toprung.doors.cli.options import Json, Workspace

HELP = """Set two kept figures side by side, by the numbers that “toprung measure” printed.

Figures are compared only if their definitions agree in all but the window's position or the segment named; otherwise
the comparison is refused with the reason.

Example: **toprung compare 3 4**
"""


def compare(
    one: Annotated[int, typer.Argument(metavar="FIGURE", help="Number of the first figure.")],
    other: Annotated[int, typer.Argument(metavar="FIGURE", help="Number of the second figure.")],
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Compare, or refuse with the reason."""
    from toprung.doors.cli.booting import begin
    from toprung.doors.cli.terminal import print_json, say

    session = begin(workspace)
    from toprung.doors.cli.figures import show_figure
    from toprung.motion.measures.comparing import compared

    told = compared(session.workspace, one, other)
    if json:
        print_json(told)
        return
    show_figure(told["one"])
    say()
    show_figure(told["other"])
    say()
    say(_change(told["change"], told["one"]["unit"]), "bold")


def _change(change: float | str | None, unit: str) -> str:
    if change is None:
        return "No difference can be told: one of them has no value."
    return (
        f"Change: {float(change):+.0f} days"
        if unit == "days"
        else f"Change: {float(change) * 100:+.1f} percentage points"
    )
