"""The events' store of this installation: the lake and its runner, as the settings place them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import date
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from toprung.engine.duckdb_runner import DuckDBRunner
from toprung.engine.lake import Lake
from toprung.engine.rollups import Exclusions
from toprung.engine.runner import Runner
from toprung.engine.spark_runner import SparkRunner
from toprung.engine.split_runner import SplitRunner
from toprung.engine.storage import locked
from toprung.engine.usage import Usage
from toprung.records.matching.queries import users_of_domains
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.queries import zone_of_events


def lake() -> Lake:
    """The lake at `settings.LAKE`; one in a process, for what it keeps in memory of its files."""
    return _lake(Path(settings.LAKE))


def moving_events() -> AbstractContextManager[None]:
    """Held by whoever brings events in, moves them or takes them out for good: one at a time, of all processes."""
    return locked(Path(settings.LAKE) / "moving.lock")


@contextmanager
def adding_events(workspace: Workspace) -> Iterator[str]:
    """`moving_events`, with the zone in which the days of the workspace's events are counted as long as it is held."""
    with moving_events():
        yield zone_of_events(workspace)


def runner() -> Runner:
    """The process's runner; it may read the lake and nothing else. Where a cluster is named, that counts the lake."""
    here = _runner(Path(settings.LAKE))
    return SplitRunner(here, _spark(settings.ENGINE)) if settings.ENGINE else here


def engine() -> str:
    """What counts the lake's events, in words, once it has answered; raises BadInput where it does not."""
    return _spark(settings.ENGINE).describe() if settings.ENGINE else "DuckDB, in this process"


def usage() -> Usage:
    """Usage of the lake's accounts."""
    return Usage(lake(), runner())


def lake_key(workspace: Workspace) -> str:
    """What the lake calls the workspace; a change of name leaves it alone."""
    return workspace.lake_key


def fed_since(workspace: Workspace, as_of: date) -> date | None:
    """The first day of which the workspace's feed tells; None where it had told of nothing by that day."""
    first = lake().first_event_on(lake_key(workspace))
    return None if first is None or first > as_of else first


def exclusions(workspace: Workspace) -> Exclusions:
    """Whose events do not qualify: lines with an @ in front are e-mail domains, others exact users.

    A domain also excludes the users whose address a feed has told, though their ids are none.
    """
    lines = workspace.excluded_user_lines
    domains = frozenset(line for line in lines if line.startswith("@"))
    return Exclusions(
        users=frozenset(line for line in lines if not line.startswith("@")) | _known_at(workspace, domains),
        domains=domains,
        names=frozenset(workspace.excluded_event_lines),
    )


def _known_at(workspace: Workspace, domains: frozenset[str]) -> set[str]:
    return users_of_domains(workspace, domains) if domains else set()


@lru_cache(maxsize=4)
def _lake(folder: Path) -> Lake:
    return Lake(folder)


@lru_cache(maxsize=4)
def _runner(folder: Path) -> DuckDBRunner:
    return DuckDBRunner(folder / "spill", reads=[folder])


@lru_cache(maxsize=1)
def _spark(master: str) -> SparkRunner:
    return SparkRunner(master)
