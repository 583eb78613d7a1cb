"""The words of the domain as a screen explains them; they stand in glossary.toml beside this module."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from importlib import resources


@dataclass(frozen=True, slots=True)
class Term:
    """A word: its anchor on the page of words, its name, and what it means in a sentence or two."""

    key: str
    name: str
    means: str


def _read() -> dict[str, Term]:
    text = resources.files("toprung.doors.web.ui").joinpath("glossary.toml").read_text("utf-8")
    return {key: Term(key, said["name"], said["means"]) for key, said in tomllib.loads(text).items()}


TERMS: dict[str, Term] = _read()


def term(key: str) -> Term:
    """The word of that key. Raises KeyError that says where words are added."""
    if key not in TERMS:
        raise KeyError(f"no word “{key}”: add it to doors/web/ui/glossary.toml")
    return TERMS[key]
