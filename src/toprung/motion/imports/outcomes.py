"""Outcomes: what the customers were promised, and where they can see that they have it."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from functools import partial
from typing import Any

from toprung.motion.imports.job import Job, Keeper
from toprung.motion.imports.report import Landed
from toprung.motion.imports.seen import Seen
from toprung.records.journal.upsert import Problem, Status, Upserted
from toprung.records.outcomes.actions import claim_results, write_outcomes
from toprung.records.outcomes.drafts import ClaimDraft, OutcomeDraft
from toprung.records.outcomes.onfile import repeated
from toprung.records.outcomes.templates import template_keys, unknown_template
from toprung.sheets.fields import TextOrNumber
from toprung.sheets.problems import Row

_AS_THEY_ARE = (
    *("account", "outcome", "statement", "kind", "metric", "unit", "direction", "state_before", "state_after"),
    *("due_on", "due_days", "category", "value_per_unit", "value_period", "mechanism", "features", "owner"),
    *("validator", "agreed_on", "agreed_by", "promised_by", "primary", "first_value", "covers", "template"),
)


class Outcomes(Keeper):
    """Each row is a promise. `document` and `opened_on` say where the customer sees the result: a claim beside it."""

    def __init__(self, job: Job) -> None:
        super().__init__(job)
        self._seen = Seen(_key, _contradiction)
        #: (mark, account) -> the outcome to which this file gave the mark
        self._marks: dict[tuple[str, str], str] = {}

    def keep(self, rows: Sequence[Row]) -> Sequence[Landed]:
        """Promises in, one result a row."""
        job = self.job
        write = partial(write_outcomes, job.workspace, by=job.by, now=job.now)
        cannot = [(*self._marks_taken(row), *unknown) for row, unknown in zip(rows, self._unknown(rows), strict=True)]
        drafts = [_draft(row, [problem.field for problem in found]) for row, found in zip(rows, cannot, strict=True)]
        landed = self._seen.through(drafts, write)
        for place, problems in enumerate(cannot):
            if problems and landed[place].status is not Status.REFUSED:
                landed[place] = _without(landed[place], problems)
        kept = [place for place, result in enumerate(landed) if result.status is not Status.REFUSED]
        claims = {place: claim for place in kept if (claim := _claim(rows[place])) is not None}
        results = claim_results(job.workspace, list(claims.values()), by=job.by, now=job.now, imported=True)
        for place, result in zip(claims, results, strict=True):
            landed[place] = _with_claim(landed[place], result)
        return landed

    def _marks_taken(self, row: Row) -> Iterator[Problem]:
        """The marks this row claims that the file has given to another outcome of the account."""
        account, outcome = row.values["account"], row.values["outcome"]
        for mark in ("primary", "first_value"):
            if row.values[mark] and (holder := self._marks.setdefault((mark, account), outcome)) != outcome:
                reason = f"This file marks “{holder}” of account “{account}” as {mark.replace('_', ' ')} already."
                yield Problem(mark, "yes", reason, "Leave it with one of the two.")

    def _unknown(self, rows: Sequence[Row]) -> Iterator[tuple[Problem, ...]]:
        """Templates that the library does not have, row by row: as where another workspace's outcomes come in."""
        named = any(row.values["template"] for row in rows)
        known = template_keys(self.job.workspace) if named else frozenset[str]()
        for row in rows:
            key = row.values["template"]
            yield (unknown_template(key),) if key and key not in known else ()


def _without(landed: Landed, problems: Sequence[Problem]) -> Landed:
    """The row's result, with what is wrong with the cells it was kept without."""
    lacks = dict.fromkeys("that template" if problem.field == "template" else "that mark" for problem in problems)
    kept = f"the outcome, without {' and '.join(lacks)}"
    return replace(landed, problems=(*landed.problems, *problems), kept=kept)


def _draft(row: Row, left_out: Sequence[str]) -> OutcomeDraft:
    given: dict[str, Any] = {name: row.values[name] for name in _AS_THEY_ARE if name not in left_out}
    return OutcomeDraft(**given, baseline=_level(row.values["baseline"]), target=_level(row.values["target"]))


def _level(cell: TextOrNumber | None) -> Decimal | str | None:
    """The number where the cell is one, else its text, which names a state; None where it is blank."""
    if cell is None:
        return None
    return cell.text if cell.number is None else cell.number


def _claim(row: Row) -> ClaimDraft | None:
    """It counts from the day the result was opened, else from the agreement, else from the import."""
    values = row.values
    if not values["document"] and not values["opened_on"]:
        return None
    return ClaimDraft(
        account=values["account"],
        outcome=values["outcome"],
        claimed_on=values["opened_on"] or values["agreed_on"],
        opened_on=values["opened_on"],
        document=values["document"] or "",
    )


def _with_claim(landed: Landed, claim: Upserted) -> Landed:
    if claim.problem is not None:
        kept = "the outcome, without where the customer sees it"
        return replace(landed, problems=(replace(claim.problem, field=_CALLED[claim.problem.field]),), kept=kept)
    new = claim.status is Status.CREATED and landed.status is Status.UNCHANGED
    return replace(landed, status=Status.UPDATED) if new else landed


_CALLED = {"claimed_on": "opened_on", "opened_on": "opened_on", "document": "document"}


def _key(draft: OutcomeDraft) -> Hashable:
    return (draft.account, draft.outcome)


def _contradiction(draft: OutcomeDraft) -> Problem:
    return repeated("outcome", draft.outcome, f"outcome “{draft.outcome}” of account “{draft.account}”")
