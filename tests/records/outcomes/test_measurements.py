"""Measurements, claims and answers to checks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cast import NOW, TODAY, Cast

from toprung.kernel.errors import NotAllowed, Refused
from toprung.kernel.vocabulary import MeasurementSource, MemberRole
from toprung.motion.forgetting import erase_person
from toprung.records.journal.fitting import stored
from toprung.records.journal.models import Entry
from toprung.records.journal.upsert import Status, Upserted
from toprung.records.outcomes.actions import (
    answer_check,
    claim_results,
    record_measurements,
    withdraw_measurements,
    write_outcomes,
)
from toprung.records.outcomes.answering import AnsweredMeanwhile
from toprung.records.outcomes.drafts import ClaimDraft, MeasurementDraft, OutcomeDraft
from toprung.records.outcomes.models import CheckAnswer, Measurement, ResultClaim
from toprung.records.tenancy.actors import ANONYMOUS
from toprung.records.tenancy.permissions import ALLOWED, Verb

LATER = NOW + timedelta(days=1)
MARCH = date(2026, 3, 1)
SEVEN = MeasurementDraft("HF-1", "close", MARCH, Decimal(7))
CLAIM = ClaimDraft("HF-1", "close", statement="Five days", document="QBR deck, page 3", opened_on=MARCH)


@pytest.fixture
def promised(cast: Cast) -> Cast:
    """The cast with a numeric outcome “close” and a status outcome “audit”."""
    close = OutcomeDraft("HF-1", "close", statement="Close in 5 days", baseline=Decimal(9), target=Decimal(5))
    audit = OutcomeDraft("HF-1", "audit", statement="Pass the audit", target="passed")
    write_outcomes(cast.workspace, [close, audit], by=cast.csm, now=NOW)
    Entry.objects.all().delete()
    return cast


@pytest.fixture
def record(promised: Cast) -> Callable[..., list[Upserted]]:
    """Record drafts as the CSM, now."""
    return lambda *drafts, now=NOW, **more: record_measurements(
        promised.workspace, drafts, by=promised.csm, now=now, **more
    )


def test_anonymous_and_the_stranger_are_refused(promised: Cast) -> None:
    for actor in (ANONYMOUS, promised.stranger):
        with pytest.raises(NotAllowed):
            record_measurements(promised.workspace, [SEVEN], by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            claim_results(promised.workspace, [CLAIM], by=actor, now=NOW)
        with pytest.raises(NotAllowed):
            answer_check(promised.harbor, yes=False, by=actor, now=NOW)


@pytest.mark.parametrize("role", list(MemberRole))
def test_each_role_may_what_the_table_says(promised: Cast, role: MemberRole) -> None:
    actor, workspace = promised.members[role], promised.workspace
    verbs: dict[Verb, Callable[[], object]] = {
        Verb.RECORD_MEASUREMENT: lambda: record_measurements(workspace, [SEVEN], by=actor, now=NOW),
        Verb.CLAIM_RESULT: lambda: claim_results(workspace, [CLAIM], by=actor, now=NOW),
        Verb.ANSWER_CHECK: lambda: answer_check(promised.harbor, yes=False, by=actor, now=NOW),
    }
    for verb, act in verbs.items():
        if role in ALLOWED[verb]:
            act()
        else:
            with pytest.raises(NotAllowed):
                act()


def test_a_measurement_is_on_file_with_both_its_times(promised: Cast, record: Any) -> None:
    assert record(SEVEN, replace(SEVEN, occurred_on=TODAY), imported=True) == [Upserted(Status.CREATED)] * 2
    march, today = Measurement.objects.order_by("occurred_on")
    assert (march.value, march.source, march.backfilled) == (7, MeasurementSource.CUSTOMER, True)
    assert (today.recorded_at, today.backfilled) == (NOW, False)
    assert march.recorded_on(promised.workspace) == MARCH
    assert today.recorded_on(promised.workspace) == TODAY


def test_what_a_member_records_late_counts_from_then(promised: Cast, record: Any) -> None:
    record(SEVEN)
    assert Measurement.objects.get().recorded_on(promised.workspace) == TODAY


def test_the_day_it_was_written_down_elsewhere_counts(promised: Cast, record: Any) -> None:
    record(replace(SEVEN, written_on=date(2026, 3, 9)))
    assert Measurement.objects.get().recorded_on(promised.workspace) == date(2026, 3, 9)


def test_a_correction_supersedes_and_overwrites_nothing(record: Any) -> None:
    record(SEVEN)
    assert record(replace(SEVEN, value=Decimal(6)), now=LATER)[0].status is Status.UPDATED
    old, new = Measurement.objects.order_by("pk")
    assert (old.value, old.superseded_at) == (7, LATER)
    assert (new.value, new.superseded_at, new.recorded_at) == (6, None, LATER)
    assert [entry.changes["value"] for entry in Entry.objects.order_by("id")] == [[None, "7"], ["7", "6"]]


def test_values_are_taken_back_by_their_source_alone(promised: Cast, record: Any) -> None:
    told = replace(SEVEN, occurred_on=TODAY, source=MeasurementSource.CUSTOMER)
    record(replace(SEVEN, source=MeasurementSource.USAGE), told)
    outcome = Measurement.objects.select_related("outcome__account__workspace").get(occurred_on=MARCH).outcome
    days, usage = (MARCH, TODAY), MeasurementSource.USAGE
    for actor in (ANONYMOUS, promised.stranger, promised.viewer):
        with pytest.raises(NotAllowed):
            withdraw_measurements(outcome, days, usage, by=actor, now=LATER)
    # What the customer said meanwhile of one of those days stands.
    assert withdraw_measurements(outcome, days, usage, by=promised.csm, now=LATER) == 1
    assert [value.occurred_on for value in Measurement.objects.filter(superseded_at=None)] == [TODAY]
    assert withdraw_measurements(outcome, days, usage, by=promised.csm, now=LATER) == 0
    assert Entry.objects.filter(verb="withdraw_measurement").count() == 1


def test_the_same_again_changes_nothing(record: Any) -> None:
    record(SEVEN)
    assert record(SEVEN, now=LATER)[0].status is Status.UNCHANGED
    assert (Measurement.objects.count(), Entry.objects.count()) == (1, 1)


def test_a_status_outcome_takes_a_state_or_a_number_as_one(record: Any) -> None:
    record(replace(SEVEN, outcome="audit", value=" passed "), replace(SEVEN, outcome="audit", occurred_on=TODAY))
    assert list(Measurement.objects.order_by("occurred_on").values_list("state", "value")) == [
        ("passed", None),
        ("7", None),
    ]


@pytest.mark.parametrize(
    ("changes", "field", "reason"),
    [
        ({"account": "HF-9"}, "account", "No account “HF-9”"),
        ({"outcome": "cloze"}, "outcome", "no outcome “cloze”"),
        ({"value": "seven"}, "value", "“seven” is no number"),
        ({"value": Decimal("1e11")}, "value", "larger than can be kept"),
        ({"outcome": "audit", "value": "x" * 301}, "value", "301 characters"),
        ({"occurred_on": TODAY + timedelta(days=1)}, "occurred_on", "still ahead: today is 2026-03-31"),
    ],
)
def test_what_cannot_be_is_refused_and_the_rest_kept(
    record: Any, changes: dict[str, Any], field: str, reason: str
) -> None:
    refused, kept = record(replace(SEVEN, **changes), replace(SEVEN, occurred_on=TODAY))
    assert (refused.status, refused.problem.field, kept.status) == (Status.REFUSED, field, Status.CREATED)
    assert reason in refused.problem.reason


def test_two_values_for_one_day_in_one_batch_are_told(record: Any) -> None:
    first, again, other = record(SEVEN, SEVEN, replace(SEVEN, value=Decimal(6)))
    assert [first.status, again.status, other.status] == [Status.CREATED, Status.UNCHANGED, Status.REFUSED]
    assert "two different things" in other.problem.reason


DAYS = st.dates(date(2026, 1, 1), date(2026, 1, 5))
VALUES = st.decimals(-1000, 1000, places=3)


@given(st.dictionaries(DAYS, VALUES, min_size=1))
def test_any_batch_twice_changes_nothing(promised: Cast, readings: dict[date, Decimal]) -> None:
    Measurement.objects.all().delete()
    drafts = [replace(SEVEN, occurred_on=day, value=value) for day, value in readings.items()]
    record_measurements(promised.workspace, drafts, by=promised.csm, now=NOW)
    again = record_measurements(promised.workspace, drafts, by=promised.csm, now=LATER)
    assert {result.status for result in again} == {Status.UNCHANGED}
    assert {m.occurred_on: m.value for m in Measurement.objects.filter(superseded_at=None)} == readings


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**10), max_value=10**10))
def test_a_stored_value_comes_back_as_it_went_in(promised: Cast, value: Decimal) -> None:
    Measurement.objects.all().delete()
    record_measurements(promised.workspace, [replace(SEVEN, value=value)], by=promised.csm, now=NOW)
    assert Measurement.objects.get().value == stored(value)


# Claims and checks


def test_a_claim_is_on_file_once_however_often_it_is_made(promised: Cast) -> None:
    for day in (NOW, LATER):
        claim_results(promised.workspace, [CLAIM], by=promised.csm, now=day)
    claim = ResultClaim.objects.get()
    assert (claim.occurred_on, claim.document, claim.opened_on) == (TODAY, "QBR deck, page 3", MARCH)
    assert Entry.objects.get().changes["document"] == [None, "QBR deck, page 3"]


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"account": "HF-9"}, "account"),
        ({"outcome": "cloze"}, "outcome"),
        ({"claimed_on": date(2026, 4, 1)}, "claimed_on"),
        ({"opened_on": date(2026, 4, 1)}, "opened_on"),
        ({"document": "x" * 401}, "document"),
    ],
)
def test_a_claim_that_cannot_be_is_refused(promised: Cast, changes: dict[str, Any], field: str) -> None:
    [result] = claim_results(promised.workspace, [replace(CLAIM, **changes)], by=promised.csm, now=NOW)
    assert result.problem is not None
    assert result.problem.field == field
    assert not ResultClaim.objects.exists()


def test_answers_to_a_check_are_kept_one_after_the_other(promised: Cast) -> None:
    answer_check(promised.harbor, yes=False, by=promised.csm, now=NOW)
    answer_check(promised.harbor, yes=True, named="Close in 5 days", by=promised.csm, now=LATER)
    assert list(CheckAnswer.objects.order_by("pk").values_list("yes", "named", "occurred_on", "answered_by")) == [
        (False, "", TODAY, "Chidi Mensah"),
        (True, "Close in 5 days", TODAY + timedelta(days=1), "Chidi Mensah"),
    ]
    assert [entry.verb for entry in Entry.objects.all()] == ["answer_check"] * 2


def test_a_yes_names_the_result(promised: Cast) -> None:
    with pytest.raises(Refused, match="A yes names the result"):
        answer_check(promised.harbor, yes=True, named=" ", by=promised.csm, now=NOW)


def test_an_answer_after_someone_elses_is_told_and_not_kept(promised: Cast) -> None:
    answer_check(promised.harbor, yes=False, words="Nothing measured", seen=0, by=promised.leader, now=NOW)
    with pytest.raises(AnsweredMeanwhile, match="Lena Vogt answered this check with no") as raised:
        answer_check(promised.harbor, yes=True, named="Five days", seen=0, by=promised.csm, now=LATER)
    assert raised.value.theirs.words == "Nothing measured"
    assert CheckAnswer.objects.count() == 1
    answer_check(promised.harbor, yes=True, named="Five days", seen=1, by=promised.csm, now=LATER)
    assert CheckAnswer.objects.count() == 2


def test_a_person_erased_is_named_in_no_answer(promised: Cast) -> None:
    answer_check(promised.harbor, yes=True, named="Mina Sato says 5", words="Ask mina sato", by=promised.csm, now=NOW)
    erase_person(promised.manager, by=promised.admin, now=LATER)
    kept = CheckAnswer.objects.get()
    assert (kept.named, kept.words) == ("erased person 1 says 5", "Ask erased person 1")
