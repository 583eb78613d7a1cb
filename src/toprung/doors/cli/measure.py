"""`toprung measure`: one figure with its definition and the accounts behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from toprung.doctrine.definitions import MEASURES, Option
from toprung.doors.cli.options import AsOf, Json, Workspace, pairs
from toprung.kernel.days import Window, parse_day

if TYPE_CHECKING:
    from toprung.records.tenancy.models import Workspace as TheWorkspace

_HELP = """Compute a measure: nrr, grr, logo_retention, oar, ttfv or promise_kept.

nrr, grr and logo_retention look at accounts paying at FROM and at the movements after FROM up to and including TO.
oar and ttfv take accounts whose clock started on or after FROM and before TO. An empty base gives “no base”. The figure
is kept; “toprung compare” sets two of them side by side if their definitions allow it.

Examples: **toprung measure nrr --from 2025-01-01 --to 2026-01-01 --set basis=arr**,
**toprung measure oar --from 2025-01-01 --to 2026-01-01 --by segment**
"""


def _choices(option: Option) -> str:
    """An option's choices, or what it takes."""
    return "|".join(option.choices) or f"({option.means})"


HELP = (
    _HELP
    + "\n\nOptions that --set pins:\n\n"
    + "\n\n".join(
        f"- {m.name}: " + "; ".join(f"**{o.name}** {_choices(o)}" for o in m.options) for m in MEASURES.values()
    )
)

_NUMBERS = ("value", "numerator", "denominator")


def measure(
    name: Annotated[str, typer.Argument(metavar="NAME", help="nrr, grr, logo_retention, oar, ttfv or promise_kept.")],
    start: Annotated[str, typer.Option("--from", metavar="DAY", help="Start of the window (YYYY-MM-DD).")],
    end: Annotated[str, typer.Option("--to", metavar="DAY", help="End of the window.")],
    as_of: AsOf = None,
    segment: Annotated[str | None, typer.Option("--segment", metavar="NAME", help="Only this segment.")] = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="segment|owner|cohort|...",
            help="One figure per group beside it; promise_kept: seller, category, template too.",
        ),
    ] = None,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="OPTION=VALUE ...", help="Pin options of the definition; may be repeated."),
    ] = None,
    more: Annotated[
        list[str] | None, typer.Argument(metavar="[OPTION=VALUE ...]", help="Further ones, after --set.")
    ] = None,
    sql: Annotated[bool, typer.Option("--sql", help="Print the query that makes the figure.")] = False,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Compute, keep and print the figure."""
    from toprung.doors.cli.terminal import print_json, say, stdout

    # People write it as they say it: promise-kept.
    name = name.replace("-", "_")
    if sql:
        stdout.print(_query(name), markup=False, soft_wrap=True)
        return
    from toprung.doors.cli.booting import begin

    window, settings = Window(parse_day(start), parse_day(end)), pairs([*(set_ or []), *(more or [])])
    session = begin(workspace)
    from toprung.motion.measures import measuring
    from toprung.records.tenancy.actors import OPERATOR

    figure = measuring.measure(
        session.workspace,
        name,
        window,
        as_of=session.day(as_of),
        by=OPERATOR,
        segment=segment,
        group_by=measuring.grouping(by) if by else None,
        settings=settings,
    )
    kept = measuring.keep(session.workspace, figure, by=OPERATOR, now=session.now)
    if json:
        print_json(figure.as_json())
        return
    from toprung.doors.cli.figures import show_figure, value_text
    from toprung.doors.cli.terminal import table

    told = figure.as_json()
    show_figure(told)
    if figure.groups:
        says = _says(session.workspace) if by == measuring.By.TEMPLATE else {}
        rows = [
            (_named(g["group"], says), value_text(g), f"{g['numerator']:,}", f"{g['denominator']:,}")
            for g in told["groups"]
        ]
        table((by or "", *_NUMBERS), rows, _NUMBERS, flowing=(measuring.By.TEMPLATE,))
    say(f"  Kept as figure {kept.pk}; --json lists the {len(figure.rows):,} accounts behind it.", "dim")


def _says(workspace: TheWorkspace) -> dict[str, str]:
    """What the templates say, by key."""
    from toprung.records.outcomes.templates import statements

    return statements(workspace)


def _named(group: str, says: dict[str, str]) -> str:
    return f"{group}: {says[group]}" if group in says else group


def _query(name: str) -> str:
    from toprung.motion.measures.queries import query_of

    return query_of(name)
