"""`toprung upgrade`: bring the data to this version's schema, with a backup first."""

from __future__ import annotations

HELP = """Bring the data to this version's schema. SQLite is backed up first, beside the database."""


def upgrade() -> None:
    """Back up, then migrate."""
    from toprung.doors.cli.booting import now, pending_migrations, set_up
    from toprung.doors.cli.terminal import say

    set_up()
    from toprung.motion.backing_up import back_up
    from toprung.motion.schema import bring_up_to_date

    pending = pending_migrations()
    if not pending:
        say("The data is up to date.")
        return
    copies = back_up(now())
    told = " and ".join(str(copy) for copy in copies)
    say(f"Backed up to {told}." if copies else "PostgreSQL is backed up by its own tools: nothing was copied here.")
    bring_up_to_date()
    say(f"Done: {pending} schema changes applied.")
