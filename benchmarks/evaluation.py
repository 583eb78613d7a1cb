"""A book evaluated in full, after nothing, and after 1% of its accounts were used or worked with; against bare DuckDB.

DESIGN “Speed to hold”. Each size's book is built once and kept (`benchmarks.scale`); what is measured runs on a copy,
in a process of its own, so that its peak memory is its own. Seconds are wall time within a warm process.
"""

from __future__ import annotations

import gc
import json
import math
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks import scale

#: name -> accounts, events
SIZES = {"small": (500, 500_000), "middle": (5_000, 5_000_000), "large": (50_000, 50_000_000)}
NAMES = {
    "bare": "bare DuckDB count",
    "bare_cores": "the bare count's",
    "text": "the same text, bare DuckDB on one Parquet file",
    "text_cores": "the same text's",
    "full": "full evaluation",
}
#: what the tables show of one size, by how it is measured: seconds, but for the megabytes
Measured = dict[str, float]
_KEPT = "measured.json"
BARE = """
SELECT account, date_trunc('week', occurred_at)::date AS week, count(DISTINCT "user"), count(*)
FROM read_parquet(?) GROUP BY ALL
"""
HEAD = ("work", "seconds", "reference", "ratio", "goal")
CURVE_HEAD = ("what", *(f"{accounts:,} accounts, {events:,} events" for accounts, events in SIZES.values()), "grows")


def tables(folder: Path, sizes: Sequence[str], runs: int) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """The rows of DESIGN's table (at the largest size up to the middle one), and the cost curve over the sizes.

    Sizes that are not asked for now are shown as they were measured last.
    """
    for size in sizes:
        told = _measured(folder / "scale" / size, *SIZES[size], runs)
        (folder / "scale" / size / _KEPT).write_text(json.dumps(told), encoding="utf-8")
    kept = {size: folder / "scale" / size / _KEPT for size in SIZES}
    found: dict[str, Measured] = {size: json.loads(path.read_text()) for size, path in kept.items() if path.exists()}
    compared = found.get("middle") or found[sizes[0]]
    return _goals(compared), _curve(found)


def _goals(told: Measured) -> list[tuple[str, ...]]:
    def against(work: str, what: str, reference: str, goal: str = "") -> tuple[str, ...]:
        named = f"{NAMES[reference]}: {told[reference]:.3g}"
        return work, f"{told[what]:.3g}", named, f"{told[what] / told[reference]:.2g}x", goal

    return [
        against("(account, week) counts through the product", "product", "text", "<= 1.25x"),
        against("the same in seconds of all cores together", "product_cores", "text_cores"),
        against("the same and kept beside the events", "kept", "text"),
        ("(account, week) count in its plainest words, bare DuckDB", f"{told['bare']:.3g}", "", "", ""),
        against("full evaluation, nothing counted yet, all saved", "full", "bare", "<= 8x"),
        against("the same in seconds of all cores together", "full_cores", "bare_cores"),
        against("full evaluation, use counted before", "counted", "bare"),
        against("brought up to date, nothing new", "nothing", "full", "<= 0.05x"),
        against("brought up to date, 1% of accounts have new events", "used", "full", "<= 0.10x"),
        against("brought up to date, 1% of accounts have a new touch", "worked", "full", "<= 0.10x"),
        against("evaluated again as a whole, nothing new", "again", "full"),
        ("one attestation recorded, its account evaluated again", f"{told['attested']:.3g}", "", "", "<= 1 s"),
        (
            "results, ROI and the headline kept for the first time (put off while changes come in)",
            f"{told['headline']:.3g}",
            "",
            "",
            "",
        ),
        ("peak memory of the full evaluation", f"{told['memory']:.0f} MB", "", "", "<= 600 MB"),
    ]


def _curve(found: dict[str, Measured]) -> list[tuple[str, ...]]:
    whats = {
        "bare": "bare DuckDB count, s",
        "bare_memory": "its peak memory, MB",
        "bare_cores": "its seconds of all cores together",
        "product": "the counts through the product, s",
        "product_memory": "its peak memory, MB",
        "full": "full evaluation, s",
        "full_cores": "its seconds of all cores together",
        "counted": "with use counted before, s",
        "memory": "peak memory, MB",
        "nothing": "nothing new, s",
        "used": "1% have new events, s",
        "worked": "1% have a new touch, s",
        "attested": "one attestation, s",
        "headline": "results, ROI and the headline kept, s",
    }
    days = (date.fromordinal(int(found[size]["day"])).isoformat() if size in found else "" for size in SIZES)
    busy = (f"{found[size]['busy']:.1f}" if size in found else "" for size in SIZES)
    return [
        *(
            (label, *(_cell(found, size, what) for size in SIZES), _growth(found, what))
            for what, label in whats.items()
        ),
        ("measured on", *days, ""),
        ("cores busy with something else when it began", *busy, ""),
    ]


def _cell(found: dict[str, Measured], size: str, what: str) -> str:
    return f"{found[size][what]:.4g}" if size in found else ""


def _growth(found: dict[str, Measured], what: str) -> str:
    """By which power of the size it grows, from the last size but one to the last: over 1 is more than linear."""
    if len(found) < 2:
        return ""
    before, last = list(found)[-2:]
    power = math.log(found[last][what] / found[before][what]) / math.log(SIZES[last][0] / SIZES[before][0])
    return f"size^{power:.2f}"


def _measured(home: Path, accounts: int, events: int, runs: int) -> Measured:
    """Medians over the runs, in which the reference and the evaluation take turns; each step warms up by itself."""
    scale.make(home, accounts, events)
    seen = {"day": float(datetime.now(UTC).toordinal()), "busy": os.getloadavg()[0]}
    told = [_step("bare", home) | _on_a_copy(home) for _ in range(runs)]
    return seen | {name: median(each[name] for each in told) for name in told[0]}


def _on_a_copy(home: Path) -> Measured:
    work = home.with_name(home.name + "-work")
    shutil.rmtree(work, ignore_errors=True)
    shutil.copytree(home, work, ignore=shutil.ignore_patterns("events.parquet", "dated.parquet"))
    try:
        counts = _step("text", home) | _step("product", work)
        if counts["text_rows"] != counts["product_rows"]:
            sys.exit(f"The two did not count the same: {counts}.")
        return counts | _step("full", work) | _step("after", work)
    finally:
        shutil.rmtree(work)


def _step(step: str, home: Path) -> Measured:
    command = [sys.executable, "-m", "benchmarks.evaluation", step, str(home)]
    done = subprocess.run(command, env=scale.environment(home), check=True, stdout=subprocess.PIPE, text=True)
    return {name: float(value) for name, value in json.loads(done.stdout.splitlines()[-1]).items()}


def _seconds(work: Callable[[], Any]) -> float:
    gc.collect()
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _spent(work: Callable[[], Any]) -> tuple[float, float]:
    """Seconds of wall time and of all cores together: the second says what the first would be on a quiet machine."""
    began = time.process_time()
    return _seconds(work), time.process_time() - began


def _peak() -> float:
    """The most memory this process has held, in megabytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _bare(home: Path) -> Measured:
    import duckdb

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        file = [str(scale.bare_events(home))]
        return _warm("bare", lambda: connection.sql(BARE, params=file).to_arrow_table()) | {"bare_memory": _peak()}


def _text(home: Path) -> Measured:
    """The engine's own text on one file."""
    import duckdb
    import pyarrow as pa

    from toprung.engine.periods import calendar
    from toprung.engine.rollups import NOTHING_EXCLUDED
    from toprung.engine.texts import text
    from toprung.kernel.days import Rhythm

    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(f"CREATE VIEW events AS SELECT * FROM read_parquet('{scale.dated_events(home)}')")
        days = connection.execute("SELECT min(occurred_on), max(occurred_on) FROM events").fetchall()[0]
        given: dict[str, pa.Table] = {"calendar": calendar(*days, Rhythm.WEEK), **NOTHING_EXCLUDED.tables()}
        for name, table in given.items():
            connection.register(name, table)
        query = text("usage_periods")
        rows: list[int] = []
        told = _warm("text", lambda: rows.append(len(connection.sql(query).to_arrow_table())))
        return told | {"text_rows": rows[0]}


def _product(home: Path) -> Measured:
    """The same rows from the lake; then with their keeping."""
    scale.set_up()
    from toprung.engine.recounting import PeriodsWork
    from toprung.engine.rollups import Rollup
    from toprung.kernel.days import Rhythm
    from toprung.motion import stores
    from toprung.records.tenancy.queries import the_workspace

    workspace = the_workspace()
    key, excluded = stores.lake_key(workspace), stores.exclusions(workspace)
    rollup = Rollup(stores.lake(), stores.runner(), key, excluded)

    def kept() -> None:
        shutil.rmtree(stores.lake().rollups(key), ignore_errors=True)
        stores.usage().periods(key, [Rhythm.WEEK], scale.DAY, None, excluded)

    rows: list[int] = []

    def counted() -> None:
        rows.append(sum(map(len, PeriodsWork(rollup, Rhythm.WEEK).whole().values())))

    told = _warm("product", counted) | {"product_rows": rows[0], "product_memory": _peak()}
    return told | {"kept": _warm("kept", kept)["kept"]}


def _warm(name: str, work: Callable[[], Any]) -> Measured:
    """Medians of three runs after one that warms up: wall time, and `_cores` of all cores together."""
    _, *warm = [_spent(work) for _ in range(4)]
    seconds, cores = (median(column) for column in zip(*warm, strict=True))
    return {name: seconds, f"{name}_cores": cores}


def _full(home: Path) -> Measured:
    """The day before is evaluated first: the process is warm, every account has a state, and every fact is another."""
    scale.set_up()
    from toprung.doctrine.linter import lint
    from toprung.motion import stores
    from toprung.motion.evaluation.running import evaluate
    from toprung.records.tenancy.actors import SYSTEM
    from toprung.records.tenancy.queries import the_workspace

    workspace = the_workspace()

    def evaluated(days_before: int) -> None:
        evaluate(workspace, scale.DAY - timedelta(days=days_before), by=SYSTEM, now=scale.NOW)

    evaluated(2)
    lint.cache_clear()
    counted = _seconds(lambda: evaluated(1))
    shutil.rmtree(stores.lake().rollups(stores.lake_key(workspace)))
    lint.cache_clear()
    full, cores = _spent(lambda: evaluated(0))
    told = {"counted": counted, "full": full, "full_cores": cores, "memory": _peak()}
    return told | {"again": _seconds(lambda: evaluated(0))}


def _after(home: Path) -> Measured:
    scale.set_up()
    from toprung.doctrine.linter import lint
    from toprung.motion.upkeep import Extent, bring_up_to_date
    from toprung.records.tenancy.queries import the_workspace

    workspace, now, told = the_workspace(), scale.NOW + timedelta(minutes=1), {}
    told["attested"] = _attested(workspace, now)
    told["headline"] = _seconds(lambda: bring_up_to_date(workspace, now))
    told["nothing"] = _seconds(lambda: bring_up_to_date(workspace, now))
    for name, happens in {"warm": _work, "used": _use, "worked": _work}.items():
        happens(workspace, now)
        lint.cache_clear()
        extents: list[Extent] = []
        told[name] = _seconds(lambda: extents.append(bring_up_to_date(workspace, now).extent))  # noqa: B023
        if extents != [Extent.SOME]:
            sys.exit(f"What was {name} led to {extents[0]} being evaluated, not to some accounts.")
        now += timedelta(seconds=10)
    return told


def _attested(workspace: Any, now: Any) -> float:
    """Median of five accounts: one more word on a result is recorded, and its account evaluated again."""
    from toprung.kernel.vocabulary import Said
    from toprung.motion.upkeep.refreshing import refresh
    from toprung.records.outcomes.actions import record_attestations
    from toprung.records.outcomes.drafts import AttestationDraft
    from toprung.records.outcomes.queries import attestations
    from toprung.records.tenancy.actors import OPERATOR

    def attest(before: Any) -> None:
        account = before.outcome.account.external_id
        draft = AttestationDraft(
            account, before.outcome.external_id, before.stakeholder_name, Said.YES, scale.DAY, how="A call on that day."
        )
        if [result.status for result in record_attestations(workspace, [draft], by=OPERATOR, now=now)] != ["created"]:
            sys.exit(f"The word on {draft.outcome} of {account} was not recorded.")
        refresh(workspace, [account], now)

    links = attestations(workspace).select_related("outcome__account").exclude(occurred_on=scale.DAY)[:6]
    _, *warm = [_seconds(lambda: attest(link)) for link in links]  # noqa: B023
    return median(warm)


def _one_in_a_hundred(workspace: Any) -> list[str]:
    names = list(workspace.accounts.order_by("external_id").values_list("external_id", flat=True))
    return names[7::100]


def _use(workspace: Any, now: Any) -> None:
    """Ten events each."""
    import pyarrow as pa

    from toprung.engine.schemas import EVENTS
    from toprung.motion import stores

    rows = [
        {"account": name, "user": f"new{n}", "name": "login", "occurred_at": now - timedelta(hours=n + 1)}
        for name in _one_in_a_hundred(workspace)
        for n in range(10)
    ]
    events = pa.Table.from_pylist(rows, schema=EVENTS)
    stores.lake().append(stores.lake_key(workspace), [events], workspace.timezone, now)


def _work(workspace: Any, now: Any) -> None:
    """A review with the executive each."""
    from toprung.kernel.vocabulary import TouchKind, TouchPurpose
    from toprung.records.book.actions.touches import record_touches
    from toprung.records.book.drafts import TouchDraft
    from toprung.records.tenancy.actors import OPERATOR

    drafts = [
        TouchDraft(name, scale.DAY, TouchKind.BUSINESS_REVIEW, 60, purpose=TouchPurpose.STRATEGIC, ordinal=now.second)
        for name in _one_in_a_hundred(workspace)
    ]
    record_touches(workspace, drafts, by=OPERATOR, now=now)


STEPS = {"bare": _bare, "text": _text, "product": _product, "full": _full, "after": _after}

if __name__ == "__main__":
    sys.stdout.write(json.dumps(STEPS[sys.argv[1]](Path(sys.argv[2]))) + "\n")
