"""What a caller hands to the bulk actions: one frozen draft per row, page form or API object.

A None leaves what is on file alone: a blank cell never erases. To empty a text, give ""; what a form takes out on
purpose, a day or a number as well, it names in `clear`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toprung.kernel.vocabulary import (
    Category,
    Direction,
    Grade,
    MeasurementSource,
    OutcomeKind,
    Said,
    ValuePeriod,
)


@dataclass(frozen=True, slots=True)
class OutcomeDraft:
    """A promise, or a change of one. `baseline` and `target` are numbers, or texts where they name states.

    `primary` and `first_value`: True takes the mark from the account's other outcome, False gives it up.
    """

    account: str
    outcome: str
    statement: str | None = None
    kind: OutcomeKind | None = None
    metric: str | None = None
    unit: str | None = None
    direction: Direction | None = None
    baseline: Decimal | str | None = None
    target: Decimal | str | None = None
    state_before: str | None = None
    state_after: str | None = None
    due_on: date | None = None
    due_days: int | None = None
    category: Category | None = None
    value_per_unit: Decimal | None = None
    value_period: ValuePeriod | None = None
    mechanism: str | None = None
    features: tuple[str, ...] | None = None
    owner: str | None = None
    validator: str | None = None
    agreed_on: date | None = None
    agreed_by: str | None = None
    agreement: str | None = None
    promised_by: str | None = None
    promised_on: date | None = None
    customer_confirmed: bool | None = None
    primary: bool | None = None
    first_value: bool | None = None
    covers: tuple[str, ...] | None = None
    #: key of a template of the library
    template: str | None = None
    #: fields of the promise to take out
    clear: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MeasurementDraft:
    """A dated value of an outcome: a number, or a text that names the state of a status outcome.

    `written_on` is the day the source wrote it down, where it says so.
    """

    account: str
    outcome: str
    occurred_on: date
    value: Decimal | str
    source: MeasurementSource = MeasurementSource.CUSTOMER
    written_on: date | None = None


@dataclass(frozen=True, slots=True)
class AttestationDraft:
    """A stakeholder's word, as a member, a file or a call reports it. `stakeholder` is a name or an e-mail address."""

    account: str
    outcome: str
    stakeholder: str
    said: Said
    occurred_on: date
    value: Decimal | None = None
    words: str = ""
    how: str = ""
    grade: Grade = Grade.REPORTED
    written_on: date | None = None


@dataclass(frozen=True, slots=True)
class ClaimDraft:
    """A member's claim that the result is there, and where the customer can see it. Blank `claimed_on`: today."""

    account: str
    outcome: str
    claimed_on: date | None = None
    statement: str = ""
    value: Decimal | None = None
    opened_by: str = ""
    opened_on: date | None = None
    document: str = ""
