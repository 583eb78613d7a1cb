"""A served process holds the home as long as it lives, so that no restore exchanges the stores beneath it."""

from __future__ import annotations

import os
import sys


def hold_home() -> None:
    """Hold it, or say why not and end: a restore is at work, or was cut off."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "toprung.config.settings")
    from toprung.kernel.errors import Refused
    from toprung.motion.home import use_home

    try:
        use_home()
    except Refused as error:
        sys.stderr.write(f"Error: {error}\n")
        sys.exit(1)
