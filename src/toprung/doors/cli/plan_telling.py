"""A success plan as the terminal tells it, and as JSON."""

from __future__ import annotations

from typing import Any

from toprung.doctrine.reasons import worded
from toprung.doors.cli.terminal import say
from toprung.kernel.canon import plain
from toprung.motion.plans.picture import MilestoneSeen, PlanSeen
from toprung.records.book.models import Account


def show(account: Account, seen: PlanSeen) -> None:
    """The answer, then each outcome with its milestones, then the changes that are not shared yet."""
    say(f"{account.name}. {seen.answer}", "bold")
    if seen.plan.purpose:
        say(seen.plan.purpose)
    for outcome in seen.outcomes:
        say()
        out = " (left out of the plan)" if outcome.withheld else ""
        due = f", due {worded(outcome.due)}" if outcome.due else ""
        say(f"{outcome.terms.statement}{due}{out}", "bold")
        for milestone in outcome.milestones:
            say(f"  {_line(milestone)}")
    if seen.unshared:
        say()
        say(f"Not shared since version {seen.versions[0].number}:")
    for change in seen.unshared:
        say(f"  {change}")


def as_json(account: Account, seen: PlanSeen) -> dict[str, Any]:
    """The plan in JSON's types."""
    told: dict[str, Any] = plain(
        {
            "account": account.external_id,
            "answer": seen.answer,
            "purpose": seen.plan.purpose,
            "outcomes": [
                {
                    "outcome": o.outcome.external_id,
                    "statement": o.terms.statement,
                    "due_on": o.due,
                    "agreed_on": o.terms.agreed_on,
                    "withheld": o.withheld,
                    "milestones": [_milestone(m) for m in o.milestones],
                }
                for o in seen.outcomes
            ],
            "versions": [
                {
                    "number": v.number,
                    "shared_at": v.shared_at,
                    "hash": v.content_hash,
                    "signatures": [
                        {"name": s.name, "role": s.role, "signed_on": s.signed_on, "grade": s.grade}
                        for s in v.signatures
                    ],
                }
                for v in seen.versions
            ],
            "unshared": seen.unshared,
        }
    )
    return told


def _line(seen: MilestoneSeen) -> str:
    when = f"overdue since {worded(seen.due)}" if seen.overdue and seen.due else ""
    due = when or (f"due {worded(seen.due)}" if seen.due else "no due day")
    who = seen.owner or "nobody’s yet"
    said = f", says {seen.said_by}" if seen.said_by else ""
    sees = "the customer sees it" if seen.customers else "internal"
    return f"{seen.number}. {seen.title}: {seen.state.label}{said}, {due}, {who}, {sees}"


def _milestone(seen: MilestoneSeen) -> dict[str, Any]:
    return {
        "number": seen.number,
        "title": seen.title,
        "state": seen.state,
        "owner": seen.owner,
        "due_on": seen.due,
        "overdue": seen.overdue,
        "done_on": seen.milestone.done_on,
        "said_by": seen.said_by,
        "customer_sees_it": seen.customers,
    }
