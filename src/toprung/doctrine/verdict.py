"""One account's Evidence in, its Verdict out: the whole doctrine in one call."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from toprung.doctrine.achievement import Achieved, achieved, first_value_on
from toprung.doctrine.checks import Check, check
from toprung.doctrine.clocks import notice_on, renewal, renewal_passed_on
from toprung.doctrine.evidence import Evidence
from toprung.doctrine.health import Health, assess
from toprung.doctrine.ladder import Ladder, climb
from toprung.doctrine.lifecycle import lifecycle
from toprung.doctrine.next_step import next_step
from toprung.doctrine.reasons import Reason
from toprung.doctrine.results import Result, ResultState, judge_results
from toprung.doctrine.signals import Finding, Standing, find_all
from toprung.doctrine.triage import named_result, triage
from toprung.kernel.canon import plain
from toprung.kernel.vocabulary import Lifecycle


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where one account stands on a day, and why."""

    account: str
    as_of: date
    name: str
    segment: str
    owner: str
    lifecycle: Lifecycle
    ladder: Ladder
    health: Health
    results: tuple[Result, ...]
    named_result: str | None
    validator: str | None
    triage: Reason | None
    check: Check
    next_step: Reason
    findings: tuple[Finding, ...]
    achieved: Achieved | None
    first_value_on: date | None
    renewal_on: date | None
    #: of a contract known by its end alone, where none lies ahead: the renewal day that has passed
    renewal_passed_on: date | None
    notice_on: date | None
    arr: Decimal | None
    currency: str
    users_7: int | None
    users_28: int | None
    events_7: int | None
    events_28: int | None
    #: reference of the primary outcome, named or not
    primary: str | None = None

    @property
    def result_state(self) -> ResultState | None:
        """The state of the primary outcome's result; None without one."""
        return next((r.state for r in self.results if r.outcome == self.primary), None)

    @property
    def reasons(self) -> tuple[Reason, ...]:
        """Why it stands where it stands: the four rungs' evidence, then what holds health down."""
        return (*(r.reason for r in self.ladder.evidence), *self.health.caps)

    def standing(self) -> dict[str, Any]:
        """What history keeps track of: it changes when the account's standing does, not with each day's event."""
        return {
            "lifecycle": self.lifecycle.value,
            "rung": int(self.ladder.rung),
            "gaps": [int(r) for r in self.ladder.gaps],
            "unknown": [int(r) for r in self.ladder.unknown],
            "health": self.health.score,
            "band": self.health.band.value if self.health.band else None,
            "named_result": self.named_result,
            "segment": self.segment,
            "results": {r.outcome: r.state.value for r in self.results},
            "check": self.check.state.value,
            "signals": sorted({f"{f.signal}:{f.subject}" for f in self.findings}),
        }

    def as_json(self) -> dict[str, Any]:
        """Everything, in JSON's types, with each reason worded."""
        evidence = [
            {"rung": int(r.rung), "says": r.says.value, "reason": r.reason.as_json()} for r in self.ladder.evidence
        ]
        caps = [reason.as_json() for reason in self.health.caps]
        return {
            "account": self.account,
            "name": self.name,
            "as_of": plain(self.as_of),
            "segment": self.segment,
            "owner": self.owner,
            "lifecycle": self.lifecycle.value,
            "rung": int(self.ladder.rung),
            "rung_label": self.ladder.rung.label,
            "gaps": [int(r) for r in self.ladder.gaps],
            "hollow": self.ladder.hollow,
            "unknown": [int(r) for r in self.ladder.unknown],
            "evidence": evidence,
            "health": self.health.score,
            "band": self.health.band.value if self.health.band else None,
            "health_parts": [
                {
                    "part": p.name.value,
                    "weight": p.weight,
                    "points": plain(p.points),
                    "no_data": p.share is None,
                    "reasons": [r.as_json() for r in p.reasons],
                }
                for p in self.health.parts
            ],
            "health_caps": caps,
            "named_result": self.named_result,
            "primary": self.primary,
            "validator": self.validator,
            "triage": self.triage.as_json() if self.triage else None,
            "check": {
                "state": self.check.state.value,
                "is_due": self.check.is_due,
                "due_on": plain(self.check.due_on),
                "staged_on": plain(self.check.staged_on),
                "asked_on": plain(self.check.asked_on),
                "again_on": plain(self.check.again_on),
                "unanswered_on": plain(self.check.unanswered_on),
            },
            "results": [_result_json(r) for r in self.results],
            "next_step": self.next_step.as_json(),
            "signals": [f.as_json() for f in self.findings],
            # As `reasons` says: each rung's, then what holds health down.
            "reasons": [*(rung["reason"] for rung in evidence), *caps],
            "first_value_on": plain(self.first_value_on),
            "renewal_on": plain(self.renewal_on),
            "renewal_passed_on": plain(self.renewal_passed_on),
            "notice_on": plain(self.notice_on),
            "arr": plain(self.arr),
            "currency": self.currency or None,
            "users_7": self.users_7,
            "users_28": self.users_28,
            "events_7": self.events_7,
            "events_28": self.events_28,
        }


def judge(e: Evidence) -> Verdict:
    """The account's verdict on the evidence's day. Pure: equal evidence gives an equal verdict."""
    life = lifecycle(e)
    results = judge_results(e)
    ladder = climb(e, results)
    health = assess(e, life, results)
    due = check(e, life, results)
    named, ahead = named_result(e), renewal(e)
    findings = find_all(e, Standing(life, ladder, results, due))
    return Verdict(
        account=e.account,
        as_of=e.as_of,
        name=e.name or e.account,
        segment=e.segment,
        owner=e.owner,
        lifecycle=life,
        ladder=ladder,
        health=health,
        results=results,
        named_result=named.terms.statement if named else None,
        validator=e.primary.terms.validator or None if e.primary else None,
        triage=triage(e, life),
        check=due,
        next_step=next_step(e, life, ladder, results),
        findings=findings,
        achieved=achieved(e),
        first_value_on=first_value_on(e),
        renewal_on=ahead[0] if ahead else None,
        renewal_passed_on=renewal_passed_on(e),
        notice_on=notice_on(ahead[1], e.policy, e.as_of) if ahead else None,
        arr=e.money.arr,
        currency=e.money.currency,
        users_7=e.usage.users_7 if e.usage else None,
        users_28=e.usage.users_28 if e.usage else None,
        events_7=e.usage.events_7 if e.usage else None,
        events_28=e.usage.events_28 if e.usage else None,
        primary=e.primary.reference if e.primary else None,
    )


def _result_json(result: Result) -> dict[str, Any]:
    return {
        "outcome": result.outcome,
        "statement": result.statement,
        "state": result.state.value,
        "progress": plain(result.progress),
        "validated": result.validated,
        "stands": result.stands,
        "fresh": result.fresh,
        "grade": result.grade.value if result.grade else None,
        "confirmed_on": plain(result.confirmed_on),
        "reached_on": plain(result.reached_on),
        "tests": [
            {
                "test": t.test.value,
                "met": t.met,
                "grade": t.grade.value if t.grade else None,
                "reason": t.reason.as_json(),
            }
            for t in result.tests
        ],
        "mismatched": list(result.mismatched),
        "ask": result.ask or None,
    }
