"""The returns of a whole book: the accounts with their amounts, and the sums by currency."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Count, Q, QuerySet

from toprung.kernel.errors import Refused
from toprung.kernel.money import to_cent
from toprung.motion.roi.keeping import reached, row_of
from toprung.motion.roi.models import AccountRoi
from toprung.motion.roi.reading import rois
from toprung.records.book import queries
from toprung.records.tenancy.models import Workspace

#: with more accounts than this, a day for which nothing is kept is the command line's
MOST_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Total:
    """What the accounts whose values are in one currency come to.

    `compared` is the value of those accounts that paid in that currency alone, `paid` what these paid: nothing is
    converted. `paid_by_all` is what all accounts paid in it, also those of which nothing has accrued.
    """

    currency: str
    accounts: int
    value: Decimal
    compared: Decimal
    paid: Decimal
    paid_by_all: Decimal

    @property
    def times(self) -> Decimal | None:
        """Value for each unit of money that was paid; None where nothing was."""
        return (self.compared / self.paid).quantize(Decimal("0.01")) if self.paid else None


@dataclass(frozen=True, slots=True)
class BookReturn:
    """A book's returns as of a day: the accounts of which something has accrued, the largest value first.

    `without` are the other accounts, `unvalued` the validated results without a money value.
    """

    as_of: date
    rows: QuerySet[AccountRoi] | Sequence[AccountRoi]
    totals: tuple[Total, ...]
    without: int
    unvalued: int

    @property
    def accounts(self) -> int:
        return sum(total.accounts for total in self.totals)


def book_return(workspace: Workspace, as_of: date | None = None) -> BookReturn | None:
    """The returns as they are kept, or worked out for an earlier day; None where none have been kept yet.

    Kept ones take three queries. Raises Refused for an earlier day of a book too large to work out while one waits.
    """
    kept = reached(workspace)
    if as_of is None or (kept is not None and kept.as_of == as_of):
        return None if kept is None else _kept(workspace, kept.as_of)
    if queries.accounts(workspace).count() > MOST_AT_ONCE:
        raise Refused(
            f"A book of more than {MOST_AT_ONCE} accounts shows its latest returns here; “toprung roi --as-of {as_of}” "
            "works out those of another day, and the page of one account shows any day."
        )
    return worked_out(workspace, as_of)


def worked_out(workspace: Workspace, as_of: date) -> BookReturn:
    """The returns of every account on that day, worked out now; nothing is kept."""
    found = list(rois(workspace, as_of))
    held = queries.accounts_named(workspace, (roi.account for roi in found))
    rows = [row_of(workspace, held[roi.account].pk, roi) for roi in found]
    for row, roi in zip(rows, found, strict=True):
        row.account = held[roi.account]
    valued = sorted((row for row in rows if row.outcomes), key=lambda r: (-r.value, r.account.external_id))
    by_currency: dict[str, list[AccountRoi]] = defaultdict(list)
    for row in rows:
        by_currency[row.currency].append(row)
    totals = tuple(_total(currency, held) for currency, held in sorted(by_currency.items()))
    return BookReturn(as_of, valued, totals, len(rows) - len(valued), sum(row.unvalued for row in rows))


def _total(currency: str, rows: Iterable[AccountRoi]) -> Total:
    held, nothing = list(rows), Decimal(0)
    valued = [row for row in held if row.outcomes]
    compared = [row for row in valued if row.times is not None]
    return Total(
        currency=currency,
        accounts=len(valued),
        value=sum((row.value for row in valued), nothing),
        compared=sum((row.value for row in compared), nothing),
        paid=sum((row.paid for row in compared), nothing),
        paid_by_all=sum((row.paid for row in held), nothing),
    )


def _kept(workspace: Workspace, as_of: date) -> BookReturn:
    found = AccountRoi.objects.filter(workspace=workspace)
    valued, compared = Q(outcomes__gt=0), Q(outcomes__gt=0, times__isnull=False)
    sums = (
        found.order_by("currency")
        .values("currency")
        .annotate(
            held=Count("pk"),
            accounts=Count("pk", filter=valued),
            gained=models.Sum("value", filter=valued),
            compared=models.Sum("value", filter=compared),
            paid_by_those=models.Sum("paid", filter=compared),
            paid_by_all=models.Sum("paid"),
            without_value=models.Sum("unvalued"),
        )
    )
    read = list(sums)
    return BookReturn(
        as_of=as_of,
        rows=found.filter(valued).select_related("account").order_by("-value", "account__external_id"),
        totals=tuple(_summed(row) for row in read),
        without=sum(row["held"] - row["accounts"] for row in read),
        unvalued=sum(row["without_value"] for row in read),
    )


def _summed(row: Mapping[str, Any]) -> Total:
    names = ("gained", "compared", "paid_by_those", "paid_by_all")
    return Total(row["currency"], row["accounts"], *(to_cent(row[name] or Decimal(0)) for name in names))
