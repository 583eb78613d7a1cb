"""`toprung workspace`: what the workspace is called and counted in, and whose events are no use of the product."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from toprung.doors.cli.options import Json, Workspace

HELP = """Show or change the workspace.

Events of the vendor's own people and of machines do not qualify: name them with --exclude-users (users, or @domain for
everybody there) and --exclude-events (event names). --products are the names by which customers call the product. Each
takes a list with commas and replaces the one before; an empty one clears it. The currency is settled by the first
import. With another --timezone the days of all events are counted anew before the command ends, and every account is
judged again; days that you or a file wrote stay as they are.

Examples: **toprung workspace --exclude-users @brightworks.example,healthcheck --products Brightworks,BW**,
**toprung workspace --timezone America/New_York**
"""


def workspace(
    name: Annotated[str | None, typer.Option("--name", metavar="NAME", help="A new name.")] = None,
    timezone: Annotated[str | None, typer.Option("--timezone", metavar="TZ", help="In which days are counted.")] = None,
    currency: Annotated[str | None, typer.Option("--currency", metavar="CUR", help="Before the first import.")] = None,
    products: Annotated[str | None, typer.Option("--products", metavar="LIST", help="What customers call it.")] = None,
    exclude_users: Annotated[
        str | None, typer.Option("--exclude-users", metavar="LIST", help="Users or @domains that do not qualify.")
    ] = None,
    exclude_events: Annotated[
        str | None, typer.Option("--exclude-events", metavar="LIST", help="Events that are no use of the product.")
    ] = None,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Change what is given, then show."""
    from toprung.doors.cli.booting import begin
    from toprung.doors.cli.terminal import say

    session = begin(workspace)
    from toprung.records.administration.actions import WorkspaceDraft, change_workspace
    from toprung.records.tenancy.actors import OPERATOR

    draft = WorkspaceDraft(
        name=name,
        timezone=timezone,
        currency=currency,
        product_names=_lines(products),
        excluded_users=_lines(exclude_users),
        excluded_events=_lines(exclude_events),
    )
    found = session.workspace
    if draft != WorkspaceDraft():
        found = change_workspace(found, draft, by=OPERATOR, now=session.now)
    if timezone is not None and found.is_redating:
        said = _recounted(found, session.now)
        if not json:
            say(said)
    _show(
        {
            "name": found.name,
            "timezone": found.timezone,
            "events_zone": found.events_zone if json else found.events_zone or "being counted anew",
            "currency": found.currency,
            "products": list(found.products),
            "exclude_users": list(found.excluded_user_lines),
            "exclude_events": list(found.excluded_event_lines),
        },
        json,
    )


def _recounted(found: Any, now: datetime) -> str:
    """Count the days of its events anew here and now: nobody may be serving. What came of it, in words."""
    from toprung.motion.intake.redating import redate_if_due
    from toprung.motion.upkeep import bring_up_to_date, state_of

    moved = redate_if_due(found, now)
    said = f"Every event’s day is counted in {found.timezone} now; {moved:,} had another one before"
    today = found.day_of(now)
    reached = state_of(found, today).day
    if reached is None:
        return f"{said}."
    if reached > today:
        return f"{said}. Accounts are judged again once {reached} has begun there."
    bring_up_to_date(found, now)
    return f"{said}. Every account was judged again."


def _lines(text: str | None) -> str | None:
    """A list with commas, one entry a line as it is kept."""
    return None if text is None else "\n".join(part.strip() for part in text.split(",") if part.strip())


def _show(told: dict[str, object], json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, table

    if json:
        print_json(told)
        return
    rows = [(name.replace("_", " "), ", ".join(v) if isinstance(v, list) else str(v)) for name, v in told.items()]
    table(("setting", "value"), [(name, value or "none") for name, value in rows], flowing=("value",))
