"""A customer's person erased from everywhere they are named; what they did stays, under “erased person N”."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from toprung.motion.evaluation.erasing import forget_in_states
from toprung.motion.forgetting.events import erase_events
from toprung.motion.forgetting.files import forget_in_mail_folder
from toprung.motion.imports.runs.erasing import forget_in_imports, require_none_at_work
from toprung.motion.results.models import OutcomeState
from toprung.motion.scrubbing import scrub_soon
from toprung.motion.upkeep import refresh
from toprung.motion.upkeep.refreshing import bound_together
from toprung.records.book.models import Account, Stakeholder
from toprung.records.book.queries import accounts_named
from toprung.records.handoffs.erasing import forget_in_handoffs
from toprung.records.interventions.erasing import forget_in_interventions
from toprung.records.journal.actions import Note, changes_between, replace_texts, write
from toprung.records.journal.rewriting import rewrite
from toprung.records.outcomes.erasing import forget, is_erased, writings
from toprung.records.plans.erasing import forget_in_plans
from toprung.records.portal.erasing import forget_in_portal
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Member, Workspace
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn
from toprung.records.views.erasing import forget_in_views


@dataclass(frozen=True, slots=True)
class Forgotten:
    """The person as they are on file now, and how much changed of each kind; nothing for one erased before."""

    person: Stakeholder
    counts: Mapping[str, int] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What they are called now."""
        return self.person.name


def erase_person(person: Stakeholder, *, by: Actor, now: datetime) -> Forgotten:
    """Forget a customer's person for good: book, chain, plans, portal, hand-offs, interventions, journal, imports, use.

    The chain still verifies. Events and files go first, then the records in one transaction, by which alone the person
    counts as erased: dying midway, it is to be done again. The account is evaluated anew. A person erased already is
    left as they are. Raises NotAllowed, and Refused while an import is at work.
    """
    account = person.account
    workspace = account.workspace
    require(by, Verb.ERASE_PERSON, workspace)
    person.refresh_from_db()
    if is_erased(person):
        return Forgotten(person)
    require_none_at_work(workspace)
    scrub_soon(now)
    written, new = writings(person), "an erased person"
    counts = {}
    if person.email:
        erased = erase_events(workspace, by=by, now=now, users=[person.email])
        counts = {"events": erased.events, "known_users": erased.records}
    counts |= {"imports": forget_in_imports(workspace, written, new, now), "mail_files": forget_in_mail_folder(written)}
    with turn(workspace):
        person.refresh_from_db()
        if is_erased(person):
            return Forgotten(person)
        counts |= forget_in_records(person, now)
        told = changes_between(None, {name: count for name, count in counts.items() if count})
        write(workspace, [Note(Verb.ERASE_PERSON.value, account.external_id, person.name, told)], by=by, at=now)
    # A mail that was on its way while the records were being erased.
    forget_in_mail_folder(written)
    scrub_soon(now)
    refresh(workspace, [account.external_id], now)
    return Forgotten(person, counts)


def forget_in_records(person: Stakeholder, now: datetime) -> dict[str, int]:
    """Put “erased person N” for the person in the database; how many rows of each kind. Call within the turn."""
    account, written = person.account, writings(person)
    counts = forget(person)
    new = person.name
    counts |= forget_in_plans(person, written, new)
    counts |= forget_in_portal(person, written, new, now)
    counts["hand_offs"] = forget_in_handoffs(account, written, new, now)
    counts["interventions"] = forget_in_interventions(account, written, new)
    counts["views"] = forget_in_views(account.workspace, written, new)
    if not member_named(account.workspace, written[0]):
        # Of no account: what was noted of views and files. With a member of that name nobody could tell who is meant.
        counts["journal"] += replace_texts(account.workspace, "", written, new)
    _in_what_was_judged(account, written, new)
    return counts


def member_named(workspace: Workspace, name: str) -> bool:
    """Is, or was, a member of the vendor's called so?"""
    return Member.objects.filter(workspace=workspace, name__iexact=name).exists()


def _in_what_was_judged(account: Account, written: Sequence[str], new: str) -> None:
    """Also where an outcome covers another account, whose standing tells of it too."""
    workspace = account.workspace
    bound = accounts_named(workspace, bound_together(workspace, {account.external_id}))
    keys = [held.pk for held in bound.values()]
    forget_in_states(workspace, keys, written, new)
    rewrite(OutcomeState.objects.filter(workspace=workspace, account__in=keys), ("statement", "ask"), written, new)
