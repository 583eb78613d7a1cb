"""Creating and changing workspaces."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

from django.db import transaction

from toprung.kernel.errors import BadInput, NotAllowed, Refused
from toprung.kernel.money import currency_code
from toprung.kernel.vocabulary import MemberRole
from toprung.records.journal.actions import Note, changes_between, write
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn


@dataclass(frozen=True, slots=True)
class WorkspaceDraft:
    """What to change of a workspace; None leaves alone. The last three are lists, one entry a line."""

    name: str | None = None
    timezone: str | None = None
    currency: str | None = None
    fiscal_year_start_month: int | None = None
    product_names: str | None = None
    excluded_users: str | None = None
    excluded_events: str | None = None


def create_workspace(name: str, timezone: str, currency: str, *, by: Actor, now: datetime) -> Workspace:
    """A new tenant. Only the operator may: whoever can run commands on the machine. Raises NotAllowed and BadInput."""
    if by.workspace is not None or by.role is not MemberRole.ADMIN:
        raise NotAllowed(f"{by.name} may not create a workspace: ask who runs this machine.")
    values = _read(WorkspaceDraft(name=name, timezone=timezone, currency=currency))
    with transaction.atomic():
        _require_free(values["name"])
        workspace = Workspace.objects.create(**values, created_at=now)
        write(workspace, [Note("create_workspace", subject=name, changes=changes_between(None, values))], by=by, at=now)
    return workspace


def change_workspace(workspace: Workspace, draft: WorkspaceDraft, *, by: Actor, now: datetime) -> Workspace:
    """Change what the draft gives. The currency is settled by the first import: Refused from then on.

    In another time zone the days of all events have to be counted anew, which is not done here: until it is, they stay
    those of the old one (`Workspace.is_redating`).
    """
    require(by, Verb.CHANGE_WORKSPACE, workspace)
    values = _read(draft)
    with turn(workspace):
        workspace.refresh_from_db()
        changes = changes_between({name: getattr(workspace, name) for name in values}, values)
        _require_unsettled(workspace, changes)
        if "name" in changes:
            _require_free(values["name"])
        _save(workspace, {name: values[name] for name in changes})
        if changes:
            write(workspace, [Note("change_workspace", subject=workspace.name, changes=changes)], by=by, at=now)
    return workspace


def begin_redating(workspace: Workspace) -> None:
    """From now until `note_redated` its events' days may be of either zone: dying in between, all is done again."""
    Workspace.objects.filter(pk=workspace.pk).update(events_zone="")


def note_redated(workspace: Workspace, zone: str, events: int, *, by: Actor, now: datetime) -> None:
    """The days of all its events are those of this zone; `events` of them have got another day. Raises NotAllowed."""
    require(by, Verb.CHANGE_WORKSPACE, workspace)
    with turn(workspace):
        _save(workspace, {"events_zone": zone})
        changes = changes_between(None, {"timezone": zone, "events": events})
        write(workspace, [Note("recount_days", subject=workspace.name, changes=changes)], by=by, at=now)


def note_first_import(workspace: Workspace, *, by: Actor, now: datetime) -> date:
    """The day of the workspace's first import: today, unless there was one."""
    require(by, Verb.IMPORT, workspace)
    with turn(workspace):
        workspace.refresh_from_db(fields=["first_import_on"])
        if workspace.first_import_on is None:
            today = workspace.day_of(now)
            changes = changes_between({"first_import_on": None}, {"first_import_on": today})
            _save(workspace, {"first_import_on": today})
            write(workspace, [Note("first_import", subject=workspace.name, changes=changes)], by=by, at=now)
            return today
        return workspace.first_import_on


def _save(workspace: Workspace, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(workspace, name, value)
    workspace.save(update_fields=list(values))


def _read(draft: WorkspaceDraft) -> dict[str, Any]:
    """The given fields, as they are kept; raises BadInput for the first that cannot be."""
    given = {f.name: getattr(draft, f.name) for f in dataclasses.fields(draft)}
    return {
        name: _READERS[name](value) if name in _READERS else value for name, value in given.items() if value is not None
    }


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 0 < len(name) <= 200:
        raise BadInput("A workspace needs a name of 1 to 200 characters: give the vendor's.")
    return name


def _zone(text: str) -> str:
    """One that everybody knows: a machine's own names for its time are unknown to who counts the events."""
    name = text.strip()
    if name not in available_timezones() - {"localtime"}:
        raise BadInput(f"“{text}” is not a time zone: give one such as Europe/Berlin, America/New_York or UTC.")
    return name


def _month(number: int) -> int:
    if not 1 <= number <= 12:
        raise BadInput(f"{number} is not a month: give the one in which the fiscal year starts, 1 to 12.")
    return number


_READERS: dict[str, Any] = {
    "name": _name,
    "timezone": _zone,
    "currency": currency_code,
    "fiscal_year_start_month": _month,
}


def _require_free(name: str) -> None:
    if Workspace.objects.filter(name=name).exists():
        raise Refused(f"There is a workspace “{name}” already: choose another name.")


def _require_unsettled(workspace: Workspace, changes: dict[str, list[Any]]) -> None:
    if workspace.first_import_on is not None and "currency" in changes:
        raise Refused(
            f"The currency is settled: what was imported since {workspace.first_import_on} was counted in "
            f"{workspace.currency}. Nothing was changed; create another workspace for another currency."
        )
