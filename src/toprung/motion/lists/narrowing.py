"""Ways to narrow a list: one class for each way of asking. A filter's value is text, as it stands in an address."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from functools import reduce
from operator import and_, or_

from django.db.models import Q

from toprung.doctrine.reasons import worded
from toprung.kernel.canon import decimal_text
from toprung.records.book.finding import spellings
from toprung.records.journal.fitting import MOST_MONEY

Values = tuple[str, ...]
#: the value that asks for rows on which nothing is on file
NONE = "(none)"
#: longer texts and more values than these are nobody's question
LONGEST_TEXT, MOST_VALUES = 200, 200
_MOST_DAYS = 3_650
_SEARCHED_WORDS = 8
_MOST_DIGITS = 9


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and on which day: what “mine” and “within 30 days” mean."""

    name: str
    email: str
    today: date


@dataclass(frozen=True, slots=True)
class Taken:
    """What a filter made of the texts it was given: values it understands, and a sentence for each it does not."""

    values: Values = ()
    ignored: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Filter(ABC):
    """One question to each account. `key` stands in the address, `label` before the value."""

    key: str
    label: str

    def read(self, texts: Sequence[str], known: Mapping[str, Sequence[str]] | None = None) -> Taken:
        """The values among the texts, each once and in one spelling. `known`: what the workspace has, by filter."""
        values: list[str] = []
        ignored: list[str] = []
        for text in dict.fromkeys(map(clean, texts[:MOST_VALUES])):
            value = self.one(text, known)
            if value is not None:
                values.append(value)
            elif text.strip():
                ignored.append(f"{self.label} “{text[:60]}” is not known here and was left out.")
        if len(texts) > MOST_VALUES:
            ignored.append(f"{self.label} was given {len(texts):,} values: the first {MOST_VALUES} were used.")
        return Taken(self.ordered(list(dict.fromkeys(values))), tuple(ignored))

    @abstractmethod
    def one(self, text: str, known: Mapping[str, Sequence[str]] | None) -> str | None:
        """The text as a value in its one spelling; None where it is none."""

    @abstractmethod
    def where(self, values: Values, viewer: Viewer) -> Q:
        """The states that answer to the values."""

    def ordered(self, values: list[str]) -> Values:
        """The values in their one order; where only one can count, the last."""
        return tuple(values[-1:])

    def words(self, values: Values) -> str:
        """The filter with its values, as a chip says it: “Rung 2 Adoption, 3 Outcome or 4 Measurable result”."""
        *before, last = [self.word(value) for value in values]
        return f"{self.label} {', '.join(before)} or {last}" if before else f"{self.label} {last}"

    def word(self, value: str) -> str:
        """One value as a person reads it."""
        return value


def clean(text: str) -> str:
    """The text without what no database keeps, and cut where no question is so long."""
    return "".join(sign for sign in text if sign != "\0" and not "\ud800" <= sign <= "\udfff")[:LONGEST_TEXT]


@dataclass(frozen=True, slots=True)
class Search(Filter):
    """Every word of the text occurs somewhere in these columns, letters' case aside."""

    paths: tuple[str, ...] = ()

    def one(self, text: str, known: Mapping[str, Sequence[str]] | None) -> str | None:
        return " ".join(text.split()) or None

    def where(self, values: Values, viewer: Viewer) -> Q:
        words = values[0].split()[:_SEARCHED_WORDS] if values else []
        return reduce(and_, (self._word(word) for word in words), Q())

    def words(self, values: Values) -> str:
        return f"“{values[0]}”"

    def _word(self, word: str) -> Q:
        return reduce(
            or_, (Q(**{f"{path}__icontains": text}) for path in self.paths for text in sorted(spellings(word)))
        )


@dataclass(frozen=True, slots=True)
class OneOf(Filter):
    """One or several of a closed list; `choices` maps a value to its word. NONE asks for an empty column."""

    path: str = ""
    choices: Mapping[str, str] = field(default_factory=dict)

    def one(self, text: str, known: Mapping[str, Sequence[str]] | None) -> str | None:
        return text if text in self.choices else None

    def ordered(self, values: list[str]) -> Values:
        return tuple(value for value in self.choices if value in values)

    def where(self, values: Values, viewer: Viewer) -> Q:
        return Q(**{f"{self.path}__in": ["" if value == NONE else value for value in values]})

    def word(self, value: str) -> str:
        return self.choices[value]


@dataclass(frozen=True, slots=True)
class Among(OneOf):
    """One or several of a closed list, of a column that holds several names between spaces. NONE asks for none."""

    def where(self, values: Values, viewer: Viewer) -> Q:
        return reduce(or_, (self._holding(value) for value in values))

    def _holding(self, value: str) -> Q:
        return Q(**{self.path: ""}) if value == NONE else Q(**{f"{self.path}__contains": f" {value} "})


@dataclass(frozen=True, slots=True)
class OnFile(Filter):
    """One or several of what the workspace has in that column: its segments, its owners. NONE asks for none."""

    path: str = ""
    nobody: str = "none"

    def one(self, text: str, known: Mapping[str, Sequence[str]] | None) -> str | None:
        there = known is None or text == NONE or text in known.get(self.key, ())
        return text if text and there else None

    def ordered(self, values: list[str]) -> Values:
        return tuple(sorted(values))

    def where(self, values: Values, viewer: Viewer) -> Q:
        return Q(**{f"{self.path}__in": ["" if value == NONE else value for value in values]})

    def word(self, value: str) -> str:
        return self.nobody if value == NONE else value


@dataclass(frozen=True, slots=True)
class Flag(Filter):
    """Yes or no. `asked` is what yes asks for; `yes` and `no` are the whole chips."""

    asked: Q = field(default_factory=Q)
    yes: str = ""
    no: str = ""

    def one(self, text: str, known: Mapping[str, Sequence[str]] | None) -> str | None:
        return text if text in ("yes", "no") else None

    def where(self, values: Values, viewer: Viewer) -> Q:
        return self.asked if values == ("yes",) else ~self.asked

    def words(self, values: Values) -> str:
        return self.yes if values == ("yes",) else self.no


@dataclass(frozen=True, slots=True)
class Mine(Filter):
    """Accounts whose owner is the one who looks, by name or e-mail address."""

    def one(self, text: str, known: Mapping[str, Sequence[str]] | None) -> str | None:
        return text if text == "mine" else None

    def where(self, values: Values, viewer: Viewer) -> Q:
        return Q(owner__iexact=viewer.name) | Q(owner__iexact=viewer.email)

    def words(self, values: Values) -> str:
        return "Mine"


@dataclass(frozen=True, slots=True)
class Days(Filter):
    """A day column within so many days: ahead of today, or back from it."""

    path: str = ""
    back: bool = False

    def one(self, text: str, known: Mapping[str, Sequence[str]] | None) -> str | None:
        number = text.strip()
        return str(int(number)) if number.isdecimal() and len(number) < 6 and int(number) <= _MOST_DAYS else None

    def where(self, values: Values, viewer: Viewer) -> Q:
        span = timedelta(days=int(values[0]))
        begin, end = (viewer.today - span, viewer.today) if self.back else (viewer.today, viewer.today + span)
        return Q(**{f"{self.path}__range": (begin, end)})

    def word(self, value: str) -> str:
        return f"{value} day" if value == "1" else f"{value} days"


@dataclass(frozen=True, slots=True)
class Until(Filter):
    """A day column before a day, or from it on."""

    path: str = ""
    lookup: str = "lt"

    def one(self, text: str, known: Mapping[str, Sequence[str]] | None) -> str | None:
        try:
            return date.fromisoformat(text.strip()).isoformat()
        except ValueError:
            return None

    def where(self, values: Values, viewer: Viewer) -> Q:
        return Q(**{f"{self.path}__{self.lookup}": date.fromisoformat(values[0])})

    def word(self, value: str) -> str:
        return worded(date.fromisoformat(value))


@dataclass(frozen=True, slots=True)
class Counted(Filter):
    """A whole number at least or at most so large. What nothing is known of answers to neither."""

    path: str = ""
    lookup: str = "gte"

    def one(self, text: str, known: Mapping[str, Sequence[str]] | None) -> str | None:
        number = text.strip().replace(",", "")
        return str(int(number)) if number.isdecimal() and len(number) <= _MOST_DIGITS else None

    def where(self, values: Values, viewer: Viewer) -> Q:
        return Q(**{f"{self.path}__{self.lookup}": int(values[0])})

    def word(self, value: str) -> str:
        return f"{int(value):,}"


@dataclass(frozen=True, slots=True)
class Amount(Filter):
    """A sum of money at least or at most so large, in the account's own currency."""

    path: str = ""
    lookup: str = "gte"

    def one(self, text: str, known: Mapping[str, Sequence[str]] | None) -> str | None:
        try:
            amount = Decimal(text.replace(",", ""))
        except InvalidOperation:
            return None
        if not amount.is_finite() or not 0 <= amount < MOST_MONEY:
            return None
        return decimal_text(amount.quantize(Decimal("0.01")))

    def where(self, values: Values, viewer: Viewer) -> Q:
        return Q(**{f"{self.path}__{self.lookup}": Decimal(values[0])})

    def word(self, value: str) -> str:
        return f"{Decimal(value):,}"
