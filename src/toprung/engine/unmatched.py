"""Events without an account: what is kept of them by key, and those that have found one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

import pyarrow as pa

from toprung.engine.runner import Files, Runner

#: what tells events without an account apart, and the account that was found
FOUND = pa.schema([(name, pa.string()) for name in ("group_id", "user_id", "email", "properties", "account")])


def keys_of(runner: Runner, unmatched: Files, *, with_properties: bool) -> pa.Table:
    """Columns group_id, user_id, email, properties, events, first_on, last_on; the key of most events first."""
    return runner.run("unmatched_keys", {"unmatched": unmatched}, {"with_properties": with_properties})


def events_found(runner: Runner, unmatched: Files, found: pa.Table, *, with_properties: bool) -> pa.Table:
    """The events of the keys in `found` (columns of FOUND), each with its account; columns of schemas.EVENTS."""
    given = {"unmatched": unmatched, "found": found.cast(FOUND)}
    rows = runner.run("unmatched_found", given, {"with_properties": with_properties})
    return rows.rename_columns(["account", "user", "name", "occurred_at", "message_id", "properties"])


def by_month(unmatched: Files) -> Iterator[Files]:
    """The same files month by month, so that what is read of them at once stays small."""
    for _, paths in groupby(sorted(unmatched.paths), key=lambda path: path.parent):
        yield Files(tuple(paths), unmatched.schema, unmatched.partitions)
