"""The closed lists of DOMAIN, each once: models, importers, rules and screens share them."""

from __future__ import annotations

import enum


class Word(enum.StrEnum):
    """A word of the domain; `label` is how a screen writes it."""

    @property
    def label(self) -> str:
        return self.value.replace("_", " ")

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """(value, label) pairs, as a form or a model wants them."""
        return [(word.value, word.label) for word in cls]


class MemberRole(Word):
    """What a vendor's person may be in a workspace."""

    ADMIN = "admin"
    LEADER = "leader"
    CSM = "csm"
    SALES = "sales"
    VIEWER = "viewer"


class StakeholderRole(Word):
    """What a customer's person is to the account."""

    USER = "user"
    CHAMPION = "champion"
    BUYER = "buyer"
    TEAM_LEAD = "team_lead"
    MANAGER = "manager"
    EXECUTIVE_SPONSOR = "executive_sponsor"


class Lifecycle(Word):
    """Where an account is in its life; derived from dates."""

    PROSPECT = "prospect"
    IMPLEMENTING = "implementing"
    ONBOARDING = "onboarding"
    LIVE = "live"
    LEAVING = "leaving"
    FORMER = "former"


class MovementKind(Word):
    """Why recurring revenue changed."""

    NEW = "new"
    EXPANSION = "expansion"
    CONTRACTION = "contraction"
    CHURN = "churn"
    REACTIVATION = "reactivation"
    TRANSFER = "transfer"


class TouchKind(Word):
    """Work the vendor did."""

    CALL = "call"
    EMAIL = "email"
    MEETING = "meeting"
    BUSINESS_REVIEW = "business_review"


class TouchPurpose(Word):
    """About the customer's goals, or about day-to-day business."""

    STRATEGIC = "strategic"
    TRANSACTIONAL = "transactional"


class OutcomeKind(Word):
    """How a desired business outcome is told apart from not having it."""

    NUMERIC = "numeric"
    HOLD = "hold"
    STATUS = "status"


class Direction(Word):
    """Which way of the metric is better."""

    INCREASE = "increase"
    DECREASE = "decrease"


class Category(Word):
    """What kind of value an outcome has for the customer."""

    REVENUE_GAINED = "revenue_gained"
    REVENUE_PROTECTED = "revenue_protected"
    EFFICIENCY_GAINED = "efficiency_gained"
    COST_CUT = "cost_cut"
    RISK_MITIGATED = "risk_mitigated"
    COMPLIANCE = "compliance"


class ValuePeriod(Word):
    """How often the money value of one unit of change accrues."""

    ONCE = "once"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


class Said(Word):
    """A stakeholder's word about "we got this result"."""

    YES = "yes"
    NO = "no"
    WITHDRAWN = "withdrawn"


class Grade(Word):
    """Signed: given by that person through Toprung. Reported: a member, a file or a call says so."""

    SIGNED = "signed"
    REPORTED = "reported"


class MeasurementSource(Word):
    """Where a dated value comes from."""

    USAGE = "usage"
    API = "api"
    CUSTOMER = "customer"


class MilestoneState(Word):
    """How far a milestone of a success plan is."""

    PLANNED = "planned"
    IN_PROGRESS = "in_progress"
    DONE = "done"
    DROPPED = "dropped"

    @property
    def is_open(self) -> bool:
        """Is it still to be done?"""
        return self in (MilestoneState.PLANNED, MilestoneState.IN_PROGRESS)


class Aim(Word):
    """Which of an account's outcomes a template's milestone serves."""

    PRIMARY = "primary"
    FIRST_VALUE = "first_value"


class Side(Word):
    """Whose person owns a milestone: the vendor's or the customer's."""

    VENDOR = "vendor"
    CUSTOMER = "customer"


class WordingState(Word):
    """What became of a wording that a customer's person proposed."""

    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class UsageKind(Word):
    """What a usage measurement reads from the events it names."""

    EVENTS = "events"
    USERS = "users"
    SUM = "sum"
    RATIO = "ratio"

    @property
    def label(self) -> str:
        return _USAGE_KINDS[self]


_USAGE_KINDS = {
    UsageKind.EVENTS: "number of events",
    UsageKind.USERS: "different users",
    UsageKind.SUM: "sum of a property",
    UsageKind.RATIO: "ratio of two of these",
}


class MeasuredPer(Word):
    """Over which time a usage measurement counts."""

    WEEK = "week"
    MONTH = "month"
    SINCE_GO_LIVE = "since_go_live"


class Reading(Word):
    """The two readings of the outcome achievement rate, always shown together."""

    MEASURED = "measured"
    VALIDATED = "validated"


class ReadAs(Word):
    """As what a target's measure is read."""

    GROWTH = "growth"
    RETENTION = "retention"
    EFFICIENCY = "efficiency"


class LooksAt(Word):
    """What of a message a match rule looks at; traits and properties are named."""

    GROUP_ID = "group_id"
    GROUP_TRAIT = "group_trait"
    USER_TRAIT = "user_trait"
    PROPERTY = "property"
    EMAIL = "email"
    EMAIL_DOMAIN = "email_domain"


class Equals(Word):
    """What on file a match rule compares it with."""

    EXTERNAL_ID = "external_id"
    ACCOUNT_NAME = "account_name"
    STAKEHOLDER_EMAIL = "stakeholder_email"
    STAKEHOLDER_DOMAIN = "stakeholder_domain"


class Unmatched(Word):
    """Why an event belongs to no account."""

    NOTHING_TO_GO_BY = "nothing_to_go_by"
    NOT_ON_FILE = "not_on_file"
    SEVERAL_ACCOUNTS = "several_accounts"


class Refusal(Word):
    """Why a message was not taken."""

    UNREADABLE = "unreadable"
    NOT_AN_OBJECT = "not_an_object"
    UNKNOWN_TYPE = "unknown_type"
    NOBODY = "nobody"
    NO_EVENT = "no_event"
    NO_GROUP = "no_group"
    NO_PREVIOUS = "no_previous"
    NOT_TEXT = "not_text"
    TOO_LONG = "too_long"
    TIMESTAMP = "timestamp"
    PROPERTIES = "properties"
    TOO_DEEP = "too_deep"
    TOO_LARGE = "too_large"


class Band(Word):
    """Health at a glance."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Rung(enum.IntEnum):
    """The ladder, per account and day (DOMAIN section 3)."""

    OFF = 0
    ACTIVITY = 1
    ADOPTION = 2
    OUTCOME = 3
    RESULT = 4

    @property
    def label(self) -> str:
        return ("Off the ladder", "Activity", "Adoption", "Outcome", "Measurable result")[self]
