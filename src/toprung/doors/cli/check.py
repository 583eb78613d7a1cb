"""`toprung check`: one sheet, no set-up, nothing kept."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer

from toprung.doors.cli.options import AsOf, Json, require_harmless
from toprung.kernel.days import parse_day

Verdicts = list[dict[str, Any]]

#: how many accounts a terminal lists
_SHOWN = 20

HELP = """Read one spreadsheet and answer at once: the ladder, the triage list, the checks due, the figures.

One row an account: account, segment, owner, go-live, renewal, ARR, the named result, its validator and role, confirmed
yes or no, and when. No set-up, and nothing is kept.

Example: **toprung check book.xlsx --html report.html**
"""


def check(
    sheet: Annotated[Path, typer.Argument(metavar="SHEET", help="CSV, XLSX or Parquet.")],
    as_of: AsOf = None,
    map_file: Annotated[Path | None, typer.Option("--map", metavar="MAP.toml", help="Which column is which.")] = None,
    rejects: Annotated[
        Path | None, typer.Option("--rejects", metavar="FILE.csv", help="Write rejected rows there.")
    ] = None,
    json: Json = False,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a page to read or send.")] = None,
) -> None:
    """Check the sheet and print what it says."""
    from toprung.doors.cli.booting import now
    from toprung.doors.cli.terminal import print_json, progress, say

    require_harmless(rejects, sheet, map_file)
    require_harmless(html, sheet, map_file, rejects)
    day = parse_day(as_of) if as_of else None
    with _throwaway_store(), progress(f"Reading {sheet.name}") as advance:
        from toprung.motion.onesheet import check_sheet

        answer = check_sheet(sheet, day, now(), map_file, rejects, advance)
    if html:
        from toprung.doors.cli.page import write_page

        write_page(answer, html)
    if json:
        print_json(answer)
    elif html:
        say(f"Written to {html}.")
    else:
        show(answer)


@contextmanager
def _throwaway_store() -> Iterator[None]:
    """Toprung's stores in a folder that is gone afterwards."""
    with TemporaryDirectory(prefix="toprung-check-") as home:
        os.environ.update(TOPRUNG_HOME=home, DATABASE_URL="", TOPRUNG_LAKE="")
        from toprung.doors.cli.booting import set_up

        set_up()
        from django.db import connections

        _make_tables()
        try:
            yield
        finally:
            connections.close_all()


def _make_tables() -> None:
    """The tables as the models are now: what is thrown away needs no history of migrations."""
    from django.apps import apps
    from django.db import connection

    with connection.schema_editor() as editor:
        for model in apps.get_models():
            editor.create_model(model)


def show(answer: dict[str, Any]) -> None:
    """The answer on a terminal: what was kept, the ladder, triage, checks, figures, accounts."""
    from toprung.doors.cli.figures import show_figures
    from toprung.doors.cli.showing import show_checks, show_triage

    _show_sheet(answer["sheet"])
    verdicts = {v["account"]: _as_verdict(v) for v in answer["accounts"]}
    _show_ladder(answer)
    currency = answer["currency"]
    triage = [verdicts[name] for name in answer["triage"]]
    _show_some("Live accounts without a named result", triage, lambda found: show_triage(found, currency))
    _show_some("Result checks owed an answer", [verdicts[n] for n in answer["checks_due"]], show_checks)
    show_figures(answer["figures"])
    _show_largest(list(verdicts.values()), currency)


def _show_ladder(answer: dict[str, Any]) -> None:
    from toprung.doors.cli.showing import money, show_ladder
    from toprung.doors.cli.terminal import say
    from toprung.kernel.vocabulary import Rung

    say()
    say(f"The ladder as of {answer['as_of']}", "bold")
    counts = {Rung(step["rung"]): step["accounts"] for step in answer["ladder"]}
    show_ladder(
        counts, {Rung(step["rung"]): f"{money(step['arr'])} {answer['currency']} ARR" for step in answer["ladder"]}
    )


def _show_some(title: str, found: Verdicts, show_them: Callable[[Verdicts], None]) -> None:
    """A list under its title with how many there are."""
    from toprung.doors.cli.terminal import say

    say()
    say(f"{title}: {len(found):,}", "bold")
    if found:
        show_them(found)


def _show_largest(verdicts: Verdicts, currency: str) -> None:
    """The accounts by ARR, as many as one cares to read on a terminal."""
    from toprung.doors.cli.showing import show_accounts
    from toprung.doors.cli.terminal import say

    if not verdicts:
        return
    say()
    say("Every account, largest first, and the one next thing that would lift it", "bold")
    show_accounts(sorted(verdicts, key=lambda v: -float(v["arr"] or 0))[:_SHOWN], currency)
    if len(verdicts) > _SHOWN:
        say(f"… and {len(verdicts) - _SHOWN:,} more: --html FILE or --json has them all.")


def _as_verdict(listed: dict[str, Any]) -> dict[str, Any]:
    """A listed account as the tables want it."""
    return listed | {"triage": {"text": listed["triage"]}, "next_step": {"text": listed["next_step"]}}


def _show_sheet(told: dict[str, Any]) -> None:
    from toprung.doors.cli.importing import rows, show_reading
    from toprung.doors.cli.terminal import say
    from toprung.motion.imports.report import ImportReport, RowProblem

    problems = tuple(RowProblem(**problem) for problem in told["problems"])
    report = ImportReport(**{**told, "problems": problems})
    counts = [(report.kept, "used"), (report.rejected, "rejected")]
    part = f", {report.in_part:,} of the used ones in part" if report.in_part else ""
    say(f"{report.file}: {rows(report.read)} read, {', '.join(f'{n:,} {w}' for n, w in counts if n)}{part}.", "bold")
    show_reading(report)
