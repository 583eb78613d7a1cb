"""What the linter says of an outcome while it is written: by its statement and by the fields beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse

from toprung.doctrine.evidence import Terms
from toprung.doctrine.linter import LONGEST, Advice, Label, advise
from toprung.doctrine.statements.unmet import Test
from toprung.doctrine.testimony import is_accepted
from toprung.doors.web.account.fields import as_number
from toprung.doors.web.rendering import render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.days import parse_day
from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import StakeholderRole
from toprung.motion.portrait.head import head, the_account
from toprung.records.book.models import Account
from toprung.records.book.queries import stakeholders

#: the fields by which an outcome is judged as it is typed
LINTED = (
    "statement",
    "metric",
    "unit",
    "baseline",
    "target",
    "state_before",
    "state_after",
    "due_on",
    "due_days",
    "owner",
    "validator",
)
_LONGEST_FIELD = 300
_T = TypeVar("_T")
#: what each test asks, said to whoever writes
_ASKS = {
    Test.SPECIFIC: "names one thing",
    Test.MEASURABLE: "can be measured or checked",
    Test.BASELINE: "says today’s value",
    Test.TARGET: "says the value or state to reach",
    Test.TIME: "says by when",
    Test.CUSTOMER_METRIC: "is a measure of their own business",
    Test.OWNER: "has an owner on your side",
    Test.VALIDATOR: "has a validator whose word counts",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the statement; `decided`: it is among the words that decided."""

    text: str
    decided: bool


@dataclass(frozen=True, slots=True)
class Linted:
    """The advice as the panel shows it."""

    advice: Advice
    pieces: tuple[Piece, ...]
    #: (what is asked, is it met) in the tests' order
    asked: tuple[tuple[str, bool], ...]

    @property
    def good(self) -> bool:
        """Is it an outcome?"""
        return self.advice.lint.label is Label.BUSINESS_OUTCOME

    @property
    def unmet(self) -> int:
        """How many tests are not met yet."""
        return len(self.advice.missing)


@page()
def outcome_lint(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """What an outcome is, while it is typed."""
    account = the_account(visit.workspace, pk)
    told = {name: request.GET.get(name, "") for name in LINTED}
    return render(request, visit, "account_page/lint.html", {"lint": linted(told, visit, account)})


def linted(told: Mapping[str, str], visit: Visit, account: Account) -> Linted | None:
    """What the linter says of the fields as they stand in a form; None for an empty statement."""
    statement = told.get("statement", "").strip()[:LONGEST]
    if not statement:
        return None
    short = {name: told.get(name, "")[:_LONGEST_FIELD] for name in LINTED}
    terms = Terms(
        statement,
        metric=short["metric"],
        unit=short["unit"],
        baseline=_read(as_number, short["baseline"]),
        target=_read(as_number, short["target"]),
        state_before=short["state_before"],
        state_after=short["state_after"],
        due_on=_read(parse_day, short["due_on"]),
        owner=short["owner"],
        validator=short["validator"],
    )
    accepted = _is_accepted(terms.validator, visit, account) if terms.validator else None
    advice = advise(terms, window=short["due_days"].strip().isdigit(), accepted=accepted)
    asked = tuple((_ASKS[test], test not in advice.missing) for test in Test)
    return Linted(advice, tuple(_pieces(statement, advice)), asked)


def _read(reader: Callable[[str], _T], text: str) -> _T | None:
    """What is half typed is not there yet."""
    try:
        return reader(text) if text.strip() else None
    except (ValidationError, BadInput):
        return None


def _is_accepted(name: str, visit: Visit, account: Account) -> bool:
    """Does the word of the person of that name count in the account's segment?"""
    person = stakeholders(visit.workspace).filter(account=account, name=name).first()
    if person is None or not person.role:
        return False
    return is_accepted(StakeholderRole(person.role), head(visit.workspace, account.pk, visit.today).policy)


def _pieces(statement: str, advice: Advice) -> list[Piece]:
    """The statement in pieces, with those that decided marked."""
    pieces, done = [], 0
    for span in advice.lint.words:
        if span.start >= done:
            pieces += [Piece(statement[done : span.start], False), Piece(span.text, True)]
            done = span.end
    return [piece for piece in (*pieces, Piece(statement[done:], False)) if piece.text]
