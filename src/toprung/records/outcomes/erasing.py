"""Forgetting a person: where a stakeholder's name and address stand, and what stands there afterwards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from urllib.parse import quote, quote_plus

from toprung.records.book.models import Note, Stakeholder
from toprung.records.journal.actions import replace_texts
from toprung.records.journal.rewriting import rewrite, says
from toprung.records.outcomes.models import (
    Attestation,
    CheckAnswer,
    Measurement,
    OutcomeVersion,
    ResultClaim,
)

_ERASED = re.compile(r"erased person (\d+)")
#: what a promise says in free words; its owner and seller are the vendor's
_TERMS = (
    *("statement", "metric", "unit", "state_before", "state_after", "mechanism"),
    *("validator", "agreed_by", "agreement"),
)


def is_erased(person: Stakeholder) -> bool:
    """Was the person forgotten already?"""
    return bool(_ERASED.fullmatch(person.name))


def writings(person: Stakeholder) -> list[str]:
    """How the person may be written: name, address, “Sato, Mina”, and each as an address of a page has it."""
    first, _, last = person.name.rpartition(" ")
    plain = [text for text in (person.name, person.email, f"{last}, {first}" if first else "") if text]
    return [*plain, *dict.fromkeys(spelt(text) for text in plain for spelt in (quote, quote_plus))]


def forget(person: Stakeholder) -> dict[str, int]:
    """Put “erased person N” for the person everywhere; returns what was changed, nothing for one erased already.

    Of what they attested, name, words, how and salt are dropped, and the chain still verifies. A colleague's words
    that name them are dropped too: what is sealed cannot be changed in part. Call within the workspace's turn.
    """
    if is_erased(person):
        return {}
    account, written, new = person.account, writings(person), _new_name(person)
    of_outcomes = {"outcome__account": account}
    changed = {
        "attestations": Attestation.objects.filter(stakeholder=person).erase_personal(),
        "sealed_words": _in_sealed_words(person, written),
        "promises": rewrite(OutcomeVersion.objects.filter(**of_outcomes), _TERMS, written, new),
        "measurements": rewrite(Measurement.objects.filter(**of_outcomes), ("state",), written, new),
        "claims": rewrite(
            ResultClaim.objects.filter(**of_outcomes), ("statement", "opened_by", "document"), written, new
        ),
        "notes": rewrite(Note.objects.filter(account=account), ("text",), written, new),
        "checks": rewrite(CheckAnswer.objects.filter(account=account), ("named", "words"), written, new),
        "journal": replace_texts(account.workspace, account.external_id, written, new),
    }
    person.name, person.email = new, ""
    person.save(update_fields=["name", "email"])
    return changed


def _new_name(person: Stakeholder) -> str:
    names = Stakeholder.objects.filter(account=person.account).values_list("name", flat=True)
    taken = [int(found[1]) for name in names if (found := _ERASED.fullmatch(name))]
    return f"erased person {max(taken, default=0) + 1}"


def _in_sealed_words(person: Stakeholder, written: Sequence[str]) -> int:
    others = Attestation.objects.filter(workspace=person.account.workspace, outcome__account=person.account)
    naming = [a.pk for a in others.exclude(stakeholder=person) if says([a.words, a.how], written)]
    return Attestation.objects.filter(pk__in=naming).erase_personal()
