"""The one spreadsheet: what a row puts on file, what it cannot, and what a second time changes."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import NOW, TODAY, Cast

from toprung.motion.imports.report import ImportReport
from toprung.motion.imports.running import run_import
from toprung.motion.imports.sheet import OneSheet
from toprung.records.book.models import Account, Contract, Segment, Stakeholder
from toprung.records.book.queries import account, memberships
from toprung.records.outcomes import chain
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.outcomes.models import Attestation
from toprung.records.outcomes.queries import attestations, outcomes, terms

#: holds quotes, which a plain join would break
OWN_READ = "toprung_read_as"
LATER = NOW + timedelta(days=1)
FIELDS = "account,segment,owner,go_live_on,renewal_on,arr,result,validator,validator_role,confirmed,confirmed_on"
NILE = (
    "Nile Textiles,Enterprise,Chidi Mensah,2025-03-01,2026-09-30,84000,"
    "Cut returns from 8% to 3%,Amal Haddad,executive sponsor"
)
YES = f"{NILE},yes,2026-01-15"


def sheet(*rows: str) -> str:
    """A file of these rows."""
    return "\n".join([FIELDS, *rows, ""])


def count_all() -> dict[str, int]:
    """Rows of every table."""
    return {model.__name__: model._default_manager.count() for model in apps.get_models()}


@pytest.fixture
def bring(cast: Cast, tmp_path: Path) -> Callable[..., ImportReport]:
    """Import rows, or a text, as a sheet."""

    def run(*rows: str, now: Any = NOW, text: str = "", **options: Any) -> ImportReport:
        path = tmp_path / "book.csv"
        path.write_text(text or sheet(*rows), encoding="utf-8")
        return run_import(cast.workspace, "sheet", path, by=cast.leader, now=now, **options)

    return run


def said(cast: Cast) -> list[tuple[str, str, date]]:
    """The chain: who said what, when."""
    return [(link.stakeholder_name, link.said, link.occurred_on) for link in attestations(cast.workspace)]


def test_a_row_puts_all_of_it_on_file(cast: Cast, bring: Any) -> None:
    report = bring(YES)
    assert (report.created, report.rejected, report.remarks) == (1, 0, ())
    nile = account(cast.workspace, "Nile Textiles")
    assert (nile.name, nile.owner, nile.go_live_on, nile.stated_arr) == (
        "Nile Textiles",
        "Chidi Mensah",
        date(2025, 3, 1),
        84000,
    )
    assert [(m.segment.name, m.since) for m in memberships(cast.workspace).filter(account=nile)] == [
        ("Enterprise", None)
    ]
    contract = Contract.objects.get(account=nile)
    assert (contract.external_id, contract.starts_on, contract.ends_on) == ("sheet", None, date(2026, 9, 30))
    amal = Stakeholder.objects.get(account=nile)
    assert (amal.name, amal.role) == ("Amal Haddad", "executive_sponsor")
    result = terms(cast.workspace, "Nile Textiles", "result")
    assert (result.statement, result.kind, result.validator) == ("Cut returns from 8% to 3%", "status", "Amal Haddad")
    assert (result.primary, result.first_value, result.in_force_on) == (True, True, None)


def test_a_confirmation_becomes_a_link_of_the_chain(cast: Cast, bring: Any) -> None:
    bring(YES)
    [link] = attestations(cast.workspace)
    assert (link.stakeholder_name, link.role, link.said, link.grade) == (
        "Amal Haddad",
        "executive_sponsor",
        "yes",
        "reported",
    )
    assert (link.occurred_on, link.how, link.backfilled) == (date(2026, 1, 15), "sheet book.csv, row 2", True)
    assert chain.verify(cast.workspace).length == 1


def test_the_same_sheet_twice_changes_nothing(bring: Any) -> None:
    rows = (YES, "Fjord Freight,,,,,,,,,,", "Oak Clinics,SMB,,,2026-05-01,,Cut no-shows by 20%,Ana Reyes,buyer,no,")
    assert bring(*rows).created == 3
    before = count_all()
    again = bring(*rows, now=LATER)
    assert (again.created, again.updated, again.unchanged, again.rejected) == (0, 0, 3, 0)
    assert count_all() == before


def test_a_dry_run_keeps_nothing(bring: Any) -> None:
    before = count_all()
    assert bring(YES, dry_run=True).created == 1
    assert count_all() == before


def test_an_account_alone_is_enough(cast: Cast, bring: Any) -> None:
    assert bring("Fjord Freight,,,,,,,,,,").created == 1
    assert not outcomes(cast.workspace).exists()
    [contract] = Contract.objects.all()
    assert (contract.starts_on, contract.ends_on) == (None, None), "who stands in the sheet is a customer"


def test_a_sheet_renames_nobody_and_takes_no_mark(cast: Cast, bring: Any) -> None:
    [promise] = write_outcomes(
        cast.workspace, [OutcomeDraft("HF-1", "close", statement="Close in 5 days")], by=cast.csm, now=NOW
    )
    assert promise.problem is None
    assert bring("HF-1,,,,,,Cut waste by 10%,Bea Lindqvist,,,", now=LATER).updated == 1
    assert account(cast.workspace, "HF-1").name == "Harbor Foods"
    assert terms(cast.workspace, "HF-1", "close").primary
    assert not terms(cast.workspace, "HF-1", "result").primary


def test_blank_cells_erase_nothing(cast: Cast, bring: Any) -> None:
    bring(YES)
    assert bring("Nile Textiles,,,,,,,,,,", now=LATER).unchanged == 1
    assert account(cast.workspace, "Nile Textiles").stated_arr == 84000


def test_a_new_sentence_is_a_new_version(cast: Cast, bring: Any) -> None:
    bring(YES)
    assert bring(YES.replace("to 3%", "to 2%"), now=LATER).updated == 1
    result = terms(cast.workspace, "Nile Textiles", "result")
    assert (result.number, result.in_force_on, result.primary) == (2, TODAY + timedelta(days=1), True)


def test_an_unknown_segment_is_made_and_remarked(bring: Any) -> None:
    report = bring(YES.replace("Enterprise", "Public sector"))
    assert "“Public sector” is new here" in report.remarks[0]
    assert Segment.objects.get(name="Public sector").flagged


def test_confirmed_again_is_a_later_word(cast: Cast, bring: Any) -> None:
    bring(YES)
    bring(YES.replace("2026-01-15", "2026-03-20"), now=LATER)
    assert [day for _, _, day in said(cast)] == [date(2026, 1, 15), date(2026, 3, 20)]


def test_without_the_column_the_day_says_yes(cast: Cast, bring: Any) -> None:
    fields, row = FIELDS.replace("confirmed,", ""), f"{NILE},2026-01-15"
    assert bring(text=f"{fields}\n{row}\n").created == 1
    assert said(cast) == [("Amal Haddad", "yes", date(2026, 1, 15))]


# No


@pytest.mark.parametrize("day", ["", "2026-01-15"])
def test_no_means_not_yet_where_nobody_said_yes(cast: Cast, bring: Any, day: str) -> None:
    report = bring(f"{NILE},no,{day}")
    assert (report.created, report.problem_count) == (1, 0)
    assert said(cast) == []


@pytest.mark.parametrize("day", ["2026-01-15", "2026-02-20"])
def test_no_after_a_yes_takes_it_back(cast: Cast, bring: Any, day: str) -> None:
    bring(YES)
    assert bring(f"{NILE},no,{day}", now=LATER).updated == 1
    assert [word for _, word, _ in said(cast)] == ["yes", "no"]
    assert bring(f"{NILE},no,{day}", now=LATER).unchanged == 1


@pytest.mark.parametrize("day", ["", "2026-01-02"])
def test_no_after_a_yes_needs_its_day(cast: Cast, bring: Any, day: str) -> None:
    bring(YES)
    report = bring(f"{NILE},no,{day}", now=LATER)
    [problem] = report.problems
    assert (problem.column, problem.value) == ("confirmed_on", day)
    assert "It says no, but Amal Haddad said yes on 2026-01-15." in problem.reason
    assert len(said(cast)) == 1


# In part

ALL = "the account, the validator, the contract, the result"


@pytest.mark.parametrize(
    ("row", "column", "reason", "kept"),
    [
        (f"{NILE},yes,", "confirmed_on", "confirmed, but not when", ALL),
        (f"{NILE},yes,2026-06-01", "confirmed_on", "2026-06-01 is still ahead", ALL),
        (f"{NILE},,2026-01-15", "confirmed", "neither yes nor no", ALL),
        (
            YES.replace("Amal Haddad,executive sponsor", ","),
            "validator",
            "confirmed, but not by whom",
            "the account, the contract, the result",
        ),
        (
            YES.replace("Cut returns from 8% to 3%", ""),
            "result",
            "confirmed, but names no result",
            "the account, the validator, the contract",
        ),
        (
            YES.replace("Amal Haddad", "A" * 201),
            "validator",
            "201 characters",
            "the account, the contract",
        ),
    ],
)
def test_what_can_be_kept_of_a_row_is_kept(
    cast: Cast, bring: Any, row: str, column: str, reason: str, kept: str
) -> None:
    report = bring(row)
    assert (report.created, report.in_part, report.rejected) == (1, 1, 0)
    problem = report.problems[0]
    assert (problem.row, problem.column) == (2, column)
    assert reason in problem.reason
    assert problem.kept.startswith(kept)
    assert problem.remedy
    assert said(cast) == []


def test_a_second_row_given_again_unmended_is_not_taken_for_the_first(cast: Cast, bring: Any, tmp_path: Path) -> None:
    rejects, again = tmp_path / "rejects.csv", tmp_path / "again.csv"
    bring(YES, YES.replace("84000", "99000"), rejects_path=rejects)
    text = rejects.read_text(encoding="utf-8-sig")

    report = bring(text=text, rejects_path=again)

    assert report.rejected == 1
    assert "cell toprung_reason if it is the one that counts" in report.problems[0].remedy
    assert account(cast.workspace, "Nile Textiles").stated_arr == 84_000
    assert bring(text=again.read_text(encoding="utf-8-sig")).rejected == 1, "nor the third time"
    (row,) = csv.DictReader(text.splitlines())
    settled = ",".join(
        f'"{"" if name == "toprung_reason" else cell}"' for name, cell in row.items() if name != OWN_READ
    )
    headings = ",".join(name for name in row if name != OWN_READ)
    assert bring(text=f"{headings}\n{settled}\n").updated == 1, "a person has said that it counts"
    assert account(cast.workspace, "Nile Textiles").stated_arr == 99_000


def test_a_row_is_mended_in_the_rejects_file_and_imported_again(cast: Cast, bring: Any, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    bring(f"{NILE},yes,", "Fjord Freight,,,,,,,,,,", rejects_path=rejects)
    text = rejects.read_text(encoding="utf-8-sig")
    assert "Fjord Freight" not in text
    mended = text.replace("yes,,", "yes,2026-01-15,", 1)
    report = bring(text=mended, now=LATER)
    assert (report.updated, report.problem_count) == (1, 0)
    assert said(cast) == [("Amal Haddad", "yes", date(2026, 1, 15))]
    assert bring(text=mended, now=LATER).unchanged == 1


@pytest.mark.parametrize(
    ("row", "column", "wrong", "right", "words"),
    [
        (YES.replace("executive sponsor", "wizard"), "validator_role", "wizard", "executive sponsor", 0),
        (YES.replace("2025-03-01", "31.06.2025"), "go_live_on", "31.06.2025", "2025-03-01", 1),
        (YES.replace("2026-09-30", "soon"), "renewal_on", "soon", "2026-09-30", 1),
        (YES.replace("84000", "plenty"), "arr", "plenty", "84000", 1),
        (YES.replace("84000", "-84000"), "arr", "-84000", "84000", 1),
        (YES.replace("Chidi Mensah", "C" * 201), "owner", "C" * 201, "Chidi Mensah", 1),
        (YES.replace("2026-01-15", "soon"), "confirmed_on", "soon", "2026-01-15", 0),
        (YES.replace("yes", "perhaps"), "confirmed", "perhaps", "yes", 0),
    ],
)
def test_a_cell_that_cannot_be_read_costs_nothing_else_and_can_be_mended(
    cast: Cast, bring: Any, tmp_path: Path, row: str, column: str, wrong: str, right: str, words: int
) -> None:
    rejects = tmp_path / "rejects.csv"
    report = bring(row, rejects_path=rejects)
    assert (report.created, report.in_part, report.rejected, report.problem_count) == (1, 1, 0, 1)
    [problem] = report.problems
    assert (problem.column, problem.value) == (column, wrong)
    assert problem.kept.startswith("the account, the validator, the contract, the result")
    assert account(cast.workspace, "Nile Textiles").name == "Nile Textiles"
    assert len(said(cast)) == words
    mended = rejects.read_text(encoding="utf-8-sig").replace(wrong, right, 1)
    again = bring(text=mended, now=LATER)
    assert (again.updated, again.problem_count) == (1, 0)
    assert said(cast) == [("Amal Haddad", "yes", date(2026, 1, 15))]
    nile = account(cast.workspace, "Nile Textiles")
    assert (nile.stated_arr, nile.owner, nile.go_live_on) == (84000, "Chidi Mensah", date(2025, 3, 1))
    assert Contract.objects.get(account=nile).ends_on == date(2026, 9, 30)
    assert bring(text=mended, now=LATER).unchanged == 1


def test_several_bad_cells_are_all_told(cast: Cast, bring: Any) -> None:
    report = bring(YES.replace("84000", "-1").replace("Chidi Mensah", "C" * 201).replace("2026-09-30", "soon"))
    assert [problem.column for problem in report.problems] == ["renewal_on", "arr", "owner"]
    assert (report.created, report.in_part) == (1, 1)


def test_an_account_written_two_ways_is_kept_and_remarked(cast: Cast, bring: Any) -> None:
    report = bring("Nile Textiles,,,,,,,,,,", "NILE textiles,,,,,,,,,,", "hf-1,,,,,,,,,,")
    assert report.created == 3
    assert [remark.split(" differ")[0] for remark in report.remarks] == [
        "“NILE textiles” and “Nile Textiles”",
        "“hf-1” and “HF-1”",
    ]


def test_a_row_without_an_account_keeps_nothing(bring: Any) -> None:
    before = count_all()
    report = bring("," + YES.split(",", 1)[1])
    assert (report.created, report.rejected) == (0, 1)
    assert count_all() == before


@pytest.mark.parametrize("size", [1, 500])
def test_a_second_row_of_an_account_is_told_unless_it_says_the_same(
    cast: Cast, bring: Any, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(OneSheet, "batch", size)
    report = bring(YES, YES, YES.replace("84000", "90000"))
    assert (report.created, report.unchanged, report.rejected) == (1, 1, 1)
    [problem] = report.problems
    assert (problem.row, problem.column) == (4, "account")
    assert "stands in row 2 already" in problem.reason
    assert account(cast.workspace, "Nile Textiles").stated_arr == 84000


def test_a_role_given_later_makes_the_confirmation_count(cast: Cast, bring: Any) -> None:
    report = bring(YES.replace("executive sponsor", ""))
    assert "Amal Haddad has no role on file" in report.remarks[0]
    bring(YES, now=LATER)
    assert [link.role for link in attestations(cast.workspace)] == ["", "executive_sponsor"]


def test_headings_as_people_write_them(cast: Cast, bring: Any) -> None:
    text = (
        "Customer;Segment;CSM;Go-Live Date;Renewal Date;ARR (EUR);Desired outcome;Exec sponsor;Role;Confirmed?;When\n"
        "Nile Textiles;Enterprise;Chidi Mensah;01.03.2025;30.09.2026;84.000,00;Cut returns by 5%;Amal Haddad;"
        "Executive Sponsor;x;15.01.2026\n"
    )
    report = bring(text=text)
    assert (report.created, report.problem_count) == (1, 0)
    assert account(cast.workspace, "Nile Textiles").stated_arr == 84000
    assert said(cast) == [("Amal Haddad", "yes", date(2026, 1, 15))]


ROWS = st.builds(
    lambda account, result, who, role, confirmed, day: f"{account},SMB,,,,,{result},{who},{role},{confirmed},{day}",
    st.sampled_from(["A", "B", "C"]),
    st.sampled_from(["", "Cut waste by 5%", "Cut waste by 9%"]),
    st.sampled_from(["", "Ana Reyes", "Ben Ode"]),
    st.sampled_from(["", "buyer"]),
    st.sampled_from(["", "yes", "no"]),
    st.sampled_from(["", "2026-01-15", "2026-02-15", "2027-01-01"]),
)


@settings(max_examples=40)
@given(st.lists(ROWS, min_size=1, max_size=6, unique_by=lambda row: row[0]))
def test_any_sheet_twice_changes_nothing(bring: Any, rows: list[str]) -> None:
    _clear()
    first = bring(*rows)
    before = count_all()
    again = bring(*rows, now=LATER)
    assert (again.unchanged, again.problem_count) == (first.created, first.problem_count)
    assert count_all() == before


def _clear() -> None:
    """The accounts of the example before, with all that hangs on them."""
    Attestation.objects.all()._raw_delete(using="default")
    Account.objects.exclude(external_id="HF-1").delete()
