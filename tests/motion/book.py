"""A book under test: small files brought in, days evaluated, figures measured, and Harbor's neighbours on file.

Brightworks' book on the last day of 2025. Harbor Foods (HF-1, Mid-Market) has its result confirmed by half of those
who must; Nordbygg (NB-2, SMB) has it in full; Enzo Freight (EN-3, Enterprise) has promises and a sponsor, no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from django.db import transaction
from tests.cast import NOW, TODAY

from toprung.kernel.canon import canonical_bytes
from toprung.kernel.days import Window
from toprung.motion.evaluation.running import evaluate, judged_accounts
from toprung.motion.evaluation.tally import Tally
from toprung.motion.imports.report import ImportReport
from toprung.motion.imports.running import run_import
from toprung.motion.measures.figures import Figure
from toprung.motion.measures.measuring import measure
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace

YEAR_END = date(2025, 12, 31)
LAST_YEAR = Window(date(2024, 12, 31), YEAR_END)
EVER = Window(date(2020, 1, 1), date(2026, 4, 1))

ACCOUNTS = """\
account,name,segment,segment_from,owner,seats,currency,go_live_on
NB-2,Nordbygg,SMB,2024-01-01,Clara Ruiz,8,EUR,2025-06-15
EN-3,Enzo Freight,Enterprise,2024-01-01,Chidi Mensah,200,EUR,2025-05-01
"""
STAKEHOLDERS = """\
account,name,role,joined_on,left_on
NB-2,Bo Dahl,buyer,2024-01-01,
EN-3,Ines Moro,executive_sponsor,2024-01-01,
EN-3,Otto Lind,champion,2024-01-01,
"""
CONTRACTS = """\
account,contract,signed_on,starts_on,ends_on
HF-1,H-25,2025-09-01,2025-09-15,2026-09-14
NB-2,N-25,2025-05-20,2025-06-01,2026-05-31
EN-3,E-25,2025-04-01,2025-04-15,2026-04-14
"""
REVENUE = """\
account,occurred_on,kind,mrr_change,product
HF-1,2025-09-15,new,2400,core
EN-3,2025-04-15,new,9000,core
EN-3,2025-10-01,contraction,-500,core
"""
SUBSCRIPTIONS = """\
account,product,started_on,ended_on,mrr
NB-2,core,2025-06-01,2026-06-01,300
"""
OUTCOMES = """\
account,outcome,statement,kind,metric,unit,direction,baseline,target,due_on,due_days,mechanism,features,validator,\
agreed_on,primary,first_value
HF-1,close,Close the books in 5 days instead of 9,numeric,days to close,days,decrease,9,5,2026-03-31,,\
Matching is automatic,invoice_matched,Mina Sato,2025-09-10,yes,yes
NB-2,quotes,Cut the time to quote from 6 days to 2,numeric,days to quote,days,decrease,6,2,,90,,,Bo Dahl,\
2025-05-25,yes,yes
EN-3,empty,Cut empty kilometres from 22% to 15%,numeric,empty kilometres,%,decrease,22,15,2026-02-28,,,,Ines Moro,\
2025-04-10,yes,yes
"""
MEASUREMENTS = """\
account,outcome,occurred_on,value,source
HF-1,close,2025-10-31,8,customer
HF-1,close,2025-12-05,5,customer
NB-2,quotes,2025-08-20,2,customer
EN-3,empty,2025-07-01,21,api
"""
ATTESTATIONS = """\
account,outcome,stakeholder,verdict,occurred_on,value,words,how
HF-1,close,Mina Sato,yes,2025-12-10,5,We close in 5 days now,call
NB-2,quotes,Bo Dahl,yes,2025-08-25,2,Quotes go out in 2 days,call
"""
TOUCHES = """\
account,occurred_on,kind,minutes,attendees,outcome
EN-3,2025-11-12,business_review,60,executive_sponsor,empty
"""
EVENTS = "account,user,name,occurred_at\n" + "".join(
    f"HF-1,u{user},invoice_matched,2025-{month:02}-{day:02}T09:00:00Z\n"
    for month, day in ((10, 6), (10, 20), (11, 3), (11, 17), (12, 1), (12, 8), (12, 15), (12, 22), (12, 29))
    for user in range(4)
)
#: what hangs on what: accounts before all, people before their words
FILES = {
    "accounts": ACCOUNTS,
    "stakeholders": STAKEHOLDERS,
    "contracts": CONTRACTS,
    "revenue": REVENUE,
    "subscriptions": SUBSCRIPTIONS,
    "outcomes": OUTCOMES,
    "measurements": MEASUREMENTS,
    "attestations": ATTESTATIONS,
    "touches": TOUCHES,
    "events": EVENTS,
}


@dataclass(frozen=True, slots=True)
class Book:
    """One workspace's book, worked on by one of its members."""

    workspace: Workspace
    by: Actor
    folder: Path

    def bring(self, kind: str, text: str, now: datetime = NOW) -> ImportReport:
        """Import the text of a CSV; a row that cannot be kept fails the test."""
        path = self.folder / f"{kind}.csv"
        path.write_text(text, encoding="utf-8")
        report = run_import(self.workspace, kind, path, by=self.by, now=now)
        self.workspace.refresh_from_db()
        assert report.problem_count == 0, report.problems
        return report

    def bring_all(self, files: dict[str, str]) -> None:
        """Import one file a kind, in their order."""
        for kind, text in files.items():
            self.bring(kind, text)

    def evaluate(self, day: date = TODAY, accounts: list[str] | None = None, now: datetime = NOW) -> Tally:
        """Evaluate the day."""
        return evaluate(self.workspace, day, by=self.by, now=now, accounts=accounts)

    def verdicts(self, day: date = TODAY, accounts: list[str] | None = None) -> dict[str, dict[str, Any]]:
        """Every account's verdict as JSON, by account. Writes nothing."""
        found = (j.verdict for chunk in judged_accounts(self.workspace, day, accounts) for j in chunk)
        return {verdict.account: verdict.as_json() for verdict in found}

    def bytes_of(self, day: date) -> dict[str, bytes]:
        """The canonical bytes of evidence's fingerprint and verdict, by account."""
        found = (j for chunk in judged_accounts(self.workspace, day) for j in chunk)
        return {j.verdict.account: canonical_bytes([j.inputs, j.verdict]) for j in found}

    def measure(self, name: str, window: Window = EVER, as_of: date = TODAY, **options: Any) -> Figure:
        """One figure; `settings` pins its options."""
        return measure(self.workspace, name, window, as_of=as_of, by=self.by, **options)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves no row behind: an example of hypothesis begins where the one before did."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
