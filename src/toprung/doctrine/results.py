"""The result's four tests and its life (DOMAIN section 2).

A validated result is measurable, attributable, visible and valued, and at least the rung-3 threshold of what was
promised. Where a test is unmet the reason names what would supply it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from itertools import takewhile

from toprung.doctrine import clocks
from toprung.doctrine.evidence import Attestation, Evidence, Outcome, Terms
from toprung.doctrine.linter import Label, lint_terms
from toprung.doctrine.progress import Seen, names_result, reached_on, seen
from toprung.doctrine.reasons import Reason, because, percent
from toprung.doctrine.testimony import Testimony, hear, is_accepted
from toprung.kernel.days import ONE_DAY, next_period, periods_touching
from toprung.kernel.vocabulary import Grade, StakeholderRole, Word


class ResultTest(Word):
    MEASURABLE = "measurable"
    ATTRIBUTABLE = "attributable"
    VISIBLE = "visible"
    VALUED = "valued"


class ResultState(Word):
    """The life of a result."""

    PROPOSED = "proposed"
    PROMISED = "promised"
    MEASURED = "measured"
    HALF_VALIDATED = "half_validated"
    FRESH = "fresh"
    LAPSING = "lapsing"
    LAPSED = "lapsed"
    DISPUTED = "disputed"
    WITHDRAWN = "withdrawn"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class TestVerdict:
    """One test: met, at which grade, and what supplied it or would supply it."""

    test: ResultTest
    met: bool
    reason: Reason
    grade: Grade | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one outcome by the day."""

    outcome: str
    statement: str
    label: Label
    state: ResultState
    tests: tuple[TestVerdict, ...]
    #: share of the promised change that the latest value shows
    progress: Decimal | None
    latest_on: date | None
    measured_on: date | None
    reached_on: date | None
    confirmed_on: date | None
    grade: Grade | None
    #: the day on which a result that stood stopped standing
    fell_on: date | None
    #: validated: all four tests and the threshold; stands: not lost, disputed, withdrawn or lapsed
    validated: bool
    stands: bool
    fresh: bool
    #: who said yes in a role that the segment does not accept, while nobody accepted has
    mismatched: tuple[str, ...] = ()
    missing_roles: tuple[StakeholderRole, ...] = ()
    ask: str = ""

    def test(self, name: ResultTest) -> TestVerdict:
        """The verdict of one test."""
        return next(t for t in self.tests if t.test is name)

    @property
    def unmet(self) -> tuple[TestVerdict, ...]:
        return tuple(t for t in self.tests if not t.met)


@dataclass(frozen=True, slots=True)
class _Case:
    """One outcome with what has been gathered for judging it."""

    e: Evidence
    outcome: Outcome
    terms: Terms
    history: tuple[Seen, ...]
    testimony: Testimony
    naming: Attestation | None
    #: whose yes is wanted next
    ask: str

    @property
    def latest(self) -> Seen | None:
        return self.history[-1] if self.history else None

    @property
    def reaches_threshold(self) -> bool:
        return self.latest is not None and self.latest.progress >= self.e.policy.outcome_share

    @property
    def fell_below(self) -> bool:
        """Was the threshold reached once, and does the latest value no longer reach it?"""
        once = any(s.progress >= self.e.policy.outcome_share for s in self.history)
        return once and not self.reaches_threshold

    @property
    def below_since(self) -> date | None:
        """The day of the first of the latest values that reach it no more: one more reading does not move it."""
        below = list(takewhile(lambda s: s.progress < self.e.policy.outcome_share, reversed(self.history)))
        return below[-1].day if below else None


def judge_results(e: Evidence) -> tuple[Result, ...]:
    """Every outcome of the account, the primary one first."""
    ordered = sorted(e.outcomes, key=lambda o: (not o.terms.primary, o.reference))
    return tuple(judge_result(e, outcome) for outcome in ordered)


def judge_result(e: Evidence, outcome: Outcome) -> Result:
    """One outcome: its tests, its progress and where it is in its life."""
    case = _gather(e, outcome)
    tests = (_measurable(case), _attributable(case), _visible(case), _valued(case))
    label = lint_terms(case.terms).label
    validated = all(t.met for t in tests) and case.reaches_threshold and label is not Label.PRODUCT_MILESTONE
    state = _state(case, validated)
    measured = [s.day for s in case.history if not s.confirmed_by]
    testimony = case.testimony
    return Result(
        outcome=outcome.reference,
        statement=case.terms.statement,
        label=label,
        state=state,
        tests=tests,
        progress=case.latest.progress if case.latest else None,
        latest_on=case.latest.day if case.latest else None,
        measured_on=measured[-1] if measured else None,
        reached_on=reached_on(seen(outcome, case.terms, clocks.started_on(e))),
        confirmed_on=testimony.confirmed_on,
        fell_on=_fell_on(case, state),
        grade=testimony.grade if testimony.accepted else None,
        validated=validated,
        stands=state in (ResultState.FRESH, ResultState.LAPSING),
        fresh=state is ResultState.FRESH,
        mismatched=() if testimony.accepted else tuple(_with_role(word) for word in testimony.mismatched),
        missing_roles=testimony.missing,
        ask=case.ask,
    )


def _with_role(word: Attestation) -> str:
    return f"{word.stakeholder} ({word.role.label if word.role else 'no role'})"


def whom_to_ask(e: Evidence, terms: Terms, testimony: Testimony) -> str:
    """The person (or the role, where nobody is on file) whose yes is wanted next."""
    present = [s for s in e.stakeholders if s.present(e.as_of)]
    for role in testimony.missing:
        wanted = terms.validator.casefold()
        named = next((s for s in present if s.name.casefold() == wanted and s.role is role), None)
        person = named or next((s for s in present if s.role is role), None)
        return f"{person.name} ({role.label})" if person else f"{_article(role.label)} {role.label}"
    return ""


def _article(word: str) -> str:
    return "an" if word[0] in "aeio" else "a"


def _gather(e: Evidence, outcome: Outcome) -> _Case:
    terms = outcome.terms
    testimony = hear(outcome.attestations, e.policy, e.stakeholders)
    standing = testimony.yes.values()
    # An accepted person's words weigh first: theirs is the grade that is shown.
    naming = [w for w in sorted(standing, key=lambda w: not is_accepted(w.role, e.policy)) if names_result(w, terms)]
    history = seen(outcome, terms, clocks.started_on(e), standing)
    ask = whom_to_ask(e, terms, testimony)
    return _Case(e, outcome, terms, history, testimony, naming[0] if naming else None, ask)


def _measurable(case: _Case) -> TestVerdict:
    if case.latest is None:
        what = case.terms.metric or case.terms.statement
        return TestVerdict(ResultTest.MEASURABLE, False, because("measurable_missing", what=what))
    grade = Grade.REPORTED if case.latest.confirmed_by else None
    reason = because("measurable_met", day=case.latest.day, share=percent(case.latest.progress))
    return TestVerdict(ResultTest.MEASURABLE, True, reason, grade)


def _attributable(case: _Case) -> TestVerdict:
    if case.naming is not None:
        return _confirmed(case.naming, ResultTest.ATTRIBUTABLE)
    if not case.terms.mechanism:
        return TestVerdict(ResultTest.ATTRIBUTABLE, False, because("mechanism_missing"))
    if case.e.usage is None:
        return _named_product(case)
    if not case.terms.features:
        return TestVerdict(ResultTest.ATTRIBUTABLE, False, because("features_missing"))
    return _features_used(case)


def _named_product(case: _Case) -> TestVerdict:
    """Without a usage feed: the mechanism, plus the attester naming the product."""
    for word in case.testimony.yes.values():
        if any(product.casefold() in word.words.casefold() for product in case.e.products):
            reason = because("product_named", who=word.stakeholder, day=word.occurred_on)
            return TestVerdict(ResultTest.ATTRIBUTABLE, True, reason, word.grade)
    return TestVerdict(ResultTest.ATTRIBUTABLE, False, because("product_not_named"))


def _features_used(case: _Case) -> TestVerdict:
    policy, end = case.e.policy, case.latest.day if case.latest else case.e.as_of
    begin = clocks.started_on(case.e) or min((s.day for s in case.history), default=end)
    periods = periods_touching(begin, end, policy.rhythm, policy.off_season)
    # Usage is counted in whole periods: the one still running says nothing yet.
    while periods and next_period(periods[-1], policy.rhythm) > case.e.as_of + ONE_DAY:
        periods = periods[:-1]
    used = len(case.outcome.feature_periods.intersection(periods))
    met = bool(periods) and Decimal(used) / len(periods) >= policy.mechanism_share
    code = "features_used" if met else "features_unused"
    reason = because(
        code, used=used, periods=len(periods), rhythm=policy.rhythm.value, features=case.terms.features, until=end
    )
    return TestVerdict(ResultTest.ATTRIBUTABLE, met, reason)


def _visible(case: _Case) -> TestVerdict:
    for claim in case.outcome.claims:
        if claim.document:
            return TestVerdict(ResultTest.VISIBLE, True, because("visible_document", document=claim.document))
        if claim.opened_on:
            return TestVerdict(ResultTest.VISIBLE, True, because("visible_opened", day=claim.opened_on))
    signed = next((w for w in case.testimony.yes.values() if w.grade is Grade.SIGNED), None)
    if signed is not None:
        return TestVerdict(ResultTest.VISIBLE, True, because("visible_opened", day=signed.occurred_on), Grade.SIGNED)
    if case.naming is not None:
        return _confirmed(case.naming, ResultTest.VISIBLE)
    return TestVerdict(ResultTest.VISIBLE, False, because("visible_missing"))


def _valued(case: _Case) -> TestVerdict:
    testimony, ask = case.testimony, case.ask
    if testimony.confirmed:
        who = tuple(f"{w.stakeholder} ({w.role.label})" for w in testimony.accepted if w.role)
        reason = because("valued_met", who=who, day=testimony.confirmed_on)
        return TestVerdict(ResultTest.VALUED, True, reason, testimony.grade)
    if testimony.half:
        return TestVerdict(ResultTest.VALUED, False, because("valued_half", ask=ask))
    if roleless := tuple(w.stakeholder for w in testimony.mismatched if w.role is None):
        return TestVerdict(ResultTest.VALUED, False, because("valued_no_role", who=roleless))
    if testimony.mismatched:
        who = tuple(f"{w.stakeholder} ({w.role.label})" for w in testimony.mismatched if w.role)
        return TestVerdict(ResultTest.VALUED, False, because("valued_mismatch", who=who, ask=ask))
    return TestVerdict(ResultTest.VALUED, False, because("valued_missing", ask=ask))


def _confirmed(word: Attestation, test: ResultTest) -> TestVerdict:
    reason = because("confirmation_names_it", who=word.stakeholder, day=word.occurred_on, grade=word.grade)
    return TestVerdict(test, True, reason, word.grade)


def _state(case: _Case, validated: bool) -> ResultState:
    testimony, policy, as_of = case.testimony, case.e.policy, case.e.as_of
    if testimony.disputed_by is not None:
        return ResultState.DISPUTED
    if testimony.withdrawn_on is not None and not testimony.accepted:
        return ResultState.WITHDRAWN
    if testimony.accepted and case.fell_below:
        return ResultState.LOST
    if validated and testimony.confirmed_on is not None:
        if testimony.confirmed_on < as_of - timedelta(days=policy.stands_days):
            return ResultState.LAPSED
        return ResultState.FRESH if _is_fresh(case, testimony.confirmed_on) else ResultState.LAPSING
    if testimony.half:
        return ResultState.HALF_VALIDATED
    if case.reaches_threshold:
        return ResultState.MEASURED
    return ResultState.PROMISED if case.terms.agreed_on else ResultState.PROPOSED


def _fell_on(case: _Case, state: ResultState) -> date | None:
    testimony = case.testimony
    if state is ResultState.LAPSED and testimony.confirmed_on is not None:
        return testimony.confirmed_on + timedelta(days=case.e.policy.stands_days)
    if state is ResultState.LOST:
        return case.below_since
    if state is ResultState.DISPUTED and testimony.disputed_by is not None:
        return testimony.disputed_by.occurred_on
    return testimony.withdrawn_on if state is ResultState.WITHDRAWN else None


def _is_fresh(case: _Case, confirmed_on: date) -> bool:
    """Confirmed lately, or the target still met by a measurement lately."""
    since = case.e.as_of - timedelta(days=case.e.policy.fresh_days)
    on_target = any(s.met and s.day >= since for s in _measurements(case.history))
    return confirmed_on >= since or (on_target and case.latest is not None and case.latest.met)


def _measurements(history: Iterable[Seen]) -> Iterable[Seen]:
    return (s for s in history if not s.confirmed_by)
