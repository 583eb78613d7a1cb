"""`toprung backup`: records and events, as they stood at one moment, in one folder."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated

import typer

from toprung.doors.cli.options import Json

HELP = """Copy records, inbox and events, as they stand at one moment, into a new folder.

**toprung restore** brings it back. Without FOLDER it is made in the folder *backups* of the home, called by the moment.
It can be done while `toprung serve` runs: events go on being accepted, and are loaded once the databases are copied.
PostgreSQL is copied by its own pg_dump. The folder holds everything that is on file: keep it as closed as the home
itself, and on another machine too.

Examples: **toprung backup**, **toprung backup /mnt/vault/toprung-monday**, **toprung backup --records-only**
"""


def backup(
    folder: Annotated[Path | None, typer.Argument(metavar="[FOLDER]", help="A new folder.", show_default=False)] = None,
    records_only: Annotated[
        bool,
        typer.Option("--records-only", help="Note the lake's version and copy no events: good for a week."),
    ] = False,
    json: Json = False,
) -> None:
    """Make it, then say it."""
    from toprung.doors.cli.booting import now, require_place, set_up
    from toprung.doors.cli.terminal import print_json, say, say_whole

    set_up()
    require_place()
    from toprung.motion.backups import back_up

    made = back_up(now, folder, with_events=not records_only)
    manifest = made.manifest
    if json:
        told = {"folder": str(made.folder), "made_at": manifest.made_at.isoformat(), "bytes": manifest.bytes}
        print_json(
            told | {"files": len(manifest.files), "events": manifest.events, "with_events": manifest.with_events}
        )
        return
    events = f"{manifest.events:,} events"
    if records_only:
        events = f"the lake's version with {events}, none of them copied"
    say(f"Backed up to {made.folder}: the records, what waits in the inbox, and {events}.", "bold")
    say(f"{manifest.bytes / 1_000_000:,.1f} MB in {len(manifest.files):,} files. To bring it back:")
    say_whole(f"  toprung restore {shlex.quote(str(made.folder))}")
