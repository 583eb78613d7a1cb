"""The commands and what their help says. Importing this imports no Django: help answers at once."""

from __future__ import annotations

from typing import Annotated

import typer

from toprung import __version__
from toprung.doors.cli import (
    accounts,
    answer,
    backup,
    check,
    compare,
    demo,
    doctor,
    erase,
    evaluate,
    export,
    handoff,
    importing,
    init,
    journal,
    key,
    kinds,
    lake,
    library,
    linting,
    matching,
    measure,
    measure_from_usage,
    plan,
    policy,
    portal,
    prospect,
    restore,
    roi,
    serve,
    source,
    upgrade,
    usage,
    user,
    verify,
    workspace,
)

app = typer.Typer(
    name="toprung",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="markdown",
    help=(
        "Outcome-based customer success: has each customer reached the result it was promised, and can that be "
        "proved?\n\n"
        "Begin with one spreadsheet and nothing else: **toprung check SHEET**. To keep a book: **toprung init**, "
        "**toprung import**, **toprung evaluate**, then **toprung accounts** and **toprung measure**. "
        "Data lives in $TOPRUNG_HOME (default ./var)."
    ),
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"toprung {__version__}")
        raise typer.Exit


@app.callback()
def toprung(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and stop.")
    ] = False,
) -> None:
    """Options of the program itself."""


app.command("check", help=check.HELP)(check.check)
app.command("init", help=init.HELP)(init.init)
app.command("import", help=importing.HELP)(importing.import_file)
app.command("kinds", help=kinds.HELP)(kinds.kinds)
app.command("evaluate", help=evaluate.HELP)(evaluate.evaluate)
app.command("accounts", help=accounts.HELP)(accounts.accounts)
app.command("answer", help=answer.HELP)(answer.answer)
app.command("prospect", help=prospect.HELP)(prospect.prospect)
app.command("handoff", help=handoff.HELP)(handoff.handoff)
app.command("measure", help=measure.HELP)(measure.measure)
app.command("measure-from-usage", help=measure_from_usage.HELP)(measure_from_usage.measure_from_usage)
app.command("usage", help=usage.HELP)(usage.usage)
app.command("roi", help=roi.HELP)(roi.roi)
app.command("compare", help=compare.HELP)(compare.compare)
app.command("plan", help=plan.HELP)(plan.plan)
app.command("policy", help=policy.HELP)(policy.policy)
app.command("workspace", help=workspace.HELP)(workspace.workspace)
app.command("lint", help=linting.HELP)(linting.lint)
app.command("library", help=library.HELP)(library.library)
app.command("demo", help=demo.HELP)(demo.demo)
app.command("serve", help=serve.HELP)(serve.serve)
app.command("user", help=user.HELP)(user.user)
app.command("portal", help=portal.HELP)(portal.portal)
app.command("erase", help=erase.HELP)(erase.erase)
app.command("source", help=source.HELP)(source.source)
app.command("matching", help=matching.HELP)(matching.matching)
app.command("key", help=key.HELP)(key.key)
app.command("lake", help=lake.HELP)(lake.lake)
app.command("export", help=export.HELP)(export.export)
app.command("journal", help=journal.HELP)(journal.journal)
app.command("verify", help=verify.HELP)(verify.verify)
app.command("doctor", help=doctor.HELP)(doctor.doctor)
app.command("backup", help=backup.HELP)(backup.backup)
app.command("restore", help=restore.HELP)(restore.restore)
app.command("upgrade", help=upgrade.HELP)(upgrade.upgrade)
