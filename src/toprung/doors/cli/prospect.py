"""`toprung prospect`: an account before its signature, added or changed from the terminal."""

from __future__ import annotations

from typing import Annotated

import typer

from toprung.doors.cli.options import Workspace
from toprung.kernel.days import parse_day

HELP = """Add a prospect, or change one: an account before its signature.

Then its outcomes are drafted, “toprung handoff show” says what is missing, and “toprung handoff sign” records the
signature. An account that has signed is a customer: “toprung import accounts” changes it.

Examples: **toprung prospect LF-1 --name "Larch Foods" --segment SMB --seller "Sam Keller" --signature 2026-05-29**,
**toprung prospect LF-1 --signature 2026-06-30**
"""


def prospect(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's id.")],
    name: Annotated[str, typer.Option("--name", metavar="TEXT", help="What the company is called.")] = "",
    segment: Annotated[str, typer.Option("--segment", metavar="NAME", help="One of the workspace's segments.")] = "",
    seller: Annotated[str, typer.Option("--seller", metavar="NAME", help="Who sells to it.")] = "",
    signature: Annotated[
        str, typer.Option("--signature", metavar="DAY", help="The day on which it is to sign (YYYY-MM-DD).")
    ] = "",
    workspace: Workspace = None,
) -> None:
    """Put it on file."""
    expected_on = parse_day(signature) if signature else None
    from toprung.doors.cli.booting import begin
    from toprung.doors.cli.terminal import say
    from toprung.kernel.errors import BadInput

    session = begin(workspace)
    from toprung.motion.upkeep import refresh
    from toprung.records.book.actions import write_prospect
    from toprung.records.book.drafts import ProspectDraft
    from toprung.records.book.queries import account as account_named
    from toprung.records.tenancy.actors import OPERATOR

    draft = ProspectDraft(account, name or None, segment or None, seller or None, expected_on)
    result = write_prospect(session.workspace, draft, by=OPERATOR, now=session.now)
    if result.problem is not None:
        raise BadInput(f"{result.problem.reason} {result.problem.remedy}")
    refresh(session.workspace, [account], session.now)
    held = account_named(session.workspace, account)
    sold = f", sold by {held.seller}" if held.seller else ""
    due = f", signature expected on {held.signature_expected_on}" if held.signature_expected_on else ""
    say(f"{held.name}: {result.status.value}{sold}{due}.")
