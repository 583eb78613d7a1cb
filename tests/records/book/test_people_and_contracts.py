"""Stakeholders, contracts and touches: what they have in common, and what each refuses."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, TODAY, Cast

from toprung.kernel.errors import NotAllowed
from toprung.kernel.vocabulary import MemberRole, StakeholderRole, TouchKind, TouchPurpose
from toprung.records.book.actions import record_touches, upsert_contracts, upsert_stakeholders
from toprung.records.book.drafts import ContractDraft, StakeholderDraft, TouchDraft
from toprung.records.book.models import Contract, Stakeholder, Touch
from toprung.records.book.queries import contracts, stakeholders, touches
from toprung.records.journal.queries import entries
from toprung.records.journal.upsert import Status, Upserted
from toprung.records.tenancy.actors import ANONYMOUS
from toprung.records.tenancy.permissions import ALLOWED, Verb

Act = Callable[..., list[Upserted]]
PERSON = StakeholderDraft("HF-1", "Nia Cole", "nia@harborfoods.example", StakeholderRole.USER, date(2025, 1, 1))
CONTRACT = ContractDraft(
    "HF-1", "C-1", date(2025, 8, 20), date(2025, 9, 1), date(2026, 9, 1), 60, True, None, Decimal(24000)
)
TOUCH = TouchDraft(
    "HF-1", date(2026, 3, 2), TouchKind.CALL, 30, ("buyer", "Esi Laurent"), "close", TouchPurpose.STRATEGIC
)
EACH = [
    pytest.param(upsert_stakeholders, PERSON, Verb.EDIT_STAKEHOLDER, id="stakeholder"),
    pytest.param(upsert_contracts, CONTRACT, Verb.EDIT_CONTRACT, id="contract"),
    pytest.param(record_touches, TOUCH, Verb.RECORD_TOUCH, id="touch"),
]


def refusal(cast: Cast, act: Act, draft: Any) -> tuple[str, str]:
    """The field and the reason for which a draft is refused; the ones beside it are kept."""
    (refused,) = act(cast.workspace, [draft], by=cast.leader, now=NOW)
    assert refused.status is Status.REFUSED
    assert refused.problem is not None
    assert refused.problem.remedy
    return refused.problem.field, refused.problem.reason


@pytest.mark.parametrize(("act", "draft", "verb"), EACH)
def test_who_may(cast: Cast, act: Act, draft: Any, verb: Verb) -> None:
    for actor in (ANONYMOUS, cast.stranger):
        with pytest.raises(NotAllowed):
            act(cast.workspace, [draft], by=actor, now=NOW)
    for role in MemberRole:
        if role in ALLOWED[verb]:
            act(cast.workspace, [draft], by=cast.members[role], now=NOW)
        else:
            with pytest.raises(NotAllowed):
                act(cast.workspace, [draft], by=cast.members[role], now=NOW)


@pytest.mark.parametrize(("act", "draft", "verb"), EACH)
def test_the_same_again_changes_nothing_and_is_not_journalled(cast: Cast, act: Act, draft: Any, verb: Verb) -> None:
    first = act(cast.workspace, [draft], by=cast.leader, now=NOW)
    second = act(cast.workspace, [draft], by=cast.leader, now=NOW + timedelta(days=1))
    assert [r.status for r in (*first, *second)] == [Status.CREATED, Status.UNCHANGED]
    assert entries(cast.workspace, "HF-1").count() == 1


@pytest.mark.parametrize(("act", "draft", "verb"), EACH)
def test_an_unknown_account_is_refused_and_the_rest_is_kept(cast: Cast, act: Act, draft: Any, verb: Verb) -> None:
    lost = type(draft)(**{name: getattr(draft, name) for name in draft.__slots__} | {"account": "HF-9"})
    refused, kept = act(cast.workspace, [lost, draft], by=cast.leader, now=NOW)
    assert refused.problem is not None
    assert (refused.problem.field, refused.problem.value) == ("account", "HF-9")
    assert "Import the accounts first" in refused.problem.remedy
    assert kept.status is Status.CREATED


@pytest.mark.parametrize(("act", "draft", "verb"), EACH)
def test_queries_do_not_grow_with_the_drafts(cast: Cast, act: Act, draft: Any, verb: Verb) -> None:
    def count(number: int, start: int) -> int:
        drafts: Sequence[Any] = [_other(draft, start + n) for n in range(number)]
        with CaptureQueriesContext(connection) as queries:
            results = act(cast.workspace, drafts, by=cast.leader, now=NOW)
        assert {r.status for r in results} == {Status.CREATED}
        return len(queries)

    assert count(50, 100) <= count(1, 0) + 2  # SQLite's limit of variables may split a statement


def _other(draft: Any, n: int) -> Any:
    key = {StakeholderDraft: "name", ContractDraft: "contract", TouchDraft: "ordinal"}[type(draft)]
    values = {name: getattr(draft, name) for name in draft.__slots__}
    return type(draft)(**values | {key: n if key == "ordinal" else f"{values[key]} {n}"})


def test_a_person_is_told_apart_by_name_whatever_its_case(cast: Cast) -> None:
    draft = StakeholderDraft("HF-1", "BEA  LINDQVIST", left_on=date(2026, 3, 1))
    (result,) = upsert_stakeholders(cast.workspace, [draft], by=cast.csm, now=NOW)
    assert result.status is Status.UPDATED
    cast.buyer.refresh_from_db()
    assert (cast.buyer.name, cast.buyer.left_on, cast.buyer.role) == ("Bea Lindqvist", date(2026, 3, 1), "buyer")
    (entry,) = entries(cast.workspace)
    assert (entry.verb, entry.subject) == ("change_stakeholder", "Bea Lindqvist")
    assert entry.changes == {"left_on": [None, "2026-03-01"]}


@pytest.mark.parametrize(
    ("draft", "field"),
    [
        (StakeholderDraft("HF-1", " "), "name"),
        (StakeholderDraft("HF-1", "N" * 201), "name"),
        (StakeholderDraft("HF-1", "Nia", email="nia at harbor"), "email"),
        (StakeholderDraft("HF-1", "Nia", joined_on=TODAY, left_on=TODAY), "left_on"),
        (StakeholderDraft("HF-1", "Bea Lindqvist", left_on=date(2023, 12, 31)), "left_on"),
    ],
)
def test_people_that_are_refused(cast: Cast, draft: StakeholderDraft, field: str) -> None:
    assert refusal(cast, upsert_stakeholders, draft)[0] == field


def test_people_of_other_workspaces_stay_out_of_sight(cast: Cast) -> None:
    assert stakeholders(cast.workspace).count() == 5
    assert not stakeholders(cast.elsewhere).exists()
    upsert_stakeholders(cast.elsewhere, [StakeholderDraft("HF-1", "Bea Lindqvist")], by=cast.stranger, now=NOW)
    assert Stakeholder.objects.filter(name="Bea Lindqvist").count() == 2


def test_a_contract_changes_by_what_is_given(cast: Cast) -> None:
    notice = ContractDraft("HF-1", "C-1", cancelled_on=date(2026, 6, 1))
    results = upsert_contracts(cast.workspace, [CONTRACT, notice], by=cast.seller, now=NOW)
    assert results[1].remark.startswith("A notice is dated in the future")
    (contract,) = contracts(cast.workspace)
    assert (contract.ends_on, contract.cancelled_on, contract.price) == (
        date(2026, 9, 1),
        date(2026, 6, 1),
        Decimal(24000),
    )


def test_a_sheet_knows_only_when_a_contract_ends(cast: Cast) -> None:
    upsert_contracts(
        cast.workspace, [ContractDraft("HF-1", "sheet", ends_on=date(2026, 9, 1))], by=cast.leader, now=NOW
    )
    assert Contract.objects.get().starts_on is None


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"contract": ""}, "contract", "no external id"),
        ({"ends_on": date(2025, 9, 1)}, "ends_on", "not after its start"),
        ({"signed_on": date(2026, 9, 2)}, "signed_on", "after its end"),
        ({"cancelled_on": date(2025, 8, 19)}, "cancelled_on", "before the signature"),
        ({"cancelled_on": date(2026, 9, 2)}, "cancelled_on", "after the end"),
        ({"price": Decimal(-1)}, "price", "negative"),
        ({"notice_days": -1}, "notice_days", "out of bounds"),
    ],
)
def test_contracts_that_are_refused(cast: Cast, changes: dict[str, Any], field: str, said: str) -> None:
    values = {name: getattr(CONTRACT, name) for name in CONTRACT.__slots__}
    found, reason = refusal(cast, upsert_contracts, ContractDraft(**values | changes))
    assert found == field
    assert said in reason


def test_a_contract_is_judged_together_with_what_is_on_file(cast: Cast) -> None:
    upsert_contracts(cast.workspace, [CONTRACT], by=cast.leader, now=NOW)
    early = ContractDraft("HF-1", "C-1", ends_on=date(2025, 8, 31))
    assert refusal(cast, upsert_contracts, early)[0] == "ends_on"


def test_attendees_are_roles_or_people(cast: Cast) -> None:
    attendees = ("manager", "esi laurent", "carlos@harborfoods.example", "Bob from IT")
    draft = TouchDraft("HF-1", TODAY, TouchKind.BUSINESS_REVIEW, attendees=attendees)
    (result,) = record_touches(cast.workspace, [draft], by=cast.csm, now=NOW)
    assert result.remark == "“Bob from IT” attended, but is neither a role nor a person on file: left out."
    assert Touch.objects.get().attendees == ["champion", "executive_sponsor", "manager"]


def test_only_imported_history_is_backfilled(cast: Cast) -> None:
    yesterday = TouchDraft("HF-1", TODAY - timedelta(days=1), TouchKind.CALL)
    record_touches(cast.workspace, [yesterday], by=cast.csm, now=NOW)
    imported = TouchDraft("HF-1", TODAY - timedelta(days=2), TouchKind.CALL)
    today = TouchDraft("HF-1", TODAY, TouchKind.CALL)
    record_touches(cast.workspace, [imported, today], by=cast.leader, now=NOW, imported=True)
    assert list(touches(cast.workspace).values_list("backfilled", flat=True)) == [True, False, False]
    by_page = touches(cast.workspace)[1]
    assert by_page.recorded_on(cast.workspace) == TODAY


def test_two_calls_on_one_day_are_two_and_work_to_come_is_none(cast: Cast) -> None:
    twice = [TouchDraft("HF-1", TODAY, TouchKind.CALL, 10), TouchDraft("HF-1", TODAY, TouchKind.CALL, 20, ordinal=1)]
    record_touches(cast.workspace, twice, by=cast.csm, now=NOW)
    assert list(touches(cast.workspace).values_list("minutes", flat=True)) == [10, 20]
    to_come = TouchDraft("HF-1", TODAY + timedelta(days=1), TouchKind.CALL)
    assert refusal(cast, record_touches, to_come)[0] == "occurred_on"
