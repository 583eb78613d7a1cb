"""Homes to run commands in: the tutorial's book is built once a session, and each test gets a copy of its own."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from docs.console import Ran, run

TUTORIAL = Path(__file__).parents[3] / "docs" / "tutorial"

Run = Callable[..., list[Ran]]

_BUILD = (
    ("init", "--workspace", "Brightworks", "--timezone", "Europe/Berlin"),
    ("import", "sheet", "sheet.csv"),
    ("import", "accounts", "former.csv"),
    ("import", "subscriptions", "subscriptions.csv", "--map", "subscriptions.toml"),
    ("evaluate",),
)


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The tutorial's files with its book in `var`, as on 2 March 2026."""
    folder = tmp_path_factory.mktemp("tutorial") / "folder"
    shutil.copytree(TUTORIAL, folder)
    assert [ran.exit_code for ran in run(_BUILD, folder)] == [0] * len(_BUILD)
    return folder


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    """The tutorial's files, and no home yet."""
    folder = tmp_path / "folder"
    shutil.copytree(TUTORIAL, folder)
    return folder


@pytest.fixture
def book(built: Path, tmp_path: Path) -> Path:
    """A copy of the tutorial's book."""
    folder = tmp_path / "book"
    shutil.copytree(built, folder)
    return folder


@pytest.fixture
def toprung() -> Run:
    """Run command lines, one text each, in a folder; in one process, with the clock stopped on 2 March 2026."""

    def runs(folder: Path, *lines: str | Sequence[str], **options: Any) -> list[Ran]:
        commands = [line.split() if isinstance(line, str) else line for line in lines]
        return run(commands, folder, **options)

    return runs
