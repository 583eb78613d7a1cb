"""Keeping in groups: who brings a request waits until it is durable, and a whole group hears of its failure."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError
from tests.cast import NOW

from toprung.doors.api.writing import MOST_AT_ONCE, Writer
from toprung.records.inbox.actions import arrival
from toprung.records.inbox.models import Accepted


def request(number: int) -> Accepted:
    return arrival(number, 1, "track", b"{}", "", 1, NOW)


def test_those_who_come_during_a_commit_share_the_next() -> None:
    begun, go_on = threading.Semaphore(0), threading.Semaphore(0)
    groups: list[list[int]] = []

    def commit(group: list[Accepted]) -> None:
        begun.release()
        assert go_on.acquire(timeout=20)
        groups.append([one.source_id for one in group])

    writer = Writer(commit)
    with ThreadPoolExecutor(100) as callers:
        first = callers.submit(writer.keep, request(0))
        assert begun.acquire(timeout=20)
        others = [callers.submit(writer.keep, request(n)) for n in range(1, 100)]
        while writer.waiting() < 99:
            threading.Event().wait(0.001)
        assert not first.done()
        go_on.release()
        first.result(20)
        assert not any(other.done() for other in others)
        go_on.release(10)
        for other in others:
            other.result(20)

    assert [len(group) for group in groups] == [1, MOST_AT_ONCE, 99 - MOST_AT_ONCE]
    assert sorted(number for group in groups for number in group) == list(range(100))


def test_a_failure_reaches_who_waits_and_the_next_is_tried_afresh(caplog: pytest.LogCaptureFixture) -> None:
    failing = [True]

    def commit(group: list[Accepted]) -> None:
        if failing[0]:
            raise OperationalError("database or disk is full")

    writer = Writer(commit)
    for _ in range(3):
        with pytest.raises(OperationalError):
            writer.keep(request(1))
    failing[0] = False
    writer.keep(request(1))
    writer.keep(request(1))

    # One line when it begins and one when it ends: no line a request on a disk that is full.
    assert [record.getMessage().partition(",")[0] for record in caplog.records] == [
        "the inbox cannot be written",
        "the inbox can be written again",
    ]
