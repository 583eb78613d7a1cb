"""What a policy would change, told before it is saved; and the preview comes true."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from tests.cast import NOW, TODAY, Cast
from tests.motion.book import Book, undone
from tests.motion.preview.proposals import foreseen, on_file, settings

from toprung.kernel.errors import BadInput, NotFound
from toprung.motion.evaluation.models import AccountState, Evaluation
from toprung.motion.preview import Change, Move, Preview, preview_policy, preview_slice, waiting
from toprung.records.book.actions import change_policy
from toprung.records.book.queries import segment
from toprung.records.journal.models import Entry


def moves_of(preview: Preview, account: str) -> dict[str, tuple[Any, Any]]:
    (change,) = (c for c in preview.changes if c.account == account)
    return {move.what: (move.before, move.after) for move in change.moves}


@pytest.fixture
def one_segment(neighbours: Book) -> Book:
    """All three accounts are Mid-Market's, evaluated today."""
    neighbours.bring("accounts", "account,segment\nNB-2,Mid-Market\nEN-3,Mid-Market\n")
    neighbours.evaluate()
    return neighbours


def test_a_result_that_one_word_was_missing_for(neighbours: Book) -> None:
    """Harbor's manager said yes on 10 December, its team lead nothing: half validated, rung 3, check owed an answer.

    If the manager's word is enough, the result stands (110 days of 365) but is no longer fresh (90): rung 4, lapsing.
    Health is 45 for the outcome, 0 for use and executive, and the forward-looking 20 in three equal signs: 107 days to
    the notice of 16 July of twice 90 (0.594), a promise reached (1), people in place (1): 45 + 17.3 = 62. With a result
    that stands the first is 1 as well: 45 + 20 = 65.
    """
    preview = preview_policy(neighbours.workspace, "Mid-Market", {"validators": "manager"}, TODAY)
    assert (preview.accounts, preview.changed, preview.moved("rungs"), preview.moved("bands")) == (1, 1, 1, 0)
    assert preview.rungs == {(3, 4): 1}
    assert preview.checks_due == {(True, False): 1}
    assert (preview.opened, preview.closed) == ({"result_lapsing": 1}, {})
    told = moves_of(preview, "HF-1")
    assert told["rung"] == (3, 4)
    assert told["health"] == (62, 65)
    assert told["results"] == ({"close": "half_validated"}, {"close": "lapsing"})
    assert told["check"] == ("staged", "met")


def test_a_rhythm_is_counted_by_its_own_periods(neighbours: Book) -> None:
    """Four users, as many as Harbor's 40 seats ask for, in the last quarter of 2025, and none since.

    By weeks none of the last four counts. By quarters one does: a third of the three that adoption takes, so a third
    of 20 points (6.7), and adoption itself where one period is enough. The feed tells of all four.
    """
    neighbours.bring("events", "account,user,name,occurred_at\nX-0,x,seen,2024-01-01T09:00:00Z\n")
    preview = preview_policy(neighbours.workspace, "Mid-Market", {"rhythm": "quarter"}, TODAY)
    assert moves_of(preview, "HF-1") == {"health": (62, 69)}
    lower = {"rhythm": "quarter", "adoption_periods_needed": "1"}
    assert moves_of(preview_policy(neighbours.workspace, "Mid-Market", lower, TODAY), "HF-1")["gaps"] == ([1, 2], [1])


def test_longer_notice_brings_the_warning_forward(neighbours: Book) -> None:
    """The contract ends on 14 September: notice of 180 days was possible until 18 March, so the warning is on."""
    preview = preview_policy(neighbours.workspace, "Mid-Market", {"notice_days": "180"}, TODAY)
    assert preview.notices == 1
    assert preview.opened == {"renewal_without_result": 1}
    assert moves_of(preview, "HF-1")["notice_on"] == ("2026-07-16", "2026-03-18")


def test_nothing_would_change(neighbours: Book) -> None:
    for same in ({}, {"oar_days": "90"}, {"oar_days": None}):
        preview = preview_policy(neighbours.workspace, "Mid-Market", same, TODAY)
        assert (preview.accounts, preview.changed, preview.changes) == (1, 0, [])


def test_only_the_segments_own_accounts_are_looked_at(one_segment: Book) -> None:
    looked = preview_policy(one_segment.workspace, "Mid-Market", {"activity_days": "1000"}, TODAY)
    assert looked.accounts == 3
    # They have been SMB's and Enterprise's, and are not today.
    assert preview_policy(one_segment.workspace, "SMB", {"activity_days": "1000"}, TODAY).accounts == 0


def test_a_customers_own_rhythm_stays(neighbours: Book) -> None:
    neighbours.bring("accounts", "account,rhythm\nHF-1,week\n")
    preview = preview_policy(neighbours.workspace, "Mid-Market", {"rhythm": "quarter"}, TODAY)
    assert preview.changed == 0


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"oar_days": "soon"}, "oar_days"),
        ({"oar_days": "0"}, "OAR"),
        ({"no_such": "1"}, "no_such"),
        ({"amber_from": "90"}, "amber_from"),
        ({"validators": ""}, "validators"),
    ],
)
def test_what_does_not_fit(neighbours: Book, settings: dict[str, str], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        preview_policy(neighbours.workspace, "Mid-Market", settings, TODAY)


def test_another_workspaces_segment_is_not_there(cast: Cast) -> None:
    with pytest.raises(NotFound):
        preview_policy(cast.elsewhere, "Mid-Market", {}, TODAY)


def test_a_look_writes_nothing(one_segment: Book) -> None:
    before = list(AccountState.objects.values()), Evaluation.objects.count(), Entry.objects.count()
    with CaptureQueriesContext(connection) as queries:
        preview_policy(one_segment.workspace, "Mid-Market", {"validators": "manager", "rhythm": "month"}, TODAY)
    assert not [q for q in queries if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert (list(AccountState.objects.values()), Evaluation.objects.count(), Entry.objects.count()) == before


@hypothesis_settings(max_examples=30)
@given(proposed=settings)
def test_the_preview_comes_true(one_segment: Book, proposed: dict[str, str]) -> None:
    workspace = one_segment.workspace
    with undone():
        held = segment(workspace, "Mid-Market")
        preview = preview_policy(workspace, "Mid-Market", proposed, TODAY)
        expected = foreseen(on_file(workspace, held), preview)
        change_policy(held, proposed, by=one_segment.by, now=NOW)
        one_segment.evaluate()
        assert on_file(workspace, held) == expected
        assert preview.accounts == 3


@hypothesis_settings(max_examples=8)
@given(proposed=settings)
def test_looked_at_by_slices_it_is_the_same(one_segment: Book, proposed: dict[str, str]) -> None:
    workspace = one_segment.workspace
    whole = preview_policy(workspace, "Mid-Market", proposed, TODAY)
    found = Preview("Mid-Market", TODAY)
    for left in (3, 2, 1):
        assert waiting(workspace, "Mid-Market", found.last) == left
        found.add(preview_slice(workspace, "Mid-Market", proposed, TODAY, found.last, limit=1))
        found = Preview.from_json(json.loads(json.dumps(found.as_json())))
    assert waiting(workspace, "Mid-Market", found.last) == 0
    assert found == whole


def test_the_largest_come_first_and_those_of_unknown_size_last() -> None:
    preview = Preview("SMB", TODAY, changed=3)
    sizes = [("A", None), ("B", "10.5"), ("C", "900")]
    told = [[name, name, arr, "EUR", [["rung", 1, 2]]] for name, arr in sizes]
    preview.add(Preview("SMB", TODAY, changes=[Change.from_json(change) for change in told]))
    assert [c.account for c in preview.changes] == ["C", "B", "A"]
    assert preview.changes[0].moves == (Move("rung", 1, 2),)
    assert (preview.cut(1).changes, preview.changed) == ([Change.from_json(told[2])], 3)
