"""Events that belonged to no account find theirs: when it comes on file, when a rule changes, when a user is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec
import pyarrow as pa

from toprung.engine.runner import Files
from toprung.engine.unmatched import FOUND, by_month, events_found, keys_of
from toprung.kernel.batching import batches
from toprung.motion import stores
from toprung.motion.intake.matching import Key, Looks, Match, Told, match_told
from toprung.motion.intake.people import People
from toprung.motion.intake.wording import matched_by
from toprung.records.journal.queries import latest_entry
from toprung.records.matching import actions, queries
from toprung.records.matching.directory import Directory
from toprung.records.matching.models import Message
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.queries import workspaces, zone_of_events

#: keys in one go
_AT_ONCE = 50_000


class _Properties(msgspec.Struct):
    properties: msgspec.Raw = msgspec.Raw()


_CONTENT = msgspec.json.Decoder(_Properties)


def rematch_once(now: datetime) -> int:
    """Look at every workspace's unmatched events, if anything has changed that they may find an account by.

    Returns how many events found theirs. Nothing changed: two queries a workspace. What dies midway is done again, and
    comes to the same.
    """
    with stores.moving_events():
        return sum(rematch(workspace, now) for workspace in workspaces())


def rematch(workspace: Workspace, now: datetime) -> int:
    """The same of one workspace. Only while `stores.moving_events` is held."""
    # Read before anything else: what comes in meanwhile is left for the next time.
    journal, state = latest_entry(workspace), queries.state(workspace)
    if (state.rematched_journal, state.rematched_learnt) == (journal, state.learnt):
        return 0
    unmatched = stores.lake().unmatched(stores.lake_key(workspace))
    moved = _move(workspace, unmatched, now) if unmatched.paths else 0
    actions.rematched(workspace, learnt=state.learnt, journal=journal)
    return moved


def _move(workspace: Workspace, unmatched: Files, now: datetime) -> int:
    looks = Looks(queries.rules(workspace))
    keys = keys_of(stores.runner(), unmatched, with_properties=looks.at_properties)
    found = _found(workspace, keys, looks)
    if not len(found):
        return 0
    moved = sum(_settle(workspace, month, found, looks, now) for month in by_month(unmatched))
    _show(workspace, looks)
    return moved


def _show(workspace: Workspace, looks: Looks) -> None:
    """The debugger's messages follow the events: those that have found an account say so."""
    shown = list(queries.unmatched_messages(workspace))
    told = [told_by(message) for message in shown]
    people, directory = People(workspace), Directory(workspace)
    found = [
        _matched(message, match, looks.key(people, one), looks)
        for message, one, match in zip(shown, told, match_told(told, looks, people, directory), strict=True)
        if match.account is not None
    ]
    actions.show_matched(found)


def _matched(message: Message, match: Match, key: Key, looks: Looks) -> Message:
    message.account, message.matched_by = match.account or "", matched_by(match, key, looks)
    message.code, message.sentence = "", ""
    return message


def _found(workspace: Workspace, keys: pa.Table, looks: Looks) -> pa.Table:
    """The keys that have found an account, with it."""
    accounts = [match.account for match in matches_of(workspace, told_of(keys), looks)]
    told = keys.select(FOUND.names[:-1]).append_column("account", pa.array(accounts, pa.string()))
    return told.filter(told["account"].is_valid())


def _settle(workspace: Workspace, unmatched: Files, found: pa.Table, looks: Looks, now: datetime) -> int:
    events = events_found(stores.runner(), unmatched, found, with_properties=looks.at_properties)
    if len(events):
        moment = pa.array([now] * len(events), pa.timestamp("us", tz="UTC"))
        matched = events.append_column("received_at", moment)
        stores.lake().settle(stores.lake_key(workspace), matched, zone_of_events(workspace), now)
    return len(events)


def told_of(keys: pa.Table) -> Iterator[Told]:
    """The keys as what their events say of whose they are."""
    for row in keys.select(["group_id", "user_id", "email", "properties"]).to_pylist():
        properties = row["properties"].encode() or None
        yield Told(row["group_id"], row["user_id"], row["email"], properties)


def told_by(message: Message) -> Told:
    """A message of the debugger's as what it says of whose it is."""
    try:
        properties = bytes(_CONTENT.decode(message.content.encode()).properties)
    except (msgspec.DecodeError, UnicodeEncodeError):
        # Cut where it was long: what it said is not known any more.
        properties = b""
    return Told(message.group, message.user, message.email, properties if properties[:1] == b"{" else None)


def matches_of(workspace: Workspace, told: Iterator[Told], looks: Looks) -> list[Match]:
    """What the rules say of each by now."""
    people, directory = People(workspace), Directory(workspace)
    matches: list[Match] = []
    for some in batches(told, _AT_ONCE):
        matches += match_told(some, looks, people, directory)
    return matches
