"""A usage measurement's definition: what is read from the account's events, over which time, and in which unit."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any

from toprung.kernel.canon import decimal_text
from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import MeasuredPer, OutcomeKind, UsageKind
from toprung.records.book.models import Account
from toprung.records.outcomes.models import OutcomeVersion, UsageMeasurement

#: what may stand above and below a ratio's line
PARTS_OF_RATIO = (UsageKind.EVENTS, UsageKind.USERS, UsageKind.SUM)
MOST_NAMES, LONGEST_NAME = 50, 200
_TIMES_FROM, _TIMES_TO = Decimal("0.000001"), Decimal(1_000_000)
#: engines write a key of JSON into a path of their own, where these would end it
_KEY = re.compile(r"[^\"'\\\[\]*?\x00-\x1f]{1,200}")


@dataclass(frozen=True, slots=True)
class UsageDefinition:
    """What an outcome's value is read from.

    `kind` says what is made of the events named in `events`: their number, their different users, the sum of their
    `property_name`, or a ratio. A ratio divides `counted` of `events` by `counted` of `divided_by`, where no names mean
    every qualifying event. The value is multiplied by `times`: 100 makes a ratio a percentage.
    """

    kind: UsageKind
    events: tuple[str, ...]
    per: MeasuredPer
    property_name: str = ""
    counted: UsageKind = UsageKind.EVENTS
    divided_by: tuple[str, ...] = ()
    divided_name: str = ""
    times: Decimal = Decimal(1)

    def __post_init__(self) -> None:
        """Raises BadInput for what cannot be read."""
        _check_names(self.events, self.divided_by)
        if self.counted not in PARTS_OF_RATIO:
            raise BadInput("A ratio divides events, users or sums: choose one of them.")
        if self.is_sum and not _KEY.fullmatch(self.property_name):
            raise BadInput("Name the property whose numbers are added up, without quotes, brackets, * or ?.")
        if self.is_sum and self.divided_name and not _KEY.fullmatch(self.divided_name):
            raise BadInput("Name the property below the line without quotes, brackets, * or ?.")
        if not (self.times.is_finite() and _TIMES_FROM <= self.times <= _TIMES_TO):
            raise BadInput(f"The value is multiplied by 0.000001 to 1,000,000, not by {self.times}.")

    @property
    def is_ratio(self) -> bool:
        return self.kind is UsageKind.RATIO

    @property
    def what(self) -> UsageKind:
        """What is counted of the events named: events, users or a sum; above and below the line of a ratio alike."""
        return self.counted if self.is_ratio else self.kind

    @property
    def is_sum(self) -> bool:
        return self.what is UsageKind.SUM

    @property
    def words(self) -> str:
        """The definition as a person reads it."""
        told = _part_told(self.what, self.events, self.property_name)
        if self.is_ratio:
            told += f" divided by {_part_told(self.what, self.divided_by, self.divided_name or self.property_name)}"
        if self.times != 1:
            told += f", times {decimal_text(self.times)}"
        return f"{told}, {_PER[self.per]}"

    def as_fields(self) -> dict[str, Any]:
        """Field -> value as the journal and a program's answer tell them."""
        told: dict[str, Any] = {name: _plain(value) for name, value in asdict(self).items()}
        return told


def definition_of(held: UsageMeasurement) -> UsageDefinition:
    """The definition as on file."""
    return UsageDefinition(
        kind=UsageKind(held.kind),
        events=tuple(held.events),
        per=MeasuredPer(held.per),
        property_name=held.property_name,
        counted=UsageKind(held.counted),
        divided_by=tuple(held.divided_by),
        divided_name=held.divided_name,
        times=held.times,
    )


def require_measurable(account: Account, terms: OutcomeVersion, definition: UsageDefinition) -> None:
    """Raise BadInput where the outcome has no number, or its account no day, that the definition needs."""
    if terms.kind == OutcomeKind.STATUS:
        raise BadInput(
            f"“{terms.statement[:80]}” is a status: usage gives numbers. Make it numeric, or record its state."
        )
    if definition.per is MeasuredPer.SINCE_GO_LIVE and account.go_live_on is None:
        raise BadInput(f"{account.name} has no go-live on file: enter it first, or measure per week or month.")


def _check_names(events: tuple[str, ...], divided_by: tuple[str, ...]) -> None:
    if not events:
        raise BadInput("Name at least one event that the value is read from.")
    for names in (events, divided_by):
        if len(names) > MOST_NAMES:
            raise BadInput(f"{len(names)} events are named: {MOST_NAMES} are the most.")
        if any(not name.strip() or len(name) > LONGEST_NAME for name in names):
            raise BadInput(f"An event's name has 1 to {LONGEST_NAME} characters.")


_PER = {
    MeasuredPer.WEEK: "per week",
    MeasuredPer.MONTH: "per month",
    MeasuredPer.SINCE_GO_LIVE: "since go-live",
}


def _part_told(what: UsageKind, names: Iterable[str], key: str) -> str:
    of = " or ".join(f"“{name}”" for name in names) or "any event"
    if what is UsageKind.SUM:
        return f"sum of “{key}” of {of}"
    return f"{'different users' if what is UsageKind.USERS else 'number'} of {of}"


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return decimal_text(value)
    return list(value) if isinstance(value, tuple) else str(value)
