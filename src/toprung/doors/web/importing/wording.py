"""What a page calls things: kinds of file, fields, and sentences that were written for who has a mapping file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from toprung.doors.web.ui.values import counted

#: by kind: its title, and what its rows are
KINDS_TOLD: dict[str, tuple[str, str]] = {
    "sheet": (
        "One sheet",
        "One row per account with all that hangs on it: segment, owner, renewal, ARR, the named result, its validator, "
        "and whether it was confirmed. Enough to begin.",
    ),
    "accounts": ("Accounts", "One row per customer: segment, tier, owner, seats, go-live, parent."),
    "stakeholders": ("Stakeholders", "One row per person of a customer: name, role, from when until when."),
    "contracts": ("Contracts", "One row per contract: signature, start, end, notice."),
    "subscriptions": ("Subscriptions", "One row per stretch of recurring revenue; movements follow from it."),
    "revenue": ("Revenue movements", "One row per change of recurring revenue: the day, why, and by how much."),
    "outcomes": ("Outcomes", "One row per promise: the statement, how it is measured, by when, who validates it."),
    "measurements": ("Measurements", "One row per dated value of an outcome."),
    "attestations": ("Attestations", "One row per stakeholder’s yes or no to a result, with the day and the words."),
    "touches": ("Touches", "One row per call, e-mail, meeting or business review."),
    "events": ("Events", "One row per thing that a user did in your product, with the moment."),
}

_READ = "under “How the file is read”"
_FOR_A_PAGE: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), instead)
    for pattern, instead in (
        (r'To choose, write \w+ = ".*?" under \[columns\] in the mapping file\.', "To choose it, change the column."),
        (r'To choose, write sheet = ".*?" under \[options\] in the mapping file\.', f"To choose another, see {_READ}."),
        (r"write day_first = \w+ under \[options\] in the mapping file", f"choose the other order of dates {_READ}"),
        (r'write decimal = ".*?" under \[options\] in the mapping file', f"choose the other decimal sign {_READ}"),
        (r'name the right one as encoding = ".*?" under \[options\] in the mapping file', f"choose another {_READ}"),
        (r"or say what it means under \[values\.\w+\] in the mapping file", "or say beside its column what it means"),
        (r"or give day_first = true or false under \[options\] in the mapping file", f"or choose the order {_READ}"),
        (r'or give decimal = "\." or "," under \[options\] in the mapping file', f"or choose the sign {_READ}"),
        (r"or give a default for \w+ in the mapping file", "or say beside its column what to take where it is blank"),
        (r"or name another for (\w+) in the mapping file", "or choose another column"),
        (r"the mapping file may name another as timezone under \[options\]", f"another can be chosen {_READ}"),
        (r"The mapping file['’]s", "The mapping’s"),
        (r"mapping file", "mapping"),
    )
)


def on_a_page(told: Any) -> Any:
    """A sentence, or all sentences in JSON's types, as who sees the page can act on it."""
    if isinstance(told, str):
        for pattern, instead in _FOR_A_PAGE:
            told = pattern.sub(instead, told) if "mapping file" in told else told
        return told
    if isinstance(told, Mapping):
        return {key: on_a_page(item) for key, item in told.items()}
    return [on_a_page(item) for item in told] if isinstance(told, list | tuple) else told


def kind_title(kind: str) -> str:
    """What a page calls the kind."""
    return KINDS_TOLD[kind][0] if kind in KINDS_TOLD else kind


def field_label(name: str) -> str:
    """“Go live on” for go_live_on."""
    words = name.replace("_", " ")
    return {"arr": "ARR", "mrr": "MRR", "mrr change": "MRR change"}.get(words, words[:1].upper() + words[1:])


def counts(report: Mapping[str, Any]) -> str:
    """“108 rows read: 100 new, 5 changed, 2 unchanged, 1 rejected (3 kept in part)”."""
    words = (("created", "new"), ("updated", "changed"), ("unchanged", "unchanged"), ("quarantined", "put aside"))
    told = [f"{report[name]:,} {word}" for name, word in (*words, ("rejected", "rejected")) if report[name]]
    part = f" ({report['in_part']:,} kept in part)" if report["in_part"] else ""
    read = counted(report["read"], "row,rows")
    return f"{read} read: {', '.join(told)}{part}" if told else f"{read} read"


def size(count: int) -> str:
    """900 bytes, 12 KB, 3.4 MB."""
    if count < 1000:
        return counted(count, "byte,bytes")
    return f"{count / 1e3:,.0f} KB" if count < 1e6 else f"{count / 1e6:,.1f} MB"
