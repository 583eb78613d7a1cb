"""A feed under test: requests put into the inbox as the door would, loaded, and the lake's rows read back."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pyarrow.parquet as pq
from tests.cast import NOW, Cast

from toprung.engine.runner import Files
from toprung.motion import stores
from toprung.motion.intake.loading import Loader
from toprung.records.inbox import actions as inbox
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.usage.actions import add_source
from toprung.records.usage.models import Source


@dataclass(slots=True)
class Feed:
    """One workspace's source, and the installation's loader."""

    workspace: Workspace
    source: Source
    loader: Loader = field(default_factory=Loader)

    @classmethod
    def of(cls, workspace: Workspace, by: Actor) -> Feed:
        """A source called Web app."""
        return cls(workspace, add_source(workspace, "Web app", by=by, now=NOW)[0])

    def send(self, *messages: dict[str, Any], at: datetime = NOW, kind: str = "batch", **beside: Any) -> None:
        """Put a request into the inbox: a batch, or one message by its kind."""
        body = {"batch": list(messages), **beside} if kind in ("batch", "import") else messages[0]
        self.send_bytes(json.dumps(body).encode(), kind=kind, at=at, count=len(messages))

    def send_bytes(self, body: bytes, *, kind: str = "batch", at: datetime = NOW, count: int = 1) -> None:
        """Put a request into the inbox as it is."""
        inbox.keep_all([inbox.arrival(self.source.pk, self.workspace.pk, kind, body, "", count, at)])

    def load(self, now: datetime = NOW) -> int:
        """Load all that waits; how many loads it took."""
        loads = 0
        while self.loader.load_once(now):
            loads += 1
        return loads

    def events(self) -> list[dict[str, Any]]:
        """The workspace's events, by message id."""
        return rows(stores.lake().files(stores.lake_key(self.workspace)))

    def unmatched(self) -> list[dict[str, Any]]:
        """The workspace's events without an account, by message id."""
        return rows(stores.lake().unmatched(stores.lake_key(self.workspace)))


def rows(files: Files) -> list[dict[str, Any]]:
    """The rows of the files, by message id."""
    found = (row for path in files.paths for row in pq.ParquetFile(path).read().to_pylist())
    return sorted(found, key=lambda row: row["message_id"])


def track(event: str = "Report Opened", user: Any = "u1", number: str = "m1", **more: Any) -> dict[str, Any]:
    """A track message at NOW."""
    message = {"type": "track", "event": event, "userId": user, "messageId": number, "timestamp": NOW.isoformat()}
    return message | more


def of_group(group: Any, **more: Any) -> dict[str, Any]:
    """The context that says which group it is."""
    return {"context": {"groupId": group, **more}}


def brightworks(cast: Cast) -> Feed:
    """Brightworks' feed."""
    return Feed.of(cast.workspace, cast.admin)
