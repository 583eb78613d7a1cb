"""What `toprung doctor` finds, with what to do about it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.db import connection
from django.test import override_settings
from tests.motion.book import Book

from toprung.motion.examining import Finding, examine
from toprung.records.outcomes.models import Attestation


def found(what: str) -> Finding:
    (finding,) = [f for f in examine() if f.what == what]
    return finding


@pytest.mark.django_db
def test_a_machine_without_a_home_or_a_workspace() -> None:
    findings = {f.what: f for f in examine()}
    assert list(findings)[:2] == ["versions", "home"]
    assert not findings["home"].ok
    assert "“toprung init --workspace NAME” makes it" in findings["home"].says
    assert (findings["lake"].ok, findings["workspaces"].ok) == (True, False)
    assert "use is unknown" in findings["lake"].says


def test_a_sound_book(neighbours: Book, home: Path) -> None:
    findings = examine()
    assert [f.says for f in findings if not f.ok] == []
    said = {f.what: f.says for f in findings}
    assert said["home"] == str(home)
    assert said["lake"].startswith("36 events in 3 files")
    assert said["Brightworks"] == "3 accounts, 5 movements, days in Europe/Berlin, money in EUR"
    assert said["Brightworks, chain"] == "2 attestations, unbroken"
    assert said["Brightworks, transfers"] == "net to zero"
    # PostgreSQL has tools of its own for that.
    assert said.get("database file", "sound") == "sound"
    # one for each workspace, and nothing to look at in either
    assert "Northlight" in said
    assert "Brightworks, segments" not in said


def test_a_transfer_with_one_side(neighbours: Book) -> None:
    neighbours.bring("revenue", "account,occurred_on,kind,mrr_change,product\nHF-1,2026-01-01,transfer,-100,core\n")
    finding = found("Brightworks, transfers")
    assert not finding.ok
    assert finding.says == "they do not net to zero (-100 EUR): import the missing side of each."
    neighbours.bring("revenue", "account,occurred_on,kind,mrr_change,product\nEN-3,2026-01-01,transfer,100,core\n")
    assert found("Brightworks, transfers").ok


def test_a_chain_that_somebody_has_changed(neighbours: Book) -> None:
    link = Attestation.objects.latest("sequence")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE outcomes_attestation SET said = 'no' WHERE id = %s", [link.pk])
    finding = found("Brightworks, chain")
    assert not finding.ok
    assert finding.says


def test_segments_that_an_import_made_and_events_that_nobody_believes(book: Book) -> None:
    book.bring("accounts", "account,segment\nA,Public sector\n")
    book.bring("events", "account,user,name,occurred_at\nA,u,x,2026-03-01T10:00:00Z\nA,u,x,2001-01-01T10:00:00Z\n")
    assert found("Brightworks, segments").says == "to look at, made by an import: Public sector"
    assert found("quarantine").says.startswith("1 events whose time was not believed")
    assert found("quarantine").ok


@pytest.mark.django_db
def test_an_old_schema_is_named_and_nothing_below_it_is_read() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'evaluation'")
    findings = examine()
    assert [f.what for f in findings] == ["versions", "home", "database"]
    assert "has an old schema: run “toprung upgrade”" in findings[-1].says


def test_a_cluster_that_does_not_answer(book: Book) -> None:
    assert found("engine") == Finding("engine", True, "DuckDB, in this process")
    with override_settings(ENGINE="spark://127.0.0.1:1"):
        finding = found("engine")
    assert not finding.ok
    # No pyspark, no Java or no master: the first that is missing.
    assert "TOPRUNG_ENGINE" in finding.says
