"""Connections: what has reached this workspace, how fresh it is, what is missing and what to do about it.

Reads alone. Facts come by file, usage events by file or from sources. May use imports, the inbox and the stores.
"""

from toprung.motion.connections.counting import Counting, counting
from toprung.motion.connections.events import Events, events
from toprung.motion.connections.feeds import Feed, LastImport, feeds
from toprung.motion.connections.installation import Installation, installation

__all__ = [
    "Counting",
    "Events",
    "Feed",
    "Installation",
    "LastImport",
    "counting",
    "events",
    "feeds",
    "installation",
]
