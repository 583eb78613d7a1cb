"""Every number of a policy with the name it has on a screen, in groups that follow the book's rules."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Group:
    """Numbers that belong together: what they decide, and for each its name on the screen."""

    key: str
    title: str
    decides: str
    labels: tuple[tuple[str, str], ...]


GROUPS = (
    Group(
        "ladder",
        "The ladder",
        "When an account stands on rung 1, 2 or 3.",
        (
            ("activity_days", "Rung 1: active within"),
            ("adoption_periods", "Rung 2: periods looked at"),
            ("adoption_periods_needed", "Rung 2: periods with enough users"),
            ("adoption_users", "Rung 2: active users, at the least"),
            ("adoption_seat_share", "Rung 2: active users, share of seats"),
            ("rhythm", "Length of a period"),
            ("off_season", "Off season"),
            ("outcome_days", "Rung 3: measured within"),
            ("outcome_share", "Rung 3: share of the promised change"),
        ),
    ),
    Group(
        "results",
        "Results",
        "Whose word validates a result, and how long it stands and stays fresh.",
        (
            ("validators", "Accepted validators"),
            ("mechanism_share", "Attributable: use of the mechanism’s features"),
            ("stands_days", "A validated result stands for"),
            ("fresh_days", "A result is fresh for"),
        ),
    ),
    Group(
        "measures",
        "Measures",
        "The windows and goals that OAR, TTFV and the middle cohort are counted with.",
        (
            ("oar_days", "OAR window W"),
            ("attestation_grace_days", "OAR validated: time to record the attestation"),
            ("ttfv_goal_days", "TTFV goal"),
            ("middle_cohort_days", "Middle cohort: renewal within"),
        ),
    ),
    Group(
        "health",
        "Health",
        "What each part weighs, what caps the score, and where the bands begin.",
        (
            ("health_product", "Weight: product signals"),
            ("health_outcome", "Weight: outcome progress"),
            ("health_executive", "Weight: executive engagement"),
            ("health_forward", "Weight: forward-looking"),
            ("anchor_day", "Anchor: from day"),
            ("anchor_cap", "Anchor: highest score without a fresh result"),
            ("silent_days", "Silent: no event within"),
            ("silent_cap", "Silent: highest score"),
            ("green_from", "Green from"),
            ("amber_from", "Amber from"),
        ),
    ),
    Group(
        "contracts",
        "Contracts and renewals",
        "Notice, short terms and how early a renewal without a result is warned of.",
        (
            ("notice_days", "Notice, where a contract names none"),
            ("short_term_days", "A short term is under"),
            ("review_days", "Short terms are reviewed every"),
            ("renewal_watch_days", "Renewal without result: warned before notice"),
            ("intervention_days", "Intervention window before notice"),
        ),
    ),
    Group(
        "handoffs",
        "Hand-offs",
        "Until when a customer who has changed hands is to have been accepted.",
        (("handoff_days", "Accepted within"),),
    ),
    Group(
        "checks",
        "Result checks",
        "When the owner is asked whether the account can name its measurable result.",
        (
            ("check_days", "First asked after"),
            ("check_again_days", "Asked again after a no"),
            ("check_silence_days", "Silence counts as no after"),
            ("backlog_days", "A first import’s checks are spread over"),
        ),
    ),
    Group(
        "signals",
        "Signals",
        "How long something may last before it becomes a signal.",
        (
            ("executive_days", "Executive absent after"),
            ("measurement_days", "Measurement overdue after"),
            ("stalled_days", "Stalled: two readings apart"),
            ("off_track_readings", "Off track: readings needed"),
            ("falling_share", "Adoption falling: drop of active users"),
            ("falling_periods", "Adoption falling: compared with"),
            ("falling_users", "Adoption falling: from a base of"),
            ("falling_readings", "Adoption falling: seen running"),
            ("adopted_days", "Adoption without outcome: after"),
        ),
    ),
)

LABELS: dict[str, str] = {name: label for group in GROUPS for name, label in group.labels}
#: numbers that decide something else than where today's accounts stand, and what that is
BESIDE_TODAY = {
    "backlog_days": "It counts at a first import alone; checks that were put off then keep their days.",
    "attestation_grace_days": "It moves OAR validated, not where an account stands.",
}
