"""Keeping what pages show up to date: what an action changed at once, and everything else soon after.

Owns who is evaluated when, when the headline is computed, and that interventions and frozen promises follow. States,
history and how far a book has come are evaluation's; figures are the measures'.
"""

from toprung.motion.upkeep.catching_up import Done, Extent, bring_up_to_date, follow
from toprung.motion.upkeep.refreshing import refresh
from toprung.motion.upkeep.telling import AsOf, state_of

__all__ = ["AsOf", "Done", "Extent", "bring_up_to_date", "follow", "refresh", "state_of"]
