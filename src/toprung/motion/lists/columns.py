"""The facts a list can show: each once, for the screen, the export and the order of the rows.

A column of the screen may hold several facts (a rung and its gaps); the export gives each fact a column of its own.
Paths are those of `AccountState`; a fact with a `verdict` path is read from `AccountVerdict`, for the shown rows alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, OrderBy, Q, Value, When
from django.db.models.functions import Lower

from toprung.kernel.vocabulary import Lifecycle, Word
from toprung.records.views.models import ListKind

#: a list's row: path -> value as the database gives it
Row = dict[str, Any]


class Kind(Word):
    """What a fact is: how a cell is aligned, and how a workbook keeps it."""

    TEXT = "text"
    WORD = "word"
    #: a whole number that is counted
    NUMBER = "number"
    #: a whole number that is a place on a scale
    PLACE = "place"
    MONEY = "money"
    DAY = "day"
    RUNGS = "rungs"
    #: several names between spaces
    NAMES = "names"


@dataclass(frozen=True, slots=True)
class Fact:
    """One value of a row. `path` is the state's; `verdict` the keys within the verdict's JSON instead."""

    heading: str
    path: str
    kind: Kind = Kind.TEXT
    verdict: str = ""

    def value(self, row: Row) -> Any:
        """Text, whole number, Decimal, day or None; an empty text counts as none."""
        value = row[self.path]
        if self.kind is Kind.RUNGS:
            return ", ".join(value) or None
        if self.kind is Kind.NAMES:
            return ", ".join(name.replace("_", " ") for name in str(value).split()) or None
        if self.kind is Kind.WORD and value:
            return str(value).replace("_", " ")
        return None if value == "" else value


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the screen. `sort` is the path it is ordered by; blank: it cannot be ordered by."""

    key: str
    heading: str
    facts: tuple[Fact, ...]
    sort: str = ""
    #: a word of the glossary that explains it
    term: str = ""
    #: sorted from the largest first when its heading is first pressed
    largest_first: bool = False
    #: shown unless somebody chooses otherwise
    usual: frozenset[ListKind] = frozenset()

    @property
    def is_amount(self) -> bool:
        """Is it set to the right, so that its figures stand below each other? A rung and a score are marks."""
        return self.facts[0].kind in (Kind.NUMBER, Kind.MONEY)

    def ordering(self, descending: bool) -> list[Any]:
        """What the rows are ordered by; what is not on file comes last, whichever way."""
        if self.sort == "lifecycle":
            return [OrderBy(_PLACE_IN_LIFE, descending=descending)]
        if any(fact.path == self.sort and fact.kind in _NULL_IF_NONE for fact in self.facts):
            return [OrderBy(F(self.sort), descending=descending, nulls_last=True)]
        missing = Case(When(Q(**{self.sort: ""}), then=Value(1)), default=Value(0), output_field=IntegerField())
        return [OrderBy(missing), OrderBy(Lower(self.sort), descending=descending)]


#: facts of these kinds are null where nothing is on file; the others are an empty text
_NULL_IF_NONE = {Kind.NUMBER, Kind.PLACE, Kind.MONEY, Kind.DAY}
_PLACE_IN_LIFE = Case(
    *(When(lifecycle=word.value, then=Value(place)) for place, word in enumerate(Lifecycle)),
    default=Value(len(Lifecycle)),
    output_field=IntegerField(),
)
_BOTH = frozenset(ListKind)
_ACCOUNTS = frozenset({ListKind.ACCOUNTS})
_TRIAGE = frozenset({ListKind.TRIAGE})

COLUMNS: tuple[Column, ...] = (
    Column(
        "name",
        "Account",
        (Fact("Account id", "account__external_id"), Fact("Name", "account__name")),
        "account__name",
        usual=_BOTH,
    ),
    Column("segment", "Segment", (Fact("Segment", "segment"),), "segment", usual=_BOTH),
    Column("tier", "Tier", (Fact("Tier", "account__tier"),), "account__tier"),
    Column("lifecycle", "Lifecycle", (Fact("Lifecycle", "lifecycle", Kind.WORD),), "lifecycle"),
    Column(
        "rung",
        "Rung",
        (
            Fact("Rung", "rung", Kind.PLACE),
            Fact("Gaps", "gaps", Kind.RUNGS),
            Fact("Unknown rungs", "unknown", Kind.RUNGS),
        ),
        "rung",
        "rung",
        largest_first=True,
        usual=_ACCOUNTS,
    ),
    Column(
        "reason",
        "What is missing",
        (Fact("What is missing", "reason", verdict="triage__text"),),
        "triage",
        "triage",
        usual=_TRIAGE,
    ),
    Column(
        "result",
        "Named result",
        (Fact("Named result", "named_result"), Fact("Validator", "validator")),
        "named_result",
        "named_result",
        usual=_ACCOUNTS,
    ),
    Column("result_state", "Result", (Fact("Result", "result_state", Kind.WORD),), "result_state", "result_tests"),
    Column(
        "health",
        "Health",
        (Fact("Health", "health", Kind.PLACE), Fact("Band", "band", Kind.WORD)),
        "health",
        largest_first=True,
        usual=_ACCOUNTS,
    ),
    Column(
        "arr",
        "ARR",
        (Fact("ARR", "arr", Kind.MONEY), Fact("Currency", "currency")),
        "arr",
        largest_first=True,
        usual=_BOTH,
    ),
    Column(
        "renewal",
        "Renewal",
        (Fact("Renewal", "renewal_on", Kind.DAY), Fact("Notice by", "notice_on", Kind.DAY)),
        "renewal_on",
        usual=_BOTH,
    ),
    Column(
        "users_7",
        "Users, 7 days",
        (Fact("Users, 7 days", "users_7", Kind.NUMBER),),
        "users_7",
        largest_first=True,
        usual=_ACCOUNTS,
    ),
    Column(
        "users_28",
        "Users, 28 days",
        (Fact("Users, 28 days", "users_28", Kind.NUMBER),),
        "users_28",
        largest_first=True,
    ),
    Column(
        "events_7",
        "Events, 7 days",
        (Fact("Events, 7 days", "events_7", Kind.NUMBER),),
        "events_7",
        largest_first=True,
    ),
    Column(
        "events_28",
        "Events, 28 days",
        (Fact("Events, 28 days", "events_28", Kind.NUMBER),),
        "events_28",
        largest_first=True,
    ),
    Column("signals", "Signals", (Fact("Signals", "signals", Kind.NAMES),)),
    Column("owner", "Owner", (Fact("Owner", "owner"),), "owner", usual=_BOTH),
    Column(
        "check",
        "Result check",
        (Fact("Result check", "check_state", Kind.WORD), Fact("Check due", "check_due_on", Kind.DAY)),
        "check_due_on",
        "result_check",
    ),
    Column(
        "first_value",
        "First value",
        (Fact("First value", "first_value_on", Kind.DAY),),
        "first_value_on",
    ),
    Column("seats", "Seats", (Fact("Seats", "account__seats", Kind.NUMBER),), "account__seats", largest_first=True),
    Column("industry", "Industry", (Fact("Industry", "account__industry"),), "account__industry"),
    Column(
        "next", "The one next thing", (Fact("The one next thing", "next", verdict="next_step__text"),), "", "next_thing"
    ),
    Column(
        "changed",
        "Last change",
        (Fact("Last change", "changed_on", Kind.DAY),),
        "changed_on",
        largest_first=True,
        usual=_ACCOUNTS,
    ),
)
BY_KEY = {column.key: column for column in COLUMNS}
#: always there: a row without its account says nothing
FIXED = "name"


def offered(kind: ListKind) -> tuple[Column, ...]:
    """The columns that list can show, in their order; the reason of triage is nothing for the others."""
    return tuple(c for c in COLUMNS if c.key != "reason" or kind is ListKind.TRIAGE)


def usual(kind: ListKind) -> tuple[str, ...]:
    """The columns shown where nobody has chosen."""
    return tuple(column.key for column in COLUMNS if kind in column.usual)
