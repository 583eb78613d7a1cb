"""Outcomes, measurements, claims, checks, and the append-only chain of attestations."""

from __future__ import annotations

from datetime import date
from typing import Any, Never

from django.db import models

from toprung.kernel.errors import Refused
from toprung.kernel.vocabulary import (
    Category,
    Direction,
    Grade,
    MeasuredPer,
    MeasurementSource,
    OutcomeKind,
    Said,
    StakeholderRole,
    UsageKind,
    ValuePeriod,
)
from toprung.records.book.models import Account, Recorded, Stakeholder
from toprung.records.tenancy.models import Workspace


class Outcome(models.Model):
    """A desired business outcome; what it says stands in its versions."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="outcomes")
    external_id = models.CharField(max_length=200)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "external_id"], name="outcome_id_once")]

    def __str__(self) -> str:
        return f"{self.account}: {self.external_id}"


class OutcomeVersion(models.Model):
    """What was promised, from a day on. `in_force_on` None: on file from the start."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    in_force_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    statement = models.TextField()
    kind = models.CharField(max_length=16, choices=OutcomeKind.choices())
    metric = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=100, blank=True)
    direction = models.CharField(max_length=16, choices=Direction.choices(), default=Direction.INCREASE)
    baseline = models.DecimalField(max_digits=28, decimal_places=8, null=True, blank=True)
    target = models.DecimalField(max_digits=28, decimal_places=8, null=True, blank=True)
    state_before = models.CharField(max_length=300, blank=True)
    state_after = models.CharField(max_length=300, blank=True)
    due_on = models.DateField(null=True, blank=True)
    #: or a window after go-live
    due_days = models.PositiveIntegerField(null=True, blank=True)
    category = models.CharField(max_length=32, choices=Category.choices(), blank=True)
    value_per_unit = models.DecimalField(max_digits=18, decimal_places=4, null=True, blank=True)
    value_period = models.CharField(max_length=16, choices=ValuePeriod.choices(), blank=True)
    mechanism = models.TextField(blank=True)
    #: event names that carry the mechanism
    features = models.JSONField(default=list)
    owner = models.CharField(max_length=200, blank=True)
    #: name of a stakeholder of the account
    validator = models.CharField(max_length=200, blank=True)
    agreed_on = models.DateField(null=True, blank=True)
    agreed_by = models.CharField(max_length=200, blank=True)
    agreement = models.CharField(max_length=400, blank=True)
    promised_by = models.CharField(max_length=200, blank=True)
    promised_on = models.DateField(null=True, blank=True)
    #: confirmed by the customer, or the seller's reading
    customer_confirmed = models.BooleanField(default=False)
    primary = models.BooleanField(default=False)
    first_value = models.BooleanField(default=False)
    #: external ids of other accounts this outcome covers
    covers = models.JSONField(default=list)
    #: key of the template in the library from which it was started; blank: written without one
    template = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["outcome", "number"], name="version_number_once")]

    def __str__(self) -> str:
        return self.statement


class ResultTemplate(models.Model):
    """A template of the library that the vendor wrote, or one that the product brings and the vendor changed.

    `key` is the one under which the product brings it, or made for the vendor's own; `segment` blank: for all.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="result_templates")
    key = models.CharField(max_length=120, blank=True)
    segment = models.CharField(max_length=100, blank=True)
    category = models.CharField(max_length=32, choices=Category.choices())
    statement = models.TextField()
    example = models.TextField(blank=True)
    #: what people write first, and why it will not do
    instead = models.TextField(blank=True)
    kind = models.CharField(max_length=16, choices=OutcomeKind.choices())
    metric = models.CharField(max_length=300, blank=True)
    unit = models.CharField(max_length=100, blank=True)
    direction = models.CharField(max_length=16, choices=Direction.choices(), blank=True)
    state_before = models.CharField(max_length=300, blank=True)
    state_after = models.CharField(max_length=300, blank=True)
    mechanism = models.TextField(blank=True)
    #: offered no more
    retired = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "key"], name="result_template_key_once")]

    def __str__(self) -> str:
        return self.statement


class WrittenElsewhere(Recorded):
    """A fact that another system may have written down first: `written_on` is that day, where the source says so."""

    written_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    def recorded_on(self, workspace: Workspace) -> date:
        """The day it counts as recorded: when its source wrote it down, else as for every fact."""
        return self.written_on or super().recorded_on(workspace)


class Measurement(WrittenElsewhere):
    """A dated value of an outcome. A correction adds a row and sets `superseded_at` on the one before."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="measurements")
    value = models.DecimalField(max_digits=28, decimal_places=8, null=True, blank=True)
    state = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=16, choices=MeasurementSource.choices())
    superseded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["outcome", "occurred_on"],
                condition=models.Q(superseded_at=None),
                name="measurement_once_a_day",
            )
        ]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.value if self.value is not None else self.state} on {self.occurred_on}"


class UsageMeasurement(models.Model):
    """The saved definition by which an outcome's value is read from usage (`reading_usage.UsageDefinition`)."""

    outcome = models.OneToOneField(Outcome, on_delete=models.CASCADE, related_name="usage_measurement")
    kind = models.CharField(max_length=16, choices=UsageKind.choices())
    #: names of events
    events = models.JSONField(default=list)
    property_name = models.CharField(max_length=200, blank=True, default="")
    #: of a ratio: what is counted on both sides of its line, and the names below it; none: every qualifying event
    counted = models.CharField(max_length=16, choices=UsageKind.choices(), default=UsageKind.EVENTS)
    divided_by = models.JSONField(default=list)
    divided_name = models.CharField(max_length=200, blank=True, default="")
    per = models.CharField(max_length=16, choices=MeasuredPer.choices())
    times = models.DecimalField(max_digits=16, decimal_places=8, default=1)
    defined_at = models.DateTimeField()
    defined_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.outcome}: {self.kind} per {self.per}"


class ResultClaim(Recorded):
    """A member says the result is there, and where the customer can see it. It lifts nothing by itself."""

    outcome = models.ForeignKey(Outcome, on_delete=models.CASCADE, related_name="claims")
    statement = models.TextField(blank=True)
    value = models.DecimalField(max_digits=28, decimal_places=8, null=True, blank=True)
    opened_by = models.CharField(max_length=200, blank=True)
    opened_on = models.DateField(null=True, blank=True)
    #: a document of the customer's in which the result stands
    document = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return f"{self.outcome}: claimed on {self.occurred_on}"


class CheckAnswer(Recorded):
    """The owner's answer to a result check: can the account name its measurable result?"""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="check_answers")
    yes = models.BooleanField()
    #: the result that a yes names
    named = models.TextField(blank=True)
    #: what else the owner says, such as why it is a no
    words = models.TextField(blank=True, default="")
    answered_by = models.CharField(max_length=200)

    def __str__(self) -> str:
        return f"{self.account}: {'yes' if self.yes else 'no'} on {self.occurred_on}"


class Links(models.QuerySet["Attestation"]):
    """Attestations are append-only: neither changed nor deleted, one by one or many at once."""

    def update(self, **fields: Any) -> Never:
        raise Refused(_APPEND_ONLY)

    def delete(self) -> Never:
        raise Refused(_APPEND_ONLY)

    def erase_personal(self) -> int:
        """Drop name, words, how and salt; the digest stays, so the chain still verifies. Returns how many rows."""
        return super().update(stakeholder_name="", words="", how="", salt="")


_APPEND_ONLY = "Attestations are never changed or deleted: record a later word, or withdraw this one."


class Attestation(WrittenElsewhere):
    """A stakeholder's dated word about a result: a link of the workspace's chain, never changed or deleted.

    `hash` covers the fields of `chain.link_content` and the hash before. The personal ones (name, words, how)
    enter it as a salted digest, so that erasing them and the salt leaves the chain verifiable.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="attestations")
    sequence = models.PositiveBigIntegerField()
    outcome = models.ForeignKey(Outcome, on_delete=models.PROTECT, related_name="attestations")
    stakeholder = models.ForeignKey(Stakeholder, on_delete=models.PROTECT, related_name="attestations")
    stakeholder_name = models.CharField(max_length=200, blank=True)
    role = models.CharField(max_length=32, choices=StakeholderRole.choices(), blank=True)
    said = models.CharField(max_length=16, choices=Said.choices())
    grade = models.CharField(max_length=16, choices=Grade.choices())
    value = models.DecimalField(max_digits=28, decimal_places=8, null=True, blank=True)
    words = models.TextField(blank=True)
    how = models.TextField(blank=True)
    recorded_by = models.CharField(max_length=200)
    salt = models.CharField(max_length=64, blank=True)
    personal_digest = models.CharField(max_length=64)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    objects = Links.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "sequence"], name="chain_sequence_once")]

    def __str__(self) -> str:
        return f"{self.said_by} said {self.said} on {self.occurred_on}"

    @property
    def said_by(self) -> str:
        """The name as it was sealed; where that was cleared, what the person is called now."""
        return self.stakeholder_name or self.stakeholder.name

    def save(self, *args: Any, force_insert: bool | tuple[Any, ...] = False, **kwargs: Any) -> None:
        """Insert a new link; a link on file is refused."""
        if not self._state.adding:
            raise Refused(_APPEND_ONLY)
        super().save(*args, force_insert=True, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise Refused(_APPEND_ONLY)
