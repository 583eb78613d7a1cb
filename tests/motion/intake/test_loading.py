"""From the inbox into the lake."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.cast import NOW, Cast
from tests.motion.intake.feed import Feed, of_group, track

from toprung.engine.lake import Lake
from toprung.records.inbox.models import Accepted
from toprung.records.matching import actions, queries
from toprung.records.matching.models import MatchingState, Message, ProductUser, SourceHour


def test_an_event_of_a_group_reaches_its_account(feed: Feed) -> None:
    feed.send(track(properties={"amount": 3}, **of_group("HF-1")))

    assert feed.load() == 1

    (row,) = feed.events()
    assert (row["account"], row["user"], row["name"], row["message_id"]) == ("HF-1", "u1", "Report Opened", "m1")
    assert row["properties"].replace(" ", "") == '{"amount":3}'
    assert row["occurred_at"] == NOW
    assert not Accepted.objects.exists()


def test_an_event_of_a_stakeholder_reaches_their_account(feed: Feed, cast: Cast) -> None:
    feed.send(
        track(user="7", number="before"),
        {"type": "identify", "userId": "7", "traits": {"email": "Carlos@HarborFoods.example"}},
        track(user="7", number="after"),
        track(user=cast.buyer.email.upper(), number="by-id"),
    )

    feed.load()

    assert [row["message_id"] for row in feed.events()] == ["after", "by-id"]
    assert [row["message_id"] for row in feed.unmatched()] == ["before"]


def test_each_workspace_sees_its_own_book_alone(feed: Feed, cast: Cast) -> None:
    theirs = Feed.of(cast.elsewhere, cast.stranger)
    theirs.loader = feed.loader
    cast.their_harbor.external_id = "NL-1"
    cast.their_harbor.save()
    feed.send(track(**of_group("NL-1")))
    theirs.send(track(**of_group("NL-1")), track(number="m2", **of_group("HF-1")))

    assert feed.load() == 1

    assert feed.events() == []
    assert [row["message_id"] for row in feed.unmatched()] == ["m1"]
    assert [row["account"] for row in theirs.events()] == ["NL-1"]
    assert [row["group"] for row in theirs.unmatched()] == ["HF-1"]


def test_the_group_is_the_one_that_the_user_was_last_put_into(feed: Feed) -> None:
    feed.send({"type": "group", "userId": "u1", "groupId": "HF-1"}, track())
    feed.load()
    feed.send(track(number="m2"))
    feed.send({"type": "group", "userId": "u1", "groupId": "elsewhere"}, track(number="m3"), at=NOW)

    feed.load()

    assert [row["message_id"] for row in feed.events()] == ["m1", "m2"]
    assert [row["group"] for row in feed.unmatched()] == ["elsewhere"]


def test_an_anonymous_user_is_no_user_until_an_identify_says_who_it_is(feed: Feed) -> None:
    anonymous = {"userId": None, "anonymousId": "a-1", **of_group("HF-1")}
    feed.send(track(number="m1") | anonymous)
    feed.send({"type": "identify", "userId": "u1", "anonymousId": "a-1"}, track(number="m2") | anonymous)
    feed.load()
    feed.send(track(number="m3") | anonymous)

    feed.load()

    assert [(row["message_id"], row["user"]) for row in feed.events()] == [("m1", None), ("m2", "u1"), ("m3", "u1")]


def test_a_previous_id_is_the_user_from_then_on(feed: Feed) -> None:
    feed.send({"type": "alias", "previousId": "old", "userId": "new"}, track(user="old", **of_group("HF-1")))

    feed.load()

    assert [row["user"] for row in feed.events()] == ["new"]


def test_a_clock_that_is_behind_is_set_right(feed: Feed) -> None:
    # Their clock is an hour behind: it says 09:00 when it sends and we have 10:00; the event was at 08:30 by it.
    behind = {"timestamp": (NOW - timedelta(minutes=90)).isoformat(), **of_group("HF-1")}
    feed.send(track(**behind), sentAt=(NOW - timedelta(hours=1)).isoformat())
    feed.send(track(number="m2", **behind), sentAt=(NOW - timedelta(hours=1)).isoformat(), kind="import")
    feed.send(track(number="m3", **of_group("HF-1")) | {"timestamp": None})

    feed.load()

    assert [row["occurred_at"] for row in feed.events()] == [
        NOW - timedelta(minutes=30),
        NOW - timedelta(minutes=90),
        NOW,
    ]


def test_a_message_that_cannot_be_taken_takes_no_other_with_it(feed: Feed) -> None:
    feed.send(
        track(number="m1", **of_group("HF-1")),
        track(number="m2") | {"userId": {"no": "id"}},
        {"type": "teleport", "userId": "u1"},
        {"type": "track", "userId": "u1"},
        track(number="m3") | {"userId": None},
        track(number="m4") | {"timestamp": "yesterday"},
        track(number="m5", properties=[1]),
        track(number="m6", user="x" * 501),
        track(number="m7", **of_group("HF-1")),
    )
    feed.send_bytes(b"{")

    feed.load()

    assert [row["message_id"] for row in feed.events()] == ["m1", "m7"]
    refused = queries.messages(feed.source, refused=True)
    assert [message.code for message in refused][::-1] == [
        "not_text", "unknown_type", "no_event", "nobody", "timestamp", "properties", "too_long", "unreadable",
    ]  # fmt: skip
    assert "501 characters" in next(m.sentence for m in refused if m.code == "too_long")
    assert queries.counts(feed.source, NOW) == queries.Counts(accepted=2, refused=8, matched=2, unmatched=0)


def test_the_debugger_says_what_became_of_each_message(feed: Feed) -> None:
    feed.send(
        track(number="m1", **of_group("HF-1")),
        track(number="m2", **of_group("ACME")),
        track(number="m3"),
        {"type": "identify", "userId": "u1", "traits": {"email": "carlos@harborfoods.example"}},
    )

    feed.load()

    identify, nothing, not_on_file, matched = queries.messages(feed.source)
    assert matched.account == "HF-1"
    assert matched.matched_by == "the group’s id, “HF-1”, is the account’s id"
    assert matched.content.startswith('{"type": "track"')
    assert (not_on_file.code, not_on_file.account) == ("not_on_file", "")
    assert "the group’s id “ACME”" in not_on_file.sentence
    assert nothing.code == "nothing_to_go_by"
    assert (identify.accepted, identify.event, identify.code, identify.user) == (True, "", "", "u1")


def test_only_the_last_messages_stay(feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(actions.LAST, True, 3)
    monkeypatch.setitem(actions.LAST, False, 2)
    for batch in range(3):
        feed.send(*(track(number=f"{batch}-{n}") for n in range(4)), *({"type": f"{batch}{n}"} for n in range(3)))
        feed.load()

    assert [message.content[-50:] for message in queries.messages(feed.source, refused=True)] == [
        '{"type": "22"}', '{"type": "21"}',
    ]  # fmt: skip
    assert len(queries.messages(feed.source, refused=False)) == 3
    assert queries.counts(feed.source, NOW).accepted == 12


@pytest.mark.parametrize("dies_in", ["load", "keep_known", "record_load", "forget"])
def test_a_load_that_dies_anywhere_is_loaded_once(dies_in: str, feed: Feed, monkeypatch: pytest.MonkeyPatch) -> None:
    feed.send(
        track(number="m1", user="7"),
        {"type": "identify", "userId": "7", "traits": {"email": "carlos@harborfoods.example"}},
        track(number="m2", user="7"),
    )
    places: dict[str, Any] = {"load": Lake, "keep_known": actions, "record_load": actions}
    from toprung.records.inbox import actions as inbox

    with monkeypatch.context() as broken:
        broken.setattr(places.get(dies_in, inbox), dies_in, _dies)
        with pytest.raises(OSError, match="power"):
            feed.load()

    feed.load()

    assert [row["message_id"] for row in feed.events()] == ["m2"]
    assert [row["message_id"] for row in feed.unmatched()] == ["m1"]
    assert queries.counts(feed.source, NOW).accepted == 3
    assert Message.objects.count() == 3
    assert not Accepted.objects.exists()


def test_what_another_loader_has_learnt_meanwhile_is_known(feed: Feed) -> None:
    other = Feed(feed.workspace, feed.source)
    feed.send(track(number="m1", user="7"))
    feed.load()
    other.send({"type": "identify", "userId": "7", "traits": {"email": "carlos@harborfoods.example"}})
    other.load()

    feed.send(track(number="m2", user="7"))
    feed.load()

    assert [row["message_id"] for row in feed.events()] == ["m2"]


def _dies(*args: Any, **kwargs: Any) -> None:
    raise OSError("power cut")


def test_the_same_request_again_adds_nothing(feed: Feed) -> None:
    batch = (track(**of_group("HF-1")), {"type": "track", "event": "Login", "userId": "u1", **of_group("HF-1")})
    feed.send(*batch, batch[1])
    feed.load()
    feed.send(*batch, batch[1], at=NOW + timedelta(minutes=3))

    feed.load()

    # The two that carry no id are told apart within their request, and known again when it comes again.
    assert len(feed.events()) == 3
    assert sum(row["message_id"].startswith("made-") for row in feed.events()) == 2


def test_product_users_are_known_with_the_days_they_were_seen(feed: Feed) -> None:
    feed.send(track(**of_group("HF-1")), track(number="m2", timestamp=(NOW - timedelta(days=3)).isoformat()))
    feed.send(track(number="m3", timestamp="2099-01-01T00:00:00Z"), track(number="m4", timestamp="1970-01-01"))

    feed.load()

    user = ProductUser.objects.get()
    assert (user.user_id, user.first_seen_on, user.last_seen_on) == (
        "u1", (NOW - timedelta(days=3)).date(), NOW.date(),
    )  # fmt: skip


def test_nothing_waits_nothing_happens(feed: Feed) -> None:
    assert feed.load() == 0
    assert not MatchingState.objects.exists()
    assert not SourceHour.objects.exists()
