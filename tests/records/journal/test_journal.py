"""The journal, and the batch that says what came of each draft."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.cast import NOW, Cast

from toprung.records.book.models import Account
from toprung.records.journal.actions import Note, changes_between, write
from toprung.records.journal.batch import REPEATED, Batch
from toprung.records.journal.fitting import MOST_MONEY, misfit, money
from toprung.records.journal.queries import entries
from toprung.records.journal.upsert import Problem, Status

FIELDS = ("name", "tier", "seats")


def test_changes_are_before_and_after_of_what_differs() -> None:
    before = {"a": 1, "b": date(2026, 1, 1), "c": Decimal("1.50")}
    assert changes_between(before, before) == {}
    after = {"a": 2, "b": date(2026, 1, 1), "c": Decimal("1.75")}
    assert changes_between(before, after) == {"a": [1, 2], "c": ["1.5", "1.75"]}
    assert changes_between(None, {"a": 1}) == {"a": [None, 1]}


def test_entries_come_in_order_of_one_workspace_and_account(cast: Cast) -> None:
    notes = [Note("first", "HF-1"), Note("second", "A"), Note("third", "HF-1")]
    write(cast.workspace, notes, by=cast.csm, at=NOW)
    write(cast.elsewhere, [Note("theirs", "HF-1")], by=cast.stranger, at=NOW)
    assert [e.verb for e in entries(cast.workspace)] == ["first", "second", "third"]
    assert [e.verb for e in entries(cast.workspace, "HF-1")] == ["first", "third"]
    first = entries(cast.workspace)[0]
    assert (first.actor_kind, first.actor_id, first.actor_name) == ("member", cast.csm.id, "Chidi Mensah")
    assert [e.verb for e in entries(cast.elsewhere)] == ["theirs"]


def test_a_batch_says_what_came_of_each_draft(cast: Cast) -> None:
    batch = Batch[str, Account](Account, FIELDS, {"HF-1": cast.harbor})
    problem = Problem("account", "", "No id.", "Give one.")

    def make() -> Account:
        return Account(workspace=cast.workspace, external_id="A", name="A", created_on=NOW.date())

    batch.keep("HF-1", {"seats": 40}, make)
    batch.refuse(problem)
    batch.keep("A", {"tier": "1"}, make, "odd")
    batch.keep("A", {"tier": "1", "seats": 3}, make)
    batch.keep("A", {"seats": 3}, make)
    batch.save()
    assert [(r.status, r.problem, r.remark) for r in batch.results()] == [
        (Status.UNCHANGED, None, ""),
        (Status.REFUSED, problem, ""),
        (Status.CREATED, None, "odd"),
        (Status.UNCHANGED, None, REPEATED),
        (Status.UNCHANGED, None, ""),
    ]
    (note,) = batch.notes("account", lambda a: (a.external_id, a.name))
    assert note.changes == {"name": [None, "A"], "tier": [None, "1"], "seats": [None, 3]}


@settings(max_examples=50)
@given(seats=st.lists(st.sampled_from([40, 41, 42]), max_size=5))
def test_only_the_net_change_counts(cast: Cast, seats: list[int]) -> None:
    Account.objects.filter(pk=cast.harbor.pk).update(seats=40)
    batch = Batch[str, Account](Account, FIELDS, {"HF-1": Account.objects.get(pk=cast.harbor.pk)})
    for number in seats:
        batch.keep("HF-1", {"seats": number}, Account)
    batch.save()
    moved = bool(seats) and seats[-1] != 40
    assert [r.status for r in batch.results()].count(Status.UPDATED) == moved
    assert len(batch.notes("account", lambda a: (a.external_id, a.name))) == moved
    assert Account.objects.get(pk=cast.harbor.pk).seats == (seats[-1] if seats else 40)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"external_id": "x" * 201}, "account"),
        ({"tier": "x" * 101}, "tier"),
        ({"stated_arr": MOST_MONEY}, "stated_arr"),
        ({"seats": -1}, "seats"),
    ],
)
def test_what_does_not_fit(values: dict[str, object], field: str) -> None:
    problem = misfit(Account, {"name": "fits"} | values, {"external_id": "account"})
    assert problem is not None
    assert problem.field == field
    assert len(problem.value) <= 80


def test_what_fits_comes_back_as_it_went_in(cast: Cast) -> None:
    largest = money(MOST_MONEY - Decimal("0.00011"))
    assert misfit(Account, {"stated_arr": largest, "tier": "x" * 100, "seats": 0}) is None
    Account.objects.filter(pk=cast.harbor.pk).update(stated_arr=largest)
    assert Account.objects.get(pk=cast.harbor.pk).stated_arr == largest == Decimal("99999999999.9999")


def test_an_entry_tells_what_carried_it_out(cast: Cast) -> None:
    by_hand, by_import = cast.leader, replace(cast.leader, through="import:17")
    write(cast.workspace, [Note("change_account", "HF-1")], by=by_hand, at=NOW)
    write(cast.workspace, [Note("change_account", "HF-1")], by=by_import, at=NOW)
    assert [entry.through for entry in entries(cast.workspace)] == ["", "import:17"]
    assert [entry.actor_name for entry in entries(cast.workspace)] == ["Lena Vogt", "Lena Vogt"]
