"""One account judged: what went in, what came out, and how it is told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from toprung import __version__
from toprung.doctrine.evidence import Evidence
from toprung.doctrine.verdict import Verdict, judge
from toprung.kernel.canon import fingerprint


@dataclass(frozen=True, slots=True)
class Judged:
    """The evidence's fingerprint, the verdict on it, and the verdict in JSON's types (which takes as long to make)."""

    inputs: str
    verdict: Verdict
    told: dict[str, Any]


def judged(evidence: Evidence) -> Judged:
    """Judge the account. Another version may judge the same evidence otherwise, so it is part of the fingerprint."""
    verdict = judge(evidence)
    return Judged(fingerprint([__version__, evidence]), verdict, verdict.as_json())
