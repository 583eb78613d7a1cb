"""Django's settings. Everything comes from the environment (docs/reference/settings.md), safe by default."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from toprung.config.databases import database, snapshot_of

#: where Toprung keeps its data
HOME = Path(os.environ.get("TOPRUNG_HOME") or "var").absolute()

_RECORDS = database(os.environ.get("DATABASE_URL", ""), HOME)
DATABASES: dict[str, dict[str, Any]] = {"default": _RECORDS, "snapshot": snapshot_of(_RECORDS)}
DATABASE_ROUTERS = ["toprung.records.tenancy.snapshots.SnapshotRouter"]
#: the Delta table of events; a folder
LAKE = Path(os.environ.get("TOPRUNG_LAKE") or HOME / "lake").absolute()

INSTALLED_APPS = [
    "toprung.records.tenancy",
    "toprung.records.journal",
    "toprung.records.book",
    "toprung.records.outcomes",
    "toprung.motion.evaluation",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Days are in the workspace's zone, which the code names each time; instants are stored in UTC.
USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
