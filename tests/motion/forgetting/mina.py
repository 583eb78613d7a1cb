"""Mina Sato of Harbor Foods, on file wherever Toprung can write somebody down."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import models
from tests.cast import NOW, TODAY, Cast
from tests.motion.imports.runs.running import Importing
from tests.motion.intake.feed import Feed, of_group, track

from toprung.kernel.changing_hands import HandOffKind, InterventionCause
from toprung.kernel.vocabulary import Said
from toprung.motion.evaluation.models import AccountState
from toprung.motion.results.models import OutcomeState
from toprung.motion.upkeep import refresh
from toprung.records.book.actions import write_note
from toprung.records.book.models import Note
from toprung.records.handoffs import actions as handoffs
from toprung.records.handoffs.models import HandOff, HandOffStep
from toprung.records.interventions.actions import Opening, add_step, open_interventions
from toprung.records.interventions.models import Intervention, InterventionStep
from toprung.records.outcomes.actions import (
    answer_check,
    claim_results,
    record_attestations,
    record_measurements,
    write_outcomes,
)
from toprung.records.outcomes.drafts import AttestationDraft, ClaimDraft, MeasurementDraft, OutcomeDraft
from toprung.records.outcomes.models import CheckAnswer, Measurement, Outcome, OutcomeVersion, ResultClaim
from toprung.records.plans.actions import (
    add_milestone,
    change_plan,
    comment_plan,
    propose_wording,
    report_signature,
    share_plan,
    sign_plan,
    start_plan,
    tick_milestone,
)
from toprung.records.plans.drafts import MilestoneDraft, PlanDraft, Subject, Wording
from toprung.records.plans.models import Milestone, PlanComment, PlanSignature, ProposedWording, SuccessPlan
from toprung.records.portal.answering import Answer, answer_request, latest_value
from toprung.records.portal.asking import ask, forward
from toprung.records.portal.links import invite, make_link, speaking
from toprung.records.portal.models import AttestationRequest, PortalLink, PortalMail
from toprung.records.views.actions import ViewDraft, save_view
from toprung.records.views.models import ListKind

NAME, EMAIL = "Mina Sato", "mina@harborfoods.example"
#: as it is written into a text
WRITTEN = f"As {NAME} <{EMAIL}> said"
#: nothing of it may be found afterwards, whoever wrote it how
TRACES = ("mina sato", "sato, mina", "mina@harborfoods", "mina%40", "mina+sato", "mina%20sato")
ORIGIN = "https://cs.example"
#: what names nobody for sure, and is left
ALONE = "Mina is back on Monday"
_SHEET = f"account,name,role,email,joined on\nHF-1,{NAME},manager,{EMAIL},2024-02-01\nHF-1,Ole Berg,nobody,,\n"

#: free texts, which are written full of her name beside what was done through the product
PLANTED: dict[type[models.Model], tuple[str, ...]] = {
    Note: ("text",),
    OutcomeVersion: (
        *("statement", "metric", "unit", "state_before", "state_after", "mechanism"),
        *("validator", "agreed_by", "agreement"),
    ),
    Measurement: ("state",),
    ResultClaim: ("statement", "opened_by", "document"),
    CheckAnswer: ("named", "words"),
    HandOff: ("commitments",),
    HandOffStep: ("words", "commitments"),
    Intervention: ("subject",),
    InterventionStep: ("text",),
    SuccessPlan: ("purpose",),
    Milestone: ("title",),
    PlanSignature: ("how", "recorded_by"),
    PlanComment: ("text",),
    ProposedWording: ("wanted", "before", "why", "reason"),
    PortalLink: ("made_by",),
    AttestationRequest: ("asked_by", "note"),
    PortalMail: ("asked_by", "given_up"),
    AccountState: ("validator", "named_result"),
    OutcomeState: ("statement", "ask"),
}


def everywhere(cast: Cast, home: Path) -> None:
    """Through the product first, then into every free text of a row that is there."""
    _promised(cast)
    _asked(cast)
    _planned(cast)
    _in_the_motion(cast)
    _used(cast)
    _imported(cast)
    refresh(cast.workspace, ["HF-1"], NOW)
    for model, fields in PLANTED.items():
        _plant(model, fields)
    _mailed(home)


def _promised(cast: Cast) -> None:
    promise = OutcomeDraft(
        "HF-1",
        "O-1",
        f"Close the books in 5 days instead of 9, {WRITTEN}",
        metric="days to close",
        unit="days",
        baseline=Decimal(9),
        target=Decimal(5),
        validator=NAME,
        agreed_by=EMAIL,
        agreed_on=TODAY,
        primary=True,
    )
    write_outcomes(cast.workspace, [promise], by=cast.csm, now=NOW)
    value = MeasurementDraft("HF-1", "O-1", TODAY, Decimal(5))
    record_measurements(cast.workspace, [value], by=cast.csm, now=NOW)
    claim = ClaimDraft("HF-1", "O-1", statement=WRITTEN, opened_by=NAME, opened_on=TODAY)
    claim_results(cast.workspace, [claim], by=cast.csm, now=NOW)
    words = AttestationDraft("HF-1", "O-1", "Tom Becker", Said.YES, TODAY, words=WRITTEN, how=f"With {NAME} on a call")
    hers = AttestationDraft("HF-1", "O-1", NAME, Said.YES, TODAY, words="We do", how="In person")
    record_attestations(cast.workspace, [words, hers], by=cast.csm, now=NOW)
    answer_check(cast.harbor, yes=True, named=WRITTEN, words=WRITTEN, by=cast.csm, now=NOW)
    write_note(cast.harbor, WRITTEN, by=cast.csm, now=NOW)


def _asked(cast: Cast) -> None:
    outcome = Outcome.objects.get(account=cast.harbor)
    acting: dict[str, Any] = {"by": cast.csm, "now": NOW}
    asked = ask(outcome, cast.manager, note=f"Dear Mina, {WRITTEN}", origin=ORIGIN, **acting)
    shown = latest_value(outcome)
    assert shown is not None
    answer_request(asked, Answer(Said.YES, words="I do"), shown=shown.pk, by=speaking(cast.manager), now=NOW)
    later = ask(outcome, cast.manager, origin=ORIGIN, **acting)
    by = speaking(cast.manager)
    forward(later, name="Tom Becker", email="", role=None, note="I do not know, Mina", by=by, now=NOW)
    ask(outcome, cast.buyer, note=WRITTEN, origin=ORIGIN, **acting)
    invite(cast.manager, origin=ORIGIN, **acting)
    make_link(cast.manager, by="Chidi Mensah", now=NOW)
    make_link(cast.team_lead, by=NAME, now=NOW)


def _planned(cast: Cast) -> None:
    acting: dict[str, Any] = {"by": cast.csm, "now": NOW}
    plan = start_plan(cast.harbor, **acting)
    change_plan(plan, PlanDraft(WRITTEN), **acting)
    hers = f"stakeholder:{cast.manager.pk}"
    add_milestone(plan, MilestoneDraft(f"Import, {WRITTEN}", "O-1", hers, shared=True), **acting)
    version = share_plan(plan, **acting)
    sign_plan(version, by=speaking(cast.manager), now=NOW)
    report_signature(version, cast.buyer, signed_on=TODAY, how=WRITTEN, **acting)
    comment_plan(plan, f"Yours, {NAME}", by=speaking(cast.manager), now=NOW)
    comment_plan(plan, WRITTEN, **acting)
    wording = Wording(f"Otherwise, {WRITTEN}", why=WRITTEN)
    propose_wording(plan, Subject(milestone=1), wording, by=speaking(cast.manager), now=NOW)
    tick_milestone(plan, 1, done=True, by=speaking(cast.manager), now=NOW)


def _in_the_motion(cast: Cast) -> None:
    acting: dict[str, Any] = {"by": cast.csm, "now": NOW}
    handoffs.freeze_promise(cast.harbor, TODAY, **acting)
    handoffs.state_commitments(cast.harbor, HandOffKind.SALE, [WRITTEN], **acting)
    open_interventions(cast.workspace, [Opening(cast.harbor.pk, InterventionCause.NO, WRITTEN)], **acting)
    add_step(Intervention.objects.select_related("account__workspace").get(), WRITTEN, **acting)
    view = ViewDraft(f"What {NAME} asks", f"q={NAME.replace(' ', '+')}&rung=3")
    save_view(cast.workspace, ListKind.ACCOUNTS, view, **acting)


def _used(cast: Cast) -> None:
    feed = Feed.of(cast.workspace, cast.admin)
    told = {"type": "identify", "userId": "u-7", "messageId": "m0", "traits": {"email": EMAIL, "name": NAME}}
    feed.send(told, track(user="u-7", number="m1", **of_group("HF-1")), track(user=EMAIL, number="m2"))
    feed.load()
    # Still in the inbox.
    feed.send(track(user="u-7", number="m3", properties={"who": NAME}, **of_group("HF-1")))


def _imported(cast: Cast) -> None:
    """One file that was imported, with rejects, and one that waits for its mapping."""
    importing = Importing(cast)
    importing.bring("stakeholders", _SHEET, f"{NAME}.csv")
    importing.upload(_SHEET.replace("manager", "buyer"), "waits.csv")


def _plant(model: type[models.Model], fields: tuple[str, ...]) -> None:
    # Past the managers that keep what is on the record from being changed.
    rows: models.QuerySet[Any] = models.QuerySet(model)
    assert rows.exists(), model
    for name in fields:
        field = model._meta.get_field(name)
        whole = f"{WRITTEN}; {ALONE}" if model is Note else WRITTEN
        text = whole[: getattr(field, "max_length", None) or len(whole)]
        kept: Any = {"commitments": [text], "wanted": {"statement": text}, "before": {"statement": text}}.get(
            name, text
        )
        rows.update(**{name: kept})


def _mailed(home: Path) -> None:
    """Without a mail server, mails are written into files."""
    folder = home / "mail"
    folder.mkdir(parents=True, exist_ok=True)
    between = "\n" + "-" * 79 + "\n"
    hers = f"Subject: Hello\nTo: {NAME} <{EMAIL}>\nContent-Type: text/plain; charset=utf-8\n\nHello Mina"
    others = "Subject: Hello\nTo: Tom Becker <tom@harborfoods.example>\nContent-Type: text/plain\n\nHello Tom"
    naming = f"Subject: Hello\nTo: tom@harborfoods.example\nContent-Type: text/plain\n\n{NAME} asks you"
    (folder / "1.log").write_text(between.join([hers, others, naming, ""]))
    (folder / "2.log").write_text(hers + between)
