"""The questions a list can be asked, in the order in which the screen offers them."""

from __future__ import annotations

from django.db.models import Q

from toprung.doctrine.checks import CheckState
from toprung.doctrine.results import ResultState
from toprung.doctrine.signals.registry import SIGNALS
from toprung.kernel.vocabulary import Band, Lifecycle, Rung
from toprung.motion.evaluation.summary import ELSEWHERE
from toprung.motion.lists.narrowing import (
    NONE,
    Among,
    Amount,
    Counted,
    Days,
    Filter,
    Flag,
    Mine,
    OneOf,
    OnFile,
    Search,
    Until,
)

#: why an account is on the triage list, in the words of a chip; the sentence with its particulars stands in the row
TRIAGE_REASONS = {
    "unnamed_no_outcome": "no outcome on file",
    "unnamed_no_primary": "none marked primary",
    "unnamed_milestone": "work on the product",
    "unnamed_vague": "vague",
    "unnamed_no_validator": "no validator",
}

_GONE = Q(lifecycle__in=ELSEWHERE)

FILTERS: tuple[Filter, ...] = (
    Search("q", "Search", ("account__name", "account__external_id", "named_result")),
    Mine("who", "Whose"),
    OneOf("rung", "Rung", "rung", {str(int(r)): f"{int(r)} {r.label}" for r in Rung}),
    Flag("hollow", "Hollow", Q(hollow=True), "Hollow rung", "Rung not hollow"),
    OnFile("segment", "Segment", "segment"),
    OnFile("owner", "Owner", "owner", "nobody"),
    OnFile("tier", "Tier", "account__tier"),
    Flag("customers", "Customers", ~_GONE, "Customers today", "Prospects and former customers"),
    OneOf("lifecycle", "Lifecycle", "lifecycle", {word.value: word.label for word in Lifecycle}),
    OneOf("band", "Health", "band", {word.value: word.label for word in Band} | {NONE: "none"}),
    Flag("named", "Named result", ~Q(named_result=""), "With a named result", "Without a named result"),
    OneOf("result", "Result", "result_state", {word.value: word.label for word in ResultState} | {NONE: "none"}),
    Flag("on_triage", "On triage", ~Q(triage=""), "On the triage list", "Not on the triage list"),
    OneOf("triage", "What is missing", "triage", TRIAGE_REASONS),
    Flag("check_due", "Result check due", Q(check_is_due=True), "Result check due", "No result check due"),
    OneOf("check", "Result check", "check_state", {word.value: word.label for word in CheckState}),
    Days("renews_within", "Renewal within", "renewal_on"),
    Until("renews_before", "Renewal before", "renewal_on"),
    Until("notice_before", "Notice date before", "notice_on"),
    Amount("arr_from", "ARR from", "arr"),
    Amount("arr_to", "ARR up to", "arr", "lte"),
    Counted("users_7_from", "Users in 7 days from", "users_7"),
    Counted("users_7_to", "Users in 7 days up to", "users_7", "lte"),
    Counted("users_28_from", "Users in 28 days from", "users_28"),
    Counted("users_28_to", "Users in 28 days up to", "users_28", "lte"),
    Counted("events_7_from", "Events in 7 days from", "events_7"),
    Counted("events_7_to", "Events in 7 days up to", "events_7", "lte"),
    Counted("events_28_from", "Events in 28 days from", "events_28"),
    Counted("events_28_to", "Events in 28 days up to", "events_28", "lte"),
    Among("signal", "Signal", "signals", {name: name.replace("_", " ") for name in SIGNALS} | {NONE: "none"}),
    Days("changed_within", "Changed in the last", "changed_on", back=True),
    Until("changed_since", "Changed since", "changed_on", "gte"),
)
BY_KEY = {item.key: item for item in FILTERS}
#: those whose choices are what the workspace has on file
ON_FILE = tuple(item for item in FILTERS if isinstance(item, OnFile))
