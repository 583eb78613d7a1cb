"""The source debugger: what came of each message, which are shown, and when the page is told of others."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, Cast
from tests.doors.web.conftest import SignIn
from tests.doors.web.settings.browsing import words
from tests.motion.intake.feed import Feed, of_group, track

from toprung.doors.web.feeds.debugger import readable
from toprung.motion.intake.rematching import rematch_once
from toprung.records.matching.actions import link_group
from toprung.records.usage.actions import add_source, revoke_source

HTMX = {"HX-Request": "true"}


@pytest.fixture
def address(feed: Feed) -> str:
    return f"/w/{feed.workspace.pk}/settings/sources/{feed.source.pk}/"


def _version(page: str) -> str:
    return re.findall(r"\?have=([^&]+)&amp;show", page)[0]


def test_anonymous_and_the_stranger(address: str, client: Client, sign_in: SignIn, feed: Feed) -> None:
    number = feed.source.messages.first().pk  # type: ignore[union-attr]
    for path in (address, f"{address}messages/", f"{address}messages/{number}/"):
        assert client.get(path).status_code == 302
        assert sign_in("stan").get(path).status_code == 404


def test_what_became_of_each(address: str, sign_in: SignIn) -> None:
    said = words(sign_in("vera").get(address))
    assert "In the last 24 hours 4 messages were accepted and 1 was not; 1 event found its account, 2 did not" in said
    assert "All 5 Accepted 4 Not accepted 1 Without an account 2" in said
    assert "Report Run track u1" in said
    assert "HF-1 the group’s id, “HF-1”, is the account’s id" in said
    assert "not accepted A track message says in “event” what happened; this one does not." in said
    assert "no account yet No account is on file for the group’s id “acme”" in said
    assert "accepted It says who somebody is, and is no event." in said


@pytest.mark.parametrize(
    ("show", "there", "not_there"),
    [
        ("accepted", ("Report Run", "Invoice Matched", "It says who"), ("not accepted A track",)),
        ("refused", ("not accepted A track",), ("Report Run", "Invoice Matched", "It says who")),
        ("unmatched", ("Invoice Matched",), ("Report Run", "not accepted A track", "It says who")),
        ("nonsense", ("Report Run", "not accepted A track"), ()),
    ],
)
def test_some_of_them(
    show: str, there: tuple[str, ...], not_there: tuple[str, ...], address: str, sign_in: SignIn
) -> None:
    said = words(sign_in("vera").get(f"{address}?show={show}"))
    assert [text for text in there if text not in said] == []
    assert [text for text in not_there if text in said] == []


def test_a_page_is_told_only_of_what_it_has_not(address: str, sign_in: SignIn, feed: Feed, cast: Cast) -> None:
    vera = sign_in("vera")
    version = _version(vera.get(address).content.decode())
    asks = f"{address}messages/?show=all&page=1&have="
    assert vera.get(f"{asks}{version}", headers=HTMX).status_code == 204

    feed.send(track("Just Now", number="m9", **of_group("HF-1")))
    feed.load()
    part = vera.get(f"{asks}{version}", headers=HTMX)
    assert part.status_code == 200
    assert "Just Now" in words(part)
    assert "<html" not in part.content.decode()
    assert 'id="source-answer" hx-swap-oob="true"' in part.content.decode()
    # Asked for by itself, as without a script: with a page around it.
    assert "<html" in vera.get(f"{asks}{version}").content.decode()

    version = _version(part.content.decode())
    link_group(cast.workspace, "acme", "HF-1", by=cast.admin, now=NOW)
    rematch_once(NOW)
    assert "“acme”, was linked to the account" in words(vera.get(f"{asks}{version}", headers=HTMX))


def test_a_loader_that_does_not_run_is_said(address: str, sign_in: SignIn, feed: Feed) -> None:
    feed.send(track(number="m9"), at=NOW - timedelta(seconds=40))
    said = words(sign_in("vera").get(address))
    assert "1 message waits to be loaded, the oldest since 31 Mar 2026, 11:59:20; nothing is lost." in said


def test_a_message_as_it_was_sent(address: str, sign_in: SignIn, feed: Feed) -> None:
    vera, number = sign_in("vera"), feed.source.messages.get(event="Report Run").pk
    part = vera.get(f"{address}messages/{number}/", headers=HTMX).content.decode()
    assert "<html" not in part
    assert "&quot;event&quot;: &quot;Report Run&quot;,\n" in part
    page = words(vera.get(f"{address}messages/{number}/"))
    assert "accepted as an event of HF-1" in page
    refused = feed.source.messages.get(accepted=False).pk
    assert "not accepted. A track message says" in words(vera.get(f"{address}messages/{refused}/"))


def test_an_event_whose_time_is_not_believed_is_said_to_count_nowhere(
    address: str, sign_in: SignIn, feed: Feed, cast: Cast
) -> None:
    feed.send(track("Clock Of 1970", number="m8", **of_group("HF-1"), timestamp="1970-01-01T00:00:00Z"))
    feed.send(track("Clock Of 2099", number="m9", **of_group("acme"), timestamp="2099-01-01T00:00:00Z"))
    feed.send(track("Clock Of Sending", number="m10", **of_group("HF-1")), sentAt="2099-01-01T00:00:00Z")
    feed.load()
    old = "not counted Its time, 1970-01-01 01:00+01:00, is over 10 years back: it is kept in quarantine and counts"
    ahead = "not counted Its time, 2099-01-01 01:00+01:00, is over a day ahead: it is kept in quarantine and counts"

    vera = sign_in("vera")
    said = words(vera.get(address))
    assert f"HF-1 the group’s id, “HF-1”, is the account’s id {old} nowhere." in said
    assert ahead in said
    assert "Its time, 1953-06-28 21:00+01:00 by what “sentAt” says of the sender’s clock, is over 10 years back" in said
    number = feed.source.messages.get(event="Clock Of 1970").pk
    assert "accepted as an event of HF-1. Its time, 1970-01-01" in words(vera.get(f"{address}messages/{number}/"))
    # The account that it finds changes nothing of that.
    link_group(cast.workspace, "acme", "HF-1", by=cast.admin, now=NOW)
    rematch_once(NOW)
    assert f"was linked to the account {ahead} nowhere." in words(vera.get(address))


def test_a_message_of_another_source_is_not_found(sign_in: SignIn, feed: Feed, cast: Cast) -> None:
    other, _ = add_source(cast.workspace, "Server", by=cast.admin, now=NOW)
    number = feed.source.messages.first().pk  # type: ignore[union-attr]
    found = sign_in("ada").get(f"/w/{cast.workspace.pk}/settings/sources/{other.pk}/messages/{number}/")
    assert found.status_code == 404
    assert "newer ones have taken its place" in found.content.decode()


def test_what_cannot_be_set_out_is_shown_as_it_came() -> None:
    deep = "[" * 2000
    assert readable('{"a":[1,2]}') == ('{\n  "a": [\n    1,\n    2\n  ]\n}', True)
    assert readable('{"a": "cut of') == ('{"a": "cut of', False)
    assert readable(deep)[0] == deep
    assert readable("")[0] == ""
    assert json.loads(readable('{"n": "é\\ud83d\\ude00"}')[0]) == {"n": "é😀"}


def test_a_source_that_has_sent_nothing_teaches_how(sign_in: SignIn, cast: Cast) -> None:
    source, key = add_source(cast.workspace, "Server", by=cast.admin, now=NOW)
    page = sign_in("ada").get(f"/w/{cast.workspace.pk}/settings/sources/{source.pk}/")
    assert "Nothing came in the last 24 hours." in words(page)
    assert "curl -u WRITE_KEY:" in page.content.decode()
    assert key not in page.content.decode()
    revoke_source(cast.workspace, source.pk, by=cast.admin, now=NOW)
    page = sign_in("ada").get(f"/w/{cast.workspace.pk}/settings/sources/{source.pk}/")
    assert "was revoked on" in words(page)
    assert "curl" not in page.content.decode()


def test_queries_and_rows_stay_as_few(address: str, sign_in: SignIn, feed: Feed) -> None:
    vera = sign_in("vera")
    vera.get(address)
    with CaptureQueriesContext(connection) as few:
        vera.get(address)
    feed.send(*(track(number=f"n{number}", **of_group("acme")) for number in range(150)))
    feed.load()
    with CaptureQueriesContext(connection) as many:
        page = vera.get(address).content.decode()
    assert len(many) == len(few) <= 12
    assert page.count('class="payload"') == 50
    assert "?page=2" in page
