"""A finished life as the rows of each KIND, and as what is true of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from toprung.kernel.days import Rhythm, add_months, whole_periods
from toprung.kernel.vocabulary import Lifecycle, OutcomeKind
from toprung.motion.demo.life import Life
from toprung.motion.demo.outcome import Outcome
from toprung.motion.demo.revenue import CURRENCY
from toprung.motion.demo.touches import touch_rows
from toprung.motion.demo.truth import WINDOW, AccountTruth, month_ends

Rows = Iterable[dict[str, Any]]
#: how long after they were met prospects are to sign
TALKS = timedelta(days=120)


def account_rows(life: Life) -> Rows:
    """One row of KIND accounts; the segment holds from the day the customer was met."""
    customer = life.customer
    yield {
        "account": customer.account,
        "name": customer.name,
        "segment": customer.segment.value,
        "segment_from": life.met_on,
        "tier": customer.tier,
        "owner": customer.owner,
        "seats": customer.seats,
        "industry": customer.industry,
        "currency": CURRENCY,
        "parent": customer.parent,
        "seller": customer.seller,
        "signature_expected_on": life.met_on + TALKS if life.signed_on is None else None,
        "go_live_on": life.go_live_on,
    }


def stakeholder_rows(life: Life) -> Rows:
    """Rows of KIND stakeholders."""
    for person in life.people:
        yield {
            "account": life.customer.account,
            "name": person.name,
            "email": f"{person.name.lower().replace(' ', '.')}@{life.customer.domain}",
            "role": person.role.value,
            "joined_on": person.joined_on,
            "left_on": person.left_on,
        }


def contract_rows(life: Life) -> Rows:
    """Rows of KIND contracts, numbered in order of signing."""
    for number, contract in enumerate(life.contracts, start=1):
        yield contract.row(life.customer.account, number)


def revenue_rows(life: Life) -> Rows:
    """Rows of KIND revenue."""
    return life.revenue.rows(life.customer.account)


def outcome_rows(life: Life) -> Rows:
    """Rows of KIND outcomes."""
    return (outcome.row(life.customer.account) for outcome in life.outcomes)


def measurement_rows(life: Life) -> Rows:
    """Rows of KIND measurements."""
    return (row for outcome in life.outcomes for row in outcome.measurement_rows(life.customer.account))


def attestation_rows(life: Life) -> Rows:
    """Rows of KIND attestations."""
    return (row for outcome in life.outcomes for row in outcome.attestation_rows(life.customer.account))


#: KIND: how a life tells it. Events are told apart, because they are many.
TELL: dict[str, Callable[[Life], Rows]] = {
    "accounts": account_rows,
    "stakeholders": stakeholder_rows,
    "contracts": contract_rows,
    "revenue": revenue_rows,
    "outcomes": outcome_rows,
    "measurements": measurement_rows,
    "attestations": attestation_rows,
    "touches": touch_rows,
}


def true_of(life: Life, story: str) -> AccountTruth:
    """What is so of this account today, from its script alone."""
    if life.standing is None:
        raise ValueError(f"The story {story} has no end: {life.customer.account} stands nowhere")
    primary = next((outcome for outcome in life.outcomes if outcome.primary), None)
    first_value_on = next((outcome.reached_on for outcome in life.outcomes if outcome.first_value), None)
    clock_on, reached_on, validated_on = life.clock_on, None, None
    if primary is not None:
        reached_on, validated_on = primary.reached_on, primary.validated_on
    a_year_ago = add_months(life.today, -12)
    return AccountTruth(
        account=life.customer.account,
        story=story,
        segment=life.customer.segment.value,
        lifecycle=lifecycle(life, first_value_on),
        rung=life.standing.rung,
        gaps=life.standing.gaps,
        result=life.standing.result,
        named_result=primary is not None and is_named(primary),
        signed_on=life.signed_on,
        go_live_on=life.go_live_on,
        clock_on=clock_on,
        judged=clock_on is not None and life.today - clock_on >= WINDOW,
        in_flight=clock_on is not None and life.today - clock_on < WINDOW,
        reached_on=reached_on,
        validated_on=validated_on,
        measured_reached=_within(clock_on, reached_on),
        validated_reached=_within(clock_on, reached_on) and _within(clock_on, validated_on),
        first_value_on=first_value_on,
        first_value_days=_days_from(life.signed_on, first_value_on),
        adoption_floor=life.customer.adoption_floor,
        weekly_users=life.usage.users_in_weeks(whole_periods(life.today, 4, Rhythm.WEEK)),
        mrr=life.revenue.mrr_on(life.today),
        mrr_at_month_ends={day: life.revenue.mrr_on(day) for day in month_ends(life.today)},
        mrr_a_year_ago=life.revenue.mrr_on(a_year_ago),
        newly_sold_since=life.revenue.newly_sold_between(a_year_ago, life.today),
        transferred_since=life.revenue.transferred_between(a_year_ago, life.today),
        paid_nothing_in_between=life.revenue.was_zero_between(a_year_ago, life.today),
    )


def lifecycle(life: Life, first_value_on: date | None) -> Lifecycle:
    """From the scripted days (DOMAIN section 1)."""
    if life.signed_on is None:
        return Lifecycle.PROSPECT
    if life.left_on is not None:
        return Lifecycle.FORMER
    if life.ends_on is not None:
        return Lifecycle.LEAVING
    if life.go_live_on is None:
        return Lifecycle.IMPLEMENTING
    return Lifecycle.ONBOARDING if first_value_on is None else Lifecycle.LIVE


def is_named(outcome: Outcome) -> bool:
    """Was a business outcome promised, rather than a task or a wish put on file? All of ours name a validator."""
    return outcome.promise.kind is not OutcomeKind.STATUS or bool(outcome.after)


def _within(clock_on: date | None, day: date | None) -> bool:
    return clock_on is not None and day is not None and day - clock_on <= WINDOW


def _days_from(signed_on: date | None, day: date | None) -> int | None:
    return None if signed_on is None or day is None else max(0, (day - signed_on).days)
