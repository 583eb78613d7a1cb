"""Connections: what has reached this workspace, how fresh it is, what is missing and what to do about it.

Reads alone. Today everything comes by file; nothing here pretends otherwise. May use imports and the stores.
"""

from toprung.motion.connections.events import Events, events
from toprung.motion.connections.feeds import Feed, LastImport, feeds
from toprung.motion.connections.installation import Installation, installation

__all__ = ["Events", "Feed", "Installation", "LastImport", "events", "feeds", "installation"]
