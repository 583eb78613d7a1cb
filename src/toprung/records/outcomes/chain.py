"""The chain of attestations: what a link's hash covers, how a link is added, and whether the chain is whole.

One chain a workspace. Each link carries the hash of the one before; personal fields enter as a salted digest, so
that a person can be erased (fields and salt dropped) and the chain still verifies.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC
from typing import Any

from toprung.kernel.canon import fingerprint
from toprung.records.journal.models import Entry
from toprung.records.outcomes.models import Attestation
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb

#: what the first link names as the hash before it
GENESIS = "0" * 64
_AT_A_TIME = 2_000


@dataclass(frozen=True, slots=True)
class ChainReport:
    """Is the chain whole? `length` links were found good; `broken_at` is the sequence of the first that is not.

    `head` is the hash of the last good link: noted elsewhere, it proves later that nothing before it was altered.
    """

    length: int
    head: str
    broken_at: int | None = None
    why: str = ""


def link_content(link: Attestation) -> dict[str, Any]:
    """What a link's hash covers, beside the hash before it."""
    return {
        "workspace": link.workspace_id,
        "sequence": link.sequence,
        "outcome": link.outcome_id,
        "stakeholder": link.stakeholder_id,
        "role": link.role,
        "said": link.said,
        "grade": link.grade,
        "value": link.value,
        "occurred_on": link.occurred_on,
        "recorded_at": link.recorded_at.astimezone(UTC),
        "backfilled": link.backfilled,
        "written_on": link.written_on,
        "recorded_by": link.recorded_by,
        "personal": link.personal_digest,
        "previous": link.previous_hash,
    }


def personal_digest(link: Attestation) -> str:
    """Salted digest of what is about the person: name, words, and how they were given."""
    return fingerprint([link.salt, link.stakeholder_name, link.words, link.how])


def append(workspace: Workspace, links: Iterable[Attestation]) -> list[Attestation]:
    """Number, seal and insert the links in their order.

    Call within the workspace's turn: two writers would take one sequence.
    """
    last = Attestation.objects.filter(workspace=workspace).order_by("-sequence").first()
    length, head = (last.sequence, last.hash) if last else (0, GENESIS)
    sealed: list[Attestation] = []
    for sequence, link in enumerate(links, length + 1):
        head = _seal(link, workspace, sequence, head)
        sealed.append(link)
    return Attestation.objects.bulk_create(sealed)


def verify(workspace: Workspace) -> ChainReport:
    """Walk the chain from its first link, in bounded memory, up to the first link that does not hold."""
    # Asked before the walk: what is attested meanwhile was not removed.
    known = _journalled(workspace)
    head, length = GENESIS, 0
    links = Attestation.objects.filter(workspace=workspace).order_by("sequence")
    for link in links.iterator(chunk_size=_AT_A_TIME):
        if why := _fault(link, length + 1, head):
            return ChainReport(length, head, min(link.sequence, length + 1), why)
        head, length = link.hash, length + 1
    if known > length:
        why = f"The journal knows link {known}, but the chain ends at link {length}: links were removed at its end."
        return ChainReport(length, head, length + 1, why)
    return ChainReport(length, head)


def _seal(link: Attestation, workspace: Workspace, sequence: int, previous: str) -> str:
    link.workspace = workspace
    link.sequence = sequence
    link.previous_hash = previous
    link.salt = secrets.token_hex(16)
    link.personal_digest = personal_digest(link)
    link.hash = fingerprint(link_content(link))
    return link.hash


def _fault(link: Attestation, expected: int, head: str) -> str:
    if link.sequence != expected:
        return f"Link {expected} is missing: after link {expected - 1} comes link {link.sequence}."
    if link.previous_hash != head:
        return f"Link {expected} does not carry the hash of the link before it."
    if link.hash != fingerprint(link_content(link)):
        return f"Link {expected} was altered: its content does not give its hash."
    if _person_altered(link):
        return f"Link {expected} was altered: the name, the words or how they were given are not what was sealed."
    return ""


def _person_altered(link: Attestation) -> bool:
    if link.salt:
        return link.personal_digest != personal_digest(link)
    return bool(link.stakeholder_name or link.words or link.how)


def _journalled(workspace: Workspace) -> int:
    """The sequence of the newest link of which the journal knows; 0 for none."""
    verb = Verb.RECORD_ATTESTATION.value
    entry = Entry.objects.filter(workspace=workspace, verb=verb, changes__has_key="sequence").order_by("-id").first()
    return int(entry.changes["sequence"][1]) if entry else 0
