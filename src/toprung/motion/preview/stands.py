"""What of a verdict a policy decides, in JSON's types: the two sides of a preview, and what is kept in the states."""

from __future__ import annotations

from typing import Any

from toprung.doctrine.verdict import Verdict
from toprung.kernel.canon import plain
from toprung.motion.evaluation.summary import ELSEWHERE

Stand = dict[str, Any]


def stand_of(verdict: Verdict) -> Stand:
    """What history tracks of the account, with its place on the triage list, its check's days and its notice date."""
    return {
        **verdict.standing(),
        "triage": verdict.triage.code if verdict.triage else None,
        "check_is_due": verdict.check.is_due,
        "check_due_on": plain(verdict.check.due_on),
        "check_asked_on": plain(verdict.check.asked_on),
        "check_again_on": plain(verdict.check.again_on),
        "renewal_on": plain(verdict.renewal_on),
        "notice_on": plain(verdict.notice_on),
    }


def stand_told(verdict: dict[str, Any]) -> Stand:
    """The same from a verdict as `Verdict.as_json` tells it."""
    same = ("lifecycle", "rung", "gaps", "unknown", "health", "band", "named_result", "segment")
    return {
        **{name: verdict[name] for name in same},
        "results": {result["outcome"]: result["state"] for result in verdict["results"]},
        "check": verdict["check"]["state"],
        "signals": sorted({f"{signal['signal']}:{signal['subject']}" for signal in verdict["signals"]}),
        "triage": verdict["triage"]["code"] if verdict["triage"] else None,
        "check_is_due": verdict["check"]["is_due"],
        "check_due_on": verdict["check"]["due_on"],
        "check_asked_on": verdict["check"]["asked_on"],
        # Verdicts that an older version gave do not tell it.
        "check_again_on": verdict["check"].get("again_on"),
        "renewal_on": verdict["renewal_on"],
        "notice_on": verdict["notice_on"],
    }


def is_customer(stand: Stand) -> bool:
    """Does the account stand on the book's ladder that day?"""
    return stand["lifecycle"] not in ELSEWHERE
