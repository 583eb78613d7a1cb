"""Stakeholders' words about a result, as the chain holds them, each with what has become of it since."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from toprung.kernel.vocabulary import Said
from toprung.records.outcomes.attesting import not_there
from toprung.records.outcomes.models import Attestation


@dataclass(frozen=True, slots=True)
class Word:
    """One link of the chain. `later`: what the same person has said of the outcome since; "" if this is their last."""

    attestation: Attestation
    later: str
    #: the person is there and this is their last word, a yes or a no
    can_be_withdrawn: bool

    @property
    def is_withdrawn(self) -> bool:
        return self.later == Said.WITHDRAWN

    @property
    def short_hash(self) -> str:
        """Enough of the link's hash to find it by."""
        return self.attestation.hash[:12]


def words_of(links: Iterable[Attestation], today: date) -> tuple[Word, ...]:
    """One outcome's links, newest first, with what came of each."""
    last: dict[int, str] = {}
    found = []
    for link in sorted(links, key=lambda link: -link.sequence):
        later = last.setdefault(link.stakeholder_id, "")
        can = not later and link.said != Said.WITHDRAWN and not_there(link.stakeholder, today) is None
        found.append(Word(link, later, can))
        last[link.stakeholder_id] = link.said
    return tuple(found)
