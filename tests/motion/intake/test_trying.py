"""Rules tried out before they are saved."""

from __future__ import annotations

import pytest
from tests.cast import NOW, Cast
from tests.motion.intake.feed import Feed, of_group, track

from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import Equals, LooksAt, Unmatched
from toprung.motion.intake.trying import try_rules, unmatched_groups
from toprung.records.book.actions import upsert_accounts
from toprung.records.book.drafts import AccountDraft
from toprung.records.matching import queries
from toprung.records.matching.actions import link_group
from toprung.records.matching.rules import DEFAULT, Rule

BY_TENANT = Rule(LooksAt.PROPERTY, Equals.EXTERNAL_ID, "tenant")
BY_NAME = Rule(LooksAt.GROUP_TRAIT, Equals.ACCOUNT_NAME, "name")


@pytest.fixture
def sent(feed: Feed, cast: Cast) -> Feed:
    """Five events: two of HF-1, one of them a tenant of NB-2; one that only its tenant tells; two of no account."""
    upsert_accounts(cast.workspace, [AccountDraft("NB-2", name="Nordbygg")], by=cast.admin, now=NOW)
    feed.send(
        track(number="m1", **of_group("HF-1")),
        track(number="m2", properties={"tenant": "NB-2"}, **of_group("HF-1")),
        track(number="m3", properties={"tenant": "NB-2"}),
        track(number="m4", **of_group("acme")),
        track(number="m5", **of_group("acme")),
    )
    feed.load()
    return feed


def test_it_says_where_events_would_go_and_writes_nothing(sent: Feed, cast: Cast) -> None:
    trial = try_rules(cast.workspace, [BY_TENANT, *DEFAULT])

    # Now: m1, m2. With the tenant looked at first: m2 moves to NB-2, m3 is found, m4 and m5 stay.
    assert (trial.recent, trial.recent_now, trial.recent_then, trial.elsewhere) == (5, 2, 3, 1)
    assert (trial.waiting, trial.waiting_then) == (3, 1)
    assert [(line.account, line.name, line.now, line.then) for line in trial.lines] == [
        ("HF-1", "Harbor Foods", 2, 1),
        ("NB-2", "Nordbygg", 0, 2),
    ]
    # The two are among the recent ones and among the waiting: counted once.
    assert [(left.label, left.events, left.why) for left in trial.left] == [("acme", 2, Unmatched.NOT_ON_FILE)]
    assert queries.rules(cast.workspace) == DEFAULT
    assert len(sent.unmatched()) == 3


def test_the_groups_without_an_account_are_listed_with_their_events(sent: Feed, cast: Cast) -> None:
    unfound = unmatched_groups(cast.workspace)

    assert (unfound.groups, unfound.events, unfound.moving) == (2, 3, 0)
    assert [(one.label, one.events, one.why) for one in unfound.first] == [
        ("acme", 2, Unmatched.NOT_ON_FILE),
        ("u1", 1, Unmatched.NOTHING_TO_GO_BY),
    ]

    link_group(cast.workspace, "acme", "HF-1", by=cast.admin, now=NOW)
    unfound = unmatched_groups(cast.workspace)
    assert (unfound.groups, unfound.events, unfound.moving) == (1, 3, 2)


def test_a_groups_name_may_be_an_accounts_name_unless_two_have_it(sent: Feed, cast: Cast) -> None:
    sent.send({"type": "group", "userId": "u9", "groupId": "acme", "traits": {"name": " harbor  FOODS "}})
    sent.load()

    assert try_rules(cast.workspace, [BY_NAME]).recent_then == 2

    upsert_accounts(cast.workspace, [AccountDraft("HF-9", name="Harbor Foods")], by=cast.admin, now=NOW)
    trial = try_rules(cast.workspace, [BY_NAME])
    assert trial.recent_then == 0
    # Without the default rules the two of HF-1 would lose their account too.
    assert [left.label for left in trial.left] == ["HF-1", "acme", "u1"]
    assert trial.left[1].why is Unmatched.SEVERAL_ACCOUNTS
    assert trial.left[1].several == ("HF-1", "HF-9")


def test_rules_that_cannot_be_are_refused_with_a_sentence(cast: Cast) -> None:
    with pytest.raises(BadInput, match="Keep at least one"):
        try_rules(cast.workspace, [])
    with pytest.raises(BadInput, match="say which"):
        try_rules(cast.workspace, [Rule(LooksAt.PROPERTY, Equals.EXTERNAL_ID)])
    with pytest.raises(BadInput, match="compare that with"):
        try_rules(cast.workspace, [Rule(LooksAt.EMAIL, Equals.ACCOUNT_NAME)])
    with pytest.raises(BadInput, match="twice"):
        try_rules(cast.workspace, [*DEFAULT, DEFAULT[0]])


def test_nothing_was_sent_yet(cast: Cast) -> None:
    trial = try_rules(cast.workspace, DEFAULT)

    assert (trial.recent, trial.waiting, trial.lines, trial.left) == (0, 0, (), ())
