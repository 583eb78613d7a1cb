"""The state of each outcome's result as of the day it was last judged."""

from __future__ import annotations

from django.db import models

from toprung.doctrine.results import ResultState
from toprung.kernel.vocabulary import Category, Grade
from toprung.records.book.models import Account
from toprung.records.outcomes.models import Outcome
from toprung.records.tenancy.models import Workspace


class OutcomeState(models.Model):
    """One outcome: the state of its result, and what a list shows of it."""

    outcome = models.OneToOneField(Outcome, on_delete=models.CASCADE, related_name="state")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="outcome_states")
    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="outcome_states")
    as_of = models.DateField()
    state = models.CharField(max_length=16, choices=ResultState.choices())
    validated = models.BooleanField(default=False)
    primary = models.BooleanField(default=False)
    statement = models.TextField()
    category = models.CharField(max_length=32, choices=Category.choices(), blank=True, default="")
    #: share of the promised change; null where nothing was measured
    progress = models.DecimalField(max_digits=20, decimal_places=6, null=True)
    latest_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    confirmed_on = models.DateField(null=True)
    #: the day on which a result that stood stopped standing
    fell_on = models.DateField(null=True)
    grade = models.CharField(max_length=16, choices=Grade.choices(), blank=True, default="")
    #: names of the tests that are unmet, each between spaces
    unmet = models.CharField(max_length=64, blank=True, default="")
    #: confirmed by somebody whose role the segment does not accept
    mismatched = models.BooleanField(default=False)
    #: whose yes is wanted next
    ask = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["workspace", "state"], name="outcome_state_state")]

    def __str__(self) -> str:
        return f"{self.outcome}: {self.state} as of {self.as_of}"
