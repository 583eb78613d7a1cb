"""Sources."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from toprung.records.tenancy.models import Workspace


class Source(models.Model):
    """A named feed of usage. Its write key is nowhere kept in clear: `key_hint` shows its last four characters.

    A revoked source accepts nothing any more; what it sent stays.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="sources")
    name = models.CharField(max_length=100)
    key_hash = models.CharField(max_length=64, unique=True)
    key_hint = models.CharField(max_length=4)
    created_at = models.DateTimeField()
    #: who added it, by name
    created_by = models.CharField(max_length=200)
    revoked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"], condition=models.Q(revoked_at=None), name="source_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def accepts(self) -> bool:
        """Does it still accept messages?"""
        return self.revoked_at is None
