"""People: who is there, whose word counts, and which needed role nobody holds."""

from __future__ import annotations

from datetime import timedelta

from tests.cast import NOW, TODAY, Cast

from toprung.kernel.vocabulary import StakeholderRole
from toprung.motion.portrait.head import head
from toprung.motion.portrait.people import People, people_of
from toprung.records.book.actions import upsert_stakeholders
from toprung.records.book.drafts import StakeholderDraft


def people(cast: Cast) -> People:
    """Harbor's people, of whom Mina is to confirm an outcome."""
    seen = head(cast.workspace, cast.harbor.pk, TODAY)
    return people_of(cast.workspace, seen.account, seen.policy, [("mina sato", "Close faster")], TODAY)


def test_those_whose_word_counts_come_first(cast: Cast) -> None:
    found = people(cast)
    assert [(p.person.name, p.accepted) for p in found.everyone] == [
        ("Esi Laurent", True),
        ("Mina Sato", True),
        ("Tom Becker", True),
        ("Bea Lindqvist", False),
        ("Carlos Prado", False),
    ]
    assert found.vacant == ()
    mina = found.named("MINA SATO")
    assert mina is not None
    assert mina.validates == ("Close faster",)
    assert found.named("") is None


def test_one_who_has_left_leaves_a_role_empty(cast: Cast) -> None:
    drafts = [
        StakeholderDraft("HF-1", "Tom Becker", left_on=TODAY),
        StakeholderDraft("HF-1", "Nia Cole"),
    ]
    upsert_stakeholders(cast.workspace, drafts, by=cast.csm, now=NOW)
    found = people(cast)
    assert found.vacant == (StakeholderRole.TEAM_LEAD,)
    assert [p.person.name for p in found.everyone][-1] == "Tom Becker"
    assert "Tom Becker" not in [p.person.name for p in found.everyone if p.present]
    nia = found.named("Nia Cole")
    assert nia is not None
    assert (nia.role, nia.accepted, nia.present) == (None, False, True)


def test_who_leaves_tomorrow_is_still_there(cast: Cast) -> None:
    draft = StakeholderDraft("HF-1", "Tom Becker", left_on=TODAY + timedelta(days=1))
    upsert_stakeholders(cast.workspace, [draft], by=cast.csm, now=NOW)
    assert people(cast).vacant == ()
