"""A book whose zone has changed: what it counts, judges and measures is what one in that zone from the start does."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import NOW, TODAY, Cast
from tests.motion.book import FILES, Book, undone

from toprung.kernel.vocabulary import MeasuredPer, UsageKind
from toprung.motion import stores
from toprung.motion.evaluation.models import AccountState, BookState
from toprung.motion.intake.redating import redate_if_due
from toprung.motion.measures.headline import headline
from toprung.motion.upkeep import Extent, bring_up_to_date
from toprung.records.administration.actions import WorkspaceDraft, change_workspace
from toprung.records.outcomes.actions import define_usage_measurement
from toprung.records.outcomes.models import Measurement
from toprung.records.outcomes.reading_usage import UsageDefinition

LATER = NOW + timedelta(hours=1)
BERLIN, NEW_YORK, TOKYO = "Europe/Berlin", "America/New_York", "Asia/Tokyo"
_NUMBERS = itertools.count()
Moments = list[datetime]


def used(moments: Moments) -> str:
    """A file of Harbor Foods' events: two users in turn."""
    rows = (f"HF-1,u{n % 2},invoice_matched,{moment.isoformat()}" for n, moment in enumerate(moments))
    return "\n".join(("account,user,name,occurred_at", *rows, ""))


def move(book: Book, cast: Cast, zone: str) -> None:
    change_workspace(book.workspace, WorkspaceDraft(timezone=zone), by=cast.admin, now=NOW)


def found(book: Book, cast: Cast, moments: Moments, per: MeasuredPer, zones: tuple[str, ...]) -> dict[str, Any]:
    """What is on file once the book has been in these zones, one after the other, each evaluated."""
    workspace = book.workspace
    workspace.lake_key = f"zones{next(_NUMBERS)}"
    workspace.save()
    move(book, cast, zones[0])
    redate_if_due(workspace, NOW)
    book.bring_all({kind: text for kind, text in FILES.items() if kind != "events"})
    book.bring("events", used(moments))
    define_usage_measurement(
        workspace, "HF-1", "close", UsageDefinition(UsageKind.EVENTS, ("invoice_matched",), per), by=cast.csm, now=NOW
    )
    bring_up_to_date(workspace, NOW)
    for number, zone in enumerate(zones[1:], 1):
        move(book, cast, zone)
        bring_up_to_date(workspace, NOW + timedelta(minutes=number))
        redate_if_due(workspace, NOW + timedelta(minutes=number))
        bring_up_to_date(workspace, NOW + timedelta(minutes=number, seconds=1))
    return told(book)


def told(book: Book) -> dict[str, Any]:
    standing = Measurement.objects.filter(outcome__account__workspace=book.workspace, superseded_at=None)
    shown = headline(book.workspace, TODAY)
    return {
        "values": sorted(standing.values_list("outcome__external_id", "occurred_on", "value", "source")),
        "states": list(
            AccountState.objects.order_by("account__external_id").values(
                "as_of", "rung", "gaps", "hollow", "health", "users_7", "users_28", "events_7", "events_28", "signals"
            )
        ),
        "days": (
            stores.lake().first_event_on(book.workspace.lake_key),
            stores.lake().last_event_on(book.workspace.lake_key),
        ),
        "headline": shown and (shown.coverage, shown.measured, shown.validated),
        "verdicts": book.verdicts(),
    }


def at_edges(first: int, last: int) -> Moments:
    """Around the beginnings of days, weeks and months in the zones that are tried."""
    begin = datetime(2025, 10, 5, 14, 30, tzinfo=UTC)
    return [begin + timedelta(days=n, hours=(n * 7) % 11) for n in range(first, last, 3)]


@pytest.mark.parametrize("per", list(MeasuredPer))
@pytest.mark.parametrize("zones", [(BERLIN, TOKYO), (BERLIN, NEW_YORK), (TOKYO, NEW_YORK), (BERLIN, TOKYO, BERLIN)])
def test_all_is_as_in_that_zone_from_the_start(
    book: Book, cast: Cast, zones: tuple[str, ...], per: MeasuredPer
) -> None:
    moments = at_edges(0, 177)
    with undone():
        changed = found(book, cast, moments, per, zones)
    with undone():
        always = found(book, cast, moments, per, zones[-1:])
    assert changed == always


@given(
    st.lists(st.integers(0, 24 * 60 * 40).map(lambda m: NOW - timedelta(minutes=m + 30)), min_size=1, max_size=8),
    st.sampled_from(list(MeasuredPer)),
    st.permutations([BERLIN, NEW_YORK, TOKYO, "Pacific/Honolulu"]),
)
@settings(max_examples=6)
def test_whatever_happened_when(book: Book, cast: Cast, moments: Moments, per: MeasuredPer, zones: list[str]) -> None:
    with undone():
        changed = found(book, cast, moments, per, tuple(zones[:2]))
    with undone():
        always = found(book, cast, moments, per, tuple(zones[1:2]))
    assert changed == always


@pytest.mark.parametrize("per", list(MeasuredPer))
@pytest.mark.parametrize("target", [1, 5])
def test_the_first_event_of_all_moves_to_the_day_after(book: Book, cast: Cast, per: MeasuredPer, target: int) -> None:
    """Where the feed began a day later, a value of the day before says nothing any more."""
    moments = [datetime(2025, 11, 30, 20, 0, tzinfo=UTC), datetime(2025, 12, 3, 12, 0, tzinfo=UTC)]
    with undone():
        changed = found(book, cast, moments, per, (BERLIN, TOKYO))
    with undone():
        always = found(book, cast, moments, per, (TOKYO,))
    assert changed == always


def test_the_book_is_looked_at_as_a_whole_once_the_days_are_new(neighbours: Book, cast: Cast) -> None:
    workspace = neighbours.workspace
    assert bring_up_to_date(workspace, NOW).extent is Extent.ALL
    move(neighbours, cast, NEW_YORK)
    assert bring_up_to_date(workspace, LATER).extent is Extent.ALL, "the change is the journal's"
    assert bring_up_to_date(workspace, LATER).extent is Extent.NOTHING
    redate_if_due(workspace, LATER)
    assert bring_up_to_date(workspace, LATER).extent is Extent.ALL
    assert bring_up_to_date(workspace, LATER).extent is Extent.NOTHING


def test_where_the_new_zones_day_is_behind_the_book_waits_for_it(neighbours: Book, cast: Cast) -> None:
    """At 10 o'clock UTC of 31 March it is 23 o'clock of the 30th in Pago Pago (decision 0009)."""
    workspace = neighbours.workspace
    bring_up_to_date(workspace, NOW)
    move(neighbours, cast, "Pacific/Pago_Pago")
    redate_if_due(workspace, NOW)
    assert bring_up_to_date(workspace, NOW).extent is Extent.NOTHING
    assert BookState.objects.get(workspace=workspace).as_of == TODAY
    assert bring_up_to_date(workspace, LATER).extent is Extent.ALL


def test_corrected_values_are_kept_beside_those_that_take_their_place(book: Book, cast: Cast) -> None:
    moments = [datetime(2026, 3, 1, 20, 30, tzinfo=UTC)]
    found(book, cast, [datetime(2025, 11, 3, 12, tzinfo=UTC), *moments], MeasuredPer.WEEK, (BERLIN, TOKYO))
    of_usage = Measurement.objects.filter(source="usage", occurred_on__range=(date(2026, 3, 1), date(2026, 3, 8)))
    rows = of_usage.order_by("occurred_on", "pk").values_list("occurred_on", "value", "superseded_at")
    assert [(day, int(value), at is None) for day, value, at in rows if value is not None] == [
        (date(2026, 3, 1), 1, False),
        (date(2026, 3, 1), 0, True),
        (date(2026, 3, 8), 0, False),
        (date(2026, 3, 8), 1, True),
    ]
