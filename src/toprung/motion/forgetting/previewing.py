"""What erasing a person would take away, and what would stay: found by doing it and taking it back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import models, transaction

from toprung.kernel.errors import Refused
from toprung.motion.forgetting.events import count_events
from toprung.motion.forgetting.files import backups, mails_naming
from toprung.motion.forgetting.persons import forget_in_records, member_named
from toprung.motion.imports.runs.erasing import naming, require_none_at_work
from toprung.records.book.models import Note, Stakeholder
from toprung.records.book.queries import stakeholders
from toprung.records.handoffs.models import HandOff, HandOffStep
from toprung.records.interventions.models import Intervention, InterventionStep
from toprung.records.outcomes.erasing import is_erased, writings
from toprung.records.outcomes.models import Attestation, CheckAnswer, OutcomeVersion
from toprung.records.plans.models import Milestone, PlanComment, PlanSignature, SuccessPlan
from toprung.records.portal.models import AttestationRequest
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.permissions import Verb, require
from toprung.records.tenancy.turns import turn

#: what goes, by the name of its count: one of it, several of it, and what becomes of them
GOES: Mapping[str, tuple[str, str, str]] = {
    "attestations": ("confirmation of theirs", "confirmations of theirs", "name and words go"),
    "sealed_words": ("confirmation of a colleague", "confirmations of colleagues", "whose words name them: these go"),
    "questions": ("question to the customer", "questions to the customer", "what was written to, by or about them"),
    "links": ("personal link", "personal links", "none opens any more"),
    "mails": ("mail to them", "mails to them", "sent or waiting; none is sent any more"),
    "promises": ("version of a promise", "versions of promises", "as validator, agreed by, or in its words"),
    "claims": ("claim", "claims", ""),
    "measurements": ("reported state", "reported states", ""),
    "notes": ("note", "notes", ""),
    "checks": ("answer to a result check", "answers to result checks", ""),
    "plans": ("purpose of the plan", "purposes of plans", ""),
    "milestones": ("milestone", "milestones", "in its words"),
    "plan_versions": ("version of the plan", "versions of the plan", "marked, since its hash follows no longer"),
    "comments": ("comment", "comments", "in its words"),
    "wordings": ("proposed wording", "proposed wordings", "in its words"),
    "signatures": ("signature", "signatures", "in how and by whom it was recorded"),
    "hand_offs": ("record of a hand-off", "records of hand-offs", ""),
    "interventions": ("record of an intervention", "records of interventions", ""),
    "journal": ("entry of the journal", "entries of the journal", ""),
    "acts": ("deed of theirs in the journal", "deeds of theirs in the journal", "without the name"),
    "views": ("saved view", "saved views", ""),
    "imports": ("import", "imports", "that names them: file, samples and way back"),
    "mail_files": ("mail in the mail folder", "mails in the mail folder", ""),
    "events": ("event of use", "events of use", "under their address"),
    "known_users": ("record of who is who", "records of who is who", "and of the last messages"),
}
#: mentions that are shown one by one
_SHOWN = 8
_AROUND = 40


@dataclass(frozen=True, slots=True)
class Mention:
    """A text that says only a part of the name, which is left alone: it may be anybody's."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Outlook:
    """What would go (how many of each kind, by its name in `GOES`), what would stay (sentences), and what hinders it
    now. `mentioned` counts the texts that say a part of the name; the first of them are `mentions`."""

    person: Stakeholder
    counts: Mapping[str, int]
    stays: tuple[str, ...]
    mentions: tuple[Mention, ...]
    mentioned: int
    hindered: str = ""

    @property
    def goes(self) -> tuple[str, ...]:
        """“2 personal links: open no more”."""
        return goes_told(self.counts)


def goes_told(counts: Mapping[str, int]) -> tuple[str, ...]:
    """What goes, or has gone, a phrase for each kind of which there is some."""
    told = []
    for name, (one, many, what) in GOES.items():
        if count := counts.get(name, 0):
            told.append(f"{count:,} {one if count == 1 else many}{f': {what}' if what else ''}")
    return tuple(told)


def outlook(person: Stakeholder, *, by: Actor, now: datetime) -> Outlook:
    """Look before erasing; nothing is changed. Events and files are counted, the records erased and taken back.

    Raises NotAllowed, and Refused for a person who was erased already.
    """
    workspace = person.account.workspace
    require(by, Verb.ERASE_PERSON, workspace)
    if is_erased(person):
        raise Refused(f"{person.name} was erased already: nothing is left to erase.")
    written = writings(person)
    counts = {
        "imports": len(naming(workspace, written)),
        "mail_files": mails_naming(written),
        "events": count_events(workspace, [person.email]) if person.email else 0,
    }
    stays = tuple(_stays(person))
    # Erased as it would be, and taken back: what is told is what would be done.
    part = _part_of_name(person.name)
    erased = Stakeholder.objects.select_related("account__workspace").get(pk=person.pk)
    with turn(workspace):
        counts |= forget_in_records(erased, now)
        mentions = list(_mentions(erased, part)) if part else []
        transaction.set_rollback(True)
    return Outlook(person, counts, stays, tuple(mentions[:_SHOWN]), len(mentions), _hindrance(person))


def _hindrance(person: Stakeholder) -> str:
    try:
        require_none_at_work(person.account.workspace)
    except Refused as error:
        return str(error)
    return ""


def _stays(person: Stakeholder) -> Iterator[str]:
    workspace = person.account.workspace
    said = Attestation.objects.filter(workspace=workspace, stakeholder=person).count()
    if said:
        yield f"{said} yes or no of theirs with day, value, role and grade: the chain of attestations still verifies."
    signed = PlanSignature.objects.filter(version__plan__account__workspace=workspace, stakeholder=person).count()
    if signed:
        yield f"{signed} {'signature' if signed == 1 else 'signatures'} of the plan with day, role and hash."
    spoke = PlanComment.objects.filter(plan__account__workspace=workspace, stakeholder=person).count()
    if spoke:
        yield f"{spoke} {'comment' if spoke == 1 else 'comments'} of theirs on the plan, without the name."
    yield "Their role, and the days they came and left, so that what they did can be understood."
    if member_named(workspace, person.name):
        yield f"Entries of the journal about no account that say {person.name}: a member of yours is called so too."
    if person.email:
        yield from _elsewhere(person)
    if copies := backups():
        yield f"Copies left by backups, upgrades or restores, which hold them still: {', '.join(copies)}. Delete them."
    yield "A file or a feed that still names them puts them on file again: take them out where it comes from."


def _elsewhere(person: Stakeholder) -> Iterator[str]:
    workspace = person.account.workspace
    same = stakeholders(workspace).filter(email__iexact=person.email).exclude(pk=person.pk).select_related("account")
    for other in same:
        yield f"The same address is on file at {other.account.name}, as {other.name}: erase them there too."
    if person.email.casefold() in (line.casefold() for line in workspace.excluded_user_lines):
        yield "Their address is among the users whose events do not count (Settings, Workspace): take it out there."


def _part_of_name(name: str) -> re.Pattern[str] | None:
    """What finds a part of the name alone, as it is written; None where no part is long enough to tell anything."""
    parts = [re.escape(part) for part in name.split() if len(part) > 2]
    return re.compile(rf"\b(?:{'|'.join(parts)})\b") if len(name.split()) > 1 and parts else None


def _mentions(person: Stakeholder, part: re.Pattern[str]) -> Iterator[Mention]:
    """Texts of the account that say a part of the name, once whole names and addresses are out of them."""
    for where, rows, names in _texts(person):
        for row in rows:
            for text in (text for name in names for text in _told(getattr(row, name))):
                if found := part.search(text):
                    first, last = max(0, found.start() - _AROUND), found.end() + _AROUND
                    yield Mention(where, f"{'…' * (first > 0)}{text[first:last]}{'…' * (last < len(text))}")


def _texts(person: Stakeholder) -> Iterable[tuple[str, models.QuerySet[Any], tuple[str, ...]]]:
    """Free texts about the account: what they are called, the rows, the fields."""
    account, workspace = person.account, person.account.workspace
    return (
        ("note", Note.objects.filter(account__workspace=workspace, account=account), ("text",)),
        ("check", CheckAnswer.objects.filter(account__workspace=workspace, account=account), ("named", "words")),
        (
            "promise",
            OutcomeVersion.objects.filter(outcome__account__workspace=workspace, outcome__account=account),
            ("statement", "mechanism", "agreement"),
        ),
        ("confirmation", Attestation.objects.filter(workspace=workspace, outcome__account=account), ("words", "how")),
        (
            "question",
            AttestationRequest.objects.filter(outcome__account__workspace=workspace, outcome__account=account),
            ("note",),
        ),
        ("plan", SuccessPlan.objects.filter(account__workspace=workspace, account=account), ("purpose",)),
        ("milestone", Milestone.objects.filter(plan__account__workspace=workspace, plan__account=account), ("title",)),
        ("comment", PlanComment.objects.filter(plan__account__workspace=workspace, plan__account=account), ("text",)),
        ("hand-off", HandOff.objects.filter(account__workspace=workspace, account=account), ("commitments",)),
        (
            "hand-off",
            HandOffStep.objects.filter(handoff__account__workspace=workspace, handoff__account=account),
            ("words",),
        ),
        ("intervention", Intervention.objects.filter(account__workspace=workspace, account=account), ("subject",)),
        (
            "intervention",
            InterventionStep.objects.filter(intervention__account__workspace=workspace, intervention__account=account),
            ("text",),
        ),
    )


def _told(value: Any) -> list[str]:
    return [value] if isinstance(value, str) else [str(item) for item in value or ()]
