"""Events that belonged to no account, and then do."""

from __future__ import annotations

from datetime import timedelta

import pytest
from tests.cast import NOW, Cast
from tests.motion.intake.feed import Feed, of_group, track

from toprung.engine.lake import Lake
from toprung.kernel.errors import NotAllowed
from toprung.kernel.vocabulary import Equals, LooksAt
from toprung.motion.intake.rematching import rematch_once
from toprung.records.book.actions import upsert_accounts, upsert_stakeholders
from toprung.records.book.drafts import AccountDraft, StakeholderDraft
from toprung.records.matching.actions import change_rules, link_group, unlink_group
from toprung.records.matching.queries import messages
from toprung.records.matching.rules import Rule

LATER = NOW + timedelta(hours=1)


def test_an_account_that_comes_on_file_gets_its_events(feed: Feed, cast: Cast) -> None:
    feed.send(track(number="m1", **of_group("LATE-1")), track(number="m2", **of_group("NEVER")))
    feed.load()
    assert rematch_once(NOW) == 0

    upsert_accounts(cast.workspace, [AccountDraft("LATE-1", name="Late")], by=cast.admin, now=NOW)

    assert rematch_once(LATER) == 1
    assert rematch_once(LATER) == 0
    assert [(row["account"], row["message_id"]) for row in feed.events()] == [("LATE-1", "m1")]
    assert [row["message_id"] for row in feed.unmatched()] == ["m2"]


def test_a_stakeholder_who_comes_on_file_brings_their_events(feed: Feed, cast: Cast) -> None:
    feed.send(track(user="Nora@elsewhere.example"))
    feed.load()
    draft = StakeholderDraft("HF-1", "Nora", email="nora@elsewhere.example")

    upsert_stakeholders(cast.workspace, [draft], by=cast.admin, now=NOW)

    assert rematch_once(LATER) == 1
    assert [row["account"] for row in feed.events()] == ["HF-1"]


def test_a_user_who_is_put_into_a_group_later_brings_what_they_did_before(feed: Feed) -> None:
    feed.send(track(number="m1"))
    feed.load()
    rematch_once(NOW)
    feed.send({"type": "group", "userId": "u1", "groupId": "HF-1"})
    feed.load()

    assert rematch_once(LATER) == 1
    assert [row["message_id"] for row in feed.events()] == ["m1"]
    assert feed.unmatched() == []


def test_new_rules_move_what_they_match(feed: Feed, cast: Cast) -> None:
    feed.send(
        track(number="m1", properties={"tenant": "HF-1", "n": 1}),
        track(number="m2", properties={"tenant": "HF-2"}),
        track(number="m3", properties={"tenant": ["HF-1"]}),
    )
    feed.load()
    with pytest.raises(NotAllowed):
        change_rules(cast.workspace, [Rule(LooksAt.EMAIL, Equals.STAKEHOLDER_EMAIL)], by=cast.csm, now=NOW)

    change_rules(cast.workspace, [Rule(LooksAt.PROPERTY, Equals.EXTERNAL_ID, "tenant")], by=cast.admin, now=NOW)

    assert rematch_once(LATER) == 1
    assert [row["message_id"] for row in feed.events()] == ["m1"]
    assert [row["message_id"] for row in feed.unmatched()] == ["m2", "m3"]
    feed.send(track(number="m4", properties={"tenant": "HF-1"}))
    feed.load()
    assert [row["message_id"] for row in feed.events()] == ["m1", "m4"]


def test_what_dies_midway_is_done_again_once(feed: Feed, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    feed.send(track(number="m1", **of_group("LATE-1")))
    feed.load()
    upsert_accounts(cast.workspace, [AccountDraft("LATE-1", name="Late")], by=cast.admin, now=NOW)
    settle = Lake.settle

    def dies_after(*given: object) -> None:
        settle(*given)  # type: ignore[arg-type]
        raise OSError("power cut")

    with monkeypatch.context() as broken:
        broken.setattr(Lake, "settle", dies_after)
        with pytest.raises(OSError, match="power"):
            rematch_once(LATER)

    rematch_once(LATER)

    assert [row["message_id"] for row in feed.events()] == ["m1"]
    assert feed.unmatched() == []


def test_another_workspaces_account_gets_nothing(feed: Feed, cast: Cast) -> None:
    feed.send(track(**of_group("THEIRS")))
    feed.load()

    upsert_accounts(cast.elsewhere, [AccountDraft("THEIRS", name="Theirs")], by=cast.stranger, now=NOW)

    assert rematch_once(LATER) == 0
    assert feed.events() == []


def test_a_linked_group_brings_its_events_and_the_debugger_says_so(feed: Feed, cast: Cast) -> None:
    feed.send(track(number="m1", **of_group("acme")), track(number="m2", **of_group("other")))
    feed.load()
    assert [(m.account, m.code) for m in messages(feed.source)] == [("", "not_on_file"), ("", "not_on_file")]

    link_group(cast.workspace, "acme", "HF-1", by=cast.admin, now=NOW)

    assert rematch_once(LATER) == 1
    assert [(row["account"], row["message_id"]) for row in feed.events()] == [("HF-1", "m1")]
    assert [(m.account, m.code, m.matched_by) for m in messages(feed.source)] == [
        ("", "not_on_file", ""),
        ("HF-1", "", "the group’s id, “acme”, was linked to the account"),
    ]


def test_a_link_goes_before_the_rules_until_it_is_taken_back(feed: Feed, cast: Cast) -> None:
    upsert_accounts(cast.workspace, [AccountDraft("NB-2", name="Nordbygg")], by=cast.admin, now=NOW)
    link_group(cast.workspace, "HF-1", "NB-2", by=cast.admin, now=NOW)
    feed.send(track(number="m1", **of_group("HF-1")))
    feed.load()
    unlink_group(cast.workspace, "HF-1", by=cast.admin, now=NOW)
    feed.send(track(number="m2", **of_group("HF-1")))
    feed.load()

    assert [(row["message_id"], row["account"]) for row in feed.events()] == [("m1", "NB-2"), ("m2", "HF-1")]
