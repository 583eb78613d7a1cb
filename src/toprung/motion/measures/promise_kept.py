"""The promise-kept rate: what was promised at the sale against what came of it (DOMAIN section 4).

A promise is judged by its terms as they were frozen at the signature, whatever was edited since.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pyarrow as pa

from toprung.doctrine import clocks
from toprung.doctrine.definitions import Definition
from toprung.doctrine.evidence import Evidence
from toprung.doctrine.promises import Fate, Promised, fate, is_promise
from toprung.engine import promises as engine
from toprung.kernel.errors import BadInput
from toprung.motion import stores
from toprung.motion.handoffs.thawing import frozen_by_account, promises_of
from toprung.motion.measures.facts import Facts
from toprung.motion.measures.figures import Figure, Row, share
from toprung.motion.measures.members import Roll, month
from toprung.records.handoffs.models import FrozenPromise
from toprung.records.tenancy.models import Workspace

_NO_BASE = "No base: no promise of an account signed in the window was due by the as-of day."
_MOST_DAYS = 3_650


@dataclass(frozen=True, slots=True)
class Made:
    """One promise of one account with what became of it, and the segment at the signature."""

    evidence: Evidence
    promised: Promised
    fate: Fate
    segment: str

    @property
    def key(self) -> tuple[str, str]:
        """Account and outcome."""
        return self.evidence.account, self.promised.outcome


def pin(settings: dict[str, str], workspace: Workspace) -> dict[str, str]:
    """The options as they are; the grace must be a number of days. Raises BadInput."""
    grace = settings.get("grace", "").strip()
    if grace and not (grace.isdigit() and int(grace) <= _MOST_DAYS):
        raise BadInput(f"“{grace}” does not fit grace: give a number of days from 0 to {_MOST_DAYS}.")
    return settings


def promise_kept_figure(
    workspace: Workspace, definition: Definition, as_of: date, roll: Roll, facts: Facts | None = None
) -> Figure:
    """The figure as of the day, over the accounts signed on or after FROM and before TO."""
    options, held = dict(definition.options), frozen_by_account(workspace)
    made: list[Made] = []
    beside: dict[str, list[Row]] = {"no_promise": [], "undated": []}
    for e in (facts or Facts(workspace, as_of)).evidence:
        signed = _signed_on(e, held.get(e.account))
        segment = roll.segment(e.account, signed) if signed else ""
        if signed is None or not _in_window(signed, definition, as_of) or definition.segment not in (None, segment):
            continue
        found = list(_made(e, held.get(e.account), roll, segment, options))
        made += [one for one in found if _can_be_due(one)]
        beside["undated"] += [_row(one, None, roll, options["reading"]) for one in found if not _can_be_due(one)]
        if not found:
            beside["no_promise"].append(_without_promise(e, signed, segment, roll))
    counted = _counted(made, definition, as_of, int(options["grace"]))
    rows = tuple(_row(one, counted[one.key], roll, options["reading"]) for one in made if one.key in counted)
    figure = figure_of(definition, as_of, rows)
    figure.parts.update({name: len(found) for name, found in beside.items()})
    return replace(figure, beside={name: tuple(found) for name, found in beside.items()})


def figure_of(definition: Definition, as_of: date, rows: tuple[Row, ...]) -> Figure:
    """The figure over these rows; promises in flight are among them and add to nothing."""
    matured = [r for r in rows if r.details["state"] != "in_flight"]
    base = Decimal(len(matured))
    parts: dict[str, Any] = {
        name: {"numerator": number, "denominator": base, "value": share(number, base)}
        for name in ("measured", "validated")
        for number in [Decimal(sum(1 for r in matured if r.details[name]))]
    }
    young = [r for r in rows if r.details["state"] == "in_flight"]
    parts["in_flight"] = {"promises": len(young), "reached": sum(1 for r in young if r.details["reached_on"])}
    parts["not_frozen"] = sum(1 for r in rows if not r.details["frozen"])
    value = parts[dict(definition.options)["reading"]]["value"]
    return Figure(definition, as_of, value, rows, parts, tuple(_notes(value, parts["not_frozen"], len(rows))))


def _notes(value: Decimal | None, not_frozen: int, rows: int) -> Iterator[str]:
    if value is None:
        yield _NO_BASE
    if not_frozen:
        yield (
            f"{not_frozen:,} of {rows:,} promises were not frozen here: they are read from what was on file for the "
            "day of the signature (backfilled)."
        )


def _signed_on(e: Evidence, held: FrozenPromise | None) -> date | None:
    return held.signed_on if held is not None and held.signed_on <= e.as_of else clocks.signed_on(e)


def _in_window(signed: date, definition: Definition, as_of: date) -> bool:
    return definition.window.start <= signed < definition.window.end and signed <= as_of


def _made(e: Evidence, held: FrozenPromise | None, roll: Roll, segment: str, options: dict[str, str]) -> Iterator[Made]:
    if held is None and options["source"] == "frozen":
        return
    # Whose word counts was settled at the signature: moving to another segment later does not move the answer.
    judged = replace(e, segment=segment, policy=roll.policy(segment))
    for promised in promises_of(e, held):
        if is_promise(promised.terms) and (options["which"] == "all" or promised.terms.primary):
            yield Made(e, promised, fate(judged, promised), segment)


def _can_be_due(made: Made) -> bool:
    return made.fate.due_on is not None or made.fate.awaits_go_live


def _counted(
    made: Sequence[Made], definition: Definition, as_of: date, grace_days: int
) -> dict[tuple[str, str], dict[str, Any]]:
    table = pa.Table.from_pylist([_engine_row(one) for one in made], engine.PROMISES)
    rows = engine.promises(stores.runner(), table, definition.window, as_of, grace_days)
    return {(row["account"], row["outcome"]): row for row in rows.to_pylist()}


def _engine_row(made: Made) -> dict[str, Any]:
    became = made.fate
    return {
        "account": made.evidence.account,
        "outcome": made.promised.outcome,
        "signed_on": made.promised.signed_on,
        "due_on": became.due_on,
        "gone": became.left,
        "reached_on": became.reached_on,
        "attested_on": became.attested_on,
        "attested_recorded_on": became.attested_recorded_on,
    }


def _row(made: Made, counted: dict[str, Any] | None, roll: Roll, reading: str) -> Row:
    name, owner = roll.people[made.evidence.account]
    matured = counted is not None and counted["state"] == "matured"
    kept = counted is not None and matured and counted[reading]
    terms, became = made.promised.terms, made.fate
    state = "undated" if counted is None else ("kept" if kept else "broken") if matured else "in_flight"
    return Row(
        account=made.evidence.account,
        name=name,
        segment=made.segment,
        owner=owner,
        cohort=month(made.promised.signed_on),
        numerator=Decimal(int(bool(kept))),
        denominator=Decimal(int(matured)),
        details={
            "state": state,
            "outcome": made.promised.outcome,
            "statement": terms.statement,
            "seller": terms.promised_by or None,
            "category": terms.category.label if terms.category else None,
            "template": terms.template or None,
            "customer_confirmed": terms.customer_confirmed,
            "signed_on": made.promised.signed_on,
            "due_on": became.due_on,
            "reached_on": became.reached_on,
            "attested_on": became.attested_on,
            "measured": counted is not None and counted["measured"],
            "validated": counted is not None and counted["validated"],
            "frozen": made.promised.frozen,
        },
    )


def _without_promise(e: Evidence, signed: date, segment: str, roll: Roll) -> Row:
    name, owner = roll.people[e.account]
    return Row(e.account, name, segment, owner, month(signed), Decimal(0), Decimal(0), {"signed_on": signed})
