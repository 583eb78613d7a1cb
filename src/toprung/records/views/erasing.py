"""A person forgotten in saved views: in their names, and in what is searched for."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count
from urllib.parse import parse_qsl, urlencode

from toprung.records.journal.actions import without_texts
from toprung.records.tenancy.models import Workspace
from toprung.records.views.models import SavedView


def forget_in_views(workspace: Workspace, texts: Sequence[str], new: str) -> int:
    """Put other words for the person's name and addresses; returns how many views that changed.

    Call within the workspace's turn.
    """
    changed: list[SavedView] = []
    held = list(SavedView.objects.filter(workspace=workspace))
    taken = {(view.member_id, view.kind, view.name) for view in held}
    for view in held:
        name, asked = without_texts(view.name, texts, new), parse_qsl(view.query, keep_blank_values=True)
        wanted = [(key, without_texts(value, texts, new)) for key, value in asked]
        if (name, wanted) != (view.name, asked):
            if name != view.name:
                view.name = _free(name, view, taken)
            view.query = urlencode(wanted)
            changed.append(view)
    SavedView.objects.bulk_update(changed, ["name", "query"], batch_size=200)
    return len(changed)


def _free(name: str, view: SavedView, taken: set[tuple[int, str, str]]) -> str:
    """The name, with a number where the member has a view called so."""
    choices = (f"{name[:90]}{f' {number}' if number > 1 else ''}" for number in count(1))
    free = next(each for each in choices if (view.member_id, view.kind, each) not in taken)
    taken.add((view.member_id, view.kind, free))
    return free
