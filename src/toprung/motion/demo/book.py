"""The demo book: built from seed, size and day; its rows, its events and its truth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from toprung.kernel.errors import BadInput
from toprung.motion.demo.cast import parent_of, part_of, partner_of
from toprung.motion.demo.customer import draw_customer
from toprung.motion.demo.life import Life
from toprung.motion.demo.telling import TELL, true_of
from toprung.motion.demo.truth import AccountTruth, Truth, whole_truth
from toprung.motion.demo.usage import EVENT_FIELDS, Usage
from toprung.motion.demo.writing import write_events, write_rows, write_truth

#: a day for tests and examples; whoever shows the demo gives the real one
DEMO_DAY = date(2026, 6, 30)
EVENTS_PER_USER_WEEK = 3.0
BATCH = 100_000
#: The oldest stories reach 880 days back; over nine years, the lake would take events for mistakes.
YEARS = (2.5, 9.0)


@dataclass(frozen=True, slots=True)
class Book:
    """A vendor's book: `rows` per KIND as dicts of the KIND's fields (None where blank), `truth` beside them.

    Values are str, int, bool, Decimal, date, or a tuple of str for a list.
    """

    rows: dict[str, list[dict[str, Any]]]
    truth: Truth
    usages: tuple[Usage, ...]
    events_per_user_week: float

    def event_columns(self, batch: int = BATCH) -> Iterator[dict[str, list[Any]]]:
        """All events as columns of EVENT_FIELDS, at most `batch` rows at once; `occurred_at` is aware, in UTC.

        Account after account; the same events in the same order each time it is called.
        """
        columns = _no_events()
        for usage in self.usages:
            usage.fill(columns, self.events_per_user_week)
            while len(columns["account"]) >= batch:
                yield {name: column[:batch] for name, column in columns.items()}
                columns = {name: column[batch:] for name, column in columns.items()}
        if columns["account"]:
            yield columns

    def events(self) -> Iterator[dict[str, Any]]:
        """All events as rows of KIND events."""
        for columns in self.event_columns():
            for values in zip(*(columns[name] for name in EVENT_FIELDS), strict=True):
                yield dict(zip(EVENT_FIELDS, values, strict=True))

    def write(self, folder: Path) -> None:
        """One CSV per KIND, `events.csv` and `truth.json` in the folder, which is made where it is missing."""
        folder.mkdir(parents=True, exist_ok=True)
        for kind, rows in self.rows.items():
            write_rows(folder / f"{kind}.csv", rows)
        write_events(folder / "events.csv", self.event_columns())
        write_truth(folder / "truth.json", self.truth)


def build_book(
    accounts: int = 120,
    seed: int = 7,
    today: date = DEMO_DAY,
    years: float = 2.5,
    events_per_user_week: float = EVENTS_PER_USER_WEEK,
) -> Book:
    """The book of a vendor with that many accounts, as of `today`, whose oldest account signed `years` ago.

    Equal arguments give equal bytes, and more accounts leave the earlier ones as they were. `events_per_user_week`
    is about how many events an active user makes in a week; it changes no truth. Raises BadInput for sizes that make
    no book.
    """
    _check(accounts, years, events_per_user_week)
    rows: dict[str, list[dict[str, Any]]] = {kind: [] for kind in TELL}
    truths: list[AccountTruth] = []
    usages: list[Usage] = []
    for number in range(accounts):
        life, story = live(number, accounts, seed, today, round(years * 365.25))
        for kind, tell in TELL.items():
            rows[kind].extend(tell(life))
        truths.append(true_of(life, story))
        usages.append(life.usage)
    return Book(rows, whole_truth(today, seed, tuple(truths)), tuple(usages), events_per_user_week)


def live(number: int, accounts: int, seed: int, today: date, horizon: int) -> tuple[Life, str]:
    """The life of account `number` (from 0), told to its end, and its story's name."""
    part, segment = part_of(number, seed)
    customer = draw_customer(number, seed, segment, parent_of(number, seed))
    life = Life(customer, seed, today, horizon, partner_of(number, accounts))
    part.story(life)
    life.sees_people_go()
    return life, part.name


def _no_events() -> dict[str, list[Any]]:
    return {name: [] for name in EVENT_FIELDS}


def _check(accounts: int, years: float, events_per_user_week: float) -> None:
    if accounts < 1:
        raise BadInput(f"A book of {accounts} accounts cannot be built: ask for at least 1.")
    if not YEARS[0] <= years <= YEARS[1]:
        raise BadInput(f"{years} years do not fit the demo's stories: give {YEARS[0]} to {YEARS[1]} years.")
    if not 0 < events_per_user_week <= 1000:
        raise BadInput(f"{events_per_user_week} events a week are no use of a product: give more than 0, at most 1000.")
