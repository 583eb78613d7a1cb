"""Targets: who may set them, what fits, what overlaps, and the warning about NRR without OAR."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from tests.cast import NOW, TODAY, Cast

from toprung.kernel.errors import BadInput, NotAllowed, NotFound, Refused
from toprung.kernel.vocabulary import MemberRole, ReadAs, Reading
from toprung.records.book.models import Segment
from toprung.records.journal.models import Entry
from toprung.records.targets.actions import TargetDraft, remove_target, set_target
from toprung.records.targets.models import Target
from toprung.records.targets.queries import target, target_of, targets, targets_on, without_oar
from toprung.records.tenancy.actors import ANONYMOUS

YEAR = {"starts_on": date(2026, 1, 1), "ends_on": date(2026, 12, 31)}


def draft(measure: str = "nrr", value: str = "1.05", **other: Any) -> TargetDraft:
    fit = {"read_as": ReadAs.RETENTION, **YEAR} | other
    if measure == "oar":
        fit = {"reading": Reading.VALIDATED} | fit
    return TargetDraft(measure, Decimal(value), **fit)


def put(cast: Cast, *args: Any, **other: Any) -> Target:
    return set_target(cast.workspace, draft(*args, **other), by=cast.leader, now=NOW)


def test_who_may_set_and_remove_one(cast: Cast) -> None:
    for actor in (ANONYMOUS, cast.stranger, *(a for role, a in cast.members.items() if role not in _MAY)):
        with pytest.raises(NotAllowed):
            set_target(cast.workspace, draft(), by=actor, now=NOW)
    assert not targets(cast.workspace).exists()
    for role in _MAY:
        held = set_target(cast.workspace, draft(), by=cast.members[role], now=NOW)
        with pytest.raises(NotAllowed):
            remove_target(cast.workspace, held.pk, by=cast.viewer, now=NOW)
        remove_target(cast.workspace, held.pk, by=cast.members[role], now=NOW)


_MAY = (MemberRole.ADMIN, MemberRole.LEADER)


def test_it_is_kept_and_journalled(cast: Cast) -> None:
    held = put(cast, "oar", "0.6", segment="Enterprise")

    assert target(cast.workspace, held.pk) == held
    assert (held.value, held.reading, held.segment_name) == (Decimal("0.6"), "validated", "Enterprise")
    entry = Entry.objects.get(workspace=cast.workspace, verb="set_target")
    assert entry.subject == "Outcome achievement rate, validated, Enterprise, 2026-01-01 to 2026-12-31"
    assert entry.changes == {
        "value": [None, "0.6"],
        "read_as": [None, "retention"],
        "ends_on": [None, "2026-12-31"],
    }


def test_the_same_period_again_takes_the_new_value(cast: Cast) -> None:
    first = put(cast)
    assert put(cast, value="1.1", read_as=ReadAs.GROWTH) == first

    assert [t.value for t in targets(cast.workspace)] == [Decimal("1.1")]
    assert [e.changes for e in Entry.objects.filter(verb="set_target").order_by("pk")][-1] == {
        "value": ["1.05", "1.1"],
        "read_as": ["retention", "growth"],
    }
    put(cast, value="1.1", read_as=ReadAs.GROWTH)
    assert Entry.objects.filter(verb="set_target").count() == 2


def test_an_overlapping_period_is_refused(cast: Cast) -> None:
    put(cast)
    for days in (1, 364):
        with pytest.raises(Refused, match=r"from 2026-01-01 to 2026-12-31, which overlaps. Nothing was changed"):
            put(cast, starts_on=YEAR["starts_on"] + timedelta(days=days), ends_on=date(2027, 12, 31))
    put(cast, starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    put(cast, segment="SMB")
    put(cast, "grr", "0.9")
    put(cast, "oar", "0.6")
    put(cast, "oar", "0.7", reading=Reading.MEASURED)
    assert targets(cast.workspace).count() == 6


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"measure": "nps"}, "There is no measure “nps”"),
        ({"measure": "oar", "reading": None, "value": "0.5"}, "names its reading"),
        ({"measure": "nrr", "reading": Reading.MEASURED}, "one for another measure names none"),
        ({"ends_on": date(2025, 12, 31)}, "before it starts on 2026-01-01: give a later last day"),
        ({"value": "0"}, "over 0% and at most 1000%"),
        ({"value": "-1"}, "over 0% and at most 1000%"),
        ({"value": "11"}, "over 0% and at most 1000%"),
        ({"measure": "grr", "value": "1.01"}, "Gross revenue retention is over 0% and at most 100%"),
        ({"measure": "ttfv", "value": "4000"}, "1 to 3650 days"),
    ],
)
def test_what_does_not_fit(cast: Cast, other: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        put(cast, **other)
    assert not targets(cast.workspace).exists()


def test_an_unknown_segment(cast: Cast) -> None:
    Segment.objects.create(workspace=cast.elsewhere, name="Theirs")
    for name in ("Enterprize", "Theirs"):
        with pytest.raises(NotFound, match="There is no segment"):
            put(cast, segment=name)


def test_another_workspace_has_targets_of_its_own(cast: Cast) -> None:
    ours = put(cast)
    assert targets_on(cast.elsewhere, TODAY) == []
    with pytest.raises(NotFound, match="not on file any more"):
        target(cast.elsewhere, ours.pk)
    with pytest.raises(NotFound):
        remove_target(cast.elsewhere, ours.pk, by=cast.stranger, now=NOW)
    assert targets(cast.workspace).get() == ours


def test_removing_it_is_journalled_and_done_once(cast: Cast) -> None:
    held = put(cast)
    remove_target(cast.workspace, held.pk, by=cast.leader, now=NOW)

    assert Entry.objects.get(verb="remove_target").changes["value"] == ["1.05", None]
    with pytest.raises(NotFound):
        remove_target(cast.workspace, held.pk, by=cast.leader, now=NOW)


def test_which_one_stands(cast: Cast) -> None:
    book, smb = put(cast, "oar", "0.6"), put(cast, "oar", "0.5", segment="SMB")

    on_the_last_day = targets_on(cast.workspace, date(2026, 12, 31))
    assert target_of(on_the_last_day, "oar", None, Reading.VALIDATED) == book
    assert target_of(on_the_last_day, "oar", "SMB", Reading.VALIDATED) == smb
    # Neither another segment's nor the whole book's target stands for it, nor the other reading's.
    assert target_of(on_the_last_day, "oar", "Enterprise", Reading.VALIDATED) is None
    assert target_of(on_the_last_day, "oar", None, Reading.MEASURED) is None
    assert targets_on(cast.workspace, date(2025, 12, 31)) == targets_on(cast.workspace, date(2027, 1, 1)) == []


def test_a_target_for_nrr_without_one_for_oar_is_warned(cast: Cast) -> None:
    nrr = put(cast)
    assert without_oar(targets(cast.workspace)) == [nrr]
    put(cast, "oar", "0.6", segment="SMB")
    put(cast, "oar", "0.6", starts_on=date(2027, 1, 1), ends_on=date(2027, 12, 31))
    assert without_oar(targets(cast.workspace)) == [nrr]
    # One that stands for a part of its period is one.
    put(cast, "oar", "0.6", starts_on=date(2026, 7, 1), ends_on=date(2026, 12, 31))
    assert without_oar(targets(cast.workspace)) == []
