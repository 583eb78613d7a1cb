"""`toprung restore`: a backup in the place of what is there, once it was looked at."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toprung.doors.cli.options import Json

if TYPE_CHECKING:
    from toprung.motion.backups import Outlook, Restored

HELP = """Put a backup in the place of records and events; what is there is set aside, and nothing is deleted.

Without --yes every file of the backup is read and compared, it is said what would be on file no more, and nothing is
changed. Stop `toprung serve` first. A backup of an older schema is brought up to date. One that was made with
--records-only, as before an upgrade, takes the lake back to the version it has noted. Dying midway, do it again.

Examples: **toprung restore var/backups/backup-20260302T090000Z**, and with **--yes** to do it
"""


def restore(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Made by “toprung backup”.")],
    yes: Annotated[bool, typer.Option("--yes", help="Restore; without it nothing is changed.")] = False,
    json: Json = False,
) -> None:
    """Look, or do it, then say it."""
    from toprung.doors.cli.booting import now, set_up

    set_up()
    from toprung.motion import backups

    if yes:
        _restored(backups.restore(folder, now()), json)
    else:
        _looked(backups.look(folder), json)


def _looked(seen: Outlook, json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say

    if json:
        print_json({"restored": False, "done_since": dict(seen.since.done), **_told(seen)})
        return
    manifest = seen.manifest
    size = f"{manifest.bytes / 1_000_000:,.1f} MB in {len(manifest.files):,} files, each as it was written"
    say(f"{seen.folder}: made on {manifest.made_at:%Y-%m-%d %H:%M} UTC by Toprung {manifest.toprung}; {size}.", "bold")
    say(f"It would take the place of the records in {seen.records} and of the events in {seen.lake}.")
    say(
        f"It holds {manifest.events:,} events."
        if manifest.with_events
        else f"It holds no events: the lake would be taken back to the version with {manifest.events:,} of them."
    )
    if not seen.since.read:
        say("What is there now, if anything is, cannot be read: nobody can say what has been done since.")
    for name, count in seen.since.done.items():
        say(f"What was done in {name} since then would be on file no more: {count:,} entries of the journal.")
    if seen.since.erased_events:
        say(f"Events were erased since then, {_times(seen.since.erased_events)}: they would be there again.")
    say("What is there now would be set aside. Nothing was changed: stop whatever uses Toprung, then add --yes.")


def _restored(done: Restored, json: bool) -> None:
    from toprung.doors.cli.terminal import print_json, say

    if json:
        aside = [str(folder) for folder in done.aside]
        again = [{"name": name, "account": account} for name, account in done.on_file_again]
        print_json({"restored": True, "aside": aside, "steps": done.steps, "on_file_again": again, **_told(done)})
        return
    say(f"Restored: everything stands as on {done.manifest.made_at:%Y-%m-%d %H:%M} UTC.", "bold")
    if done.steps:
        say(f"It was of an older schema: {done.steps} changes were applied.")
    for folder in done.aside:
        say(f"What was there before lies in {folder}: delete it once nothing of it is missed.")
        if (folder / "backup.json").exists():
            say("It can be restored as any other backup.")
    if done.aside and not done.since.read:
        say("What was there could not be read: nobody can say who was erased since. Erase them once more.")
    if done.on_file_again:
        say("Erased since the backup, and on file again. Erase them once more:")
        for name, account in done.on_file_again:
            say(f"  {name} ({account})")
    if done.since.erased_events:
        say(f"Events were erased since the backup, {_times(done.since.erased_events)}: erase them once more too.")
    say("Links, keys and passwords are those of that day, also what was revoked since. Next: “toprung serve”.")


def _times(number: int) -> str:
    return "once" if number == 1 else f"{number:,} times"


def _told(of: Outlook | Restored) -> dict[str, Any]:
    manifest = of.manifest
    return {
        "made_at": manifest.made_at.isoformat(),
        "bytes": manifest.bytes,
        "events": manifest.events,
        "with_events": manifest.with_events,
        "since_could_be_read": of.since.read,
        "erased_events_since": of.since.erased_events,
    }
