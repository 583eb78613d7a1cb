"""Looking after a book: verify, doctor, upgrade, export and import again, the demo."""

from __future__ import annotations

import csv
import json
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from tests.doors.cli.conftest import Run

_KINDS = ("accounts", "stakeholders", "contracts", "subscriptions", "revenue", "outcomes")
_WORDS = ("measurements", "attestations", "touches")


def database(folder: Path) -> Path:
    """The book's database."""
    return folder / "var" / "toprung.sqlite3"


def test_a_whole_chain_holds(book: Path, toprung: Run) -> None:
    said, told = toprung(book, "verify", "verify --json")

    assert said.exit_code == 0
    assert "The chain of 4 attestations holds" in said.out
    report = json.loads(told.out)
    assert (report["length"], report["broken_at"]) == (4, None)


def test_lists_follow_one_option(book: Path, toprung: Run) -> None:
    [listed] = toprung(book, "accounts --json")
    one, other, *_ = (a["account"] for a in json.loads(listed.out))
    window = "--from 2025-06-01 --to 2026-01-01"
    some, alone, set_, odd = toprung(
        book,
        ["evaluate", "--json", "--account", one, other],
        ["evaluate", one],
        f"measure grr {window} --json --set basis=arr cap=subscription",
        f"measure grr {window} cap",
    )
    assert json.loads(some.out)["accounts"] == 2
    assert (alone.exit_code, odd.exit_code) == (2, 2)
    options = json.loads(set_.out)["definition"]["options"]
    assert (options["basis"], options["cap"]) == ("arr", "subscription")


def test_the_journal_says_who_changed_what(book: Path, toprung: Run) -> None:
    _, said, told, unknown = toprung(
        book,
        "policy --segment SMB --set adoption_users=4",
        "journal --last 1",
        "journal --json",
        "journal --account Nobody",
    )

    assert "operator: change policy SMB" in said.out
    assert "adoption_users: nothing → 4" in said.out or "→ {'adoption_users': '4'}" in said.out
    entries = json.loads(told.out)
    assert len(entries) == 20
    assert entries[-1]["verb"] == "change_policy"
    assert {"at", "by", "verb", "account", "subject", "changes"} == set(entries[0])
    assert unknown.exit_code == 2


def test_a_check_is_answered_on_the_record(book: Path, toprung: Run) -> None:
    [listed] = toprung(book, "accounts --checks-due --json")
    account = next(a["account"] for a in json.loads(listed.out) if a["check_state"] != "staged")
    bare, told, after, odd = toprung(
        book,
        ["answer", account, "yes"],
        ["answer", account, "no"],
        "accounts --json",
        ["answer", account, "perhaps"],
    )

    assert bare.exit_code == 2
    assert "A yes names the result" in bare.err
    assert "no on 2026-03-02, on the record" in told.out
    state = next(a for a in json.loads(after.out) if a["account"] == account)
    assert (state["check_state"], state["check_due_on"]) == ("failed", "2026-04-01"), "asked again after 30 days"
    assert odd.exit_code == 2


def test_the_workspace_says_whose_events_do_not_qualify(book: Path, toprung: Run) -> None:
    [changed] = toprung(book, ["workspace", "--exclude-users", "@brightworks.example, bot", "--json"])
    assert json.loads(changed.out)["exclude_users"] == ["@brightworks.example", "bot"]
    [cleared, settled] = toprung(
        book, ["workspace", "--exclude-users", "", "--json"], ["workspace", "--currency", "USD"]
    )
    assert json.loads(cleared.out)["exclude_users"] == []
    assert settled.exit_code == 2, "the sums on file are in the currency of the first import"


EVENTS = "account,user,name,occurred_at\nACC-1,u1,login,2026-02-01T02:00:00Z\nACC-1,u2,login,2026-02-10T12:00:00Z\n"


def test_another_zone_counts_the_days_of_all_events_anew(book: Path, toprung: Run) -> None:
    (book / "events.csv").write_text(EVENTS)
    before, _, changed, after, again = toprung(
        book,
        "workspace --json",
        "import events events.csv",
        ["workspace", "--timezone", "America/New_York"],
        "lake --json",
        ["workspace", "--timezone", "America/New_York", "--json"],
    )
    assert json.loads(before.out)["timezone"] == json.loads(before.out)["events_zone"] == "Europe/Berlin"
    said = "counted in America/New_York now; 1 had another one before. Every account was judged again."
    assert said in " ".join(changed.out.split())
    assert [json.loads(after.out)[name] for name in ("first_on", "last_on")] == ["2026-01-31", "2026-02-10"]
    assert json.loads(again.out)["events_zone"] == "America/New_York"
    behind, unknown = toprung(
        book, ["workspace", "--timezone", "Pacific/Pago_Pago"], ["workspace", "--timezone", "Mars/Base"]
    )
    assert "Accounts are judged again once 2026-03-02 has begun there." in " ".join(behind.out.split())
    assert unknown.exit_code == 2


def test_another_zone_of_a_book_that_was_never_judged_judges_nothing(empty: Path, toprung: Run) -> None:
    """Past days are judged first, the oldest before the others, by who wants a history (decision 0009)."""
    (empty / "events.csv").write_text(EVENTS)
    _, _, changed = toprung(
        empty,
        "init --workspace Brightworks",
        "import events events.csv",
        ["workspace", "--timezone", "America/New_York"],
    )
    assert "counted in America/New_York now; 1 had another one before." in " ".join(changed.out.split())
    assert "judged" not in changed.out


def test_an_altered_link_is_named(book: Path, toprung: Run) -> None:
    with closing(sqlite3.connect(database(book))) as connection, connection:
        connection.execute("UPDATE outcomes_attestation SET occurred_on = '2026-01-02' WHERE sequence = 3")

    said, told, doctor = toprung(book, "verify", "verify --json", "doctor")

    assert (said.exit_code, said.out) == (1, "")
    assert "The chain is broken at link 3. Link 3 was altered" in said.err
    assert told.exit_code == 1
    assert json.loads(told.out)["broken_at"] == 3
    assert doctor.exit_code == 1
    assert "WRONG Brightworks, chain" in doctor.out


def test_doctor_of_a_healthy_home(book: Path, toprung: Run) -> None:
    said, told = toprung(book, "doctor", "doctor --json")

    assert said.exit_code == 0
    assert "WRONG" not in said.out
    assert all(finding["ok"] for finding in json.loads(told.out))


def test_doctor_of_no_home_makes_none(tmp_path: Path, toprung: Run) -> None:
    (ran,) = toprung(tmp_path, "doctor")

    assert ran.exit_code == 1
    assert "“toprung init --workspace NAME” makes it" in ran.out
    assert "Traceback" not in ran.err
    assert not (tmp_path / "var").exists()


def test_an_old_schema_is_refused_and_upgraded_with_a_backup(book: Path, toprung: Run) -> None:
    undo_migrations(book)

    refused, doctor, upgraded, listed, again = toprung(
        book, "accounts", "doctor", "upgrade", "accounts --json", "upgrade"
    )

    assert refused.exit_code == 2
    assert "run “toprung upgrade”, which backs it up first" in refused.err
    assert doctor.exit_code == 1
    assert "old schema" in doctor.out
    assert upgraded.exit_code == 0
    assert "Backed up to" in upgraded.out
    assert len(json.loads(listed.out)) == 7
    assert again.out == "The data is up to date.\n"
    (backup,) = (book / "var" / "backups").iterdir()
    assert {path.name for path in backup.iterdir()} == {"toprung.sqlite3", "inbox.sqlite3", "backup.json"}
    with closing(sqlite3.connect(backup / "toprung.sqlite3")) as connection:
        assert connection.execute("SELECT count(*) FROM book_account").fetchone() == (7,)


def undo_migrations(folder: Path) -> None:
    """Take the schema back to before mail could be asked for."""
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "access", "0002", "--settings", "toprung.config.settings"],
        env=os.environ | {"TOPRUNG_HOME": str(folder / "var"), "DATABASE_URL": "", "TOPRUNG_LAKE": ""},
        capture_output=True,
        check=True,
    )


def test_export_says_what_it_wrote(book: Path, toprung: Run) -> None:
    said, told = toprung(book, "export out", "export out --json")

    assert said.exit_code == 0
    assert "7  out/accounts.csv" in said.out
    assert json.loads(told.out)["attestations.csv"] == 4
    text = (book / "out" / "subscriptions.csv").read_text(encoding="utf-8-sig")
    assert len(list(csv.DictReader(text.splitlines()))) == 8


@pytest.mark.slow
def test_export_and_import_give_the_same_book(tmp_path: Path, toprung: Run) -> None:
    demo, at = "demo --accounts 12 --seed 5 --no-serve", "2026-03-02T09:00:00+00:00"
    (made,) = toprung(tmp_path, demo, home=tmp_path / "old", at=at)
    assert made.exit_code == 0
    assert "no difference" in made.out

    figures = [
        f"measure {name} --from 2025-03-01 --to 2026-03-01 --json"
        for name in ("nrr", "grr", "logo_retention", "oar", "ttfv")
    ]
    answers = ("accounts --json", *figures)
    *before, exported = toprung(tmp_path, *answers, "export out", home=tmp_path / "old" / "demo")
    assert exported.exit_code == 0

    kinds = [f"import {kind} out/{kind}.csv --json" for kind in (*_KINDS, *_WORDS)]
    events = "import events out/events.parquet --json"
    _, *imported = toprung(tmp_path, "init --workspace Ledgerline", *kinds, events, home=tmp_path / "new")
    for line, ran in zip([*kinds, events], imported, strict=True):
        report = json.loads(ran.out)
        assert (ran.exit_code, report["rejected"], report["problems"]) == (0, 0, []), line

    after = toprung(tmp_path, *answers, home=tmp_path / "new")
    acted = _acted_on(tmp_path / "old" / "demo")
    assert 0 < len(acted) < 12
    for line, one, other in zip(answers, before, after, strict=True):
        assert _told_by_files(one.out, acted) == _told_by_files(other.out, acted), line


_OF_NO_FILE = ("milestone_overdue", "handoff_incomplete", "result_check")
_ACTED_ON = """
SELECT external_id FROM book_account WHERE id IN (
    SELECT account_id FROM plans_successplan
    UNION SELECT account_id FROM handoffs_handoff
    UNION SELECT account_id FROM outcomes_checkanswer
)
"""


def _acted_on(home: Path) -> set[str]:
    """The accounts with a success plan, a hand-off or an answered check: these are in the whole export alone."""
    with closing(sqlite3.connect(home / "toprung.sqlite3")) as database:
        return {account for (account,) in database.execute(_ACTED_ON)}


def _told_by_files(printed: str, acted_on: set[str]) -> Any:
    """What was printed. Of the accounts acted on without what no kind of file carries: signals of plans, hand-offs and
    checks, where the check stands, and what an executive's signature under a plan adds to health.
    """
    told = json.loads(printed)
    for account in told if isinstance(told, list) else ():
        if account["account"] in acted_on:
            account["signals"] = [s for s in account["signals"] if not s["signal"].startswith(_OF_NO_FILE)]
            account |= dict.fromkeys(("health", "band", *(name for name in account if name.startswith("check"))))
    return told


@pytest.mark.slow
def test_the_demo_tells_its_tour_and_can_be_made_again(tmp_path: Path, toprung: Run) -> None:
    home = tmp_path / "home"
    (first,) = toprung(tmp_path, "demo --accounts 12 --seed 5 --no-serve", home=home)
    (again,) = toprung(tmp_path, "demo --accounts 12 --seed 5 --no-serve", home=home)

    assert (first.exit_code, again.exit_code) == (0, 0)
    assert first.out == again.out
    assert "Ledgerline: 12 accounts as of 2026-03-02" in first.out
    assert "no difference, account by account and figure by figure" in " ".join(first.out.split())
    assert "Importing accounts ..." in first.err


def test_the_demo_touches_no_folder_that_is_not_its_own(tmp_path: Path, toprung: Run) -> None:
    kept = tmp_path / "home" / "demo" / "letter.txt"
    kept.parent.mkdir(parents=True)
    kept.write_text("mine")

    (ran,) = toprung(tmp_path, "demo --accounts 3 --no-serve", home=tmp_path / "home")

    assert (ran.exit_code, ran.out) == (2, "")
    assert "holds something that is no demo" in ran.err
    assert kept.read_text() == "mine"


def test_the_demo_refuses_a_day_to_come_before_it_empties_anything(tmp_path: Path, toprung: Run) -> None:
    (ran,) = toprung(tmp_path, "demo --as-of 2026-03-03 --no-serve", home=tmp_path / "home")

    assert (ran.exit_code, ran.out) == (2, "")
    assert "still to come" in ran.err
    assert not (tmp_path / "home").exists()
