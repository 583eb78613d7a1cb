"""`toprung upgrade`: bring the data to this version's schema, with a backup first."""

from __future__ import annotations

HELP = """Bring the data to this version's schema. SQLite is backed up first, beside the database."""


def upgrade() -> None:
    """Back up, then migrate."""
    from toprung.doors.cli.booting import now, pending_migrations, set_up
    from toprung.doors.cli.terminal import say

    set_up()
    from django.core.management import call_command

    from toprung.motion.backing_up import back_up_records

    pending = pending_migrations()
    if not pending:
        say("The data is up to date.")
        return
    backup = back_up_records(now())
    say(f"Backed up to {backup}." if backup else "PostgreSQL is backed up by its own tools: nothing was copied here.")
    call_command("migrate", verbosity=0, interactive=False)
    say(f"Done: {pending} schema changes applied.")
