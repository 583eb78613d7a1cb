"""Every default number of DOMAIN, as a setting of a segment: what it is called, its unit, its bounds."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from toprung.kernel.days import OffSeason, Rhythm
from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import StakeholderRole

Roles = tuple[StakeholderRole, ...]

UNASSIGNED = "Unassigned"


def _number(default: int, unit: str, means: str, low: int = 0, high: int = 3650) -> Any:
    return field(default=default, metadata={"unit": unit, "means": means, "low": low, "high": high})


def _share(default: str, means: str, low: str = "0") -> Any:
    return field(
        default=Decimal(default), metadata={"unit": "share", "means": means, "low": Decimal(low), "high": Decimal(1)}
    )


def _optional(default: int | None, unit: str, means: str) -> Any:
    return field(default=default, metadata={"unit": unit, "means": means, "low": 0, "high": 3650, "off": True})


@dataclass(frozen=True, slots=True)
class Policy:
    """The numbers by which one segment's accounts are judged (DOMAIN; defaults here are Mid-Market's)."""

    # Ladder (section 3)
    activity_days: int = _number(28, "days", "rung 1: at least one qualifying event in this many days", 1)
    adoption_periods: int = _number(4, "periods", "rung 2: how many of the last whole periods are looked at", 1, 52)
    adoption_periods_needed: int = _number(3, "periods", "rung 2: in how many of them enough users were active", 1, 52)
    adoption_users: int = _number(3, "users", "rung 2: active users needed, at the least", 1, 100_000)
    adoption_seat_share: Decimal = _share("0.10", "rung 2: active users needed, as a share of seats")
    outcome_days: int = _number(180, "days", "rung 3: how old the latest measurement may be", 1)
    outcome_share: Decimal = _share("0.25", "rung 3: share of the promised change that counts as an outcome", "0.01")
    rhythm: Rhythm = field(default=Rhythm.WEEK, metadata={"unit": "rhythm", "means": "length of one period"})
    off_season: tuple[OffSeason, ...] = field(
        default=(), metadata={"unit": "MM-DD..MM-DD", "means": "stretches of the year that do not count"}
    )
    # Results (section 2)
    validators: Roles = field(
        default=(StakeholderRole.TEAM_LEAD, StakeholderRole.MANAGER),
        metadata={
            "unit": "roles",
            "means": "who can validate; all of them are needed (an executive sponsor always can)",
        },
    )
    mechanism_share: Decimal = _share(
        "0.50", "attributable: share of periods in which the mechanism's features were used"
    )
    stands_days: int = _number(365, "days", "a validated result stands this long after it was last confirmed", 1)
    fresh_days: int = _number(
        90, "days", "a result is fresh this long after a confirmation or a measurement on target", 1
    )
    # Measures (section 4)
    oar_days: int = _number(90, "days", "OAR: the window W after the clock starts", 1)
    attestation_grace_days: int = _number(30, "days", "OAR validated: how much later than W it may be recorded", 0)
    ttfv_goal_days: int = _number(45, "days", "goal for the time to first value", 1)
    middle_cohort_days: int = _number(120, "days", "delayed churner: renewal due within this many days", 1)
    # Health (section 5)
    health_product: int = _number(20, "points", "weight of product signals", 0, 100)
    health_outcome: int = _number(45, "points", "weight of outcome progress", 0, 100)
    health_executive: int = _number(15, "points", "weight of executive engagement", 0, 100)
    health_forward: int = _number(20, "points", "weight of forward-looking signs", 0, 100)
    anchor_day: int = _number(90, "days", "past this day, no green without a fresh validated result", 0)
    anchor_cap: int = _number(69, "points", "the most an account scores past that day without one", 0, 100)
    silent_days: int = _number(28, "days", "a connected feed without a qualifying event this long caps health", 1)
    silent_cap: int = _number(69, "points", "the most a silent account scores", 0, 100)
    green_from: int = _number(70, "points", "green at or above", 1, 100)
    amber_from: int = _number(40, "points", "amber at or above", 0, 100)
    # Contracts and renewals (sections 1, 6)
    notice_days: int = _number(60, "days", "notice, where a contract names none", 0)
    short_term_days: int = _number(180, "days", "a term shorter than this is reviewed, not renewed", 0)
    review_days: int = _number(90, "days", "how often a short term is reviewed", 1)
    renewal_watch_days: int = _number(90, "days", "renewal without result: warned this long before the notice date", 0)
    intervention_days: int = _number(30, "days", "a warning is early if it comes this long before the notice date", 0)
    # Hand-offs (section 7)
    handoff_days: int = _number(14, "days", "a hand-off is to be accepted this long after signature, or go-live", 0)
    # Result check (section 6)
    check_days: int = _number(
        90, "days", "result check: due this long after contract start and after a later go-live", 1
    )
    check_again_days: int = _number(30, "days", "result check: asked again this long after a no, by silence too", 1)
    check_silence_days: int = _number(7, "days", "result check: silence counts as no after", 0)
    backlog_days: int = _number(90, "days", "a first import's checks are spread over this long", 1)
    # Signals (section 6)
    executive_days: int | None = _optional(180, "days", "an executive is absent after (off: not asked for)")
    measurement_days: int = _number(90, "days", "a measurement is overdue after", 1)
    stalled_days: int = _number(30, "days", "two readings this far apart without movement: stalled", 1)
    off_track_readings: int = _number(3, "readings", "readings needed to project a date", 2, 100)
    falling_share: Decimal = _share("0.30", "adoption falls when active users drop by this share")
    falling_periods: int = _number(4, "periods", "against how many periods before", 1, 52)
    falling_users: int = _number(5, "users", "and only from a base of", 1, 100_000)
    falling_readings: int = _number(2, "readings", "seen in this many readings running", 1, 12)
    adopted_days: int = _number(60, "days", "adoption without outcome: consecutive days on rung 2", 1)

    def __post_init__(self) -> None:
        if self.adoption_periods_needed > self.adoption_periods:
            raise BadInput("adoption_periods_needed cannot exceed adoption_periods: lower the one or raise the other.")
        if self.amber_from > self.green_from:
            raise BadInput("amber_from cannot exceed green_from: lower the one or raise the other.")
        if not self.validators:
            raise BadInput("validators needs at least one role, such as buyer.")
        if not self.health_product + self.health_outcome + self.health_executive + self.health_forward:
            raise BadInput("The four health weights add up to nothing: give at least one of them points.")


MID_MARKET = Policy()
SMB = Policy(
    adoption_users=2,
    adoption_seat_share=Decimal(0),
    validators=(StakeholderRole.BUYER,),
    ttfv_goal_days=30,
    notice_days=30,
    executive_days=None,
)
ENTERPRISE = Policy(
    adoption_users=5,
    validators=(StakeholderRole.EXECUTIVE_SPONSOR,),
    ttfv_goal_days=90,
    notice_days=90,
    executive_days=90,
)
#: The three segments a new workspace starts with, and what an unknown one copies.
DEFAULTS: dict[str, Policy] = {"SMB": SMB, "Mid-Market": MID_MARKET, "Enterprise": ENTERPRISE}


def policy_for(segment: str, settings: dict[str, str] | None = None) -> Policy:
    """A segment's policy: its defaults (Mid-Market's for a segment of the vendor's own) with its settings laid over."""
    return with_settings(DEFAULTS.get(segment, MID_MARKET), settings or {})


def with_settings(policy: Policy, settings: dict[str, str]) -> Policy:
    """The policy with some of its numbers replaced; texts as a person types them. Raises BadInput."""
    return dataclasses.replace(policy, **{name: read_setting(name, text) for name, text in settings.items()})


def read_setting(name: str, text: str) -> Any:
    """One setting from its text, within its bounds. Raises BadInput that names the setting and what fits."""
    known = {f.name: f for f in dataclasses.fields(Policy)}
    if name not in known:
        raise BadInput(f"“{name}” is not a policy setting. Known ones: {', '.join(sorted(known))}.")
    unit = known[name].metadata["unit"]
    try:
        return _READERS.get(unit, _read_number)(text.strip(), known[name].metadata)
    except (ValueError, InvalidOperation) as error:
        raise BadInput(f"“{text}” does not fit {name} ({known[name].metadata['means']}): it is a {unit}.") from error


def setting_text(policy: Policy, name: str) -> str:
    """The setting as a person would type it; `read_setting` reads it back."""
    value = getattr(policy, name)
    if value is None:
        return "off"
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    return str(value)


def _read_number(text: str, about: Any) -> int | None:
    if about.get("off") and text.lower() in ("off", "none", ""):
        return None
    value = int(text)
    if not about["low"] <= value <= about["high"]:
        raise BadInput(
            f"{value} is out of bounds: {about['means']} is {about['low']} to {about['high']} {about['unit']}."
        )
    return value


def _read_share(text: str, about: Any) -> Decimal:
    value = Decimal(text.removesuffix("%")) / 100 if text.endswith("%") else Decimal(text)
    if not about["low"] <= value <= about["high"]:
        raise BadInput(
            f"{text} is out of bounds: {about['means']} is a share from {about['low']} to {about['high']}, "
            f"or {about['low']:.0%} to 100%."
        )
    return value


def _read_roles(text: str, about: Any) -> Roles:
    return tuple(StakeholderRole(part.strip()) for part in text.split(",") if part.strip())


def _read_off_season(text: str, about: Any) -> tuple[OffSeason, ...]:
    return tuple(OffSeason.parse(part.strip()) for part in text.split(",") if part.strip())


_READERS: dict[str, Any] = {
    "share": _read_share,
    "roles": _read_roles,
    "rhythm": lambda text, about: Rhythm(text),
    "MM-DD..MM-DD": _read_off_season,
}
