"""One function per business verb of the book. Each asks for permission, then saves and journals in one transaction.

Bulk verbs take drafts by the batch (500 or so) and give one `Upserted` per draft, in order.
"""

from toprung.records.book.actions.accounts import upsert_accounts
from toprung.records.book.actions.contracts import upsert_contracts
from toprung.records.book.actions.movements import record_movements
from toprung.records.book.actions.notes import edit_note, remove_note, write_note
from toprung.records.book.actions.prospects import write_prospect
from toprung.records.book.actions.segments import (
    ResultDefinition,
    change_policy,
    create_default_segments,
    create_segment,
    rename_segment,
    write_result_definition,
)
from toprung.records.book.actions.stakeholders import upsert_stakeholders
from toprung.records.book.actions.subscriptions import upsert_subscriptions
from toprung.records.book.actions.touches import record_touches

__all__ = [
    "ResultDefinition",
    "change_policy",
    "create_default_segments",
    "create_segment",
    "edit_note",
    "record_movements",
    "record_touches",
    "remove_note",
    "rename_segment",
    "upsert_accounts",
    "upsert_contracts",
    "upsert_stakeholders",
    "upsert_subscriptions",
    "write_note",
    "write_prospect",
    "write_result_definition",
]
