"""What waits in the inbox."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Sum

from toprung.records.inbox.models import Accepted


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was accepted and the lake does not hold yet. `oldest_received_at` None: nothing waits."""

    messages: int
    requests: int
    oldest_received_at: datetime | None

    def lag(self, now: datetime) -> float:
        """The age of the oldest waiting message in seconds; 0 where nothing waits."""
        return 0.0 if self.oldest_received_at is None else max(0.0, (now - self.oldest_received_at).total_seconds())


def waiting(workspace_id: int | None = None) -> Waiting:
    """What waits in all, or of one workspace."""
    rows = Accepted.objects.all() if workspace_id is None else Accepted.objects.filter(workspace_id=workspace_id)
    found: dict[str, Any] = rows.aggregate(
        held=Sum("messages", default=0), requests=Count("pk"), oldest=Min("received_at")
    )
    return Waiting(found["held"], found["requests"], found["oldest"])


def newest() -> int | None:
    """The number of the newest request that waits; None: none does."""
    return Accepted.objects.order_by("-pk").values_list("pk", flat=True).first()


def waits_until(number: int) -> bool:
    """Does any request up to that number wait still?"""
    return Accepted.objects.filter(pk__lte=number).exists()
