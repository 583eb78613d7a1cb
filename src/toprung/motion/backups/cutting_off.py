"""A restore that died midway leaves half of each store; as long as it is not done again, nothing else is to be done."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from toprung.engine.storage import sync


def cut_off_restore() -> str:
    """The backup whose restore was cut off; empty where none was."""
    mark = _mark()
    return mark.read_text(encoding="utf-8") if mark.exists() else ""


@contextmanager
def all_or_again(folder: Path) -> Iterator[None]:
    """Until this ends well, the restore of that backup counts as cut off, however the process ends."""
    mark = _mark()
    mark.write_text(str(folder), encoding="utf-8")
    sync(mark)
    sync(mark.parent)
    yield
    mark.unlink()
    sync(mark.parent)


def _mark() -> Path:
    return Path(settings.HOME) / "restore-cut-off"
