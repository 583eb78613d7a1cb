"""`toprung verify`: the chain of attestations, link by link, and the promises frozen at signatures."""

from __future__ import annotations

import typer

from toprung.doors.cli.options import Json, Workspace

HELP = """Verify the chain of attestations and the frozen promises: nothing altered, nothing taken out.

Exit 1 if a link is broken (the first one is named), or a promise is not what its hash says. When the chain was last
verified, and what was found, stands in the journal and under Settings, Chain.
"""


def verify(workspace: Workspace = None, json: Json = False) -> None:
    """Walk the chain, hash the promises, and report."""
    from toprung.doors.cli.booting import begin
    from toprung.doors.cli.terminal import print_json, say, stderr

    session = begin(workspace)
    from toprung.records.handoffs.freezing import verify as hashed
    from toprung.records.outcomes.verifying import verify_chain
    from toprung.records.tenancy.actors import OPERATOR

    report = verify_chain(session.workspace, by=OPERATOR, now=session.now)
    frozen = hashed(session.workspace)
    if json:
        chain = {"length": report.length, "broken_at": report.broken_at, "why": report.why, "head": report.head}
        print_json({**chain, "promises": {"whole": frozen.whole, "broken": list(frozen.broken)}})
    elif report.broken_at is None:
        say(f"The chain of {report.length:,} attestations holds; its head is {report.head}.")
    else:
        stderr.print(f"The chain is broken at link {report.broken_at}. {report.why}", style="red", markup=False)
    if not json and frozen.whole and not frozen.broken:
        say(f"The {frozen.whole:,} promises frozen at signatures are what their hashes say.")
    for account in () if json else frozen.broken:
        stderr.print(f"The frozen promise of “{account}” is not what its hash says.", style="red", markup=False)
    if report.broken_at is not None or frozen.broken:
        raise typer.Exit(1)
