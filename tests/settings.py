"""The settings of the tests: the product's own, on one connection, so that each test can be rolled back whole.

What the second connection is for (`records.tenancy.snapshots`) is tested on real files with the product's settings.
"""

from toprung.config.settings import *  # noqa: F403
from toprung.config.settings import DATABASES as _DATABASES

DATABASES = {"default": _DATABASES["default"]}
