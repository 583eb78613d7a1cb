"""One account judged: what went in, what came out, and how it is told."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

from toprung import __version__
from toprung.doctrine.evidence import Evidence
from toprung.doctrine.verdict import Verdict, judge
from toprung.kernel.canon import facts_fingerprint, plain_bytes


@dataclass(frozen=True, slots=True)
class Judged:
    """The evidence's fingerprint, the verdict on it, and the verdict in JSON's types: as values, and written once."""

    inputs: str
    verdict: Verdict
    told: dict[str, Any]
    written: bytes

    @property
    def fingerprint(self) -> str:
        """Of the verdict as it is told."""
        return hashlib.sha256(self.written).hexdigest()


def inputs_of(evidence: Evidence) -> str:
    """The evidence's fingerprint. Another version may judge the same evidence otherwise, so it is part of it."""
    return facts_fingerprint([__version__, evidence])


def judged(evidence: Evidence, inputs: str | None = None) -> Judged:
    """Judge the account. `inputs` where the fingerprint has been taken already."""
    verdict = judge(evidence)
    told = verdict.as_json()
    return Judged(inputs or inputs_of(evidence), verdict, told, plain_bytes(told))
