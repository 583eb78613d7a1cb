"""Erased on request: a customer's person from everywhere they are named, events from everywhere that use is kept.

Owns in which order it is done, so that dying midway loses nothing of the request, and the preview of what goes and
what stays. Each concept of the records forgets its own rows (`erasing.py`).
"""

from toprung.motion.forgetting.events import Erased, erase_events
from toprung.motion.forgetting.persons import Forgotten, erase_person
from toprung.motion.forgetting.previewing import Outlook, outlook

__all__ = ["Erased", "Forgotten", "Outlook", "erase_events", "erase_person", "outlook"]
