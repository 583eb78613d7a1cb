"""Saving, changing and deleting views. Anyone keeps their own; leaders may change the shared ones of others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from toprung.kernel.errors import BadInput, NotFound, Refused
from toprung.records.journal.actions import Note, changes_between, write
from toprung.records.tenancy.actors import Actor, ActorKind
from toprung.records.tenancy.models import Member, Workspace
from toprung.records.tenancy.permissions import Verb, may, require
from toprung.records.tenancy.turns import turn
from toprung.records.views.models import ListKind, SavedView

LONGEST_NAME = 100
#: an address that browsers and servers carry
LONGEST_QUERY = 4_000
_FIELDS = ("name", "query", "shared")


@dataclass(frozen=True, slots=True)
class ViewDraft:
    """What to keep of a view; None leaves alone."""

    name: str | None = None
    query: str | None = None
    shared: bool | None = None


def save_view(workspace: Workspace, kind: ListKind, draft: ViewDraft, *, by: Actor, now: datetime) -> SavedView:
    """A new view of the member's own. Raises BadInput for a bad name and Refused for one that is taken."""
    require(by, Verb.READ, workspace)
    values = _read(draft)
    if "name" not in values:
        raise BadInput("A view needs a name: say what you want to find it by.")
    with turn(workspace):
        view = SavedView(workspace=workspace, kind=kind.value, member=_member(workspace, by))
        _lay(view, values, now)
        _note(view, "save_view", None, by=by, now=now)
    return view


def change_view(view: SavedView, draft: ViewDraft, *, by: Actor, now: datetime) -> SavedView:
    """Rename the view, give it another list, share it or take it back. Raises NotAllowed, BadInput, Refused."""
    _require_change(view, by)
    values = _read(draft)
    with turn(view.workspace):
        view = _on_file(view)
        before = _values(view)
        if values.items() <= before.items():
            return view
        _lay(view, values, now)
        _note(view, "change_view", before, by=by, now=now)
    return view


def delete_view(view: SavedView, *, by: Actor, now: datetime) -> None:
    """Delete the view; the accounts in it are not touched. Raises NotAllowed, and NotFound where it is gone."""
    _require_change(view, by)
    with turn(view.workspace):
        view = _on_file(view)
        changes = changes_between(_values(view), dict.fromkeys(_FIELDS))
        write(view.workspace, [Note("delete_view", subject=view.name, changes=changes)], by=by, at=now)
        view.delete()


def may_change(view: SavedView, by: Actor) -> bool:
    """May this actor change and delete the view? Its owner may, and leaders a shared one."""
    verb = Verb.READ if _is_own(view, by) else Verb.CHANGE_SHARED_VIEW
    return (view.shared or _is_own(view, by)) and may(by, verb, view.workspace)


def _require_change(view: SavedView, by: Actor) -> None:
    if not view.shared and not _is_own(view, by):
        raise NotFound("There is no such view: it was deleted, or it is not shared with you.")
    require(by, Verb.READ if _is_own(view, by) else Verb.CHANGE_SHARED_VIEW, view.workspace)


def _is_own(view: SavedView, by: Actor) -> bool:
    return by.kind is ActorKind.MEMBER and by.id == str(view.member_id)


def _member(workspace: Workspace, by: Actor) -> Member:
    found = Member.objects.filter(workspace=workspace, pk=by.id).first() if by.kind is ActorKind.MEMBER else None
    if found is None:
        raise Refused(f"{by.name} is no member of {workspace.name}, and a view belongs to a member.")
    return found


def _on_file(view: SavedView) -> SavedView:
    found = SavedView.objects.filter(workspace=view.workspace, pk=view.pk).select_related("workspace").first()
    if found is None:
        raise NotFound("This view was deleted in the meantime: save the list as a new one.")
    return found


def _read(draft: ViewDraft) -> dict[str, str | bool]:
    """The given fields as they are kept; raises BadInput."""
    values: dict[str, str | bool] = {}
    if draft.name is not None:
        values["name"] = _name(draft.name)
    if draft.query is not None:
        if len(draft.query) > LONGEST_QUERY:
            raise BadInput("This list has too many filters to be kept as a view: take some of them away.")
        values["query"] = draft.query
    if draft.shared is not None:
        values["shared"] = draft.shared
    return values


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not name:
        raise BadInput("A view needs a name: say what you want to find it by.")
    if len(name) > LONGEST_NAME:
        raise BadInput(f"The name is {len(name)} characters long: shorten it to {LONGEST_NAME}.")
    return name


def _values(view: SavedView) -> dict[str, str | bool]:
    return {"name": view.name, "query": view.query, "shared": view.shared}


def _lay(view: SavedView, values: dict[str, str | bool], now: datetime) -> None:
    for name, value in values.items():
        setattr(view, name, value)
    same = SavedView.objects.filter(member=view.member_id, kind=view.kind, name=view.name).exclude(pk=view.pk)
    if same.exists():
        raise Refused(f"There is a view “{view.name}” among these already: choose another name, or change that one.")
    view.changed_at = now
    view.save()


def _note(view: SavedView, verb: str, before: dict[str, str | bool] | None, *, by: Actor, now: datetime) -> None:
    changes = changes_between(before, _values(view))
    write(view.workspace, [Note(verb, subject=view.name, changes=changes)], by=by, at=now)
