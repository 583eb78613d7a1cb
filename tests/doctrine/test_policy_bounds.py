"""No setting at either bound of its range stops an account from being judged."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest
from tests.doctrine import awkward
from tests.doctrine.build import changed, worded

from toprung.doctrine.policy import Policy, read_setting
from toprung.kernel.days import OffSeason, Rhythm
from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import StakeholderRole

#: what has no range is taken from end to end
_ENDS: dict[str, tuple[Any, ...]] = {
    "rhythm": tuple(Rhythm),
    "off_season": ((), (OffSeason.parse("01-01..12-31"),)),
    "validators": ((StakeholderRole.USER,), tuple(StakeholderRole)),
}
#: two settings that bound each other move together
_PARTNERS = {
    ("adoption_periods", 1): {"adoption_periods_needed": 1},
    ("adoption_periods_needed", 52): {"adoption_periods": 52},
    ("green_from", 1): {"amber_from": 1},
    ("amber_from", 100): {"green_from": 100},
}


def bounds() -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for setting in dataclasses.fields(Policy):
        about = setting.metadata
        ends = _ENDS[setting.name] if setting.name in _ENDS else (about["low"], about["high"])
        found += [(setting.name, end) for end in (*ends, None)[: len(ends) + bool(about.get("off"))]]
    return found


@pytest.mark.parametrize(("name", "bound"), bounds())
def test_every_awkward_account_is_judged_at_the_bound(name: str, bound: Any) -> None:
    for e in awkward.ALL:
        worded(changed(e, **{name: bound}, **_PARTNERS.get((name, bound), {})))


@pytest.mark.parametrize(("name", "bound"), [pair for pair in bounds() if pair[0] not in _ENDS and pair[1] is not None])
def test_what_lies_beyond_a_bound_is_refused(name: str, bound: Any) -> None:
    assert read_setting(name, str(bound)) == bound
    about = next(f for f in dataclasses.fields(Policy) if f.name == name).metadata
    beyond = bound - 1 if bound == about["low"] else bound + 1
    with pytest.raises(BadInput, match="out of bounds"):
        read_setting(name, str(beyond))
