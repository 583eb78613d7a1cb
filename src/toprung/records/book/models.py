"""The book's records. Money is DECIMAL(18, 4) in the currency named beside it; days are in the workspace's zone."""

from __future__ import annotations

from datetime import date

from django.db import models
from django.db.models.functions import Lower

from toprung.kernel.vocabulary import MovementKind, StakeholderRole, TouchKind, TouchPurpose
from toprung.records.tenancy.models import Workspace


class Noted(models.Model):
    """A fact with dates of its own, and the moment it was recorded (DOMAIN section 12)."""

    recorded_at = models.DateTimeField()
    #: imported history: counts as recorded on its own day
    backfilled = models.BooleanField(default=False)

    class Meta:
        abstract = True


class Recorded(Noted):
    """A fact with two times: the day it was true and the moment it was recorded (DOMAIN section 12)."""

    occurred_on = models.DateField()

    class Meta:
        abstract = True

    def recorded_on(self, workspace: Workspace) -> date:
        """The day it counts as recorded."""
        return self.occurred_on if self.backfilled else workspace.day_of(self.recorded_at)


class Segment(models.Model):
    """How the vendor splits its book. `settings` holds what differs from the segment's default policy, as typed."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="segments")
    name = models.CharField(max_length=100)
    settings = models.JSONField(default=dict)
    #: made by an import that named it; its policy is Mid-Market's until someone has looked
    flagged = models.BooleanField(default=False)
    result_statement = models.TextField(blank=True)
    result_scope = models.TextField(blank=True)
    result_achieved_when = models.TextField(blank=True)
    result_owner = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="segment_name_once")]

    def __str__(self) -> str:
        return self.name


class Account(models.Model):
    """One customer."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="accounts")
    external_id = models.CharField(max_length=200)
    name = models.CharField(max_length=300)
    tier = models.CharField(max_length=100, blank=True)
    owner = models.CharField(max_length=200, blank=True)
    seats = models.PositiveIntegerField(null=True, blank=True)
    industry = models.CharField(max_length=200, blank=True)
    currency = models.CharField(max_length=3, blank=True)
    parent = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="children")
    #: who of the vendor's sells, or sold, to it
    seller = models.CharField(max_length=200, blank=True, default="")
    #: of a prospect: when it is to sign
    signature_expected_on = models.DateField(null=True, blank=True)
    go_live_on = models.DateField(null=True, blank=True)
    #: what a sheet states, where there are no movements
    stated_arr = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    #: rhythm and off-season of this account alone, laid over its segment's policy
    settings = models.JSONField(default=dict)
    #: the day until which a first import put off this account's overdue result check
    check_staged_on = models.DateField(null=True, blank=True)
    created_on = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "external_id"], name="account_id_once")]

    def __str__(self) -> str:
        return self.name


class SegmentMembership(Noted):
    """From a day on, the account belongs to the segment. `since` None: from the beginning."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="memberships")
    since = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "since"], name="membership_once_a_day", nulls_distinct=False)
        ]

    def __str__(self) -> str:
        return f"{self.account} in {self.segment} since {self.since or 'the beginning'}"


class Stakeholder(models.Model):
    """A customer's person."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="stakeholders")
    name = models.CharField(max_length=200)
    email = models.EmailField(blank=True)
    role = models.CharField(max_length=32, choices=StakeholderRole.choices(), blank=True)
    reports_to = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, blank=True, related_name="reports")
    joined_on = models.DateField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "name"], name="stakeholder_name_once")]
        # By which events of a person find their account.
        indexes = [models.Index(Lower("email"), name="stakeholder_email_lower")]

    def __str__(self) -> str:
        return self.name

    def has_left(self, day: date) -> bool:
        """Is the person with the customer no more? The day of leaving is such a day already."""
        return self.left_on is not None and self.left_on <= day


class Contract(Noted):
    """One contract; `ends_on` is its renewal date. A sheet knows no start. Recorded when it first came on file."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="contracts")
    external_id = models.CharField(max_length=200)
    signed_on = models.DateField(null=True, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    notice_days = models.PositiveIntegerField(null=True, blank=True)
    auto_renew = models.BooleanField(default=False)
    cancelled_on = models.DateField(null=True, blank=True)
    price = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "external_id"], name="contract_id_once")]

    def __str__(self) -> str:
        return f"{self.account}: {self.external_id}"


class Subscription(models.Model):
    """An interval [started_on, ended_on) of recurring revenue; movements are derived from it."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="subscriptions")
    product = models.CharField(max_length=200, blank=True)
    started_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    mrr = models.DecimalField(max_digits=18, decimal_places=4)
    currency = models.CharField(max_length=3)
    #: tells apart rows of one file with the same account, product and start
    ordinal = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "product", "started_on", "ordinal"], name="subscription_once")
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.product} from {self.started_on}"


class RevenueMovement(Recorded):
    """A dated change of recurring monthly revenue of one account and one subscription.

    `amount` is signed. A correction sets `superseded_at` on the old row and adds a new one.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="movements")
    subscription = models.CharField(max_length=200, blank=True)
    kind = models.CharField(max_length=16, choices=MovementKind.choices())
    amount = models.DecimalField(max_digits=18, decimal_places=4)
    currency = models.CharField(max_length=3)
    #: derived from subscription intervals, not entered
    derived = models.BooleanField(default=False)
    ordinal = models.PositiveIntegerField(default=0)
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account", "subscription", "occurred_on", "kind", "ordinal", "currency"],
                condition=models.Q(superseded_at=None),
                name="movement_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account}: {self.kind} {self.amount} {self.currency} on {self.occurred_on}"


class Touch(Recorded):
    """Work the vendor did."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="touches")
    kind = models.CharField(max_length=32, choices=TouchKind.choices())
    purpose = models.CharField(max_length=16, choices=TouchPurpose.choices(), blank=True)
    minutes = models.PositiveIntegerField(null=True, blank=True)
    #: roles of the customer's people who attended
    attendees = models.JSONField(default=list)
    #: external id of the outcome it served
    outcome = models.CharField(max_length=200, blank=True)
    ordinal = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "occurred_on", "kind", "ordinal"], name="touch_once")]

    def __str__(self) -> str:
        return f"{self.account}: {self.kind} on {self.occurred_on}"


class Note(Recorded):
    """What a member wrote down for those who look at the account next. Editable; the journal keeps each text."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    written_by = models.CharField(max_length=200)
    edited_by = models.CharField(max_length=200, blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["account", "occurred_on"], name="note_of_account")]

    def __str__(self) -> str:
        return f"{self.account}: note of {self.occurred_on}"
