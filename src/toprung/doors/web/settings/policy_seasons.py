"""The editor of off seasons: one row a stretch of the year, and an empty one for the next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.http import QueryDict

from toprung.kernel.days import OffSeason
from toprung.kernel.errors import BadInput

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
#: stretches that a year can be cut into before nobody understands it
MOST = 12
_NAMES = ("season_first_day", "season_first_month", "season_last_day", "season_last_month")


@dataclass(frozen=True, slots=True)
class SeasonRow:
    """One row of the editor, as typed; months are 1 to 12, all empty in a row that is not used."""

    first_day: str = ""
    first_month: str = ""
    last_day: str = ""
    last_month: str = ""

    @property
    def is_empty(self) -> bool:
        """Is nothing in any of its four fields?"""
        return self == SeasonRow()


def seasons_of(seasons: Iterable[OffSeason], post: QueryDict | None = None) -> list[SeasonRow]:
    """The rows that are used: of stretches on file, or as a form sends them."""
    if post is None:
        return [SeasonRow(*map(str, (s.first_day, s.first_month, s.last_day, s.last_month))) for s in seasons]
    columns = [[text.strip() for text in post.getlist(name)[: MOST + 1]] for name in _NAMES]
    rows = [SeasonRow(*cells) for cells in zip(*columns, strict=False)]
    return [row for row in rows if not row.is_empty]


def read_seasons(rows: Iterable[SeasonRow]) -> tuple[OffSeason, ...]:
    """The stretches. Raises BadInput for a row that is no stretch of a year."""
    found = tuple(_season(row) for row in rows)
    if len(found) > MOST:
        raise BadInput(f"A year has room for {MOST} off seasons here: join some of them.")
    return found


def _season(row: SeasonRow) -> OffSeason:
    cells = (row.first_month, row.first_day, row.last_month, row.last_day)
    if not all(cell.isdecimal() and len(cell) <= 2 for cell in cells):
        raise BadInput("An off season has a first and a last day: give day and month of both, or clear the row.")
    first_month, first_day, last_month, last_day = map(int, cells)
    try:
        return OffSeason.parse(f"{first_month:02}-{first_day:02}..{last_month:02}-{last_day:02}")
    except BadInput as error:
        raise BadInput("That day is not in that month: give days that the calendar has, such as 1 July.") from error
