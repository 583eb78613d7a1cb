"""What a caller hands to the actions on plans. A None leaves what is on file alone; `clear` names what is taken out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toprung.kernel.vocabulary import Aim, MilestoneState, Side, StakeholderRole


@dataclass(frozen=True, slots=True)
class PlanDraft:
    """What a plan says of itself. `withheld`: external ids of the account's outcomes that it leaves out."""

    purpose: str | None = None
    withheld: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class MilestoneDraft:
    """A milestone, or a change of one.

    `outcome` is an external id, `owner` a reference (`member:3`, `stakeholder:12`).
    """

    title: str | None = None
    outcome: str | None = None
    owner: str | None = None
    due_on: date | None = None
    due_days: int | None = None
    shared: bool | None = None
    #: of `owner`, `due_on` and `due_days`, those to take out
    clear: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class MilestoneMove:
    """How far a milestone is now. `on` is the day it was done or dropped; None: today."""

    state: MilestoneState
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """What of a plan is spoken of: an outcome by its key, a milestone by its number, or the plan itself."""

    outcome: int | None = None
    milestone: int | None = None


#: what is said of the plan as a whole
THE_PLAN = Subject()


@dataclass(frozen=True, slots=True)
class Wording:
    """What an outcome or a milestone should say instead; None leaves alone. `target` is a number or a state."""

    statement: str | None = None
    target: Decimal | str | None = None
    due_on: date | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class TemplateDraft:
    """A plan template; `segment` is the name of one, "" for whichever. None leaves alone."""

    name: str | None = None
    segment: str | None = None
    purpose: str | None = None


@dataclass(frozen=True, slots=True)
class StepDraft:
    """A template's milestone. `role`: whose it is on the customer's side."""

    title: str
    aim: Aim = Aim.PRIMARY
    side: Side = Side.VENDOR
    role: StakeholderRole | None = None
    due_days: int | None = None
