"""Rounds of the loader: a changed zone is followed, and what fails for one workspace stops nothing of another."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, Cast
from tests.motion.intake.feed import Feed, of_group, track

from toprung.doors import clock
from toprung.doors.serving import loader, worker
from toprung.motion.intake import redating
from toprung.records.administration.actions import WorkspaceDraft, change_workspace
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.queries import redating as redating_workspaces

LATE = "2026-03-01T20:30:00Z"


@pytest.fixture(autouse=True)
def nothing_rests(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What failed in one test rests in no other; and it is the cast's day."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    worker._resting.clear()
    yield
    worker._resting.clear()


@pytest.fixture
def feeds(cast: Cast) -> tuple[Feed, Feed]:
    """Brightworks' and Northlight's, with an event each; both have moved to Tokyo since."""
    both = Feed.of(cast.workspace, cast.admin), Feed.of(cast.elsewhere, cast.stranger)
    for feed, by in zip(both, (cast.admin, cast.stranger), strict=True):
        feed.send(track(timestamp=LATE, **of_group("HF-1")))
        loader.work(1)
        change_workspace(feed.workspace, WorkspaceDraft(timezone="Asia/Tokyo"), by=by, now=NOW)
    return both


def days(feed: Feed) -> list[date]:
    return [row["occurred_on"] for row in feed.events()]


def test_a_round_now_and_then_counts_the_days_anew(feeds: tuple[Feed, Feed]) -> None:
    loader.work(1)
    assert [days(feed) for feed in feeds] == [[date(2026, 3, 1)], [date(2026, 3, 1)]]
    loader.work(10)
    assert [days(feed) for feed in feeds] == [[date(2026, 3, 2)], [date(2026, 3, 2)]]
    assert list(redating_workspaces()) == []


def test_one_failure_is_told_and_stops_nothing_else(
    feeds: tuple[Feed, Feed], cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = redating.redate_if_due

    def failing(workspace: Workspace, now: datetime) -> Any:
        if workspace.name == "Brightworks":
            raise OSError("the disk is full")
        return real(workspace, now)

    with monkeypatch.context() as broken, caplog.at_level(logging.ERROR):
        broken.setattr(redating, "redate_if_due", failing)
        loader.work(0)
    assert "counting the days of Brightworks anew failed" in caplog.text
    assert [days(feed) for feed in feeds] == [[date(2026, 3, 1)], [date(2026, 3, 2)]]
    feeds[0].send(track(number="m2", timestamp=LATE, **of_group("HF-1")))
    loader.work(1)
    assert days(feeds[0]) == [date(2026, 3, 1)] * 2, "events go on coming in, by the days on file"
    worker._resting.clear()
    loader.work(10)
    assert days(feeds[0]) == [date(2026, 3, 2)] * 2


def test_with_nothing_to_follow_it_is_one_query_more(cast: Cast) -> None:
    loader.work(0)
    with CaptureQueriesContext(connection) as queries:
        loader.work(0)
    conditions = [query["sql"].partition("WHERE")[2] for query in queries]
    assert len([one for one in conditions if "events_zone" in one]) == 1
