"""The preview says what the import then does, keeps nothing, and nobody waits for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from tests.motion.book import FILES
from tests.motion.imports.bringing import tables
from tests.motion.imports.runs.running import Importing, book

from toprung.motion.imports.models import ImportRun, RunState
from toprung.motion.imports.reach import REACH
from toprung.motion.imports.registry import IMPORTERS
from toprung.motion.imports.runs.previewing import FIRST_ROWS, WRONG_ROWS, preview
from toprung.motion.imports.runs.starting import start
from toprung.motion.imports.runs.throwaway import copied, sweep_copies
from toprung.records.book.actions import upsert_accounts
from toprung.records.book.drafts import AccountDraft
from toprung.records.book.models import Account

SAME = ("read", "created", "updated", "unchanged", "rejected", "in_part", "quarantined", "columns", "problem_count")
ROOT = Path(__file__).parents[4]


def told(report: dict[str, Any] | None) -> dict[str, Any]:
    assert report is not None
    return {name: report[name] for name in (*SAME, "problems", "notes")}


def both(importing: Importing, kind: str, text: str | bytes, name: str = "") -> tuple[dict[str, Any], dict[str, Any]]:
    """What the preview said, and what the import then did."""
    run = importing.preview(importing.upload(text, name or f"{kind}.csv"), kind)
    assert run.state == RunState.PREVIEWED, run.error
    assert run.preview is not None
    previewed = run.preview["report"]
    run = importing.settle(start(run, by=importing.cast.leader))
    assert run.report is not None, run.error
    return previewed, run.report


def test_every_kind_has_a_reach() -> None:
    assert set(REACH) == set(IMPORTERS)


def test_of_every_kind_good_rows_and_again(importing: Importing) -> None:
    for kind, text in FILES.items():
        previewed, report = both(importing, kind, text)
        assert told(previewed) == told(report), kind
        assert report["created"] > 0
    for kind, text in FILES.items():
        previewed, report = both(importing, kind, text)
        if kind != "events":  # a preview does not ask the lake, and says so
            assert told(previewed) == told(report), kind
            assert report["unchanged"] == report["read"]


@pytest.mark.parametrize("name", ["sheet.csv", "awkward.csv"])
def test_of_the_sheets_of_the_tutorial(importing: Importing, name: str) -> None:
    previewed, report = both(importing, "sheet", (ROOT / "docs" / "tutorial" / name).read_bytes(), name)
    assert told(previewed) == told(report)
    assert previewed["remarks"] == report["remarks"]


@pytest.mark.parametrize("kind", sorted(REACH))
def test_on_a_book_that_has_everything(importing: Importing, unevaluated: None, kind: str) -> None:
    for before in FILES:
        importing.bring(before, FILES[before])
    text = FILES.get(kind) or (ROOT / "docs" / "tutorial" / "sheet.csv").read_text(encoding="utf-8")
    importing.bring("sheet", (ROOT / "docs" / "tutorial" / "sheet.csv").read_bytes(), "sheet.csv")
    previewed, report = both(importing, kind, text)
    if kind != "events":
        assert told(previewed) == told(report)
    assert report["rejected"] == previewed["rejected"]


def test_rows_that_hang_on_rows_above_and_below(importing: Importing) -> None:
    text = "account,parent,seats\nB,A,1\nA,,2\nC,nobody,3\nD,B,many\nB,,7\n" + "".join(
        f"X{n},X{n - 1 if n else 'none'},{n}\n" for n in range(700)
    )
    previewed, report = both(importing, "accounts", text)
    assert told(previewed) == told(report)


def test_it_keeps_nothing_and_leaves_no_copy_behind(importing: Importing) -> None:
    stood, counted = book(), tables()
    importing.preview(importing.upload(FILES["accounts"], "accounts.csv"), "accounts")
    assert book() == stood
    left = {name for name, count in tables().items() if counted[name] != count}
    assert left == {"ImportRun", "RememberedMapping"}
    assert list((Path(settings.HOME) / "uploads" / "previews").iterdir()) == []


def test_others_write_while_it_runs(importing: Importing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("toprung.motion.imports.runs.throwaway._TICK_SECONDS", 0.001)
    run = importing.upload("account\n" + "".join(f"A{n}\n" for n in range(3000)), "accounts.csv")
    run.kind, run.mapping = "accounts", {"columns": {"account": "account"}}
    ticks: list[tuple[int, int]] = []

    def tick(done: int, rows: int) -> None:
        ticks.append((done, rows))
        draft = AccountDraft("Written meanwhile", tier=str(len(ticks)))
        upsert_accounts(importing.cast.workspace, [draft], by=importing.cast.csm, now=importing.later())

    shown = preview(run, importing.cast.leader, importing.later(), tick)
    assert shown["report"]["created"] == 3000
    assert len(ticks) > 3
    assert ticks == sorted(ticks)
    assert Account.objects.get(external_id="Written meanwhile").tier == str(len(ticks))


def test_another_workspaces_rows_are_not_copied(importing: Importing) -> None:
    cast = importing.cast
    with copied(cast.workspace, REACH["accounts"].all) as store:
        found = store.run(lambda: list(Account.objects.values_list("pk", flat=True)), lambda: None)
    assert found == [cast.harbor.pk]


def test_copies_of_a_killed_preview_are_swept(importing: Importing) -> None:
    left = Path(settings.HOME) / "uploads" / "previews" / "left"
    left.mkdir(parents=True)
    (left / "copy.sqlite3").write_bytes(b"x")
    assert sweep_copies(3600) == 0
    assert sweep_copies(-1) == 1
    assert not left.exists()


def test_rows_are_shown_with_what_is_wrong_at_the_cell(importing: Importing) -> None:
    rows = ["HF-1,5"] + [f"A{n},many" for n in range(200)]
    run = importing.preview(importing.upload("account,seats\n" + "\n".join(rows) + "\n", "a.csv"), "accounts")
    assert run.preview is not None
    first, wrong = run.preview["first"], run.preview["wrong"]
    assert (len(first), len(wrong)) == (FIRST_ROWS, WRONG_ROWS)
    assert (first[0]["row"], first[0]["status"], first[0]["cells"][0]["text"]) == (2, "updated", "HF-1")
    columns = [column["field"] for column in run.preview["columns"]]
    cell = first[1]["cells"][columns.index("seats")]
    assert cell["text"] == "many"
    assert cell["problems"][0]["reason"]
    assert cell["problems"][0]["remedy"]
    assert run.rejects, "they can be downloaded before anything is imported"


def test_events_show_their_first_rows(importing: Importing) -> None:
    run = importing.preview(importing.upload(FILES["events"], "events.csv"), "events")
    assert run.preview is not None
    assert len(run.preview["first"]) == FIRST_ROWS
    assert run.preview["report"]["created"] == 36


def test_a_file_that_cannot_be_used_fails_with_its_own_name(importing: Importing) -> None:
    run = importing.upload("account,mrr\nA,1\n", "money.csv")
    run = importing.preview(run, "accounts", columns={"account": "account"}, defaults={"go_live_on": "some day"})
    assert run.state == RunState.FAILED
    assert "go_live_on cannot be used" in run.error
    run = importing.preview(ImportRun.objects.get(pk=run.pk), "accounts", columns={"account": "account"})
    assert run.state == RunState.PREVIEWED, "mended, and previewed again"
