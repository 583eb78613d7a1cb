"""The lake: up to when events are counted, what waits, what is held, which loads came last."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client
from tests.cast import NOW, Cast
from tests.doors.web.conftest import SignIn
from tests.doors.web.settings.browsing import words
from tests.motion.intake.feed import Feed, of_group, track

from toprung.motion import stores
from toprung.motion.forgetting import erase_events
from toprung.records.tenancy.actors import OPERATOR

HTMX = {"HX-Request": "true"}


@pytest.fixture
def address(cast: Cast) -> str:
    return f"/w/{cast.workspace.pk}/settings/lake/"


def test_anonymous_and_the_stranger(address: str, client: Client, sign_in: SignIn) -> None:
    for path in (address, f"{address}now/"):
        assert client.get(path).status_code == 302
        assert sign_in("stan").get(path).status_code == 404


@pytest.mark.parametrize("name", ["ada", "vera"])
def test_nothing_has_come_yet(name: str, address: str, sign_in: SignIn) -> None:
    said = words(sign_in(name).get(address))
    assert "No event has come yet; nothing waits." in said
    assert "No load yet" in said


def test_what_came_and_counts_nowhere_is_said(address: str, sign_in: SignIn, cast: Cast) -> None:
    feed = Feed.of(cast.workspace, cast.admin)
    feed.send(track("Invoice Matched", number="m1", **of_group("acme")))
    feed.load()
    said = words(sign_in("vera").get(address))
    assert "No event is counted yet: none that came has an account and a time that is believed." in said


def test_after_an_erasure_the_log_begins_anew(address: str, sign_in: SignIn, feed: Feed) -> None:
    before = NOW - timedelta(days=70)
    feed.send(track("Report Run", "gone", number="m7", **of_group("HF-1"), timestamp=before.isoformat()))
    feed.load()
    erase_events(feed.workspace, by=OPERATOR, now=NOW, users=["gone"])
    said = words(sign_in("vera").get(address))
    assert "Every event is counted; nothing waits." in said
    assert "The log shows none any more" in said


def test_what_is_held_and_what_was_loaded(address: str, sign_in: SignIn, feed: Feed) -> None:
    said = words(sign_in("vera").get(address))
    assert "Events are counted up to 31 Mar 2026, 12:00; nothing waits." in said
    # Three events: one of HF-1, which is held; two without an account. The other messages are no events.
    assert "Events 1 of this workspace Files 1" in said
    assert "Without an account 2 kept, not counted" in said
    assert "Waiting in the inbox 0 0 requests Lag 0 seconds" in said
    assert "31 Mar 2026 to 31 Mar 2026, in Europe/Berlin" in said
    assert "Loaded Events Files 31 Mar 2026, 12:00:00 1 1" in said


def test_what_waits_is_said_and_the_page_is_told(address: str, sign_in: SignIn, feed: Feed) -> None:
    vera = sign_in("vera")
    [version] = re.findall(r"now/\?have=(\w+)", vera.get(address).content.decode())
    assert vera.get(f"{address}now/?have={version}", headers=HTMX).status_code == 204

    feed.send(track(number="w1"), track(number="w2"), at=NOW - timedelta(seconds=40))
    part = vera.get(f"{address}now/?have={version}", headers=HTMX)
    said = words(part)
    assert "Events received before 31 Mar 2026, 11:59:20 are counted; 2 messages wait." in said
    assert "Waiting in the inbox 2 1 request Lag 40 seconds" in said
    assert "the loader is not running" in said
    assert 'id="lake-answer" hx-swap-oob="true"' in part.content.decode()
    assert "<html" in vera.get(f"{address}now/?have={version}").content.decode()


def test_nothing_of_others_is_counted(address: str, sign_in: SignIn, feed: Feed, cast: Cast) -> None:
    theirs = Feed.of(cast.elsewhere, cast.stranger)
    theirs.send(*(track(number=f"x{number}", **of_group("HF-1")) for number in range(7)))
    theirs.load()
    theirs.send(track(number="w1"))
    said = words(sign_in("vera").get(address))
    assert "nothing waits" in said
    assert "Events 1 of this workspace" in said


def test_a_lake_that_cannot_be_read_is_said(address: str, sign_in: SignIn, feed: Feed) -> None:
    feed.send(track(number="w1"))
    for entry in (stores.lake().folder / "events" / "_delta_log").glob("*.json"):
        entry.write_text("{")
    said = words(sign_in("vera").get(address))
    assert "The events&#x27; store cannot be read: “toprung restore” brings the last backup back." in said
    assert "is kept in the inbox: 1 message waits" in said
