"""`toprung answer`: the owner's answer to an account's result check, on the record."""

from __future__ import annotations

from typing import Annotated

import typer

from toprung.doors.cli.options import Workspace
from toprung.kernel.errors import BadInput

HELP = """Answer an account's result check: can it name its measurable result?

Yes names the result; without a validated result it is claimed and lifts nothing. No is asked again later. Silence
counts as no. “toprung accounts --checks-due” lists who owes an answer.

Examples: **toprung answer HF-1 yes --named "Close in 5 days"**, **toprung answer HF-2 no**
"""


def answer(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's id.")],
    word: Annotated[str, typer.Argument(metavar="yes|no", help="Can the account name its measurable result?")],
    named: Annotated[str, typer.Option("--named", metavar="TEXT", help="The result, with a yes.")] = "",
    workspace: Workspace = None,
) -> None:
    """Record the answer."""
    if word not in ("yes", "no"):
        raise BadInput(f"“{word}” is no answer: say yes or no.")
    from toprung.doors.cli.booting import begin
    from toprung.doors.cli.terminal import say

    session = begin(workspace)
    from toprung.records.book import queries
    from toprung.records.outcomes.actions import answer_check
    from toprung.records.tenancy.actors import OPERATOR

    found = queries.account(session.workspace, account)
    answer_check(found, yes=word == "yes", named=named, by=OPERATOR, now=session.now)
    say(f"{found.name}: {word} on {session.today}, on the record.")
