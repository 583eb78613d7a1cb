"""Success plans: what a version says, when a milestone is overdue, and how two versions differ, in words.

People stand in a plan as references (`member:3`, `stakeholder:12`, or `name:…` for one who is not on file), so that
a name can change or be erased and the version still says who. (DOMAIN section 2, “Success plan”.)
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from toprung.doctrine.reasons import worded
from toprung.kernel.canon import decimal_text

#: a person's reference -> their name
Names = Mapping[str, str]
_NAMED = "name:"
_LONGEST = 70


@dataclass(frozen=True, slots=True)
class PlannedOutcome:
    """An outcome as a version of the plan promises it; the fields are those of `evidence.Terms`."""

    reference: str
    statement: str
    kind: str
    metric: str = ""
    unit: str = ""
    direction: str = ""
    baseline: Decimal | None = None
    target: Decimal | None = None
    state_before: str = ""
    state_after: str = ""
    due_on: date | None = None
    #: or a window after go-live
    due_days: int | None = None
    validator: str = ""
    primary: bool = False
    first_value: bool = False
    value_per_unit: Decimal | None = None
    value_period: str = ""


@dataclass(frozen=True, slots=True)
class PlannedMilestone:
    """A milestone as a version of the plan has it: which outcome it serves, whose it is, and by when."""

    number: int
    title: str
    outcome: str
    owner: str = ""
    due_on: date | None = None
    due_days: int | None = None


@dataclass(frozen=True, slots=True)
class PlanContent:
    """What one version of a success plan says. How far a milestone is changes without a new version."""

    purpose: str = ""
    outcomes: tuple[PlannedOutcome, ...] = ()
    milestones: tuple[PlannedMilestone, ...] = ()

    def people(self) -> set[str]:
        """The references of everybody it names."""
        named = {o.validator for o in self.outcomes} | {m.owner for m in self.milestones}
        return named - {""}


def due_day(due_on: date | None, due_days: int | None, go_live_on: date | None) -> date | None:
    """The day itself, else so many days after go-live; None while that is not known."""
    if due_on is not None or due_days is None or go_live_on is None:
        return due_on
    return go_live_on + timedelta(days=due_days)


def is_overdue(due: date | None, is_open: bool, as_of: date) -> bool:
    """Was the due day before this one, with the work still open? On the day itself there is time yet."""
    return is_open and due is not None and due < as_of


def name_of(reference: str, names: Names) -> str:
    """The person's name, "" for nobody."""
    return reference.removeprefix(_NAMED) if reference.startswith(_NAMED) else names.get(reference, reference)


def named(name: str) -> str:
    """The reference of somebody who is not on file."""
    return f"{_NAMED}{name}" if name else ""


def differences(before: PlanContent, after: PlanContent, names: Names) -> tuple[str, ...]:
    """What changed from one version to another, a phrase each; none where they say the same."""
    return (
        *_moved("Purpose of the plan", before.purpose, after.purpose),
        *_of_outcomes(before.outcomes, after.outcomes, names),
        *_of_milestones(before, after, names),
    )


def told(phrases: Sequence[str]) -> str:
    """The phrases as one sentence: “Target of … from 5 to 4 days; milestone … added.”"""
    if not phrases:
        return "Nothing differs."
    rest = [phrase[0].lower() + phrase[1:] for phrase in phrases[1:]]
    return f"{'; '.join([phrases[0], *rest])}."


def _of_outcomes(before: Sequence[PlannedOutcome], after: Sequence[PlannedOutcome], names: Names) -> Iterator[str]:
    old, new = ({o.reference: o for o in side} for side in (before, after))
    for reference, outcome in new.items():
        if reference not in old:
            yield f"Outcome {_quoted(outcome.statement)} added{_due(outcome)}"
        elif old[reference] != outcome:
            yield from _of_outcome(old[reference], outcome, names)
    yield from (f"Outcome {_quoted(o.statement)} taken out" for o in before if o.reference not in new)


def _of_outcome(old: PlannedOutcome, new: PlannedOutcome, names: Names) -> Iterator[str]:
    if old.statement != new.statement:
        yield f"Outcome {_quoted(old.statement)} now reads {_quoted(new.statement)}"
    of = f"of {_quoted(new.statement)}"
    for label, tell in _TERMS.items():
        yield from _moved(f"{label} {of}", tell(old, names), tell(new, names), new.unit if label in _IN_UNITS else "")
    for mark in ("primary", "first value"):
        held, holds = (getattr(side, mark.replace(" ", "_")) for side in (old, new))
        if held != holds:
            yield f"Outcome {_quoted(new.statement)} is {'now' if holds else 'no longer'} the {mark} one"


_TERMS: dict[str, Callable[[PlannedOutcome, Names], str]] = {
    "Kind": lambda o, _: o.kind,
    "Metric": lambda o, _: o.metric,
    "Unit": lambda o, _: o.unit,
    "Direction": lambda o, _: o.direction,
    "Baseline": lambda o, _: _number(o.baseline),
    "Target": lambda o, _: _number(o.target),
    "State before": lambda o, _: o.state_before,
    "State after": lambda o, _: o.state_after,
    "Due day": lambda o, _: _when(o),
    "Validator": lambda o, names: name_of(o.validator, names),
    "Worth of one unit": lambda o, _: _worth(o),
}
_IN_UNITS = ("Baseline", "Target")


def _of_milestones(before: PlanContent, after: PlanContent, names: Names) -> Iterator[str]:
    old, new = ({m.number: m for m in side.milestones} for side in (before, after))
    statements = {o.reference: o.statement for o in (*before.outcomes, *after.outcomes)}
    for number, milestone in new.items():
        if number not in old:
            yield f"Milestone {_quoted(milestone.title)} added{_due(milestone)}"
        elif old[number] != milestone:
            yield from _of_milestone(old[number], milestone, names, statements)
    yield from (f"Milestone {_quoted(m.title)} taken out" for m in before.milestones if m.number not in new)


def _of_milestone(
    old: PlannedMilestone, new: PlannedMilestone, names: Names, statements: Mapping[str, str]
) -> Iterator[str]:
    if old.title != new.title:
        yield f"Milestone {_quoted(old.title)} now reads {_quoted(new.title)}"
    if old.outcome != new.outcome:
        yield f"Milestone {_quoted(new.title)} now serves {_quoted(statements.get(new.outcome, new.outcome))}"
    of = f"of milestone {_quoted(new.title)}"
    yield from _moved(f"Due day {of}", _when(old), _when(new))
    yield from _moved(f"Owner {of}", name_of(old.owner, names), name_of(new.owner, names))


def _moved(what: str, before: str, after: str, unit: str = "") -> Iterator[str]:
    measured = f" {unit}" if unit else ""
    if before == after:
        return
    if not before:
        yield f"{what} set to {_short(after)}{measured}"
    elif not after:
        yield f"{what} taken out; it was {_short(before)}{measured}"
    else:
        yield f"{what} from {_short(before)} to {_short(after)}{measured}"


def _when(planned: PlannedOutcome | PlannedMilestone) -> str:
    if planned.due_on is not None:
        return worded(planned.due_on)
    return "" if planned.due_days is None else f"{planned.due_days} days after go-live"


def _due(planned: PlannedOutcome | PlannedMilestone) -> str:
    when = _when(planned)
    return f", due {when}" if when else ""


def _worth(outcome: PlannedOutcome) -> str:
    if outcome.value_per_unit is None:
        return ""
    period = outcome.value_period
    return f"{decimal_text(outcome.value_per_unit)}{f' a {period}' if period not in ('', 'once') else ''}"


def _number(value: Decimal | None) -> str:
    return "" if value is None else decimal_text(value)


def _quoted(text: str) -> str:
    return f"“{_short(text)}”"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rstrip()}…"
