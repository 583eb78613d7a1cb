"""Putting on file what usage measurements give: new values, corrections, and nothing where nothing changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from toprung.kernel.batching import batches
from toprung.kernel.days import ZONES_APART
from toprung.kernel.vocabulary import MeasurementSource
from toprung.motion.measuring.reading import Asked, Told, read
from toprung.records.journal.upsert import Problem
from toprung.records.outcomes import queries
from toprung.records.outcomes.actions import record_measurements, withdraw_measurements
from toprung.records.outcomes.drafts import MeasurementDraft
from toprung.records.outcomes.models import Measurement, UsageMeasurement
from toprung.records.outcomes.onfile import outcomes_on_file
from toprung.records.outcomes.reading_usage import definition_of
from toprung.records.tenancy.actors import SYSTEM
from toprung.records.tenancy.models import Workspace

#: definitions read in one pass, and values written in one transaction, so that nobody waits long
AT_A_TIME = 200

#: by day: the value that stands and where it came from
Standing = Mapping[date, tuple[Decimal | None, str]]


@dataclass(frozen=True, slots=True)
class Change:
    """What is to become of an outcome's values: `new` and corrected ones by day, and days that say nothing now."""

    new: Mapping[date, Decimal]
    withdrawn: tuple[date, ...]


@dataclass(slots=True)
class Recorded:
    """What came of it. `problems`: values that could not be kept, each with its reason."""

    definitions: int = 0
    recorded: int = 0
    withdrawn: int = 0
    problems: list[Problem] = field(default_factory=list)
    accounts: set[str] = field(default_factory=set)


def measure_due(workspace: Workspace, accounts: Collection[str] | None, now: datetime) -> Recorded:
    """Read every usage measurement of those accounts (all where None) and put on file what has changed.

    Late events correct the values of their days, which supersede and are kept. Twice over the same events writes
    nothing the second time. Without definitions: one query.
    """
    done = Recorded()
    held = list(queries.usage_measurements(workspace, accounts))
    for some in batches(held, AT_A_TIME):
        _measure(workspace, some, now, done)
    return done


def change_of(asked: Asked, told: Told, standing: Standing, today: date) -> Change:
    """How the values on file are to change so that they say what usage tells.

    What a person or another system has given for a day stands. Today's value, once it meets the target, is left until
    the day is over: it would else be corrected with every event.
    """
    wanted = {value.day: value.value for value in told.values}
    new = {}
    for day, value in wanted.items():
        on_file, source = standing.get(day, (None, MeasurementSource.USAGE.value))
        settled = day == today and on_file is not None and asked.met(on_file)
        if source == MeasurementSource.USAGE and on_file != value and not settled:
            new[day] = value
    stale = (
        day
        for day, (_, source) in standing.items()
        if source == MeasurementSource.USAGE and _tells_of(asked, told, day) and day not in wanted
    )
    return Change(new, tuple(sorted(stale)))


def _tells_of(asked: Asked, told: Told, day: date) -> bool:
    """Days before its first are not usage's to withdraw, unless the first event lay there in an earlier time zone."""
    if told.since is None:
        return False
    return day >= max(told.since - ZONES_APART, asked.account.go_live_on or date.min)


def standing_of(workspace: Workspace, outcomes: Collection[int]) -> Mapping[int, Standing]:
    """The values that stand, by outcome and day. One query."""
    found: dict[int, dict[date, tuple[Decimal | None, str]]] = {outcome: {} for outcome in outcomes}
    rows = Measurement.objects.filter(outcome__account__workspace=workspace, outcome__in=outcomes, superseded_at=None)
    for outcome, day, value, source in rows.values_list("outcome_id", "occurred_on", "value", "source"):
        found[outcome][day] = (value, source)
    return found


def _measure(workspace: Workspace, held: Sequence[UsageMeasurement], now: datetime, done: Recorded) -> None:
    today = workspace.day_of(now)
    on_file = outcomes_on_file({item.outcome.account_id: item.outcome.account for item in held}.values())
    asked = [
        Asked(item.outcome.account, on_file[item.outcome.account.external_id, item.outcome.external_id].version, told)
        for item, told in ((item, definition_of(item)) for item in held)
    ]
    standing = standing_of(workspace, [item.outcome_id for item in held])
    done.definitions += len(held)
    for item, question, told in zip(held, asked, read(workspace, asked, today), strict=True):
        change = change_of(question, told, standing[item.outcome_id], today)
        if change.new or change.withdrawn:
            _write(workspace, item, change, now, done)


def _write(workspace: Workspace, held: UsageMeasurement, change: Change, now: datetime, done: Recorded) -> None:
    outcome = held.outcome
    account = outcome.account.external_id
    done.accounts.add(account)
    done.withdrawn += withdraw_measurements(outcome, change.withdrawn, MeasurementSource.USAGE, by=SYSTEM, now=now)
    drafts = [
        MeasurementDraft(account, outcome.external_id, day, value, MeasurementSource.USAGE)
        for day, value in sorted(change.new.items())
    ]
    for some in batches(drafts, AT_A_TIME):
        for result in record_measurements(workspace, some, by=SYSTEM, now=now):
            done.recorded += result.problem is None
            done.problems += [result.problem] if result.problem else []
