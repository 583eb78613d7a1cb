"""Whatever a message holds, the loader takes the load: what is wrong is refused in words, and the others count."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import NOW
from tests.motion.intake.feed import Feed, of_group, track

from toprung.motion import stores
from toprung.motion.intake.loading import Loader
from toprung.records.inbox.models import Accepted
from toprung.records.matching import queries
from toprung.records.matching.models import Message

GOOD = track(number="good", **of_group("HF-1"))
DEEP: Any = "end"
for _ in range(400):
    DEEP = [DEEP]


def loaded(feed: Feed, *messages: Any) -> list[str]:
    """The ids of the events after a load of these messages and a good one."""
    feed.send(*messages, GOOD)
    feed.load()
    assert not Accepted.objects.exists()
    return [row["message_id"] for row in feed.events()]


@pytest.mark.parametrize(
    ("field", "value", "code"),
    [
        ("userId", "x" * 10_000, "too_long"),
        ("event", "x" * 10_000, "too_long"),
        ("context", {"groupId": "g" * 10_000}, "too_long"),
        ("userId", True, "not_text"),
        ("userId", ["u1"], "not_text"),
        ("event", {"name": "Run"}, "not_text"),
        ("type", "teleport", "unknown_type"),
        ("type", None, "unknown_type"),
        ("type", 7, "not_text"),
        ("timestamp", "2026-02-30T00:00:00Z", "timestamp"),
        ("timestamp", "yesterday", "timestamp"),
        ("properties", [1], "properties"),
        ("properties", "text", "properties"),
    ],
)
def test_what_is_wrong_is_refused_by_name(feed: Feed, field: str, value: Any, code: str) -> None:
    bad = {**track(number="bad", **of_group("HF-1")), field: value}

    assert loaded(feed, bad) == ["good"]

    (refused,) = queries.messages(feed.source, refused=True)
    assert refused.code == code
    assert refused.sentence.endswith(".")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("userId", 10**400),
        ("userId", 1e308),
        ("userId", "nul\x00nul"),
        ("event", "nul\x00"),
        ("messageId", "m\x00"),
        ("userId", "\U0001f600 ‮"),
        ("properties", {"deep": DEEP}),
        ("properties", {"huge": 10**400, "nul\x00": "\x00"}),
        ("context", {"traits": DEEP}),
        ("context", []),
        ("context", {"groupId": "HF-1", "traits": {"email": "e" * 9_000}}),
        ("messageId", "m" * 10_000),
        ("messageId", 7),
        ("timestamp", "1970-01-01T00:00:00Z"),
        ("timestamp", "2099-01-01T00:00:00Z"),
        ("timestamp", "9999-12-31T23:59:59Z"),
        ("timestamp", "0001-01-01T00:00:00Z"),
        ("timestamp", "+262000-01-01T00:00:00Z"),
        ("timestamp", 1774951200000),
        ("timestamp", ""),
        ("timestamp", "2026-03-31T10:00:00+99:99"),
        ("originalTimestamp", {}),
        ("sentAt", "never"),
        ("anonymousId", {"a": 1}),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_odd_is_taken_or_refused_and_costs_no_other(feed: Feed, field: str, value: Any) -> None:
    bad = {**track(number="odd", **of_group("HF-1")), field: value}

    assert "good" in loaded(feed, bad)

    assert Message.objects.count() == 2, "it is shown what became of it"


def test_times_beyond_belief_are_kept_aside(feed: Feed) -> None:
    times = ("1970-01-01T00:00:00Z", "2099-01-01T00:00:00Z")
    assert loaded(feed, *(track(number=at, **of_group("HF-1"), timestamp=at) for at in times)) == ["good"]
    assert stores.lake().health().quarantined == 2


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
FIELDS = st.sampled_from(
    (
        *("type", "event", "name", "userId", "anonymousId", "previousId", "groupId", "traits", "properties", "context"),
        *("timestamp", "originalTimestamp", "sentAt", "receivedAt", "messageId", "category", "integrations"),
    )
)
TYPES = st.sampled_from(["track", "identify", "group", "page", "screen", "alias"])
MESSAGES = st.builds(lambda kind, rest: {"type": kind} | rest, TYPES, st.dictionaries(FIELDS, JSON, max_size=6)) | JSON


TIMES = st.datetimes().map(lambda moment: moment.isoformat() + "Z") | st.text(max_size=12)

TIMED = st.builds(
    lambda at, sent: track(number=f"{at}{sent}", **of_group("HF-1"), timestamp=at, sentAt=sent), TIMES, TIMES
)


@given(st.lists(MESSAGES | TIMED, max_size=5), st.dictionaries(FIELDS, JSON, max_size=3))
@settings(max_examples=100)
def test_no_json_stops_a_load(feed: Feed, messages: list[Any], beside: dict[str, Any]) -> None:
    before = queries.counts(feed.source, NOW)
    body = json.dumps({**beside, "batch": [*messages, GOOD]}).encode()

    feed.send_bytes(body, count=len(messages) + 1)
    assert Loader().load_once(NOW)

    assert not Accepted.objects.exists()
    told = queries.counts(feed.source, NOW)
    assert told.accepted + told.refused == before.accepted + before.refused + len(messages) + 1
    assert told.matched > before.matched
