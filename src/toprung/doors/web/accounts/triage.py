"""What the triage page shows beside its list: how many accounts there are for each reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from toprung.motion.lists.filters import TRIAGE_REASONS


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason: its words, how many accounts, the address of the list with it alone, and whether it is chosen."""

    label: str
    count: int
    href: str
    active: bool


def reason_tabs(shown: dict[str, Any]) -> tuple[Reason, ...]:
    """The reasons that occur under the other filters, most accounts first; pressing a chosen one shows all again."""
    request, chosen = shown["list"], shown["list"].values("triage")
    return tuple(
        Reason(
            TRIAGE_REASONS.get(code, code),
            count,
            f"{shown['base']}{request.with_filter('triage', () if (code,) == chosen else (code,)).to_query()}",
            code in chosen,
        )
        for code, count in shown["listed"].reasons.items()
    )
