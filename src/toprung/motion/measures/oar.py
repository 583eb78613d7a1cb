"""The outcome achievement rate: two readings, coverage, and who is still in flight (DOMAIN section 4)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import quote

import pyarrow as pa

from toprung.doctrine import clocks
from toprung.doctrine.achievement import Achieved, achieved
from toprung.doctrine.definitions import Definition
from toprung.doctrine.evidence import Evidence
from toprung.doctrine.lifecycle import lifecycle
from toprung.doctrine.policy import UNASSIGNED
from toprung.engine import achievement as engine
from toprung.engine.survival import Share, kaplan_meier
from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import Lifecycle
from toprung.motion import stores
from toprung.motion.measures.facts import Facts
from toprung.motion.measures.figures import Figure, Row, share
from toprung.motion.measures.members import Roll, month
from toprung.records.tenancy.models import Workspace


@dataclass(frozen=True, slots=True)
class Clock:
    """One account whose clock has started, with the W and grace of its segment at go-live."""

    evidence: Evidence
    achieved: Achieved
    segment: str
    within_days: int
    grace_days: int


def pin(settings: dict[str, str], roll: Roll, segment: str | None) -> dict[str, str]:
    """The options with W and grace written out: one number, or each segment's own where they differ."""
    names = [segment] if segment else [*sorted(roll.policies.by_segment), UNASSIGNED]
    own = {
        "window": {name: roll.policy(name).oar_days for name in names},
        "grace": {name: roll.policy(name).attestation_grace_days for name in names},
    }
    return settings | {name: settings.get(name) or _told(days) for name, days in own.items()}


def oar_figure(
    workspace: Workspace, definition: Definition, as_of: date, roll: Roll, facts: Facts | None = None
) -> Figure:
    """The figure as of the day, over the clocks that started on or after FROM and before TO."""
    options = dict(definition.options)
    evidence = (facts or Facts(workspace, as_of)).evidence
    started = [c for e in evidence if (c := _clock(e, roll, options))]
    chosen = [c for c in started if definition.segment in (None, c.segment)]
    rows = tuple(_row(c, counted, roll, options["reading"]) for c, counted in _counted(chosen, definition, as_of))
    figure = figure_of(definition, as_of, rows)
    not_live = tuple(_not_live(evidence, roll, options, definition.segment))
    figure.parts["not_live"] = len(not_live)
    return replace(figure, beside={"not_live": not_live})


def figure_of(definition: Definition, as_of: date, rows: tuple[Row, ...]) -> Figure:
    """The figure over these rows; accounts in flight are among them and add to nothing."""
    matured = [r for r in rows if r.details["state"] == "matured"]
    measured, validated, covered = (_counts(matured, name) for name in ("measured", "validated", "covered"))
    base = Decimal(len(matured))
    parts: dict[str, Any] = {
        "measured": {"numerator": measured, "denominator": base, "value": share(measured, base)},
        "validated": {"numerator": validated, "denominator": base, "value": share(validated, base)},
        "coverage": {"numerator": covered, "denominator": base, "value": share(covered, base)},
        "in_flight": _in_flight(rows, as_of),
    }
    value = parts[dict(definition.options)["reading"]]["value"]
    return Figure(definition, as_of, value, rows, parts, () if value is not None else (_no_base(definition),))


def _no_base(definition: Definition) -> str:
    window = dict(definition.options)["window"]
    allowed = f"{window} days" if window.isdigit() else "its segment's number of days"
    return f"No base: no account's clock started in the window at least {allowed} before the as-of day."


def _clock(e: Evidence, roll: Roll, options: dict[str, str]) -> Clock | None:
    if e.go_live_on is None:
        return None
    segment = roll.segment(e.account, e.go_live_on)
    policy = roll.policy(segment)
    # Whose word counts was settled at go-live, as W was: moving to another segment later does not move the answer.
    within = _days(options["window"], segment, policy.oar_days)
    grace = _days(options["grace"], segment, policy.attestation_grace_days)
    row = achieved(replace(e, segment=segment, policy=policy), within, grace)
    return Clock(e, row, segment, within, grace) if row else None


def _counted(chosen: list[Clock], definition: Definition, as_of: date) -> list[tuple[Clock, dict[str, Any]]]:
    """Each clock with the engine's row for it; those outside the window have none and are left out."""
    groups: dict[tuple[int, int], list[Clock]] = defaultdict(list)
    for clock in chosen:
        groups[clock.within_days, clock.grace_days].append(clock)
    found: list[tuple[Clock, dict[str, Any]]] = []
    for (within, grace), clocks_ in groups.items():
        table = pa.Table.from_pylist([_engine_row(c) for c in clocks_], engine.OUTCOME_CLOCKS)
        rows = engine.achievement(stores.runner(), table, definition.window, as_of, within, grace)
        by_account = {row["account"]: row for row in rows.to_pylist()}
        found += [(c, by_account[c.evidence.account]) for c in clocks_ if c.evidence.account in by_account]
    return sorted(found, key=lambda pair: pair[0].evidence.account)


def _engine_row(clock: Clock) -> dict[str, Any]:
    got = clock.achieved
    return {
        "account": clock.evidence.account,
        "clock_on": got.clock_on,
        "reached_on": got.reached_on,
        "attested_on": got.attested_on,
        "attested_recorded_on": got.attested_recorded_on,
        "has_outcome": bool(got.outcome),
    }


def _row(clock: Clock, counted: dict[str, Any], roll: Roll, reading: str) -> Row:
    name, owner = roll.people[clock.evidence.account]
    matured = counted["state"] == "matured"
    return Row(
        account=clock.evidence.account,
        name=name,
        segment=clock.segment,
        owner=owner,
        cohort=month(clock.achieved.clock_on),
        numerator=Decimal(int(matured and counted[reading])),
        denominator=Decimal(int(matured)),
        details={
            "state": counted["state"],
            "clock_on": clock.achieved.clock_on,
            "outcome": clock.achieved.outcome or None,
            "late": clock.achieved.late,
            "reached_on": clock.achieved.reached_on,
            "attested_on": clock.achieved.attested_on,
            "measured": counted["measured"],
            "validated": counted["validated"],
            "covered": counted["covered"],
            "within_days": clock.within_days,
        },
    )


def _in_flight(rows: Iterable[Row], as_of: date) -> dict[str, Any]:
    """How many are younger than W, and the share a survival curve over all rows expects to reach it within W."""
    rows = list(rows)
    young = [r for r in rows if r.details["state"] == "in_flight"]
    if not young:
        return {"accounts": 0, "projected": None}
    within = max(r.details["within_days"] for r in rows)
    times = [_time(r, as_of) for r in rows]
    curve = kaplan_meier([days for days, _ in times], [reached for _, reached in times])
    return {"accounts": len(young), "projected": _projected(curve.reached_by(within), within)}


def _projected(expected: Share | None, within: int) -> dict[str, Any] | None:
    if expected is None:
        return None
    low, high = (Decimal(str(round(bound, 6))) for bound in (expected.low, expected.high))
    return {"within_days": within, "value": Decimal(str(round(expected.value, 6))), "low": low, "high": high}


def _time(row: Row, as_of: date) -> tuple[int, bool]:
    reached: date | None = row.details["reached_on"]
    return ((reached or as_of) - row.details["clock_on"]).days, reached is not None


def _not_live(evidence: list[Evidence], roll: Roll, options: dict[str, str], segment: str | None) -> Iterator[Row]:
    """Accounts signed over W days ago that have not gone live: counted beside the rate."""
    for e in evidence:
        signature = clocks.signed_on(e)
        if e.go_live_on is not None or signature is None or lifecycle(e) is Lifecycle.FORMER:
            continue
        own = roll.segment(e.account, signature)
        waited = (e.as_of - signature).days
        if segment in (None, own) and waited > _days(options["window"], own, roll.policy(own).oar_days):
            name, owner = roll.people[e.account]
            details = {"signed_on": signature, "waited_days": waited}
            yield Row(e.account, name, own, owner, month(signature), Decimal(0), Decimal(0), details)


def _counts(rows: Iterable[Row], name: str) -> Decimal:
    return Decimal(sum(1 for r in rows if r.details[name]))


def _told(days: dict[str, int]) -> str:
    if len(set(days.values())) == 1:
        return str(next(iter(days.values())))
    return ",".join(f"{_quoted(segment)}:{number}" for segment, number in sorted(days.items()))


def _quoted(segment: str) -> str:
    """A segment's name without the signs that part a list of names."""
    return quote(segment, safe=" &/()+")


def _days(text: str, segment: str, default: int) -> int:
    """The pinned number of days for a segment; raises BadInput."""
    if ":" in text:
        named = (part.rpartition(":") for part in text.split(","))
        text = {name.strip(): number for name, _, number in named}.get(_quoted(segment), str(default))
    try:
        days = int(text)
    except ValueError as error:
        raise BadInput(
            f"“{text}” is not a number of days: write one, such as 90, or one a segment: SMB:60,Enterprise:90."
        ) from error
    if not 0 <= days <= 3650:
        raise BadInput(f"{days} days are out of bounds: write 0 to 3650.")
    return days
