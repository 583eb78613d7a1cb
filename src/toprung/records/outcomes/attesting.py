"""Attestations against the people and outcomes on file: who may have said what, and what is said already."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from toprung.kernel.vocabulary import Grade, Said
from toprung.records.book.models import Stakeholder
from toprung.records.book.queries import accounts_named, unknown_account
from toprung.records.journal.actions import Note, changes_between
from toprung.records.journal.fitting import misfit, stored
from toprung.records.journal.upsert import Problem, Status, Upserted
from toprung.records.outcomes import chain, onfile
from toprung.records.outcomes.drafts import AttestationDraft
from toprung.records.outcomes.measuring import ahead
from toprung.records.outcomes.models import Attestation
from toprung.records.outcomes.onfile import Held
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb

#: who recorded a signed word: the hash covers it for good, so it names nobody who may have to be forgotten
THEMSELF = "the person themself"
#: what makes two attestations the same word
Word = tuple[object, ...]


@dataclass(slots=True)
class Hearing:
    """State of one batch of attestations."""

    workspace: Workspace
    moment: datetime
    imported: bool
    heard_by: str
    accounts: frozenset[str]
    outcomes: dict[tuple[str, str], Held]
    people: dict[int, list[Stakeholder]]
    #: what was said already, and whether the person had a role then
    words: dict[Word, bool]
    #: (outcome, stakeholder) -> what that person said last of it
    last: dict[tuple[int, int], Word]
    new: list[tuple[Held, Attestation]] = field(default_factory=list)

    @classmethod
    def open(
        cls, workspace: Workspace, drafts: Sequence[AttestationDraft], moment: datetime, by: Actor, *, imported: bool
    ) -> Hearing:
        """Read the outcomes, the people and what they have said so far."""
        accounts = accounts_named(workspace, (draft.account for draft in drafts))
        keys = [account.pk for account in accounts.values()]
        said = Attestation.objects.filter(outcome__account__workspace=workspace, outcome__account__in=keys)
        links = list(said.order_by("sequence"))
        return cls(
            workspace,
            moment,
            imported,
            by.name,
            frozenset(accounts),
            onfile.outcomes_on_file(accounts.values()),
            onfile.people_on_file(accounts.values()),
            _words(links),
            {(link.outcome_id, link.stakeholder_id): _word(link) for link in links},
        )

    def hear(self, draft: AttestationDraft) -> Upserted:
        """One draft: a new link of the chain, or what is known already."""
        found = self._find(draft)
        if isinstance(found, Problem):
            return Upserted(Status.REFUSED, found)
        held, person = found
        link = self._link(held, person, draft)
        if self._is_known(link):
            return Upserted(Status.UNCHANGED)
        if problem := self._unfit(person, draft, link):
            return Upserted(Status.REFUSED, problem)
        self.words |= _words([link])
        self.last[held.outcome.pk, person.pk] = _word(link)
        self.new.append((held, link))
        return Upserted(Status.CREATED, remark=_remark(person))

    def save(self) -> list[Note]:
        """Append the links to the chain; returns what the journal is to note."""
        chain.append(self.workspace, (link for _, link in self.new))
        return [note_of(held.account.external_id, held.outcome.external_id, link) for held, link in self.new]

    def _is_known(self, link: Attestation) -> bool:
        """The same word again adds nothing, unless it was recorded of a person without a role who has one now.

        A file may be read again, whatever was said after it; a person who signs says it anew after another word.
        """
        if link.grade == Grade.SIGNED and self.last.get((link.outcome_id, link.stakeholder_id)) != _word(link):
            return False
        had_role = self.words.get(_word(link))
        return had_role is not None and (had_role or not link.role)

    def _find(self, draft: AttestationDraft) -> tuple[Held, Stakeholder] | Problem:
        if draft.account not in self.accounts:
            return unknown_account(draft.account)
        held = self.outcomes.get((draft.account, draft.outcome))
        if held is None:
            return onfile.unknown_outcome(draft.account, draft.outcome)
        person = onfile.person_named(self.people.get(held.account.pk, ()), draft.stakeholder)
        return (held, person) if person else onfile.unknown_person("stakeholder", draft.account, draft.stakeholder)

    def _link(self, held: Held, person: Stakeholder, draft: AttestationDraft) -> Attestation:
        return Attestation(
            occurred_on=draft.occurred_on,
            recorded_at=self.moment,
            backfilled=self.imported and draft.occurred_on < self.workspace.day_of(self.moment),
            written_on=draft.written_on,
            outcome=held.outcome,
            stakeholder=person,
            stakeholder_name=person.name,
            role=person.role,
            said=draft.said.value,
            grade=draft.grade.value,
            value=stored(draft.value),
            words=draft.words.strip(),
            how=draft.how.strip(),
            recorded_by=THEMSELF if draft.grade is Grade.SIGNED else self.heard_by,
        )

    def _unfit(self, person: Stakeholder, draft: AttestationDraft, link: Attestation) -> Problem | None:
        # The day of a signed word is set here, not told by anybody: `sign_attestation` says when it can lie ahead.
        signed = draft.grade is Grade.SIGNED
        if not signed and (problem := ahead("occurred_on", draft.occurred_on, self.workspace.day_of(self.moment))):
            return problem
        if problem := not_there(person, draft.occurred_on):
            return problem
        if draft.said is Said.WITHDRAWN and (link.outcome_id, person.pk) not in self.last:
            reason = f"{person.name} has said nothing of outcome “{draft.outcome}” that could be withdrawn."
            return Problem("verdict", draft.said.value, reason, "Record what was said first, or take this row out.")
        return misfit(Attestation, {"value": link.value} if link.value is not None else {})


def note_of(account: str, outcome: str, link: Attestation) -> Note:
    """The journal's note of a new link. It names nobody: what is about the person can be erased from the link alone."""
    said = {name: getattr(link, name) for name in ("sequence", "said", "grade", "role", "occurred_on", "value", "hash")}
    return Note(Verb.RECORD_ATTESTATION.value, account, outcome, changes_between(None, said))


def _word(link: Attestation) -> Word:
    return (link.outcome_id, link.stakeholder_id, link.occurred_on, link.said, link.value, link.words)


def _words(links: Iterable[Attestation]) -> dict[Word, bool]:
    words: dict[Word, bool] = {}
    for link in links:
        words[_word(link)] = words.get(_word(link), False) or bool(link.role)
    return words


def not_there(person: Stakeholder, day: date) -> Problem | None:
    """Whoever has not yet joined or has left cannot attest; what they attested before stands."""
    if person.joined_on is not None and day < person.joined_on:
        reason = f"{person.name} joined on {person.joined_on} and cannot have attested on {day}."
    elif person.has_left(day):
        reason = f"{person.name} left on {person.left_on} and cannot have attested on {day}."
    else:
        return None
    return Problem("occurred_on", str(day), reason, "Correct the day, or name the person who said it.")


def _remark(person: Stakeholder) -> str:
    if person.role:
        return ""
    return f"{person.name} has no role on file, so nobody accepts this confirmation: add the role and record it again."
