"""Accounts that belong to others: the parent must be on file, and nobody is their own ancestor."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from toprung.records.book.drafts import AccountDraft
from toprung.records.book.models import Account
from toprung.records.journal.upsert import Problem
from toprung.records.tenancy.models import Workspace


def ancestry(workspace: Workspace, external_ids: Collection[str], levels: int = 100) -> dict[str, str]:
    """Account -> parent ("" for none), both by external id, for these accounts and everyone above them.

    One query a level, whatever the number of accounts.
    """
    known: dict[str, str] = {}
    wanted = set(external_ids)
    while wanted and levels:
        rows = Account.objects.filter(workspace=workspace, external_id__in=wanted)
        found = {child: parent or "" for child, parent in rows.values_list("external_id", "parent__external_id")}
        known |= found
        wanted = {parent for parent in found.values() if parent and parent not in known}
        levels -= 1
    return known


def parent_problems(
    drafts: Sequence[AccountDraft], refused: Collection[int], family: Mapping[str, str]
) -> dict[int, Problem]:
    """Which further drafts are refused for their parent, by place. `family` holds all accounts on file they name."""
    problems: dict[int, Problem] = {}
    while more := _round(drafts, {*refused, *problems}, family):
        problems |= more  # whoever is refused may have been another one's parent
    return problems


def _round(drafts: Sequence[AccountDraft], refused: Collection[int], family: Mapping[str, str]) -> dict[int, Problem]:
    kept = [(index, draft) for index, draft in enumerate(drafts) if index not in refused]
    there = set(family) | {draft.account for _, draft in kept}
    above = dict(family)
    problems: dict[int, Problem] = {}
    for index, draft in kept:
        if draft.parent is None:
            continue
        if draft.parent and draft.parent not in there:
            problems[index] = unknown_parent(draft.parent)
        elif draft.parent and closes_a_circle(above, draft.account, draft.parent):
            problems[index] = _circle(draft.account, draft.parent)
        else:
            above[draft.account] = draft.parent
    return problems


def unknown_parent(parent: str) -> Problem:
    """Why an account cannot be put under a parent that is not on file."""
    reason = f"The parent “{parent[:80]}” is not on file."
    return Problem("parent", parent, reason, "Add the parent to the accounts, or correct its external id.")


def _circle(account: str, parent: str) -> Problem:
    reason = f"“{account[:80]}” would become its own ancestor."
    return Problem("parent", parent, reason, "Correct which account belongs to which.")


def closes_a_circle(above: Mapping[str, str], account: str, parent: str) -> bool:
    """Would the account stand above itself, were it put under this parent?"""
    seen: set[str] = set()
    at = parent
    while at and at not in seen:
        if at == account:
            return True
        seen.add(at)
        at = above.get(at, "")
    return False
