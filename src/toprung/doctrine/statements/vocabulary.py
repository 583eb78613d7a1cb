"""The vocabulary: which words and phrases stand for what, from `vocabulary.toml`."""

from __future__ import annotations

import re
import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


class Sense:
    """What a word stands for; one word may stand for several: bits, which plain numbers add up quickest."""

    METRIC = 1
    USE = 2
    WORK = 4
    DONE = 8
    CHANGE = 16
    STRONG = 32
    WEAK = 64
    SERVED = 128
    ENDED = 256
    REACHED = 512
    AUTHORITY = 1024
    VAGUE = 2048
    PRAISE = 4096
    TOOL = 8192
    WHO = 16384
    NEUTRAL = 32768


NOTHING = 0
_VOWELS = frozenset("aeiou")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Senses by word, and by first word the phrases that begin with it, longest first."""

    words: Mapping[str, int]
    phrases: Mapping[str, tuple[tuple[tuple[str, ...], int], ...]]


def words_of(text: str) -> frozenset[str]:
    """The words of a text that lists them."""
    return frozenset(text.split())


@cache
def vocabulary() -> Vocabulary:
    """The vocabulary, read once."""
    told = tomllib.loads(files(__package__).joinpath("vocabulary.toml").read_text(encoding="utf-8"))
    words: dict[str, int] = defaultdict(lambda: NOTHING)
    phrases: dict[tuple[str, ...], int] = defaultdict(lambda: NOTHING)
    for name, kept in told.items():
        sense = getattr(Sense, name.upper())
        for word in _forms(kept["words"].split()):
            words[word] |= sense
        for phrase in filter(None, (part.strip() for part in kept.get("phrases", "").split(","))):
            phrases[tuple(phrase.split())] |= sense
    return Vocabulary(dict(words), _by_first_word(phrases))


def _by_first_word(
    phrases: Mapping[tuple[str, ...], int],
) -> dict[str, tuple[tuple[tuple[str, ...], int], ...]]:
    found: dict[str, list[tuple[tuple[str, ...], int]]] = defaultdict(list)
    for phrase, sense in sorted(phrases.items(), key=lambda entry: (-len(entry[0]), entry[0])):
        found[phrase[0]].append((phrase, sense))
    return {first: tuple(entries) for first, entries in found.items()}


def _forms(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        for form in _inflected(word[:-1]) if word.endswith("~") else (word,):
            yield form
            yield re.sub(r"is(e[sd]?|ing|ation)$", r"iz\1", form)


def _inflected(base: str) -> tuple[str, ...]:
    """The word with its plural and its verb's forms; regular ones, some of which nobody says."""
    if base.endswith("e"):
        return base, f"{base}s", f"{base}d", f"{base[:-1]}ing"
    if base.endswith("y") and base[-2] not in _VOWELS:
        return base, f"{base[:-1]}ies", f"{base[:-1]}ied", f"{base}ing"
    plural = f"{base}es" if base.endswith(("s", "x", "z", "ch", "sh")) else f"{base}s"
    doubled = (f"{base}{base[-1]}ed", f"{base}{base[-1]}ing") if _short(base) else ()
    return base, plural, f"{base}ed", f"{base}ing", *doubled


def _short(base: str) -> bool:
    return len(base) > 2 and base[-1] not in "aeiouwxy" and base[-2] in _VOWELS and base[-3] not in _VOWELS
