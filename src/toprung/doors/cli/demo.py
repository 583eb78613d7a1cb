"""`toprung demo`: a believable book, imported and evaluated, with a tour of what Toprung says of it."""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toprung.doors.cli.options import AsOf, day_or
from toprung.kernel.errors import Refused

if TYPE_CHECKING:
    from toprung.motion.showcase import Showcase

HELP = """Build a believable vendor's book, import it, evaluate it, and print a tour.

The book lives in a home of its own, $TOPRUNG_HOME/demo, and is built anew each time. The same seed, size and day give
the same book. What is true of each account is known by construction; the tour ends by saying where Toprung differs.

Example: **toprung demo --accounts 500 --seed 11**
"""

#: tells a demo's home from one that holds somebody's data
_MARK = "this-is-a-demo"
_SHOWN = 6


def demo(
    accounts: Annotated[int, typer.Option("--accounts", metavar="N", min=1, help="How many accounts.")] = 120,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Another seed, another book.")] = 7,
    as_of: AsOf = None,
) -> None:
    """Build, evaluate, tour."""
    from toprung.doors.cli.booting import now, set_up
    from toprung.doors.cli.terminal import stderr

    moment = now()
    day = day_or(as_of, moment.date())
    home = _empty_home()
    os.environ.update(TOPRUNG_HOME=str(home), DATABASE_URL="", TOPRUNG_LAKE="")
    set_up()
    from django.core.management import call_command

    from toprung.motion.showcase import build_showcase

    call_command("migrate", verbosity=0, interactive=False)
    tell = lambda sentence: stderr.print(sentence, style="dim", markup=False)  # noqa: E731
    _tour(build_showcase(home / "book", accounts, seed, day, moment, tell), home)


def _empty_home() -> Path:
    """The demo's own home, emptied. Raises Refused where something else stands there."""
    home = Path(os.environ.get("TOPRUNG_HOME") or "var").absolute() / "demo"
    if home.exists() and any(home.iterdir()) and not (home / _MARK).exists():
        raise Refused(f"{home} holds something that is no demo: move it away, or set TOPRUNG_HOME.")
    if home.exists():
        shutil.rmtree(home)
    home.mkdir(parents=True)
    (home / _MARK).touch()
    return home


def _tour(built: Showcase, home: Path) -> None:
    from toprung.doors.cli import showing
    from toprung.doors.cli.figures import show_figures
    from toprung.doors.cli.terminal import say
    from toprung.motion.evaluation.summary import steps_of

    steps = steps_of(built.verdicts)
    say(f"{built.workspace.name}: {len(built.verdicts):,} accounts as of {built.day}", "bold")
    say("Where every customer stands, and the yearly revenue (EUR) on each rung:")
    showing.show_ladder(steps.accounts, {rung: showing.money(amount) for rung, amount in steps.arr.items()})
    say(f"Beside them {steps.elsewhere['former']:,} former customers and {steps.elsewhere['prospect']:,} prospects.")
    _tour_hollow(built)
    _tour_triage(built)
    _tour_checks(built)
    show_figures([figure.as_json(accounts=False) for figure in built.figures])
    _tour_truth(built)
    _tour_on(built, home)


def _tour_on(built: Showcase, home: Path) -> None:
    from toprung.doors.cli.terminal import say, say_whole

    window = built.figures[0].definition.window
    say()
    say("Look around:", "bold")
    measure = f"measure oar --from {window.start} --to {window.end} --by segment"
    for command in ("accounts", "accounts --triage", measure):
        say_whole(f"  TOPRUNG_HOME={_shown(home)} {_program()} {command}")
    say_whole(f"  The rows it was made from, with the truth: {_shown(built.folder)}")


def _tour_hollow(built: Showcase) -> None:
    from toprung.doors.cli.terminal import say

    hollow = [v for v in built.verdicts if v["hollow"]]
    say()
    say(f"{len(hollow)} stand on a hollow rung: a result, and nothing under it.", "bold")
    for verdict in hollow[:_SHOWN]:
        say(f"  {verdict['name']} ({verdict['segment']}): {verdict['next_step']['text']}")


def _tour_triage(built: Showcase) -> None:
    from toprung.doors.cli import showing
    from toprung.doors.cli.terminal import say

    triage = _largest([v for v in built.verdicts if v["triage"]])
    say()
    say(f"{len(triage)} live customers have no named result. The largest:", "bold")
    showing.show_triage(triage[:_SHOWN], built.workspace.currency)


def _tour_checks(built: Showcase) -> None:
    from toprung.doors.cli import showing
    from toprung.doors.cli.terminal import say

    due = sorted((v for v in built.verdicts if v["check"]["is_due"]), key=lambda v: v["check"]["staged_on"] or "")
    say()
    say(f"{len(due)} result checks are owed an answer. The next:", "bold")
    showing.show_checks(due[:_SHOWN])


def _tour_truth(built: Showcase) -> None:
    from toprung.doors.cli.terminal import say

    say()
    if not built.differences:
        say("Held against the truth the book was made with: no difference, account by account and figure by figure.")
        return
    say(f"Held against the truth the book was made with: {len(built.differences)} differences.", "bold")
    for d in built.differences[:_SHOWN]:
        say(f"  {d.about}, {d.what}: true is {d.true}, said was {d.said}")


def _largest(verdicts: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(verdicts, key=lambda v: -float(v["arr"] or 0))


def _shown(path: Path) -> str:
    """The path from here, where it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _program() -> str:
    """How the program is called from here: by its name where the shell would find it, else by its path."""
    called = Path(sys.argv[0]).absolute()
    found = shutil.which("toprung")
    return "toprung" if found and Path(found).absolute() == called else _shown(called)
