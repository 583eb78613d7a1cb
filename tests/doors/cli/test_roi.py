"""Returns on the command line, as of 2 March 2026 and earlier days."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.doors.cli.conftest import Run

_OUTCOMES = """\
account,outcome,statement,kind,metric,unit,direction,baseline,target,agreed_on,\
value_per_unit,value_period
Birch Logistics,quotes,Cut the time to quote from 6 days to 2,numeric,days to quote,days,decrease,6,2,\
2025-06-01,500,month
"""
_PEOPLE = "account,name,role,joined_on\nBirch Logistics,Esi Laurent,executive_sponsor,2024-01-01\n"
_WORDS = """\
account,outcome,stakeholder,verdict,occurred_on,value
Birch Logistics,quotes,Esi Laurent,yes,2026-01-01,3
"""


@pytest.fixture
def returning(book: Path, toprung: Run) -> Path:
    """Birch Logistics quotes in 3 days instead of 6 since New Year, confirmed; 500 a month for each day."""
    for name, text in (("outcomes", _OUTCOMES), ("stakeholders", _PEOPLE), ("attestations", _WORDS)):
        (book / f"{name}.csv").write_text(text, encoding="utf-8")
    ran = toprung(book, *(f"import {name} {name}.csv" for name in ("stakeholders", "outcomes", "attestations")))
    assert [one.exit_code for one in ran] == [0, 0, 0], ran
    return book


def test_an_account_by_any_day(returning: Path, toprung: Run) -> None:
    told, shown = toprung(
        returning,
        ["roi", "Birch Logistics", "--as-of", "2026-01-31", "--json"],
        ["roi", "Birch Logistics", "--as-of", "2026-01-31"],
    )

    found = json.loads(told.out)
    # Three days less, 500 a month each: January.
    assert (found["value"], found["currency"], found["as_of"]) == ("1500.00", "EUR", "2026-01-31")
    assert found["lines"][0]["spans"][0]["confirmed_by"][0]["name"] == "Esi Laurent"
    assert "EUR 1,500.00 of confirmed value" in shown.out
    said = "“Cut the time to quote from 6 days to 2” was confirmed by Esi Laurent on 2026-01-01 (grade reported)."
    assert said in " ".join(shown.out.split())


def test_the_book(returning: Path, toprung: Run) -> None:
    told, shown = toprung(returning, ["roi", "--as-of", "2026-01-31", "--json"], ["roi"])

    found = json.loads(told.out)
    assert [(t["currency"], t["accounts"], t["value"]) for t in found["totals"]] == [("EUR", 1, "1500.00")]
    assert [row["account"] for row in found["accounts"]] == ["Birch Logistics"]
    assert "Birch Logistics" in shown.out


def test_what_cannot_be_asked(returning: Path, toprung: Run) -> None:
    unknown, ahead, early = toprung(
        returning,
        ["roi", "Birch"],
        ["roi", "--as-of", "2027-01-01"],
        ["roi", "Birch Logistics", "--as-of", "2001-01-01"],
    )

    assert (unknown.exit_code, ahead.exit_code, early.exit_code) == (2, 2, 2)
    assert "There is no account “Birch”" in unknown.err
    assert "still to come" in ahead.err
    assert "was not on the book by 2001-01-01" in " ".join(early.err.split())
