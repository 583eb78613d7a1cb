"""`toprung journal`: who did what, when, with the values before and after."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from toprung.doors.cli.options import Json, Workspace

HELP = """Say who changed what, when, with the values before and after.

The newest come last; --last says how many. Nothing in the journal is ever changed.

Example: **toprung journal --account HF-1**
"""


def journal(
    account: Annotated[str | None, typer.Option("--account", metavar="ID", help="Only what was done to it.")] = None,
    last: Annotated[int, typer.Option("--last", metavar="N", min=1, help="How many entries, the newest.")] = 20,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Print the newest entries."""
    from toprung.doors.cli.booting import begin
    from toprung.doors.cli.terminal import print_json, say

    session = begin(workspace)
    from toprung.records.book import queries as book
    from toprung.records.journal.queries import entries

    if account is not None:
        book.account(session.workspace, account)
    found = reversed(entries(session.workspace, account).order_by("-pk")[:last])
    told = [_told(entry) for entry in found]
    if json:
        print_json(told)
    elif not told:
        say("Nothing has been done yet.")
    else:
        _show(told)


def _told(entry: Any) -> dict[str, Any]:
    return {
        "at": entry.at.isoformat(timespec="seconds"),
        "by": entry.actor_name,
        "verb": entry.verb,
        "account": entry.account or None,
        "subject": entry.subject or None,
        "changes": {name: {"before": before, "after": after} for name, (before, after) in entry.changes.items()},
    }


def _show(told: list[dict[str, Any]]) -> None:
    from toprung.doors.cli.terminal import say

    for entry in told:
        about = " ".join(part for part in (entry["account"], entry["subject"]) if part)
        say(f"{entry['at']}  {entry['by']}: {entry['verb'].replace('_', ' ')} {about}".rstrip(), "bold")
        for name, change in entry["changes"].items():
            before, after = _shown(change["before"]), _shown(change["after"])
            if before != after:
                say(f"  {name}: {before} → {after}")


def _shown(value: Any) -> str:
    return "nothing" if value in (None, "", []) else str(value)
