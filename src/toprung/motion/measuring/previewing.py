"""What a usage measurement would give, before it is saved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from toprung.doctrine.progress import share_of
from toprung.motion.evaluation.outcome_facts import terms_of
from toprung.motion.measuring.reading import Asked, read
from toprung.motion.measuring.recording import change_of, standing_of
from toprung.records.outcomes import queries
from toprung.records.outcomes.models import OutcomeVersion
from toprung.records.outcomes.reading_usage import UsageDefinition, require_measurable
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Shown:
    """One value with the share of the promised change that it shows, where the terms can tell."""

    day: date
    value: Decimal
    share: Decimal | None
    early: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """The series against the outcome's terms. `since` None: no event has come yet, so nothing can be said.

    `added`, `corrected` and `withdrawn` are what saving would do to the values on file.
    """

    terms: OutcomeVersion
    definition: UsageDefinition
    since: date | None
    values: tuple[Shown, ...]
    added: int
    corrected: int
    withdrawn: int

    @property
    def reached_on(self) -> date | None:
        """The first day on which the target is met."""
        return next((value.day for value in self.values if value.share is not None and value.share >= 1), None)


def preview(workspace: Workspace, account: str, outcome: str, definition: UsageDefinition, today: date) -> Preview:
    """The values that the definition gives, and what saving it would change. Writes nothing.

    Raises NotFound, and BadInput where the outcome or its account lacks what the definition needs.
    """
    version = queries.terms(workspace, account, outcome)
    found = version.outcome
    require_measurable(found.account, version, definition)
    asked = Asked(found.account, version, definition)
    (told,) = read(workspace, [asked], today)
    standing = standing_of(workspace, [found.pk])[found.pk]
    change = change_of(asked, told, standing, today)
    terms = terms_of(version, found.account.go_live_on, today)
    return Preview(
        terms=version,
        definition=definition,
        since=told.since,
        values=tuple(Shown(v.day, v.value, share_of(terms, v.value, "", terms.baseline), v.early) for v in told.values),
        added=sum(day not in standing for day in change.new),
        corrected=sum(day in standing for day in change.new),
        withdrawn=len(change.withdrawn),
    )
