"""What the component page shows: invented values in every state, plain, empty, wrong, long and right to left."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import QueryDict

from toprung.doctrine.checks import CheckState
from toprung.doctrine.results import ResultState
from toprung.doors.web.conflicts import Conflict, Difference
from toprung.doors.web.ui.ladders import RungLine
from toprung.kernel.vocabulary import Lifecycle

#: a name that breaks layouts: one very long word
LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft"
RIGHT_TO_LEFT = "شركة الميناء للأغذية"
AS_OF = date(2026, 3, 31)


@dataclass(frozen=True, slots=True)
class Tab:
    """One of the pages side by side."""

    label: str
    href: str
    active: bool = False
    count: int | None = None


class SampleForm(forms.Form):
    """One field of each kind."""

    statement = forms.CharField(
        label="What shall be different for the customer?",
        widget=forms.Textarea,
        help_text="In the customer’s words, with a number: “cut manual reporting time by 40%”.",
    )
    target = forms.DecimalField(label="Target", help_text="The value that was promised.")
    due = forms.DateField(label="Due on", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    role = forms.ChoiceField(label="Role", choices=[("buyer", "buyer"), ("manager", "manager")])
    primary = forms.BooleanField(label="This is the primary outcome", required=False)
    said = forms.ChoiceField(
        label="Did they get the result?", choices=[("yes", "Yes"), ("no", "No")], widget=forms.RadioSelect
    )
    locked = forms.CharField(label="External id", initial="HF-1", disabled=True)


def samples() -> dict[str, Any]:
    """Everything the page's template needs, for the light and the dark side."""
    return {
        "sides": [_side("light"), _side("dark")],
        "lifecycles": [life.value for life in Lifecycle],
        "result_states": [state.value for state in ResultState],
        "check_states": [state.value for state in CheckState],
        "lines": _lines(),
        "empty_lines": [RungLine(step, 0) for step in range(5)],
        "evidence": _evidence(),
        "tabs": _tabs(),
        "page": Paginator(range(1020), 50).page(7),
        "clash": Conflict((Difference("target", "40", "45"), Difference("due", None, "2026-06-30"))),
        "as_of": AS_OF,
        "today": date(2026, 3, 19),
        "arr": Decimal("12400"),
        "cents": Decimal("12400.5"),
        "large": Decimal("4213000"),
        "long": LONG,
        "right_to_left": RIGHT_TO_LEFT,
        "icons": ["alert-circle", "building", "check", "checklist", "file-import", "ladder", "search", "settings"],
    }


def _tabs() -> list[Tab]:
    return [
        Tab("All", "#all", count=1020),
        Tab("Mine", "#mine", active=True, count=48),
        Tab("Hollow", "#hollow", count=0),
        Tab(LONG, "#long"),
    ]


def _side(name: str) -> dict[str, Any]:
    # Each side has ids of its own: a label must not point into the other side.
    wrong = QueryDict("statement=&target=about+40&due=soon&role=owner")
    return {
        "theme": name,
        "form": SampleForm(auto_id=f"{name}-%s", prefix=f"{name}-ok"),
        "wrong": SampleForm(wrong, auto_id=f"{name}-wrong-%s"),
        "united": SampleForm(wrong, auto_id=f"{name}-united-%s"),
    }


def _lines() -> list[RungLine]:
    counts = (
        (4, 41, "1830000", 0, 6),
        (3, 22, "940500", 5, -2),
        (2, 19, "610000", 2, 0),
        (1, 15, "388000", 0, None),
        (0, 11, "145000", 0, -3),
    )
    return [
        RungLine(rung, accounts, Decimal(arr), "EUR", hollow, moved, "#accounts")
        for rung, accounts, arr, hollow, moved in counts
    ]


def _evidence() -> list[dict[str, Any]]:
    said = (
        (1, "yes", "Last used on 30 Mar 2026."),
        (2, "no", "At least 4 users were active in 1 of the last 4 whole weeks; 3 are needed."),
        (3, "yes", "62% of the promised change on 12 Mar 2026: “Cut manual reporting time by 40%”."),
        (4, "unknown", "Nobody has been asked yet."),
    )
    return [{"rung": rung, "says": says, "reason": {"text": text}} for rung, says, text in said]
