"""What a run over a book found: how many accounts stand where, and fingerprints of what went in and came out."""

from __future__ import annotations

import hashlib
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from toprung.kernel.canon import plain
from toprung.motion.evaluation.judging import Judged
from toprung.motion.evaluation.summary import Steps


class Counted(NamedTuple):
    """What is counted of one account. The fields are columns of `AccountState`, empty text where there is nothing."""

    inputs_fingerprint: str
    verdict_fingerprint: str
    lifecycle: str
    rung: int
    hollow: bool
    band: str
    arr: Decimal | None
    currency: str
    triage: str
    check_is_due: bool

    @classmethod
    def of(cls, account: Judged) -> Counted:
        """What is counted of an account that has just been judged."""
        verdict = account.verdict
        return cls(
            account.inputs,
            account.fingerprint,
            verdict.lifecycle.value,
            int(verdict.ladder.rung),
            verdict.ladder.hollow,
            verdict.health.band.value if verdict.health.band else "",
            verdict.arr,
            verdict.currency if verdict.arr is not None else "",
            verdict.triage.code if verdict.triage else "",
            verdict.check.is_due,
        )


@dataclass(slots=True)
class Tally:
    """What a run found, and the fingerprints of everything that went in and came out."""

    as_of: date
    accounts: int = 0
    steps: Steps = field(default_factory=Steps)
    hollow: int = 0
    bands: Counter[str] = field(default_factory=Counter)
    triage: int = 0
    checks_due: int = 0
    changed: int = 0
    _inputs: Any = field(default_factory=hashlib.sha256)
    _verdicts: Any = field(default_factory=hashlib.sha256)

    def count(self, account: Counted) -> None:
        """Take one account in; in order of external id, for the fingerprints' sake."""
        self.accounts += 1
        self.steps.add(account.lifecycle, account.rung, account.arr or Decimal(0), account.currency)
        self.hollow += account.hollow
        self.bands[account.band or "none"] += 1
        self.triage += bool(account.triage)
        self.checks_due += account.check_is_due
        self._inputs.update(account.inputs_fingerprint.encode())
        self._verdicts.update(account.verdict_fingerprint.encode())

    @property
    def inputs_fingerprint(self) -> str:
        return str(self._inputs.hexdigest())

    @property
    def verdicts_fingerprint(self) -> str:
        return str(self._verdicts.hexdigest())

    def as_json(self) -> dict[str, Any]:
        """In JSON's types; nothing in it depends on when or how often the day is evaluated."""
        return {
            "as_of": self.as_of.isoformat(),
            "accounts": self.accounts,
            "rungs": {str(int(rung)): number for rung, number in self.steps.accounts.items()},
            **self.steps.elsewhere,
            "hollow": self.hollow,
            "bands": {band: self.bands[band] for band in ("green", "amber", "red", "none")},
            "triage": self.triage,
            "checks_due": self.checks_due,
            "inputs_fingerprint": self.inputs_fingerprint,
            "verdicts_fingerprint": self.verdicts_fingerprint,
        }

    def summary(self) -> dict[str, Any]:
        """What a run keeps of itself: `as_json`, and the ARR on each rung as text, by currency."""
        arr = {str(int(rung)): plain(dict(sorted(held.items()))) for rung, held in self.steps.money.items()}
        return {**self.as_json(), "arr": arr}
