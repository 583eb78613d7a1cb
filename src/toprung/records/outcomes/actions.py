"""What can be done with outcomes: one function per business verb. Bulk verbs answer each draft, in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Max

from toprung.kernel.errors import Refused
from toprung.kernel.vocabulary import Grade, MeasurementSource, Said
from toprung.records.book.models import Account, Stakeholder
from toprung.records.journal import actions as journal
from toprung.records.journal.actions import Note, changes_between
from toprung.records.journal.upsert import Upserted
from toprung.records.outcomes import chain, queries
from toprung.records.outcomes.answering import require_unanswered
from toprung.records.outcomes.attesting import Hearing, not_there, note_of
from toprung.records.outcomes.claiming import Claims
from toprung.records.outcomes.drafts import AttestationDraft, ClaimDraft, MeasurementDraft, OutcomeDraft
from toprung.records.outcomes.measuring import Readings, withdrawal_note
from toprung.records.outcomes.models import Attestation, CheckAnswer, Measurement, Outcome, UsageMeasurement
from toprung.records.outcomes.promising import Desk
from toprung.records.outcomes.reading_usage import UsageDefinition, definition_of, require_measurable
from toprung.records.tenancy.actors import Actor, ActorKind
from toprung.records.tenancy.models import Workspace
from toprung.records.tenancy.permissions import Verb, require, require_for
from toprung.records.tenancy.turns import turn


def write_outcomes(workspace: Workspace, drafts: Sequence[OutcomeDraft], *, by: Actor, now: datetime) -> list[Upserted]:
    """Upsert promises by (account, outcome). A changed promise is a new version (DOMAIN section 2).

    A version is in force from its agreement if that is newer than what it replaces, else from the day recorded;
    versions written at the same `now` are one act and are amended in place. One outcome an account is primary and
    one first value: where neither drafts nor file say, the account's first outcome is both.
    """
    require(by, Verb.WRITE_OUTCOME, workspace)
    with turn(workspace):
        desk = Desk.open(workspace, drafts, now)
        results = [desk.write(draft) for draft in drafts]
        desk.settle()
        journal.write(workspace, desk.save(), by=by, at=now)
    return results


def record_measurements(
    workspace: Workspace, drafts: Sequence[MeasurementDraft], *, by: Actor, now: datetime, imported: bool = False
) -> list[Upserted]:
    """Record dated values. Another value for a day on file is a correction: it supersedes, and both are kept.

    A customer's person may for their own account, as values that the customer reports. `imported` history counts as
    recorded on its own day (DOMAIN section 12).
    """
    _require_measuring(workspace, drafts, by)
    with turn(workspace):
        readings = Readings.open(workspace, drafts, now, imported=imported)
        results = [readings.record(draft) for draft in drafts]
        journal.write(workspace, readings.save(), by=by, at=now)
    return results


def withdraw_measurements(
    outcome: Outcome, days: Iterable[date], source: MeasurementSource, *, by: Actor, now: datetime
) -> int:
    """Take back the values of a source that no longer say anything of those days; they are kept as superseded.

    Returns how many there were. What another source says of a day stands.
    """
    account = outcome.account
    workspace = account.workspace
    require(by, Verb.RECORD_MEASUREMENT, workspace)
    with turn(workspace):
        standing = Measurement.objects.filter(
            outcome=outcome, occurred_on__in=set(days), source=source.value, superseded_at=None
        )
        found = list(standing.order_by("occurred_on"))
        standing.update(superseded_at=now)
        journal.write(workspace, [withdrawal_note(outcome, value) for value in found], by=by, at=now)
    return len(found)


def define_usage_measurement(
    workspace: Workspace, account: str, outcome: str, definition: UsageDefinition, *, by: Actor, now: datetime
) -> UsageMeasurement:
    """Have an outcome's value read from usage from now on; what was defined before is replaced.

    Raises NotFound, and BadInput where the outcome or its account lacks what the definition needs.
    """
    require(by, Verb.RECORD_MEASUREMENT, workspace)
    with turn(workspace):
        promised = queries.terms(workspace, account, outcome)
        measured = promised.outcome
        require_measurable(measured.account, promised, definition)
        before = UsageMeasurement.objects.filter(outcome=measured).first()
        fields = asdict(definition) | {"defined_at": now, "defined_by": by.name}
        held, _ = UsageMeasurement.objects.update_or_create(outcome=measured, defaults=fields)
        changes = changes_between(definition_of(before).as_fields() if before else None, definition.as_fields())
        if changes:
            journal.write(workspace, [Note("define_usage_measurement", account, outcome, changes)], by=by, at=now)
    return held


def stop_usage_measurement(workspace: Workspace, account: str, outcome: str, *, by: Actor, now: datetime) -> bool:
    """Read an outcome's value from usage no more. The values read so far stay. Was it read until now?

    Raises NotFound.
    """
    require(by, Verb.RECORD_MEASUREMENT, workspace)
    with turn(workspace):
        measured = queries.outcome(workspace, account, outcome)
        held = UsageMeasurement.objects.filter(outcome=measured).first()
        if held is None:
            return False
        changes = changes_between(definition_of(held).as_fields(), dict.fromkeys(definition_of(held).as_fields()))
        held.delete()
        journal.write(workspace, [Note("stop_usage_measurement", account, outcome, changes)], by=by, at=now)
    return True


def record_attestations(
    workspace: Workspace, drafts: Sequence[AttestationDraft], *, by: Actor, now: datetime, imported: bool = False
) -> list[Upserted]:
    """Append stakeholders' words to the chain, with the role held. The same word again is unchanged; another is later.

    `imported` history counts as recorded on its own day (DOMAIN section 12).
    Raises Refused for grade signed by anyone but a stakeholder: a member, a file or a call can only report.
    """
    require(by, Verb.RECORD_ATTESTATION, workspace)
    _refuse_signing_for_others(drafts, by)
    with turn(workspace):
        hearing = Hearing.open(workspace, drafts, now, by, imported=imported)
        results = [hearing.hear(draft) for draft in drafts]
        journal.write(workspace, hearing.save(), by=by, at=now)
    return results


def sign_attestation(
    outcome: Outcome, said: Said, *, value: Decimal | None = None, words: str = "", by: Actor, now: datetime
) -> Attestation:
    """The customer's person says it themself, at grade signed. Their last word again on one day adds nothing.

    It is said today, and never before what the same person said earlier: a clock that was put back would otherwise
    have a yes stand that its person has taken back since.

    Returns the link of the chain. Raises NotAllowed for anybody but a person of the account; Refused for one who is
    not with the customer on that day, and for a withdrawal of nothing.
    """
    account = outcome.account
    workspace = account.workspace
    require_for(by, Verb.ATTEST, account)
    with turn(workspace):
        person = Stakeholder.objects.get(pk=int(by.id), account=account)
        earlier = outcome.attestations.filter(stakeholder=person).aggregate(day=Max("occurred_on"))["day"]
        draft = AttestationDraft(
            account=account.external_id,
            outcome=outcome.external_id,
            stakeholder=person.name,
            said=said,
            occurred_on=max(workspace.day_of(now), earlier or date.min),
            value=value,
            words=words,
            how="Through a personal link",
            grade=Grade.SIGNED,
        )
        hearing = Hearing.open(workspace, [draft], now, by, imported=False)
        problem = hearing.hear(draft).problem
        if problem is not None:
            raise Refused(f"{problem.reason} {problem.remedy}")
        journal.write(workspace, hearing.save(), by=by, at=now)
        return outcome.attestations.filter(stakeholder=person).order_by("-sequence")[0]


def withdraw_attestation(attestation: Attestation, *, how: str, by: Actor, now: datetime) -> Attestation:
    """Append the person's withdrawal of an earlier word; that word stays in the chain. Returns the new link.

    Where the person's last word of that outcome is a withdrawal, nothing is added and that link is returned. Raises
    Refused for a person who has left: what they attested stands (DOMAIN section 1).
    """
    workspace = attestation.workspace
    require(by, Verb.RECORD_ATTESTATION, workspace)
    if attestation.said == Said.WITHDRAWN:
        raise Refused("This is itself a withdrawal: record a new yes or no instead.")
    outcome = attestation.outcome
    with turn(workspace):
        last = outcome.attestations.filter(stakeholder=attestation.stakeholder).order_by("-sequence")[0]
        if last.said == Said.WITHDRAWN:
            return last
        link = _withdrawal(attestation, how, by, now)
        if absent := not_there(link.stakeholder, link.occurred_on):
            raise Refused(f"{absent.reason} What was said before stands.")
        chain.append(workspace, [link])
        note = note_of(outcome.account.external_id, outcome.external_id, link)
        journal.write(workspace, [note], by=by, at=now)
    return link


def claim_results(
    workspace: Workspace, drafts: Sequence[ClaimDraft], *, by: Actor, now: datetime, imported: bool = False
) -> list[Upserted]:
    """A member says results are there, and where the customer can see them. It lifts nothing by itself.

    `imported` history counts as recorded on its own day (DOMAIN section 12).
    """
    require(by, Verb.CLAIM_RESULT, workspace)
    with turn(workspace):
        claims = Claims.open(workspace, drafts, now, imported=imported)
        results = [claims.claim(draft) for draft in drafts]
        journal.write(workspace, claims.save(), by=by, at=now)
    return results


def answer_check(
    account: Account,
    *,
    yes: bool,
    named: str = "",
    words: str = "",
    seen: int | None = None,
    by: Actor,
    now: datetime,
) -> CheckAnswer:
    """The owner's answer, on the record: can this account name its measurable result? (DOMAIN section 6)

    A yes names the result. Answers are kept one after the other; the latest counts. `seen` is how many answers the
    one who answers knew of: where there are more by now, `AnsweredMeanwhile` is raised and nothing kept.
    """
    workspace = account.workspace
    require(by, Verb.ANSWER_CHECK, workspace)
    if yes and not named.strip():
        raise Refused("A yes names the result: say which one the account can name, or answer no.")
    with turn(workspace):
        require_unanswered(account, seen)
        answer = CheckAnswer.objects.create(
            account=account,
            occurred_on=workspace.day_of(now),
            recorded_at=now,
            yes=yes,
            named=named.strip(),
            words=words.strip(),
            answered_by=by.name,
        )
        changes = changes_between(None, {"yes": yes, "named": answer.named, "words": answer.words})
        note = Note(Verb.ANSWER_CHECK.value, account.external_id, f"check on {answer.occurred_on}", changes)
        journal.write(workspace, [note], by=by, at=now)
    return answer


def _require_measuring(workspace: Workspace, drafts: Sequence[MeasurementDraft], by: Actor) -> None:
    if by.kind is not ActorKind.STAKEHOLDER:
        require(by, Verb.RECORD_MEASUREMENT, workspace)
        return
    for account in Account.objects.filter(workspace=workspace, external_id__in={draft.account for draft in drafts}):
        require_for(by, Verb.RECORD_MEASUREMENT, account)
    if any(draft.source is not MeasurementSource.CUSTOMER for draft in drafts):
        raise Refused("A customer’s person reports values: they are kept as the customer’s, and as nothing else.")


def _refuse_signing_for_others(drafts: Sequence[AttestationDraft], by: Actor) -> None:
    if by.kind is not ActorKind.STAKEHOLDER and any(draft.grade is Grade.SIGNED for draft in drafts):
        raise Refused(
            f"{by.name} cannot sign for a stakeholder: record the confirmation as reported, with how it was given."
        )


def _withdrawal(word: Attestation, how: str, by: Actor, now: datetime) -> Attestation:
    return Attestation(
        occurred_on=word.workspace.day_of(now),
        recorded_at=now,
        outcome=word.outcome,
        stakeholder=word.stakeholder,
        stakeholder_name=word.stakeholder.name,
        role=word.stakeholder.role,
        said=Said.WITHDRAWN.value,
        grade=Grade.REPORTED.value,
        how=how.strip(),
        recorded_by=by.name,
    )
