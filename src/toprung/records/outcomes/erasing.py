"""Forgetting a person: where a stakeholder's name and address stand, and what stands there afterwards."""

from __future__ import annotations

import re

from toprung.records.book.models import Note, Stakeholder
from toprung.records.journal.actions import replace_texts, without_texts
from toprung.records.outcomes.models import Attestation, CheckAnswer, OutcomeVersion, ResultClaim

_ERASED = re.compile(r"erased person (\d+)")


def forget(person: Stakeholder) -> dict[str, int]:
    """Put “erased person N” for the person everywhere; returns what was changed, nothing for one erased already.

    Call within the workspace's turn.
    """
    if _ERASED.fullmatch(person.name):
        return {}
    name, email, new = person.name, person.email, _new_name(person)
    changed = {
        "attestations": Attestation.objects.filter(stakeholder=person).erase_personal(),
        "promises": _in_promises(person, new),
        "claims": _in_claims(person, new),
        "notes": _in_notes(person, new),
        "checks": _in_checks(person, new),
        "journal": replace_texts(person.account.workspace, person.account.external_id, (name, email), new),
    }
    person.name, person.email = new, ""
    person.save(update_fields=["name", "email"])
    return changed


def _new_name(person: Stakeholder) -> str:
    names = Stakeholder.objects.filter(account=person.account).values_list("name", flat=True)
    taken = [int(found[1]) for name in names if (found := _ERASED.fullmatch(name))]
    return f"erased person {max(taken, default=0) + 1}"


def _in_promises(person: Stakeholder, new: str) -> int:
    versions = OutcomeVersion.objects.filter(outcome__account=person.account)
    changed = 0
    for field in ("validator", "agreed_by"):
        for written in _writings(person):
            changed += versions.filter(**{f"{field}__iexact": written}).update(**{field: new})
    return changed


def _in_claims(person: Stakeholder, new: str) -> int:
    claims = ResultClaim.objects.filter(outcome__account=person.account)
    return sum(claims.filter(opened_by__iexact=written).update(opened_by=new) for written in _writings(person))


def _in_notes(person: Stakeholder, new: str) -> int:
    changed: list[Note] = []
    for note in Note.objects.filter(account=person.account):
        text = without_texts(note.text, _writings(person), new)
        if text != note.text:
            note.text = text
            changed.append(note)
    Note.objects.bulk_update(changed, ["text"], batch_size=200)
    return len(changed)


def _in_checks(person: Stakeholder, new: str) -> int:
    changed: list[CheckAnswer] = []
    for answer in CheckAnswer.objects.filter(account=person.account):
        named, words = (without_texts(text, _writings(person), new) for text in (answer.named, answer.words))
        if (named, words) != (answer.named, answer.words):
            answer.named, answer.words = named, words
            changed.append(answer)
    CheckAnswer.objects.bulk_update(changed, ["named", "words"], batch_size=200)
    return len(changed)


def _writings(person: Stakeholder) -> list[str]:
    return [text for text in (person.name, person.email) if text]
