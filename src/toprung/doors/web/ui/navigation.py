"""The navigation: the pages of a workspace, in the order of the work."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """One page: its key (the `active` of `rendering.render`), URL name, heading, icon and keyboard letter after “g”."""

    key: str
    url: str
    label: str
    icon: str
    letter: str


ENTRIES = (
    Entry("home", "home", "Home", "ladder", "h"),
    Entry("accounts", "accounts", "Accounts", "building", "a"),
    Entry("triage", "triage", "Triage", "alert-triangle", "t"),
    Entry("checks", "checks", "Checks", "checklist", "c"),
    Entry("results", "results", "Results", "target", "r"),
    Entry("handoffs", "handoffs", "Hand-offs", "arrows-exchange", "o"),
    Entry("measures", "measures", "Measures", "chart-line", "m"),
    Entry("importing", "importing", "Import", "file-import", "i"),
    Entry("settings", "settings", "Settings", "settings", "s"),
)
