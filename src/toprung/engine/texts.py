"""The SQL texts, one per measure, in the subset that DuckDB and Spark run untranslated with equal rows."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from toprung.kernel.errors import NotFound


def names() -> tuple[str, ...]:
    """Every text there is, sorted."""
    folder = files("toprung.engine") / "sql"
    return tuple(sorted(entry.name.removesuffix(".sql") for entry in folder.iterdir()))


@cache
def text(name: str) -> str:
    """The text of that name, as a figure shows it; raises NotFound with the names there are."""
    if name not in names():
        raise NotFound(f"There is no SQL text “{name}”: choose one of {', '.join(names())}.")
    return (files("toprung.engine") / "sql" / f"{name}.sql").read_text(encoding="utf-8")
