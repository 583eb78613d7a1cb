"""Keeping each account's return, so that a book's list reads rows and computes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date, datetime

from toprung import __version__
from toprung.doctrine.evidence import Evidence
from toprung.doctrine.roi import Roi
from toprung.kernel.batching import batches
from toprung.kernel.canon import decimal_text
from toprung.kernel.vocabulary import Grade
from toprung.motion.roi.models import AccountRoi, BookRoi
from toprung.motion.roi.reading import returns_of
from toprung.records.book.queries import accounts_named
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.turns import turn

#: accounts written in one transaction, so that nobody waits long for the lock
BATCH = 500


def keeper(workspace: Workspace, as_of: date) -> Callable[[Sequence[Evidence]], int]:
    """Keeps the returns of the accounts that evidence is of, as an evaluation hands it on.

    Returns move forward only: a later day's stays. Doing it twice or dying midway is harmless.
    """

    def keep(evidence: Sequence[Evidence]) -> int:
        return sum(_keep(workspace, list(returns_of(workspace, as_of, part))) for part in batches(evidence, BATCH))

    return keep


def reach(workspace: Workspace, as_of: date, journal: int, now: datetime) -> None:
    """Note that every account's return has come to this day and entry of the journal."""
    with turn(workspace):
        BookRoi.objects.update_or_create(
            workspace=workspace,
            defaults={"as_of": as_of, "journal": journal, "version": __version__, "at": now},
        )


def reached(workspace: Workspace) -> BookRoi | None:
    """How far the returns of the book have come; None before the first time."""
    return BookRoi.objects.filter(workspace=workspace).first()


def _keep(workspace: Workspace, batch: Sequence[Roi]) -> int:
    with turn(workspace):
        on_file = accounts_named(workspace, (roi.account for roi in batch))
        held = AccountRoi.objects.filter(workspace=workspace, account__in=on_file.values())
        later = set(held.filter(as_of__gt=batch[0].as_of).values_list("account__external_id", flat=True))
        kept = [roi for roi in batch if roi.account in on_file and roi.account not in later]
        _put([row_of(workspace, on_file[roi.account].pk, roi) for roi in kept])
    return len(kept)


def _put(rows_of_a_workspace: Sequence[AccountRoi]) -> None:
    """Insert the rows, or put them in the place of those on file."""
    AccountRoi.objects.bulk_create(
        rows_of_a_workspace, update_conflicts=True, unique_fields=["account"], update_fields=list(_COLUMNS)
    )


_COLUMNS = (
    *("workspace", "as_of", "currency", "value", "paid", "paid_otherwise", "stated", "times", "outcomes"),
    *("accruing", "unvalued", "grade"),
)


def row_of(workspace: Workspace, account: int, roi: Roi) -> AccountRoi:
    """The return as a row of the list, not saved."""
    paid = dict(roi.paid)
    return AccountRoi(
        account_id=account,
        workspace=workspace,
        as_of=roi.as_of,
        currency=roi.currency,
        value=roi.value,
        paid=paid.pop(roi.currency, 0),
        paid_otherwise={currency: decimal_text(amount) for currency, amount in paid.items()},
        stated=roi.is_stated,
        times=roi.times,
        outcomes=len(roi.lines),
        accruing=sum(line.accrues for line in roi.lines),
        unvalued=sum(left.validated for left in roi.left),
        grade=_grade(line.grade for line in roi.lines),
    )


def _grade(grades: Iterable[Grade]) -> str:
    """Signed only where every line's is."""
    found = set(grades)
    return "" if not found else Grade.REPORTED if Grade.REPORTED in found else Grade.SIGNED
