"""Saved views."""

from __future__ import annotations

from django.db import models

from toprung.kernel.vocabulary import Word
from toprung.records.tenancy.models import Member, Workspace


class ListKind(Word):
    """The lists that have views."""

    ACCOUNTS = "accounts"
    TRIAGE = "triage"


class SavedView(models.Model):
    """One list under a name. `query` is what stands behind the question mark of its address, without a page."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="views")
    kind = models.CharField(max_length=16, choices=ListKind.choices())
    name = models.CharField(max_length=100)
    #: who saved it, and whose it stays when it is shared
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="views")
    #: every member of the workspace sees it
    shared = models.BooleanField(default=False)
    query = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "kind", "name"], name="view_name_once")]
        indexes = [models.Index(fields=["workspace", "kind"], name="view_of_list")]

    def __str__(self) -> str:
        return self.name
