"""Large files stream: memory stays bounded, and rows come fast enough."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from toprung.sheets.reading import open_sheet

#: Prints by how many MiB the peak of a fresh process grew while it read every row of a sheet.
MEASURE = """
import resource, sys
from toprung.sheets.events import event_batches
from toprung.sheets.reading import open_sheet
peak = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // (1024 if sys.platform != "darwin" else 1048576)
sheet = open_sheet(sys.argv[1], sys.argv[2])
before = peak()
count = sum(1 for _ in sheet.rows())
print(count, peak() - before)
"""


@pytest.mark.slow
def test_a_file_of_100_mb_streams_in_bounded_memory(tmp_path: Path) -> None:
    path = tmp_path / "large.csv"
    words = "the customer's own words about what is different now " * 19
    with path.open("w", encoding="utf-8") as stream:
        stream.write("account,owner,arr,result\n")
        for number in range(100_000):
            stream.write(f"a{number},Ann,{number}.50,{number} {words}\n")
    assert path.stat().st_size > 100_000_000
    out = subprocess.run([sys.executable, "-c", MEASURE, path, "sheet"], capture_output=True, text=True, check=True)
    count, grown = (int(part) for part in out.stdout.split())
    assert count == 100_000
    assert grown < 60


@pytest.mark.slow
def test_simple_rows_come_fast(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    lines = (f"a{n},2025-{n % 12 + 1:02}-01,2026-01-01,{n % 900}.50,EUR\n" for n in range(200_000))
    path.write_text("account,started_on,ended_on,mrr,currency\n" + "".join(lines))
    began = time.perf_counter()
    assert sum(1 for _ in open_sheet(path, "subscriptions").rows()) == 200_000
    # About 150,000 rows a second where nothing else runs; the bound leaves room for a busy machine.
    assert 200_000 / (time.perf_counter() - began) > 20_000
