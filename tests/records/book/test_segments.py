"""Segments: their policy, names and result definitions."""

from __future__ import annotations

from typing import Any

import pytest
from tests.cast import NOW, Cast

from toprung.doctrine.policy import DEFAULTS, policy_for
from toprung.kernel.errors import BadInput, NotAllowed, NotFound, Refused
from toprung.records.book.actions import (
    ResultDefinition,
    change_policy,
    create_default_segments,
    create_segment,
    rename_segment,
    write_result_definition,
)
from toprung.records.book.models import Segment
from toprung.records.book.queries import segment, segments
from toprung.records.journal.queries import entries
from toprung.records.tenancy.actors import ANONYMOUS


@pytest.mark.parametrize("who", ["anonymous", "stranger", "csm", "seller", "viewer"])
def test_who_may_not(cast: Cast, who: str) -> None:
    actor: Any = ANONYMOUS if who == "anonymous" else getattr(cast, who)
    smb = segment(cast.workspace, "SMB")
    with pytest.raises(NotAllowed):
        change_policy(smb, {"oar_days": "60"}, by=actor, now=NOW)
    with pytest.raises(NotAllowed):
        rename_segment(smb, "Small", by=actor, now=NOW)
    with pytest.raises(NotAllowed):
        create_segment(cast.workspace, "Public", by=actor, now=NOW)
    with pytest.raises(NotAllowed):
        write_result_definition(smb, ResultDefinition("A win"), by=actor, now=NOW)


def test_the_three_default_segments(cast: Cast) -> None:
    made = create_default_segments(cast.elsewhere, by=cast.stranger, now=NOW)
    assert [s.name for s in made] == ["SMB", "Mid-Market", "Enterprise"]
    assert not any(s.flagged for s in made)
    assert create_default_segments(cast.elsewhere, by=cast.stranger, now=NOW) == []


def test_a_policy_is_changed_and_returned_to_its_default(cast: Cast) -> None:
    smb = segment(cast.workspace, "SMB")
    change_policy(smb, {"oar_days": " 60 ", "validators": "buyer, manager"}, by=cast.leader, now=NOW)
    assert policy_for("SMB", smb.settings).oar_days == 60
    change_policy(smb, {"oar_days": None}, by=cast.leader, now=NOW)
    assert smb.settings == {"validators": "buyer, manager"}
    last = entries(cast.workspace).last()
    assert last is not None
    assert last.changes == {
        "settings": [{"oar_days": "60", "validators": "buyer, manager"}, {"validators": "buyer, manager"}]
    }


@pytest.mark.parametrize("settings", [{"oar_days": "many"}, {"no_such": "1"}, {"amber_from": "80"}, {"oar_days": "0"}])
def test_what_does_not_fit_changes_nothing(cast: Cast, settings: dict[str, str | None]) -> None:
    smb = segment(cast.workspace, "SMB")
    with pytest.raises(BadInput):
        change_policy(smb, settings, by=cast.leader, now=NOW)
    assert segment(cast.workspace, "SMB").settings == {}
    assert not entries(cast.workspace).exists()


def test_looking_at_a_flagged_segment_takes_the_flag_away(cast: Cast) -> None:
    odd = Segment.objects.create(workspace=cast.workspace, name="Odd", flagged=True)
    change_policy(odd, {}, by=cast.admin, now=NOW)
    assert not segment(cast.workspace, "Odd").flagged


@pytest.mark.parametrize("name", sorted(DEFAULTS))
@pytest.mark.parametrize("new_name", ["Small Business", "Strategic"])
def test_a_new_name_changes_no_number(cast: Cast, name: str, new_name: str) -> None:
    held = segment(cast.workspace, name)
    change_policy(held, {"fresh_days": "30"}, by=cast.leader, now=NOW)
    before = policy_for(held.name, held.settings)
    rename_segment(held, new_name, by=cast.leader, now=NOW)
    after = segment(cast.workspace, new_name)
    assert policy_for(after.name, after.settings) == before
    rename_segment(after, name, by=cast.leader, now=NOW)
    assert policy_for(after.name, after.settings) == before
    assert after.settings == {"fresh_days": "30"}


@pytest.mark.parametrize("name", ["smb", "Mid Market"])
def test_a_name_that_is_taken_is_refused(cast: Cast, name: str) -> None:
    with pytest.raises(Refused):
        create_segment(cast.workspace, name, by=cast.leader, now=NOW)
    with pytest.raises(Refused):
        rename_segment(segment(cast.workspace, "Enterprise"), name, by=cast.leader, now=NOW)


def test_a_segment_may_change_the_spelling_of_its_own_name(cast: Cast) -> None:
    rename_segment(segment(cast.workspace, "SMB"), "S.M.B.", by=cast.leader, now=NOW)
    assert policy_for("S.M.B.", segment(cast.workspace, "S.M.B.").settings) == DEFAULTS["SMB"]


@pytest.mark.parametrize("name", ["", " ", "unassigned", "x" * 101])
def test_a_name_that_names_nothing(cast: Cast, name: str) -> None:
    with pytest.raises(BadInput):
        create_segment(cast.workspace, name, by=cast.leader, now=NOW)


def test_a_result_definition(cast: Cast) -> None:
    smb = segment(cast.workspace, "SMB")
    definition = ResultDefinition("One operational win", "one team", "the buyer names it", "Lena Vogt")
    write_result_definition(smb, definition, by=cast.leader, now=NOW)
    assert segment(cast.workspace, "SMB").result_statement == "One operational win"
    with pytest.raises(BadInput):
        write_result_definition(smb, ResultDefinition("  "), by=cast.leader, now=NOW)


def test_segments_of_one_workspace(cast: Cast) -> None:
    assert [s.name for s in segments(cast.workspace)] == ["Enterprise", "Mid-Market", "SMB"]
    with pytest.raises(NotFound, match="There is: Enterprise, Mid-Market, SMB"):
        segment(cast.workspace, "Public")
