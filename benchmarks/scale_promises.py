"""The outcomes of a benchmark's book: versions, measurements, claims, and the words of the customers' people."""

from __future__ import annotations

import json
from datetime import date, timedelta
from random import Random

from benchmarks.scale_lives import EVENT_NAMES, Life
from benchmarks.scale_rows import Rows
from toprung.records.outcomes.models import Attestation, Measurement, Outcome, OutcomeVersion, ResultClaim

#: statement, metric, unit, direction, baseline, target
PROMISES = (
    ("Cut the hours spent on monthly reporting by 40%", "reporting hours", "hours", "decrease", 100, 60),
    ("Raise the share of invoices matched without a person to 80%", "matched invoices", "%", "increase", 30, 80),
    ("Shorten the order cycle from 12 to 7 days", "order cycle time", "days", "decrease", 12, 7),
    ("Bring complaints about late deliveries down by half", "complaints", "a month", "decrease", 60, 30),
    ("Increase renewals closed on time by 25%", "renewals on time", "a quarter", "increase", 80, 100),
)
MILESTONE, VAGUE = "Adopt the dashboard module", "Be more efficient"
#: who may confirm a result, by segment
ACCEPTED = {"SMB": ("buyer",), "Mid-Market": ("team_lead", "manager"), "Enterprise": ("executive_sponsor",)}


def add_outcome(
    rows: Rows, life: Life, account: int, people: dict[str, tuple[int, str]], number: int, draw: Random, day: date
) -> None:
    """The account's outcome of that number, with its versions and what came of it."""
    told = draw.choices(("promise", "milestone", "vague"), (88, 7, 5))[0]
    statement, metric, unit, direction, baseline, target = draw.choice(PROMISES)
    real = told == "promise"
    validators = [people[role] for role in ACCEPTED[life.segment] if role in people]
    validator = draw.choices((validators[0] if validators else None, people["champion"], None), (80, 12, 8))[0]
    reference = f"O{number + 1}"
    outcome = rows.add(Outcome, account_id=account, external_id=reference)
    covers = [f"A{life.number - 1:06}"] if life.number % 200 == 199 and not number else []
    agreed = life.signed_on + timedelta(days=5) if draw.random() < 0.85 else None
    for version in range(1 if draw.random() < 0.7 else 2):
        rows.add(
            OutcomeVersion,
            outcome_id=outcome,
            number=version + 1,
            in_force_on=life.signed_on + timedelta(days=30 * version),
            recorded_at=rows.now,
            # No two customers say it in the same words: what is made of a text is made anew for each.
            statement=f"{statement if real else MILESTONE if told == 'milestone' else VAGUE} at site {life.number}",
            kind="numeric" if real else "status",
            metric=metric if real else "",
            unit=unit if real else "",
            direction=direction,
            baseline=baseline if real else None,
            target=target if real else None,
            state_before="",
            state_after="",
            due_on=None,
            due_days=120 + 30 * version,
            category="efficiency_gained",
            value_per_unit=None,
            value_period="",
            mechanism="The work is done in the product instead of by hand.",
            features=json.dumps(draw.sample(EVENT_NAMES[:8], 2)),
            owner=f"Csm {life.number % 40}",
            validator=validator[1] if validator else "",
            agreed_on=agreed,
            agreed_by=people["champion"][1] if agreed else "",
            agreement="",
            promised_by="",
            promised_on=life.signed_on,
            customer_confirmed=agreed is not None,
            primary=number == 0,
            first_value=number == 0,
            covers=json.dumps(covers),
        )
    if real and life.go_live_on:
        _results(rows, life, people, outcome, (reference, baseline, target), draw, day)


def _results(
    rows: Rows,
    life: Life,
    people: dict[str, tuple[int, str]],
    outcome: int,
    promise: tuple[str, int, int],
    draw: Random,
    day: date,
) -> None:
    assert life.go_live_on is not None
    reference, baseline, target = promise
    fate = draw.choices(("reached", "moving", "still", "lost", "unmeasured"), (45, 22, 13, 6, 14))[0]
    months = min(12, (day - life.go_live_on).days // 30) if fate != "unmeasured" else 0
    for month in range(1, months + 1):
        share = {"reached": min(1.05, month / 3), "moving": month / 20, "still": 0.05}.get(fate, month / 3)
        if fate == "lost" and month > 6:
            share = 0.1
        rows.add(
            Measurement,
            recorded_at=rows.now,
            backfilled=True,
            occurred_on=day - timedelta(days=30 * (months - month) + life.number % 28),
            written_on=None,
            outcome_id=outcome,
            value=f"{baseline + (target - baseline) * share:.2f}",
            state="",
            source="customer" if month % 2 else "api",
            superseded_at=None,
        )
    if fate in ("reached", "lost") and months > 3:
        _words(rows, life, people, outcome, reference, draw, day)


def _words(
    rows: Rows,
    life: Life,
    people: dict[str, tuple[int, str]],
    outcome: int,
    reference: str,
    draw: Random,
    day: date,
) -> None:
    confirmed = day - timedelta(days=draw.choice((10, 40, 80, 150, 300, 420)))
    if confirmed <= life.signed_on or draw.random() < 0.1:
        return
    roles = ACCEPTED[life.segment] if draw.random() < 0.85 else ("champion",)
    said = [("yes", role, confirmed) for role in (roles if draw.random() < 0.8 else roles[:1])]
    if draw.random() < 0.06:
        said.append((draw.choice(("no", "withdrawn")), roles[0], confirmed + timedelta(days=9)))
    for word, role, spoken_on in said:
        if role in people and spoken_on <= day:
            number, name = people[role]
            link = Attestation(
                occurred_on=spoken_on,
                recorded_at=rows.now,
                backfilled=True,
                outcome_id=outcome,
                stakeholder_id=number,
                stakeholder_name=name,
                role=role,
                said=word,
                grade="signed" if draw.random() < 0.3 else "reported",
                words=f"It takes site {life.number} 40% fewer hours, thanks to Scale."
                if word == "yes"
                else "Not what we hoped for.",
                how="said so in a call",
                recorded_by="operator",
            )
            rows.links.append((life.account, reference, link))
    rows.add(
        ResultClaim,
        recorded_at=rows.now,
        backfilled=True,
        occurred_on=confirmed,
        outcome_id=outcome,
        statement="Reached",
        value=None,
        opened_by="",
        opened_on=None,
        document="Quarterly report" if draw.random() < 0.5 else "",
    )
