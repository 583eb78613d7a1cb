"""An outcome that lists the accounts it covers (DOMAIN section 1): theirs too; results are inherited no other way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, TODAY
from tests.motion.book import Book

from toprung.motion.evaluation import gathering

#: two children of Nordbygg, whose quotes are confirmed in full, in its segment; they sort before and after it
CHILDREN = """\
account,name,segment,segment_from,parent,go_live_on
AA-1,Nordbygg Oslo,SMB,2024-01-01,NB-2,2025-06-15
ZZ-9,Nordbygg Bergen,SMB,2024-01-01,NB-2,2025-06-15
"""


def covering(names: str, own: str = "") -> str:
    """Nordbygg's outcome again, with the accounts it covers."""
    return f"account,outcome,statement,covers\nNB-2,quotes,Cut the time to quote from 6 days to 2,{names}\n{own}"


@pytest.fixture
def family(neighbours: Book) -> Book:
    """Nordbygg and its children."""
    neighbours.bring("accounts", CHILDREN)
    return neighbours


@pytest.mark.parametrize("chunk", [1, 1_000])
def test_the_covered_child_stands_on_its_parents_result_and_the_other_does_not(
    family: Book, monkeypatch: pytest.MonkeyPatch, chunk: int
) -> None:
    monkeypatch.setattr(gathering, "CHUNK", chunk)
    family.bring("outcomes", covering("AA-1"))
    verdicts = family.verdicts(TODAY)
    assert {name: verdicts[name]["rung"] for name in ("NB-2", "AA-1", "ZZ-9")} == {"NB-2": 4, "AA-1": 4, "ZZ-9": 0}
    assert [result["outcome"] for result in verdicts["AA-1"]["results"]] == ["NB-2/quotes"]
    assert verdicts["AA-1"]["named_result"] == verdicts["NB-2"]["named_result"]


def test_before_the_version_that_lists_it_the_child_was_not_covered(family: Book) -> None:
    """The list came on the day of the import; the version before listed nobody."""
    tomorrow = NOW + timedelta(days=1)
    family.bring("outcomes", covering("AA-1"), now=tomorrow)
    assert family.verdicts(TODAY)["AA-1"]["rung"] == 0
    assert family.verdicts(family.workspace.day_of(tomorrow))["AA-1"]["rung"] == 4


def test_own_outcomes_come_first_and_keep_their_marks(family: Book) -> None:
    own = "ZZ-9,tenders,Answer tenders in 3 days,\n"
    family.bring("outcomes", covering("ZZ-9; AA-1", own))
    facts = {e.account: e for chunk in gathering.gather(family.workspace, TODAY) for e in chunk}
    outcomes = facts["ZZ-9"].outcomes
    assert [outcome.reference for outcome in outcomes] == ["tenders", "NB-2/quotes"]
    assert [(outcome.terms.primary, outcome.terms.first_value) for outcome in outcomes] == [
        (True, True),
        (False, False),
    ]
    assert [(o.terms.primary, o.terms.first_value) for o in facts["AA-1"].outcomes] == [(True, True)]


def test_an_outcome_no_longer_on_the_list_covers_no_longer(family: Book) -> None:
    family.bring("outcomes", covering("AA-1; ZZ-9"))
    assert family.verdicts(TODAY)["ZZ-9"]["rung"] == 4
    tomorrow = NOW + timedelta(days=1)
    family.bring("outcomes", covering("AA-1"), now=tomorrow)
    verdicts = family.verdicts(family.workspace.day_of(tomorrow))
    assert (verdicts["AA-1"]["rung"], verdicts["ZZ-9"]["rung"]) == (4, 0)


def test_queries_do_not_grow_with_what_is_covered(family: Book) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            family.verdicts(TODAY)
        return len(queries)

    before = asked()
    family.bring("outcomes", covering("AA-1; ZZ-9; HF-1; EN-3"))
    assert asked() == before
