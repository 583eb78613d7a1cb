"""What can be done about interventions: one function per business verb."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from toprung.kernel.changing_hands import InterventionCause, InterventionEnd
from toprung.kernel.errors import BadInput, Refused
from toprung.records.book.models import Account
from toprung.records.interventions.models import Intervention, InterventionStep
from toprung.records.journal import actions as journal
from toprung.records.journal.actions import Note, changes_between
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

LONGEST = 2_000


@dataclass(frozen=True, slots=True)
class Opening:
    """An intervention that is to be opened: at which account (its primary key), why, and about what."""

    account: int
    cause: InterventionCause
    subject: str = ""
    owner: str = ""


def open_interventions(workspace: Workspace, openings: Sequence[Opening], *, by: Actor, now: datetime) -> int:
    """Open them; an account has one at a time. Returns how many there are more."""
    require(by, Verb.INTERVENE, workspace)
    with turn(workspace):
        wanted = {opening.account: opening for opening in openings}
        accounts = Account.objects.filter(workspace=workspace, pk__in=wanted).exclude(
            pk__in=Intervention.objects.filter(account__workspace=workspace, closed_on=None).values("account")
        )
        new = [_opened(account, wanted[account.pk], workspace.day_of(now), now) for account in accounts]
        Intervention.objects.bulk_create(new)
        journal.write(workspace, [_note("open_intervention", i, {"cause": i.cause}) for i in new], by=by, at=now)
    return len(new)


def close_interventions(workspace: Workspace, ends: Mapping[int, InterventionEnd], *, by: Actor, now: datetime) -> int:
    """Close those open ones (account's primary key -> why); returns how many."""
    require(by, Verb.INTERVENE, workspace)
    with turn(workspace):
        found = list(
            Intervention.objects.filter(
                account__workspace=workspace, account__in=list(ends), closed_on=None
            ).select_related("account")
        )
        for held in found:
            held.closed_on, held.ended = workspace.day_of(now), ends[held.account_id].value
        Intervention.objects.bulk_update(found, ["closed_on", "ended"], batch_size=500)
        journal.write(workspace, [_note("close_intervention", i, {"ended": i.ended}) for i in found], by=by, at=now)
    return len(found)


def take_intervention(held: Intervention, owner: str, *, by: Actor, now: datetime) -> Intervention:
    """Give an open intervention to somebody. Raises Refused for one that is closed."""
    with _working_on(held, by):
        if held.owner != owner.strip():
            before, held.owner = held.owner, owner.strip()[:200]
            held.save(update_fields=["owner"])
            _journal(held, "take_intervention", {"owner": [before, held.owner]}, by=by, now=now)
    return held


def add_step(
    held: Intervention,
    text: str,
    *,
    owner: str = "",
    due_on: date | None = None,
    done: bool = False,
    by: Actor,
    now: datetime,
) -> InterventionStep:
    """Write down what is to be done, or (`done`) what was. Raises BadInput without words, Refused once closed."""
    words = text.strip()
    if not words or len(words) > LONGEST:
        raise BadInput(f"Say what is done about it, in at most {LONGEST:,} characters.")
    today = held.account.workspace.day_of(now)
    with _working_on(held, by):
        step = InterventionStep.objects.create(
            intervention=held,
            text=words,
            owner=owner.strip()[:200],
            due_on=due_on,
            done_on=today if done else None,
            written_by=by.name,
            written_on=today,
            recorded_at=now,
        )
        _journal(held, "add_intervention_step", {"step": [None, words]}, by=by, now=now)
    return step


def finish_step(step: InterventionStep, *, by: Actor, now: datetime) -> InterventionStep:
    """Say that it is done. Doing it twice changes nothing."""
    held = step.intervention
    with _working_on(held, by):
        step.refresh_from_db()
        if step.done_on is None:
            step.done_on = held.account.workspace.day_of(now)
            step.save(update_fields=["done_on"])
            _journal(held, "finish_intervention_step", {"step": [None, step.text]}, by=by, now=now)
    return step


@contextmanager
def _working_on(held: Intervention, by: Actor) -> Iterator[None]:
    """A turn in which the intervention is open. Raises NotAllowed, and Refused where it was closed meanwhile."""
    workspace = held.account.workspace
    require(by, Verb.INTERVENE, workspace)
    with turn(workspace):
        held.refresh_from_db(fields=["owner", "closed_on"])
        if held.closed_on is not None:
            raise Refused(f"This intervention was closed on {held.closed_on}; nothing was changed.")
        yield


def _opened(account: Account, opening: Opening, today: date, now: datetime) -> Intervention:
    return Intervention(
        account=account,
        cause=opening.cause.value,
        opened_on=today,
        recorded_at=now,
        subject=opening.subject,
        owner=opening.owner or account.owner,
    )


def _note(verb: str, held: Intervention, said: Mapping[str, Any]) -> Note:
    return Note(verb, held.account.external_id, "intervention", changes_between(None, said))


def _journal(held: Intervention, verb: str, changes: dict[str, list[Any]], *, by: Actor, now: datetime) -> None:
    account = held.account
    journal.write(account.workspace, [Note(verb, account.external_id, "intervention", changes)], by=by, at=now)
