"""What is kept of each account beside its state, of the evidence that its evaluation hands on: results and returns."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime

from toprung import __version__
from toprung.doctrine.evidence import Evidence
from toprung.doctrine.verdict import Verdict
from toprung.kernel.collecting import cycles_left_alone
from toprung.motion.evaluation.gathering import gather
from toprung.motion.evaluation.running import Also, usage_on
from toprung.motion.results.keeping import keeper as results_keeper
from toprung.motion.roi.keeping import keeper as returns_keeper
from toprung.motion.roi.keeping import reach, reached
from toprung.records.book.queries import accounts_named
from toprung.records.journal.queries import latest_entry
from toprung.records.tenancy.models import Workspace

#: the accounts that the entries between two positions of the journal name; None where one may concern every account
Named = Callable[[Workspace, int, int], set[str] | None]


def keeper(workspace: Workspace, as_of: date) -> Also:
    """Keeps the results and returns of the accounts that evidence is of."""
    results, returns = results_keeper(workspace, as_of), returns_keeper(workspace, as_of)

    def keep(evidence: Sequence[Evidence], verdicts: Mapping[str, Verdict]) -> None:
        results(evidence, verdicts)
        returns(evidence)

    return keep


def keep_beside(workspace: Workspace, as_of: date, accounts: Collection[str] | None = None) -> None:
    """Work out results and returns of these accounts (all where None) as of the day, and keep them."""
    keep, names = keeper(workspace, as_of), None if accounts is None else sorted(accounts)
    with cycles_left_alone():
        for chunk in gather(workspace, as_of, names, usage_on(workspace, as_of)):
            keep(chunk, {})


def bring_beside_up_to_date(workspace: Workspace, today: date, now: datetime, named_between: Named) -> None:
    """Work out what an evaluation has not handed on, as that of the command line does not: every account on a new
    day, else those that the journal names. With nothing new it is two queries.
    """
    position, kept = latest_entry(workspace), reached(workspace)
    if kept is not None and kept.as_of > today:
        return
    since = kept.journal if kept is not None and (kept.as_of, kept.version) == (today, __version__) else None
    if since == position:
        return
    named = None if since is None else named_between(workspace, since, position)
    if named is None or named:
        keep_beside(workspace, today, None if named is None else accounts_named(workspace, named))
    reach(workspace, today, position, now)
