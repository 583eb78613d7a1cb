"""Keeping requests, sealing them into loads, and forgetting what the lake holds.

Programs act here, with no person behind them: there is nobody to permit, and the journal would name nobody. Who may
send was settled by the write key.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from toprung.kernel.errors import BadInput
from toprung.records.inbox.models import Accepted, Inbox
from toprung.records.inbox.routing import alias

_THE_ONE = 1


@dataclass(frozen=True, slots=True)
class Sealed:
    """A load: the requests that enter the lake together, under (inbox, number), in the order they were kept."""

    inbox: str
    number: int
    rows: list[Accepted]


def arrival(
    source_id: int, workspace_id: int, kind: str, body: bytes, encoding: str, messages: int, now: datetime
) -> Accepted:
    """A request as it will be kept. `body` is a JSON object, gzip-packed where `encoding` says so."""
    return Accepted(
        source_id=source_id,
        workspace_id=workspace_id,
        kind=kind,
        encoding=encoding,
        received_at=now,
        messages=messages,
        content=body,
    )


def keep_all(arrivals: Iterable[Accepted]) -> None:
    """Keep requests in one commit: all are durable when this returns, or none is kept and DatabaseError is raised."""
    # Durable: inside another transaction the return would promise what only that one's end makes true.
    with transaction.atomic(using=alias(), durable=True):
        Accepted.objects.bulk_create(arrivals)


def seal(limit_messages: int) -> Sealed | None:
    """The next load: the oldest that was sealed and not forgotten, else one made of what waits; None: nothing does.

    A new load takes waiting requests, oldest first, until it has `limit_messages` (the last one may go beyond).
    """
    if limit_messages < 1:
        raise BadInput("A load holds at least one message.")
    with transaction.atomic(using=alias()):
        inbox = _locked()
        number = _oldest_sealed() or _seal(inbox, limit_messages)
    if number is None:
        return None
    return Sealed(inbox.uuid, number, list(Accepted.objects.filter(load=number).order_by("pk")))


def forget(number: int) -> None:
    """The lake holds this load: its requests go. Doing it twice does nothing more."""
    with transaction.atomic(using=alias()):
        # _raw_delete: no row has anything below it, so none need be read first.
        Accepted.objects.filter(load=number)._raw_delete(alias())


def rename(new: str) -> None:
    """Call this inbox by another name from now on: one that was restored. What is sealed in it stays so."""
    with transaction.atomic(using=alias()):
        inbox = _locked()
        inbox.uuid = new
        inbox.save(update_fields=["uuid"])


def the_inbox() -> Inbox:
    """This installation's inbox, made where it is not there yet."""
    return Inbox.objects.get_or_create(pk=_THE_ONE, defaults={"uuid": uuid.uuid4().hex})[0]


def _locked() -> Inbox:
    """The inbox, for this transaction alone: two who seal at once wait for each other."""
    the_inbox()
    return Inbox.objects.select_for_update().get(pk=_THE_ONE)


def _oldest_sealed() -> int | None:
    sealed = Accepted.objects.filter(load__isnull=False).order_by("load")
    return sealed.values_list("load", flat=True).first()


def _seal(inbox: Inbox, limit: int) -> int | None:
    waiting = Accepted.objects.filter(load=None)
    last = _last_that_fits(waiting.order_by("pk").values_list("pk", "messages").iterator(), limit)
    if last is None:
        return None
    inbox.sealed += 1
    inbox.save(update_fields=["sealed"])
    # Of those that wait now, not of those beyond a mark: a lower number may be committed after a higher one, and then
    # waits for the next load.
    waiting.filter(pk__lte=last).update(load=inbox.sealed)
    return inbox.sealed


def _last_that_fits(waiting: Iterable[tuple[int, int]], limit: int) -> int | None:
    """The number of the row with which the load is full; None where nothing waits."""
    last, held = None, 0
    for number, messages in waiting:
        last, held = number, held + messages
        if held >= limit:
            break
    return last
