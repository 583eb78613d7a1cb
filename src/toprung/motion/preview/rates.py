"""What a policy would do to the segment's outcome achievement rate: another W is another definition."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta

from toprung.doctrine.definitions import Definition, define, why_incomparable
from toprung.kernel.days import Window, add_months
from toprung.motion.evaluation.gathering import Policies
from toprung.motion.measures import oar
from toprung.motion.measures.figures import Figure
from toprung.motion.measures.members import Roll
from toprung.motion.preview.looking import Settings
from toprung.records.book import queries
from toprung.records.book.actions.segments import settings_with
from toprung.records.tenancy.models import Workspace

#: the numbers that OAR hangs on
DECIDING = frozenset({"oar_days", "attestation_grace_days", "validators"})
#: in a larger book the figure takes longer than somebody waits for a look
AFFORDABLE = 2_000
_MONTHS = 12


@dataclass(frozen=True, slots=True)
class OarMove:
    """The segment's OAR by today's policy and by the proposed one, over clocks of the last twelve months.

    `why_unlike`: why the two may not be compared as one figure's growth; None where the definition stays.
    """

    before: Figure
    after: Figure
    why_unlike: str | None


def touches_oar(settings: Settings) -> bool:
    """Does OAR hang on any of these numbers?"""
    return not DECIDING.isdisjoint(settings)


def oar_move(workspace: Workspace, segment: str, settings: Settings, as_of: date) -> OarMove | None:
    """How OAR would move; None where none of its numbers changes, or the book is too large to say it in passing.

    Raises NotFound for an unknown segment, BadInput for a number that does not fit.
    """
    if not touches_oar(settings) or queries.accounts(workspace).count() > AFFORDABLE:
        return None
    held = queries.segment(workspace, segment)
    roll = Roll.of(workspace)
    proposed = Policies({**roll.policies.by_segment, segment: settings_with(held, settings)})
    before = _figure(workspace, segment, as_of, roll)
    after = _figure(workspace, segment, as_of, replace(roll, policies=proposed))
    return OarMove(before, after, why_incomparable(before.definition, after.definition))


def _figure(workspace: Workspace, segment: str, as_of: date, roll: Roll) -> Figure:
    return oar.oar_figure(workspace, _definition(segment, as_of, roll), as_of, roll)


def _definition(segment: str, as_of: date, roll: Roll) -> Definition:
    window = Window(add_months(as_of, -_MONTHS), as_of + timedelta(days=1))
    return define("oar", window, segment, oar.pin({}, roll, segment))
