"""docs/howto/add-an-importer.md says what is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from toprung.motion.imports.registry import IMPORTERS
from toprung.sheets.kinds import KINDS

ROOT = Path(__file__).parent.parent.parent.parent
SOURCE = ROOT / "src" / "toprung"
PAGE = (ROOT / "docs" / "howto" / "add-an-importer.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted(set(re.findall(r"`([\w/]+/[\w/]+\.py)`", PAGE))))
def test_every_file_that_the_page_names_is_there(path: str) -> None:
    assert (ROOT / path).is_file() or (SOURCE / path).is_file()


@pytest.mark.parametrize("word", ["Upserting", "Upserted", "Keeper", "IMPORTERS", "KINDS", "FILES", "claims", "kept"])
def test_every_name_on_the_page_is_in_the_code(word: str) -> None:
    code = "".join(path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py"))
    code += "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.py"))
    assert f"`{word}`" in PAGE
    assert re.search(rf"\b{word}\b", code)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_an_importer_in_its_own_file_and_a_test(kind: str) -> None:
    assert kind in IMPORTERS
    assert (SOURCE / "motion" / "imports" / f"{kind}.py").is_file()
    tests = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("test_*.py"))
    assert f'"{kind}"' in tests
