"""Every kind of file and its importer."""

from __future__ import annotations

from toprung.motion.imports.accounts import Accounts
from toprung.motion.imports.attestations import Attestations
from toprung.motion.imports.contracts import Contracts
from toprung.motion.imports.events import import_events
from toprung.motion.imports.job import Importer
from toprung.motion.imports.measurements import Measurements
from toprung.motion.imports.outcomes import Outcomes
from toprung.motion.imports.revenue import Revenue
from toprung.motion.imports.rows import by_rows
from toprung.motion.imports.sheet import OneSheet
from toprung.motion.imports.stakeholders import Stakeholders
from toprung.motion.imports.subscriptions import Subscriptions
from toprung.motion.imports.touches import Touches

IMPORTERS: dict[str, Importer] = {
    "sheet": by_rows(OneSheet),
    "accounts": by_rows(Accounts),
    "stakeholders": by_rows(Stakeholders),
    "contracts": by_rows(Contracts),
    "subscriptions": by_rows(Subscriptions),
    "revenue": by_rows(Revenue),
    "outcomes": by_rows(Outcomes),
    "measurements": by_rows(Measurements),
    "attestations": by_rows(Attestations),
    "touches": by_rows(Touches),
    "events": import_events,
}
