"""Where a timeline's happenings come from: one reader a kind, each bounded to the account and to one page."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import F, Q, QuerySet
from django.db.models.functions import TruncDate

from toprung.doctrine.reasons import listed
from toprung.kernel.changing_hands import HandOffKind, HandOffStepKind
from toprung.kernel.vocabulary import Band, Grade, Rung, Said, StakeholderRole, TouchKind
from toprung.motion.evaluation.models import StateChange
from toprung.motion.portrait.changes import changes_told
from toprung.motion.portrait.happenings import Happening, Kind, Place
from toprung.motion.portrait.telling import money_told, number_told, verb_told
from toprung.records.book import queries as book
from toprung.records.book.models import Account
from toprung.records.handoffs.models import HandOffStep
from toprung.records.handoffs.queries import steps
from toprung.records.journal.models import Entry
from toprung.records.outcomes.models import Attestation, CheckAnswer, Measurement, OutcomeVersion, ResultClaim
from toprung.records.tenancy.models import Workspace

#: entries whose fact stands in the timeline by itself, with the day it was true
_FACTS = (
    *("create_touch", "record_measurement", "record_attestation", "claim_result", "answer_check"),
    *("write_note", "record_movement", "create_subscription"),
    *("hand_off", "accept_handoff", "send_back_handoff", "state_commitments"),
)
_BANDS = {Band.RED.value: 0, Band.AMBER.value: 1, Band.GREEN.value: 2}


@dataclass(frozen=True, slots=True)
class Promised:
    """What a reader knows an outcome by, and the unit of its values."""

    name: str
    statement: str
    unit: str

    def value(self, value: Decimal | None, state: str = "") -> str:
        """A value of the outcome with its unit: 5 days; or the state it names."""
        return state if value is None else f"{number_told(value)} {self.unit}".strip()


def promises_of(workspace: Workspace, account: Account) -> dict[int, Promised]:
    """By what each of the account's outcomes is known, by key. One query."""
    found = OutcomeVersion.objects.filter(outcome__account__workspace=workspace, outcome__account=account)
    rows = found.order_by("number").values_list("outcome_id", "outcome__external_id", "statement", "unit")
    return {outcome: Promised(*told) for outcome, *told in rows}


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one account's happenings, at most `limit` of a kind, older than `before` where that is given."""

    workspace: Workspace
    account: Account
    limit: int
    before: Place | None
    promises: Mapping[int, Promised]

    def read(self, kind: Kind) -> list[Happening]:
        """The newest of that kind, newest first. One query."""
        return list(_READERS[kind](self))

    def standing(self) -> Iterator[Happening]:
        """Changes of rung and band. A day's standing is known at its end."""
        moved = Q(rung_before=None) | ~Q(rung=F("rung_before")) | ~Q(band=F("band_before"))
        found = StateChange.objects.filter(moved, account__workspace=self.workspace, account=self.account)
        if self.before is not None:
            found = found.filter(since__lte=self.before.day)
        for row in found.order_by("-since")[: self.limit + 1]:
            told = _standing_told(row, self._end_of(row.since))
            if self.before is None or told.place.newness < self.before.newness:
                yield told

    def attestations(self) -> Iterator[Happening]:
        found = Attestation.objects.filter(outcome__account__workspace=self.workspace, outcome__account=self.account)
        for row in self._page(found.select_related("stakeholder"), Kind.ATTESTATION):
            yield _attestation_told(row, self.promises[row.outcome_id])

    def measurements(self) -> Iterator[Happening]:
        found = Measurement.objects.filter(outcome__account__workspace=self.workspace, outcome__account=self.account)
        for row in self._page(found, Kind.MEASUREMENT):
            yield _measurement_told(row, self.promises[row.outcome_id])

    def claims(self) -> Iterator[Happening]:
        found = ResultClaim.objects.filter(outcome__account__workspace=self.workspace, outcome__account=self.account)
        for row in self._page(found, Kind.CLAIM):
            yield _claim_told(row, self.promises[row.outcome_id])

    def checks(self) -> Iterator[Happening]:
        found = CheckAnswer.objects.filter(account__workspace=self.workspace, account=self.account)
        for row in self._page(found, Kind.CHECK):
            answer = "can name its measurable result" if row.yes else "cannot name a measurable result"
            what = f"Result check answered: the account {answer}"
            yield _told(Kind.CHECK, row, what, who=row.answered_by, quote=row.named or row.words, good=row.yes)

    def handoffs(self) -> Iterator[Happening]:
        found = steps(self.workspace).filter(handoff__account=self.account).select_related("handoff")
        for row in self._page(found, Kind.HAND_OFF):
            yield _handoff_told(row)

    def revenue(self) -> Iterator[Happening]:
        for row in self._page(book.movements(self.workspace).filter(account=self.account), Kind.REVENUE):
            product = f" ({row.subscription})" if row.subscription else ""
            what = f"Revenue, {row.kind}{product}: MRR {money_told(row.amount, row.currency)}"
            noted = ("record_movement", f"{row.kind} on {row.occurred_on}")
            yield _told(Kind.REVENUE, row, what, good=row.amount > 0, noted=noted)

    def touches(self) -> Iterator[Happening]:
        for row in self._page(book.touches(self.workspace).filter(account=self.account), Kind.TOUCH):
            yield _touch_told(row, {promised.name: promised.statement for promised in self.promises.values()})

    def notes(self) -> Iterator[Happening]:
        for row in self._page(book.notes(self.workspace).filter(account=self.account), Kind.NOTE):
            edited = (f"edited by {row.edited_by}",) if row.edited_by else ()
            yield _told(Kind.NOTE, row, "Note", who=row.written_by, quote=row.text, details=edited, record=row.pk)

    def changes(self) -> Iterator[Happening]:
        """What the journal alone tells: who changed which field of what."""
        found = Entry.objects.filter(workspace=self.workspace, account=self.account.external_id)
        dated = found.exclude(verb__in=_FACTS).annotate(day=TruncDate("at", tzinfo=self.workspace.zone))
        for row in self._page(dated, Kind.CHANGE, "day", "at"):
            place = Place(row.day, row.at, Kind.CHANGE.rank, row.pk)
            what = verb_told(row.verb, row.subject, self.account.name)
            yield Happening(Kind.CHANGE, place, what, who=row.actor_name, changes=changes_told(row.changes))

    def _page(
        self, found: QuerySet[Any], kind: Kind, day: str = "occurred_on", at: str = "recorded_at"
    ) -> QuerySet[Any]:
        if self.before is not None:
            found = found.filter(self.before.older(kind, day, at))
        return found.order_by(f"-{day}", f"-{at}", "-pk")[: self.limit]

    def _end_of(self, day: date) -> datetime:
        return datetime.combine(day + timedelta(days=1), time.min, self.workspace.zone)


_READERS = {
    Kind.STANDING: Reader.standing,
    Kind.ATTESTATION: Reader.attestations,
    Kind.MEASUREMENT: Reader.measurements,
    Kind.CLAIM: Reader.claims,
    Kind.CHECK: Reader.checks,
    Kind.HAND_OFF: Reader.handoffs,
    Kind.REVENUE: Reader.revenue,
    Kind.TOUCH: Reader.touches,
    Kind.NOTE: Reader.notes,
    Kind.CHANGE: Reader.changes,
}


def _told(kind: Kind, row: Any, what: str, **more: Any) -> Happening:
    place = Place(row.occurred_on, row.recorded_at, kind.rank, row.pk)
    return Happening(kind, place, what, backfilled=row.backfilled, **more)


def _handoff_told(row: HandOffStep) -> Happening:
    """Sending back is bad news, accepting good; handing over is neither."""
    step, kind = HandOffStepKind(row.step), HandOffKind(row.handoff.kind)
    good = {HandOffStepKind.ACCEPTED: True, HandOffStepKind.SENT_BACK: False}.get(step)
    missing = (f"missing then: {listed([name.replace('_', ' ') for name in row.missing])}",) if row.missing else ()
    said = tuple(f"“{text}”" for text in row.commitments or ())
    what = f"Hand-off from {kind.label}: {step.label}"
    return _told(Kind.HAND_OFF, row, what, who=row.by, quote=row.words, details=(*said, *missing), good=good)


def _standing_told(row: StateChange, at: datetime) -> Happening:
    """A change of rung or band. The first standing is where the story begins."""
    place = Place(row.since, at, Kind.STANDING.rank, row.pk)
    now, band = Rung(row.rung), row.band or "none"
    if row.rung_before is None:
        return Happening(Kind.STANDING, place, f"First evaluated: {_rung(now)}; health {band}")
    before = Rung(row.rung_before)
    moved = [f"rung {_rung(before)} → {_rung(now)}"] if now is not before else []
    moved += [f"health {row.band_before or 'none'} → {band}"] if row.band != row.band_before else []
    up = now > before if now is not before else _BANDS.get(row.band, -1) > _BANDS.get(row.band_before, -1)
    return Happening(Kind.STANDING, place, f"Standing: {'; '.join(moved)}", good=up)


def _rung(rung: Rung) -> str:
    return f"{int(rung)}, {rung.label}"


def _attestation_told(row: Attestation, promised: Promised) -> Happening:
    name = row.said_by
    role = f" ({StakeholderRole(row.role).label})" if row.role else ""
    said = {Said.YES: "confirmed", Said.NO: "denied", Said.WITHDRAWN: "withdrew their word on"}[Said(row.said)]
    what = f"{name}{role} {said} “{promised.statement}”"
    grade = Grade(row.grade)
    details = [f"grade {grade.label}", *([f"value {promised.value(row.value)}"] if row.value is not None else [])]
    details += [f"known by: {row.how}"] if row.how else []
    good = {Said.YES: True, Said.NO: False, Said.WITHDRAWN: False}[Said(row.said)]
    who = name if grade is Grade.SIGNED else row.recorded_by
    return _told(Kind.ATTESTATION, row, what, who=who, quote=row.words, details=tuple(details), good=good)


def _measurement_told(row: Measurement, promised: Promised) -> Happening:
    details = [f"source: {row.source}", *(["corrected since"] if row.superseded_at else [])]
    what = f"“{promised.statement}” measured: {promised.value(row.value, row.state)}"
    noted = ("record_measurement", f"{promised.name} on {row.occurred_on}")
    return _told(Kind.MEASUREMENT, row, what, details=tuple(details), noted=noted)


def _claim_told(row: ResultClaim, promised: Promised) -> Happening:
    details = [f"value {promised.value(row.value)}"] if row.value is not None else []
    details += [f"opened by {row.opened_by}"] if row.opened_by else []
    details += [f"stands in “{row.document}”"] if row.document else []
    what = f"Result of “{promised.statement}” claimed"
    noted = ("claim_result", promised.name)
    return _told(Kind.CLAIM, row, what, quote=row.statement, details=tuple(details), noted=noted)


def _touch_told(row: Any, statements: Mapping[str, str]) -> Happening:
    details = [f"{row.minutes} minutes"] if row.minutes else []
    details += [row.purpose] if row.purpose else []
    roles = [StakeholderRole(role).label for role in row.attendees]
    details += [f"attended: {listed(roles)}"] if roles else []
    details += [f"served “{statements.get(row.outcome, row.outcome)}”"] if row.outcome else []
    noted = ("create_touch", f"{row.kind} on {row.occurred_on}")
    return _told(Kind.TOUCH, row, TouchKind(row.kind).label.capitalize(), details=tuple(details), noted=noted)
