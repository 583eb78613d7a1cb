"""The workspace's standard figures: which definitions, over which windows, as of a day.

OAR and TTFV over the clocks of the last twelve months, NRR, GRR and logo retention over the last twelve months, the
promise-kept rate of the accounts signed in them: of the whole book, by each measure's default options. Home, reports
and targets speak of these where nothing else is said.
"""

from __future__ import annotations

from datetime import date

from toprung.doctrine.definitions import Definition
from toprung.kernel.errors import Refused
from toprung.motion.measures.facts import Facts
from toprung.motion.measures.figures import Figure
from toprung.motion.measures.measuring import computed, pinned
from toprung.motion.measures.members import Roll
from toprung.motion.measures.periods import last_12_months
from toprung.records.tenancy.models import Workspace

STANDARD = ("oar", "ttfv", "nrr", "grr", "logo_retention", "promise_kept")


def standard_definition(workspace: Workspace, measure: str, as_of: date, roll: Roll | None = None) -> Definition:
    """What the standard figure of that measure means as of the day. One query without a roll."""
    return pinned(workspace, measure, last_12_months(as_of).window(measure), roll=roll)


def standard_figure(facts: Facts, measure: str) -> Figure:
    """One standard figure over these facts. Raises Refused where they cannot give it."""
    return computed(standard_definition(facts.workspace, measure, facts.as_of, facts.roll), facts)


def standard_figures(facts: Facts) -> tuple[list[Figure], dict[str, str]]:
    """Every standard figure that the facts can give; and why not, by measure, for the others."""
    figures: list[Figure] = []
    refused: dict[str, str] = {}
    for measure in STANDARD:
        try:
            figures.append(standard_figure(facts, measure))
        except Refused as error:
            refused[measure] = str(error)
    return figures, refused
