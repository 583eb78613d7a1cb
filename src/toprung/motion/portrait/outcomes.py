"""An account's outcomes with everything said of them: the promise and its versions, values, words and claims."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from toprung.doctrine.evidence import Terms
from toprung.doctrine.linter import Lint, lint_terms
from toprung.doctrine.progress import share_of
from toprung.kernel.vocabulary import OutcomeKind
from toprung.motion.evaluation.outcome_facts import terms_of
from toprung.motion.portrait.changes import Change, changes_told
from toprung.motion.portrait.words import Word, words_of
from toprung.records.book.models import Account
from toprung.records.journal.actions import changes_between
from toprung.records.outcomes.models import Attestation, Measurement, Outcome, OutcomeVersion, ResultClaim
from toprung.records.outcomes.promises import promise_of
from toprung.records.outcomes.reading_usage import definition_of
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Value:
    """One day's value with the values it corrected, latest first, and the share of the promised change it shows."""

    measurement: Measurement
    share: Decimal | None
    corrected: tuple[Measurement, ...]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a promise, and in what it differs from the one before."""

    version: OutcomeVersion
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class OutcomePortrait:
    """One outcome. Everything is newest first; `result` is the verdict's, None where none was given yet."""

    outcome: Outcome
    terms: OutcomeVersion
    due_on: date | None
    lint: Lint
    result: dict[str, Any] | None
    values: tuple[Value, ...]
    words: tuple[Word, ...]
    claims: tuple[ResultClaim, ...]
    versions: tuple[Version, ...]
    #: by what its value is read from usage, in words; empty: it is not
    reading: str

    @property
    def met(self) -> int:
        """How many of the result's four tests are met."""
        return sum(test["met"] for test in self.result["tests"]) if self.result else 0


@dataclass(frozen=True, slots=True)
class CoveringOutcome:
    """An outcome of another account that covers this one: what the verdict says of it, and whose it is."""

    result: dict[str, Any]
    account: Account | None


def outcomes_of(
    workspace: Workspace, account: Account, results: Sequence[dict[str, Any]], today: date
) -> list[OutcomePortrait]:
    """The account's outcomes, the primary one first. Four queries, however many there are."""
    versions: dict[int, list[OutcomeVersion]] = defaultdict(list)
    for version in (
        _of(OutcomeVersion, workspace, account)
        .select_related("outcome__usage_measurement")
        .order_by("outcome_id", "number")
    ):
        versions[version.outcome_id].append(version)
    values = _grouped(_of(Measurement, workspace, account).order_by("-occurred_on", "-recorded_at", "-pk"))
    claims = _grouped(_of(ResultClaim, workspace, account).order_by("-occurred_on", "-pk"))
    links = _of(Attestation, workspace, account).select_related("stakeholder")
    words = _grouped(links.order_by("-sequence"))
    judged = {result["outcome"]: result for result in results}
    found = [
        _portrait(account, held, judged, values[pk], words[pk], claims[pk], today) for pk, held in versions.items()
    ]
    return sorted(found, key=lambda o: (not o.terms.primary, not o.terms.first_value, o.outcome.external_id))


def covering(workspace: Workspace, results: Sequence[dict[str, Any]], own: Collection[str]) -> list[CoveringOutcome]:
    """The verdict's outcomes that belong to other accounts and cover this one. One query where there are any."""
    foreign = [result for result in results if result["outcome"] not in own]
    names = {name for result in foreign for name in _owners(result["outcome"])}
    owners = (
        {a.external_id: a for a in Account.objects.filter(workspace=workspace, external_id__in=names)} if names else {}
    )
    return [
        CoveringOutcome(result, next((owners[n] for n in _owners(result["outcome"]) if n in owners), None))
        for result in foreign
    ]


def _owners(reference: str) -> list[str]:
    """Whose outcome it may be: the reference is “account/outcome”, and either may hold a slash."""
    parts = reference.split("/")
    return ["/".join(parts[:count]) for count in range(len(parts) - 1, 0, -1)]


def in_force(versions: Iterable[OutcomeVersion], today: date) -> OutcomeVersion:
    """Of one outcome's versions, the one in force on the day; the first, where none is yet."""
    ordered = sorted(versions, key=lambda version: version.number)
    begun = [version for version in ordered if version.in_force_on is None or version.in_force_on <= today]
    return max(begun, key=lambda version: version.in_force_on or date.min, default=ordered[0])


def _portrait(
    account: Account,
    versions: list[OutcomeVersion],
    judged: dict[str, dict[str, Any]],
    values: list[Measurement],
    words: list[Attestation],
    claims: list[ResultClaim],
    today: date,
) -> OutcomePortrait:
    current = in_force(versions, today)
    held = getattr(current.outcome, "usage_measurement", None)
    terms = terms_of(current, account.go_live_on, today)
    return OutcomePortrait(
        outcome=current.outcome,
        terms=current,
        due_on=terms.due_on,
        lint=lint_terms(terms),
        result=judged.get(current.outcome.external_id),
        values=_values(values, terms),
        words=words_of(words, today),
        claims=tuple(claims),
        versions=_versions(versions),
        reading=definition_of(held).words if held else "",
    )


def _values(measurements: list[Measurement], terms: Terms) -> tuple[Value, ...]:
    corrected: dict[date, list[Measurement]] = defaultdict(list)
    for measurement in measurements:
        if measurement.superseded_at is not None:
            corrected[measurement.occurred_on].append(measurement)
    standing = [m for m in measurements if m.superseded_at is None]
    return tuple(Value(m, share(terms, m), tuple(corrected[m.occurred_on])) for m in standing)


def share(terms: Terms, measurement: Measurement) -> Decimal | None:
    """The share of the promised change that a value shows; None where the terms alone cannot tell."""
    if terms.kind is OutcomeKind.NUMERIC and terms.baseline is None:
        return None
    shown = share_of(terms, measurement.value, measurement.state, terms.baseline)
    # A value at the baseline shows nothing, which Decimal may tell as -0.
    return None if shown is None else shown or Decimal(0)


def _versions(versions: list[OutcomeVersion]) -> tuple[Version, ...]:
    told = []
    for before, version in zip([None, *versions], versions, strict=False):
        old = promise_of(before).as_fields() if before else None
        changes = changes_between(old, promise_of(version).as_fields()) if old else {}
        told.append(Version(version, changes_told(changes)))
    return tuple(reversed(told))


def _of(model: Any, workspace: Workspace, account: Account) -> Any:
    return model.objects.filter(outcome__account__workspace=workspace, outcome__account=account)


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[row.outcome_id].append(row)
    return found
