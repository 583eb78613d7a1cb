"""`toprung policy`: every default number, per segment, shown and changed."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from toprung.doors.cli.options import Json, Workspace, pairs
from toprung.kernel.errors import BadInput

HELP = """Show or change a segment's policy: every number by which its accounts are judged.

Without --segment all segments are shown side by side. --set changes a number, --reset takes it back to its default;
what was changed is shown.

Example: **toprung policy --segment SMB --set adoption_users=3**
"""


def policy(
    segment: Annotated[str | None, typer.Option("--segment", metavar="NAME", help="Which segment.")] = None,
    set_: Annotated[
        list[str] | None, typer.Option("--set", metavar="NAME=VALUE", help="Change a number; may be repeated.")
    ] = None,
    reset: Annotated[
        list[str] | None, typer.Option("--reset", metavar="NAME", help="Back to the default; may be repeated.")
    ] = None,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Change what is asked, then show."""
    from toprung.doors.cli.booting import begin

    session = begin(workspace)
    from toprung.records.book import queries
    from toprung.records.book.actions.segments import change_policy
    from toprung.records.tenancy.actors import OPERATOR

    changes: dict[str, str | None] = {**pairs(set_ or []), **dict.fromkeys(reset or [])}
    if changes and segment is None:
        raise BadInput("Say whose policy to change: add --segment NAME.")
    chosen = [queries.segment(session.workspace, segment)] if segment else list(queries.segments(session.workspace))
    if changes:
        chosen = [change_policy(chosen[0], changes, by=OPERATOR, now=session.now)]
    _show({found.name: found.settings for found in chosen}, tuple(changes), json)


def _show(segments: dict[str, dict[str, str]], only: tuple[str, ...], json: bool) -> None:
    import dataclasses

    from toprung.doctrine.policy import Policy, policy_for, setting_text
    from toprung.doors.cli.terminal import is_wide, print_json, say, table

    policies = {name: policy_for(name, settings) for name, settings in segments.items()}
    fields = [f for f in dataclasses.fields(Policy) if not only or f.name in only]
    if json:
        print_json({name: {f.name: setting_text(p, f.name) for f in fields} for name, p in policies.items()})
        return
    # Side by side, the values leave a narrow terminal no room for sentences.
    explained = len(policies) == 1 or is_wide()
    rows = [
        (f.name, *(setting_text(p, f.name) for p in policies.values()), *([_what(f.metadata)] if explained else []))
        for f in fields
    ]
    table(("setting", *policies, *(["what it is"] if explained else [])), rows, flowing=("what it is",))
    if not explained:
        say("“toprung policy --segment NAME” says what each of them is.", "dim")


def _what(about: Mapping[str, Any]) -> str:
    return f"{about['means']} ({about['unit']})"
