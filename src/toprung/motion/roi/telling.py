"""Returns as a program is told them: amounts as texts with two places, days as ISO days."""

from __future__ import annotations

from typing import Any

from toprung.doctrine.roi import Confirmer, Left, Line, Roi, Span
from toprung.kernel.canon import decimal_text, plain
from toprung.motion.roi.book import BookReturn, Total
from toprung.motion.roi.models import AccountRoi


def roi_json(roi: Roi) -> dict[str, Any]:
    """One account's return with everything it rests on."""
    why = roi.why_not_compared
    return {
        "account": roi.account,
        "as_of": roi.as_of.isoformat(),
        "currency": roi.currency,
        "value": str(roi.value),
        "paid": {currency: str(amount) for currency, amount in roi.paid.items()},
        "paid_since": plain(roi.paid_since),
        "paid_is_stated": roi.is_stated,
        "times": plain(roi.times),
        "not_compared": why.as_json() if why else None,
        "lines": [_line(line) for line in roi.lines],
        "not_counted": [_left(left) for left in roi.left],
    }


def book_json(book: BookReturn) -> dict[str, Any]:
    """A book's returns: its sums by currency, and the accounts with confirmed value."""
    return {
        "as_of": book.as_of.isoformat(),
        "totals": [_total(total) for total in book.totals],
        "accounts_without_value": book.without,
        "validated_without_money_value": book.unvalued,
        "accounts": [_row(row) for row in book.rows],
    }


def _line(line: Line) -> dict[str, Any]:
    return {
        "outcome": line.outcome,
        "statement": line.statement,
        "unit": line.unit,
        "state": line.state.value,
        "value": str(line.amount),
        "since": line.since.isoformat(),
        "accrues": line.accrues,
        "grade": line.grade.value,
        "spans": [_span(span) for span in line.spans],
    }


def _span(span: Span) -> dict[str, Any]:
    return {
        "first": span.first.isoformat(),
        "last": span.last.isoformat(),
        "change": decimal_text(span.change),
        "shown_on": span.shown_on.isoformat(),
        "read": plain(span.value),
        "confirmed": span.confirmed,
        "per_unit": decimal_text(span.per_unit),
        "period": span.period.value,
        "confirmed_by": [_confirmer(who) for who in span.by],
        "value": str(span.amount),
    }


def _confirmer(who: Confirmer) -> dict[str, Any]:
    return {
        "name": who.name,
        "role": who.role.value if who.role else None,
        "day": who.day.isoformat(),
        "grade": who.grade.value,
    }


def _left(left: Left) -> dict[str, Any]:
    return {
        "outcome": left.outcome,
        "statement": left.statement,
        "state": left.state.value,
        "validated": left.validated,
        "agreed": left.agreed,
        "why": left.why.as_json(),
    }


def _total(total: Total) -> dict[str, Any]:
    return {
        "currency": total.currency,
        "accounts": total.accounts,
        "value": str(total.value),
        "compared": str(total.compared),
        "paid": str(total.paid),
        "times": plain(total.times),
        "paid_by_all": str(total.paid_by_all),
    }


def _row(row: AccountRoi) -> dict[str, Any]:
    return {
        "account": row.account.external_id,
        "name": row.account.name,
        "currency": row.currency,
        "value": str(row.value),
        "paid": str(row.paid),
        "paid_otherwise": row.paid_otherwise,
        "paid_is_stated": row.stated,
        "times": plain(row.times),
        "results": row.outcomes,
        "accruing": row.accruing,
        "grade": row.grade or None,
    }
