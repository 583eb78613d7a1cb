"""What the sections of an account's page show, joined from the portrait and ready for the templates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse

from toprung.doctrine.reasons import listed
from toprung.doors.web.account.calls import Call, call_for, next_call
from toprung.doors.web.rendering import render, saved
from toprung.doors.web.ui.values import as_day, day_text, percent
from toprung.doors.web.visits import Visit
from toprung.kernel.vocabulary import Lifecycle, Rung, StakeholderRole
from toprung.motion.checks.intervening import AtWork, of_account
from toprung.motion.portrait.head import Head, head
from toprung.motion.portrait.history import HealthMove, History, history_of
from toprung.motion.portrait.outcomes import CoveringOutcome, OutcomePortrait, covering, outcomes_of
from toprung.motion.portrait.people import People, PersonPortrait, people_of
from toprung.records.tenancy.permissions import Verb

_NO_LADDER = (Lifecycle.PROSPECT, Lifecycle.FORMER)


@dataclass(frozen=True, slots=True)
class TestShown:
    """One of the result's tests, and the button that would supply it."""

    verdict: dict[str, Any]
    call: Call | None


@dataclass(frozen=True, slots=True)
class OutcomeShown:
    """One outcome with its tests, its validator as on file, and whom to ask."""

    portrait: OutcomePortrait
    tests: tuple[TestShown, ...]
    validator: PersonPortrait | None

    @property
    def progress_told(self) -> str:
        """How much of the promise is there, and by which day."""
        result = self.portrait.result
        if not result or result["progress"] is None:
            return ""
        measurable = next(test for test in result["tests"] if test["test"] == "measurable")
        day = as_day(measurable["reason"].get("day"))
        by = f" by {day_text(day)}" if day else ""
        return f"{percent(Decimal(result['progress']))} of the promised change{by}"


@dataclass(frozen=True, slots=True)
class SignalShown:
    """An open signal; `since` None: for longer than is looked back."""

    name: str
    reason: dict[str, Any]
    good: bool
    since: date | None


@dataclass(frozen=True, slots=True)
class Sections:
    """The page of one account but for its lazily loaded parts."""

    head: Head
    outcomes: tuple[OutcomeShown, ...]
    covering: tuple[CoveringOutcome, ...]
    people: People
    signals: tuple[SignalShown, ...]
    move: HealthMove | None
    call: Call | None
    intervention: AtWork | None

    @property
    def verdict(self) -> dict[str, Any] | None:
        return self.head.verdict

    @property
    def on_ladder(self) -> bool:
        """Prospects and former customers stand on no rung of the book's ladder."""
        return self.verdict is not None and self.verdict["lifecycle"] not in _NO_LADDER

    @property
    def standing(self) -> dict[str, Any] | None:
        """The evidence of the rung it stands on; None off the ladder."""
        evidence = self.verdict["evidence"] if self.verdict else ()
        return next((e for e in evidence if self.verdict and e["rung"] == self.verdict["rung"]), None)

    @property
    def gaps(self) -> str:
        """The rungs that are gaps, in words."""
        return listed([Rung(rung).label for rung in self.verdict["gaps"]]) if self.verdict else ""

    @property
    def unknown(self) -> str:
        """The rungs of which nothing is known, in words."""
        return listed([Rung(rung).label for rung in self.verdict["unknown"]]) if self.verdict else ""

    @property
    def accepted(self) -> str:
        """The roles whose word counts in the segment, in words."""
        roles = [role.label for role in self.people.accepted_roles]
        told = f"{listed(roles)}{', all of them needed' if len(roles) > 1 else ''}"
        above = StakeholderRole.EXECUTIVE_SPONSOR
        return told if above in self.people.accepted_roles else f"{told}; {above.label} everywhere"

    @property
    def vacant(self) -> str:
        """The roles among them that nobody on file holds."""
        return listed([role.label for role in self.people.vacant])

    @property
    def arr(self) -> Decimal | None:
        told = self.verdict["arr"] if self.verdict else None
        return None if told is None else Decimal(told)


def sections_of(visit: Visit, pk: int) -> Sections:
    """Everything that the account's page shows at once. At most eight queries. Raises NotFound."""
    seen = head(visit.workspace, pk, visit.today)
    results = seen.verdict["results"] if seen.verdict else []
    outcomes = outcomes_of(visit.workspace, seen.account, results, visit.today)
    validators = [(o.terms.validator, o.terms.statement) for o in outcomes if o.terms.validator]
    people = people_of(visit.workspace, seen.account, seen.policy, validators, visit.today)
    history = history_of(visit.workspace, seen.account)
    keys = (visit.workspace.pk, pk)
    return Sections(
        head=seen,
        outcomes=tuple(_outcome(o, people, keys) for o in outcomes),
        covering=tuple(covering(visit.workspace, results, {o.outcome.external_id for o in outcomes})),
        people=people,
        signals=_signals(seen.verdict, history),
        move=history.health_move(),
        call=next_call(seen.verdict, keys, outcomes) if seen.verdict else None,
        intervention=of_account(visit.workspace, pk),
    )


def context_of(visit: Visit, sections: Sections) -> dict[str, Any]:
    """What the templates are handed."""
    can = {verb.value: visit.may(verb) for verb in Verb}
    call = sections.call
    allowed = call is not None and visit.may(call.verb)
    return {
        "page": sections,
        "head": sections.head,
        "account": sections.head.account,
        "can": can,
        "call": call if allowed else None,
    }


def changed_sections(
    request: HttpRequest, visit: Visit, pk: int, message: str = "", *, live: bool = False
) -> HttpResponse:
    """The page's sections anew, each put in the place of the one that is there; what a person types elsewhere stays.

    `live`: nobody has asked for it, so that the parts loaded on demand stay as they were opened.
    """
    context = context_of(visit, sections_of(visit, pk)) | {"again": True, "live": live}
    response = render(request, visit, "account_page/sections.html", context)
    response.headers["HX-Reswap"] = "none"
    return saved(response, message) if message else response


def _outcome(portrait: OutcomePortrait, people: People, keys: tuple[int, int]) -> OutcomeShown:
    tests = portrait.result["tests"] if portrait.result else []
    return OutcomeShown(
        portrait=portrait,
        tests=tuple(TestShown(t, None if t["met"] else call_for(t["reason"]["code"], keys, portrait)) for t in tests),
        validator=people.named(portrait.terms.validator),
    )


def _signals(verdict: dict[str, Any] | None, history: History) -> tuple[SignalShown, ...]:
    """The open signals, warnings before good news."""
    found = verdict["signals"] if verdict else []
    told = [
        SignalShown(_called(s["signal"]), s["reason"], s["good"], history.open_since(s["signal"], s["subject"]))
        for s in found
    ]
    return tuple(sorted(told, key=lambda signal: signal.good))


def _called(signal: str) -> str:
    return signal.replace("_", " ").capitalize()
