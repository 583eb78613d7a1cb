"""`toprung export`: everything on file, in files that can be imported again."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from toprung.doors.cli.options import Json, Workspace

HELP = """Write everything on file to a folder: one CSV per KIND, the events as Parquet, every record whole as JSON.

The CSVs have the columns that “toprung import” needs no mapping for. Existing files are replaced.

Example: **toprung export backup-2026-03**
"""


def export(
    folder: Annotated[Path, typer.Argument(metavar="FOLDER", help="Where to; made if it is missing.")],
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Write the files and say how many rows each has."""
    from toprung.doors.cli.booting import begin
    from toprung.doors.cli.terminal import print_json, say

    session = begin(workspace)
    from toprung.motion.exporting.writing import export_workspace
    from toprung.records.tenancy.actors import OPERATOR

    written = export_workspace(session.workspace, folder, by=OPERATOR)
    if json:
        print_json(written)
        return
    files = {name: rows for name, rows in written.items() if not name.startswith("whole/")}
    for name, rows in files.items():
        if rows:
            say(f"  {rows:>10,}  {folder / name}")
    whole = sum(written.values()) - sum(files.values())
    say(f"  {whole:>10,}  {folder / 'whole'}: every record as it is kept, JSON line by line.")
