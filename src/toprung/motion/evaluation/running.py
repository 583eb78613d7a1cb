"""Evaluating a book as of a day: gather, judge, keep what changed (DOMAIN section 12).

The same day twice over the same facts gives the same bytes; an earlier day never changes today's standing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction

from toprung import __version__
from toprung.doctrine.evidence import Evidence
from toprung.doctrine.verdict import Verdict
from toprung.kernel.collecting import cycles_left_alone
from toprung.kernel.errors import BadInput
from toprung.motion import stores
from toprung.motion.evaluation.gathering import gather
from toprung.motion.evaluation.judging import Judged, inputs_of, judged
from toprung.motion.evaluation.keeping import counted_on_file, keep, move_on
from toprung.motion.evaluation.models import Evaluation
from toprung.motion.evaluation.position import Position, reach
from toprung.motion.evaluation.tally import Counted, Tally
from toprung.motion.evaluation.usage_facts import NO_USAGE, UsageFacts
from toprung.records.book import queries
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require

Progress = Callable[[int], None]
#: what else is made of the evidence while it is there: called with each chunk of it, and with the verdicts, by account,
#: on those that were judged anew
Also = Callable[[Sequence[Evidence], Mapping[str, Verdict]], object]


def judged_accounts(workspace: Workspace, as_of: date, accounts: Sequence[str] | None = None) -> Iterator[list[Judged]]:
    """Every account judged as of the day, in chunks, in order of external id. Writes nothing."""
    for chunk in gather(workspace, as_of, accounts, usage_on(workspace, as_of)):
        yield [judged(evidence) for evidence in chunk]


def usage_on(workspace: Workspace, as_of: date) -> UsageFacts:
    """The workspace's usage as of the day; nothing where no feed had brought anything by then."""
    fed_since = stores.fed_since(workspace, as_of)
    if fed_since is None:
        return NO_USAGE
    return UsageFacts.connected(
        stores.usage(), stores.lake_key(workspace), as_of, stores.exclusions(workspace), fed_since
    )


def evaluate(
    workspace: Workspace,
    as_of: date,
    *,
    by: Actor,
    now: datetime,
    accounts: Sequence[str] | None = None,
    progress: Progress | None = None,
    also: Also | None = None,
) -> Tally:
    """Judge the accounts (all where None) as of the day, keep their states and history; note a run over all of them.

    States move forward only: evaluating an earlier day leaves today's standing and its history alone. Raises BadInput
    for a day still to come, NotAllowed, and NotFound for an account that is not on file.
    """
    require(by, Verb.EVALUATE, workspace)
    if as_of > workspace.day_of(now):
        raise BadInput(f"{as_of} is still to come in {workspace.timezone}: what is true by then is not known yet.")
    if accounts is not None:
        known = queries.accounts_named(workspace, accounts)
        for name in set(accounts) - set(known):
            queries.account(workspace, name)
    # Read before the facts are: whatever comes in while they are read is news to this run.
    position, tally = Position.of(workspace), Tally(as_of)
    with cycles_left_alone():
        for chunk in gather(workspace, as_of, accounts, usage_on(workspace, as_of)):
            news, same = _judged_anew(workspace, as_of, chunk)
            counted = same | {account.verdict.account: Counted.of(account) for account in news}
            for evidence in chunk:
                tally.count(counted[evidence.account])
            tally.changed += keep(workspace, as_of, news, position.journal)
            move_on(workspace, as_of, same, position.journal)
            if also:
                also(chunk, {account.verdict.account: account.verdict for account in news})
            if progress:
                progress(tally.accounts)
    if accounts is None:
        _note(workspace, tally, position, now)
    return tally


def _judged_anew(
    workspace: Workspace, as_of: date, chunk: Sequence[Evidence]
) -> tuple[list[Judged], dict[str, Counted]]:
    """Those accounts judged whose facts are others than those that their state was made of; and what the rest stand at.

    Judging is pure: equal evidence on one day gives the verdict that is on file.
    """
    inputs = {evidence.account: inputs_of(evidence) for evidence in chunk}
    same = {
        account: counted
        for account, counted in counted_on_file(workspace, as_of, list(inputs)).items()
        if counted.inputs_fingerprint == inputs[account] and counted.verdict_fingerprint
    }
    return [judged(e, inputs[e.account]) for e in chunk if e.account not in same], same


def _note(workspace: Workspace, tally: Tally, position: Position, now: datetime) -> None:
    with transaction.atomic():
        Evaluation.objects.create(
            workspace=workspace,
            as_of=tally.as_of,
            accounts=tally.accounts,
            inputs_fingerprint=tally.inputs_fingerprint,
            verdicts_fingerprint=tally.verdicts_fingerprint,
            journal_position=position.journal,
            lake_version=position.lake,
            version=__version__,
            summary=tally.summary(),
            at=now,
        )
        reach(workspace, tally.as_of, position, now)
