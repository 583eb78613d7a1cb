"""Browsers without a browser: signed-in clients of the cast, and an address for every pattern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from tests.cast import NOW, TODAY, Cast
from tests.motion.intake.feed import Feed, of_group, track

from toprung.doctrine.definitions import Window
from toprung.kernel.changing_hands import HandOffKind, InterventionCause
from toprung.kernel.vocabulary import Category, MemberRole, Said
from toprung.motion.evaluation.running import evaluate
from toprung.motion.imports.models import ImportRun
from toprung.motion.measures.measuring import keep, measure
from toprung.records.access.actions import add_user
from toprung.records.access.models import User
from toprung.records.apikeys.actions import make_key
from toprung.records.book.actions import change_policy, upsert_accounts, upsert_stakeholders
from toprung.records.book.actions.notes import write_note
from toprung.records.book.drafts import AccountDraft, StakeholderDraft
from toprung.records.book.queries import account, segments, stakeholders
from toprung.records.handoffs.actions import state_commitments
from toprung.records.interventions import actions as intervening
from toprung.records.interventions.models import Intervention
from toprung.records.journal.queries import entries
from toprung.records.matching.actions import link_group
from toprung.records.outcomes.actions import record_attestations, record_measurements, write_outcomes
from toprung.records.outcomes.drafts import AttestationDraft, MeasurementDraft, OutcomeDraft
from toprung.records.outcomes.queries import outcome
from toprung.records.outcomes.templates import Template
from toprung.records.outcomes.templates import write_template as write_result_template
from toprung.records.plans.actions import (
    add_step,
    comment_plan,
    propose_wording,
    share_milestones,
    share_plan,
    start_plan,
    write_template,
)
from toprung.records.plans.drafts import StepDraft, Subject, TemplateDraft, Wording
from toprung.records.portal.asking import ask
from toprung.records.portal.models import AttestationRequest
from toprung.records.targets.actions import TargetDraft, set_target
from toprung.records.targets.models import ReadAs, Target
from toprung.records.tenancy.actors import OPERATOR, Actor, ActorKind
from toprung.records.tenancy.models import Member, Workspace
from toprung.records.usage.actions import add_source
from toprung.records.views.actions import ViewDraft, save_view
from toprung.records.views.models import ListKind

#: whatever is written, it must come out as text
SCRIPT = "<script>alert('x')</script>"
_SHEET = b"account,segment,owner,go-live\nNew One,SMB,Ada,2026-01-05\n"


@dataclass(frozen=True, slots=True)
class Visiting:
    """The cast with something on file for every address: `ids` are Brightworks', `foreign` Northlight's."""

    cast: Cast
    ids: dict[str, str]
    foreign: dict[str, str]

    def client(self, email: str) -> Client:
        """A client signed in as that person."""
        return signed_in(email)

    def email_of(self, role: MemberRole) -> str:
        """The address of Brightworks' member of that role."""
        return email_of(self.cast.workspace, self.cast.members[role])

    def address(self, pattern: str) -> str:
        """The pattern with Brightworks' ids."""
        return _filled(pattern, self.ids)

    def foreign_addresses(self, pattern: str) -> Iterator[str]:
        """The pattern in Brightworks' workspace, each of its ids in turn being of another workspace's record."""
        for name in _ids_in(pattern):
            if name in self.foreign:
                yield _filled(pattern, self.ids | {name: self.foreign[name]})


def signed_up(email: str) -> User:
    """The person's user, made if there is none."""
    user = User.objects.filter(email=email).first()
    return user or add_user(email, email.partition("@")[0].title(), by=OPERATOR, now=NOW)


def signed_in(email: str) -> Client:
    """A client signed in as that person."""
    client = Client()
    client.force_login(signed_up(email))
    return client


def email_of(workspace: Workspace, actor: Actor) -> str:
    """The member's address."""
    return Member.objects.get(pk=int(actor.id), workspace=workspace).email


def everything_on_file(cast: Cast) -> Visiting:
    """Put something on file for every address, in both workspaces."""
    shared = {"measure": "oar", "which": "cohorts", "months": "1", "kind": "sale"}
    ours, theirs = _on_file(cast.workspace, cast.admin), _on_file(cast.elsewhere, cast.stranger)
    return Visiting(cast, ours | shared, theirs | {"sequence": "999", "milestone": "999", "number": "999"})


def _on_file(workspace: Workspace, admin: Actor) -> dict[str, str]:
    ours = account(workspace, "HF-1")
    _promise(workspace, admin)
    email = email_of(workspace, admin)
    note = write_note(ours, SCRIPT, by=admin, now=NOW)
    opening = intervening.Opening(ours.pk, InterventionCause.NO, SCRIPT, SCRIPT)
    intervening.open_interventions(workspace, [opening], by=admin, now=NOW)
    held = Intervention.objects.filter(account=ours).select_related("account__workspace").get()
    step = intervening.add_step(held, SCRIPT, owner=SCRIPT, by=admin, now=NOW)
    state_commitments(ours, HandOffKind.SALE, [SCRIPT], by=admin, now=NOW)
    view = save_view(workspace, ListKind.ACCOUNTS, ViewDraft(SCRIPT, "rung=3", shared=True), by=admin, now=NOW)
    evaluate(workspace, TODAY, by=admin, now=NOW)
    figure = measure(workspace, "oar", Window(date(2025, 4, 1), TODAY), as_of=TODAY, by=admin)
    segment = segments(workspace)[0]
    planned = _plan(workspace, admin)
    return {
        "workspace": str(workspace.pk),
        "pk": str(ours.pk),
        "note": str(note.pk),
        "intervention": str(held.pk),
        "task": str(step.pk),
        "outcome": str(outcome(workspace, "HF-1", "O-1").pk),
        "person": str(ours.stakeholders.order_by("pk")[0].pk),
        "sequence": "1",
        "asked": str(_asked(workspace, admin).pk),
        "member": admin.id,
        "key": str(make_key(workspace, SCRIPT, MemberRole.CSM, by=admin, now=NOW)[0].pk),
        "view": str(view.pk),
        "figure": str(keep(workspace, figure, by=admin, now=NOW).pk),
        "target": str(_target(workspace, admin).pk),
        "segment": str(segment.pk),
        "template_key": _template(workspace, admin),
        "change": str(entries(workspace).filter(verb="change_policy").last().pk),  # type: ignore[union-attr]
        "run": str(_run(workspace, email).pk),
        **planned,
        **_fed(workspace, admin),
    }


def _fed(workspace: Workspace, admin: Actor) -> dict[str, str]:
    """A source with a message, and a linked group, all of them named by somebody unkind."""
    feed = Feed(workspace, add_source(workspace, f"Web {SCRIPT}", by=admin, now=NOW)[0])
    feed.send(track(SCRIPT, f"u{SCRIPT}", properties={"note": SCRIPT}, **of_group(f"g{SCRIPT}")))
    feed.load()
    return {
        "source": str(feed.source.pk),
        "message": str(feed.source.messages.get().pk),
        "link": str(link_group(workspace, SCRIPT, "HF-1", by=admin, now=NOW).pk),
    }


def _promise(workspace: Workspace, admin: Actor) -> None:
    """An account with people, a promise, a value and a word, all of them written by somebody unkind."""
    draft = AccountDraft("HF-1", segment="Mid-Market", industry=SCRIPT, tier=SCRIPT)
    upsert_accounts(workspace, [draft], by=admin, now=NOW)
    upsert_stakeholders(workspace, [StakeholderDraft("HF-1", "Tom Becker")], by=admin, now=NOW)
    promise = OutcomeDraft(
        "HF-1",
        "O-1",
        f"Cut waste {SCRIPT}",
        metric="waste",
        baseline=Decimal(10),
        target=Decimal(4),
        validator="Tom Becker",
        mechanism=SCRIPT,
        agreed_on=date(2025, 11, 1),
    )
    write_outcomes(workspace, [promise], by=admin, now=NOW)
    record_measurements(workspace, [MeasurementDraft("HF-1", "O-1", TODAY, Decimal(6))], by=admin, now=NOW)
    said = AttestationDraft("HF-1", "O-1", "Tom Becker", Said.YES, TODAY, words=SCRIPT, how=SCRIPT)
    record_attestations(workspace, [said], by=admin, now=NOW)
    change_policy(segments(workspace)[0], {"fresh_days": "80"}, by=admin, now=NOW)


def _asked(workspace: Workspace, admin: Actor) -> AttestationRequest:
    """Somebody at the customer has been asked, unkindly."""
    upsert_stakeholders(
        workspace, [StakeholderDraft("HF-1", "Tom Becker", email="tom@harbor.example")], by=admin, now=NOW
    )
    person = stakeholders(workspace).get(account__external_id="HF-1", name="Tom Becker")
    asked_about = outcome(workspace, "HF-1", "O-1")
    return ask(asked_about, person, note=SCRIPT, origin="http://testserver", by=admin, now=NOW)


def _plan(workspace: Workspace, admin: Actor) -> dict[str, str]:
    """A plan that is shared, spoken of and reworded, and a template with a milestone."""
    template = write_template(workspace, TemplateDraft(SCRIPT, purpose=SCRIPT), by=admin, now=NOW)
    step = add_step(template, StepDraft(SCRIPT, due_days=30), by=admin, now=NOW)
    ours = account(workspace, "HF-1")
    plan = start_plan(ours, template, by=admin, now=NOW)
    share_milestones(plan, [1], by=admin, now=NOW)
    share_plan(plan, by=admin, now=NOW)
    first, person = Subject(milestone=1), ours.stakeholders.order_by("pk")[0]
    theirs = Actor(ActorKind.STAKEHOLDER, person.name, str(person.pk), workspace=workspace.pk, account=ours.pk)
    comment = comment_plan(plan, SCRIPT, first, by=admin, now=NOW)
    wording = propose_wording(plan, first, Wording(f"Other {SCRIPT}", why=SCRIPT), by=theirs, now=NOW)
    keys = {"comment": comment.pk, "wording": wording.pk, "template": template.pk, "step": step.pk}
    return {"milestone": "1", "number": "1"} | {name: str(key) for name, key in keys.items()}


def _template(workspace: Workspace, admin: Actor) -> str:
    draft = Template(f"Cut waste {SCRIPT}", Category.COST_CUT, segment=SCRIPT, example=SCRIPT, instead=SCRIPT)
    return write_result_template(workspace, "", draft, by=admin, now=NOW).key


def _target(workspace: Workspace, admin: Actor) -> Target:
    draft = TargetDraft("ttfv", Decimal(45), ReadAs.EFFICIENCY, date(2026, 1, 1), date(2026, 12, 31))
    return set_target(workspace, draft, by=admin, now=NOW)


def _run(workspace: Workspace, email: str) -> ImportRun:
    """An import that waits for its mapping, brought the way a browser without a script brings it."""
    file = SimpleUploadedFile("sheet.csv", _SHEET, "text/csv")
    signed_in(email).post(reverse("import_new", args=(workspace.pk,)), {"file": file})
    return ImportRun.objects.filter(workspace=workspace).latest("pk")


def _ids_in(pattern: str) -> list[str]:
    return [name for name in re.findall(r"<(?:\w+:)?(\w+)>", pattern) if name != "workspace"]


def _filled(pattern: str, ids: dict[str, str]) -> str:
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda match: ids[match.group(1)], pattern)
