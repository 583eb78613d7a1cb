"""Interventions and their steps."""

from __future__ import annotations

from django.db import models

from toprung.kernel.changing_hands import InterventionCause, InterventionEnd
from toprung.records.book.models import Account, Noted


class Intervention(Noted):
    """Opened by a no to the result check, or by silence; closed by a validated result that stands."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="interventions")
    cause = models.CharField(max_length=16, choices=InterventionCause.choices())
    opened_on = models.DateField()
    #: the result it is about, as the account named it then; empty where it could name none
    subject = models.TextField(blank=True)
    owner = models.CharField(max_length=200, blank=True)
    closed_on = models.DateField(null=True, blank=True)
    ended = models.CharField(max_length=16, choices=InterventionEnd.choices(), blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(closed_on=None), name="intervention_open_once"
            )
        ]
        indexes = [models.Index(fields=["closed_on", "opened_on"], name="intervention_open")]

    def __str__(self) -> str:
        return f"{self.account}: intervention since {self.opened_on}"


class InterventionStep(Noted):
    """One thing that is being done. `done_on` None: still to be done; a note is done on the day it is written."""

    intervention = models.ForeignKey(Intervention, on_delete=models.CASCADE, related_name="steps")
    text = models.TextField()
    owner = models.CharField(max_length=200, blank=True)
    due_on = models.DateField(null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    written_by = models.CharField(max_length=200)
    written_on = models.DateField()

    def __str__(self) -> str:
        return f"{self.intervention}: {self.text}"
