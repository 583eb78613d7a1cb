"""The linter's figures on the labelled statements, and a small trained model beside it, which it is to beat."""

from __future__ import annotations

import math
import random
import re
import statistics
import time
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from tests.doctrine.linter_figures import figures, macro_f1, missing_figures
from tests.doctrine.statements import Statement, statements

from toprung.doctrine.linter import Label, lint
from toprung.doctrine.statements.reading import read
from toprung.doctrine.statements.vocabulary import Sense

FIGURES = ("", "statements", "precision", "recall", "F1")
CONFUSION = ("is", "called business outcome", "called product milestone", "called vague")
ERRORS = ("statement", "is", "called", "words that decided")
_WORST = 20
_PASSES = 9
_EPOCHS, _RATE, _DECAY, _SHRINK, _SEED = 60, 0.3, 0.1, 2e-4, 7
_SENSES = {value: name for name, value in vars(Sense).items() if name.isupper()}

Row = tuple[str, ...]
Weights = dict[str, list[float]]


def label_rows(part: str) -> list[Row]:
    """Precision, recall and F1 of each label; their mean; and that of the hard ones."""
    held = statements(part)
    pairs = [(one.label, one.told) for one in held]
    counts = Counter(one.label for one in held)
    rows = [
        (label.label, str(counts[label]), *_three(found.precision, found.recall, found.f1))
        for label, found in figures(pairs).items()
    ]
    hard = [(one.label, one.told) for one in held if one.hard]
    rows.append(("macro-F1", str(len(held)), "", "", f"{macro_f1(pairs):.3f}"))
    return [*rows, ("macro-F1 of the hard ones", str(len(hard)), "", "", f"{macro_f1(hard):.3f}")]


def missing_rows(part: str) -> list[Row]:
    """How well each test is found missing."""
    return [
        (name.replace("_", " "), *_three(found.precision, found.recall, found.f1))
        for name, found in missing_figures(statements(part)).items()
    ]


def confusion_rows(part: str) -> list[Row]:
    """What statements of each label were called."""
    counts = Counter((one.label, one.told) for one in statements(part))
    return [(label.label, *(str(counts[label, told]) for told in Label)) for label in Label]


def error_rows(part: str) -> list[Row]:
    """The worst errors: outcomes missed or made up first, since those cost most; twenty at most."""
    wrong = [one for one in statements(part) if one.told is not one.label]
    wrong.sort(key=lambda one: (one.told is not Label.BUSINESS_OUTCOME, one.label is not Label.BUSINESS_OUTCOME))
    return [(one.text, one.label.label, one.told.label, lint(one.text).decided_by or "none") for one in wrong[:_WORST]]


def speed_row() -> Row:
    """Processor time a statement, none of them cached: the median of some passes over all of them."""
    texts = [one.text for one in (*statements("develop"), *statements("heldout"))]
    took = statistics.median(_pass(texts) for _ in range(_PASSES))
    return ("speed", f"{1e6 * took / len(texts):.0f} µs of processor time a statement", "", "", "")


def _pass(texts: Sequence[str]) -> float:
    """Seconds of processor time for all of them."""
    lint.cache_clear()
    begun = time.process_time()
    for text in texts:
        lint(text)
    took = time.process_time() - begun
    lint.cache_clear()
    return took


def model_rows() -> list[Row]:
    """A logistic model over words, pairs of words, letters and the linter's own findings: trained on develop."""
    trained, held = statements("develop"), statements("heldout")
    kinds = {
        "words and letters": ("words", "letters"),
        "the linter's findings": ("findings",),
        "words and findings": ("words", "findings"),
        "all of them": ("words", "letters", "findings"),
    }
    rows = [("the linter", f"{macro_f1((one.label, one.told) for one in held):.3f}", str(_wrong(held)))]
    for name, kind in kinds.items():
        weights = _trained(trained, kind)
        pairs = [(one.label, _guess(weights, _features(one.text, kind))) for one in held]
        rows.append((f"model: {name}", f"{macro_f1(pairs):.3f}", str(sum(a is not b for a, b in pairs))))
    return rows


def _wrong(held: Iterable[Statement]) -> int:
    return sum(one.label is not one.told for one in held)


def _three(*values: float) -> Row:
    return tuple(f"{value:.3f}" for value in values)


def _features(text: str, kinds: Sequence[str]) -> list[str]:
    found: set[str] = set()
    plain = re.sub(r"\d+", "0", text.lower())
    if "words" in kinds:
        words = ["^", *re.findall(r"[\w%€$£]+", plain)]
        found.update(words)
        found.update(f"{one} {other}" for one, other in pairwise(words))
    if "letters" in kinds:
        found.update(f"#{plain[at : at + size]}" for size in (3, 4) for at in range(len(plain) - size + 1))
    if "findings" in kinds:
        found.update(_findings(text))
    return sorted(found)


def _findings(text: str) -> Iterable[str]:
    reading = read(text)
    yield from (f"sense {name}" for value, name in _SENSES.items() if reading.senses & value)
    yield from (f"amount {amount.token.kind.name} {amount.bound}" for amount in reading.amounts)
    yield f"when {reading.when is not None}, before {reading.before is not None}, {min(3, len(reading.amounts))}"


def _trained(held: Sequence[Statement], kinds: Sequence[str]) -> Weights:
    """By stochastic gradient descent with a fixed seed: the same weights each time."""
    weights: Weights = {}
    rows = [(_features(one.text, kinds), list(Label).index(one.label)) for one in held]
    order = random.Random(_SEED)
    for epoch in range(_EPOCHS):
        order.shuffle(rows)
        for features, label in rows:
            _learn(weights, features, label, _RATE / (1 + _DECAY * epoch))
    return weights


def _learn(weights: Weights, features: Sequence[str], label: int, rate: float) -> None:
    scale = 1 / math.sqrt(len(features))
    scores = [score * scale for score in _scores(weights, features)]
    powers = [math.exp(score - max(scores)) for score in scores]
    pulls = [(power / sum(powers) - (at == label)) * scale for at, power in enumerate(powers)]
    for feature in features:
        held = weights.setdefault(feature, [0.0] * len(Label))
        for at, pull in enumerate(pulls):
            held[at] -= rate * (pull + _SHRINK * held[at])


def _scores(weights: Weights, features: Iterable[str]) -> list[float]:
    known = [weights[feature] for feature in features if feature in weights]
    return [sum(held[at] for held in known) for at in range(len(Label))]


def _guess(weights: Weights, features: Iterable[str]) -> Label:
    scores = _scores(weights, features)
    return list(Label)[scores.index(max(scores))]
