"""What holds the house together: import direction of keys, paragraphs, sizes, locks."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import ForeignKey, OneToOneField

from toprung.motion.exporting.whole import TO_WORKSPACE
from toprung.records.tenancy.permissions import ALLOWED, Verb

ROOT = Path(__file__).parent.parent
SOURCE = ROOT / "src" / "toprung"
MODULES = sorted(p for p in SOURCE.rglob("*.py") if "migrations" not in p.parts)
#: lowest floor first; a key may point to its own floor or to a lower one
FLOORS = (
    *(
        "contenttypes",
        "auth",
        "sessions",
        "tenancy",
        "inbox",
        "access",
        "account",
        "mfa",
        "journal",
        "usage",
        "views",
        "apikeys",
        "book",
        "outcomes",
    ),
    *("plans", "targets", "matching", "portal", "handoffs", "interventions"),
    *("evaluation", "measures", "results", "roi", "imports"),
)
#: of the installation, not of one workspace: who may enter, what Django and allauth keep for themselves, and what
#: waits a moment on its way to the lake
OF_NO_WORKSPACE = {"contenttypes", "auth", "sessions", "access", "account", "mfa", "inbox"}


def test_foreign_keys_point_down() -> None:
    # A string key leaves no import, so import-linter cannot see it.
    upward = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, ForeignKey | OneToOneField)
        and FLOORS.index(field.related_model._meta.app_label) > FLOORS.index(model._meta.app_label)
    ]
    assert upward == []


def test_every_record_knows_its_workspace() -> None:
    of_a_workspace = {model for model in apps.get_models() if model._meta.app_label not in OF_NO_WORKSPACE}
    assert set(TO_WORKSPACE) == of_a_workspace


def test_every_verb_stands_in_the_permission_table() -> None:
    assert set(ALLOWED) == set(Verb)


@pytest.mark.parametrize("package", [p for p in MODULES if p.name == "__init__.py"], ids=lambda p: p.parent.name)
def test_every_folder_has_its_paragraph(package: Path) -> None:
    assert len(ast.get_docstring(ast.parse(package.read_text())) or "") > 40


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_modules_say_one_thing(module: Path) -> None:
    text = module.read_text()
    assert len(text.splitlines()) <= 320
    assert not re.search(r"TODO|FIXME|XXX|raise NotImplementedError", text)


@pytest.mark.parametrize("module", MODULES, ids=lambda p: str(p.relative_to(SOURCE)))
def test_public_functions_and_classes_are_explained(module: Path) -> None:
    tree = ast.parse(module.read_text())
    bare = [
        node.name
        for node in tree.body
        if isinstance(node, ast.FunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert [name for name in bare if name not in SELF_EXPLAINING] == []


#: enumerations and app configurations whose names say all there is
SELF_EXPLAINING = {
    "ActorKind",
    "Status",
    "Label",
    "ResultTest",
    "Says",
    "PartName",
    "TenancyConfig",
    "JournalConfig",
    "ViewsConfig",
    "PlansConfig",
    "BookConfig",
    "OutcomesConfig",
    "EvaluationConfig",
    "AdministrationConfig",
    "TargetsConfig",
    "HandoffsConfig",
    "InterventionsConfig",
    "MeasuresConfig",
    "ResultsConfig",
    "RoiConfig",
}


@pytest.mark.parametrize("lock", sorted((ROOT / "requirements").glob("*.txt")), ids=lambda p: p.name)
def test_locks_are_hashed_and_name_no_index(lock: Path) -> None:
    text = lock.read_text()
    pinned = re.findall(r"^[a-z0-9][\w.\[\]-]*==", text, re.MULTILINE)
    assert pinned
    assert text.count("--hash=sha256:") >= len(pinned)
    assert "://" not in text


@pytest.mark.xdist_group("together")
def test_tests_of_a_group_stay_in_one_process(request: pytest.FixtureRequest) -> None:
    # Where pytest and xdist do not fit each other, groups fall apart without a word.
    if request.config.getoption("loadgroup", default=False):
        assert request.node.nodeid.endswith("@together")


def test_ci_calls_what_a_person_calls() -> None:
    commands = [line for line in (ROOT / ".ci" / "run").read_text().splitlines() if line.startswith("make ")]
    assert commands == ["make lint", "make test"]


#: reads and writes that start from rows which were read within a workspace, or from the whole installation on purpose
SCOPED_OTHERWISE = {
    "motion/examining.py": 2,
    "motion/imports/tracing.py": 1,
}


@pytest.mark.parametrize("module", [p for p in MODULES if {"motion", "doors"} & set(p.parts)], ids=lambda p: p.stem)
def test_every_read_starts_from_a_workspace(module: Path) -> None:
    source = module.read_text()
    statements = [
        ast.get_source_segment(source, node) or "" for node in ast.walk(ast.parse(source)) if _is_simple(node)
    ]
    bare = [text for text in statements if ".objects." in text and "workspace" not in text]
    assert len(bare) <= SCOPED_OTHERWISE.get(str(module.relative_to(SOURCE)), 0), bare


def _is_simple(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign | ast.Return | ast.Expr | ast.AnnAssign)
