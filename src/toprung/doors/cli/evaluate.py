"""`toprung evaluate`: every account judged as of a day, states and history kept."""

from __future__ import annotations

from typing import Annotated

import typer

from toprung.doors.cli.options import AsOf, Json, Workspace
from toprung.kernel.errors import BadInput

HELP = """Judge every account as of a day: rung, gaps, health, results, checks, signals.

States and history are kept, moving forward only: evaluating an earlier day never changes today's standing. The same
day twice over the same facts gives the same bytes.

Example: **toprung evaluate --as-of 2026-03-31**
"""


def evaluate(
    as_of: AsOf = None,
    account: Annotated[
        list[str] | None, typer.Option("--account", metavar="ID ...", help="Only these accounts; may be repeated.")
    ] = None,
    more: Annotated[list[str] | None, typer.Argument(metavar="[ID ...]", help="Further ones, after --account.")] = None,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Evaluate and report."""
    from toprung.doors.cli.booting import begin
    from toprung.doors.cli.terminal import print_json, progress

    if more and not account:
        raise BadInput(f"“{more[0]}” stands by itself: write --account {' '.join(more)}.")
    chosen = [*(account or []), *(more or [])]
    session = begin(workspace)
    from toprung.motion.evaluation.running import evaluate as run
    from toprung.motion.upkeep import follow
    from toprung.records.book.queries import accounts as all_accounts
    from toprung.records.tenancy.actors import OPERATOR

    total = len(chosen) if chosen else all_accounts(session.workspace).count()
    with progress("Evaluating") as advance:
        tally = run(
            session.workspace,
            session.day(as_of),
            by=OPERATOR,
            now=session.now,
            accounts=chosen or None,
            progress=lambda done: advance(done, total),
        )
    if tally.as_of == session.workspace.day_of(session.now):
        follow(session.workspace, session.now)
    if json:
        print_json(tally.as_json())
    else:
        from toprung.doors.cli.showing import show_tally

        show_tally(tally.as_json())
