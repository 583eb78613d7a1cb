"""What callers hand to the book's bulk actions: one frozen draft for one row of a file, a form or an API call.

`account` is the account's external id. None leaves what is on file alone, so a blank cell never erases anything; an
empty text erases a text. What a form takes out on purpose, a day or a number as well, it names in `clear`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toprung.kernel.vocabulary import MovementKind, StakeholderRole, TouchKind, TouchPurpose


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """One customer. A `segment` without `segment_from` counts from today, or from the beginning if it is the first.

    The earliest day there is (`date.min`) as `segment_from` is the beginning.
    """

    account: str
    name: str | None = None
    segment: str | None = None
    segment_from: date | None = None
    tier: str | None = None
    owner: str | None = None
    seats: int | None = None
    industry: str | None = None
    currency: str | None = None
    #: external id of the account it belongs to; "" for none
    parent: str | None = None
    seller: str | None = None
    signature_expected_on: date | None = None
    go_live_on: date | None = None
    stated_arr: Decimal | None = None
    #: policy settings of this account alone, as a person types them
    rhythm: str | None = None
    off_season: str | None = None
    #: of seats, signature_expected_on and go_live_on: what to take out
    clear: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ProspectDraft:
    """An account before its signature, as a seller knows it; `segment` is one of the workspace's."""

    account: str
    name: str | None = None
    segment: str | None = None
    seller: str | None = None
    signature_expected_on: date | None = None
    #: of signature_expected_on: what to take out
    clear: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class StakeholderDraft:
    """A customer's person, told apart by name within the account, letters' case aside."""

    account: str
    name: str
    email: str | None = None
    role: StakeholderRole | None = None
    joined_on: date | None = None
    left_on: date | None = None
    #: name of a person of the same account; "" for nobody
    reports_to: str | None = None
    #: of email, role, joined_on and left_on: what to take out
    clear: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ContractDraft:
    """One contract, by its external id within the account. A sheet knows only when it ends."""

    account: str
    contract: str
    signed_on: date | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    notice_days: int | None = None
    auto_renew: bool | None = None
    cancelled_on: date | None = None
    price: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SubscriptionDraft:
    """An interval [started_on, ended_on) of recurring revenue, `mrr` a month.

    `ordinal` tells apart equal (account, product, started_on) of one source: 0 for the first, then 1, 2, ...
    """

    account: str
    started_on: date
    mrr: Decimal
    product: str | None = None
    ended_on: date | None = None
    currency: str | None = None
    ordinal: int = 0


@dataclass(frozen=True, slots=True)
class MovementDraft:
    """A dated change of recurring monthly revenue. `ordinal` tells apart equal (account, product, day, kind)."""

    account: str
    occurred_on: date
    kind: MovementKind
    mrr_change: Decimal
    product: str | None = None
    currency: str | None = None
    ordinal: int = 0


@dataclass(frozen=True, slots=True)
class TouchDraft:
    """Work the vendor did. `attendees` are roles or names of the customer's people.

    `ordinal` tells apart equal (account, occurred_on, kind) of one source.
    """

    account: str
    occurred_on: date
    kind: TouchKind
    minutes: int | None = None
    attendees: tuple[str, ...] | None = None
    outcome: str | None = None
    purpose: TouchPurpose | None = None
    ordinal: int = 0
