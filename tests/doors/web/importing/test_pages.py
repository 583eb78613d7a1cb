"""The import's pages from the first file to what came of it, and back."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.doors.web.importing.conftest import Desk, worked

from toprung.doctrine.checks import CheckState
from toprung.motion.evaluation.models import AccountState
from toprung.motion.imports.models import ImportRun, RunState
from toprung.records.book.queries import accounts
from toprung.records.outcomes.queries import attestations

HEAD = "Customer,Segment,CSM,Go-live,Renewal date,ARR,Result,Validator,Role,Confirmed,Confirmed on\n"
NILE = (
    "Nile Textiles,Enterprise,Chidi Mensah,2025-03-01,2026-09-30,84000,"
    "Cut returns from 8% to 3%,Amal Haddad,Sponsor,no,\n"
)
FJORD = "Fjord Freight,SMB,Clara Ruiz,2025-05-01,soon,12000,,,,,\n"
NOBODY = ",SMB,,,,,,,,,\n"


def words(html: str) -> str:
    """The page's text without markup."""
    main = html.partition('<main id="main"')[2].partition("</main>")[0]
    return " ".join(re.sub(r"<[^>]+>", " ", re.sub(r"<option.*?</option>", " ", main)).split())


def test_from_a_file_to_the_ladder(leader: Desk) -> None:
    assert "No file was brought in here yet" in leader.text()

    run = leader.send(HEAD + NILE + FJORD + NOBODY)
    assert "11 columns ; the headings fit well" in words(leader.text(f"{run.pk}/"))

    assert leader.choose(run).status_code == 303
    page = words(leader.text(f"{run.pk}/"))
    assert "Importing would add 2 , change 0 , leave 0 as they are and reject 1 of 3 rows" in page
    assert "“soon” is not a day" in page or "soon" in page
    assert "Kept: the account, the contract" in page
    assert accounts(leader.cast.workspace).count() == 1, "a preview keeps nothing"

    assert leader.press(run, "start").status_code == 303
    assert "It waits its turn" in words(leader.text(f"{run.pk}/"))
    run = worked(run)

    page = words(leader.text(f"{run.pk}/"))
    assert "3 rows read: 2 new, 1 rejected (1 kept in part)" in page
    assert "See the ladder : 3 accounts" in page
    assert accounts(leader.cast.workspace).count() == 3
    history = words(leader.text())
    assert "1 file came in; the last was “book.csv”" in history
    assert "imported" in history


def test_checks_that_are_staged_are_not_said_to_be_owed(leader: Desk) -> None:
    run = leader.bring("account\nNile\n")
    AccountState.objects.update(check_state=CheckState.STAGED.value, check_is_due=True)
    assert "No result check is owed an answer." in words(leader.text(f"{run.pk}/"))

    AccountState.objects.filter(account__name="Nile").update(check_state=CheckState.DUE.value)
    assert "Checks : 1 result check is owed an answer." in words(leader.text(f"{run.pk}/"))


def test_the_preview_says_what_the_import_then_does(leader: Desk) -> None:
    run = leader.send(HEAD + NILE + FJORD + NOBODY)
    leader.choose(run)
    run.refresh_from_db()
    previewed = run.preview and run.preview["report"]
    leader.press(run, "start")
    report = worked(run).report

    same = ("read", "created", "updated", "unchanged", "rejected", "in_part", "problems", "remarks", "columns")
    assert report is not None
    assert previewed
    assert {name: report[name] for name in same} == {name: previewed[name] for name in same}


def test_rejects_are_mended_and_dropped_on_the_same_page(leader: Desk) -> None:
    text = HEAD.replace("Customer", "Wer") + NILE + NOBODY
    run = leader.send(text)
    assert "it is not clear what the rows are" in words(leader.text(f"{run.pk}/"))
    refused = leader.choose(run)
    assert refused.status_code == 422
    assert "Every row of sheet needs account" in refused.content.decode()
    leader.choose(run, column__account="Wer")
    leader.press(run, "start")
    run = worked(run)

    answer = leader.get(f"{run.pk}/rejects/")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="book-rejects.csv"'
    mended = b"".join(answer.streaming_content).decode("utf-8-sig").replace("\n,SMB", "\nMended GmbH,SMB", 1)  # type: ignore[attr-defined]
    again = leader.send(mended, "mended.csv", f"?mends={run.pk}")

    assert again.state == RunState.PREVIEWED, "its columns are read as the first one's were"
    leader.press(again, "start")
    report = worked(again).report
    assert report is not None
    assert (report["created"], report["rejected"]) == (1, 0)
    assert accounts(leader.cast.workspace).filter(external_id="Mended GmbH").exists()


def test_a_mapping_is_remembered_for_the_same_headings(leader: Desk) -> None:
    first = leader.send("Wer,Wo\nNile,SMB\n", "one.csv")
    leader.choose(first, "accounts", column__account="Wer", column__segment="Wo")
    second = leader.send("Wo,Wer\nSMB,Fjord\n", "two.csv")

    assert second.kind == "accounts"
    assert "read as you mapped a file with these headings on" in words(leader.text(f"{second.pk}/"))
    leader.choose(second)
    second.refresh_from_db()
    assert second.preview is not None
    assert second.preview["report"]["columns"] == {"account": "Wer", "segment": "Wo"}


def test_words_of_the_file_are_told_what_they_mean(leader: Desk) -> None:
    run = leader.send("account,name,role\nHF-1,Ida Roth,Häuptling\n", "people.csv")
    assert "“Häuptling” means" in words(leader.text(f"{run.pk}/"))
    leader.choose(run, **{"word.role.Häuptling": "executive_sponsor"})
    run.refresh_from_db()
    assert run.preview is not None
    assert run.preview["report"]["created"] == 1


def test_another_kind_shows_its_own_columns(leader: Desk) -> None:
    run = leader.send(HEAD + NILE)
    shown = {"kind": "accounts", "shown": "sheet", "show": "1"}
    answer = leader.client.post(leader.at(f"{run.pk}/columns/"), shown, headers={"HX-Request": "true"})
    html = answer.content.decode()
    assert "<html" not in html, "a fragment"
    assert 'name="column.tier"' in html
    assert 'name="column.validator"' not in html
    run.refresh_from_db()
    assert run.kind == "sheet", "nothing is kept by looking"


def test_undo_takes_it_back(leader: Desk) -> None:
    run = leader.bring(HEAD + NILE)
    assert "Undo this import" in leader.text(f"{run.pk}/")
    assert leader.press(run, "undo").status_code == 303
    assert worked(run).state == RunState.UNDONE
    assert accounts(leader.cast.workspace).count() == 1
    assert "the book is as it was before" in words(leader.text(f"{run.pk}/"))


def test_confirmations_cannot_be_undone_but_withdrawn(leader: Desk) -> None:
    run = leader.bring(HEAD + NILE.replace("no,", "yes,2026-01-15"))
    page = words(leader.text(f"{run.pk}/"))
    assert "what a person has said is never deleted" in page
    assert "Undo this import" not in page
    assert leader.press(run, "undo").status_code == 422

    [link] = attestations(leader.cast.workspace)
    assert leader.press(run, "withdraw", word=link.sequence).status_code == 303
    assert [word.said for word in attestations(leader.cast.workspace)] == ["yes", "withdrawn"]
    assert "Confirmations it added" not in leader.text(f"{run.pk}/")
    assert leader.press(run, "withdraw", word=link.sequence).status_code == 422


def test_a_file_can_be_discarded(leader: Desk) -> None:
    run = leader.send(HEAD + NILE)
    assert leader.press(run, "drop").status_code == 303
    assert not ImportRun.objects.exists()
    done = leader.bring(HEAD + NILE)
    assert leader.press(done, "drop").status_code == 422


def test_pressing_import_twice_imports_once(leader: Desk) -> None:
    run = leader.send(HEAD + NILE)
    leader.choose(run)
    assert leader.press(run, "start", once="k1").status_code == 303
    assert leader.press(run, "start", once="k1").status_code == 303
    assert leader.press(run, "start", once="k2").status_code == 422, "it was started already"
    report = worked(run).report
    assert report is not None
    assert report["created"] == 1


def test_progress_sends_the_browser_on_once_it_is_over(leader: Desk) -> None:
    run = leader.send(HEAD + NILE)
    leader.choose(run)
    leader.press(run, "start")
    waiting = leader.get(f"{run.pk}/progress/")
    assert "HX-Redirect" not in waiting.headers
    assert "hx-trigger" in waiting.content.decode()
    worked(run)
    over = leader.get(f"{run.pk}/progress/")
    assert over.headers["HX-Redirect"] == leader.at(f"{run.pk}/")


@pytest.mark.parametrize("kind", ["sheet", "events"])
def test_each_kind_has_a_file_of_its_headings(viewer: Desk, kind: str) -> None:
    answer = viewer.get(f"template/?kind={kind}")
    assert answer.content.decode("utf-8-sig").startswith("account,")
    assert viewer.get("template/?kind=nonsense").status_code == 422


def test_who_may_not_import_sees_the_history_without_buttons(leader: Desk, viewer: Desk) -> None:
    run = leader.bring(HEAD + NILE)
    assert "data-upload" not in viewer.text()
    page = viewer.text(f"{run.pk}/")
    assert "1 row read: 1 new" in words(page)
    assert "<form" not in page.partition('<main id="main"')[2].partition("</main>")[0]
    for what in ("start", "drop", "undo", "columns", "withdraw"):
        assert viewer.press(run, what).status_code == 403


def test_a_stranger_finds_nothing(leader: Desk, stranger: Desk) -> None:
    run = leader.bring(HEAD + NILE)
    assert stranger.get().status_code == 404
    assert stranger.get(f"{run.pk}/").status_code == 404
    theirs = f"/w/{leader.cast.elsewhere.pk}/import/{run.pk}/"
    assert stranger.client.get(theirs).status_code == 404
    assert stranger.client.put(f"{theirs}bytes/", b"x", headers={"X-Offset": "0"}).status_code == 404


def test_the_history_asks_as_little_of_ninety_imports_as_of_two(leader: Desk) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert leader.get().status_code == 200
        return len(queries)

    leader.bring(HEAD + NILE)
    leader.send(HEAD + FJORD)
    leader.get()
    few = asked()
    for run in list(ImportRun.objects.all()) * 44:
        run.pk = None
        run.save()
    assert asked() == few <= 12
