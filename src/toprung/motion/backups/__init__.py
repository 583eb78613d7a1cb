"""A backup of both stores in one folder, and its restore.

Owns the words backup (records and inbox, the lake at one version, and a manifest), *restore* (that backup in the place
of what is there, which is set aside). Databases and lake know how they are copied; what has to happen together, and in
which order, is decided here.
"""

from toprung.motion.backups.looking import Outlook, backups_here, look
from toprung.motion.backups.making import Backup, back_up
from toprung.motion.backups.restoring import Restored, restore

__all__ = [
    "Backup",
    "Outlook",
    "Restored",
    "back_up",
    "backups_here",
    "look",
    "restore",
]
