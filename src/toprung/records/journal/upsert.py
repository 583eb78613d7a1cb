"""What came of one draft handed to a bulk action: the same words for an import's report, a page and the API."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class Status(enum.StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a draft was refused: which field, its value as text, the reason, and what to do."""

    field: str
    value: str
    reason: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Upserted:
    """The result for one draft, in the order the drafts were given. Refused ones carry a problem."""

    status: Status
    problem: Problem | None = None
    #: something a person should look at though the draft was kept
    remark: str = ""
