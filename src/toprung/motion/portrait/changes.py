"""What was changed, in words: a field, what it was and what it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from toprung.doctrine.reasons import listed, worded
from toprung.kernel.vocabulary import Category, StakeholderRole, TouchKind

#: fields whose name is not how a reader would call them
_CALLED = {
    "agreed_by": "agreed by",
    "agreed_on": "agreed on",
    "arr": "ARR",
    "auto_renew": "renews by itself",
    "backfilled": "from imported history",
    "baseline": "baseline",
    "cancelled_on": "notice given on",
    "check_staged_on": "check put off to",
    "covers": "accounts covered",
    "customer_confirmed": "confirmed by the customer",
    "due_days": "due this many days after go-live",
    "due_on": "due on",
    "email": "e-mail",
    "ends_on": "renewal date",
    "features": "features (events)",
    "first_value": "first value",
    "go_live_on": "go-live",
    "joined_on": "joined on",
    "left_on": "left on",
    "mrr": "MRR",
    "named": "named",
    "notice_days": "days of notice",
    "occurred_on": "day",
    "off_season": "off season",
    "opened_by": "opened by",
    "opened_on": "opened on",
    "primary": "primary outcome",
    "promised_by": "promised by",
    "promised_on": "promised on",
    "reports_to": "reports to",
    "settings": "own settings",
    "signature_expected_on": "signature expected on",
    "signed_on": "signed on",
    "starts_on": "starts on",
    "started_on": "starts on",
    "template": "started from the template",
    "ended_on": "ends on",
    "state_after": "state after",
    "state_before": "state before",
    "stated_arr": "stated ARR",
    "value_per_unit": "value of one unit",
    "value_period": "value accrues",
    "written_on": "written down on",
    "yes": "answer",
}
#: values of closed lists, which records keep as codes
_LABELS = {word.value: word.label for words in (StakeholderRole, Category, TouchKind) for word in words}
#: what only programs read
_HIDDEN = frozenset({"hash", "sequence", "backfilled"})
_NOTHING: tuple[Any, ...] = (None, "", [], {})


@dataclass(frozen=True, slots=True)
class Change:
    """One field with its values before and after in words; "" for nothing."""

    field: str
    before: str
    after: str


def changes_told(changes: Mapping[str, Any]) -> tuple[Change, ...]:
    """The journal's changes (field -> [before, after]) in words; fields that say nothing are left out."""
    told = (
        Change(field_called(name), value_told(before), value_told(after))
        for name, (before, after) in changes.items()
        if name not in _HIDDEN
    )
    return tuple(change for change in told if change.before or change.after)


def field_called(name: str) -> str:
    """How a reader calls a field of the records; a day in its name is worded."""
    *words, last = name.split(" ")
    return _CALLED.get(name, " ".join((*words, _text_told(last))).replace("_", " "))


def value_told(value: Any) -> str:
    """A value as the journal keeps it, for a reader: 12 May 2026; yes; week, month; "" for nothing."""
    if value in _NOTHING and value is not False and value != 0:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, dict):
        return "; ".join(f"{field_called(name)}: {value_told(item)}" for name, item in value.items())
    if isinstance(value, list):
        return listed([value_told(item) for item in value])
    return _text_told(str(value))


def _text_told(text: str) -> str:
    try:
        return worded(date.fromisoformat(text)) if len(text) == 10 else _LABELS.get(text, text)
    except ValueError:
        return text
