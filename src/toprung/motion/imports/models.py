"""One import from the file's first byte to what came of it, the way back, and the mapping remembered for next time."""

from __future__ import annotations

from django.db import models

from toprung.kernel.vocabulary import Word
from toprung.records.tenancy.models import Member, Workspace


class RunState(Word):
    """Where an import is. Previewing, waiting, running and undoing are a worker's to move on."""

    RECEIVING = "receiving"
    RECEIVED = "received"
    PREVIEWING = "previewing"
    PREVIEWED = "previewed"
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNDOING = "undoing"
    UNDONE = "undone"


#: a worker has it in hand, or is to take it
WORKED_ON = (RunState.PREVIEWING, RunState.WAITING, RunState.RUNNING, RunState.UNDOING)


class ImportRun(models.Model):
    """One file that a member brought. What it leaves behind beside the book is kept for a few days (runs/sweeping.py).

    `mapping` has the tables of a mapping file (columns, defaults, values, options). `claim` is the mark of the worker
    that has it in hand, `beat_at` its last sign of life; both are empty while nobody has.
    """

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="imports")
    member = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    #: whoever pressed “Import”, which may be a colleague
    started_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    by_name = models.CharField(max_length=200)
    file_name = models.CharField(max_length=200)
    size = models.PositiveBigIntegerField()
    received = models.PositiveBigIntegerField(default=0)
    #: names in the store of uploads; empty once the files are gone
    stored = models.CharField(max_length=200, blank=True)
    rejects = models.CharField(max_length=200, blank=True)
    #: the sender's own mark of this upload: an answer that got lost begins no second one
    ticket = models.CharField(max_length=64, blank=True)
    #: the import whose rejects this file mends
    mends = models.ForeignKey("self", on_delete=models.SET_NULL, null=True, related_name="mended_by")
    kind = models.CharField(max_length=20, blank=True)
    mapping = models.JSONField(default=dict)
    state = models.CharField(max_length=12, choices=RunState.choices(), default=RunState.RECEIVING.value)
    claim = models.CharField(max_length=32, blank=True)
    beat_at = models.DateTimeField(null=True)
    #: how often a worker took it up
    attempts = models.PositiveSmallIntegerField(default=0)
    bytes_read = models.PositiveBigIntegerField(default=0)
    rows_read = models.PositiveBigIntegerField(default=0)
    #: what was seen in the file: headings, samples, kinds that fit
    seen = models.JSONField(null=True)
    preview = models.JSONField(null=True)
    report = models.JSONField(null=True)
    #: why it failed, in a sentence
    error = models.TextField(blank=True)
    created_at = models.DateTimeField()
    #: the moment of the import itself, at which all it records was recorded; no two of a workspace share one
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [
            models.Index(fields=["workspace", "-id"], name="import_history"),
            models.Index(fields=["state"], name="import_state"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name} ({self.state})"

    @property
    def mark(self) -> str:
        """By which the journal tells its entries apart (`Actor.through`)."""
        return mark_of(self.pk)

    @property
    def in_work(self) -> bool:
        """Is it a worker's turn?"""
        unseen = self.state == RunState.RECEIVED and self.seen is None
        return unseen or self.state in WORKED_ON

    @property
    def is_over(self) -> bool:
        """Has it come to its end, whatever that was?"""
        return self.state in (RunState.DONE, RunState.FAILED, RunState.UNDONE)


def mark_of(run: int) -> str:
    """The journal's mark of the import with that key."""
    return f"import:{run}"


class ImportTrace(models.Model):
    """What one batch of rows did to the book, written in the batch's own transaction: the way back.

    `rows`: by model's label, {"created": keys, "changed": rows as they were}. `statuses`: what the batch's rows came
    to, so that an import that was taken up again reports what it did and not that it was done already.
    """

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="traces")
    batch = models.PositiveIntegerField()
    rows = models.JSONField(default=dict)
    statuses = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"batch {self.batch} of {self.run}"


class RememberedMapping(models.Model):
    """How a workspace last mapped a file with these headings."""

    workspace = models.ForeignKey(Workspace, on_delete=models.CASCADE, related_name="mappings")
    #: fingerprint of the headings
    headings = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    mapping = models.JSONField(default=dict)
    used_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["workspace", "headings"], name="mapping_once")]

    def __str__(self) -> str:
        return f"{self.kind} as mapped on {self.used_at:%Y-%m-%d}"
