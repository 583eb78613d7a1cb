"""The features of a book of many chunks are counted once a rhythm, before the first chunk asks for its own."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Mapping

import pyarrow as pa
import pyarrow.dataset as ds
import pytest
from tests.cast import TODAY
from tests.motion.book import EVENTS, OUTCOMES, Book

from toprung.engine import usage as usage_module
from toprung.engine.recounting import Pair
from toprung.engine.rollups import Rollup
from toprung.engine.runner import Files
from toprung.kernel.days import Rhythm
from toprung.motion import stores
from toprung.motion.evaluation import gathering
from toprung.records.book.models import Account

#: Nordbygg and Enzo Freight name a feature too, and Nordbygg's outcome covers its child and a name not on file
FEATURES = (
    OUTCOMES.replace("2,,90,,,Bo Dahl", "2,,90,It is quoted,quote_sent,Bo Dahl")
    .replace("2026-02-28,,,,Ines", "2026-02-28,,Trips are matched,trip_matched,Ines")
    .replace("primary,first_value\n", "primary,first_value,covers\n")
    .replace("Bo Dahl,2025-05-25,yes,yes\n", "Bo Dahl,2025-05-25,yes,yes,ZZ-9; XX-0\n")
)
CHILD = """\
account,name,segment,segment_from,parent,go_live_on
ZZ-9,Nordbygg Bergen,SMB,2024-01-01,NB-2,2025-06-15
"""
USED = "".join(
    f"{account},u{user},{name},2025-12-{day:02}T09:00:00Z\n"
    for account, name in (("NB-2", "quote_sent"), ("EN-3", "trip_matched"), ("ZZ-9", "quote_sent"))
    for day in (8, 15, 22)
    for user in range(4)
)


@pytest.fixture
def used(neighbours: Book, monkeypatch: pytest.MonkeyPatch) -> Book:
    """The neighbours with features named and used; however few accounts, they are kept counts that answer."""
    monkeypatch.setattr(usage_module, "FEW_ACCOUNTS", 0)
    neighbours.bring("accounts", CHILD)
    neighbours.bring("outcomes", FEATURES)
    neighbours.bring("events", EVENTS + USED)
    Account.objects.filter(external_id="EN-3").update(settings={"rhythm": "month"})
    return neighbours


def test_counted_once_a_rhythm_and_judged_as_in_one_chunk(used: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = used.bytes_of(TODAY)
    asked: list[tuple[Rhythm, frozenset[Pair]]] = []
    counted: list[str] = []
    features, count = Rollup.features, Rollup.count

    def watched_features(self: Rollup, grain: Rhythm, pairs: Collection[Pair]) -> ds.Dataset:
        asked.append((grain, frozenset(pairs)))
        return features(self, grain, pairs)

    def watched_count(self: Rollup, name: str, events: Files, given: Mapping[str, pa.Table]) -> pa.Table:
        counted.append(name)
        return count(self, name, events, given)

    monkeypatch.setattr(Rollup, "features", watched_features)
    monkeypatch.setattr(Rollup, "count", watched_count)
    shutil.rmtree(stores.lake().rollups(stores.lake_key(used.workspace)))
    monkeypatch.setattr(gathering, "CHUNK", 1)
    assert used.bytes_of(TODAY) == whole
    (week, of_week), (month, of_month) = asked[:2]
    assert {week, month} == {Rhythm.WEEK, Rhythm.MONTH}
    ahead = {week: of_week, month: of_month}
    assert ahead[Rhythm.MONTH] == {("EN-3", "trip_matched")}
    assert ahead[Rhythm.WEEK] == {("HF-1", "invoice_matched"), ("NB-2", "quote_sent"), ("ZZ-9", "quote_sent")}
    assert len(asked) > 2
    assert all(pairs <= ahead[grain] for grain, pairs in asked)
    # The events span some months, of which each grain is one stretch.
    assert counted.count("usage_features") == 2
