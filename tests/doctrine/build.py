"""Words to make Evidence readable in tests. Today is Tuesday, 31 March 2026; its last whole week began on 23 March."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from toprung.doctrine.evidence import (
    Attestation,
    Claim,
    Contract,
    Evidence,
    Outcome,
    PeriodUse,
    Reading,
    Stakeholder,
    Terms,
    Touch,
    Usage,
)
from toprung.doctrine.policy import DEFAULTS, Policy
from toprung.doctrine.results import Result, judge_result
from toprung.doctrine.signals import Finding
from toprung.doctrine.verdict import Verdict, judge
from toprung.kernel.days import Rhythm, whole_periods
from toprung.kernel.vocabulary import (
    Category,
    Direction,
    Grade,
    OutcomeKind,
    Said,
    StakeholderRole,
    TouchKind,
    TouchPurpose,
)

TODAY = date(2026, 3, 31)
USER, CHAMPION, BUYER = StakeholderRole.USER, StakeholderRole.CHAMPION, StakeholderRole.BUYER
LEAD, MANAGER, SPONSOR = StakeholderRole.TEAM_LEAD, StakeholderRole.MANAGER, StakeholderRole.EXECUTIVE_SPONSOR

UNA, CHRIS, BEA = Stakeholder("Una", USER), Stakeholder("Chris", CHAMPION), Stakeholder("Bea", BUYER)
LEO, MIA, SAM = Stakeholder("Leo", LEAD), Stakeholder("Mia", MANAGER), Stakeholder("Sam", SPONSOR)
PEOPLE = (UNA, CHRIS, BEA, LEO, MIA, SAM)


def ago(days: int) -> date:
    """The day that many days before today; ahead where negative."""
    return TODAY - timedelta(days=days)


def account(segment: str = "SMB", **facts: Any) -> Evidence:
    """An account of the segment about which nothing is known but what is given; `policy` is a dict of changes."""
    policy: Policy = dataclasses.replace(DEFAULTS[segment], **facts.pop("policy", {}))
    return Evidence(**{"account": "harbor", "as_of": TODAY, "segment": segment, "policy": policy, **facts})


def changed(e: Evidence, **numbers: Any) -> Evidence:
    """The same account, judged by other numbers."""
    return dataclasses.replace(e, policy=dataclasses.replace(e.policy, **numbers))


def on(e: Evidence, day: date) -> Evidence:
    """The same facts, judged on another day."""
    return dataclasses.replace(e, as_of=day)


def contract(starts: int = 200, ends: int = -165, **terms: Any) -> Contract:
    """A contract that began `starts` days ago and ends `ends` days ago (ahead where negative); a year by default."""
    return Contract(**{"reference": "C-1", "starts_on": ago(starts), "ends_on": ago(ends), **terms})


def outcome(
    *said: Attestation, readings: tuple[Reading, ...] = (), claims: tuple[Claim, ...] = (), **terms: Any
) -> Outcome:
    """A status outcome, primary and agreed: nothing about it is numeric unless `terms` say so."""
    reference, features = terms.pop("reference", "close"), terms.pop("feature_periods", frozenset())
    known = {"statement": "Pass the ISO 27001 audit", "primary": True, "agreed_on": ago(210), "validator": "Bea"}
    return Outcome(reference, (Terms(**{**known, **terms}),), readings, said, claims, features)


def numeric_outcome(*said: Attestation, readings: tuple[Reading, ...] = (), **terms: Any) -> Outcome:
    """From 10 days to close the books down to 5; the numbers are in the fields, not in the statement."""
    known = {
        "statement": "A faster monthly close",
        "kind": OutcomeKind.NUMERIC,
        "metric": "days to close",
        "direction": Direction.DECREASE,
        "baseline": Decimal(10),
        "target": Decimal(5),
    }
    return outcome(*said, readings=readings, **{**known, **terms})


def value(day: int, amount: int | str) -> Reading:
    """A number read `day` days ago."""
    return Reading(ago(day), Decimal(amount))


def state(day: int, text: str) -> Reading:
    """A state read `day` days ago."""
    return Reading(ago(day), state=text)


def yes(who: Stakeholder, day: int, **word: Any) -> Attestation:
    """That person's yes, `day` days ago, reported."""
    return said(who, Said.YES, day, **word)


def no(who: Stakeholder, day: int, **word: Any) -> Attestation:
    return said(who, Said.NO, day, **word)


def withdraws(who: Stakeholder, day: int) -> Attestation:
    return said(who, Said.WITHDRAWN, day)


def said(who: Stakeholder, what: Said, day: int, **word: Any) -> Attestation:
    return Attestation(
        **{"recorded_on": ago(day), **word}, stakeholder=who.name, role=who.role, said=what, occurred_on=ago(day)
    )


def weeks(*users: int, rhythm: Rhythm = Rhythm.WEEK, last_event: int = 1) -> Usage:
    """Users in each of the last whole periods, oldest first; weeks unless said. The last event was yesterday."""
    starts = whole_periods(TODAY, len(users), rhythm)
    periods = tuple(PeriodUse(start, count) for start, count in zip(starts, users, strict=True))
    return Usage(rhythm, periods, last_event_on=ago(last_event), first_event_on=starts[0] if starts else None)


def silent(last_event: int | None = None) -> Usage:
    """A connected feed that saw the account last so many days ago, or never."""
    last = None if last_event is None else ago(last_event)
    return Usage(Rhythm.WEEK, last_event_on=last, first_event_on=last)


def review(day: int, *attended: StakeholderRole) -> Touch:
    """A strategic business review."""
    return Touch(ago(day), TouchKind.BUSINESS_REVIEW, TouchPurpose.STRATEGIC, attended)


def successful(segment: str = "SMB", **facts: Any) -> Evidence:
    """A year's contract, live for 200 days, used, with a fresh validated result: nothing to complain of."""
    said_yes = {
        "SMB": (yes(BEA, 20, value=Decimal(5)),),
        "Mid-Market": (yes(LEO, 20, value=Decimal(5)), yes(MIA, 20, value=Decimal(5))),
        "Enterprise": (yes(SAM, 20, value=Decimal(5), grade=Grade.SIGNED),),
    }
    named = {"SMB": "Bea", "Mid-Market": "Leo", "Enterprise": "Sam"}
    close = numeric_outcome(
        *said_yes[segment],
        readings=(value(150, 8), value(90, 6), value(20, 5)),
        validator=named[segment],
        first_value=True,
    )
    known = {
        "go_live_on": ago(200),
        "contracts": (contract(signed_on=ago(210)),),
        "stakeholders": PEOPLE,
        "outcomes": (close,),
        "usage": weeks(*[20] * 12),
        "touches": (review(15, SPONSOR),),
        "seats": 100,
    }
    return account(segment, **{**known, **facts})


def sold(signed: int = 5, **facts: Any) -> Evidence:
    """An SMB account signed so many days ago of which everything is known that the gate of the sale asks for."""
    close = numeric_outcome(
        metric="days to close",
        statement="Close the books in 5 days instead of 10",
        due_days=90,
        category=Category.EFFICIENCY_GAINED,
        mechanism="Matches bank lines by itself",
        promised_by="Sel",
        first_value=True,
    )
    known = {
        "owner": "Cleo",
        "contracts": (contract(signed, signed - 365, signed_on=ago(signed)),),
        "stakeholders": PEOPLE,
        "outcomes": (close,),
        "handoffs_from": ago(400),
    }
    return account(**{**known, **facts})


#: the Mondays of the nine whole weeks from go-live (26 January) to the latest value (31 March)
MONDAYS = tuple(date.fromordinal(date(2026, 1, 26).toordinal() + 7 * n) for n in range(9))


def four_tests_met(**changes: object) -> Evidence:
    """A result with all four tests met, each by evidence of its own: nothing is supplied by the confirmation's words.

    The statement names neither metric nor magnitude, and so the yes says no more than yes.
    """
    known: dict[str, object] = {
        "statement": "A calmer month end",
        "metric": "",
        "readings": (value(60, 8), value(0, 5)),
        "mechanism": "Matches bank lines by itself",
        "features": ("match",),
        "feature_periods": frozenset(MONDAYS[:5]),
        "claims": (Claim(ago(5), document="Board paper of March"),),
    }
    said = changes.pop("said", (yes(BEA, 3),))
    promise = numeric_outcome(*said, **{**known, **changes})  # type: ignore[misc, arg-type]
    return account(go_live_on=MONDAYS[0], stakeholders=PEOPLE, usage=weeks(5, 5, 5, 5), outcomes=(promise,))


def with_outcome(e: Evidence, *outcomes: Outcome) -> Evidence:
    """The same account with these outcomes instead."""
    return dataclasses.replace(e, outcomes=outcomes)


def result_of(e: Evidence, index: int = 0) -> Result:
    """What became of its outcome."""
    return judge_result(e, e.outcomes[index])


def found(e: Evidence, signal: str) -> list[Finding]:
    """That signal's findings. Every finding of the account is worded on the way."""
    verdict = worded(e)
    return [finding for finding in verdict.findings if finding.signal == signal]


def codes(e: Evidence, signal: str) -> list[str]:
    """The codes of that signal's reasons."""
    return [finding.reason.code for finding in found(e, signal)]


def worded(e: Evidence) -> Verdict:
    """The verdict, after proving that each of its reasons can be worded."""
    verdict = judge(e)
    assert all(reason["text"] for reason in verdict.as_json()["reasons"])
    assert all(finding.reason.text for finding in verdict.findings)
    return verdict
