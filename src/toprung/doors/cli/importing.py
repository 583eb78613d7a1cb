"""`toprung import`: a file into the records, or the events into the lake."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toprung.doors.cli.options import Json, Workspace, require_harmless

if TYPE_CHECKING:
    from toprung.motion.imports.report import ImportReport

HELP = """Import a CSV, XLSX or Parquet file of one KIND.

KIND is sheet (one row an account: the smallest version), accounts, stakeholders, contracts, subscriptions, revenue,
outcomes, measurements, attestations, touches or events. Columns are guessed from common names; --map names a TOML
file that says otherwise ([columns] field = "the file's column", [defaults] field = value). Bad rows never stop good
ones: each is reported, and --rejects writes them to a file that can be mended and imported again. The same file twice
changes nothing.

Example: **toprung import sheet book.xlsx --dry-run**, then **toprung import sheet book.xlsx --rejects rejects.csv**
"""


def import_file(
    kind: Annotated[str, typer.Argument(metavar="KIND", help="What the rows are; see above.")],
    file: Annotated[Path, typer.Argument(metavar="FILE", help="CSV, XLSX or Parquet.")],
    map_file: Annotated[Path | None, typer.Option("--map", metavar="MAP.toml", help="Which column is which.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would happen and keep nothing.")] = False,
    rejects: Annotated[
        Path | None, typer.Option("--rejects", metavar="FILE.csv", help="Write rejected rows there.")
    ] = None,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Import the file and report."""
    from toprung.doors.cli.booting import begin
    from toprung.doors.cli.terminal import print_json, progress
    from toprung.sheets.kinds import kind_named

    kind_named(kind)
    require_harmless(rejects, file, map_file)
    session = begin(workspace)
    from toprung.motion.imports.running import run_import
    from toprung.records.tenancy.actors import OPERATOR

    with progress(f"Importing {file.name}") as advance:
        report = run_import(
            session.workspace,
            kind,
            file,
            map_file,
            by=OPERATOR,
            now=session.now,
            dry_run=dry_run,
            rejects_path=rejects,
            progress=advance,
        )
    if json:
        print_json(report.plain())
    else:
        show(report)


def show(report: ImportReport) -> None:
    """The report in sentences."""
    from toprung.doors.cli.terminal import say

    would = "Would import" if report.dry_run else "Imported"
    say(f"{would} {report.file} as {report.kind}: {_counted(report)} ({report.seconds:.1f} s).", "bold")
    show_reading(report)


def show_reading(report: ImportReport) -> None:
    """How the file was read, and every problem in it."""
    from toprung.doors.cli.terminal import say

    if report.columns:
        say("  Columns: " + ", ".join(_column(field, heading) for field, heading in report.columns.items()) + ".")
    if report.unused_columns:
        say("  Not used: " + ", ".join(f"“{column}”" for column in report.unused_columns) + ".")
    for sentence in (*report.notes, *report.remarks):
        say(f"  {sentence}")
    for problem in report.problems:
        _show_problem(problem)
    if report.problem_count > len(report.problems):
        say(f"  … and {report.problem_count - len(report.problems):,} more problems.")
    if report.rejects_file:
        say(f"  Rejected rows are in {report.rejects_file}: mend them there and import that file.")
    elif report.problem_count:
        say("  To get these rows in a file that can be mended and imported again, add --rejects FILE.csv.")


def _column(field: str, heading: str) -> str:
    return field if heading == field else f"{field} (“{heading}”)"


def _counted(report: ImportReport) -> str:
    counts = [(report.created, "new"), (report.updated, "changed"), (report.unchanged, "unchanged")]
    counts += [(report.quarantined, "put aside"), (report.rejected, "rejected")]
    told = ", ".join(f"{number:,} {word}" for number, word in counts if number) or "nothing in it"
    part = f"; {report.in_part:,} of them kept in part" if report.in_part else ""
    return f"{rows(report.read)} read: {told}{part}"


def rows(number: int) -> str:
    """So many rows, in words."""
    return "1 row" if number == 1 else f"{number:,} rows"


def _show_problem(problem: Any) -> None:
    from toprung.doors.cli.terminal import say

    where = f"row {problem.row}, “{problem.column}”" if problem.column else f"row {problem.row}"
    say(f"  {where}: {problem.reason} {problem.remedy}", "yellow")
    if problem.kept:
        say(f"    Kept: {problem.kept}")
