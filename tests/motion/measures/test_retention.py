"""NRR, GRR and logo retention over a workspace's records: currencies, caps, returns and segments, by hand."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import NOW, TODAY
from tests.motion.book import Book, undone

from toprung.kernel.days import Window
from toprung.kernel.errors import BadInput, Refused
from toprung.kernel.vocabulary import MovementKind
from toprung.records.book.actions import record_movements
from toprung.records.book.drafts import MovementDraft

YEAR = Window(date(2025, 1, 1), date(2026, 1, 1))
HEADER = "account,occurred_on,kind,mrr_change,product,currency\n"


@pytest.fixture
def three(book: Book) -> Book:
    """Three more accounts without a fact."""
    book.bring("accounts", "account,segment,segment_from\nA,SMB,2020-01-01\nB,SMB,2020-01-01\nC,SMB,2020-01-01\n")
    return book


def share(book: Book, name: str, **options: str) -> Decimal | None:
    return book.measure(name, YEAR, settings=options).value


def near(text: str) -> Any:
    return pytest.approx(Decimal(text), abs=Decimal("1e-12"))


def test_two_currencies_are_refused_without_rates(three: Book) -> None:
    three.bring("revenue", HEADER + "A,2024-06-01,new,100,,EUR\nB,2024-06-01,new,200,,USD\nC,2024-06-01,new,1,,GBP\n")
    with pytest.raises(Refused) as refused:
        share(three, "nrr")
    said = str(refused.value)
    assert "GBP (1 accounts), USD (1 accounts), and the figure is in EUR" in said
    assert "the option rates=GBP:1.00,USD:1.00" in said
    with pytest.raises(Refused, match="movements in GBP"):
        share(three, "nrr", rates="USD:0.9")
    with pytest.raises(BadInput, match="is not a rate"):
        share(three, "nrr", rates="USD=0.9")


def test_two_currencies_at_fixed_rates(three: Book) -> None:
    three.bring(
        "revenue",
        HEADER + "A,2024-06-01,new,100,,EUR\nB,2024-06-01,new,200,,USD\n"
        "A,2025-03-01,expansion,50,,EUR\nB,2025-03-01,contraction,-100,,USD\n",
    )
    # In EUR at 0.9: from 100 + 180 = 280 to 150 + 90 = 240.
    assert share(three, "nrr", rates="USD:0.9") == near(str(Decimal(240) / 280))
    assert share(three, "grr", rates="USD:0.9") == near(str(Decimal(190) / 280))
    # In USD at 1 / 0.8: from 125 + 200 to 187.5 + 100.
    assert share(three, "nrr", currency="USD", rates="EUR:1.25") == near(str(Decimal("287.5") / 325))
    assert share(three, "logo_retention", rates="USD:0.9") == 1


def test_what_came_to_nothing_is_nothing_at_any_rate(three: Book) -> None:
    # Converted one by one at 0.9213: 92.1300 - 30.7069 - 30.7069 - 30.7161 would leave 0.0001, and a customer kept.
    three.bring(
        "revenue",
        HEADER + "A,2024-06-01,new,100,,USD\nA,2025-02-01,contraction,-33.33,,USD\n"
        "A,2025-03-01,contraction,-33.33,,USD\nA,2025-04-01,churn,-33.34,,USD\nB,2024-06-01,new,100,,EUR\n",
    )
    for rate in ("0.9213", "0.333333", "1.000049"):
        figure = three.measure("logo_retention", YEAR, settings={"rates": f"USD:{rate}"})
        assert (figure.numerator, figure.denominator) == (1, 2)
        ends = {row.account: row.details["end"] for row in figure.rows}
        assert ends == {"A": 0, "B": 100}


@settings(max_examples=10)
@given(
    parts=st.lists(st.integers(1, 99_999).map(lambda n: Decimal(n) / 100), min_size=1, max_size=6),
    rate=st.decimals("0.000001", "200", places=7).filter(bool),
)
def test_whoever_left_is_gone_at_any_rate(three: Book, parts: list[Decimal], rate: Decimal) -> None:
    with undone():
        losses = [
            MovementDraft("A", date(2025, 2, n + 1), MovementKind.CONTRACTION, part, currency="USD")
            for n, part in enumerate(parts)
        ]
        first = MovementDraft("A", date(2024, 2, 1), MovementKind.NEW, sum(parts, Decimal(0)), currency="USD")
        record_movements(three.workspace, [first, *losses], by=three.by, now=NOW)
        figure = three.measure("logo_retention", YEAR, settings={"rates": f"USD:{rate}"})
        assert figure.rows[0].details["end"] == 0
        assert not figure.rows[0].details["kept"]


def test_a_return_inside_the_window_counts_or_does_not(three: Book) -> None:
    three.bring(
        "revenue",
        HEADER + "A,2024-06-01,new,100,,EUR\nB,2024-06-01,new,300,,EUR\n"
        "A,2025-04-01,churn,-100,,EUR\nA,2025-06-01,reactivation,120,,EUR\n",
    )
    # From 400: A is back with 120 (100 of it for GRR), or gone; B stays with 300.
    assert share(three, "nrr") == near("1.05")
    assert share(three, "nrr", reactivation="exclude") == near("0.75")
    assert share(three, "grr") == 1
    assert share(three, "grr", reactivation="exclude") == near("0.75")
    assert share(three, "logo_retention") == 1
    assert share(three, "logo_retention", reactivation="exclude") == near("0.5")
    told = three.measure("nrr", YEAR).parts["movements"]
    assert (told["start"], told["churn"], told["reactivation"], told["end"]) == (400, 100, 120, 420)


def test_what_is_held_to_its_level_is_the_account_or_each_subscription(three: Book) -> None:
    three.bring(
        "revenue",
        HEADER + "A,2024-06-01,new,100,core,EUR\nA,2024-06-01,new,50,plus,EUR\n"
        "A,2025-04-01,contraction,-50,plus,EUR\nA,2025-04-01,expansion,70,core,EUR\n",
    )
    # The account: min(150, 170) = 150 of 150. Each: core min(100, 170) = 100, plus min(50, 0) = 0: 100 of 150.
    assert share(three, "grr") == 1
    assert share(three, "grr", cap="subscription") == near(str(Decimal(100) / 150))
    assert share(three, "nrr") == near(str(Decimal(170) / 150))


def test_a_year_is_twelve_months_and_the_share_the_same(three: Book) -> None:
    three.bring("revenue", HEADER + "A,2024-06-01,new,100,,EUR\nA,2025-04-01,contraction,-20.01,,EUR\n")
    monthly, yearly = three.measure("nrr", YEAR), three.measure("nrr", YEAR, settings={"basis": "arr"})
    assert (yearly.value, yearly.numerator, yearly.denominator) == (monthly.value, Decimal("959.88"), 1200)
    assert yearly.parts["movements"]["contraction"] == Decimal("240.12")
    assert monthly.parts["movements"]["contraction"] == Decimal("20.01")


def test_the_window_holds_what_came_after_from_up_to_and_including_to(three: Book) -> None:
    three.bring(
        "revenue",
        HEADER + "A,2025-01-01,new,100,,EUR\nA,2026-01-01,expansion,10,,EUR\nA,2026-01-02,churn,-110,,EUR\n",
    )
    figure = three.measure("nrr", YEAR)
    assert (figure.denominator, figure.numerator) == (100, 110)


def test_a_transfer_between_accounts_is_neither_loss_nor_gain(three: Book) -> None:
    three.bring(
        "revenue",
        HEADER + "A,2024-06-01,new,100,,EUR\nB,2024-06-01,new,50,,EUR\n"
        "A,2025-04-01,transfer,-30,,EUR\nB,2025-04-01,transfer,30,,EUR\n",
    )
    assert [share(three, name) for name in ("nrr", "grr", "logo_retention")] == [1, 1, 1]


def test_the_segment_is_that_of_the_windows_start(three: Book) -> None:
    three.bring(
        "revenue", HEADER + "A,2024-06-01,new,100,,EUR\nA,2025-04-01,expansion,10,,EUR\nB,2024-06-01,new,1,,EUR\n"
    )
    three.bring("accounts", "account,segment,segment_from\nA,Enterprise,2025-01-02\nB,Enterprise,2025-01-01\n")
    smb, enterprise = (three.measure("nrr", YEAR, segment=name) for name in ("SMB", "Enterprise"))
    assert [row.account for row in smb.rows] == ["A"]
    assert [row.account for row in enterprise.rows] == ["B"]
    later = three.measure("nrr", Window(date(2025, 1, 2), date(2026, 1, 2)), segment="Enterprise")
    assert [row.account for row in later.rows] == ["A", "B"]
    assert {v["account"]: v["segment"] for v in three.verdicts(TODAY).values()}["A"] == "Enterprise"
