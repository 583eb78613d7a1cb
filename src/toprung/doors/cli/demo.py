"""`toprung demo`: a believable book, imported and evaluated, with a tour of what Toprung says of it."""

from __future__ import annotations

import os
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from toprung.doors.cli.options import AsOf, day_or
from toprung.doors.cli.serve import Port
from toprung.kernel.errors import Refused

if TYPE_CHECKING:
    from toprung.motion.showcase import Showcase

HELP = """Build a believable vendor's book, import it, evaluate it, print a tour, and serve it with a log-in link.

The book lives in a home of its own, $TOPRUNG_HOME/demo, and is built anew each time. The same seed, size and day give
the same book; with --as-of the served clock begins on that day. What is true of each account is known by construction;
the tour ends by saying where Toprung differs.

Example: **toprung demo --accounts 500 --seed 11**
"""

#: tells a demo's home from one that holds somebody's data
_MARK = "this-is-a-demo"
_SHOWN = 6
_HOST = "127.0.0.1"


def demo(
    accounts: Annotated[int, typer.Option("--accounts", metavar="N", min=1, help="How many accounts.")] = 120,
    seed: Annotated[int, typer.Option("--seed", metavar="S", help="Another seed, another book.")] = 7,
    as_of: AsOf = None,
    port: Port = 8000,
    no_serve: Annotated[bool, typer.Option("--no-serve", help="End after the tour.")] = False,
) -> None:
    """Build, evaluate, tour, serve."""
    from toprung.doors.cli.booting import now, set_up

    home = _home()
    os.environ.update(TOPRUNG_HOME=str(home), DATABASE_URL="", TOPRUNG_LAKE="")
    set_up()
    moment = _moment(as_of, now())
    _require_empty(home)
    if not no_serve:
        _require_servable(port)
    _empty(home)
    built = _built(home, accounts, seed, moment)
    _tour(built, home)
    if not no_serve:
        _serve(built, port, moment)


def _moment(as_of: str | None, real: datetime) -> datetime:
    """When the demo plays: now, or at this time of the day asked for. Raises BadInput for a day still to come."""
    return datetime.combine(day_or(as_of, real.date()), real.timetz())


def _built(home: Path, accounts: int, seed: int, moment: datetime) -> Showcase:
    from toprung.doors.cli.terminal import stderr
    from toprung.motion.enacting import enact
    from toprung.motion.schema import bring_up_to_date
    from toprung.motion.showcase import build_showcase

    bring_up_to_date()
    tell = lambda sentence: stderr.print(sentence, style="dim", markup=False)  # noqa: E731
    built = build_showcase(home / "book", accounts, seed, moment.date(), moment, tell)
    stderr.print("Handing accounts over ...", style="dim")
    enact(built.workspace, moment)
    return built


def _require_servable(port: int) -> None:
    """Raise Refused before the work, not after it, where the book could not be served."""
    from toprung.doors.serving.__main__ import reserve, why_not
    from toprung.doors.serving.preparing import require_front_end

    require_front_end()
    try:
        reserve(_HOST, port).close()
    except OSError as error:
        raise Refused(why_not(_HOST, port, error)) from error


def _serve(built: Showcase, port: int, moment: datetime) -> None:
    """Let the visitor in, and become the supervisor, whose clock goes on from the moment of the demo."""
    from toprung.doors.cli.terminal import say, say_whole
    from toprung.doors.entry import operators_link
    from toprung.doors.serving.preparing import become_supervisor, prepare
    from toprung.motion.showcase import add_visitor

    visitor = add_visitor(built.workspace, now=moment)
    link = operators_link(visitor, moment, origin=f"http://{_HOST}:{port}")
    prepare()
    os.environ["TOPRUNG_CLOCK"] = f"{(moment - datetime.now(UTC)).total_seconds():+f}"
    say()
    say("Open this to look around on screen; the link lets in once, within a day:", "bold")
    say_whole(f"  {link}")
    become_supervisor(_HOST, port, workers=2)


def _home() -> Path:
    return Path(os.environ.get("TOPRUNG_HOME") or "var").absolute() / "demo"


def _require_empty(home: Path) -> None:
    """Raise Refused where something else stands there."""
    if home.exists() and any(home.iterdir()) and not (home / _MARK).exists():
        raise Refused(f"{home} holds something that is no demo: move it away, or set TOPRUNG_HOME.")


def _empty(home: Path) -> None:
    from toprung.motion.home import home_alone

    # One that is being served, or restored, is not taken away from under it.
    with home_alone():
        shutil.rmtree(home)
        home.mkdir(mode=0o700)
        (home / _MARK).touch()


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
    say("These count every clock of the book since it began; Home and Measures count those of the last 12 months.")
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
