"""Precision, recall and F1 of labels and of missing tests."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tests.doctrine.statements import Statement

from toprung.doctrine.evidence import Terms
from toprung.doctrine.linter import Label, advise

#: judged by the text alone; of vague statements whether they are specific or name a measure is a matter of taste
TESTS = ("measurable", "baseline", "target", "time", "customer_metric")


@dataclass(frozen=True, slots=True)
class Figures:
    """How often it is right when it says so, and how much of what there is it finds."""

    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def figures(pairs: Iterable[tuple[Label, Label]]) -> dict[Label, Figures]:
    """Of (what it is, what it was called): the figures of each label."""
    told = list(pairs)
    return {label: _figures((a is label, p is label) for a, p in told) for label in Label}


def macro_f1(pairs: Iterable[tuple[Label, Label]]) -> float:
    """The mean of the three labels' F1."""
    return sum(one.f1 for one in figures(pairs).values()) / len(Label)


def missing_figures(held: Sequence[Statement]) -> dict[str, Figures]:
    """Of each test: how well it is found missing."""
    found = [(one, {test.value for test in advise(Terms(one.text)).missing}) for one in held]
    return {
        name: _figures((name in one.missing, name in told) for one, told in found if _judged(name, one))
        for name in TESTS
    }


def _judged(name: str, one: Statement) -> bool:
    return name != "customer_metric" or one.label is not Label.VAGUE


def _figures(pairs: Iterable[tuple[bool, bool]]) -> Figures:
    told = list(pairs)
    right = sum(is_so and said for is_so, said in told)
    said_so, are_so = sum(said for _, said in told), sum(is_so for is_so, _ in told)
    return Figures(right / said_so if said_so else 0.0, right / are_so if are_so else 0.0)
