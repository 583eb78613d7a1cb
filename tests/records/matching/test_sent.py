"""What sources have sent, as their list tells it."""

from __future__ import annotations

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, Cast
from tests.motion.intake.feed import Feed, of_group, track

from toprung.records.matching.queries import Counts, Sent, sent


def test_a_day_by_hours_and_the_last_moment(cast: Cast) -> None:
    feed, idle = Feed.of(cast.workspace, cast.admin), Feed.of(cast.elsewhere, cast.stranger)
    long_ago = NOW - timedelta(days=3)
    feed.send(track(number="old", **of_group("HF-1")), at=long_ago)
    feed.send(track(number="m1", **of_group("HF-1")), track(number="m2"), {"type": "track"}, at=NOW)
    feed.load()

    # Three days ago is outside the day; of now's three one is matched, one unmatched, one refused.
    assert sent(cast.workspace, NOW) == {feed.source.pk: Sent(Counts(2, 1, 1, 1), NOW)}
    assert sent(cast.elsewhere, NOW) == {}
    assert idle.source.pk not in sent(cast.workspace, NOW)


def test_queries_do_not_grow_with_sources(cast: Cast) -> None:
    Feed.of(cast.workspace, cast.admin).send(track(number="m1", **of_group("HF-1")))
    with CaptureQueriesContext(connection) as asked:
        sent(cast.workspace, NOW)

    assert len(asked) == 2
