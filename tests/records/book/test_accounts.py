"""Accounts, their segments and their parents."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, TODAY, Cast

from toprung.kernel.errors import NotAllowed
from toprung.records.book.actions import upsert_accounts
from toprung.records.book.drafts import AccountDraft
from toprung.records.book.models import Account, Segment, SegmentMembership
from toprung.records.book.queries import account, accounts, in_force, memberships
from toprung.records.journal.queries import entries
from toprung.records.journal.upsert import Status, Upserted
from toprung.records.tenancy.actors import ANONYMOUS

LATER = NOW + timedelta(days=30)


def upsert(cast: Cast, *drafts: AccountDraft) -> list[Upserted]:
    return upsert_accounts(cast.workspace, drafts, by=cast.leader, now=NOW)


def statuses(results: list[Upserted]) -> list[Status]:
    return [result.status for result in results]


def membership_days(cast: Cast, external_id: str) -> list[tuple[str, date | None]]:
    held = memberships(cast.workspace).filter(account__external_id=external_id)
    return sorted(((m.segment.name, m.since) for m in held), key=lambda pair: pair[1] or date.min)


@pytest.mark.parametrize("who", ["anonymous", "stranger", "seller", "viewer"])
def test_who_may_not(cast: Cast, who: str) -> None:
    actor = ANONYMOUS if who == "anonymous" else getattr(cast, who)
    with pytest.raises(NotAllowed):
        upsert_accounts(cast.workspace, [AccountDraft("HF-1", name="Taken")], by=actor, now=NOW)
    assert account(cast.workspace, "HF-1").name == "Harbor Foods"


@pytest.mark.parametrize("who", ["admin", "leader", "csm", "other_csm"])
def test_who_may(cast: Cast, who: str) -> None:
    results = upsert_accounts(cast.workspace, [AccountDraft("HF-1", tier="A")], by=getattr(cast, who), now=NOW)
    assert statuses(results) == [Status.UPDATED]


def test_nothing_of_another_workspace_is_touched(cast: Cast) -> None:
    upsert(cast, AccountDraft("HF-1", name="Harbor Foods Group"))
    assert account(cast.elsewhere, "HF-1").name == "Harbor Foods"


def test_create_change_and_leave_alone(cast: Cast) -> None:
    draft = AccountDraft("MB-1", "Mill & Bay", "SMB", tier="A", owner="Clara Ruiz", seats=12, currency="eur")
    assert statuses(upsert(cast, draft)) == [Status.CREATED]
    made = account(cast.workspace, "MB-1")
    assert (made.name, made.seats, made.currency, made.created_on) == ("Mill & Bay", 12, "EUR", TODAY)
    assert statuses(upsert(cast, draft)) == [Status.UNCHANGED]
    assert statuses(upsert(cast, AccountDraft("MB-1", seats=15))) == [Status.UPDATED]
    made.refresh_from_db()
    assert (made.seats, made.tier, made.owner) == (15, "A", "Clara Ruiz")  # blanks erased nothing


def test_an_account_without_a_name_is_called_by_its_id(cast: Cast) -> None:
    upsert(cast, AccountDraft("X-9"))
    assert account(cast.workspace, "X-9").name == "X-9"
    upsert(cast, AccountDraft("X-9", name=""))
    assert account(cast.workspace, "X-9").name == "X-9"


def test_the_journal_says_who_what_before_and_after(cast: Cast) -> None:
    upsert(cast, AccountDraft("HF-1", owner="Clara Ruiz", seats=40), AccountDraft("MB-1", "Mill & Bay", "SMB"))
    changed, made = entries(cast.workspace)
    assert (changed.verb, changed.account, changed.actor_name, changed.at) == (
        "change_account",
        "HF-1",
        "Lena Vogt",
        NOW,
    )
    assert changed.changes == {"owner": ["Chidi Mensah", "Clara Ruiz"]}
    assert (made.verb, made.subject) == ("create_account", "Mill & Bay")
    assert made.changes == {
        "name": [None, "Mill & Bay"],
        "segment": [None, "SMB"],
        "segment since the beginning": [None, "SMB"],
    }


def test_nothing_changed_is_not_journalled(cast: Cast) -> None:
    upsert(cast, AccountDraft("HF-1", segment="mid market", owner="Chidi Mensah"))
    assert not entries(cast.workspace).exists()


def test_an_unknown_segment_is_made_and_flagged_and_told_once(cast: Cast) -> None:
    results = upsert(cast, AccountDraft("A", segment="Public sector"), AccountDraft("B", segment=" public  Sector"))
    assert "Public sector" in results[0].remark
    assert not results[1].remark
    made = Segment.objects.get(workspace=cast.workspace, name="Public sector")
    assert made.flagged
    assert made.settings == {}
    assert membership_days(cast, "B") == [("Public sector", None)]


def test_a_default_segment_that_is_missing_is_made_without_a_flag(cast: Cast) -> None:
    upsert_accounts(cast.elsewhere, [AccountDraft("HF-1", segment="enterprise")], by=cast.stranger, now=NOW)
    assert list(Segment.objects.filter(workspace=cast.elsewhere).values_list("name", "flagged")) == [
        ("Enterprise", False)
    ]


@pytest.mark.parametrize("blank", ["", "  ", "unassigned"])
def test_a_blank_segment_is_no_membership(cast: Cast, blank: str) -> None:
    upsert(cast, AccountDraft("A", segment=blank))
    assert membership_days(cast, "A") == []


def test_the_first_segment_counts_from_the_beginning_and_another_from_today(cast: Cast) -> None:
    upsert(cast, AccountDraft("A", segment="SMB"))
    assert statuses(upsert(cast, AccountDraft("A", segment="Enterprise"))) == [Status.UPDATED]
    assert membership_days(cast, "A") == [("SMB", None), ("Enterprise", TODAY)]
    assert statuses(upsert(cast, AccountDraft("A", segment="Enterprise"))) == [Status.UNCHANGED]


def test_the_same_segment_on_a_later_day_adds_nothing(cast: Cast) -> None:
    upsert(cast, AccountDraft("A", segment="SMB"))
    again = upsert_accounts(cast.workspace, [AccountDraft("A", segment="SMB")], by=cast.leader, now=LATER)
    assert statuses(again) == [Status.UNCHANGED]


def test_a_file_with_the_history_of_segments(cast: Cast) -> None:
    history = (
        AccountDraft("A", segment="SMB", segment_from=date(2023, 1, 1)),
        AccountDraft("A", segment="Mid-Market", segment_from=date(2024, 6, 1)),
    )
    upsert(cast, *history)
    expected = [("SMB", date(2023, 1, 1)), ("Mid-Market", date(2024, 6, 1))]
    assert membership_days(cast, "A") == expected
    assert statuses(upsert(cast, *history)) == [Status.UNCHANGED] * 2
    held = list(memberships(cast.workspace).filter(account__external_id="A"))
    assert in_force(held, date(2022, 12, 31)) is None
    assert [m and m.segment.name for m in (in_force(held, date(2024, 5, 31)), in_force(held, TODAY))] == [
        "SMB",
        "Mid-Market",
    ]


def test_a_membership_of_the_same_day_is_corrected(cast: Cast) -> None:
    day = date(2024, 6, 1)
    upsert(cast, AccountDraft("A", segment="SMB", segment_from=day))
    upsert(cast, AccountDraft("A", segment="Enterprise", segment_from=day))
    assert membership_days(cast, "A") == [("Enterprise", day)]


def test_a_parent_may_stand_further_down(cast: Cast) -> None:
    results = upsert(cast, AccountDraft("child", parent="mother"), AccountDraft("mother", parent="HF-1"))
    assert statuses(results) == [Status.CREATED, Status.CREATED]
    child = accounts(cast.workspace).select_related("parent__parent").get(external_id="child")
    assert child.parent is not None
    assert child.parent.parent == cast.harbor
    assert statuses(upsert(cast, AccountDraft("child", parent="mother"))) == [Status.UNCHANGED]
    assert statuses(upsert(cast, AccountDraft("child", parent=""))) == [Status.UPDATED]
    child.refresh_from_db()
    assert child.parent is None


def test_an_unknown_parent_is_refused_and_so_is_who_hangs_on_it(cast: Cast) -> None:
    results = upsert(cast, AccountDraft("a", parent="b"), AccountDraft("b", parent="nobody"), AccountDraft("c"))
    assert statuses(results) == [Status.REFUSED, Status.REFUSED, Status.CREATED]
    assert [r.problem.value for r in results if r.problem] == ["b", "nobody"]


def test_nobody_is_their_own_ancestor(cast: Cast) -> None:
    upsert(cast, AccountDraft("a"), AccountDraft("b", parent="a"), AccountDraft("c", parent="b"))
    (closing,) = upsert(cast, AccountDraft("a", parent="c"))
    assert closing.problem is not None
    assert "own ancestor" in closing.problem.reason
    assert statuses(upsert(cast, AccountDraft("d", parent="d"))) == [Status.REFUSED]
    ring = upsert(cast, AccountDraft("e", parent="f"), AccountDraft("f", parent="e"))
    assert statuses(ring) == [Status.REFUSED, Status.REFUSED]  # without f there is no parent for e
    assert not accounts(cast.workspace).filter(external_id__in=["d", "e", "f"]).exists()


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (AccountDraft(" "), "account"),
        (AccountDraft("x" * 201), "account"),
        (AccountDraft("A", name="x" * 301), "name"),
        (AccountDraft("A", segment="x" * 101), "segment"),
        (AccountDraft("A", seats=-1), "seats"),
        (AccountDraft("A", seats=3_000_000_000), "seats"),
        (AccountDraft("A", currency="euros"), "currency"),
        (AccountDraft("A", stated_arr=Decimal(-1)), "arr"),
        (AccountDraft("A", stated_arr=Decimal(10) ** 11), "arr"),
    ],
)
def test_what_is_refused(cast: Cast, draft: AccountDraft, field: str) -> None:
    refused, kept = upsert(cast, draft, AccountDraft("B"))
    assert refused.problem is not None
    assert refused.problem.field == field
    assert refused.problem.reason
    assert refused.problem.remedy
    assert kept.status is Status.CREATED


def test_one_account_twice_is_journalled_once(cast: Cast) -> None:
    first, second = upsert(cast, AccountDraft("A", tier="B"), AccountDraft("A", tier="A"))
    assert (first.status, second.status) == (Status.CREATED, Status.UNCHANGED)
    assert "more than once" in second.remark
    assert [e.changes["tier"] for e in entries(cast.workspace, "A")] == [[None, "A"]]


def test_the_number_of_queries_does_not_depend_on_the_number_of_drafts(cast: Cast) -> None:
    def count(drafts: list[AccountDraft]) -> int:
        with CaptureQueriesContext(connection) as queries:
            upsert(cast, *drafts)
        return len(queries)

    def drafts(prefix: str, number: int) -> list[AccountDraft]:
        return [AccountDraft(f"{prefix}{n}", segment="SMB", parent="HF-1", seats=n) for n in range(number)]

    few, many = drafts("few", 2), drafts("many", 50)
    assert count(many) <= count(few) + 2  # two more statements where SQLite's limit of variables splits one
    changed = [replace(draft, seats=9_000) for draft in many]
    assert count(changed) <= count([replace(draft, seats=9_000) for draft in few]) + 2
    assert count(many) < 30


def test_a_missing_account_is_named_with_its_near_misses(cast: Cast) -> None:
    from toprung.kernel.errors import NotFound

    with pytest.raises(NotFound, match="Did you mean “HF-1”"):
        account(cast.workspace, "HF-2")
    with pytest.raises(NotFound, match="Did you mean “HF-1”"):
        account(cast.workspace, "harbor foods")


def test_accounts_are_only_this_workspace_s(cast: Cast) -> None:
    assert list(accounts(cast.workspace)) == [cast.harbor]
    assert Account.objects.count() == 2
    assert not SegmentMembership.objects.exclude(account=cast.harbor).exists()
