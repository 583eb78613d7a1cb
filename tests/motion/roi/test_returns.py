"""Returns from what is on file, on any day; kept for the book; nothing of another workspace."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.cast import NOW, TODAY, Cast

from toprung.kernel.errors import NotFound, Refused
from toprung.kernel.vocabulary import MovementKind, Said, ValuePeriod
from toprung.motion.roi import book
from toprung.motion.roi.book import book_return, worked_out
from toprung.motion.roi.keeping import reached
from toprung.motion.roi.models import AccountRoi
from toprung.motion.roi.reading import roi_of
from toprung.motion.upkeep import bring_up_to_date, refresh
from toprung.motion.upkeep.kept import keep_beside
from toprung.records.book.actions import record_movements, upsert_accounts, upsert_contracts
from toprung.records.book.drafts import AccountDraft, ContractDraft, MovementDraft
from toprung.records.outcomes.actions import record_attestations, record_measurements, write_outcomes
from toprung.records.outcomes.drafts import AttestationDraft, MeasurementDraft, OutcomeDraft

JANUARY = date(2026, 1, 1)
CLOSE = OutcomeDraft(
    "HF-1",
    "close",
    "Close the books in 5 days instead of 9",
    metric="days to close",
    unit="days",
    baseline=Decimal(9),
    target=Decimal(5),
    value_per_unit=Decimal(1000),
    value_period=ValuePeriod.MONTH,
    agreed_on=date(2025, 10, 1),
)
YES = AttestationDraft("HF-1", "close", "Esi Laurent", Said.YES, JANUARY, Decimal(6))
PAID = MovementDraft("HF-1", date(2025, 10, 1), MovementKind.NEW, Decimal(2000), currency="EUR")


@pytest.fixture
def paying(cast: Cast) -> Cast:
    """Harbor Foods pays 2,000 a month since October; its sponsor confirmed 9 to 6 days on New Year's Day."""
    write_outcomes(cast.workspace, [CLOSE], by=cast.csm, now=NOW)
    record_attestations(cast.workspace, [YES], by=cast.csm, now=NOW, imported=True)
    record_movements(cast.workspace, [PAID], by=cast.leader, now=NOW)
    return cast


def test_one_account_on_any_day(paying: Cast) -> None:
    found = roi_of(paying.workspace, "HF-1", TODAY)

    # Three days less to close, 1,000 a month each, January to March; 2,000 a month, October to March.
    assert (found.value, found.paid, found.currency) == (Decimal(9000), {"EUR": Decimal(12000)}, "EUR")
    assert found.times == Decimal("0.75")
    assert roi_of(paying.workspace, "HF-1", date(2026, 1, 31)).value == Decimal(3000)
    assert roi_of(paying.workspace, "HF-1", date(2025, 12, 31)).lines == ()


def test_nothing_of_another_workspace(paying: Cast) -> None:
    theirs = roi_of(paying.elsewhere, "HF-1", TODAY)

    assert (theirs.value, theirs.paid) == (0, {})
    with pytest.raises(NotFound, match="no account “HF-9”"):
        roi_of(paying.workspace, "HF-9", TODAY)


def test_an_account_that_was_not_on_the_book_yet(cast: Cast) -> None:
    upsert_accounts(cast.workspace, [AccountDraft("NB-2", name="Nordbygg")], by=cast.csm, now=NOW)

    with pytest.raises(NotFound, match="Nordbygg was not on the book by 2026-01-01"):
        roi_of(cast.workspace, "NB-2", JANUARY)


def test_a_stated_arr_is_paid_from_the_contracts_start(paying: Cast) -> None:
    upsert_accounts(
        paying.workspace,
        [AccountDraft("NB-2", name="Nordbygg", stated_arr=Decimal(12000), currency="SEK")],
        by=paying.csm,
        now=NOW,
    )
    upsert_contracts(
        paying.workspace, [ContractDraft("NB-2", "N-1", starts_on=date(2026, 2, 1))], by=paying.leader, now=NOW
    )

    found = roi_of(paying.workspace, "NB-2", TODAY)

    # A twelfth of 12,000 for February and for March.
    assert (found.paid, found.is_stated) == ({"SEK": Decimal(2000)}, True)


def test_a_stated_arr_without_any_day_is_not_guessed(cast: Cast) -> None:
    upsert_accounts(cast.workspace, [AccountDraft("NB-2", stated_arr=Decimal(12000))], by=cast.csm, now=NOW)

    found = roi_of(cast.workspace, "NB-2", TODAY)

    assert found.paid == {}
    assert found.why_not_compared is not None


def test_a_later_value_changes_no_earlier_day(paying: Cast) -> None:
    before = roi_of(paying.workspace, "HF-1", date(2026, 2, 28)).value
    record_measurements(
        paying.workspace, [MeasurementDraft("HF-1", "close", date(2026, 3, 1), Decimal(5))], by=paying.csm, now=NOW
    )

    assert roi_of(paying.workspace, "HF-1", date(2026, 2, 28)).value == before
    assert roi_of(paying.workspace, "HF-1", TODAY).value == Decimal(10000)


def test_a_covered_accounts_value_is_counted_once(paying: Cast) -> None:
    upsert_accounts(paying.workspace, [AccountDraft("NB-2", name="Nordbygg")], by=paying.csm, now=NOW)
    write_outcomes(paying.workspace, [OutcomeDraft("HF-1", "close", covers=("NB-2",))], by=paying.csm, now=NOW)

    assert roi_of(paying.workspace, "NB-2", TODAY).lines == ()


def test_the_book_is_kept_and_read(paying: Cast) -> None:
    assert book_return(paying.workspace) is None
    bring_up_to_date(paying.workspace, NOW)

    kept = book_return(paying.workspace)

    assert kept is not None
    assert kept.as_of == TODAY
    assert [(t.currency, t.accounts, t.value, t.paid, t.times) for t in kept.totals] == [
        ("EUR", 1, Decimal(9000), Decimal(12000), Decimal("0.75"))
    ]
    assert [row.account.external_id for row in kept.rows] == ["HF-1"]
    assert AccountRoi.objects.filter(workspace=paying.elsewhere).count() == 0
    anew = worked_out(paying.workspace, TODAY)
    assert (anew.totals, anew.without, anew.unvalued) == (kept.totals, kept.without, kept.unvalued)


def test_an_action_is_seen_at_once(paying: Cast) -> None:
    bring_up_to_date(paying.workspace, NOW)
    record_measurements(
        paying.workspace, [MeasurementDraft("HF-1", "close", date(2026, 3, 1), Decimal(5))], by=paying.csm, now=NOW
    )
    refresh(paying.workspace, ["HF-1"], NOW)

    assert AccountRoi.objects.get(account=paying.harbor).value == Decimal(10000)


def test_it_moves_on_with_the_days_and_never_back(paying: Cast) -> None:
    bring_up_to_date(paying.workspace, NOW + timedelta(days=30))
    # April too.
    assert AccountRoi.objects.get(account=paying.harbor).value == Decimal(12000)

    keep_beside(paying.workspace, TODAY)
    bring_up_to_date(paying.workspace, NOW)

    assert AccountRoi.objects.get(account=paying.harbor).value == Decimal(12000)
    assert reached(paying.workspace).as_of == date(2026, 4, 30)  # type: ignore[union-attr]


def test_another_day_of_a_large_book_is_the_command_lines(paying: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    bring_up_to_date(paying.workspace, NOW)
    earlier = book_return(paying.workspace, date(2026, 1, 31))
    assert earlier is not None
    assert earlier.totals[0].value == Decimal(3000)

    monkeypatch.setattr(book, "MOST_AT_ONCE", 0)
    with pytest.raises(Refused, match="toprung roi --as-of 2026-01-31"):
        book_return(paying.workspace, date(2026, 1, 31))


def test_a_result_without_a_value_is_counted_and_left_out(paying: Cast) -> None:
    no_value = OutcomeDraft("HF-1", "close", clear=frozenset({"value_per_unit", "value_period"}))
    write_outcomes(paying.workspace, [no_value], by=paying.csm, now=NOW)
    keep_beside(paying.workspace, TODAY)

    row = AccountRoi.objects.get(account=paying.harbor)
    assert (row.value, row.outcomes, row.unvalued) == (0, 0, 1)


def test_a_value_taken_out_later_keeps_what_has_accrued(paying: Cast) -> None:
    no_value = OutcomeDraft("HF-1", "close", clear=frozenset({"value_per_unit", "value_period"}))
    write_outcomes(paying.workspace, [no_value], by=paying.csm, now=NOW + timedelta(hours=1))

    line = roi_of(paying.workspace, "HF-1", TODAY).lines[0]

    # The version without it is in force from today, 31 March: 3,000 for January, for February, and 30/31 of it.
    assert (line.amount, line.accrues) == (Decimal("8903.23"), False)
