"""What an evaluation leaves behind."""

from __future__ import annotations

from django.db import models

from toprung.records.book.models import Account
from toprung.records.tenancy.models import Workspace


class Evaluation(models.Model):
    """One run over a book (or some of its accounts): as of which day, over which facts, with which result."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="evaluations")
    as_of = models.DateField()
    accounts = models.PositiveIntegerField()
    #: a subset was asked for, so the run says nothing of the others
    partial = models.BooleanField(default=False)
    inputs_fingerprint = models.CharField(max_length=64)
    verdicts_fingerprint = models.CharField(max_length=64)
    #: how far the journal and the lake had come when the run began to read
    journal_position = models.PositiveBigIntegerField(default=0)
    lake_fingerprint = models.CharField(max_length=64, blank=True)
    #: of Toprung: another may judge the same facts otherwise
    version = models.CharField(max_length=32, default="")
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["workspace", "as_of", "id"], name="evaluation_day")]

    def __str__(self) -> str:
        return f"{self.workspace} as of {self.as_of}"


class AccountState(models.Model):
    """Where an account stands today: one row an account, moved forward only."""

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="state")
    as_of = models.DateField()
    inputs_fingerprint = models.CharField(max_length=64)
    lifecycle = models.CharField(max_length=16)
    rung = models.PositiveSmallIntegerField()
    health = models.PositiveSmallIntegerField(null=True)
    band = models.CharField(max_length=8, blank=True)
    arr = models.DecimalField(max_digits=18, decimal_places=4, null=True)
    verdict = models.JSONField()

    def __str__(self) -> str:
        return f"{self.account} on rung {self.rung} as of {self.as_of}"


class StateChange(models.Model):
    """The account's standing from a day on: a row when something changed, not a row a day."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="state_changes")
    since = models.DateField()
    standing = models.JSONField()
    fingerprint = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "since"], name="state_change_once_a_day")]

    def __str__(self) -> str:
        return f"{self.account} since {self.since}"


class Figure(models.Model):
    """A figure as it was computed: definition, window, as-of day, value, and the fingerprint of its inputs."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="figures")
    measure = models.CharField(max_length=32)
    definition = models.JSONField()
    definition_id = models.CharField(max_length=64)
    window_from = models.DateField()
    window_to = models.DateField()
    as_of = models.DateField()
    #: null: no base
    value = models.DecimalField(max_digits=30, decimal_places=18, null=True)
    figure = models.JSONField()
    inputs_fingerprint = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "definition_id", "as_of", "inputs_fingerprint"], name="figure_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure} {self.window_from}..{self.window_to} as of {self.as_of}"
