"""The pages tell what the program does: whatever a user can type, set or read has its place, and none is stale."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import msgspec
import pytest
from docs.generate import RUN, pages, rerun

from toprung.doctrine.definitions import MEASURES
from toprung.doctrine.policy import Policy
from toprung.doctrine.results import ResultState, ResultTest
from toprung.doctrine.signals.registry import SIGNALS
from toprung.doors.api.application import KINDS as KINDS_OF_CALL
from toprung.doors.api.bodies import MOST_MESSAGES, MOST_OF_BATCH, MOST_OF_MESSAGE
from toprung.kernel.vocabulary import Equals, LooksAt, Refusal, Rung
from toprung.motion.intake.messages import DEEPEST, LONGEST, Context, Message
from toprung.motion.intake.people import LONGEST_TRAIT, MOST_TRAITS
from toprung.motion.measures.measuring import COMPUTING
from toprung.motion.measures.queries import query_of
from toprung.records.matching.rules import DEFAULT, NAMED
from toprung.records.matching.rules import MOST as MOST_RULES
from toprung.sheets.kinds import KINDS

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_CODE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)


def text(name: str) -> str:
    """A page below docs."""
    return (DOCS / name).read_text(encoding="utf-8")


def section(page: str, title: str) -> str:
    """What stands below a heading that begins so, up to the next of its level."""
    found = re.search(rf"^## {re.escape(title)}\b(.*?)(?=^## |\Z)", page, re.MULTILINE | re.DOTALL)
    assert found, f"no section “{title}”"
    return found.group(1)


@pytest.mark.parametrize("path", pages(), ids=lambda path: path.name)
def test_generated_pages_are_fresh(path: Path) -> None:
    assert path.read_text(encoding="utf-8") == pages()[path], "run python -m docs.generate"


@pytest.mark.parametrize("path", RUN, ids=lambda path: path.name)
def test_commands_print_what_the_page_shows(path: Path) -> None:
    page = path.read_text(encoding="utf-8")

    assert rerun(page, RUN[path]) == page, "run python -m docs.generate"


def test_the_readme_shows_the_sheet_as_it_is() -> None:
    assert f"```text\n{text('tutorial/sheet.csv')}```" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_make_has_what_the_readme_names() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"^\$ make ([a-z]+)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE))

    assert named == {"demo", "test"}
    assert named <= targets


@pytest.mark.parametrize("path", PAGES, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_resolve(path: Path) -> None:
    for link in _LINK.findall(_CODE.sub("", path.read_text(encoding="utf-8"))):
        file, _, anchor = link.partition("#")
        if link.startswith("https:"):
            continue
        target = (path.parent / file).resolve() if file else path
        assert target.exists(), link
        assert not anchor or anchor in _anchors(target), link


def _anchors(path: Path) -> set[str]:
    headings = re.findall(r"^#+ (.+)$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^a-z0-9 -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_every_page_can_be_found_from_the_index() -> None:
    linked = {(DOCS / link.partition("#")[0]).resolve() for link in _LINK.findall(text("README.md"))}
    pages_below = {path for path in DOCS.rglob("*.md") if path != DOCS / "README.md"}

    assert pages_below <= linked


def test_every_environment_variable_is_documented() -> None:
    source = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))
    source += (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")
    used = set(re.findall(r"""os\.environ(?:\.get\(|\.setdefault\(|\[)\s*["']([A-Z_]+)["']""", source))

    assert {"TOPRUNG_HOME", "TOPRUNG_LAKE", "DATABASE_URL", "TOPRUNG_DATA"} <= used
    assert {name for name in used if f"`{name}`" not in text("reference/settings.md")} == set()


@pytest.mark.parametrize("name", MEASURES)
def test_every_measure_is_explained(name: str) -> None:
    own = section(text("reference/measures.md"), name)

    assert "**By hand**" in own
    for option in MEASURES[name].options:
        assert f"`{option.name}`" in own, option.name
    sql = re.search(r"`(\w+)`", own.partition("SQL text")[2])
    assert sql, "the section names its SQL text"
    assert (ROOT / f"src/toprung/engine/sql/{sql.group(1)}.sql").read_text(encoding="utf-8").strip() in query_of(name)


def test_the_short_list_for_a_measure_holds() -> None:
    """Each step of howto/add-a-measure.md that can be checked."""
    assert list(COMPUTING) == list(MEASURES)
    assert all(query_of(name) for name in MEASURES)


@pytest.mark.parametrize("page", sorted((DOCS / "howto").glob("add-a*.md")), ids=lambda page: page.stem)
def test_the_files_that_a_short_list_names_are_there(page: Path) -> None:
    for named in re.findall(r"`((?:src|tests|docs)/[\w/.-]+)`", page.read_text(encoding="utf-8")):
        assert (ROOT / named).exists(), named


def test_every_signal_is_documented() -> None:
    listed = re.findall(r"^\| `(\w+)` \|", text("reference/signals.md"), re.MULTILINE)

    assert sorted(listed) == sorted(SIGNALS)


def test_every_kind_is_documented() -> None:
    page = text("reference/kinds.md")

    for kind in KINDS.values():
        own = section(page, kind.name)
        assert all(f"| `{field.name}`" in own for field in kind.fields)


def test_every_call_of_the_intake_is_documented() -> None:
    page = text("reference/intake.md")
    sources = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/toprung/doors/api").glob("*.py"))
    codes = set(re.findall(r"""(?:HTTPStatus\.\w+, |code: str = |sentence, )"([a-z_]+)\"""", sources))
    codes |= set(re.findall(r"""bytes: send it again\.", "([a-z_]+)\"""", sources))
    headers = set(re.findall(r""""(X-RateLimit-\w+|Retry-After)":""", sources))

    assert {f"/v1/{call}" for call in KINDS_OF_CALL} == set(re.findall(r"`(/v1/\w+)`", section(page, "Calls")))
    assert {"malformed", "too_large", "cut_off", "unknown_key", "unknown_call", "method", "too_many"} <= codes
    assert {code for code in codes if f"| `{code}` |" not in section(page, "Answers")} == set()
    assert len(headers) == 4
    assert {header for header in headers if f"| `{header}` |" not in page} == set()
    listed = re.findall(r"^\| `(\w+)` \|", section(page, "Why a message is not accepted"), re.MULTILINE)
    assert listed == [why.value for why in Refusal]


def test_the_limits_of_the_intake_are_those_documented() -> None:
    own = section(text("reference/intake.md"), "Limits")

    for number in (MOST_OF_MESSAGE, MOST_OF_BATCH, MOST_MESSAGES, LONGEST, DEEPEST, MOST_TRAITS, LONGEST_TRAIT):
        assert f"{number:,}" in own
    read = section(text("reference/intake.md"), "What is read of a message")
    fields = {field.encode_name for field in (*msgspec.structs.fields(Message), *msgspec.structs.fields(Context))}
    assert {name for name in fields - {"context"} if f"`{name}`" not in read and f".{name}`" not in read} == set()


def test_every_way_to_match_is_documented() -> None:
    page = text("howto/match-events-to-accounts.md")

    for word in (*LooksAt, *Equals):
        assert f"| `{word.value}{':NAME' if word in NAMED else ''}` |" in page
    assert ", then ".join(f"`{rule.text}`" for rule in DEFAULT) in page
    assert f"There may be {MOST_RULES}." in page


def test_every_policy_setting_is_documented() -> None:
    listed = text("reference/policy.md")
    told = "".join(text(f"reference/{page}.md") for page in ("ladder", "health", "measures", "signals"))

    for setting in dataclasses.fields(Policy):
        assert f"| `{setting.name}` |" in listed
    known = {setting.name for setting in dataclasses.fields(Policy)}
    named = set(re.findall(r"`(\w+_(?:days|share|cap|from|day|users|periods|readings))`", told))
    assert named <= known, "a page names a setting that does not exist"


def test_rungs_tests_and_states_are_explained() -> None:
    page = text("reference/ladder.md").lower()

    for word in (*(rung.label for rung in Rung), *(test.label for test in ResultTest)):
        assert word.lower() in page
    for state in ResultState:
        assert state.label in page


def test_decisions_are_numbered_and_say_what_they_cost() -> None:
    files = sorted((DOCS / "decisions").glob("*.md"))

    assert [path.name[:4] for path in files] == [f"{n:04}" for n in range(1, len(files) + 1)]
    for path in files:
        page = path.read_text(encoding="utf-8")
        assert page.startswith(f"# {path.name[:4]}: ")
        assert all(f"**{part}.**" in page for part in ("Context", "Choice", "What it costs")), path.name
