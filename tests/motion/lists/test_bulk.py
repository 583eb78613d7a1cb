"""Many accounts given another owner, tier or segment: shown first, then done, each told what came of it."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.cast import NOW, TODAY, Cast
from tests.motion.lists.conftest import VIEWER, Shelf

from toprung.kernel.errors import BadInput, NotAllowed
from toprung.motion.lists import bulk
from toprung.motion.lists.bulk import Change
from toprung.records.book.models import Account, SegmentMembership
from toprung.records.journal.models import Entry
from toprung.records.tenancy.actors import ANONYMOUS


def pk(external_id: str, cast: Cast) -> int:
    """The account's key."""
    return Account.objects.get(workspace=cast.workspace, external_id=external_id).pk


@pytest.fixture
def three(shelf: Shelf, cast: Cast) -> tuple[int, ...]:
    """A and B are Clara's, C is Chidi's; B is in SMB from the beginning."""
    for name, owner in (("A", "Clara Ruiz"), ("B", "Clara Ruiz"), ("C", "Chidi Mensah")):
        shelf.put(name, owner=owner)
        Account.objects.filter(external_id=name, workspace=cast.workspace).update(owner=owner)
    bulk.apply(cast.workspace, [pk("B", cast)], Change(segment="SMB"), by=cast.leader, now=NOW - timedelta(days=9))
    Entry.objects.all().delete()
    return tuple(pk(name, cast) for name in "ABC")


def test_a_preview_counts_what_differs_and_writes_nothing(cast: Cast, three: tuple[int, ...]) -> None:
    found = bulk.preview(cast.workspace, three, Change(owner="Clara Ruiz", segment="SMB"), TODAY)

    assert (found.accounts, found.changing, found.staying) == (3, 2, 1)
    assert found.fields == (("owner", 1), ("segment", 2))
    assert [(d.name, d.field, d.before, d.after) for d in found.named] == [
        ("A", "segment", "", "SMB"),
        ("C", "owner", "Chidi Mensah", "Clara Ruiz"),
        ("C", "segment", "", "SMB"),
    ]
    assert not Entry.objects.exists()


def test_a_preview_reads_the_segment_of_the_day_it_is_to_begin(cast: Cast, three: tuple[int, ...]) -> None:
    bulk.apply(cast.workspace, three[1:2], Change(segment="Enterprise", segment_from=TODAY), by=cast.leader, now=NOW)

    before = bulk.preview(cast.workspace, three[1:2], Change(segment="SMB", segment_from=TODAY - timedelta(1)), TODAY)
    now = bulk.preview(cast.workspace, three[1:2], Change(segment="SMB"), TODAY)

    assert (before.changing, now.changing) == (0, 1)


def test_it_does_what_the_preview_said(cast: Cast, three: tuple[int, ...]) -> None:
    change = Change(owner="Clara Ruiz", tier="Gold", segment="SMB", segment_from=date(2026, 1, 1))
    said = bulk.preview(cast.workspace, three, change, TODAY)

    applied = bulk.apply(cast.workspace, three, change, by=cast.csm, now=NOW)

    assert (len(applied.changed), applied.unchanged, applied.refused) == (said.changing, said.staying, ())
    assert bulk.preview(cast.workspace, three, change, TODAY).changing == 0
    assert set(Account.objects.filter(pk__in=three).values_list("owner", "tier")) == {("Clara Ruiz", "Gold")}
    assert SegmentMembership.objects.filter(account=three[0]).values_list("segment__name", "since").get() == (
        "SMB",
        date(2026, 1, 1),
    )


def test_an_empty_text_takes_away_and_nothing_is_left_alone(cast: Cast, three: tuple[int, ...]) -> None:
    bulk.apply(cast.workspace, three, Change(tier="Gold"), by=cast.csm, now=NOW)
    bulk.apply(cast.workspace, three, Change(owner=""), by=cast.csm, now=NOW)

    assert set(Account.objects.filter(pk__in=three).values_list("owner", "tier")) == {("", "Gold")}


def test_what_is_so_already_is_told(cast: Cast, three: tuple[int, ...]) -> None:
    applied = bulk.apply(cast.workspace, three, Change(owner="Clara Ruiz"), by=cast.csm, now=NOW)

    assert (applied.changed, applied.unchanged) == (("C",), 2)
    assert Entry.objects.filter(workspace=cast.workspace).count() == 1


def test_asking_for_nothing_is_refused(cast: Cast, three: tuple[int, ...]) -> None:
    with pytest.raises(BadInput, match="say which owner, tier or segment"):
        bulk.apply(cast.workspace, three, Change(), by=cast.csm, now=NOW)


def test_a_text_that_is_too_long_is_refused_with_its_reason(cast: Cast, three: tuple[int, ...]) -> None:
    applied = bulk.apply(cast.workspace, three, Change(tier="t" * 101), by=cast.csm, now=NOW)

    assert applied.changed == ()
    assert next((r.name, r.problem.field, r.problem.remedy) for r in applied.refused) == (
        "A",
        "tier",
        "Shorten it to 100 characters.",
    )


def test_roles_that_may_not_edit_change_nothing(cast: Cast, three: tuple[int, ...]) -> None:
    for actor in (ANONYMOUS, cast.stranger, cast.seller, cast.viewer):
        with pytest.raises(NotAllowed):
            bulk.apply(cast.workspace, three, Change(owner="Me"), by=actor, now=NOW)
    assert not Account.objects.filter(owner="Me").exists()


def test_accounts_of_another_workspace_are_not_touched(cast: Cast, three: tuple[int, ...]) -> None:
    applied = bulk.apply(cast.workspace, [cast.their_harbor.pk], Change(owner="Me"), by=cast.admin, now=NOW)

    assert applied == bulk.Applied((), 0, ())
    assert bulk.preview(cast.workspace, [cast.their_harbor.pk], Change(owner="Me"), TODAY).accounts == 0


def test_two_people_at_once_the_last_counts_and_the_journal_has_both(cast: Cast, three: tuple[int, ...]) -> None:
    bulk.apply(cast.workspace, three[:1], Change(owner="Ada Osei", tier="A"), by=cast.leader, now=NOW)
    bulk.apply(cast.workspace, three[:1], Change(owner="Lena Vogt"), by=cast.csm, now=NOW)

    assert Account.objects.filter(pk=three[0]).values_list("owner", "tier").get() == ("Lena Vogt", "A")
    assert list(Entry.objects.filter(account="A").order_by("pk").values_list("actor_name", "changes")) == [
        ("Lena Vogt", {"owner": ["Clara Ruiz", "Ada Osei"], "tier": ["", "A"]}),
        ("Chidi Mensah", {"owner": ["Ada Osei", "Lena Vogt"]}),
    ]


def test_only_those_still_in_the_list_are_chosen(shelf: Shelf, cast: Cast, three: tuple[int, ...]) -> None:
    hers = shelf.read("owner=Clara+Ruiz")

    found = bulk.chosen(cast.workspace, hers, VIEWER, [*three, three[0], cast.their_harbor.pk, 10**12])

    assert (found.accounts, found.left) == (three[:2], ("C",))
    assert set(bulk.whole_list(cast.workspace, hers, VIEWER).accounts) == set(three[:2])


def test_a_long_list_is_done_whole(shelf: Shelf, cast: Cast) -> None:
    for number in range(2 * bulk.BATCH + 1):
        shelf.put(f"A{number:04}", arr=Decimal(number))
    every = bulk.whole_list(cast.workspace, shelf.read(""), VIEWER).accounts

    applied = bulk.apply(cast.workspace, every, Change(tier="Gold"), by=cast.csm, now=NOW)

    assert sorted(applied.changed) == shelf.made
    assert len(bulk.preview(cast.workspace, every, Change(tier="B"), TODAY).named) == 20
