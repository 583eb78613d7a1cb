"""`toprung doctor`: what is there, and what is wrong."""

from __future__ import annotations

import typer

from toprung.doors.cli.options import Json

HELP = """Say what is there and what is wrong: home, database, schema, lake, engine, workspaces, chain, records.

Exit 1 if something is wrong; each finding says what to do.
"""


def doctor(json: Json = False) -> None:
    """Examine and report."""
    from toprung.doors.cli.booting import set_up
    from toprung.doors.cli.terminal import print_json, say_whole

    set_up()
    from toprung.motion.examining import examine

    findings = examine()
    if json:
        print_json([{"what": f.what, "ok": f.ok, "says": f.says} for f in findings])
    else:
        for finding in findings:
            mark, style = ("ok   ", "") if finding.ok else ("WRONG", "red")
            say_whole(f"{mark} {finding.what}: {finding.says}", style)
    if not all(finding.ok for finding in findings):
        raise typer.Exit(1)
