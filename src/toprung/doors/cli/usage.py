"""`toprung usage`: one account's use of the product, by period, feature and role."""

from __future__ import annotations

from typing import Annotated

import typer

from toprung.doors.cli.options import AsOf, Json, Workspace

HELP = """Show how one account uses the product: users and events by period, by feature, and by stakeholder role.

The periods and the users that adoption takes are those of the account's segment. Features that carry an outcome's
mechanism stand first.

Example: **toprung usage HF-1**
"""


def usage(
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's id.")],
    as_of: AsOf = None,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Print the account's use."""
    from toprung.doors.cli.booting import begin
    from toprung.doors.cli.terminal import print_json, say, table

    session = begin(workspace)
    from dataclasses import asdict

    from toprung.kernel.canon import plain
    from toprung.motion.portrait.features import features_of
    from toprung.motion.portrait.head import head
    from toprung.motion.portrait.roles import roles_of
    from toprung.motion.portrait.usage import use_of
    from toprung.records.book import queries

    book, day = session.workspace, session.day(as_of)
    seen = head(book, queries.account(book, account).pk, day)
    use = use_of(book, seen.account, seen.policy, day)
    features = features_of(book, seen.account, seen.policy, day) if use.connected else None
    roles = roles_of(book, seen.account, seen.policy, day) if use.connected else None
    if json:
        parts = {"use": use, "features": features, "roles": roles}
        print_json(plain({name: asdict(part) if part else None for name, part in parts.items()}))
        return
    if features is None or roles is None:
        say(
            "No usage feed is connected, so use is unknown: “toprung source add NAME” lets your product send events, "
            "“toprung import events FILE” brings them from a file."
        )
        return
    say(
        f"As of {day}: {use.users_7:,} users and {use.events_7:,} events in 7 days, {use.users_28:,} and "
        f"{use.events_28:,} in 28. Adoption takes {use.needed:,} users: reached in {use.adopted:,} of "
        f"{len(use.in_season):,} {use.rhythm.value}s.",
        "bold",
    )
    table(
        (f"{use.rhythm.value} from", "users", "events"),
        [(f"{p.start}{' off season' if p.off_season else ''}", f"{p.users:,}", f"{p.events:,}") for p in use.periods],
        ("users", "events"),
    )
    table(
        ("feature, 28 days", "carries", "users", "events", "used in"),
        [
            (f.name, ", ".join(f.carries), f"{f.users_28:,}", f"{f.events_28:,}", f"{f.used} of {features.looked_at}")
            for f in features.features
        ],
        ("users", "events", "used in"),
    )
    table(
        ("role, 28 days", "on file", "users", "events"),
        [
            (r.role.label if r.role else "nobody on file", str(r.on_file), f"{r.users_28:,}", f"{r.events_28:,}")
            for r in roles.roles
        ],
        ("on file", "users", "events"),
    )
