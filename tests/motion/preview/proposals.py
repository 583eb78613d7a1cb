"""Random settings of a policy, and where accounts stand by the states on file."""

from __future__ import annotations

import dataclasses
from typing import Any

from hypothesis import strategies as st

from toprung.doctrine.policy import DEFAULTS, Policy, policy_for
from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import StakeholderRole
from toprung.motion.evaluation.models import AccountState, StateChange
from toprung.motion.preview import Preview
from toprung.motion.preview.stands import Stand
from toprung.records.book.models import Segment
from toprung.records.tenancy.models import Workspace

_OFF_SEASONS = ("", "07-01..08-31", "12-15..01-10", "03-01..03-31, 10-01..10-31")


def _texts(field: dataclasses.Field[Any]) -> st.SearchStrategy[str]:
    about = field.metadata
    if about["unit"] == "rhythm":
        return st.sampled_from(["week", "month", "quarter"])
    if about["unit"] == "roles":
        roles = st.lists(st.sampled_from([role.value for role in StakeholderRole]), min_size=1, unique=True)
        return roles.map(", ".join)
    if about["unit"] == "share":
        return st.integers(int(about["low"] * 100), 100).map("{}%".format)
    if about["unit"] == "MM-DD..MM-DD":
        return st.sampled_from(_OFF_SEASONS)
    numbers = st.integers(about["low"], min(about["high"], about["low"] + 400)).map(str)
    return st.one_of(st.just("off"), numbers) if about.get("off") else numbers


_EACH = {field.name: _texts(field) for field in dataclasses.fields(Policy)}


def _fits(settings: dict[str, str]) -> bool:
    """Numbers may fit each by itself and not each other."""
    try:
        for name in DEFAULTS:
            policy_for(name, settings)
    except BadInput:
        return False
    return True


#: up to six settings of any kind, as a person would type them
settings = (
    st.lists(st.sampled_from(sorted(_EACH)), min_size=1, max_size=6, unique=True)
    .flatmap(lambda names: st.fixed_dictionaries({name: _EACH[name] for name in names}))
    .filter(_fits)
)


def on_file(workspace: Workspace, segment: Segment) -> dict[str, Stand]:
    """Where the segment's accounts stand, from their states and history: the same words as `stand_of`."""
    latest: dict[int, dict[str, Any]] = {}
    for row in StateChange.objects.filter(workspace=workspace).order_by("since"):
        latest[row.account_id] = row.standing
    states = AccountState.objects.filter(workspace=workspace, segment=segment.name).select_related("account")
    return {state.account.external_id: _stand(state, latest[state.account_id]) for state in states}


def _stand(state: AccountState, standing: dict[str, Any]) -> Stand:
    names = ("check_due_on", "check_asked_on", "check_again_on", "renewal_on", "notice_on")
    days = {name: getattr(state, name) for name in names}
    assert (state.rung, state.band, state.check_state) == (
        standing["rung"],
        standing["band"] or "",
        standing["check"],
    )
    told = {name: day.isoformat() if day else None for name, day in days.items()}
    return {**standing, "triage": state.triage or None, "check_is_due": state.check_is_due, **told}


def foreseen(before: dict[str, Stand], preview: Preview) -> dict[str, Stand]:
    """Where they will stand if the preview is right."""
    after = {name: dict(stand) for name, stand in before.items()}
    for change in preview.changes:
        for move in change.moves:
            assert after[change.account][move.what] == move.before
            after[change.account][move.what] = move.after
    return after
