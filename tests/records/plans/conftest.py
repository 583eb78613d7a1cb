"""Harbor Foods with two promises, and its success plan."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.cast import NOW, Cast

from toprung.kernel.vocabulary import OutcomeKind
from toprung.records.book.models import Stakeholder
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.outcomes.models import OutcomeVersion
from toprung.records.outcomes.queries import terms
from toprung.records.plans.actions import add_milestone, share_plan, start_plan
from toprung.records.plans.drafts import MilestoneDraft
from toprung.records.plans.models import Milestone, PlanVersion, SuccessPlan
from toprung.records.tenancy.actors import Actor, ActorKind

LATER = NOW + timedelta(hours=1)


def as_actor(person: Stakeholder) -> Actor:
    """The customer's person as they act through their link."""
    account = person.account
    return Actor(ActorKind.STAKEHOLDER, person.name, str(person.pk), workspace=account.workspace_id, account=account.pk)


@dataclass(frozen=True, slots=True)
class Planned:
    """The plan with one milestone that the customer may see, and one that is internal."""

    cast: Cast
    plan: SuccessPlan
    mapping: Milestone
    internal: Milestone

    def share(self) -> PlanVersion:
        """Show it to the customer as it stands."""
        return share_plan(self.plan, by=self.cast.csm, now=NOW)

    def terms(self, outcome: str) -> OutcomeVersion:
        """What was promised, as it stands."""
        return terms(self.cast.workspace, "HF-1", outcome)


@pytest.fixture
def promised(cast: Cast) -> Cast:
    """Less waste (primary, in kilograms) and an audit passed (a state)."""
    drafts = [
        OutcomeDraft(
            "HF-1",
            "waste",
            "Throw away less food",
            metric="waste",
            unit="kg",
            baseline=Decimal(10),
            target=Decimal(4),
            validator="Tom Becker",
            primary=True,
        ),
        OutcomeDraft("HF-1", "audit", "Pass the audit", kind=OutcomeKind.STATUS, state_after="passed"),
    ]
    write_outcomes(cast.workspace, drafts, by=cast.csm, now=NOW)
    return cast


@pytest.fixture
def planned(promised: Cast) -> Planned:
    cast = promised
    plan = start_plan(cast.harbor, by=cast.csm, now=NOW)
    owner = f"stakeholder:{cast.champion.pk}"
    draft = MilestoneDraft("Weigh every bin", "waste", owner, due_on=date(2026, 4, 30), shared=True)
    mapping = add_milestone(plan, draft, by=cast.csm, now=NOW)
    internal = add_milestone(plan, MilestoneDraft("Ask for a reference", "waste"), by=cast.csm, now=NOW)
    return Planned(cast, plan, mapping, internal)
