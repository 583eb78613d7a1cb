"""Interventions follow the book: a no or silence opens one, a yes leaves it open, a standing result closes it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext
from tests.cast import NOW, TODAY, Cast

from toprung.doctrine.verdict import judge
from toprung.kernel.vocabulary import Said
from toprung.motion.checks.intervening import attend, of_account, open_now
from toprung.motion.evaluation.gathering import gather
from toprung.motion.evaluation.models import AccountState
from toprung.motion.upkeep import bring_up_to_date, refresh
from toprung.records.book.actions import upsert_contracts
from toprung.records.book.drafts import ContractDraft
from toprung.records.interventions.actions import add_step
from toprung.records.interventions.models import Intervention
from toprung.records.outcomes.actions import (
    answer_check,
    record_attestations,
    record_measurements,
    write_outcomes,
)
from toprung.records.outcomes.drafts import AttestationDraft, MeasurementDraft, OutcomeDraft

DAY = timedelta(days=1)


@pytest.fixture
def asked(cast: Cast) -> Cast:
    """Harbor Foods, whose contract began 92 days ago: its check was due 2 days ago, and it has a named result."""
    began = TODAY - 92 * DAY
    contract = ContractDraft("HF-1", "C-1", signed_on=began, starts_on=began, ends_on=date(2026, 12, 21))
    upsert_contracts(cast.workspace, [contract], by=cast.leader, now=NOW)
    promise = OutcomeDraft(
        "HF-1",
        "close",
        statement="Close the books in 5 days instead of 10",
        metric="days to close",
        baseline=Decimal(10),
        target=Decimal(5),
        validator="Tom Becker",
        mechanism="Matches bank lines by itself",
    )
    write_outcomes(cast.workspace, [promise], by=cast.csm, now=NOW)
    refresh(cast.workspace, ["HF-1"], NOW)
    return cast


def say(cast: Cast, *, yes: bool, at: datetime = NOW) -> None:
    answer_check(cast.harbor, yes=yes, named="Closing in 5 days" if yes else "", by=cast.csm, now=at)
    refresh(cast.workspace, ["HF-1"], at)


def prove(cast: Cast, at: datetime) -> None:
    """A measurement on target, confirmed by both roles that Mid-Market accepts."""
    day = cast.workspace.day_of(at)
    record_measurements(cast.workspace, [MeasurementDraft("HF-1", "close", day, Decimal(5))], by=cast.csm, now=at)
    words = [
        AttestationDraft("HF-1", "close", who, Said.YES, day, Decimal(5), "We close in 5 days", "call")
        for who in ("Tom Becker", "Mina Sato")
    ]
    record_attestations(cast.workspace, words, by=cast.csm, now=at)
    refresh(cast.workspace, ["HF-1"], at)


def evaluate_as_of(cast: Cast, day: date) -> list[dict[str, object]]:
    """The check as it stood on that day, with what is on file now."""
    found = gather(cast.workspace, day, ["HF-1"])
    return [judge(e).as_json()["check"] for chunk in found for e in chunk]


def test_a_no_opens_one_with_subject_owner_and_days_to_act(asked: Cast) -> None:
    assert of_account(asked.workspace, asked.harbor.pk) is None
    say(asked, yes=False)
    found = of_account(asked.workspace, asked.harbor.pk)
    assert found is not None
    assert (found.held.cause, found.held.owner, found.held.opened_on) == ("no", "Chidi Mensah", TODAY)
    assert found.held.subject == "Close the books in 5 days instead of 10"
    # Mid-Market: notice 60 days before the end, and a warning is early 30 days before that.
    assert found.notice_on == date(2026, 12, 21) - 60 * DAY
    assert found.act_by == date(2026, 12, 21) - 90 * DAY
    assert found.asked_again_on == TODAY + 30 * DAY


def test_silence_opens_one_when_its_days_are_over(asked: Cast) -> None:
    # Due on 29 March (29 December and 90 days); silence counts as no after 7 days: from 6 April on.
    bring_up_to_date(asked.workspace, NOW + 5 * DAY)
    assert of_account(asked.workspace, asked.harbor.pk) is None
    bring_up_to_date(asked.workspace, NOW + 6 * DAY)
    found = of_account(asked.workspace, asked.harbor.pk)
    assert found is not None
    assert (found.held.cause, found.held.opened_on) == ("silence", date(2026, 4, 6))
    # Asked again 30 days after the silence counted; an answer is owed until then all the same.
    assert (found.asked_again_on, found.answer_owed) == (date(2026, 5, 6), True)


def test_silence_is_asked_about_afresh_and_the_intervention_stays_the_one_it_is(asked: Cast) -> None:
    bring_up_to_date(asked.workspace, NOW + 6 * DAY)
    first = Intervention.objects.get()
    states = {}
    for days in (35, 36, 43, 44, 74):
        bring_up_to_date(asked.workspace, NOW + days * DAY)
        found = of_account(asked.workspace, asked.harbor.pk)
        assert found is not None
        assert (found.held.pk, found.held.closed_on) == (first.pk, None)
        states[days] = (found.check_state, found.answer_owed, found.asked_again_on)
    assert states == {
        35: ("silent", True, date(2026, 5, 6)),
        36: ("due", True, None),
        43: ("due", True, None),
        44: ("silent", True, date(2026, 6, 13)),
        74: ("due", True, None),
    }
    assert Intervention.objects.count() == 1
    say(asked, yes=False, at=NOW + 75 * DAY)
    answered = of_account(asked.workspace, asked.harbor.pk)
    assert answered is not None
    assert (answered.held.pk, answered.answer_owed, answered.asked_again_on) == (first.pk, False, TODAY + 105 * DAY)
    say(asked, yes=True, at=NOW + 76 * DAY)
    claimed = of_account(asked.workspace, asked.harbor.pk)
    assert claimed is not None, "claimed, and nothing is owed"
    assert (claimed.held.pk, claimed.answer_owed, claimed.asked_again_on) == (first.pk, False, None)


def test_silence_opens_it_too_where_the_book_is_looked_at_only_when_it_is_asked_again(asked: Cast) -> None:
    bring_up_to_date(asked.workspace, NOW + 36 * DAY)
    found = of_account(asked.workspace, asked.harbor.pk)
    assert found is not None
    assert (found.held.cause, found.check_state) == ("silence", "due")


def test_a_day_before_changes_nothing_of_today(asked: Cast) -> None:
    bring_up_to_date(asked.workspace, NOW + 44 * DAY)
    now = AccountState.objects.get(account=asked.harbor)
    (past,) = evaluate_as_of(asked, TODAY + 36 * DAY)
    assert (past["state"], past["asked_on"], past["unanswered_on"]) == ("due", "2026-05-06", "2026-03-29")
    assert AccountState.objects.get(account=asked.harbor).check_state == now.check_state == "silent"


def test_a_yes_is_claimed_and_leaves_it_open_and_a_result_closes_it(asked: Cast) -> None:
    say(asked, yes=False)
    say(asked, yes=True, at=NOW + DAY)
    assert of_account(asked.workspace, asked.harbor.pk) is not None
    prove(asked, NOW + 2 * DAY)
    assert of_account(asked.workspace, asked.harbor.pk) is None
    held = Intervention.objects.get()
    assert (held.ended, held.closed_on) == ("result_stands", TODAY + 2 * DAY)


def test_a_second_no_after_thirty_days_keeps_the_same_one(asked: Cast) -> None:
    say(asked, yes=False)
    say(asked, yes=False, at=NOW + 30 * DAY)
    assert Intervention.objects.count() == 1


def test_the_worker_opens_it_too_and_looking_again_costs_little(asked: Cast) -> None:
    say(asked, yes=False)
    Intervention.objects.all().delete()
    bring_up_to_date(asked.workspace, NOW + DAY)
    assert Intervention.objects.count() == 1
    with CaptureQueriesContext(connection) as looked:
        attend(asked.workspace, NOW + DAY)
    assert len(looked) == 2


def test_open_ones_are_listed_with_their_steps_and_no_stranger_s(asked: Cast) -> None:
    say(asked, yes=False)
    held = Intervention.objects.select_related("account__workspace").get()
    add_step(held, "Ask Mina for March’s close", due_on=TODAY + DAY, by=asked.csm, now=NOW)
    add_step(held, "Called Tom", done=True, by=asked.csm, now=NOW)
    (found,) = open_now(asked.workspace, Q(), 50)
    assert [step.text for step in found.to_do] == ["Ask Mina for March’s close"]
    assert [step.text for step in found.done] == ["Called Tom"]
    assert open_now(asked.elsewhere, Q(), 50) == ()
