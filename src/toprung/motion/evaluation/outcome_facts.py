"""The outcomes' part of the evidence for a chunk of accounts, as of a day: one query a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any

from django.db.models import Q

from toprung.doctrine.evidence import Attestation, CheckAnswer, Claim, Outcome, Reading, Terms
from toprung.kernel.vocabulary import (
    Category,
    Direction,
    Grade,
    MeasurementSource,
    OutcomeKind,
    Said,
    StakeholderRole,
)
from toprung.motion.evaluation.book_facts import AccountRow
from toprung.motion.evaluation.usage_facts import UsageFacts
from toprung.records.outcomes import models
from toprung.records.tenancy.models import Workspace

_TERMS = (
    "statement",
    "kind",
    "metric",
    "unit",
    "direction",
    "baseline",
    "target",
    "state_before",
    "state_after",
    "due_on",
    "due_days",
    "category",
    "mechanism",
    "features",
    "owner",
    "validator",
    "agreed_on",
    "primary",
    "first_value",
    "in_force_on",
)


@dataclass(slots=True)
class OutcomeFacts:
    """What is on file about the chunk's outcomes, by primary keys."""

    outcomes: dict[int, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    #: other accounts' outcomes that list this one; the reference names their account too
    covered: dict[int, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))
    versions: dict[int, list[Terms]] = field(default_factory=lambda: defaultdict(list))
    readings: dict[int, list[Reading]] = field(default_factory=lambda: defaultdict(list))
    words: dict[int, list[Attestation]] = field(default_factory=lambda: defaultdict(list))
    claims: dict[int, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    checks: dict[int, tuple[CheckAnswer, ...]] = field(default_factory=lambda: defaultdict(tuple))
    external_ids: dict[int, str] = field(default_factory=dict)

    def features(self) -> set[tuple[str, str]]:
        """(account, event name) pairs that some outcome's mechanism names."""
        return {
            (self.external_ids[pk], feature)
            for held in (self.outcomes, self.covered)
            for pk, outcomes in held.items()
            for outcome, _ in outcomes
            for terms in self.versions[outcome]
            for feature in terms.features
        }

    def of(self, row: AccountRow, usage: UsageFacts) -> tuple[Outcome, ...]:
        """The account's outcomes that some version of was on file by the day: its own, then those that cover it.

        A covering outcome is judged on this account's own use, and yields the marks that another one holds here.
        """
        found: list[Outcome] = []
        for pk, reference in (*self.outcomes[row.pk], *self.covered[row.pk]):
            if self.versions[pk]:
                held = {mark for mark in _MARKS for outcome in found if getattr(outcome.terms, mark)}
                yielded = held if (pk, reference) in self.covered[row.pk] else set()
                found.append(self._outcome(row, usage, pk, reference, yielded))
        return tuple(found)

    def _outcome(self, row: AccountRow, usage: UsageFacts, pk: int, reference: str, yielded: set[str]) -> Outcome:
        unmarked: dict[str, Any] = dict.fromkeys(yielded, False)
        return Outcome(
            reference=reference,
            versions=tuple(replace(terms, **unmarked) if unmarked else terms for terms in self.versions[pk]),
            readings=tuple(self.readings[pk]),
            attestations=tuple(self.words[pk]),
            claims=tuple(self.claims[pk]),
            feature_periods=usage.feature_periods(row.external_id, self.versions[pk][-1].features),
        )


_MARKS = ("primary", "first_value")


def outcome_facts(workspace: Workspace, rows: Sequence[AccountRow], as_of: date) -> OutcomeFacts:
    """Everything on file about these accounts' outcomes by the day."""
    facts = OutcomeFacts(external_ids={r.pk: r.external_id for r in rows})
    pks = [r.pk for r in rows]
    live = {r.pk: r.go_live_on if r.go_live_on and r.go_live_on <= as_of else None for r in rows}
    held = models.Outcome.objects.filter(account__workspace=workspace, account_id__in=pks).order_by("external_id")
    for pk, account, reference in held.values_list("id", "account_id", "external_id"):
        facts.outcomes[account].append((pk, reference))
    owners = _read_covering(facts, workspace, as_of)
    pks += [pk for pk in owners if pk not in live]
    live |= owners
    _read_versions(facts, workspace, pks, live, as_of)
    _read_readings(facts, workspace, pks, as_of)
    _read_words(facts, workspace, pks, as_of)
    _read_claims_and_checks(facts, workspace, pks, as_of)
    return facts


def _read_covering(facts: OutcomeFacts, workspace: Workspace, as_of: date) -> dict[int, date | None]:
    """The outcomes that cover accounts of the chunk (DOMAIN section 1); returns the go-lives of whose they are.

    Few outcomes list accounts, so all that do are read: no database finds one name in many lists faster.
    """
    versions = models.OutcomeVersion.objects.filter(outcome__account__workspace=workspace)
    listing = versions.filter(_in_force(as_of), outcome__in=versions.exclude(covers=[]).values("outcome"))
    latest: dict[int, tuple[Any, ...]] = {}
    for outcome, since, number, *values in listing.values_list(*_COVERING):
        place = (since or date.min, number)
        if outcome not in latest or latest[outcome][0] < place:
            latest[outcome] = (place, *values)
    by_id = {external_id: pk for pk, external_id in facts.external_ids.items()}
    owners: dict[int, date | None] = {}
    for outcome, (_, reference, owner, owner_id, live, covers) in sorted(latest.items()):
        chosen = {by_id[name] for name in covers if name in by_id and name != owner_id}
        for pk in chosen:
            facts.covered[pk].append((outcome, f"{owner_id}/{reference}"))
        if chosen:
            owners[owner] = live if live and live <= as_of else None
    return owners


_COVERING = (
    *("outcome_id", "in_force_on", "number", "outcome__external_id", "outcome__account_id"),
    *("outcome__account__external_id", "outcome__account__go_live_on", "covers"),
)


def _in_force(as_of: date) -> Q:
    return Q(in_force_on=None) | Q(in_force_on__lte=as_of)


def _read_versions(
    facts: OutcomeFacts, workspace: Workspace, pks: list[int], live: dict[int, date | None], as_of: date
) -> None:
    rows = models.OutcomeVersion.objects.filter(
        _in_force(as_of),
        outcome__account__workspace=workspace,
        outcome__account_id__in=pks,
    ).order_by("outcome_id", "in_force_on", "number")
    for outcome, account, *values in rows.values_list("outcome_id", "outcome__account_id", *_TERMS):
        facts.versions[outcome].append(_terms(dict(zip(_TERMS, values, strict=True)), live[account], as_of))
    # NULL sorts first on SQLite and last on PostgreSQL; "from the start" comes first.
    for versions in facts.versions.values():
        versions.sort(key=lambda t: t.in_force_on or date.min)


def terms_of(version: models.OutcomeVersion, go_live_on: date | None, as_of: date) -> Terms:
    """The version as the rules read it on the day."""
    return _terms({name: getattr(version, name) for name in _TERMS}, go_live_on, as_of)


def _terms(row: dict[str, Any], go_live_on: date | None, as_of: date) -> Terms:
    due_days = row.pop("due_days")
    if row["due_on"] is None and due_days is not None and go_live_on is not None:
        row["due_on"] = go_live_on + timedelta(days=due_days)
    row["kind"] = OutcomeKind(row["kind"])
    row["direction"] = Direction(row["direction"])
    row["category"] = Category(row["category"]) if row["category"] else None
    row["features"] = tuple(row["features"])
    row["agreed_on"] = row["agreed_on"] if row["agreed_on"] and row["agreed_on"] <= as_of else None
    return Terms(**row)


def _read_readings(facts: OutcomeFacts, workspace: Workspace, pks: list[int], as_of: date) -> None:
    rows = models.Measurement.objects.filter(
        outcome__account__workspace=workspace,
        outcome__account_id__in=pks,
        superseded_at=None,
        occurred_on__lte=as_of,
    ).order_by("outcome_id", "occurred_on")
    for outcome, day, value, state, source in rows.values_list("outcome_id", "occurred_on", "value", "state", "source"):
        facts.readings[outcome].append(Reading(day, value, state, MeasurementSource(source)))


def _read_words(facts: OutcomeFacts, workspace: Workspace, pks: list[int], as_of: date) -> None:
    rows = (
        models.Attestation.objects.filter(workspace=workspace, outcome__account_id__in=pks, occurred_on__lte=as_of)
        .order_by("outcome_id", "occurred_on", "sequence")
        .only(*_WORDS)
    )
    for row in rows:
        word = Attestation(
            stakeholder=row.stakeholder_name,
            role=StakeholderRole(row.role) if row.role else None,
            said=Said(row.said),
            occurred_on=row.occurred_on,
            recorded_on=row.recorded_on(workspace),
            grade=Grade(row.grade),
            value=row.value,
            words=row.words,
            person=str(row.stakeholder_id),
        )
        facts.words[row.outcome_id].append(word)


_WORDS = (
    "outcome_id",
    "stakeholder_id",
    "stakeholder_name",
    "role",
    "said",
    "occurred_on",
    "recorded_at",
    "backfilled",
    "written_on",
    "grade",
    "value",
    "words",
)


def _read_claims_and_checks(facts: OutcomeFacts, workspace: Workspace, pks: list[int], as_of: date) -> None:
    claims = models.ResultClaim.objects.filter(
        outcome__account__workspace=workspace, outcome__account_id__in=pks, occurred_on__lte=as_of
    ).order_by("outcome_id", "occurred_on", "id")
    for outcome, day, opened, document in claims.values_list("outcome_id", "occurred_on", "opened_on", "document"):
        facts.claims[outcome].append(Claim(day, opened if opened and opened <= as_of else None, document))
    answers = models.CheckAnswer.objects.filter(
        account__workspace=workspace, account_id__in=pks, occurred_on__lte=as_of
    ).order_by("account_id", "occurred_on", "id")
    for account, day, yes in answers.values_list("account_id", "occurred_on", "yes"):
        facts.checks[account] = (*facts.checks[account], CheckAnswer(day, yes))
