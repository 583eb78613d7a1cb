"""What changed on a day and why: rungs and bands, largest revenue first, each with what explains it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import F, OuterRef, Subquery

from toprung.kernel.vocabulary import Band
from toprung.motion.evaluation.models import StateChange
from toprung.motion.morning.movement import moved
from toprung.motion.morning.scope import Scope

#: how many are shown; the list of accounts shows all
SHOWN = 12
_RANKS = {"": 0, Band.RED: 1, Band.AMBER: 2, Band.GREEN: 3}


@dataclass(frozen=True, slots=True)
class Change:
    """One account's change of rung or band on a day, and the sentences that explain it (reasons as JSON)."""

    account: int
    name: str
    lifecycle: str
    owner: str
    arr: Decimal | None
    currency: str
    rung: int
    rung_before: int
    gaps: str
    unknown: str
    band: str
    band_before: str
    health: int | None
    causes: tuple[Mapping[str, Any], ...]

    @property
    def rung_moved(self) -> bool:
        return self.rung != self.rung_before

    @property
    def is_good(self) -> bool:
        """For the better: a higher rung, or a brighter band on the same one."""
        if self.rung_moved:
            return self.rung > self.rung_before
        return _RANKS[self.band] > _RANKS[self.band_before]


def changes_of(scope: Scope, day: date) -> tuple[Change, ...]:
    """The changes of that day, the largest ARR first, at most SHOWN. One query."""
    order = (F("arr").desc(nulls_last=True), "account_id")
    largest = moved(scope.changes().filter(since=day)).order_by(*order).values("pk")[:SHOWN]
    # By way of the account: by the workspace's days, the database would look through everybody's history.
    before = StateChange.objects.filter(account__workspace=scope.workspace, account=OuterRef("account"), since__lt=day)
    # Verdicts are long: they are read for the shown ones alone.
    found = StateChange.objects.filter(workspace=scope.workspace, pk__in=largest).annotate(
        parts_before=Subquery(before.order_by("-since").values("health_parts")[:1])
    )
    columns = (*_COLUMNS, *_OF_THE_ACCOUNT, "parts_before", "account__verdict__verdict")
    return tuple(_change(row) for row in found.order_by(*order).values(*columns))


_COLUMNS = ("account_id", "rung", "rung_before", "band", "band_before", "arr")
_OF_THE_ACCOUNT = (
    "account__name",
    *(f"account__state__{name}" for name in ("lifecycle", "owner", "currency", "gaps", "unknown", "health")),
)


def _change(row: Mapping[str, Any]) -> Change:
    own = {key.rpartition("__")[2]: row[key] for key in _OF_THE_ACCOUNT}
    told = {name: row[name] for name in ("rung", "rung_before", "band", "band_before", "arr")}
    verdict = row["account__verdict__verdict"]
    causes = tuple(_causes(row, verdict, row["parts_before"] or [])) if verdict else ()
    return Change(account=row["account_id"], causes=causes, **told, **own)


def _causes(
    row: Mapping[str, Any], verdict: Mapping[str, Any], parts_before: list[dict[str, Any]]
) -> Iterable[Mapping[str, Any]]:
    """A rung's evidence explains its gain or loss; of a band, the cap that holds it, or the part that moved most."""
    if row["rung"] != row["rung_before"]:
        # What is gained is explained by the rung that is reached, what is lost by the one that was left.
        decisive = max(row["rung"], row["rung_before"])
        yield from (e["reason"] for e in verdict["evidence"] if e["rung"] == decisive)
        return
    worse = _RANKS[row["band"]] < _RANKS[row["band_before"]]
    # A cap above the score explains nothing: the score would be the same without it.
    holding = [cap for cap in verdict["health_caps"] if cap.get("cap") == row["account__state__health"]]
    if worse and holding:
        yield holding[0]
        return
    parts = verdict["health_parts"]
    part = _part_that_moved(parts, parts_before, worse=worse) or (_weakest(parts) if worse else None)
    yield from part["reasons"][:1] if part else holding[:1]


def _part_that_moved(
    now: list[dict[str, Any]], before: list[dict[str, Any]], *, worse: bool
) -> Mapping[str, Any] | None:
    """The part of health that gave most points more or less than before; None where nothing of before is known."""
    then = {part["part"]: _points(part) for part in before}
    differences = [(_points(part) - then[part["part"]], part) for part in now if part["part"] in then]
    towards = [(diff, part) for diff, part in differences if (diff < 0) == worse and diff]
    return max(towards, key=lambda pair: abs(pair[0]))[1] if towards else None


def _weakest(parts: list[dict[str, Any]]) -> Mapping[str, Any] | None:
    """The part that keeps most points back; None where no part is known."""
    known = [part for part in parts if not part["no_data"]]
    return max(known, key=lambda part: Decimal(part["weight"]) - _points(part), default=None)


def _points(part: Mapping[str, Any]) -> Decimal:
    return Decimal(part["points"] or 0)
