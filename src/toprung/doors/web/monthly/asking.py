"""What the address of the page asks for: which month, whose accounts, owed or all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from toprung.doors.web.home.scoping import MINE
from toprung.doors.web.visits import Visit
from toprung.motion.results.monthly import Month

ALL = "all"
_MONTH = re.compile(r"(\d{4})-(\d{2})")
_FIRST_YEAR = 1970


@dataclass(frozen=True, slots=True)
class Asked:
    """`day` is that of the values: of the month, and not still to come. `everything`: those with a value too."""

    month: Month
    mine: bool
    everything: bool
    day: date
    owners: tuple[str, ...]

    def query(self, **other: str) -> str:
        """As the query of an address, with some of it said otherwise; what is so by default is left out."""
        parts = {"month": self.month.text, "who": MINE if self.mine else "", "show": ALL if self.everything else ""}
        return urlencode([(name, text) for name, text in {**parts, **other}.items() if text])


def asked_of(said: Mapping[str, str], visit: Visit) -> Asked:
    """What was asked for. A month that cannot be read, or is still to come, is this one."""
    month = _month(said.get("month", ""), visit.today)
    mine = said.get("who") == MINE
    owners = (visit.member.name, visit.member.email) if mine else ()
    return Asked(month, mine, said.get("show") == ALL, _day(said.get("day", ""), month, visit.today), owners)


def _month(text: str, today: date) -> Month:
    this = Month(today.replace(day=1))
    found = _MONTH.fullmatch(text)
    if found is None or not 1 <= int(found[2]) <= 12 or int(found[1]) < _FIRST_YEAR:
        return this
    return min(Month(date(int(found[1]), int(found[2]), 1)), this, key=lambda month: month.first)


def _day(text: str, month: Month, today: date) -> date:
    try:
        given = date.fromisoformat(text)
    except ValueError:
        given = None
    fits = given is not None and month.first <= given <= month.day(today)
    return given if given is not None and fits else month.day(today)
