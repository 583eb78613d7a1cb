"""`toprung init`: a place for the data and a first workspace in it."""

from __future__ import annotations

from typing import Annotated

import typer

HELP = """Make a workspace: one vendor company with its segments SMB, Mid-Market and Enterprise.

Example: **toprung init --workspace Brightworks --timezone Europe/Paris --currency EUR**
"""


def init(
    workspace: Annotated[str, typer.Option("--workspace", metavar="NAME", help="The vendor's name.")],
    timezone: Annotated[
        str, typer.Option("--timezone", metavar="TZ", help="In which days are counted, such as Europe/Paris.")
    ] = "UTC",
    currency: Annotated[
        str, typer.Option("--currency", metavar="CUR", help="Base currency: three letters, such as EUR.")
    ] = "EUR",
) -> None:
    """Create the home folder, the database and the workspace."""
    from toprung.doors.cli.booting import now, pending_migrations, set_up
    from toprung.doors.cli.terminal import say, say_whole

    set_up()
    from django.conf import settings

    from toprung.engine.storage import locked
    from toprung.motion.schema import bring_up_to_date
    from toprung.motion.workspaces import found_workspace
    from toprung.records.tenancy.actors import OPERATOR

    # What is kept here names people: nobody else on the machine need read it.
    settings.HOME.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Two who begin at once would both make the tables.
    with locked(settings.HOME / "init.lock"):
        if pending_migrations():
            bring_up_to_date()
    made = found_workspace(workspace, timezone, currency, by=OPERATOR, now=now())
    say(f"Workspace “{made.name}” is ready: days in {made.timezone}, money in {made.currency}.")
    say_whole(f"Its data is in {settings.HOME}")
    say("Next: toprung import sheet FILE, or toprung import accounts FILE; “toprung kinds” lists every kind.")
