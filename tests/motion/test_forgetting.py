"""Somebody's events erased: read back from every file of the lake and every table, whatever they were known as."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.apps import apps
from tests.cast import NOW, Cast
from tests.motion.intake.feed import Feed, brightworks, of_group, track

from toprung.kernel.errors import NotAllowed
from toprung.kernel.vocabulary import Equals, LooksAt
from toprung.motion import stores
from toprung.motion.forgetting import Erased, erase_events
from toprung.records.inbox.queries import waiting
from toprung.records.journal.models import Entry
from toprung.records.matching.actions import change_rules, link_group
from toprung.records.matching.models import Message, ProductUser
from toprung.records.matching.rules import DEFAULT, Rule
from toprung.records.tenancy.actors import ANONYMOUS

ANA = "ana@elsewhere.example"
TABLES = ("inbox", "matching", "journal")


@pytest.fixture
def feed(cast: Cast) -> Feed:
    """Brightworks' source."""
    return brightworks(cast)


def kept_of(home: Path, *words: str) -> list[str]:
    """Where one of the words stands still: files of the lake, and rows of the tables that use touches."""
    files = [path for path in (home / "lake").rglob("*") if path.is_file()]
    found = [str(path) for path in files for word in words if word.encode() in path.read_bytes()]
    for app in TABLES:
        for model in apps.get_app_config(app).get_models():
            for row in model._default_manager.values():
                found += [f"{model.__name__}: {row}" for word in words if word.lower() in repr(row).lower()]
    return found


def test_only_an_admin_may(feed: Feed, cast: Cast) -> None:
    feed.send(track(**of_group("HF-1")))
    feed.load()

    for actor in (ANONYMOUS, cast.stranger, cast.viewer, cast.csm, cast.leader):
        with pytest.raises(NotAllowed):
            erase_events(cast.workspace, by=actor, now=NOW, users=["u1"])

    assert len(feed.events()) == 1
    assert erase_events(cast.workspace, by=cast.admin, now=NOW, users=["u1"]).events == 1


def test_a_person_goes_under_every_id_with_what_waits_and_what_is_shown(feed: Feed, cast: Cast, home: Path) -> None:
    feed.send(
        track(number="m1", user="old-1", **of_group("HF-1")),
        {"type": "identify", "userId": "u-ana", "anonymousId": "anon-1", "traits": {"email": ANA.title()}},
        {"type": "alias", "previousId": "old-1", "userId": "u-ana"},
        track(number="m2", user="u-ana", **of_group("HF-1")),
        track(number="m3", user="u-ana"),
        track(number="m4", user="bo", **of_group("HF-1"), properties={"with": ANA}),
        track(number="m5", user="u-ana", event=None),
    )
    feed.load()
    feed.send(track(number="m6", user="u-ana", **of_group("HF-1")), track(number="m7", user="bo", **of_group("HF-1")))
    feed.send(track(number="m8", user=ANA, timestamp="2099-01-01T00:00:00Z", **of_group("HF-1")))
    assert waiting(cast.workspace.pk).messages == 3
    # What other people's events tell of the person in properties is theirs, and stays in the lake.
    assert len(kept_of(home, "u-ana", "old-1", "anon-1", ANA)) > 8

    erased = erase_events(cast.workspace, by=cast.admin, now=NOW, users=[ANA])

    # m1 (under the old id), m2, m6 of the account, m3 without one, m8 in quarantine.
    assert erased.events == 5
    assert waiting(cast.workspace.pk).messages == 0
    assert [row["message_id"] for row in feed.events()] == ["m4", "m7"]
    assert kept_of(home, "u-ana", "old-1", "anon-1") == []
    assert ANA not in " ".join(map(repr, Message.objects.values()))
    assert list(ProductUser.objects.values_list("user_id", flat=True)) == ["bo"]
    noted = Entry.objects.get(verb="erase_events")
    assert noted.changes == {"events": [None, 5], "records": [None, erased.records]}
    assert erase_events(cast.workspace, by=cast.admin, now=NOW, users=[ANA]) == Erased(0, 0)


def test_an_account_goes_with_its_groups_and_who_its_users_are(feed: Feed, cast: Cast, home: Path) -> None:
    by_trait = Rule(LooksAt.GROUP_TRAIT, Equals.EXTERNAL_ID, "crm")
    change_rules(cast.workspace, [*DEFAULT, by_trait], by=cast.admin, now=NOW)
    feed.send(
        {"type": "group", "userId": "u1", "groupId": "g-77", "traits": {"crm": "HF-1", "plan": "gold"}},
        {"type": "identify", "userId": "u1", "traits": {"email": ANA}},
        track(number="m1"),
        track(number="m2", user="u2", **of_group("HF-1")),
        track(number="m3", user="u9", **of_group("other")),
        track(number="m5", user="u9", **of_group("HF-1")),
    )
    feed.load()
    feed.send(track(number="m4"))

    erased = erase_events(cast.workspace, by=cast.admin, now=NOW, accounts=["HF-1"])

    # u2 was never told to be of the group, and has done nothing elsewhere; u9 has.
    # m1 and m4 by the group's trait, m2 and m5 by its id; m3 is of no account of theirs.
    assert erased.events == 4
    assert feed.events() == []
    assert [row["message_id"] for row in feed.unmatched()] == ["m3"]
    assert kept_of(home, "HF-1", "g-77", ANA, "gold") == [], "the rules and the accounts themselves aside"
    assert ProductUser.objects.get().user_id == "u9"


def test_a_group_that_was_linked_by_hand_goes_with_its_account(feed: Feed, cast: Cast) -> None:
    link_group(cast.workspace, "acme", "HF-1", by=cast.admin, now=NOW)
    feed.send(track(number="m1", **of_group("acme")), track(number="m2", user="u9", **of_group("other")))
    feed.load()

    assert erase_events(cast.workspace, by=cast.admin, now=NOW, accounts=["HF-1"]).events == 1

    assert [message.group for message in Message.objects.all()] == ["other"]
    assert ProductUser.objects.get().user_id == "u9"


def test_another_workspace_keeps_its_own(feed: Feed, cast: Cast) -> None:
    theirs = Feed.of(cast.elsewhere, cast.stranger)
    for one in (feed, theirs):
        one.send(track(**of_group("HF-1")))
        one.load()

    erase_events(cast.workspace, by=cast.admin, now=NOW, users=["u1"], accounts=["HF-1"])

    assert (len(feed.events()), len(theirs.events())) == (0, 1)
    assert ProductUser.objects.get().workspace == cast.elsewhere
    assert Message.objects.get().workspace == cast.elsewhere


def test_what_a_loader_held_in_memory_does_not_come_back(feed: Feed, cast: Cast) -> None:
    feed.send({"type": "identify", "userId": "u1", "traits": {"email": ANA, "city": "Oslo"}})
    feed.load()
    erase_events(cast.workspace, by=cast.admin, now=NOW, users=["u1"])

    feed.send(track(**of_group("HF-1")), at=NOW + timedelta(minutes=1))
    feed.load()

    known = ProductUser.objects.get()
    assert (known.user_id, known.email, known.traits) == ("u1", "", {})


def test_it_waits_for_who_moves_events(feed: Feed, cast: Cast) -> None:
    import fcntl

    feed.send(track(**of_group("HF-1")))
    with stores.moving_events(), (stores.lake().folder / "moving.lock").open() as lock, pytest.raises(BlockingIOError):
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    assert erase_events(cast.workspace, by=cast.admin, now=NOW, users=["u1"]).events == 1
