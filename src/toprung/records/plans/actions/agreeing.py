"""From a plan that is written to one that is agreed: a version is shared, and a stakeholder signs it."""

from __future__ import annotations

from datetime import date, datetime

from toprung.doctrine.plans import PlannedOutcome
from toprung.kernel.canon import fingerprint, plain
from toprung.kernel.errors import BadInput, NotFound, Refused
from toprung.kernel.vocabulary import Grade
from toprung.records.book.models import Stakeholder
from toprung.records.outcomes.agreeing import agree_outcomes
from toprung.records.outcomes.attesting import not_there
from toprung.records.plans.actions.common import acting_person, note, readable
from toprung.records.plans.content import content_of, content_read
from toprung.records.plans.models import PlanSignature, PlanVersion, SuccessPlan
from toprung.records.plans.queries import latest_version
from toprung.records.tenancy.actors import Actor
from toprung.records.tenancy.permissions import Verb, require, require_for
from toprung.records.tenancy.turns import turn


def share_plan(plan: SuccessPlan, *, by: Actor, now: datetime) -> PlanVersion:
    """Freeze what the plan says to the customer as its next version, which they see from now on.

    Where nothing differs from the version they see, that one is returned. Raises NotAllowed, and Refused for a plan
    without an outcome.
    """
    workspace = plan.account.workspace
    require(by, Verb.WRITE_PLAN, workspace)
    with turn(workspace):
        plan.refresh_from_db()
        content, last = plain(content_of(plan)), latest_version(plan)
        if not content["outcomes"]:
            raise Refused("A plan without an outcome promises nothing: promise one, or take one back into the plan.")
        if last is not None and last.content == content:
            return last
        number = last.number + 1 if last else 1
        version = PlanVersion.objects.create(
            plan=plan,
            number=number,
            content=content,
            content_hash=fingerprint(content),
            shared_at=now,
            shared_by=by.name,
        )
        if plan.shared_at is None:
            plan.shared_at = now
            plan.save(update_fields=["shared_at"])
        told = {"number": number, "hash": version.content_hash}
        note(plan, "share_plan", f"success plan version {number}", None, told, by=by, now=now)
    return version


def sign_plan(version: PlanVersion, *, by: Actor, now: datetime) -> PlanSignature:
    """The customer's person agrees to the version they see, and so to its outcomes that were proposed (grade signed).

    Signing twice is signing once. Raises NotAllowed, and Refused for a version that another has replaced and for a
    person who has left.
    """
    account = version.plan.account
    require_for(by, Verb.SIGN_PLAN, account)
    with turn(account.workspace):
        today = account.workspace.day_of(now)
        person = acting_person(account, by, today)
        if person is None:
            raise Refused(f"{by.name} cannot sign for a stakeholder: record the signature as reported, with how.")
        _require_latest(version)
        return _sign(version, person, today, Grade.SIGNED, "", by=by, now=now)


def report_signature(
    version: PlanVersion, person: Stakeholder, *, signed_on: date, how: str, by: Actor, now: datetime
) -> PlanSignature:
    """A member puts on record that the person signed, and how (grade reported): on paper, in an e-mail, on a call.

    Raises NotAllowed, NotFound for who is not of the plan's account, BadInput for a day ahead or no word on how, and
    Refused for who was not there on that day.
    """
    account = version.plan.account
    require(by, Verb.WRITE_PLAN, account.workspace)
    kept = readable(how, "word on how it was signed")
    if person.account_id != account.pk:
        raise NotFound(f"{account.name} has no such person on file: its plan is signed by its own.")
    with turn(account.workspace):
        if signed_on > account.workspace.day_of(now):
            raise BadInput(f"{signed_on} is still to come: give the day on which it was signed.")
        if absent := not_there(person, signed_on):
            raise Refused(f"{absent.reason.replace('have attested', 'have signed')} {absent.remedy}")
        return _sign(version, person, signed_on, Grade.REPORTED, kept, by=by, now=now)


def _sign(
    version: PlanVersion, person: Stakeholder, day: date, grade: Grade, how: str, *, by: Actor, now: datetime
) -> PlanSignature:
    held = PlanSignature.objects.filter(version=version, stakeholder=person, grade=grade.value).first()
    if held is not None:
        return held
    signature = PlanSignature.objects.create(
        version=version,
        stakeholder=person,
        role=person.role,
        signed_on=day,
        recorded_at=now,
        recorded_by=by.name,
        grade=grade.value,
        how=how,
        content_hash=version.content_hash,
    )
    told = {"grade": grade.value, "role": person.role, "signed_on": day, "hash": version.content_hash}
    note(version.plan, "sign_plan", f"success plan version {version.number}", None, told, by=by, now=now)
    _agree(version, person, day, by=by, now=now)
    return signature


def _agree(version: PlanVersion, person: Stakeholder, day: date, *, by: Actor, now: datetime) -> None:
    """Agree those outcomes that still say what the version says; what was changed since was not signed."""
    today = {outcome.reference: outcome for outcome in content_of(version.plan).outcomes}
    as_signed = [o.reference for o in content_read(version).outcomes if _same(o, today.get(o.reference))]
    agreement = f"success plan version {version.number}"
    agree_outcomes(version.plan.account, as_signed, on=day, agreed_by=person, agreement=agreement, by=by, now=now)


def _same(signed: PlannedOutcome, today: PlannedOutcome | None) -> bool:
    return today is not None and plain(signed) == plain(today)


def _require_latest(version: PlanVersion) -> None:
    last = latest_version(version.plan)
    if last is not None and last.number != version.number:
        raise Refused(
            f"Version {last.number} has taken the place of version {version.number} while you were reading. Nothing "
            f"was signed: read version {last.number}, then sign that one."
        )
