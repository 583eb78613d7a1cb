"""Accounts that differ only by case or blanks: most likely one customer, written two ways."""

from __future__ import annotations

from toprung.records.book.queries import accounts
from toprung.records.tenancy.models import Workspace


class Alike:
    """What is on file, and what a file has named so far, by id without case and blanks. Reads the ids once."""

    def __init__(self, workspace: Workspace) -> None:
        self._known: dict[str, str] = {}
        for external_id in accounts(workspace).values_list("external_id", flat=True).iterator():
            self._known.setdefault(_key(external_id), external_id)

    def remarks(self, account: str) -> list[str]:
        """A sentence that names both, where another account is written almost so."""
        other = self._known.setdefault(_key(account), account)
        if other == account:
            return []
        return [
            f"“{account}” and “{other}” differ only by case or blanks and are kept as two accounts: "
            "if they are one customer, write the id one way in every file."
        ]


def _key(account: str) -> str:
    return "".join(account.split()).casefold()
