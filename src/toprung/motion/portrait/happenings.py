"""One thing that happened to an account, and where it stands in the order of its timeline."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.db.models import Q

from toprung.kernel.errors import BadInput
from toprung.kernel.vocabulary import Word
from toprung.motion.portrait.changes import Change


class Kind(Word):
    """What kinds of things a timeline tells; the order is that within one moment, the first on top."""

    STANDING = "standing"
    ATTESTATION = "attestation"
    MEASUREMENT = "measurement"
    CLAIM = "claim"
    CHECK = "result_check"
    HAND_OFF = "hand-off"
    REVENUE = "revenue"
    TOUCH = "touch"
    NOTE = "note"
    CHANGE = "change"

    @property
    def rank(self) -> int:
        return list(Kind).index(self)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a happening stands: by its day, then the moment it was recorded, then kind and key."""

    day: date
    at: datetime
    rank: int
    key: int

    @property
    def newness(self) -> tuple[date, datetime, int, int]:
        """Greater is newer."""
        return self.day, self.at, -self.rank, self.key

    def __str__(self) -> str:
        # A plus sign would be a space in an address.
        moment = self.at.astimezone(UTC).isoformat().replace("+00:00", "Z")
        return "_".join((self.day.isoformat(), moment, str(self.rank), str(self.key)))

    @classmethod
    def parse(cls, text: str) -> Place:
        """Read what `str` gave; raises BadInput."""
        try:
            day, at, rank, key = text.split("_")
            place = cls(date.fromisoformat(day), datetime.fromisoformat(at), int(rank), int(key))
        except ValueError as error:
            raise BadInput("This part of the timeline cannot be found: begin again with the newest.") from error
        if place.at.tzinfo is None or not 0 <= place.rank < len(Kind) or not 0 <= place.key < 2**63:
            raise BadInput("This part of the timeline cannot be found: begin again with the newest.")
        return place

    def older(self, kind: Kind, day: str, at: str) -> Q:
        """What of a kind is older than this place; `day` and `at` are the fields that hold its two times."""
        earlier_that_day = Q(**{f"{at}__lt": self.at})
        if kind.rank >= self.rank:
            same_moment = Q(**{at: self.at})
            earlier_that_day |= same_moment & Q(pk__lt=self.key) if kind.rank == self.rank else same_moment
        return Q(**{f"{day}__lt": self.day}) | Q(**{day: self.day}) & earlier_that_day


@dataclass(frozen=True, slots=True)
class Happening:
    """`what` is a sentence without its end; `quote` are somebody's own words, shown as such.

    `who` did or recorded it, "" where nobody is known. `backfilled`: it came with imported history. `good` None:
    neither good nor bad. `record`: the note's key, for what can be done with it. `noted`: the verb and subject under
    which the journal says who it was, where the record itself does not.
    """

    kind: Kind
    place: Place
    what: str
    who: str = ""
    quote: str = ""
    changes: tuple[Change, ...] = ()
    details: tuple[str, ...] = ()
    backfilled: bool = False
    good: bool | None = None
    record: int | None = None
    noted: tuple[str, str] | None = None

    @property
    def day(self) -> date:
        return self.place.day

    @property
    def is_first(self) -> bool:
        """Does it only put something on file, so that there is nothing to compare?"""
        return bool(self.changes) and not any(change.before for change in self.changes)

    @property
    def at(self) -> datetime:
        return self.place.at
