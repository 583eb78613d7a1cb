"""Preview: what a segment's policy would change on today's book, before anyone saves it, and whether it came so.

The segment's accounts are judged twice over the same evidence, by the policy on file and by the proposed one; what
differs is told, account by account and in sum. Nothing is written. May use evaluation and the measures.
"""

from toprung.motion.preview.changes import Change, Move, Preview
from toprung.motion.preview.looking import SLICE, preview_policy, preview_slice, waiting
from toprung.motion.preview.rates import OarMove, oar_move, touches_oar
from toprung.motion.preview.settling import Compared, Settling, change_of, compared, last_change, settling

__all__ = [
    "SLICE",
    "Change",
    "Compared",
    "Move",
    "OarMove",
    "Preview",
    "Settling",
    "change_of",
    "compared",
    "last_change",
    "oar_move",
    "preview_policy",
    "preview_slice",
    "settling",
    "touches_oar",
    "waiting",
]
