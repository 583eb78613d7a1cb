"""Where uploads lie: Django's file storage below the home folder, private to the process, under names drawn by lot.

What a person called the file is shown and never used as a path. Readers seek in files, so the storage is a local one.
"""

from __future__ import annotations

import secrets
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO

from django.conf import settings
from django.core.files.storage import FileSystemStorage

from toprung.kernel.errors import NotFound, Refused
from toprung.motion.imports.models import ImportRun
from toprung.sheets.problems import shown

#: how long what an import leaves behind beside the book is kept
KEPT_DAYS = 7
_LONGEST_NAME = 200


def store() -> FileSystemStorage:
    """The store of uploads; only this machine's user may read it."""
    return FileSystemStorage(
        Path(settings.HOME) / "uploads", file_permissions_mode=0o600, directory_permissions_mode=0o700
    )


def drawn_name(suffix: str) -> str:
    """A name that nobody has used and nobody can guess."""
    return f"{secrets.token_hex(16)}.{suffix}"


def display_name(given: str) -> str:
    """The file's own name out of what a browser sent: no folders, no control characters, not too long."""
    name = " ".join(shown(PurePosixPath(given.replace("\\", "/")).name).split())
    return name[:_LONGEST_NAME] or "file"


def path_of(run: ImportRun) -> Path:
    """Where the run's file lies. Raises Refused where it is gone."""
    if not run.stored or not store().exists(run.stored):
        raise Refused(
            f"“{run.file_name}” is no longer here: files are kept for {KEPT_DAYS} days. What was imported from it "
            "is on the book; to import it again, give the file once more."
        )
    return Path(store().path(run.stored))


def rejects_path_of(run: ImportRun) -> Path:
    """Where the rows that were not taken are written, while the run's file is here."""
    return Path(store().path(f"{run.stored.partition('.')[0]}.csv"))


def keep_rejects(run: ImportRun) -> None:
    """Note the file of rejects, where one was left."""
    path = rejects_path_of(run)
    run.rejects = path.name if path.exists() else ""
    if run.rejects:
        path.chmod(0o600)


def rejects_of(run: ImportRun) -> BinaryIO:
    """The file of rejects, opened. Raises NotFound where there is none, or no longer."""
    if not run.rejects or not store().exists(run.rejects):
        raise NotFound(
            f"There is no file of rejects of “{run.file_name}”: no row was rejected, or it is more than {KEPT_DAYS} "
            "days ago."
        )
    return Path(store().path(run.rejects)).open("rb")


def in_its_own_name(run: ImportRun, told: Any) -> Any:
    """What was said of the file as it is stored, in any of JSON's types, with the name its owner gave it."""
    if isinstance(told, str):
        return told.replace(run.stored, run.file_name) if run.stored else told
    if isinstance(told, dict):
        return {key: in_its_own_name(run, item) for key, item in told.items()}
    return [in_its_own_name(run, item) for item in told] if isinstance(told, list | tuple) else told


def remove(run: ImportRun) -> None:
    """Delete the run's files, rejects that a worker left before it could note them too.

    The run itself forgets them with its next save.
    """
    if run.stored:
        for name in {run.stored, run.rejects or run.stored, rejects_path_of(run).name}:
            store().delete(name)
    run.stored = run.rejects = ""
