"""What has reached a workspace, and how fresh it is."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from tests.cast import NOW, TODAY, Cast
from tests.motion.book import Book

from toprung import __version__
from toprung.motion.connections import events, feeds, installation
from toprung.motion.connections.feeds import KINDS
from toprung.motion.imports.models import ImportRun, RunState
from toprung.sheets.kinds import KINDS as FILES


def test_every_kind_of_fact(neighbours: Book) -> None:
    found = {feed.kind.name: (feed.rows, feed.newest_on) for feed in feeds(neighbours.workspace, TODAY)}
    assert found == {
        "accounts": (3, TODAY),
        "stakeholders": (8, date(2024, 1, 1)),
        "contracts": (3, date(2025, 9, 15)),
        "movements": (5, date(2025, 10, 1)),
        "outcomes": (3, date(2025, 9, 10)),
        "measurements": (4, date(2025, 12, 5)),
        "attestations": (2, date(2025, 12, 10)),
        "touches": (1, date(2025, 11, 12)),
    }
    assert {file for kind in KINDS for file in kind.files} | {"events"} == set(FILES)


def test_what_is_still_to_come_makes_nothing_fresher(neighbours: Book) -> None:
    late = {feed.kind.name: feed.newest_on for feed in feeds(neighbours.workspace, date(2025, 12, 1))}
    assert late["measurements"] == date(2025, 10, 31)


def test_another_workspace_has_its_own(neighbours: Book, cast: Cast) -> None:
    found = {feed.kind.name: feed.rows for feed in feeds(cast.elsewhere, TODAY)}
    assert {name: rows for name, rows in found.items() if rows} == {"accounts": 1}
    assert (events(cast.elsewhere).rows, events(cast.elsewhere).last_on) == (0, None)


def test_the_last_import_that_was_carried_through(cast: Cast) -> None:
    def run(state: RunState, kind: str, hours: int) -> ImportRun:
        times = {"created_at": NOW, "finished_at": NOW + timedelta(hours=hours)}
        about = {"by_name": "Lena Vogt", "file_name": f"{kind}.csv", "size": 1, "report": {"read": 3, "created": 2}}
        return ImportRun.objects.create(workspace=cast.workspace, state=state, kind=kind, **about, **times)

    run(RunState.DONE, "touches", 1)
    newest = run(RunState.DONE, "touches", 2)
    run(RunState.FAILED, "touches", 3)
    run(RunState.DONE, "sheet", 4)
    last = {feed.kind.name: feed.last_import for feed in feeds(cast.workspace, TODAY)}
    touches = last["touches"]
    assert touches is not None
    assert (touches.run, touches.kept, touches.read, touches.by) == (newest.pk, 2, 3, "Lena Vogt")
    # The one sheet brings accounts, outcomes and attestations too.
    assert [last[name] and last[name].file for name in ("accounts", "attestations")] == ["sheet.csv", "sheet.csv"]
    assert last["movements"] is None


def test_events(neighbours: Book) -> None:
    found = events(neighbours.workspace)
    assert (found.rows, found.files, found.first_on, found.last_on) == (36, 3, date(2025, 10, 6), date(2025, 12, 29))
    assert found.megabytes.endswith(" MB")
    assert not found.broken


def test_the_installation_names_no_folder(neighbours: Book, home: Path) -> None:
    told = installation()
    assert told.version == __version__
    assert told.database in ("SQLite", "PostgreSQL")
    assert told.schema_steps > 5
    assert str(home) not in str(told)
