"""A version of the plan shared with the customer, and those of their people who are told of it by mail."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from toprung.doctrine.plans import PlanContent
from toprung.motion.plans.customers import TheirMilestone, as_shared
from toprung.motion.plans.picture import differing
from toprung.records.book.models import Stakeholder
from toprung.records.book.queries import stakeholders
from toprung.records.plans import actions, queries
from toprung.records.plans.content import content_read
from toprung.records.plans.models import PlanVersion, SuccessPlan
from toprung.records.portal.announcing import announce_version, hindered, invited
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.turns import turn

#: changes and milestones that a mail lists; the plan's page has them all
MOST_LISTED = 8


@dataclass(frozen=True, slots=True)
class Hearer:
    """One of the customer's people who has to do with the plan: by what (`because`), and what keeps a mail from them,
    "" where nothing does."""

    person: Stakeholder
    because: str
    hindered: str


@dataclass(frozen=True, slots=True)
class Shared:
    """The version that the customer sees now, whether it is a new one, and who is told of it."""

    version: PlanVersion
    new: bool
    told: tuple[Stakeholder, ...]


@dataclass(frozen=True, slots=True)
class News:
    """What a mail says of a version: what is new since the one before, or what the first one holds.

    `more` counts the changes that are not listed; `mine` are milestones that the reader still has to do.
    """

    number: int
    changes: tuple[str, ...]
    more: int
    content: PlanContent
    mine: tuple[TheirMilestone, ...]


def hearers(plan: SuccessPlan, now: datetime) -> list[Hearer]:
    """Who was invited to the portal, signed a version, or said something about the plan; those who can be reached
    first, by name. Eight queries at most."""
    account = plan.account
    because = dict.fromkeys(invited(account), "invited")
    because |= dict.fromkeys(_spoke(plan), "took part")
    because |= dict.fromkeys(queries.signatures(plan).values_list("stakeholder_id", flat=True), "signed")
    held = stakeholders(account.workspace).filter(account=account, pk__in=because).select_related("account__workspace")
    people = list(held.order_by("name", "pk"))
    why = hindered(people, now)
    found = [Hearer(person, because[person.pk], why.get(person.pk, "")) for person in people]
    return sorted(found, key=lambda one: bool(one.hindered))


def share(
    plan: SuccessPlan,
    milestones: Collection[int],
    tell: Collection[int] | None,
    *,
    origin: str,
    by: Actor,
    now: datetime,
) -> Shared:
    """Share the plan with these internal milestones too, and mail the news to those in `tell` (keys; None: to all, if
    it is a new version).

    Nobody is mailed who has nothing to do with the plan or cannot be reached, nor twice about one version. Raises as
    `actions.share_plan`.
    """
    with turn(plan.account.workspace):
        actions.share_milestones(plan, milestones, by=by, now=now)
        before = queries.latest_version(plan)
        version = actions.share_plan(plan, by=by, now=now)
        new = before is None or before.number != version.number
        people = [one.person for one in hearers(plan, now) if (new if tell is None else one.person.pk in tell)]
        told = announce_version(plan.account, people, version.number, origin=origin, by=by, now=now)
    return Shared(version, new, tuple(told))


def news_for(person: Stakeholder, number: int, now: datetime) -> News:
    """What the person is told of that version of their plan. Raises NotFound."""
    account = person.account
    plan = queries.the_plan(account)
    theirs = as_shared(plan, account.workspace.day_of(now), number)
    changes = differing(plan, number - 1, number) if number > 1 else ()
    return News(
        number=number,
        changes=changes[:MOST_LISTED],
        more=max(0, len(changes) - MOST_LISTED),
        content=content_read(queries.version(plan, number)),
        mine=theirs.owed_by(person.pk)[:MOST_LISTED] if theirs else (),
    )


def _spoke(plan: SuccessPlan) -> set[int]:
    """The customer's people who commented on the plan or proposed other words."""
    said = queries.comments(plan).exclude(stakeholder=None).values_list("stakeholder_id", flat=True)
    return {*said, *queries.wordings(plan).values_list("stakeholder_id", flat=True)}
