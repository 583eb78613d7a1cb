"""The demo book on file: generated, imported by the real importers, evaluated, and held against its own truth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from toprung.kernel.days import Window, add_months
from toprung.kernel.vocabulary import MemberRole
from toprung.motion.demo.book import Book, build_book
from toprung.motion.demo.truth import AccountTruth, Result
from toprung.motion.demo.wording import OWNERS, SELLERS
from toprung.motion.evaluation.running import evaluate
from toprung.motion.evaluation.standing import standing
from toprung.motion.imports.running import run_import
from toprung.motion.joining import join
from toprung.motion.measures.figures import Figure
from toprung.motion.measures.measuring import keep, measure
from toprung.motion.showcase_plans import write_plans
from toprung.motion.workspaces import found_workspace
from toprung.records.access.models import User
from toprung.records.administration.members import add_member
from toprung.records.tenancy.actors import OPERATOR
from toprung.records.tenancy.models import Workspace

VENDOR = "Ledgerline"
#: the address under which one looks around in the demo
VISITOR = "demo@toprung.example"
#: what hangs on what: accounts before all, people before their words
ORDER = (
    "accounts",
    "stakeholders",
    "contracts",
    "revenue",
    "outcomes",
    "measurements",
    "attestations",
    "touches",
    "events",
)
#: the truth's names for a result beside the doctrine's; where nothing is reached there may be a promise or none
_STATES: dict[Result, set[str | None]] = {
    Result.MEASURED: {"measured"},
    Result.HALF_VALIDATED: {"half_validated"},
    Result.FRESH: {"fresh"},
    Result.STANDING: {"lapsing"},
    Result.DISPUTED: {"disputed"},
    Result.LOST: {"lost"},
    Result.LAPSED: {"lapsed"},
    Result.NONE: {"promised", "proposed", None},
}

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Difference:
    """Where Toprung says something else than is so."""

    about: str
    what: str
    true: str
    said: str


@dataclass(frozen=True, slots=True)
class Showcase:
    """The demo, built and evaluated."""

    workspace: Workspace
    day: date
    folder: Path
    verdicts: list[dict[str, Any]]
    figures: tuple[Figure, ...]
    differences: tuple[Difference, ...]


def build_showcase(folder: Path, accounts: int, seed: int, day: date, now: datetime, tell: Tell) -> Showcase:
    """Generate the book into `folder`, import it into an empty store, evaluate past days and the day."""
    tell(f"Making a book of {accounts:,} accounts (seed {seed}) ...")
    book = build_book(accounts, seed, day)
    book.write(folder)
    workspace = found_workspace(VENDOR, "UTC", "EUR", by=OPERATOR, now=now)
    for kind in ORDER:
        tell(f"Importing {kind} ...")
        report = run_import(workspace, kind, folder / f"{kind}.csv", by=OPERATOR, now=now)
        if report.problem_count:
            tell(f"  {report.problem_count:,} rows of {kind} had problems.")
    workspace.refresh_from_db()
    tell("Writing success plans ...")
    _add_members(workspace, now)
    write_plans(workspace, day, now)
    for past in days_to_evaluate(day):
        tell(f"Evaluating {past} ...")
        evaluate(workspace, past, by=OPERATOR, now=now)
    verdicts, figures = standing(workspace, day), _figures(workspace, book, day)
    for figure in figures:
        keep(workspace, figure, by=OPERATOR, now=now)
    return Showcase(workspace, day, folder, verdicts, figures, tuple(differences(book, verdicts, figures)))


def add_visitor(workspace: Workspace, *, now: datetime) -> User:
    """The user who looks around: admin under the name of one of the owners, so that “mine” is not empty."""
    _, visitor = join(workspace, OWNERS[0], VISITOR, MemberRole.ADMIN, by=OPERATOR, now=now)
    return visitor


def _add_members(workspace: Workspace, now: datetime) -> None:
    """The vendor's other people, so that an account's owner is a member."""
    for names, role in ((OWNERS[1:], MemberRole.CSM), (SELLERS, MemberRole.SALES)):
        for name in names:
            address = f"{name.lower().replace(' ', '.')}@{VENDOR.lower()}.example"
            add_member(workspace, name, address, role, by=OPERATOR, now=now)


def days_to_evaluate(day: date) -> tuple[date, ...]:
    """The days as of which the demo is evaluated, oldest first: for a history, a month's movement, and yesterday's."""
    lately = (day - timedelta(days=back) for back in (31, 8, 1, 0))
    return tuple(sorted({*month_ends(day, 6), *lately}))


def month_ends(day: date, count: int) -> tuple[date, ...]:
    """The last `count` month ends before the day, oldest first."""
    first = day.replace(day=1)
    return tuple(add_months(first, -back) - timedelta(days=1) for back in reversed(range(count)))


def differences(book: Book, verdicts: list[dict[str, Any]], figures: tuple[Figure, ...]) -> list[Difference]:
    """Everything in which the answers differ from the book's truth; none is what is wanted."""
    said = {v["account"]: v for v in verdicts}
    found: list[Difference] = []
    for true in book.truth.accounts:
        if true.account in said:
            found += _account_differences(true, said[true.account])
        else:
            found.append(Difference(true.account, "account", "on the book", "missing"))
    return found + _figure_differences(book, {f.definition.measure: f for f in figures})


def _account_differences(true: AccountTruth, said: dict[str, Any]) -> list[Difference]:
    days = None if true.first_value_on is None else true.first_value_on.isoformat()
    pairs = {
        "rung": (int(true.rung), said["rung"]),
        "gaps": ([int(r) for r in true.gaps], said["gaps"]),
        "lifecycle": (true.lifecycle.value, said["lifecycle"]),
        "named result": (true.named_result, said["named_result"] is not None),
        "first value": (days, said["first_value_on"]),
        "MRR": (true.mrr * 12, Decimal(said["arr"] or 0)),
    }
    found = [Difference(true.account, what, str(t), str(s)) for what, (t, s) in pairs.items() if t != s]
    state = said["results"][0]["state"] if said["results"] else None
    if state not in _STATES[true.result]:
        found.append(Difference(true.account, "result", true.result.value, str(state)))
    return found


def _figures(workspace: Workspace, book: Book, day: date) -> tuple[Figure, ...]:
    """The figures of which the truth knows the answer."""
    truth = book.truth
    clocks = Window(truth.achievement.clock_from, truth.achievement.clock_to)
    year = Window(truth.retention.window_from, truth.retention.window_to)
    ever = Window(min(f.signed_on for f in truth.first_values), day + timedelta(days=1))
    windows = {"oar": clocks, "ttfv": ever, "nrr": year, "grr": year, "logo_retention": year}
    return tuple(measure(workspace, name, w, as_of=day, by=OPERATOR) for name, w in windows.items())


def _figure_differences(book: Book, figures: dict[str, Figure]) -> list[Difference]:
    truth, oar, ttfv = book.truth, figures["oar"], figures["ttfv"]
    pairs: dict[str, tuple[Any, Any]] = {
        "OAR accounts": (truth.achievement.accounts, int(oar.denominator)),
        "OAR measured": (truth.achievement.measured, int(oar.parts["measured"]["numerator"])),
        "OAR validated": (truth.achievement.validated, int(oar.parts["validated"]["numerator"])),
        "TTFV": (
            sorted((f.account, f.days, f.reached) for f in truth.first_values),
            sorted((r.account, r.details["days"], r.details["reached"]) for r in ttfv.rows),
        ),
        "NRR": (_rounded(truth.retention.nrr), _rounded(figures["nrr"].value)),
        "GRR": (_rounded(truth.retention.grr), _rounded(figures["grr"].value)),
        "logo retention": (_rounded(truth.retention.logo_retention), _rounded(figures["logo_retention"].value)),
    }
    return [Difference("the book", what, str(t), str(s)) for what, (t, s) in pairs.items() if t != s]


def _rounded(value: Any) -> str:
    return "no base" if value is None else f"{value:.9f}"
