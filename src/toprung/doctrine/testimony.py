"""What the customer's people have said of a result, and whether those who count have said yes (DOMAIN section 2)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from toprung.doctrine.evidence import Attestation, Stakeholder
from toprung.doctrine.policy import Policy
from toprung.kernel.vocabulary import Grade, Said, StakeholderRole

_SPONSOR = StakeholderRole.EXECUTIVE_SPONSOR
_RANK = {role: rank for rank, role in enumerate(StakeholderRole)}


@dataclass(slots=True)
class Testimony:
    """The standing words after hearing them in order."""

    policy: Policy
    yes: dict[str, Attestation] = field(default_factory=dict)
    objections: dict[str, Attestation] = field(default_factory=dict)
    was_confirmed: bool = False
    #: the day an accepted yes was taken back, while none has been given since
    withdrawn_on: date | None = None

    @property
    def accepted(self) -> tuple[Attestation, ...]:
        """Standing yeses of people whose role the segment accepts."""
        return tuple(word for word in self.yes.values() if is_accepted(word.role, self.policy))

    @property
    def mismatched(self) -> tuple[Attestation, ...]:
        """Standing yeses of people whose role it does not."""
        return tuple(word for word in self.yes.values() if not is_accepted(word.role, self.policy))

    @property
    def missing(self) -> tuple[StakeholderRole, ...]:
        """Roles still to say yes; none where an executive sponsor has."""
        return _missing(self.accepted, self.policy)

    @property
    def confirmed(self) -> bool:
        return bool(self.accepted) and not self.missing

    @property
    def half(self) -> bool:
        return bool(self.accepted) and bool(self.missing)

    @property
    def confirmed_on(self) -> date | None:
        """The latest day on which somebody accepted said yes."""
        return max((word.occurred_on for word in self.accepted), default=None)

    @property
    def grade(self) -> Grade:
        """Signed only if every accepted yes was."""
        return Grade.SIGNED if all(w.grade is Grade.SIGNED for w in self.accepted) else Grade.REPORTED

    @property
    def disputed_by(self) -> Attestation | None:
        """An accepted validator's later no that nobody entitled to has taken back."""
        return next(iter(self.objections.values()), None) if self.was_confirmed else None

    def hear(self, word: Attestation, people: tuple[Stakeholder, ...]) -> None:
        """Take in the next word."""
        person = word.speaker
        if word.said is Said.YES:
            self._settle(word, people)
            self.yes[person] = word
            if is_accepted(word.role, self.policy):
                self.withdrawn_on = None
        elif word.said is Said.NO:
            self.yes.pop(person, None)
            # A no before anybody's yes disputes nothing: there was no result yet.
            if self.was_confirmed and is_accepted(word.role, self.policy):
                self.objections[person] = word
        else:
            taken_back = self.yes.pop(person, None)
            if taken_back is not None and is_accepted(taken_back.role, self.policy):
                self.withdrawn_on = word.occurred_on
            self.objections.pop(person, None)
        self.was_confirmed = self.was_confirmed or bool(self.accepted)

    def _settle(self, word: Attestation, people: tuple[Stakeholder, ...]) -> None:
        """A no ends when its speaker, a higher role, or the successor of one who has left says yes."""
        gone = {p.name.casefold() for p in people if not p.present(word.occurred_on)}
        for person, objection in list(self.objections.items()):
            higher = _rank(word) > _rank(objection)
            succeeds = objection.stakeholder.casefold() in gone and _rank(word) == _rank(objection)
            if person == word.speaker or higher or succeeds:
                del self.objections[person]


def hear(words: Iterable[Attestation], policy: Policy, people: tuple[Stakeholder, ...] = ()) -> Testimony:
    """All words in their order of day and recording."""
    testimony = Testimony(policy)
    for word in words:
        testimony.hear(word, people)
    return testimony


def is_accepted(role: StakeholderRole | None, policy: Policy) -> bool:
    """May this role validate in the segment? An executive sponsor may everywhere."""
    return role is _SPONSOR or role in policy.validators


def first_confirmed(words: Iterable[Attestation], policy: Policy) -> tuple[date, date] | None:
    """(occurred, recorded) of the word with which everybody needed had said yes for the first time.

    Recorded is the latest day on which one of those words counts as recorded. Whoever says yes again in another role
    keeps the first: one more yes never takes a confirmation away.
    """
    accepted: list[Attestation] = []
    for word in words:
        if word.said is not Said.YES:
            accepted = [w for w in accepted if w.speaker != word.speaker]
        elif is_accepted(word.role, policy):
            accepted.append(word)
            if not _missing(accepted, policy):
                return word.occurred_on, max(w.recorded_on for w in accepted)
    return None


def _missing(accepted: Iterable[Attestation], policy: Policy) -> tuple[StakeholderRole, ...]:
    """Roles still to say yes; none where an executive sponsor has."""
    roles = {word.role for word in accepted}
    return () if _SPONSOR in roles else tuple(r for r in policy.validators if r not in roles)


def _rank(word: Attestation) -> int:
    return _RANK[word.role] if word.role else -1
