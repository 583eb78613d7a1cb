"""`toprung roi`: what results are worth against what was paid, of one account or of the book."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from toprung.doors.cli.options import AsOf, Json, Workspace

if TYPE_CHECKING:
    from toprung.doctrine.roi import Line, Roi
    from toprung.motion.roi.book import BookReturn

HELP = """Show the return on what customers pay: the money value of confirmed results against revenue, by any day.

Value accrues from the confirmation until a result is lost or withdrawn, on the change that was measured. Results
without a money value that was agreed on are listed and not guessed; nothing is converted between currencies.

Examples: **toprung roi HF-1 --as-of 2026-01-31**, **toprung roi --json**
"""


def roi(
    account: Annotated[
        str | None, typer.Argument(metavar="[ACCOUNT]", help="The account's id; without one, the whole book.")
    ] = None,
    as_of: AsOf = None,
    workspace: Workspace = None,
    json: Json = False,
) -> None:
    """Print the return."""
    from toprung.doors.cli.booting import begin
    from toprung.doors.cli.terminal import print_json

    session = begin(workspace)
    from toprung.motion.roi.book import worked_out
    from toprung.motion.roi.reading import roi_of
    from toprung.motion.roi.telling import book_json, roi_json

    book, day = session.workspace, session.day(as_of)
    if account is None:
        whole = worked_out(book, day)
        print_json(book_json(whole)) if json else _show_book(whole)
        return
    found = roi_of(book, account, day)
    print_json(roi_json(found)) if json else _show(found)


def _show(roi: Roi) -> None:
    from toprung.doors.cli.terminal import say, table

    paid = " and ".join(_money(amount, currency) for currency, amount in roi.paid.items()) or "no revenue on file"
    each = f": {roi.times} for each {roi.currency} paid" if roi.times is not None else ""
    say(f"As of {roi.as_of}: {_money(roi.value, roi.currency)} of confirmed value, {paid} paid{each}.", "bold")
    if roi.lines and roi.why_not_compared:
        say(roi.why_not_compared.text)
    if roi.is_stated:
        say("What was paid is the yearly revenue a sheet states, a twelfth each month: there are no movements.")
    if roi.lines:
        columns = ("outcome", "of a unit", "change", "accrued", "value")
        table(columns, [_line(line, roi.currency) for line in roi.lines], ("value",), ("outcome", "change"))
    for line in roi.lines:
        by = ", ".join(f"{c.name or 'an erased person'} on {c.day} (grade {c.grade.value})" for c in line.latest.by)
        say(f"“{line.statement}” was confirmed by {by}.")
    for left in roi.left:
        say(f"Not counted: “{left.statement}”. {left.why.text}")


def _line(line: Line, currency: str) -> tuple[str, ...]:
    from toprung.kernel.canon import decimal_text

    last = line.latest
    per = "once" if last.period.value == "once" else f"a {last.period.value}"
    accrued = f"since {line.since}" if line.accrues else f"{line.since} to {last.last}"
    change = f"{decimal_text(last.change)} {line.unit}".strip()
    return line.statement, f"{_money(last.per_unit, currency)} {per}", change, accrued, f"{line.amount:,.2f}"


def _show_book(book: BookReturn) -> None:
    from toprung.doors.cli.terminal import say, table

    for total in book.totals:
        each = f", {total.times} for each {total.currency} they paid" if total.times is not None else ""
        say(
            f"As of {book.as_of}: {_money(total.value, total.currency)} of confirmed value at {total.accounts:,} "
            f"accounts{each}; all accounts paid {_money(total.paid_by_all, total.currency)}.",
            "bold",
        )
    rows = [
        (row.account.name, row.currency, f"{row.value:,.2f}", f"{row.paid:,.2f}", str(row.times or ""), row.grade)
        for row in book.rows
    ]
    if rows:
        numbers = ("value", "paid", "for each")
        table(("account", "", "value", "paid", "for each", "grade"), rows, numbers, ("account",))
    say(
        f"{book.without:,} accounts without confirmed value; {book.unvalued:,} validated results without a money "
        "value: listed for each account, and not guessed."
    )


def _money(amount: Any, currency: str) -> str:
    return f"{currency} {amount:,.2f}"
