"""Every case of the contract. A new text needs one here at least: a `Case` in a file of `cases`."""

from __future__ import annotations

from tests.engine.contract.cases import money, outcomes, usage

CASES = (*money.CASES, *outcomes.CASES, *usage.CASES)
