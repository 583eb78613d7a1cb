"""Changing the rules; keeping what messages teach and show; forgetting product users.

What a load brings is written by the loader, a program with no person behind it: there is nobody to permit, and the
journal would name nobody. Its events are told by the lake.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from django.db import models, transaction
from django.db.models import F, Q

from toprung.kernel.batching import batches
from toprung.kernel.errors import BadInput, NotFound
from toprung.records.book import queries as book
from toprung.records.journal.actions import Note, write
from toprung.records.matching.models import (
    GroupLink,
    MatchingState,
    MatchRule,
    Message,
    ProductAlias,
    ProductGroup,
    ProductUser,
    SourceHour,
)
from toprung.records.matching.queries import Counts, links, rules
from toprung.records.matching.rules import Rule, checked
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

#: how many accepted and how many refused messages of a source are shown
LAST = {True: 200, False: 500}
_ROWS = 500
_LONGEST_GROUP = 500
M = TypeVar("M", bound=models.Model)


def change_rules(workspace: Workspace, new: Iterable[Rule], *, by: Actor, now: datetime) -> tuple[Rule, ...]:
    """These are the rules from now on; unmatched events are looked at again. Raises NotAllowed, BadInput.

    What has found its account stays with it: the rules say where events go, not where they should have gone.
    """
    require(by, Verb.MANAGE_SOURCES, workspace)
    wanted = checked(new)
    with turn(workspace):
        before = rules(workspace)
        if before == wanted:
            return wanted
        MatchRule.objects.filter(workspace=workspace).delete()
        MatchRule.objects.bulk_create(
            MatchRule(workspace=workspace, position=position, looks_at=r.looks_at, name=r.name, equals=r.equals)
            for position, r in enumerate(wanted, 1)
        )
        changes = {"rules": [[rule.text for rule in before], [rule.text for rule in wanted]]}
        write(workspace, [Note("change_match_rules", changes=changes)], by=by, at=now)
    return wanted


def link_group(workspace: Workspace, group: str, account: str, *, by: Actor, now: datetime) -> GroupLink:
    """Events of this group belong to the account of that external id, whatever the rules say; unmatched ones follow.

    What has found another account stays with it. Raises NotAllowed, BadInput for an unusable group, NotFound for an
    account that is not on file.
    """
    require(by, Verb.MANAGE_SOURCES, workspace)
    group_id = _usable(group)
    with turn(workspace):
        found, before = book.account(workspace, account), links(workspace).filter(group_id=group_id).first()
        if before is not None and before.account_id == found.pk:
            return before
        given = {"account": found, "linked_at": now, "linked_by": by.name}
        link, _ = GroupLink.objects.update_or_create(workspace=workspace, group_id=group_id, defaults=given)
        changes = {"account": [before.account.external_id if before else None, found.external_id]}
        write(workspace, [Note("link_group", found.external_id, group_id, changes)], by=by, at=now)
    return link


def unlink_group(workspace: Workspace, group: str, *, by: Actor, now: datetime) -> None:
    """The rules alone decide about the group's events again; what it has brought stays. Raises NotAllowed, NotFound."""
    require(by, Verb.MANAGE_SOURCES, workspace)
    with turn(workspace):
        link = links(workspace).filter(group_id=group.strip()).first()
        if link is None:
            raise NotFound(f"The group “{group[:80]}” is linked to no account (any more). Nothing was changed.")
        link.delete()
        account = link.account.external_id
        write(workspace, [Note("unlink_group", account, link.group_id, {"account": [account, None]})], by=by, at=now)


def keep_known(users: Sequence[ProductUser], groups: Sequence[ProductGroup], aliases: Sequence[ProductAlias]) -> None:
    """Keep who is known by the messages; the values given take the place of those on file. Twice does no harm."""
    _lay(users, ("user_id",), ("email", "domain", "group_id", "traits", "first_seen_on", "last_seen_on"))
    _lay(groups, ("group_id",), ("traits",))
    _lay(aliases, ("key",), ("user_id",))


def record_load(
    workspace: Workspace,
    mark: tuple[str, int],
    shown: Sequence[Message],
    counted: Mapping[tuple[int, datetime], Counts],
    *,
    learnt: bool,
) -> bool:
    """Count a load's messages and show its last ones, once: False where that was done before. `mark`: inbox, number.

    `counted` is by source and hour; `learnt`: it taught something that unmatched events may find their account by.
    """
    inbox, number = mark
    with transaction.atomic():
        MatchingState.objects.get_or_create(workspace=workspace)
        state = MatchingState.objects.select_for_update().get(workspace=workspace)
        if state.inbox == inbox and state.load >= number:
            return False
        state.inbox, state.load, state.learnt = inbox, number, state.learnt + learnt
        state.save(update_fields=["inbox", "load", "learnt"])
        for (source, hour), counts in counted.items():
            _count(source, hour, counts)
        _show(shown)
    return True


def follow_inbox(old: str, new: str) -> None:
    """The inbox is called otherwise: what was recorded of its loads was recorded of this one's, for every workspace."""
    MatchingState.objects.filter(workspace__isnull=False, inbox=old).update(inbox=new)


def rematched(workspace: Workspace, learnt: int, journal: int) -> None:
    """Unmatched events were looked at with all that was known by then."""
    MatchingState.objects.update_or_create(
        workspace=workspace, defaults={"rematched_learnt": learnt, "rematched_journal": journal}
    )


def show_matched(found: Sequence[Message]) -> None:
    """These messages, shown as events of no account until now, have found theirs."""
    Message.objects.bulk_update(found, ["account", "matched_by", "code", "sentence"], batch_size=_ROWS)


def drop_old_messages(before: datetime) -> int:
    """Messages received before are shown no more; returns how many those were."""
    return Message.objects.filter(received_at__lt=before).delete()[0]


def forget(
    workspace: Workspace,
    *,
    users: Collection[str] = (),
    emails: Collection[str] = (),
    groups: Collection[str] = (),
    members: Collection[str] = (),
) -> int:
    """Nothing here names these users, addresses and groups any more; returns how many records that were.

    A group is also an account's external id. Of `members`, users too, other people's messages are not searched. Their
    events lie in the lake and are erased there. Call within the workspace's turn; the caller notes it.
    """
    gone = _forget_told(workspace, {*users, *emails, *groups})
    for some in batches(sorted({*users, *members}), _ROWS):
        gone += _deleted(workspace, Message, Q(user__in=some))
        gone += _deleted(workspace, ProductAlias, Q(user_id__in=some) | Q(key__in=some))
        gone += _deleted(workspace, ProductUser, Q(user_id__in=some))
    for some in batches(sorted({*emails, *groups}), _ROWS):
        gone += _deleted(workspace, Message, Q(email__in=some) | Q(group__in=some) | Q(account__in=some))
        gone += _deleted(workspace, ProductGroup, Q(group_id__in=some))
    return gone + _deleted(workspace, ProductUser, Q(email__in=list(emails)))


def _deleted(workspace: Workspace, model: type[M], which: Q) -> int:
    return model._default_manager.filter(which, workspace=workspace).delete()[0]


def _forget_told(workspace: Workspace, words: set[str]) -> int:
    """Messages whose JSON says one of these words: whatever they are for, there are few, and newer ones come."""
    written = {json.dumps(word, ensure_ascii=False).lower() for word in words}
    shown = Message.objects.filter(workspace=workspace).values_list("pk", "content")
    told = [pk for pk, content in shown if any(word in content.lower() for word in written)]
    return sum(_deleted(workspace, Message, Q(pk__in=some)) for some in batches(told, _ROWS))


def _usable(group: str) -> str:
    """The group's id as messages give it. Raises BadInput."""
    text = group.strip()
    if not text:
        raise BadInput("Say which group: its id, as your product sends it in groupId.")
    if len(text) > _LONGEST_GROUP or "\x00" in text:
        raise BadInput(
            f"A group's id has at most {_LONGEST_GROUP} characters and no NUL: no message can hold this one."
        )
    return text


def _lay(rows: Sequence[M], key: tuple[str, ...], fields: tuple[str, ...]) -> None:
    """Insert or replace, a few hundred rows a transaction, so that nobody waits long."""
    for some in batches(rows, _ROWS):
        type(some[0])._default_manager.bulk_create(
            some, update_conflicts=True, unique_fields=["workspace", *key], update_fields=fields
        )


def _count(source: int, hour: datetime, counts: Counts) -> None:
    row, _ = SourceHour.objects.get_or_create(source_id=source, hour=hour)
    SourceHour.objects.filter(pk=row.pk).update(
        accepted=F("accepted") + counts.accepted,
        refused=F("refused") + counts.refused,
        matched=F("matched") + counts.matched,
        unmatched=F("unmatched") + counts.unmatched,
    )


def _show(shown: Sequence[Message]) -> None:
    """Put the messages into their sources' rings, and take out what they push out of them."""
    Message.objects.bulk_create(shown, batch_size=_ROWS)
    for source, accepted in sorted({(message.source_id, message.accepted) for message in shown}):
        ring = Message.objects.filter(source=source, accepted=accepted)
        pushed_out = ring.order_by("-pk").values_list("pk", flat=True)[LAST[accepted] : LAST[accepted] + 1].first()
        if pushed_out is not None:
            ring.filter(pk__lte=pushed_out).delete()
