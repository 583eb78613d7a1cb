"""`toprung backup` and `toprung restore`: what is looked at first, what is refused, and what a cut leaves behind."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from docs.console import run
from tests.doors.cli.conftest import Run
from tests.doors.cli.test_keeping import undo_migrations

from toprung.engine.lake import Lake
from toprung.engine.storage import Hold

LATER = "2026-03-03T09:00:00+00:00"
_EVENTS = """\
account,user,name,occurred_at
Birch Logistics,ana@birch.example,books_closed,2026-02-10T09:00:00Z
Birch Logistics,ole@birch.example,books_closed,2026-02-11T09:00:00Z
"""


@pytest.fixture(scope="session")
def backed_once(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tutorial's book with two events, and a backup of it in `kept`; two more events and a member came later."""
    book = tmp_path_factory.mktemp("backed") / "book"
    shutil.copytree(built, book)
    (book / "events.csv").write_text(_EVENTS, encoding="utf-8")
    (book / "more.csv").write_text(_EVENTS.replace("2026-02", "2026-01"), encoding="utf-8")
    (book / "people.csv").write_text("account,name,role,email\nBirch Logistics,Ana Birch,buyer,ana@birch.example\n")
    first = ("import events events.csv", "import stakeholders people.csv", "backup kept")
    assert ok(run([line.split() for line in first], book))
    later = ("import events more.csv", "user add ada@brightworks.example --name Ada")
    assert ok(run([line.split() for line in later], book, at=LATER))
    return book


@pytest.fixture
def backed(backed_once: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    book = tmp_path / "book"
    shutil.copytree(backed_once, book)
    return book


def ok(ran: list[Any]) -> bool:
    assert [one.err for one in ran if one.exit_code] == []
    return True


def events_in(book: Path, toprung: Run) -> int:
    (ran,) = toprung(book, "lake --json")
    return int(json.loads(ran.out)["events"])


def state_of(book: Path) -> dict[str, bytes]:
    """Every file of the home but the locks and what SQLite keeps beside a database."""
    files = [path for path in (book / "var").rglob("*") if path.is_file()]
    kept = [path for path in files if path.suffix != ".lock" and not path.name.endswith(("-wal", "-shm"))]
    return {str(path.relative_to(book)): path.read_bytes() for path in kept}


def test_a_backup_is_told_and_stands_in_the_doctors_list(book: Path, toprung: Run) -> None:
    before, made, as_json, doctor = toprung(book, "doctor", "backup", "backup elsewhere --json", "doctor")
    assert "ok    backup: none in" in before.out
    folder = book / "var" / "backups" / "backup-20260302T090000Z"
    assert f"  toprung restore {folder}\n" in made.out, "a line of its own, to be copied"
    assert " MB in 2 files." in made.out
    assert folder.stat().st_mode & 0o777 == 0o700, "it names people"
    told = json.loads(as_json.out)
    assert told["folder"] == str(book / "elsewhere")
    assert (told["events"], told["with_events"]) == (0, True)
    assert "ok    backup: the newest there is of 2026-03-02 09:00 UTC" in doctor.out
    (noted, doctor) = toprung(book, "backup --records-only", "doctor", at=LATER)
    assert noted.exit_code == 0
    assert "the newest there is of 2026-03-02 09:00 UTC" in doctor.out, "the other one holds no events"


def test_two_within_a_second_are_two(book: Path, toprung: Run) -> None:
    assert ok(toprung(book, "backup", "backup"))
    folder = book / "var" / "backups" / "backup-20260302T090000Z"
    assert sorted(folder.parent.iterdir()) == [folder, Path(f"{folder}-2")]


def test_looking_changes_nothing_and_says_what_would_be_missed(backed: Path, toprung: Run) -> None:
    before = state_of(backed)
    (looked,) = toprung(backed, "restore kept")
    (as_json,) = toprung(backed, "restore kept --json")
    assert looked.exit_code == 0
    said = " ".join(looked.out.split())
    assert "made on 2026-03-02 09:00 UTC" in said
    assert f"the records in {backed / 'var'} and of the events in {backed / 'var' / 'lake'}." in said
    assert "It holds 2 events." in said
    assert "What was done in Brightworks since then would be on file no more: 2 entries of the journal." in said
    assert "Nothing was changed" in said
    told = json.loads(as_json.out)
    assert (told["restored"], told["events"], told["done_since"]) == (False, 2, {"Brightworks": 2})
    assert state_of(backed) == before


def test_everything_is_as_it_was_and_what_was_there_is_set_aside(backed: Path, toprung: Run) -> None:
    assert events_in(backed, toprung) == 4
    restored, doctor, users, verified = toprung(backed, "restore kept --yes", "doctor", "user list", "verify", at=LATER)
    assert restored.exit_code == doctor.exit_code == verified.exit_code == 0, restored.err + doctor.out
    assert "Restored: everything stands as on 2026-03-02 09:00 UTC." in restored.out
    assert "ada@" not in users.out
    assert events_in(backed, toprung) == 2
    aside = backed / "var" / "backups" / "before-restore-20260303T090000Z"
    assert _held_in(aside) == (4, ["ada@brightworks.example"])
    assert aside.stat().st_mode & 0o777 == 0o700
    assert not (backed / "var" / "restoring").exists()
    assert not (backed / "var" / "lake" / "restoring").exists()
    # The backup is a copy still and can be restored again, also within the same second.
    (again,) = toprung(backed, "restore kept --yes --json", at=LATER)
    told = json.loads(again.out)
    assert (told["restored"], told["aside"]) == (True, [f"{aside}-2"])
    assert _held_in(aside) == (4, ["ada@brightworks.example"]), "nothing is laid over it"
    assert _held_in(Path(f"{aside}-2")) == (2, [])
    # And there is a way back.
    (back,) = toprung(backed, f"restore {aside} --yes", at=LATER)
    assert back.exit_code == 0, back.err
    assert events_in(backed, toprung) == 4
    (users,) = toprung(backed, "user list")
    assert "ada@brightworks.example" in users.out


def _held_in(aside: Path) -> tuple[int, list[str]]:
    """How many events and which users a folder holds in which a restore has set things aside."""
    lake = Lake(aside / "lake")
    with closing(sqlite3.connect(aside / "toprung.sqlite3")) as connection:
        users = [email for (email,) in connection.execute("SELECT email FROM access_user")]
    return lake.health().rows, users


def test_on_another_machine(backed: Path, toprung: Run, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(backed / "kept", elsewhere / "kept")
    shutil.rmtree(backed)
    restored, listed = toprung(elsewhere, "restore kept --yes", "accounts --json")
    assert restored.exit_code == 0, restored.err
    assert "What was there before" not in restored.out
    home = elsewhere / "var"
    assert [path.stat().st_mode & 0o777 for path in (home, home / "lake" / "restoring") if path.exists()] == [0o700]
    assert len(json.loads(listed.out)) == 7
    assert events_in(elsewhere, toprung) == 2


def test_over_a_damaged_home(backed: Path, toprung: Run) -> None:
    (backed / "var" / "toprung.sqlite3").write_bytes(b"not a database at all" * 500)
    for entry in (backed / "var" / "lake" / "events" / "_delta_log").iterdir():
        entry.write_bytes(b"{")
    refused, restored, doctor = toprung(backed, "accounts", "restore kept --yes", "doctor")
    assert "“toprung restore” brings the last backup back" in refused.err
    assert restored.exit_code == doctor.exit_code == 0, restored.err + doctor.out
    assert events_in(backed, toprung) == 2


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-1])


def _change(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(bytes(content))


@pytest.mark.parametrize(
    ("file", "spoil", "says"),
    [
        ("backup.json", Path.unlink, "it holds no backup.json, which is written last"),
        ("backup.json", _cut, "backup.json cannot be read"),
        ("toprung.sqlite3", _change, "toprung.sqlite3 is not what was backed up"),
        ("inbox.sqlite3", Path.unlink, "inbox.sqlite3 is missing"),
        ("lake/events/_delta_log/00000000000000000001.json", _cut, "is not what was backed up"),
    ],
)
def test_a_spoilt_backup_is_named_and_nothing_is_touched(
    backed: Path, toprung: Run, file: str, spoil: Callable[[Path], None], says: str
) -> None:
    spoil(backed / "kept" / file)
    before = state_of(backed)
    for line in ("restore kept", "restore kept --yes"):
        (ran,) = toprung(backed, line)
        assert ran.exit_code == 2
        assert says in " ".join(ran.err.split())
    assert state_of(backed) == before


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"database": "postgresql"}, "restore it with the settings it was made with"),
        ({"format": 2}, "was made by a newer Toprung"),
        ({"steps": [["book", "0099_new"]]}, "was made by a newer Toprung (0.1.0, book.0099_new)"),
        ({"files": {"../outside": {"bytes": 1, "sha256": ""}}}, "names a file outside of the backup"),
        ({"files": {"/etc/passwd": {"bytes": 1, "sha256": ""}}}, "names a file outside of the backup"),
        ({"made_at": "yesterday"}, "cannot be read"),
    ],
)
def test_a_backup_that_is_not_for_here_is_refused(
    backed: Path, toprung: Run, change: dict[str, Any], says: str
) -> None:
    path = backed / "kept" / "backup.json"
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    before = state_of(backed)
    for line in ("restore kept", "restore kept --yes"):
        (ran,) = toprung(backed, line)
        assert ran.exit_code == 2
        assert says in " ".join(ran.err.split())
    assert state_of(backed) == before


def test_where_a_backup_may_not_go(book: Path, toprung: Run) -> None:
    (book / "full").mkdir()
    (book / "full" / "mine.txt").write_text("mine")
    in_full, in_lake, no_folder, nothing = (
        *toprung(book, "backup full", "backup var/lake/events/backup", "restore nowhere"),
        *toprung(book / "full", "backup"),
    )
    assert [ran.exit_code for ran in (in_full, in_lake, no_folder, nothing)] == [2] * 4
    assert "holds something already" in in_full.err
    assert (book / "full" / "mine.txt").read_text() == "mine"
    assert "lies in the lake" in in_lake.err
    assert not (book / "var" / "lake" / "events").exists()
    assert "there is no such folder" in no_folder.err
    assert "There is nothing in" in nothing.err
    assert not (book / "full" / "var").exists()


def test_a_damaged_database_is_not_backed_up(book: Path, toprung: Run) -> None:
    database = book / "var" / "toprung.sqlite3"
    content = bytearray(database.read_bytes())
    content[40_960:45_056] = b"\xff" * 4096
    database.write_bytes(bytes(content))
    (ran,) = toprung(book, "backup kept")
    assert ran.exit_code == 2
    assert "toprung.sqlite3 is damaged" in ran.err or "toprung.sqlite3 could not be copied" in ran.err
    assert not list(book.glob("kept*")), "half a backup is none"


def test_two_backups_do_not_share_a_folder(book: Path, toprung: Run) -> None:
    (book / "kept.part").mkdir()
    refused, elsewhere = toprung(book, "backup kept", "backup other")
    assert (refused.exit_code, elsewhere.exit_code) == (2, 0)
    assert "another backup is being written to it, or one was cut off" in refused.err
    assert (book / "kept.part").is_dir()


def test_an_empty_folder_is_taken_and_closed(book: Path, toprung: Run) -> None:
    (book / "kept").mkdir(mode=0o755)
    (ran,) = toprung(book, "backup kept")
    assert ran.exit_code == 0
    assert (book / "kept").stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("command", ["backup other", "backup other --records-only", "upgrade"])
def test_a_lake_that_is_not_where_it_was_is_no_empty_one(backed: Path, toprung: Run, command: str) -> None:
    undo_migrations(backed)
    (ran,) = toprung(backed, command, TOPRUNG_LAKE=str(backed / "unmounted"))
    assert ran.exit_code == 2
    assert "Events were loaded, and there is no lake at" in ran.err
    assert not list(backed.glob("other*"))
    assert not (backed / "unmounted").exists()


def test_a_file_of_the_lake_that_is_gone_is_no_erasure(backed: Path, toprung: Run) -> None:
    next((backed / "var" / "lake" / "events").glob("**/*.parquet")).unlink()
    (ran,) = toprung(backed, "backup other")
    assert ran.exit_code == 2
    assert "is missing: the lake is damaged" in ran.err


def test_a_link_into_the_lake_is_the_lake(backed: Path, toprung: Run) -> None:
    (backed / "link").symlink_to(backed / "var" / "lake" / "events")
    (ran,) = toprung(backed, "backup link/inside")
    assert ran.exit_code == 2
    assert "lies in the lake" in ran.err


def test_a_look_makes_no_database(backed: Path, toprung: Run) -> None:
    home = backed / "new"
    home.mkdir()
    (ran,) = toprung(backed, "restore kept", home=home)
    assert ran.exit_code == 0
    assert "nobody can say what has been done since" in " ".join(ran.out.split())
    assert list(home.glob("*.sqlite3")) == []


def test_nobody_restores_what_is_in_use_and_nobody_uses_what_is_being_restored(backed: Path, toprung: Run) -> None:
    before, hold = state_of(backed), Hold(backed / "var" / "use.lock")
    assert hold.take(alone=False)
    try:
        refused, listed = toprung(backed, "restore kept --yes", "user list")
    finally:
        hold.leave()
    assert (refused.exit_code, listed.exit_code) == (2, 0)
    assert "Toprung is in use in" in refused.err
    assert state_of(backed) == before

    assert hold.take(alone=True)
    try:
        refusals = toprung(
            backed, "accounts", "backup other", "upgrade", "import events more.csv", "restore kept --yes"
        )
    finally:
        hold.leave()
    assert [ran.exit_code for ran in refusals] == [2] * 5
    assert all("A restore is at work here" in ran.err for ran in refusals[:4])
    assert state_of(backed) == before


_DIES = """
import sys
from pathlib import Path
import django
django.setup()
from toprung.doors.clock import now
from toprung.motion.backups import databases, restoring
def die(*given):
    raise SystemExit(9)
lake = restoring.stores.lake()
setattr(*{"lake": (lake, "exchange"), "databases": (restoring, "exchange_databases"), "half": (databases, "sync"),
          "name": (lake, "take_over"), "last": (restoring, "follow_inbox")}[sys.argv[1]], die)
restoring.restore(Path(sys.argv[2]), now())
"""


@pytest.mark.parametrize("at", ["lake", "databases", "half", "name", "last"])
def test_a_restore_that_was_cut_off_is_done_again_before_anything_else(backed: Path, toprung: Run, at: str) -> None:
    assert ok(toprung(backed, ["erase", "Birch Logistics", "Ana Birch", "--yes"], at=LATER))
    env = os.environ | {"TOPRUNG_HOME": str(backed / "var"), "DJANGO_SETTINGS_MODULE": "toprung.config.settings"}
    env |= {"DATABASE_URL": "", "TOPRUNG_LAKE": ""}
    died = subprocess.run([sys.executable, "-c", _DIES, at, str(backed / "kept")], env=env, check=False)
    assert died.returncode == 9

    for ran in toprung(backed, "accounts", "backup", "upgrade", "init --workspace Other", "serve --port 0"):
        assert ran.exit_code == 2
        assert f"run “toprung restore {backed / 'kept'} --yes” again" in " ".join(ran.err.split())
    (doctor,) = toprung(backed, "doctor")
    assert "WRONG restore: it was cut off" in doctor.out

    restored, listed, healthy = toprung(backed, "restore kept --yes", "accounts --json", "doctor")
    assert restored.exit_code == healthy.exit_code == 0, restored.err
    assert len(json.loads(listed.out)) == 7
    assert events_in(backed, toprung) == 2
    # As if it had been done at once: what was there is in one folder, and whoever was erased is named.
    (aside,) = (backed / "var" / "backups").iterdir()
    assert str(aside) in restored.out
    assert _held_in(aside) == (2, ["ada@brightworks.example"])
    assert "Ana Birch (Birch Logistics)" in restored.out
    assert not list((backed / "var").glob("restor*"))


def test_a_backup_of_an_older_schema_is_brought_up_to_date(book: Path, toprung: Run) -> None:
    undo_migrations(book)
    assert ok(toprung(book, "backup kept", "upgrade", "restore kept --yes", "accounts"))
    (again,) = toprung(book, "restore kept --yes")
    assert "It was of an older schema:" in again.out
    assert "changes were applied." in again.out


def test_the_way_back_from_an_upgrade(backed: Path, toprung: Run) -> None:
    undo_migrations(backed)
    assert ok(toprung(backed, "upgrade"))
    (folder,) = (backed / "var" / "backups").iterdir()
    (backed / "last.csv").write_text(_EVENTS.replace("2026-02", "2025-12"), encoding="utf-8")
    assert ok(toprung(backed, "import events last.csv"))
    assert events_in(backed, toprung) == 6

    looked, restored, doctor = toprung(backed, f"restore {folder}", f"restore {folder} --yes", "doctor")

    said = " ".join(looked.out.split())
    assert "It holds no events: the lake would be taken back to the version with 4 of them." in said
    assert restored.exit_code == doctor.exit_code == 0, restored.err
    assert events_in(backed, toprung) == 4


def test_a_lake_that_cannot_go_back_leaves_all_as_it_is(backed: Path, toprung: Run) -> None:
    assert ok(toprung(backed, "backup noted --records-only", "lake compact", "lake vacuum --days 0"))
    for path in (backed / "var" / "lake" / "events").glob("workspace=*/month=2026-02/*.parquet"):
        path.unlink()
    before = state_of(backed)
    looked, refused, listed = toprung(backed, "restore noted", "restore noted --yes", "user list")
    assert listed.exit_code == 0, "nothing was begun, so nothing has to be done again"
    for ran in (looked, refused):
        assert ran.exit_code == 2
        assert "files are there no more. Restore a backup that holds events. Nothing was changed." in ran.err
    assert state_of(backed) == before


def test_after_a_restore_a_version_noted_before_is_of_another_history(backed: Path, toprung: Run) -> None:
    """Its number is given again, and what it counts is something else."""
    (backed / "last.csv").write_text(_EVENTS.replace("2026-02", "2025-12"), encoding="utf-8")
    assert ok(toprung(backed, "backup noted --records-only", "restore kept --yes", "import events last.csv"))
    before = state_of(backed)
    (ran,) = toprung(backed, "restore noted --yes")
    assert ran.exit_code == 2
    assert "that version is of another history" in ran.err
    assert state_of(backed) == before


def test_who_was_erased_since_is_named(backed: Path, toprung: Run) -> None:
    assert ok(toprung(backed, ["erase", "Birch Logistics", "Ana Birch", "--yes"], at=LATER))
    looked, restored = toprung(backed, "restore kept", "restore kept --yes", at=LATER)
    assert "Events were erased since then, once: they would be there again." in looked.out
    said = " ".join(restored.out.split())
    (aside,) = (backed / "var" / "backups").iterdir()
    assert (aside / "erased-since.txt").read_text(encoding="utf-8") == "Ana Birch (Birch Logistics)\n"
    assert "Erased since the backup, and on file again. Erase them once more: Ana Birch (Birch Logistics)" in said
    assert "Events were erased since the backup, once: erase them once more too." in said


def test_a_home_without_its_inbox_is_told_so(book: Path, toprung: Run) -> None:
    (book / "var" / "inbox.sqlite3").unlink()
    for line in ("accounts", "backup", "accounts"):
        (ran,) = toprung(book, line)
        assert ran.exit_code == 2
        assert "inbox.sqlite3 is not there, in which sent events wait to be loaded" in ran.err
    (doctor,) = toprung(book, "doctor")
    assert "WRONG inbox" in doctor.out
    assert not (book / "var" / "inbox.sqlite3").exists(), "looking makes none"
    upgraded, listed = toprung(book, "upgrade", "accounts --json")
    assert upgraded.exit_code == 0
    assert len(json.loads(listed.out)) == 7
