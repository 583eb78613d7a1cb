"""The journal."""

from __future__ import annotations

from django.db import models

from toprung.records.tenancy.models import Workspace


class Entry(models.Model):
    """One thing done. Never deleted while its workspace lives, and never changed but to forget a person.

    `account` is the account's external id (the book is a floor above, so there is no foreign key).
    `changes` maps a field to [before, after]; before is null where the record is new.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="journal")
    at = models.DateTimeField()
    actor_kind = models.CharField(max_length=16)
    actor_id = models.CharField(max_length=64, blank=True)
    actor_name = models.CharField(max_length=200)
    verb = models.CharField(max_length=64)
    account = models.CharField(max_length=200, blank=True)
    subject = models.CharField(max_length=400, blank=True)
    changes = models.JSONField(default=dict)
    #: what carried it out (`Actor.through`), such as one import
    through = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "account", "id"], name="journal_account"),
            models.Index(fields=["workspace", "through"], condition=~models.Q(through=""), name="journal_through"),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name} {self.verb} {self.subject}"
