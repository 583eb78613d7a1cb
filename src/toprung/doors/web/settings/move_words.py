"""What would change of one account, in words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from toprung.doctrine.reasons import listed
from toprung.doors.web.ui.values import as_day, day_text
from toprung.kernel.vocabulary import Rung
from toprung.motion.preview import Change, Move


@dataclass(frozen=True, slots=True)
class Told:
    """One move: what moves, from what, to what; `after` alone where there is no before to speak of."""

    what: str
    before: str
    after: str


def moves_told(change: Change) -> tuple[Told, ...]:
    """The account's moves, those that matter most first; what another one says already is left out."""
    moves = {move.what: move for move in change.moves}
    return tuple(told for what, tell in _TELLERS.items() if what in moves for told in tell(moves[what]))


def signal_told(name: str) -> str:
    """A signal's name as people read it."""
    return name.partition(":")[0].replace("_", " ")


def _pair(label: str, tell: Callable[[Any], str]) -> Callable[[Move], Iterator[Told]]:
    def teller(move: Move) -> Iterator[Told]:
        yield Told(label, tell(move.before), tell(move.after))

    return teller


def _rung(value: Any) -> str:
    return "none" if value is None else f"{value} {Rung(value).label}"


def _rungs(value: Any) -> str:
    return listed([Rung(step).label.lower() for step in value or ()]) or "none"


def _word(value: Any) -> str:
    return "none" if value in (None, "") else str(value).replace("_", " ")


def _day(value: Any) -> str:
    found = as_day(value)
    return "none" if found is None else day_text(found)


def _yes(value: Any) -> str:
    return "yes" if value else "no"


def _results(move: Move) -> Iterator[Told]:
    before, after = move.before or {}, move.after or {}
    for outcome in sorted({*before, *after}):
        if before.get(outcome) != after.get(outcome):
            what = "result" if len({*before, *after}) == 1 else f"result “{outcome}”"
            yield Told(what, _word(before.get(outcome)), _word(after.get(outcome)))


def _signals(move: Move) -> Iterator[Told]:
    before, after = set(move.before or ()), set(move.after or ())
    for label, names in (("opens", after - before), ("closes", before - after)):
        if names:
            yield Told(label, "", listed(sorted({signal_told(name) for name in names})))


def _triage(move: Move) -> Iterator[Told]:
    yield Told("triage", "on the list" if move.before else "not on it", "on the list" if move.after else "not on it")


_TELLERS: dict[str, Callable[[Move], Iterator[Told]]] = {
    "rung": _pair("rung", _rung),
    "gaps": _pair("gaps", _rungs),
    "health": _pair("health", _word),
    "band": _pair("band", _word),
    "results": _results,
    "check": _pair("result check", _word),
    "check_is_due": _pair("answer owed", _yes),
    "check_due_on": _pair("check due", _day),
    "check_asked_on": _pair("check asked", _day),
    "check_again_on": _pair("check asked again", _day),
    "triage": _triage,
    "notice_on": _pair("notice by", _day),
    "renewal_on": _pair("renewal", _day),
    "signals": _signals,
    "lifecycle": _pair("lifecycle", _word),
    "named_result": _pair("named result", _word),
    "unknown": _pair("unknown", _rungs),
}
