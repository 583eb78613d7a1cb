"""The inbox and what lies in it."""

from __future__ import annotations

from django.db import models


class Inbox(models.Model):
    """One row: which inbox this is, and how many loads were sealed in it. A restored inbox takes another `uuid`.

    The lake knows a load by both, and so takes each once.
    """

    uuid = models.CharField(max_length=32)
    #: the number of the last sealed load; 0 before the first
    sealed = models.BigIntegerField(default=0)

    def __str__(self) -> str:
        return f"inbox {self.uuid}, {self.sealed} loads"


class Accepted(models.Model):
    """One request that was answered with yes. It stays until the lake holds its messages.

    `source_id` and `workspace_id` are numbers of another database, hence no keys.
    """

    source_id = models.BigIntegerField()
    workspace_id = models.BigIntegerField()
    #: the address it came to: track, identify, group, page, screen, alias, batch or import
    kind = models.CharField(max_length=16)
    #: how `content` is written: "" as it came, "gzip" packed
    encoding = models.CharField(max_length=8, blank=True)
    received_at = models.DateTimeField()
    messages = models.IntegerField()
    #: the load that it was sealed into; None: it waits
    load = models.BigIntegerField(null=True, blank=True, db_index=True)
    # The last column: SQLite reads the others without following a long one's pages.
    #: the request's body, a JSON object
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.kind} of {self.messages} messages at {self.received_at:%Y-%m-%d %H:%M:%S}"
