"""Outcomes, measurements and attestations, from small files end to end."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import NOW, TODAY, Cast

from toprung.kernel.errors import NotAllowed
from toprung.motion.imports.job import Keeper
from toprung.motion.imports.report import ImportReport
from toprung.motion.imports.running import run_import
from toprung.records.outcomes import chain
from toprung.records.outcomes.models import Measurement, OutcomeVersion, ResultClaim
from toprung.records.outcomes.queries import attestations, outcomes, terms
from toprung.records.tenancy.actors import ANONYMOUS

LATER = NOW + timedelta(days=1)

OUTCOMES = """\
account,outcome,statement,metric,unit,baseline,target,due_on,category,features,validator,agreed_on,agreed_by,document,opened_on
HF-1,close,Close the books in 5 days instead of 9,days to close,days,9,5,2026-06-30,Efficiency gained,\
invoice_matched; close_task_done,Mina Sato,2025-09-15,Esi Laurent,QBR deck page 3,2026-01-20
HF-1,audit,Pass the audit without a finding,,,findings,none found,,compliance,,Esi Laurent,,,,
"""
MEASUREMENTS = """\
account,outcome,occurred_on,value,source
HF-1,close,2025-10-31,9,customer
HF-1,close,2025-11-30,7.5,
HF-1,audit,2025-12-15,none found,api
"""
ATTESTATIONS = """\
account,outcome,stakeholder,verdict,occurred_on,value,words,how
HF-1,close,mina@harborfoods.example,yes,2026-01-20,5,We close in 5 days with Brightworks,call of 20 January
HF-1,audit,Esi Laurent,no,2026-02-02,two findings,,
"""


def count_all() -> dict[str, int]:
    """Rows of every table."""
    return {model.__name__: model._default_manager.count() for model in apps.get_models()}


@pytest.fixture
def bring(cast: Cast, tmp_path: Path) -> Any:
    """Import a text as a file of a kind, as the leader."""

    def run(kind: str, text: str, *, now: Any = NOW, **options: Any) -> ImportReport:
        path = tmp_path / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        return run_import(cast.workspace, kind, path, by=cast.leader, now=now, **options)

    return run


@pytest.fixture
def promised(bring: Any) -> Any:
    """The same, with the outcomes on file."""
    bring("outcomes", OUTCOMES)
    return bring


def tally(report: ImportReport) -> tuple[int, int, int, int]:
    """Created, updated, unchanged, rejected."""
    assert report.read == report.created + report.updated + report.unchanged + report.rejected
    return report.created, report.updated, report.unchanged, report.rejected


def test_only_those_who_may_import_do(cast: Cast, tmp_path: Path) -> None:
    path = tmp_path / "outcomes.csv"
    path.write_text(OUTCOMES, encoding="utf-8")
    for actor in (ANONYMOUS, cast.stranger, cast.csm):
        with pytest.raises(NotAllowed):
            run_import(cast.workspace, "outcomes", path, by=actor, now=NOW)
    assert not outcomes(cast.workspace).exists()


def test_one_file_cannot_give_a_mark_twice(cast: Cast, bring: Any) -> None:
    head = "account,outcome,statement,primary,first_value"
    text = f"{head}\nHF-1,x,Cut waste by 10%,yes,yes\nHF-1,y,Cut costs by 20%,yes,yes\n"
    report = bring("outcomes", text)
    assert (report.created, report.in_part) == (2, 1)
    assert [(p.row, p.column) for p in report.problems] == [(3, "primary"), (3, "first_value")]
    assert terms(cast.workspace, "HF-1", "x").primary
    again = bring("outcomes", text, now=LATER)
    assert (again.unchanged, again.updated) == (2, 0), "the same file twice changes nothing"
    assert terms(cast.workspace, "HF-1", "x").primary


def test_outcomes_with_all_their_terms(cast: Cast, bring: Any) -> None:
    report = bring("outcomes", OUTCOMES)
    assert tally(report) == (2, 0, 0, 0)
    close, audit = terms(cast.workspace, "HF-1", "close"), terms(cast.workspace, "HF-1", "audit")
    assert (close.kind, close.direction, close.baseline, close.target) == ("numeric", "decrease", 9, 5)
    assert (close.category, close.features) == ("efficiency_gained", ["invoice_matched", "close_task_done"])
    assert (close.due_on, close.in_force_on, close.primary) == (date(2026, 6, 30), date(2025, 9, 15), True)
    assert (audit.kind, audit.state_before, audit.state_after) == ("status", "findings", "none found")
    assert (audit.in_force_on, audit.primary, audit.validator) == (None, False, "Esi Laurent")


def test_where_the_customer_sees_it_becomes_a_claim(cast: Cast, bring: Any) -> None:
    bring("outcomes", OUTCOMES)
    claim = ResultClaim.objects.get()
    assert (claim.document, claim.opened_on, claim.backfilled) == ("QBR deck page 3", date(2026, 1, 20), True)


@pytest.mark.parametrize(
    ("opened", "agreed", "day", "backfilled"),
    [
        ("2026-01-20", "2025-09-15", date(2026, 1, 20), True),
        ("", "2025-09-15", date(2025, 9, 15), True),
        ("", "", TODAY, False),
    ],
)
def test_a_document_counts_from_its_opening_else_the_agreement_else_today(
    bring: Any, opened: str, agreed: str, day: date, backfilled: bool
) -> None:
    bring(
        "outcomes", f"account,outcome,statement,agreed_on,document,opened_on\nHF-1,x,Cut waste,{agreed},deck,{opened}\n"
    )
    claim = ResultClaim.objects.get()
    assert (claim.occurred_on, claim.backfilled) == (day, backfilled)


def test_an_outcome_names_the_template_it_was_started_from(cast: Cast, bring: Any) -> None:
    head = "account,outcome,statement,Result template"
    text = f"{head}\nHF-1,x,Cut waste by 10%,smb-cost-cut\nHF-1,y,Cut costs by 20%,own-77\nHF-1,z,Cut staff by 1,\n"
    report = bring("outcomes", text)
    assert (report.created, report.in_part) == (3, 1), "what only the template is wrong with is kept without it"
    assert [(p.row, p.column, p.value) for p in report.problems] == [(3, "Result template", "own-77")]
    held = {name: terms(cast.workspace, "HF-1", name).template for name in ("x", "y", "z")}
    assert held == {"x": "smb-cost-cut", "y": "", "z": ""}
    bring("outcomes", "account,outcome,statement,template\nHF-1,x,Cut waste by 12%,\n", now=LATER)
    assert terms(cast.workspace, "HF-1", "x").template == "smb-cost-cut", "a blank cell never erases"


def test_what_an_outcome_covers_is_kept_and_unknown_accounts_are_remarked(cast: Cast, bring: Any) -> None:
    report = bring("outcomes", "account,outcome,statement,covers\nHF-1,x,Cut waste by 10%,HF-2; HF-3\n")
    assert (report.created, report.problem_count) == (1, 0)
    assert terms(cast.workspace, "HF-1", "x").covers == ["HF-2", "HF-3"]
    assert "covers “HF-2”, “HF-3”, not on file" in report.remarks[0]


def test_a_document_that_comes_later_updates_the_row(bring: Any) -> None:
    bring("outcomes", OUTCOMES.replace("QBR deck page 3,2026-01-20", ","))
    assert tally(bring("outcomes", OUTCOMES, now=LATER)) == (0, 1, 1, 0)
    assert OutcomeVersion.objects.count() == 2


def test_an_outcome_is_kept_without_a_claim_that_cannot_be(cast: Cast, bring: Any) -> None:
    report = bring("outcomes", OUTCOMES.replace("2026-01-20", "2026-09-01"))
    assert (tally(report), report.in_part) == ((2, 0, 0, 0), 1)
    [problem] = report.problems
    assert (problem.row, problem.column, problem.value) == (2, "opened_on", "2026-09-01")
    assert problem.kept == "the outcome, without where the customer sees it"
    assert not ResultClaim.objects.exists()


def test_measurements_of_numbers_and_states(promised: Any) -> None:
    assert tally(promised("measurements", MEASUREMENTS)) == (3, 0, 0, 0)
    on_file = Measurement.objects.order_by("occurred_on").values_list("value", "state", "source", "backfilled")
    assert list(on_file) == [
        (9, "", "customer", True),
        (Decimal("7.5"), "", "customer", True),
        (None, "none found", "api", True),
    ]


def test_zero_is_a_value(cast: Cast, bring: Any) -> None:
    bring("outcomes", "account,outcome,statement,baseline,target\nHF-1,down,No late filings,4,0\n")
    down = terms(cast.workspace, "HF-1", "down")
    assert (down.kind, down.direction, down.target) == ("numeric", "decrease", 0)
    assert tally(bring("measurements", "account,outcome,occurred_on,value\nHF-1,down,2026-01-05,0\n")) == (1, 0, 0, 0)
    assert Measurement.objects.get().value == 0


def test_attestations_with_role_grade_and_how(cast: Cast, promised: Any) -> None:
    assert tally(promised("attestations", ATTESTATIONS)) == (2, 0, 0, 0)
    yes, no = attestations(cast.workspace)
    assert (yes.stakeholder, yes.role, yes.grade, yes.value) == (cast.manager, "manager", "reported", 5)
    assert (yes.words, yes.how) == ("We close in 5 days with Brightworks", "call of 20 January")
    assert (no.said, no.value, no.words, no.how) == ("no", None, "two findings", "import of attestations.csv")
    assert yes.recorded_on(cast.workspace) == date(2026, 1, 20)
    assert chain.verify(cast.workspace).length == 2


def test_the_day_of_writing_down_goes_before_the_day_it_was_true(cast: Cast, promised: Any) -> None:
    text = (
        "account,outcome,stakeholder,verdict,occurred_on,recorded_on\nHF-1,close,Mina Sato,yes,2026-01-20,2026-02-25\n"
    )
    promised("attestations", text)
    assert attestations(cast.workspace)[0].recorded_on(cast.workspace) == date(2026, 2, 25)


@pytest.mark.parametrize(
    ("kind", "text"), [("outcomes", OUTCOMES), ("measurements", MEASUREMENTS), ("attestations", ATTESTATIONS)]
)
def test_the_same_file_twice_changes_nothing(promised: Any, kind: str, text: str) -> None:
    promised(kind, text)
    before = count_all()
    again = promised(kind, text, now=LATER)
    assert tally(again) == (0, 0, again.read, 0)
    assert count_all() == before


@pytest.mark.parametrize(("kind", "text"), [("measurements", MEASUREMENTS), ("attestations", ATTESTATIONS)])
def test_a_dry_run_says_the_same_and_keeps_nothing(promised: Any, kind: str, text: str) -> None:
    before = count_all()
    dry = promised(kind, text, dry_run=True)
    assert count_all() == before
    real = promised(kind, text)
    assert (dry.created, dry.rejected, dry.dry_run) == (real.created, real.rejected, True)


BAD = """\
account,outcome,occurred_on,value
HF-1,close,2025-10-31,nine
HF-9,close,2025-10-31,9
HF-1,cloze,2025-10-31,9
HF-1,close,2026-11-30,7
HF-1,close,2025-12-31,6
HF-1,close,2025-12-31,5
"""
MENDED = {"nine": "9", "HF-9": "HF-1", "cloze": "close", "2026-11-30": "2025-11-30"}


def test_bad_rows_are_told_and_can_be_mended_and_imported_again(promised: Any, tmp_path: Path) -> None:
    rejects = tmp_path / "rejects.csv"
    report = promised("measurements", BAD, rejects_path=rejects)
    assert tally(report) == (1, 0, 0, 5)
    assert [(p.row, p.column, p.value) for p in report.problems] == [
        (2, "value", "nine"),
        (3, "account", "HF-9"),
        (4, "outcome", "cloze"),
        (5, "occurred_on", "2026-11-30"),
        (7, "value", "5"),
    ]
    assert all(problem.reason and problem.remedy for problem in report.problems)
    mended = [
        {name: MENDED.get(cell, cell) for name, cell in row.items()}
        for row in csv.DictReader(io.StringIO(rejects.read_text(encoding="utf-8-sig")))
        if row["value"] != "5"
    ]
    with rejects.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, mended[0])
        writer.writeheader()
        writer.writerows(mended)
    again = promised("measurements", rejects.read_text(encoding="utf-8"), now=LATER)
    assert tally(again) == (2, 0, 2, 0)  # three of the four mended rows are one fact
    assert Measurement.objects.filter(superseded_at=None).count() == 3


def test_two_values_of_one_day_are_told_however_far_apart_they_stand(
    promised: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Keeper, "batch", 1)
    text = "account,outcome,occurred_on,value\nHF-1,close,2025-10-31,9\nHF-1,close,2025-10-31,8\n"
    assert tally(promised("measurements", text)) == (1, 0, 0, 1)
    assert tally(promised("measurements", text, now=LATER)) == (0, 0, 1, 1)


def test_a_mark_said_in_a_later_batch_is_heard(cast: Cast, bring: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Keeper, "batch", 1)
    text = "account,outcome,statement,primary\nHF-1,one,Cut costs by 5%,\nHF-1,two,Cut errors by 9%,yes\n"
    for moment in (NOW, LATER):
        bring("outcomes", text, now=moment)
        one, two = terms(cast.workspace, "HF-1", "one"), terms(cast.workspace, "HF-1", "two")
        assert (one.primary, one.first_value, two.primary, two.first_value) == (False, True, True, False)
    assert OutcomeVersion.objects.count() == 2


DAYS = st.dates(date(2025, 1, 1), date(2025, 1, 6)).map(str)
VALUES = st.decimals(-99, 99, places=2).map(str)


@settings(max_examples=40)
@given(st.lists(st.tuples(DAYS, VALUES), min_size=1, max_size=8), st.integers(1, 3))
def test_any_measurements_twice_change_nothing(
    promised: Any, monkeypatch: pytest.MonkeyPatch, readings: list[tuple[str, str]], size: int
) -> None:
    Measurement.objects.all().delete()
    text = "account,outcome,occurred_on,value\n" + "".join(f"HF-1,close,{day},{value}\n" for day, value in readings)
    with monkeypatch.context() as patch:
        patch.setattr(Keeper, "batch", size)
        first = promised("measurements", text)
        before = count_all()
        again = promised("measurements", text, now=LATER)
    assert tally(again) == (0, 0, first.created + first.unchanged, first.rejected)
    assert count_all() == before
