"""What is on file for a batch of drafts, read in a handful of queries however many drafts there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from toprung.records.book.models import Account, Stakeholder
from toprung.records.journal.upsert import Problem
from toprung.records.outcomes.models import Outcome, OutcomeVersion


@dataclass(frozen=True, slots=True)
class Held:
    """An outcome on file with its latest version."""

    account: Account
    outcome: Outcome
    version: OutcomeVersion


def outcomes_on_file(accounts: Iterable[Account]) -> dict[tuple[str, str], Held]:
    """(account, outcome) as external ids -> what is held, in the order in which the outcomes came on file."""
    by_id = {account.pk: account for account in accounts}
    latest: dict[int, OutcomeVersion] = {}
    versions = OutcomeVersion.objects.filter(outcome__account__in=by_id).select_related("outcome")
    for version in versions.order_by("outcome_id", "number"):
        latest[version.outcome_id] = version
    return {
        (by_id[version.outcome.account_id].external_id, version.outcome.external_id): Held(
            by_id[version.outcome.account_id], version.outcome, version
        )
        for version in latest.values()
    }


def people_on_file(accounts: Iterable[Account]) -> dict[int, list[Stakeholder]]:
    """Account's primary key -> its stakeholders."""
    people: dict[int, list[Stakeholder]] = defaultdict(list)
    for person in Stakeholder.objects.filter(account__in=[a.pk for a in accounts]).order_by("pk"):
        people[person.account_id].append(person)
    return people


def person_named(people: Iterable[Stakeholder], who: str) -> Stakeholder | None:
    """The person of that name or e-mail address; an exact name goes before one that differs in letters' case."""
    name = " ".join(who.split())
    people = list(people)
    exact = (person for person in people if person.name == name)
    alike = (p for p in people if name and name.casefold() in (p.name.casefold(), p.email.casefold()))
    return next(exact, None) or next(alike, None)


def unknown_outcome(account: str, outcome: str) -> Problem:
    """Why a draft about an outcome that is not on file is refused."""
    reason = f"Account “{account}” has no outcome “{outcome}” on file."
    return Problem("outcome", outcome, reason, "Import the outcomes first, or correct the outcome in this row.")


def unknown_person(field: str, account: str, who: str) -> Problem:
    """Why a draft about a person who is not on file is refused."""
    reason = f"There is no stakeholder “{who}” on file at account “{account}”."
    return Problem(field, who, reason, "Import the stakeholders first, or write the name or e-mail address as on file.")


def repeated(field: str, value: str, what: str) -> Problem:
    """Why a row is refused that contradicts an earlier row of its file."""
    reason = f"This file says two different things of {what}."
    return Problem(field, value, reason, "Keep one of the rows and take the other out.")
