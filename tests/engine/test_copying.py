"""A lake copied, put in the place of another, and taken back: each row as it was, and no load's number taken twice."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from tests.engine.making import NOW, event, held, rows_of
from tests.engine.test_parcels import INBOX, RUN, nobodys, parcel

from toprung.engine.copying import Versions
from toprung.engine.delta import LakeError
from toprung.engine.lake import Lake

ALL = ("events", "quarantine", "unmatched")
LONG_AGO = RUN.replace(year=1990)


def load(lake: Lake, number: int, inbox: str = INBOX) -> bool:
    """One believed event, one that is not, and one of nobody's; False where that number was taken before."""
    rows = (event("a", RUN, message_id=f"m{number}"), event("a", LONG_AGO, message_id=f"old{number}"))
    share = {"harbor": parcel(*rows, unmatched=[nobodys(number)])}
    return not lake.load(inbox, number, share, NOW)["harbor"].repeated


def ids(lake: Lake) -> tuple[list[str], ...]:
    """The message ids of the three tables."""
    tables = (lake.files("harbor"), lake.quarantined_files("harbor"), lake.unmatched("harbor"))
    return tuple(sorted(row["message_id"] for row in rows_of(files)) for files in tables)


def of_loads(*numbers: int) -> tuple[list[str], ...]:
    return tuple([f"{letter}{number}" for number in numbers] for letter in ("m", "old", "u"))


def copied(lake: Lake, folder: Path) -> Versions:
    versions, files = lake.copy_logs(folder)
    for path in files:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(lake.folder / path, folder / path)
    return versions


@pytest.fixture
def two_loads(lake: Lake) -> Lake:
    assert all(load(lake, number) for number in (1, 2))
    return lake


def test_a_copy_is_a_lake(two_loads: Lake, tmp_path: Path) -> None:
    versions = copied(two_loads, tmp_path / "copy")
    load(two_loads, 3)
    copy = Lake(tmp_path / "copy")
    assert (ids(copy), held(copy)[0]["account"]) == (of_loads(1, 2), "a")
    assert copy.versions() == versions
    assert {name: version.number for name, version in versions.items() if version} == dict.fromkeys(ALL, 2)


def test_of_no_lake_there_is_nothing_to_copy(lake: Lake, tmp_path: Path) -> None:
    assert lake.copy_logs(tmp_path / "copy") == ({"events": None, "quarantine": None, "unmatched": None}, ())


def test_a_copy_takes_the_place_of_what_is_there(two_loads: Lake, tmp_path: Path) -> None:
    copied(two_loads, two_loads.folder / "staged")
    load(two_loads, 3)
    counts = two_loads.rollups("harbor")
    counts.mkdir(parents=True)

    two_loads.exchange(two_loads.folder / "staged", tmp_path / "aside", ALL)

    assert ids(two_loads) == of_loads(1, 2)
    assert ids(Lake(tmp_path / "aside")) == of_loads(1, 2, 3), "nothing is deleted"
    assert not counts.exists(), "they were counted of other versions"
    assert load(two_loads, 3), "that number was not taken by then"


def test_an_empty_copy_takes_its_place_too(two_loads: Lake, tmp_path: Path) -> None:
    two_loads.exchange(two_loads.folder / "staged", tmp_path / "aside", ALL)
    assert (ids(two_loads), two_loads.version()) == (([], [], []), None)
    assert ids(Lake(tmp_path / "aside")) == of_loads(1, 2)


def test_a_lake_goes_back_to_an_earlier_version(two_loads: Lake) -> None:
    then, rows = two_loads.versions(), held(two_loads)
    load(two_loads, 3)
    two_loads.compact()
    two_loads.rollups("harbor").mkdir(parents=True)

    two_loads.rewind(then, two_loads.folder / "aside", ALL)

    assert (ids(two_loads), held(two_loads)) == (of_loads(1, 2), rows)
    assert not two_loads.rollups("harbor").exists()
    versions = two_loads.versions()
    two_loads.rewind(versions, two_loads.folder / "aside", ALL)
    assert two_loads.versions() == versions, "it is there already"


def test_it_goes_back_to_before_its_first_load(two_loads: Lake) -> None:
    two_loads.rewind(dict.fromkeys(ALL), two_loads.folder / "aside", ALL)
    assert (ids(two_loads), two_loads.version()) == (([], [], []), None)
    assert ids(Lake(two_loads.folder / "aside")) == of_loads(1, 2), "nothing is deleted"


@pytest.mark.parametrize("table", ["events", "unmatched"])
def test_where_a_file_is_gone_nothing_goes_back(two_loads: Lake, table: str) -> None:
    then, files = two_loads.versions(), list((two_loads.folder / table).glob("**/*.parquet"))
    load(two_loads, 3)
    files[0].unlink()
    before = two_loads.versions()
    with pytest.raises(LakeError, match=rf"table “{table}” cannot be taken back to version 2: 1 of its 2 files"):
        two_loads.rewind(then, two_loads.folder / "aside", ALL)
    assert two_loads.versions() == before


def test_a_version_that_the_log_does_not_know_is_told(two_loads: Lake) -> None:
    then = dict(two_loads.versions())
    assert then["events"]
    then["events"] = then["events"]._replace(number=9)
    with pytest.raises(LakeError, match="cannot be taken back to version 9: its log does not reach there"):
        two_loads.rewind(then, two_loads.folder / "aside", ALL)


def test_the_same_number_of_another_history_is_another_version(two_loads: Lake, tmp_path: Path) -> None:
    copied(two_loads, two_loads.folder / "staged")
    load(two_loads, 3)
    then = two_loads.versions()
    two_loads.exchange(two_loads.folder / "staged", tmp_path / "aside", ALL)
    load(two_loads, 4)
    load(two_loads, 5)
    with pytest.raises(LakeError, match="cannot be taken back to version 3: that version is of another history"):
        two_loads.rewind(then, two_loads.folder / "aside", ALL)
    assert ids(two_loads) == of_loads(1, 2, 4, 5)


def test_what_one_that_died_had_put_in_is_no_original(two_loads: Lake, tmp_path: Path) -> None:
    copied(two_loads, two_loads.folder / "staged")
    copied(two_loads, two_loads.folder / "again")
    load(two_loads, 3)
    shutil.rmtree(two_loads.folder / "unmatched")
    two_loads.exchange(two_loads.folder / "staged", tmp_path / "aside", ALL[:2])
    two_loads.exchange(two_loads.folder / "again", tmp_path / "aside", ALL[:2])
    assert ids(two_loads) == of_loads(1, 2)
    assert ids(Lake(tmp_path / "aside")) == (*of_loads(1, 2, 3)[:2], []), "as it was before the first"


def test_another_inbox_goes_on_where_the_old_one_had_come_to(two_loads: Lake) -> None:
    then = two_loads.versions()
    load(two_loads, 3)
    two_loads.rewind(then, two_loads.folder / "aside", ALL)
    # The old one's third load is known still: under its name a third one would be lost.
    assert not load(two_loads, 3)

    two_loads.take_over(INBOX, "new", then, NOW)

    assert not load(two_loads, 2, "new"), "the lake held it by then"
    assert load(two_loads, 3, "new")
    assert ids(two_loads) == of_loads(1, 2, 3)
    versions = two_loads.versions()
    two_loads.take_over(INBOX, "new", then, NOW)
    assert two_loads.versions() == versions, "twice over is once"


def test_an_inbox_that_never_loaded_leaves_nothing_to_take_over(two_loads: Lake) -> None:
    two_loads.take_over("unheard of", "new", two_loads.versions(), NOW)
    assert load(two_loads, 1, "new")
