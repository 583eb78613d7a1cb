"""`toprung upgrade`: bring the data to this version's schema, with a backup first."""

from __future__ import annotations

HELP = """Bring the data to this version's schema. SQLite is backed up first, into the folder *backups* of the home."""


def upgrade() -> None:
    """Back up, then migrate."""
    from toprung.doors.cli.booting import now, pending_migrations, set_up
    from toprung.doors.cli.terminal import say

    set_up()
    from django.db import connection

    from toprung.motion.backups import back_up
    from toprung.motion.schema import bring_up_to_date

    pending = pending_migrations()
    if not pending:
        say("The data is up to date.")
        return
    if connection.vendor == "sqlite":
        # Events are left alone by an upgrade, so the lake's version is noted and none of it copied.
        copy = back_up(now, name="before-upgrade", with_events=False)
        say(f"Backed up to {copy.folder}; “toprung restore” brings it back.")
    else:
        say("PostgreSQL is backed up by “toprung backup” or its own tools: nothing was copied here.")
    bring_up_to_date()
    say(f"Done: {pending} schema changes applied.")
