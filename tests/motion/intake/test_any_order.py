"""Whatever comes, in whatever loads, however often a load dies: the lake's rows are those of one plain pass."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import NOW, TODAY, Cast
from tests.motion.intake.feed import Feed, track

from toprung.engine.lake import Lake
from toprung.motion.intake import loading
from toprung.motion.intake.rematching import rematch_once
from toprung.records.book.models import Account, Stakeholder
from toprung.records.matching import actions
from toprung.records.tenancy.models import Workspace

USERS = st.sampled_from(["u1", "u2", "nora@client.example"])
KEYS = st.sampled_from(["a1", "a2"])
GROUPS = st.sampled_from(["G1", "G2", "elsewhere"])
EMAILS = st.sampled_from(["nora@client.example", "two@both.example", "nobody@gone.example"])
#: what the book knows: account of a group's id, and of an address that only one account has
ACCOUNTS = {"G1": "G1", "G2": "G2"}
ADDRESSES = {"nora@client.example": "G1"}


def _of(user: str | None, key: str | None, group: str | None) -> dict[str, Any]:
    return {"userId": user, "anonymousId": key, "context": {"groupId": group}}


EVENT = st.builds(
    lambda number, user, key, group: track(number=f"m{number}") | _of(user, key, group),
    st.integers(0, 12),
    st.none() | USERS,
    st.none() | KEYS,
    st.none() | GROUPS,
)
TOLD = st.one_of(
    st.builds(lambda u, k, e: {"type": "identify", **_of(u, k, None), "traits": {"email": e}}, USERS, KEYS, EMAILS),
    st.builds(lambda u, g: {"type": "group", "userId": u, "groupId": g}, USERS, GROUPS),
    st.builds(lambda k, u: {"type": "alias", "previousId": k, "userId": u}, KEYS, USERS),
)
REQUESTS = st.lists(st.lists(EVENT | EVENT | TOLD, max_size=6), max_size=6)
DEATHS = st.lists(st.sampled_from(["", "", "before the lake", "after the lake", "before the count"]), max_size=8)


@dataclass
class Plain:
    """One pass in plain dictionaries, as DOMAIN and the howto tell it."""

    keys: dict[str, str] = field(default_factory=dict)
    groups: dict[str, str] = field(default_factory=dict)
    emails: dict[str, str] = field(default_factory=dict)
    events: dict[str, tuple[str, str | None]] = field(default_factory=dict)
    unmatched: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)

    def take(self, message: dict[str, Any]) -> None:
        key, kind = message.get("anonymousId"), message["type"]
        user = message.get("userId") or self.keys.get(key or "")
        if kind == "identify":
            self.emails[user or ""] = message["traits"]["email"]
        if kind == "group":
            self.groups[user or ""] = message["groupId"]
        if kind != "track":
            self.keys |= {other: user or "" for other in (key, message.get("previousId")) if other}
        elif user or key:
            self._event(message["messageId"], user, message["context"]["groupId"])

    def _event(self, number: str, user: str | None, group: str | None) -> None:
        group = group or self.groups.get(user or "")
        account = self._account(user, group)
        if account:
            self.events.setdefault(number, (account, user))
        else:
            self.unmatched.setdefault(number, (user, group))

    def _account(self, user: str | None, group: str | None) -> str | None:
        email = self.emails.get(user or "", user if user and "@" in user else "")
        return ACCOUNTS.get(group or "") or ADDRESSES.get(email or "")

    def look_again(self) -> None:
        for number, (user, group) in list(self.unmatched.items()):
            account = self._account(user, group or self.groups.get(user or ""))
            if account:
                del self.unmatched[number]
                self.events.setdefault(number, (account, user))


@pytest.mark.slow
@given(requests=REQUESTS, most=st.integers(1, 10), deaths=DEATHS)
@settings(max_examples=60)
def test_the_lake_holds_what_one_plain_pass_gives(
    requests: list[list[dict[str, Any]]], most: int, deaths: list[str], cast: Cast
) -> None:
    feed = _feed(cast)
    plain = Plain()
    for request in requests:
        feed.send(*request)
        for message in request:
            plain.take(message)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loading, "MESSAGES", most)
        _load_dying(feed, deaths)

    told = {row["message_id"]: (row["account"], row["user"]) for row in feed.events()}
    assert told == plain.events
    assert len(feed.events()) == len(told)
    assert {row["message_id"] for row in feed.unmatched()} == plain.unmatched.keys()
    rematch_once(NOW)
    plain.look_again()
    assert {row["message_id"]: (row["account"], row["user"]) for row in feed.events()} == plain.events
    assert {row["message_id"] for row in feed.unmatched()} == plain.unmatched.keys()


def _feed(cast: Cast) -> Feed:
    """A workspace of this example's own."""
    workspace = Workspace.objects.create(name=uuid.uuid4().hex, created_at=NOW)
    for name in ACCOUNTS:
        account = Account.objects.create(workspace=workspace, external_id=name, name=name, created_on=TODAY)
        Stakeholder.objects.create(account=account, name="Two", email="two@both.example")
    first = Account.objects.get(workspace=workspace, external_id="G1")
    Stakeholder.objects.create(account=first, name="Nora", email="Nora@Client.example")
    from toprung.records.tenancy.actors import OPERATOR

    return Feed.of(workspace, OPERATOR)


def _load_dying(feed: Feed, deaths: list[str]) -> None:
    """Load all; the process dies as told and another takes its place."""
    for death in deaths:
        with pytest.MonkeyPatch.context() as patch:
            _doom(patch, death)
            try:
                if not feed.loader.load_once(NOW):
                    return
            except OSError:
                feed.loader = loading.Loader()
    feed.load()


def _doom(patch: pytest.MonkeyPatch, death: str) -> None:
    load = Lake.load

    def dies(*args: Any, **kwargs: Any) -> None:
        if death == "after the lake":
            load(*args, **kwargs)
        raise OSError("power cut")

    if death == "before the count":
        patch.setattr(actions, "record_load", dies)
    elif death:
        patch.setattr(Lake, "load", dies)
