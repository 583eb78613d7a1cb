"""`toprung accounts`: where every account stands, the triage list, or the checks due."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from toprung.doors.cli.options import AsOf, Json, Workspace
from toprung.kernel.errors import BadInput

HELP = """List where every account stands, with the one next thing that would lift it.

--triage lists live accounts without a named result, with the reason. --checks-due lists the result checks that
somebody owes an answer to. A rung marked ? has evidence nobody feeds: unknown, not missing.

Example: **toprung accounts --triage**
"""


def accounts(
    as_of: AsOf = None,
    triage: Annotated[bool, typer.Option("--triage", help="Only live accounts without a named result.")] = False,
    checks_due: Annotated[bool, typer.Option("--checks-due", help="Only accounts whose check is due.")] = False,
    workspace: Workspace = None,
    json: Json = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print CSV on stdout.")] = False,
) -> None:
    """List the accounts."""
    if triage and checks_due:
        raise BadInput("--triage and --checks-due are two lists: ask for one of them.")
    if json and csv:
        raise BadInput("--json and --csv are two formats: ask for one of them.")
    from toprung.doors.cli.booting import begin

    session = begin(workspace)
    from toprung.motion.evaluation.standing import standing

    day = session.day(as_of)
    found = standing(session.workspace, day)
    chosen = [v for v in found if (not triage or v["triage"]) and (not checks_due or v["check"]["is_due"])]
    if json or csv:
        _print_for_programs(chosen, json=json)
    else:
        _print(chosen, f"As of {day}", session.workspace.currency, triage=triage, checks_due=checks_due)


def _print_for_programs(chosen: list[dict[str, Any]], *, json: bool) -> None:
    import sys

    from toprung.doors.cli.terminal import print_json
    from toprung.motion.evaluation.listing import listed, write_csv

    if json:
        print_json([listed(v) for v in chosen])
    else:
        write_csv(chosen, sys.stdout)


def _print(chosen: list[dict[str, Any]], when: str, currency: str, *, triage: bool, checks_due: bool) -> None:
    from toprung.doors.cli import showing
    from toprung.doors.cli.terminal import say

    if not chosen:
        say(_nothing(triage=triage, checks_due=checks_due))
    elif triage:
        say(f"{when}: live accounts without a named result: {len(chosen):,}.", "bold")
        showing.show_triage(chosen, currency)
    elif checks_due:
        say(f"{when}: result checks owed an answer, some of them on a later day: {len(chosen):,}.", "bold")
        showing.show_checks(chosen)
    else:
        say(f"{when}: {len(chosen):,} accounts, each with the one next thing that would lift it.", "bold")
        showing.show_accounts(chosen, currency)


def _nothing(*, triage: bool, checks_due: bool) -> str:
    if triage:
        return "Every live account has a named result."
    if checks_due:
        return "No result check is due."
    return "No account is on the book by that day: import a sheet or accounts first."
