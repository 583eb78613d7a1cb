"""An outcome's value read from usage: what a definition gives, before it is saved and day after day from then on.

Owns the word series (the values that a definition gives, by day). Definitions and measurements are the outcomes'
records; events are counted by the engine. Not `measures`, whose figures are over many accounts.
"""

from toprung.motion.measuring.previewing import Preview, preview
from toprung.motion.measuring.recording import Recorded, measure_due

__all__ = ["Preview", "Recorded", "measure_due", "preview"]
