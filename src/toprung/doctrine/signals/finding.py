"""What a signal finds, and what it may look at."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from toprung.doctrine.checks import Check
from toprung.doctrine.evidence import Evidence
from toprung.doctrine.ladder import Ladder
from toprung.doctrine.reasons import Reason
from toprung.doctrine.results import Result
from toprung.kernel.vocabulary import Lifecycle


@dataclass(frozen=True, slots=True)
class Standing:
    """What has been judged of the account before its signals are looked for."""

    lifecycle: Lifecycle
    ladder: Ladder
    results: tuple[Result, ...]
    check: Check


@dataclass(frozen=True, slots=True)
class Finding:
    """One signal on one subject: `outcome:…`, `milestone:…`, `contract:…`, `stakeholder:…`, `handoff:…`; empty: all."""

    signal: str
    reason: Reason
    subject: str = ""
    good: bool = False

    def as_json(self) -> dict[str, Any]:
        """In JSON's types, the reason worded."""
        return {"signal": self.signal, "subject": self.subject, "good": self.good, "reason": self.reason.as_json()}


Find = Callable[[Evidence, Standing], Iterator[Finding]]
