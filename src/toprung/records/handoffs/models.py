"""Hand-offs, the steps taken about them, and frozen promises."""

from __future__ import annotations

from typing import Any, Never

from django.db import models

from toprung.kernel.changing_hands import HandOffKind, HandOffState, HandOffStepKind
from toprung.kernel.errors import Refused
from toprung.records.book.models import Account, Recorded
from toprung.records.tenancy.models import Workspace


class HandOffStart(models.Model):
    """The day from which a workspace uses hand-offs: accounts signed or gone live before it are asked of nobody."""

    workspace = models.OneToOneField(Workspace, on_delete=models.CASCADE, related_name="handoff_start")
    since = models.DateField()

    def __str__(self) -> str:
        return f"{self.workspace}: hand-offs since {self.since}"


class HandOff(models.Model):
    """One account changing hands once; here from the first thing that somebody did about it.

    That it is due follows from the signature or the go-live, and needs no row.
    """

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="handoffs")
    kind = models.CharField(max_length=16, choices=HandOffKind.choices())
    state = models.CharField(max_length=16, choices=HandOffState.choices(), default=HandOffState.OPEN.value)
    #: what was promised beyond the outcomes, one text each; null: nobody has said yet
    commitments = models.JSONField(null=True, default=None)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["account", "kind"], name="handoff_once_a_kind")]
        indexes = [models.Index(fields=["state", "kind"], name="handoff_state")]

    def __str__(self) -> str:
        return f"{self.account}: {self.kind} {self.state}"


class Unchanging(models.QuerySet[Any]):
    """What is on the record is neither changed nor deleted, one by one or many at once."""

    def update(self, **fields: Any) -> Never:
        raise Refused(_ON_RECORD)

    def delete(self) -> Never:
        raise Refused(_ON_RECORD)

    def rewrite(self, **fields: Any) -> int:
        """The one change: other words where a person is to be forgotten. Returns how many rows."""
        return super().update(**fields)


_ON_RECORD = "What was done about a hand-off stays on the record: do the next step instead."


class OnRecord(models.Model):
    """A record that is written once."""

    objects = Unchanging.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, force_insert: bool | tuple[Any, ...] = False, **kwargs: Any) -> None:
        """Insert a new one; one on file is refused."""
        if not self._state.adding:
            raise Refused(_ON_RECORD)
        super().save(*args, force_insert=True, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> Never:
        raise Refused(_ON_RECORD)


class HandOffStep(OnRecord, Recorded):
    """What somebody did about a hand-off. `missing`: the gate's pieces that were not there then, by name."""

    handoff = models.ForeignKey(HandOff, on_delete=models.CASCADE, related_name="steps")
    step = models.CharField(max_length=24, choices=HandOffStepKind.choices())
    by = models.CharField(max_length=200)
    #: reasons of who sends it back; why it is handed over with pieces missing; what else is said
    words = models.TextField(blank=True)
    missing = models.JSONField(default=list)
    #: of a step that states them
    commitments = models.JSONField(null=True, default=None)

    class Meta:
        indexes = [models.Index(fields=["handoff", "id"], name="handoff_step")]

    def __str__(self) -> str:
        return f"{self.handoff}: {self.step} by {self.by} on {self.occurred_on}"


class FrozenPromise(OnRecord):
    """What an account was promised as it stood at the signature: an immutable copy, with its hash.

    `content` is canonical JSON (`freezing.as_it_stood`); later edits of the outcomes never touch it.
    """

    account = models.OneToOneField(Account, on_delete=models.CASCADE, related_name="frozen_promise")
    signed_on = models.DateField()
    frozen_at = models.DateTimeField()
    frozen_by = models.CharField(max_length=200)
    content = models.TextField()
    hash = models.CharField(max_length=64)
    #: a person was forgotten since, and the hash is that of what is left
    erased_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.account}: promised by {self.signed_on}"
