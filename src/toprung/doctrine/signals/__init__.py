"""Signals: dated findings about one account and one subject, one file a signal (DOMAIN section 6).

A signal module has a `NAME` and a function `find(evidence, standing)` that yields findings while its condition
holds. Adding one is copying a file: docs/howto/add-a-signal.md.
"""

from toprung.doctrine.signals.finding import Finding, Standing
from toprung.doctrine.signals.registry import SIGNALS, find_all

__all__ = ["SIGNALS", "Finding", "Standing", "find_all"]
