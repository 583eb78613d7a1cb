"""API keys."""

from __future__ import annotations

from datetime import datetime

from django.db import models

from toprung.kernel.vocabulary import MemberRole
from toprung.records.tenancy.models import Workspace


class ApiKey(models.Model):
    """A program's way in. The key is nowhere kept in clear: `key_hint` shows its last four characters."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    #: what it may do is what a member of that role may
    role = models.CharField(max_length=16, choices=MemberRole.choices())
    key_hash = models.CharField(max_length=64, unique=True)
    key_hint = models.CharField(max_length=4)
    created_at = models.DateTimeField()
    #: who made it, by name
    created_by = models.CharField(max_length=200)
    #: the day it was last used, so that one that nobody uses is noticed
    used_on = models.DateField(null=True, blank=True)
    revoked_at: models.DateTimeField[datetime | None, datetime | None] = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "name"], condition=models.Q(revoked_at=None), name="api_key_name_once"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def opens(self) -> bool:
        """Does it still open anything?"""
        return self.revoked_at is None
