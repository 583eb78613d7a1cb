"""The views that every workspace begins with."""

from __future__ import annotations

from dataclasses import dataclass

from toprung.kernel.vocabulary import Lifecycle, Rung
from toprung.motion.lists.request import ListRequest
from toprung.records.views.models import ListKind


@dataclass(frozen=True, slots=True)
class BuiltIn:
    """A view that nobody saved and nobody can change. `key` names it in an address."""

    key: str
    name: str
    request: ListRequest


def _view(key: str, name: str, kind: ListKind, *filters: tuple[str, tuple[str, ...]], sort: str = "-arr") -> BuiltIn:
    request = ListRequest(kind, sort=sort.removeprefix("-"), descending=sort.startswith("-"))
    for filter_key, values in filters:
        request = request.with_filter(filter_key, values)
    return BuiltIn(key, name, request)


#: they may still renew
STILL_HERE = (Lifecycle.IMPLEMENTING.value, Lifecycle.ONBOARDING.value, Lifecycle.LIVE.value)
_WITHOUT_RESULT = tuple(str(int(rung)) for rung in Rung if rung is not Rung.RESULT)

BUILT_IN: dict[ListKind, tuple[BuiltIn, ...]] = {
    ListKind.ACCOUNTS: (
        _view("all", "All", ListKind.ACCOUNTS),
        _view("mine", "Mine", ListKind.ACCOUNTS, ("who", ("mine",))),
        _view("triage", "Triage", ListKind.ACCOUNTS, ("on_triage", ("yes",))),
        _view("hollow", "Hollow", ListKind.ACCOUNTS, ("hollow", ("yes",))),
        _view(
            "renewing",
            "Renewing without a result",
            ListKind.ACCOUNTS,
            ("rung", _WITHOUT_RESULT),
            ("lifecycle", STILL_HERE),
            ("renews_within", ("120",)),
            sort="renewal",
        ),
    ),
    ListKind.TRIAGE: (
        _view("all", "All", ListKind.TRIAGE),
        _view("mine", "Mine", ListKind.TRIAGE, ("who", ("mine",))),
        _view("renewing", "Renewing in 120 days", ListKind.TRIAGE, ("renews_within", ("120",)), sort="renewal"),
    ),
}
