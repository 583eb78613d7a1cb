"""The library of result templates: what the product brings, changed, added to and retired by the vendor."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from tests.cast import NOW, Cast

from toprung.doctrine.linter import Label, lint
from toprung.kernel.errors import BadInput, NotAllowed, NotFound
from toprung.kernel.vocabulary import Category, MemberRole
from toprung.records.journal.queries import entries
from toprung.records.outcomes.templates import (
    Template,
    for_segment,
    library,
    retire_template,
    starters,
    template,
    write_template,
)

OURS = Template("Cut [waste] from [today] to [target] tons", Category.COST_CUT, segment="SMB", metric="Waste")


def test_it_begins_with_one_a_segment_and_category(cast: Cast) -> None:
    found = library(cast.workspace)

    assert len(found) == 18
    assert set(Counter((held.template.segment, held.template.category) for held in found).values()) == {1}
    assert [held.template.segment for held in found[:6]] == ["SMB"] * 6
    assert not any(held.own for held in found)


@pytest.mark.parametrize("key", starters())
def test_its_examples_are_outcomes_and_what_not_to_write_is_said(key: str) -> None:
    held = starters()[key]

    assert lint(held.example).label is Label.BUSINESS_OUTCOME, held.example
    assert "[" in held.statement
    assert held.instead.startswith("“")
    wrong = held.instead[1 : held.instead.index("”")]
    assert lint(wrong).label is not Label.BUSINESS_OUTCOME, wrong


def test_the_stranger_and_who_may_not(cast: Cast) -> None:
    with pytest.raises(NotAllowed):
        write_template(cast.workspace, "", OURS, by=cast.stranger, now=NOW)
    for role in (MemberRole.CSM, MemberRole.SALES, MemberRole.VIEWER):
        with pytest.raises(NotAllowed):
            write_template(cast.workspace, "", OURS, by=cast.members[role], now=NOW)
        with pytest.raises(NotAllowed):
            retire_template(cast.workspace, "smb-compliance", by=cast.members[role], now=NOW)
    assert len(library(cast.workspace)) == 18


def test_one_of_their_own(cast: Cast) -> None:
    held = write_template(cast.workspace, "", OURS, by=cast.members[MemberRole.LEADER], now=NOW)

    assert (held.template, held.own, held.brought) == (OURS, True, False)
    assert held in library(cast.workspace)
    assert held.key not in {one.key for one in library(cast.elsewhere)}
    with pytest.raises(NotFound):
        template(cast.elsewhere, held.key)
    last = entries(cast.workspace).last()
    assert last is not None
    assert (last.verb, last.subject) == ("write_template", OURS.statement)


def test_one_that_the_product_brings_is_changed_for_them_alone(cast: Cast) -> None:
    before = template(cast.workspace, "smb-compliance").template
    changed = replace(before, statement="Pass the hygiene inspection by [date]")

    held = write_template(cast.workspace, "smb-compliance", changed, by=cast.admin, now=NOW)

    assert (held.template.statement, held.own, held.brought) == (changed.statement, True, True)
    assert len(library(cast.workspace)) == 18
    assert template(cast.elsewhere, "smb-compliance").template == before


def test_retired_and_offered_again(cast: Cast) -> None:
    retire_template(cast.workspace, "smb-compliance", by=cast.admin, now=NOW)
    retire_template(cast.workspace, "smb-compliance", by=cast.admin, now=NOW)

    assert len(library(cast.workspace)) == 17
    assert len(library(cast.workspace, retired=True)) == 18
    verbs = [entry.verb for entry in entries(cast.workspace)]
    assert verbs.count("retire_template") == 1, "the second time changes nothing"
    held = template(cast.workspace, "smb-compliance")
    assert held.retired
    write_template(cast.workspace, held.key, held.template, by=cast.admin, now=NOW)
    assert len(library(cast.workspace)) == 18


def test_those_that_fit_a_segment(cast: Cast) -> None:
    write_template(cast.workspace, "", replace(OURS, segment=""), by=cast.admin, now=NOW)
    found = library(cast.workspace)

    assert [held.template.segment for held in for_segment(found, "SMB")] == ["SMB"] * 6 + [""]
    assert for_segment(found, "Startups") == found, "none of its own: all of them"


@pytest.mark.parametrize(
    ("draft", "says"),
    [
        (replace(OURS, statement="  "), "Write the statement"),
        (replace(OURS, example="a" * 2_001), "example is longer than 2,000"),
        (replace(OURS, direction="sideways"), "no direction"),
    ],
)
def test_what_cannot_be_used(cast: Cast, draft: Template, says: str) -> None:
    with pytest.raises(BadInput, match=says):
        write_template(cast.workspace, "", draft, by=cast.admin, now=NOW)
    assert len(library(cast.workspace)) == 18


def test_an_unknown_key(cast: Cast) -> None:
    with pytest.raises(NotFound, match="choose one from the list"):
        write_template(cast.workspace, "nope", OURS, by=cast.admin, now=NOW)
