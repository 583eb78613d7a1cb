"""Stakeholders: one row a person of a customer."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import replace

from toprung.motion.imports.drafting import DraftKeeper
from toprung.motion.imports.report import Landed
from toprung.records.book.actions import upsert_stakeholders
from toprung.records.book.drafts import StakeholderDraft
from toprung.records.book.queries import stakeholders
from toprung.records.journal.upsert import Status, Upserted
from toprung.sheets.problems import Row

#: account and name, letters' case aside
Person = tuple[str, str]


class Stakeholders(DraftKeeper[StakeholderDraft]):
    """Whom a person reports to may stand further down: the person is kept at once, that when the file was read."""

    def draft(self, row: Row) -> StakeholderDraft:
        return StakeholderDraft(**row.values)

    def claims(self, draft: StakeholderDraft) -> Iterable[tuple[Hashable, Hashable]]:
        return [(_person(draft.account, draft.name), draft)]

    def write(self, drafts: Sequence[StakeholderDraft]) -> Sequence[Upserted]:
        return upsert_stakeholders(self.job.workspace, drafts, by=self.job.by, now=self.job.now)

    def land(self, drafts: Sequence[StakeholderDraft]) -> Sequence[Landed]:
        there = self._there(drafts)
        waits = [bool(d.reports_to) and _person(d.account, d.reports_to or "") not in there for d in drafts]
        now = [replace(draft, reports_to=None) if wait else draft for draft, wait in zip(drafts, waits, strict=True)]
        landed = [Landed.of(upserted) for upserted in self.write(now)]
        return [
            replace(item, again=wait and item.status is not Status.REFUSED)
            for item, wait in zip(landed, waits, strict=True)
        ]

    def keep_again(self, rows: Sequence[Row]) -> Sequence[Landed]:
        given = [row.values for row in rows]
        drafts = [StakeholderDraft(v["account"], v["name"], reports_to=v["reports_to"]) for v in given]
        landed = [Landed.of(upserted) for upserted in self.write(drafts)]
        kept = "the person, without whom they report to"
        return [replace(item, kept=kept) if item.problems else item for item in landed]

    def _there(self, drafts: Sequence[StakeholderDraft]) -> set[Person]:
        """Who is among the drafts, or on file at an account of which somebody is said to report to somebody."""
        asked = {draft.account for draft in drafts if draft.reports_to}
        found = stakeholders(self.job.workspace).filter(account__external_id__in=asked)
        on_file = found.values_list("account__external_id", "name") if asked else ()
        return {_person(d.account, d.name) for d in drafts} | {_person(account, name) for account, name in on_file}


def _person(account: str, name: str) -> Person:
    return account, " ".join(name.split()).casefold()
