"""`toprung verify`: the chain of attestations, link by link."""

from __future__ import annotations

import typer

from toprung.doors.cli.options import Json, Workspace

HELP = """Verify the chain of attestations: nothing altered, nothing taken out.

Exit 1 if a link is broken; the first one is named. When it was last verified, and what was found, stands in the journal
and under Settings, Chain.
"""


def verify(workspace: Workspace = None, json: Json = False) -> None:
    """Walk the chain and report."""
    from toprung.doors.cli.booting import begin
    from toprung.doors.cli.terminal import print_json, say, stderr

    session = begin(workspace)
    from toprung.records.outcomes.verifying import verify_chain
    from toprung.records.tenancy.actors import OPERATOR

    report = verify_chain(session.workspace, by=OPERATOR, now=session.now)
    if json:
        print_json({"length": report.length, "broken_at": report.broken_at, "why": report.why, "head": report.head})
    elif report.broken_at is None:
        say(f"The chain of {report.length:,} attestations holds; its head is {report.head}.")
    else:
        stderr.print(f"The chain is broken at link {report.broken_at}. {report.why}", style="red", markup=False)
    if report.broken_at is not None:
        raise typer.Exit(1)
