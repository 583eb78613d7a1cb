"""Accounts from files: as exports come, twice, and mended."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import Cast
from tests.motion.imports.bringing import Import, counts

from toprung.records.book.models import Account, SegmentMembership
from toprung.records.book.queries import account, accounts
from toprung.records.journal.queries import entries

EXPORT = """Account ID,Account Name,Customer Segment,CSM,Licenses,Parent Account,Go-Live Date,Health
MB-1,Mill & Bay,SMB,Clara Ruiz,12,HF-1,2025-11-03,green
SW-2,Sundwall,Enterprise,Chidi Mensah,"1,200",GR-0,,amber
GR-0,Sundwall Group,,,,,,
"""


def test_an_export_as_it_comes(cast: Cast, import_: Import) -> None:
    report = import_("accounts", EXPORT)
    assert counts(report) == (3, 3, 0, 0, 0)
    assert report.columns["owner"] == "CSM"
    assert report.unused_columns == ("Health",)
    mill = account(cast.workspace, "MB-1")
    assert (mill.name, mill.owner, mill.seats, str(mill.go_live_on)) == ("Mill & Bay", "Clara Ruiz", 12, "2025-11-03")
    assert mill.parent == cast.harbor
    sundwall = account(cast.workspace, "SW-2")
    assert sundwall.seats == 1200
    assert sundwall.parent == account(cast.workspace, "GR-0")  # which stands further down


def test_the_same_file_twice_changes_nothing(cast: Cast, import_: Import) -> None:
    import_("accounts", EXPORT)
    before = list(accounts(cast.workspace).values()), entries(cast.workspace).count()
    assert counts(import_("accounts", EXPORT)) == (3, 0, 0, 3, 0)
    assert (list(accounts(cast.workspace).values()), entries(cast.workspace).count()) == before


def test_an_unknown_parent_keeps_the_account_and_says_so(cast: Cast, import_: Import, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    report = import_("accounts", "account,parent\nA,nobody\nB,A\n", rejects_path=rejects)
    assert counts(report) == (2, 2, 0, 0, 0)
    assert report.in_part == 1
    (problem,) = report.problems
    assert (problem.row, problem.column, problem.value) == (2, "parent", "nobody")
    assert problem.kept == "the account, without its parent"
    assert "Kept" not in problem.reason
    assert "Kept: the account, without its parent." in rejects.read_text(encoding="utf-8-sig")
    mended = rejects.read_text(encoding="utf-8-sig").replace("nobody", "HF-1", 1)
    report = import_("accounts", mended)
    assert counts(report) == (1, 0, 1, 0, 0)
    assert account(cast.workspace, "A").parent == cast.harbor


def test_a_parent_below_a_circle(import_: Import, cast: Cast) -> None:
    report = import_("accounts", "account,parent\nA,B\nB,A\n")
    assert counts(report) == (2, 0, 0, 0, 2)
    again = import_("accounts", "account,parent\nA,\nB,A\n")
    assert counts(again) == (2, 2, 0, 0, 0)


def test_rows_that_contradict_each_other(import_: Import, cast: Cast) -> None:
    text = "account,tier\nA,1\nA,1\nA,2\n"
    report = import_("accounts", text)
    assert counts(report) == (3, 1, 0, 1, 1)
    (problem,) = report.problems
    assert (problem.row, problem.reason) == (4, "Row 2 of this file says otherwise of the same one; that row counts.")
    assert counts(import_("accounts", text)) == (3, 0, 0, 2, 1)
    assert account(cast.workspace, "A").tier == "1"


def test_a_history_of_segments_is_no_contradiction(import_: Import, cast: Cast) -> None:
    text = "account,segment,segment_from\nA,SMB,2023-01-01\nA,Enterprise,2025-01-01\nA,Mid-Market,2025-01-01\n"
    report = import_("accounts", text)
    assert counts(report) == (3, 1, 0, 1, 1)
    assert report.problems[0].row == 4
    assert SegmentMembership.objects.filter(account__external_id="A").count() == 2


def test_a_new_segment_is_a_remark(import_: Import) -> None:
    report = import_("accounts", "account,segment\nA,Public\nB,Public\n")
    assert report.remarks == (
        "The segment “Public” is new here: Mid-Market's policy applies until someone looks at it.",
    )


cells = st.fixed_dictionaries(
    {
        "account": st.sampled_from(["A", "B", "C", "HF-1", ""]),
        "name": st.sampled_from(["", "Alpha", "=Beta", "Ωmega, Ltd"]),
        "segment": st.sampled_from(["", "SMB", "Enterprise", "Odd one"]),
        "segment_from": st.sampled_from(["", "2024-01-01", "2025-06-30", "soon"]),
        "parent": st.sampled_from(["", "A", "B", "C", "nobody"]),
        "seats": st.sampled_from(["", "1", "2,000", "many"]),
    }
)


@settings(max_examples=60)
@given(rows=st.lists(cells, max_size=8))
def test_whatever_a_file_says_saying_it_twice_changes_nothing(
    cast: Cast, import_: Import, rows: list[dict[str, str]]
) -> None:
    Account.objects.exclude(external_id="HF-1").delete()
    text = "account,name,segment,segment_from,parent,seats\n"
    text += "".join(",".join(f'"{cell}"' for cell in row.values()) + "\n" for row in rows)
    first = import_("accounts", text)
    before = list(accounts(cast.workspace).values()), list(SegmentMembership.objects.order_by("pk").values())
    journal = entries(cast.workspace).count()
    second = import_("accounts", text)
    assert (list(accounts(cast.workspace).values()), list(SegmentMembership.objects.order_by("pk").values())) == before
    assert entries(cast.workspace).count() == journal
    assert (second.created, second.updated) == (0, 0)
    assert (first.rejected, first.problems) == (second.rejected, second.problems)
    assert first.read == first.created + first.updated + first.unchanged + first.rejected
    assert replace(first, seconds=0).plain()["kind"] == "accounts"


def test_an_account_written_two_ways_is_kept_and_remarked(import_: Import) -> None:
    report = import_("accounts", "account,name\nHF-1,Harbor Foods\nhf-1 ,Harbor\nOak,Oak\n")
    assert report.created == 2
    [remark] = report.remarks
    assert remark.startswith("“hf-1” and “HF-1” differ only by case or blanks and are kept as two accounts")


def test_an_accounts_own_rhythm_and_season(cast: Cast, import_: Import) -> None:
    text = 'account,rhythm,off_season\nHF-1,month,"7-1..08-31, 12-20..01-06"\n'
    assert import_("accounts", text).updated == 1
    settings = account(cast.workspace, "HF-1").settings
    assert settings == {"rhythm": "month", "off_season": "07-01..08-31, 12-20..01-06"}
    [entry] = entries(cast.workspace, "HF-1")
    assert entry.changes == {"settings": [{}, settings]}
    assert import_("accounts", text).unchanged == 1
    import_("accounts", "account,rhythm,off_season\nHF-1,week,\n")
    assert account(cast.workspace, "HF-1").settings == settings | {"rhythm": "week"}


def test_a_rhythm_or_season_that_is_none_is_refused(cast: Cast, import_: Import) -> None:
    report = import_("accounts", "account,rhythm,off_season\nA,daily,\nB,,summer\nC,,\n")
    assert (report.created, report.rejected) == (1, 2)
    assert [(p.column, p.value) for p in report.problems] == [("rhythm", "daily"), ("off_season", "summer")]
    assert "07-01..08-31" in report.problems[1].remedy
