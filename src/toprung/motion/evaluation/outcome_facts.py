"""The outcomes' part of the evidence for a chunk of accounts, as of a day: one query a table."""

from __future__ import annotations

from collections import defaultdict
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
from toprung.motion.evaluation.covering import Coverings, in_force
from toprung.motion.evaluation.reading import AccountRow, Chunk, rows_of
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
    "promised_by",
    "promised_on",
    "customer_confirmed",
    "primary",
    "first_value",
    "template",
    "in_force_on",
)
#: looked up, which takes a fifth of making them
_KINDS = {kind.value: kind for kind in OutcomeKind}
_DIRECTIONS = {direction.value: direction for direction in Direction}
_CATEGORIES: dict[str, Any] = {"": None, **{category.value: category for category in Category}}
_SOURCES = {source.value: source for source in MeasurementSource}


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


def outcome_facts(workspace: Workspace, chunk: Chunk, as_of: date, coverings: Coverings) -> OutcomeFacts:
    """Everything on file about these accounts' outcomes by the day."""
    facts = OutcomeFacts(external_ids={r.pk: r.external_id for r in chunk.rows})
    live = {r.pk: r.go_live_on if r.go_live_on and r.go_live_on <= as_of else None for r in chunk.rows}
    held = models.Outcome.objects.filter(chunk.holds(), account__workspace=workspace).order_by("external_id")
    for pk, account, reference in rows_of(held.values_list("id", "account_id", "external_id")):
        facts.outcomes[account].append((pk, reference))
    owners = _cover(facts, coverings)
    _read_promised(facts, workspace, chunk.holds("outcome__account"), live, as_of)
    if strange := {pk: live_on for pk, live_on in owners.items() if pk not in live}:
        _read_promised(facts, workspace, Q(outcome__account_id__in=list(strange)), strange, as_of)
    _read_checks(facts, workspace, chunk, as_of)
    return facts


def _cover(facts: OutcomeFacts, coverings: Coverings) -> dict[int, date | None]:
    """Say which outcomes cover accounts of the chunk; returns the go-lives of whose they are."""
    by_id = {external_id: pk for pk, external_id in facts.external_ids.items()}
    owners: dict[int, date | None] = {}
    for name, covering in coverings.among(by_id).items():
        facts.covered[by_id[name]] = [(each.outcome, each.reference) for each in covering]
        owners |= {each.owner: each.owner_live_on for each in covering}
    return owners


def _read_promised(
    facts: OutcomeFacts, workspace: Workspace, whose: Q, live: dict[int, date | None], as_of: date
) -> None:
    """What was promised and what came of it, of the outcomes of some accounts."""
    _read_versions(facts, workspace, whose, live, as_of)
    _read_readings(facts, workspace, whose, as_of)
    _read_words(facts, workspace, whose, as_of)
    _read_claims(facts, workspace, whose, as_of)


def _read_versions(
    facts: OutcomeFacts, workspace: Workspace, whose: Q, live: dict[int, date | None], as_of: date
) -> None:
    versions = models.OutcomeVersion.objects.filter(whose, in_force(as_of), outcome__account__workspace=workspace)
    rows = versions.order_by("outcome_id", "in_force_on", "number")
    for outcome, account, *values in rows_of(rows.values_list("outcome_id", "outcome__account_id", *_TERMS)):
        facts.versions[outcome].append(_terms(dict(zip(_TERMS, values, strict=True)), live[account], as_of))
    # NULL sorts first on SQLite and last on PostgreSQL; "from the start" comes first.
    for held in facts.versions.values():
        held.sort(key=lambda t: t.in_force_on or date.min)


def terms_of(version: models.OutcomeVersion, go_live_on: date | None, as_of: date) -> Terms:
    """The version as the rules read it on the day."""
    return _terms({name: getattr(version, name) for name in _TERMS}, go_live_on, as_of)


def _terms(row: dict[str, Any], go_live_on: date | None, as_of: date) -> Terms:
    due_days = row["due_days"]
    if row["due_on"] is None and due_days is not None and go_live_on is not None:
        row["due_on"] = go_live_on + timedelta(days=due_days)
    row["kind"] = _KINDS[row["kind"]]
    row["direction"] = _DIRECTIONS[row["direction"]]
    row["category"] = _CATEGORIES[row["category"]]
    row["features"] = tuple(row["features"])
    row["agreed_on"] = row["agreed_on"] if row["agreed_on"] and row["agreed_on"] <= as_of else None
    return Terms(**row)


def _read_readings(facts: OutcomeFacts, workspace: Workspace, whose: Q, as_of: date) -> None:
    rows = models.Measurement.objects.filter(
        whose, outcome__account__workspace=workspace, superseded_at=None, occurred_on__lte=as_of
    ).order_by("outcome_id", "occurred_on")
    columns = ("outcome_id", "occurred_on", "value", "state", "source")
    for outcome, day, value, state, source in rows_of(rows.values_list(*columns)):
        facts.readings[outcome].append(Reading(day, value, state, _SOURCES[source]))


def _read_words(facts: OutcomeFacts, workspace: Workspace, whose: Q, as_of: date) -> None:
    said = models.Attestation.objects.filter(whose, outcome__account__workspace=workspace, occurred_on__lte=as_of)
    found = said.select_related("stakeholder").order_by("outcome_id", "occurred_on", "sequence")
    for row in found.only(*_WORDS):
        word = Attestation(
            stakeholder=row.said_by,
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
    *("outcome_id", "stakeholder_id", "stakeholder_name", "role", "said", "occurred_on", "recorded_at"),
    *("backfilled", "written_on", "grade", "value", "words", "stakeholder__name"),
)


def _read_claims(facts: OutcomeFacts, workspace: Workspace, whose: Q, as_of: date) -> None:
    claims = models.ResultClaim.objects.filter(
        whose, outcome__account__workspace=workspace, occurred_on__lte=as_of
    ).order_by("outcome_id", "occurred_on", "id")
    columns = ("outcome_id", "occurred_on", "opened_on", "document")
    for outcome, day, opened, document in rows_of(claims.values_list(*columns)):
        facts.claims[outcome].append(Claim(day, opened if opened and opened <= as_of else None, document))


def _read_checks(facts: OutcomeFacts, workspace: Workspace, chunk: Chunk, as_of: date) -> None:
    answers = models.CheckAnswer.objects.filter(
        chunk.holds(), account__workspace=workspace, occurred_on__lte=as_of
    ).order_by("account_id", "occurred_on", "id")
    for account, day, yes in rows_of(answers.values_list("account_id", "occurred_on", "yes")):
        facts.checks[account] = (*facts.checks[account], CheckAnswer(day, yes))
