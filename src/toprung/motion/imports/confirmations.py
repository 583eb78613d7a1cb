"""A sheet's “confirmed”: when it becomes an attestation, and when it cannot.

Yes with a day, a named validator and a named result is an attestation of grade reported. No is one only where that
person's latest word is a yes: then it takes the yes back. Otherwise it means “not confirmed yet”, and nothing is
recorded: nobody has said that the result is not there. A sheet without a “confirmed” column says yes by the day alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from toprung.kernel.vocabulary import Said
from toprung.motion.imports.job import Job
from toprung.motion.imports.parts import Part
from toprung.records.journal.upsert import Problem, Status, Upserted
from toprung.records.outcomes.actions import record_attestations
from toprung.records.outcomes.drafts import AttestationDraft
from toprung.records.outcomes.models import Attestation
from toprung.records.outcomes.queries import attestations, outcomes

#: account and person, letters' case aside
Speaker = tuple[str, str]


class Confirmations:
    """Turns what rows say of confirmation into words of the outcome with external id `outcome`."""

    def __init__(self, job: Job, outcome: str) -> None:
        self._job = job
        self._outcome = outcome

    def keep(self, parts: Sequence[Part]) -> None:
        """Record what can be recorded; say of the rest what is missing."""
        asked = [part for part in parts if _asked(part)]
        latest, named = self._latest_words(asked), self._named(asked)
        drafts: list[tuple[Part, AttestationDraft]] = []
        for part in asked:
            problem = _missing(part, latest, named)
            if problem is not None:
                part.add("confirmation", Upserted(Status.REFUSED, problem))
            elif _is_word(part, latest):
                drafts.append((part, self._draft(part)))
        words = [draft for _, draft in drafts]
        results = record_attestations(self._job.workspace, words, by=self._job.by, now=self._job.now, imported=True)
        for (part, _), result in zip(drafts, results, strict=True):
            part.add("confirmation", result)

    def _draft(self, part: Part) -> AttestationDraft:
        values = part.row.values
        return AttestationDraft(
            account=values["account"],
            outcome=self._outcome,
            stakeholder=values["validator"],
            said=Said.YES if _yes(part) else Said.NO,
            occurred_on=values["confirmed_on"],
            how=f"sheet {self._job.file}, row {part.row.number}",
        )

    def _latest_words(self, parts: Sequence[Part]) -> dict[Speaker, Attestation]:
        """Each person's latest word on file about the named result."""
        about = {"outcome__external_id": self._outcome, "outcome__account__external_id__in": _accounts(parts)}
        words = attestations(self._job.workspace).filter(**about).select_related("outcome__account", "stakeholder")
        ordered = words.order_by("occurred_on", "sequence")
        return {_speaker(word.outcome.account.external_id, word.stakeholder.name): word for word in ordered}

    def _named(self, parts: Sequence[Part]) -> set[str]:
        """Accounts whose named result is on file, by this row or an earlier import."""
        found = outcomes(self._job.workspace).filter(external_id=self._outcome)
        found = found.filter(account__external_id__in=_accounts(parts))
        return set(found.values_list("account__external_id", flat=True))


def _asked(part: Part) -> bool:
    """Does the row say something of a confirmation, and was all of it read, and are result and person on file?"""
    wrong = {problem.field for problem in part.problems}
    values = part.row.values
    said = values["confirmed"] is not None or values["confirmed_on"] is not None
    return said and not wrong & {"validator", "validator_role", "result", "confirmed", "confirmed_on"}


def _yes(part: Part) -> bool:
    confirmed = part.row.values["confirmed"]
    return "confirmed" not in part.row.columns if confirmed is None else bool(confirmed)


def _missing(part: Part, latest: dict[Speaker, Attestation], named: set[str]) -> Problem | None:
    """What keeps the row's word from being recorded."""
    values = part.row.values
    if values["confirmed"] is None and not _yes(part):
        reason = f"There is a day of confirmation, {values['confirmed_on']}, but neither yes nor no."
        return Problem("confirmed", "", reason, "Write yes or no, or take the day out.")
    if not _yes(part):
        return _no_without_day(values["confirmed_on"], _yes_on_file(part, latest))
    if not values["validator"]:
        return Problem("validator", "", "It says confirmed, but not by whom.", "Name the customer's person.")
    if values["account"] not in named:
        return Problem(
            "result", "", "It says confirmed, but names no result.", "Write down the result that was confirmed."
        )
    if values["confirmed_on"] is None:
        return Problem("confirmed_on", "", "It says confirmed, but not when.", "Give the day of the confirmation.")
    return None


def _no_without_day(day: date | None, yes: Attestation | None) -> Problem | None:
    if yes is None or (day is not None and day >= yes.occurred_on):
        return None
    reason = f"It says no, but {yes.stakeholder.name} said yes on {yes.occurred_on}."
    return Problem("confirmed_on", str(day or ""), reason, "Give the day on which that was taken back, or write yes.")


def _is_word(part: Part, latest: dict[Speaker, Attestation]) -> bool:
    return _yes(part) or _yes_on_file(part, latest) is not None


def _yes_on_file(part: Part, latest: dict[Speaker, Attestation]) -> Attestation | None:
    values = part.row.values
    word = latest.get(_speaker(values["account"], values["validator"] or ""))
    return word if word is not None and word.said == Said.YES else None


def _speaker(account: str, name: str) -> Speaker:
    return account, " ".join(name.split()).casefold()


def _accounts(parts: Sequence[Part]) -> set[str]:
    return {part.row.values["account"] for part in parts}
