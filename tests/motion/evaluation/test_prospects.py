"""Who may be edited as a prospect is whoever the lifecycle calls one."""

from __future__ import annotations

import pytest
from tests.cast import TODAY, Cast
from tests.records.book.test_prospects import FACTS, put, write

from toprung.doctrine.lifecycle import lifecycle
from toprung.kernel.vocabulary import Lifecycle
from toprung.motion.handoffs.desk import evidence_of
from toprung.records.book.queries import account, is_prospect


@pytest.mark.parametrize(("fact", "still"), FACTS)
def test_prospects_are_those_of_the_lifecycle(cast: Cast, fact: object, still: bool) -> None:
    write(cast)
    put(cast, fact)
    held = account(cast.workspace, "LF-1")
    is_one = lifecycle(evidence_of(cast.workspace, held, TODAY)) is Lifecycle.PROSPECT
    assert (is_one, is_prospect(held, TODAY)) == (still, still)
