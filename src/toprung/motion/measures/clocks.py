"""What OAR and TTFV need of every account: its evidence without usage, as of the day."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from toprung.doctrine.evidence import Evidence
from toprung.motion.evaluation.gathering import gather
from toprung.records.tenancy.models import Workspace


def all_evidence(workspace: Workspace, as_of: date) -> Iterator[Evidence]:
    """Every account's evidence by the day. Whether a target was met does not hang on usage, so none is read."""
    for chunk in gather(workspace, as_of):
        yield from chunk
