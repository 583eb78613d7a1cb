"""Which column is which field: by guess, by mapping file, and what is said when it cannot be told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from toprung.kernel.errors import BadInput
from toprung.sheets.kinds import KINDS
from toprung.sheets.mapping import SheetMap, load_map
from toprung.sheets.matching import match_columns
from toprung.sheets.problems import Reject, Row
from toprung.sheets.reading import open_sheet

Write = Callable[..., Path]
Read = Callable[..., tuple[list[Row], list[Reject]]]


def guess(kind: str, *headings: str) -> dict[str, str]:
    return match_columns(headings, KINDS[kind], SheetMap()).columns


def test_headings_of_a_spreadsheet() -> None:
    headings = (
        *("Company", "Segment", "CSM", "Go-Live Date", "Renewal Date", "ARR (EUR)", "Desired outcome"),
        *("Exec sponsor", "Role", "Confirmed?", "Confirmed on"),
    )
    assert guess("sheet", *headings) == dict(zip(KINDS["sheet"].names, headings, strict=True))


REAL = """
accounts      account=ACCOUNT_ID, name=Account Name
accounts      account=Account Name
accounts      account=id, name=Name, parent=Parent Account ID
accounts      account=Id, go_live_on=Go_Live_Date__c
accounts      account=Record ID, name=Company name, owner=Company owner, industry=Industry
stakeholders  account=Company, name=Contact Name, role=Title
events        account=account_id, user=user_id, name=event_type, occurred_at=ts
subscriptions account=account_id, started_on=start_date, ended_on=end_date, mrr=MRR
attestations  account=Customer, outcome=Goal, stakeholder=Confirmed by, verdict=Confirmed?, occurred_on=Date
outcomes      account=Customer, outcome=Outcome ID, statement=Desired outcome, metric=Success metric, target=Target
"""


@pytest.mark.parametrize("line", REAL.strip().splitlines())
def test_headings_of_real_exports(line: str) -> None:
    kind, _, pairs = line.partition(" ")
    columns = dict(pair.strip().split("=") for pair in pairs.split(","))
    assert guess(kind, *reversed(columns.values())) == columns


def test_of_two_columns_that_fit_the_better_is_taken_and_said(text_file: Write) -> None:
    sheet = open_sheet(text_file("Customer,Account ID\nAcme,a1\n"), "sheet")
    assert sheet.columns["account"] == "Account ID"
    assert any("“Account ID” was taken for account; “Customer” would fit too" in note for note in sheet.notes)


def test_a_required_field_without_column_names_the_lines_to_write(text_file: Write) -> None:
    with pytest.raises(BadInput) as caught:
        open_sheet(text_file("Logo of firm,Bought,Cash\nA,2025-01-01,5\n"), "subscriptions")
    said = str(caught.value)
    assert "account and started_on and mrr" in said
    assert "Logo of firm, Bought, Cash" in said
    assert '[columns]\naccount = "' in said


def test_a_thousand_columns_are_not_all_listed(text_file: Write) -> None:
    with pytest.raises(BadInput, match=r"column 49 and 950 more\."):
        open_sheet(text_file(",".join(f"column {n}" for n in range(1000)) + "\n"), "sheet")


MAP = """
[columns]
account = "Logo of firm"
arr = ""
owner = "betreut von"
[defaults]
segment = "SMB"
confirmed = true
go_live_on = 2025-03-01
[options]
day_first = false
decimal = ","
timezone = "Europe/Paris"
delimiter = "tab"
"""


def test_a_mapping_file(text_file: Write, read: Read) -> None:
    mapping = load_map(text_file(MAP, "map.toml"))
    path = text_file("Logo of firm\tARR\tBetreut von\tSegment\tRenewal\nAcme\t5\tAnn\tn/a\t03/04/2026\n")
    (row,), rejects = read(path, mapping=mapping)
    assert not rejects
    assert row.values["account"] == "Acme"
    assert row.values["arr"] is None
    assert row.values["owner"] == "Ann"
    assert row.values["segment"] == "SMB"
    assert row.values["confirmed"] is True
    assert row.values["go_live_on"] == date(2025, 3, 1)
    assert row.values["renewal_on"] == date(2026, 3, 4)
    assert open_sheet(path, "sheet", mapping).unused_columns == ("ARR",)


def test_a_mapping_may_be_a_path(text_file: Write) -> None:
    path = text_file('[columns]\naccount = "Firm"\n', "map.toml")
    assert open_sheet(text_file("Firm\nA\n"), "sheet", path).columns == {"account": "Firm"}


def test_a_zone_is_that_of_times_without_offset(text_file: Write, read: Read) -> None:
    path = text_file("account,name,occurred_at\nA,login,2025-07-01 10:00\nA,login,2025-07-01T10:00:00Z\n")
    rows, _ = read(path, "events", SheetMap(timezone="Europe/Paris"))
    assert [row.values["occurred_at"] for row in rows] == [
        datetime(2025, 7, 1, 8, tzinfo=UTC),
        datetime(2025, 7, 1, 10, tzinfo=UTC),
    ]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        ("[colums]\n", "Did you mean “columns”"),
        ("[columns]\nacount = 'x'\n", "Did you mean “account”"),
        ("[columns]\naccount = 'Frim'\n", "Did you mean “Firm”"),
        ("[columns]\naccount = 5\n", "name of a column in quotes"),
        ("[defaults]\nsegmnt = 'x'\n", "Did you mean “segment”"),
        (
            "[columns]\naccount = 'Firm'\n[defaults]\ngo_live_on = 'soon'\n",
            "default for go_live_on cannot be used: “soon” is not a day",
        ),
        ("[options]\ndayfirst = true\n", "Did you mean “day_first”"),
        ("[options]\nday_first = 'yes'\n", "must be true or false"),
        ("[options]\ndecimal = ':'\n", "decimal must be"),
        ("[options]\ntimezone = 'Paris'\n", "is not a time zone"),
        ("[options]\ndelimiter = 'x'\n", "delimiter must be"),
        ("columns\n", "is not TOML"),
        ("[values.validatr_role]\n", "Did you mean “validator_role”"),
        ("[values.validator_role]\nChefin = 'mangaer'\n", "Did you mean “manager”"),
        ("[values.segment]\nKMU = 'SMB'\n", "not one of a list of words"),
        ("[values]\nvalidator_role = 'manager'\n", "write lines such as"),
    ],
)
def test_a_wrong_mapping_file_is_refused_with_the_near_miss(text_file: Write, content: str, says: str) -> None:
    mapping = text_file(content, "map.toml")
    with pytest.raises(BadInput, match=says):
        open_sheet(text_file("Firm\nA\n"), "sheet", mapping)


def test_a_mapping_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="could not be read"):
        load_map(tmp_path / "none.toml")


def test_a_mapping_file_says_what_a_word_means(text_file: Write) -> None:
    mapping = text_file("[values.kind]\n'Neukunde' = 'new'\n'Churned' = 'contraction'\n", "map.toml")
    text = "account,date,type,change\nA,2025-01-01,NEUKUNDE,5\nB,2025-01-01,churned,-5\nC,2025-01-01,upsell,5\n"
    rows = [
        row.values["kind"] for row in open_sheet(text_file(text), "revenue", mapping).rows() if isinstance(row, Row)
    ]
    assert rows == ["new", "contraction", "expansion"]
