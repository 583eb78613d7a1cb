"""Promises: what is refused, what becomes a new version, and who holds the marks primary and first value."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, TODAY, Cast

from toprung.kernel.errors import NotAllowed, NotFound
from toprung.kernel.vocabulary import Category, Direction, MemberRole, OutcomeKind
from toprung.records.book.models import Account
from toprung.records.journal.models import Entry
from toprung.records.journal.upsert import Status, Upserted
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.outcomes.models import OutcomeVersion
from toprung.records.outcomes.queries import outcome, outcomes, terms
from toprung.records.outcomes.templates import Template, retire_template, write_template
from toprung.records.tenancy.actors import ANONYMOUS
from toprung.records.tenancy.permissions import ALLOWED, Verb

LATER = NOW + timedelta(days=1)

CLOSE = OutcomeDraft(
    account="HF-1",
    outcome="close",
    statement="Close the books in 5 days instead of 9",
    metric="days to close",
    unit="days",
    baseline=Decimal(9),
    target=Decimal(5),
    category=Category.EFFICIENCY_GAINED,
    mechanism="Matching takes over the manual comparison of invoices",
    features=("invoice_matched", "close_task_done"),
    validator="Mina Sato",
    agreed_on=date(2025, 9, 15),
    agreed_by="Esi Laurent",
)
AUDIT = OutcomeDraft(account="HF-1", outcome="audit", statement="Pass the audit without a finding")


@pytest.fixture
def write(cast: Cast) -> Callable[..., list[Upserted]]:
    """Write drafts as the CSM, now."""
    return lambda *drafts, now=NOW: write_outcomes(cast.workspace, drafts, by=cast.csm, now=now)


def latest(cast: Cast, external_id: str) -> OutcomeVersion:
    return terms(cast.workspace, "HF-1", external_id)


def test_anonymous_and_the_stranger_are_refused(cast: Cast) -> None:
    for actor in (ANONYMOUS, cast.stranger):
        with pytest.raises(NotAllowed):
            write_outcomes(cast.workspace, [CLOSE], by=actor, now=NOW)
    assert not outcomes(cast.workspace).exists()


@pytest.mark.parametrize("role", list(MemberRole))
def test_each_role_may_what_the_table_says(cast: Cast, role: MemberRole) -> None:
    try:
        write_outcomes(cast.workspace, [CLOSE], by=cast.members[role], now=NOW)
    except NotAllowed:
        assert role not in ALLOWED[Verb.WRITE_OUTCOME]
    else:
        assert role in ALLOWED[Verb.WRITE_OUTCOME]


def test_the_stranger_sees_nothing(cast: Cast, write: Any) -> None:
    write(CLOSE)
    assert not outcomes(cast.elsewhere).exists()
    with pytest.raises(NotFound, match="has no outcome “close”"):
        outcome(cast.elsewhere, "HF-1", "close")


def test_a_new_outcome_is_on_file_with_all_its_terms_and_both_marks(cast: Cast, write: Any) -> None:
    assert write(CLOSE) == [Upserted(Status.CREATED)]
    version = latest(cast, "close")
    assert (version.kind, version.direction) == (OutcomeKind.NUMERIC, Direction.DECREASE)
    assert (version.baseline, version.target, version.features) == (9, 5, ["invoice_matched", "close_task_done"])
    assert (version.number, version.in_force_on, version.recorded_at) == (1, date(2025, 9, 15), NOW)
    assert version.primary
    assert version.first_value


def test_the_same_again_changes_nothing(cast: Cast, write: Any) -> None:
    write(CLOSE, AUDIT)
    before = (OutcomeVersion.objects.count(), Entry.objects.count())
    assert [result.status for result in write(CLOSE, AUDIT, now=LATER)] == [Status.UNCHANGED] * 2
    assert (OutcomeVersion.objects.count(), Entry.objects.count()) == before


def test_the_journal_says_who_and_what_before_and_after(cast: Cast, write: Any) -> None:
    write(CLOSE)
    write(replace(CLOSE, target=Decimal(4)), now=LATER)
    created, changed = Entry.objects.order_by("id")
    assert (created.actor_name, created.verb, created.account, created.subject) == (
        "Chidi Mensah",
        "write_outcome",
        "HF-1",
        "close",
    )
    assert created.changes["target"] == [None, "5"]
    assert "unit" in created.changes
    assert "promised_by" not in created.changes
    assert changed.changes == {"target": ["5", "4"]}


@pytest.mark.parametrize(
    ("agreed", "in_force"),
    [
        (date(2026, 2, 1), date(2026, 2, 1)),  # agreed anew: from that day
        (date(2025, 9, 15), TODAY + timedelta(days=1)),  # the old agreement: from the day it was recorded
        (date(2025, 1, 1), TODAY + timedelta(days=1)),  # older than what it replaces: likewise
        (None, TODAY + timedelta(days=1)),
    ],
)
def test_a_changed_promise_is_a_new_version(cast: Cast, write: Any, agreed: date | None, in_force: date) -> None:
    write(CLOSE)
    [result] = write(replace(CLOSE, target=Decimal(7), agreed_on=agreed), now=LATER)
    assert result.status is Status.UPDATED
    old, new = outcome(cast.workspace, "HF-1", "close").versions.order_by("number")
    assert (old.target, old.in_force_on) == (5, date(2025, 9, 15))
    assert (new.number, new.target, new.in_force_on) == (2, 7, in_force)


def test_an_undated_promise_is_in_force_from_the_start(cast: Cast, write: Any) -> None:
    write(replace(CLOSE, agreed_on=None))
    assert latest(cast, "close").in_force_on is None


def test_what_a_draft_leaves_out_stays(cast: Cast, write: Any) -> None:
    write(CLOSE)
    write(OutcomeDraft("HF-1", "close", unit="working days"), now=LATER)
    version = latest(cast, "close")
    assert (version.unit, version.metric, version.target, version.direction) == (
        "working days",
        "days to close",
        5,
        Direction.DECREASE,
    )


def test_versions_written_at_one_moment_are_one_act(cast: Cast, write: Any) -> None:
    write(CLOSE)
    assert [r.status for r in write(replace(CLOSE, unit="working days"))] == [Status.UPDATED]
    assert OutcomeVersion.objects.get().unit == "working days"


# Kind, direction and levels


@pytest.mark.parametrize(
    ("changes", "kind", "direction"),
    [
        ({}, OutcomeKind.NUMERIC, Direction.DECREASE),
        ({"baseline": Decimal(2), "target": Decimal(5)}, OutcomeKind.NUMERIC, Direction.INCREASE),
        ({"baseline": None}, OutcomeKind.NUMERIC, Direction.INCREASE),
        ({"baseline": None, "direction": Direction.DECREASE}, OutcomeKind.NUMERIC, Direction.DECREASE),
        ({"baseline": Decimal(5)}, OutcomeKind.HOLD, Direction.INCREASE),
        ({"baseline": Decimal(5), "kind": OutcomeKind.NUMERIC}, OutcomeKind.HOLD, Direction.INCREASE),
        ({"kind": OutcomeKind.HOLD, "direction": Direction.INCREASE}, OutcomeKind.HOLD, Direction.INCREASE),
        ({"baseline": "by hand", "target": "automatic"}, OutcomeKind.STATUS, Direction.INCREASE),
        ({"baseline": None, "target": None}, OutcomeKind.STATUS, Direction.INCREASE),
        ({"kind": OutcomeKind.STATUS}, OutcomeKind.STATUS, Direction.INCREASE),
    ],
)
def test_kind_and_direction_follow_from_baseline_and_target(
    cast: Cast, write: Any, changes: dict[str, Any], kind: OutcomeKind, direction: Direction
) -> None:
    assert write(replace(CLOSE, **changes))[0].status is Status.CREATED
    version = latest(cast, "close")
    assert (version.kind, version.direction) == (kind, direction)


def test_a_status_outcome_keeps_its_states(cast: Cast, write: Any) -> None:
    write(replace(CLOSE, baseline="by hand", target="automatic"))
    version = latest(cast, "close")
    assert (version.state_before, version.state_after, version.baseline) == ("by hand", "automatic", None)


def test_a_status_outcome_may_name_its_states_by_numbers(cast: Cast, write: Any) -> None:
    write(replace(CLOSE, kind=OutcomeKind.STATUS))
    version = latest(cast, "close")
    assert (version.state_before, version.state_after, version.target) == ("9", "5", None)


def test_a_hold_by_equal_numbers_becomes_numeric_when_they_part(cast: Cast, write: Any) -> None:
    write(replace(CLOSE, baseline=Decimal(5)))
    write(replace(CLOSE, baseline=Decimal(5), target=Decimal(3)), now=LATER)
    assert (latest(cast, "close").kind, latest(cast, "close").direction) == (OutcomeKind.NUMERIC, Direction.DECREASE)


def test_a_hold_that_was_meant_stays_one(cast: Cast, write: Any) -> None:
    write(replace(CLOSE, kind=OutcomeKind.HOLD, direction=Direction.DECREASE))
    write(replace(CLOSE, target=Decimal(6)), now=LATER)
    assert (latest(cast, "close").kind, latest(cast, "close").direction) == (OutcomeKind.HOLD, Direction.DECREASE)


def test_which_template_it_was_started_from_stays_with_it(cast: Cast, write: Any) -> None:
    write(replace(CLOSE, template="mid-market-efficiency-gained"))
    write(replace(CLOSE, template=None, target=Decimal(4)), now=LATER)
    assert (latest(cast, "close").number, latest(cast, "close").template) == (2, "mid-market-efficiency-gained")

    write(OutcomeDraft("HF-1", "close", clear=frozenset({"template"})), now=LATER + timedelta(days=1))
    assert (latest(cast, "close").template, latest(cast, "close").target) == ("", 4)
    write(AUDIT, now=LATER)
    assert latest(cast, "audit").template == "", "written without one"


def test_a_template_counts_when_it_is_retired_and_another_vendors_does_not(cast: Cast, write: Any) -> None:
    ours = write_template(cast.workspace, "", Template("Cut [waste]", Category.COST_CUT), by=cast.leader, now=NOW)
    there = Template("Cut [cost]", Category.COST_CUT)
    theirs = write_template(cast.elsewhere, "", there, by=cast.stranger, now=NOW)
    retire_template(cast.workspace, ours.key, by=cast.leader, now=NOW)

    (kept,) = write(replace(CLOSE, template=ours.key))
    (refused,) = write(replace(AUDIT, template=theirs.key))

    assert (kept.status, latest(cast, "close").template) == (Status.CREATED, ours.key)
    assert refused.problem is not None
    assert (refused.status, refused.problem.field) == (Status.REFUSED, "template")
    assert f"There is no template “{theirs.key}” in the library." in refused.problem.reason


def test_more_digits_than_can_be_kept_do_not_make_a_change(cast: Cast, write: Any) -> None:
    draft = replace(CLOSE, baseline=Decimal("0.123456789123"), target=Decimal("123456.1234567890123"))
    write(draft)
    assert latest(cast, "close").target == Decimal("123456.12345679")
    assert write(draft, now=LATER)[0].status is Status.UNCHANGED


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"account": "HF-9"}, "account", "No account “HF-9” is on file"),
        ({"statement": None}, "statement", "needs its statement"),
        ({"outcome": " "}, "outcome", "needs an external id"),
        ({"outcome": "x" * 201}, "outcome", "201 characters"),
        ({"target": "x" * 301, "baseline": "y"}, "target", "301 characters"),
        ({"unit": "x" * 101}, "unit", "101 characters"),
        ({"target": Decimal("1e12")}, "target", "larger than can be kept"),
        (
            {"baseline": Decimal(10), "target": Decimal(12), "direction": Direction.DECREASE},
            "target",
            "The target 12 lies against the direction “decrease”: it starts at 10",
        ),
        ({"baseline": "nine or so"}, "baseline", "“nine or so” is not a number"),
        ({"kind": OutcomeKind.NUMERIC, "target": "soon"}, "target", "“soon” is not a number"),
        ({"agreed_on": date(2026, 4, 1)}, "agreed_on", "still ahead"),
        ({"value_per_unit": Decimal(-1)}, "value_per_unit", "cannot be negative"),
    ],
)
def test_what_cannot_be_is_refused_and_the_rest_kept(
    cast: Cast, write: Any, changes: dict[str, Any], field: str, reason: str
) -> None:
    refused, kept = write(replace(CLOSE, **changes), AUDIT)
    assert (refused.status, refused.problem.field) == (Status.REFUSED, field)
    assert reason in refused.problem.reason
    assert refused.problem.remedy
    assert kept.status is Status.CREATED
    assert outcomes(cast.workspace).count() == 1


def test_two_rows_that_disagree_are_told_and_two_that_agree_are_one(cast: Cast, write: Any) -> None:
    first, second, third = write(AUDIT, AUDIT, replace(AUDIT, unit="findings"))
    assert (first.status, second.status, third.status) == (Status.CREATED, Status.UNCHANGED, Status.REFUSED)
    assert "two different things of outcome “audit”" in third.problem.reason


def test_an_outcome_may_cover_other_accounts_of_the_workspace(cast: Cast, write: Any) -> None:
    other = {"workspace": cast.workspace, "external_id": "HF-2", "name": "Harbor Bakery", "created_on": TODAY}
    Account.objects.create(**other)
    assert write(replace(CLOSE, covers=("HF-2",)))[0].status is Status.CREATED
    assert latest(cast, "close").covers == ["HF-2"]


# People


def test_a_validator_is_found_by_address_or_by_name_in_any_case(cast: Cast, write: Any) -> None:
    for validator in ("mina@harborfoods.example", "mina sato", " Mina Sato "):
        assert write(replace(CLOSE, validator=validator))[0].remark == ""
        assert latest(cast, "close").validator == "Mina Sato"


def test_an_unknown_validator_is_kept_with_a_remark(cast: Cast, write: Any) -> None:
    [result] = write(replace(CLOSE, validator="Nobody Known"))
    assert result.status is Status.CREATED
    assert "“Nobody Known” is not a stakeholder on file at account “HF-1”" in result.remark
    assert latest(cast, "close").validator == "Nobody Known"


def test_a_numeric_outcome_without_target_and_an_undated_agreement_are_remarked(cast: Cast, write: Any) -> None:
    [result] = write(replace(AUDIT, kind=OutcomeKind.NUMERIC, agreed_by="Esi Laurent"))
    assert "There is no target" in result.remark
    [result] = write(replace(AUDIT, kind=OutcomeKind.STATUS, agreed_by="Esi Laurent"))
    assert "stays proposed" in result.remark


# Marks


def marks(cast: Cast) -> dict[str, tuple[bool, bool]]:
    """External id -> (primary, first value) of the latest versions."""
    held = {o.external_id: o.versions.order_by("-number")[0] for o in outcomes(cast.workspace)}
    return {name: (version.primary, version.first_value) for name, version in held.items()}


def test_the_first_outcome_becomes_both_where_nobody_says(cast: Cast, write: Any) -> None:
    write(CLOSE, AUDIT)
    assert marks(cast) == {"close": (True, True), "audit": (False, False)}


def test_what_the_file_says_goes_before_the_first(cast: Cast, write: Any) -> None:
    write(CLOSE, replace(AUDIT, primary=True))
    assert marks(cast) == {"close": (False, True), "audit": (True, False)}


def test_a_later_batch_of_the_same_act_may_say_so_too(cast: Cast, write: Any) -> None:
    write(CLOSE)
    write(replace(AUDIT, primary=True))
    assert marks(cast) == {"close": (False, True), "audit": (True, False)}
    assert OutcomeVersion.objects.count() == 2
    assert [r.status for r in write(CLOSE, replace(AUDIT, primary=True), now=LATER)] == [Status.UNCHANGED] * 2


def test_one_that_declines_is_passed_over(cast: Cast, write: Any) -> None:
    write(replace(CLOSE, primary=False), AUDIT)
    assert marks(cast) == {"close": (False, True), "audit": (True, False)}


def test_a_refused_draft_does_not_keep_others_from_the_mark(cast: Cast, write: Any) -> None:
    write(AUDIT, replace(CLOSE, primary=True, target="soon", kind=OutcomeKind.NUMERIC))
    assert marks(cast) == {"audit": (True, True)}


def test_taking_the_mark_later_writes_a_new_version_of_both(cast: Cast, write: Any) -> None:
    write(CLOSE, AUDIT)
    write(replace(AUDIT, primary=True), now=LATER)
    assert marks(cast) == {"close": (False, True), "audit": (True, False)}
    gave, took = latest(cast, "close"), latest(cast, "audit")
    assert (gave.number, took.number) == (2, 2)
    assert gave.in_force_on == took.in_force_on == TODAY + timedelta(days=1)
    assert Entry.objects.filter(changes__primary=[True, False], subject="close").exists()


def test_an_undated_newcomer_takes_the_mark_only_from_the_day_it_is_recorded(cast: Cast, write: Any) -> None:
    # Else OAR's question, which primary was in force at go-live, could be answered anew by a later edit.
    write(CLOSE)
    write(replace(AUDIT, primary=True), now=LATER)
    assert latest(cast, "audit").in_force_on == TODAY + timedelta(days=1)


def test_a_newcomer_agreed_since_takes_the_mark_from_its_agreement(cast: Cast, write: Any) -> None:
    write(CLOSE)
    write(replace(AUDIT, primary=True, agreed_on=date(2026, 1, 10)), now=LATER)
    assert latest(cast, "audit").in_force_on == latest(cast, "close").in_force_on == date(2026, 1, 10)


def test_the_mark_can_be_given_up(cast: Cast, write: Any) -> None:
    write(CLOSE)
    write(replace(CLOSE, primary=False), now=LATER)
    assert marks(cast) == {"close": (False, True)}


def test_other_accounts_keep_their_marks(cast: Cast, write: Any) -> None:
    other = {"workspace": cast.workspace, "external_id": "HF-2", "name": "Harbor Bakery", "created_on": TODAY}
    Account.objects.create(**other)
    write(CLOSE)
    write(replace(AUDIT, account="HF-2", primary=True), now=LATER)
    assert marks(cast) == {"close": (True, True), "audit": (True, True)}


def test_a_batch_costs_the_same_few_queries_whatever_its_size(
    cast: Cast, write: Any, django_assert_max_num_queries: Callable[[int], CaptureQueriesContext]
) -> None:
    drafts = [replace(AUDIT, outcome=f"audit {number}") for number in range(500)]
    with django_assert_max_num_queries(60) as asked:  # SQLite takes about 30 rows of a wide table at a time
        write(*drafts)
    reads = [query for query in asked.captured_queries if query["sql"].startswith("SELECT")]
    assert len(reads) <= 4
    assert outcomes(cast.workspace).count() == 500
