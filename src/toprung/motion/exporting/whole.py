"""Every row of every record of a workspace as JSON lines: nothing that is on file stays behind."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import models

from toprung.kernel.canon import plain
from toprung.motion.evaluation.models import AccountState, AccountVerdict, BookState, Evaluation, Figure, StateChange
from toprung.motion.imports.models import ImportRun, ImportTrace, RememberedMapping
from toprung.motion.measures.models import StandardFigure
from toprung.motion.results.models import OutcomeState
from toprung.motion.roi.models import AccountRoi, BookRoi
from toprung.records.apikeys.models import ApiKey
from toprung.records.book import models as book
from toprung.records.handoffs import models as handoffs
from toprung.records.interventions import models as interventions
from toprung.records.journal.models import Entry
from toprung.records.matching import models as matching
from toprung.records.outcomes import models as outcomes
from toprung.records.plans import models as plans
from toprung.records.portal import models as portal
from toprung.records.targets.models import Target
from toprung.records.tenancy.models import Member, Workspace
from toprung.records.usage.models import Source
from toprung.records.views.models import SavedView

#: how each model's rows lead to their workspace; a test holds this to every model there is
TO_WORKSPACE: dict[type[models.Model], str] = {
    Workspace: "pk",
    Member: "workspace",
    Entry: "workspace",
    SavedView: "workspace",
    ApiKey: "workspace",
    book.Segment: "workspace",
    book.Account: "workspace",
    book.SegmentMembership: "account__workspace",
    book.Stakeholder: "account__workspace",
    book.Contract: "account__workspace",
    book.Subscription: "account__workspace",
    book.RevenueMovement: "account__workspace",
    book.Touch: "account__workspace",
    book.Note: "account__workspace",
    outcomes.Outcome: "account__workspace",
    outcomes.OutcomeVersion: "outcome__account__workspace",
    outcomes.Measurement: "outcome__account__workspace",
    outcomes.UsageMeasurement: "outcome__account__workspace",
    outcomes.ResultClaim: "outcome__account__workspace",
    outcomes.CheckAnswer: "account__workspace",
    outcomes.Attestation: "workspace",
    handoffs.HandOffStart: "workspace",
    handoffs.HandOff: "account__workspace",
    handoffs.HandOffStep: "handoff__account__workspace",
    handoffs.FrozenPromise: "account__workspace",
    interventions.Intervention: "account__workspace",
    interventions.InterventionStep: "intervention__account__workspace",
    plans.PlanTemplate: "workspace",
    plans.TemplateStep: "template__workspace",
    plans.SuccessPlan: "account__workspace",
    plans.Milestone: "plan__account__workspace",
    plans.PlanVersion: "plan__account__workspace",
    plans.PlanSignature: "version__plan__account__workspace",
    plans.PlanComment: "plan__account__workspace",
    plans.ProposedWording: "plan__account__workspace",
    outcomes.ResultTemplate: "workspace",
    Evaluation: "workspace",
    BookState: "workspace",
    AccountState: "workspace",
    AccountVerdict: "account__workspace",
    StateChange: "workspace",
    Figure: "workspace",
    StandardFigure: "workspace",
    OutcomeState: "workspace",
    AccountRoi: "workspace",
    BookRoi: "workspace",
    ImportRun: "workspace",
    ImportTrace: "run__workspace",
    RememberedMapping: "workspace",
    Target: "workspace",
    Source: "workspace",
    matching.GroupLink: "workspace",
    matching.MatchRule: "workspace",
    matching.MatchingState: "workspace",
    matching.ProductUser: "workspace",
    matching.ProductGroup: "workspace",
    matching.ProductAlias: "workspace",
    matching.Message: "workspace",
    matching.SourceHour: "source__workspace",
    portal.PortalLink: "stakeholder__account__workspace",
    portal.AttestationRequest: "outcome__account__workspace",
    portal.PortalMail: "stakeholder__account__workspace",
    portal.Brand: "workspace",
}
_AT_A_TIME = 2_000


def write_whole(workspace: Workspace, folder: Path) -> dict[str, int]:
    """One `.jsonl` per record in the folder; returns file name -> rows."""
    folder.mkdir(parents=True, exist_ok=True)
    written: dict[str, int] = {}
    for model, path in TO_WORKSPACE.items():
        name = f"{model._meta.label_lower}.jsonl"
        with (folder / name).open("w", encoding="utf-8") as stream:
            written[name] = 0
            for row in _rows(model, path, workspace):
                stream.write(json.dumps(plain_row(row), ensure_ascii=False) + "\n")
                written[name] += 1
    return written


def plain_row(row: dict[str, Any]) -> dict[str, Any]:
    """One row in JSON's types; bytes as base64."""
    return {name: _plain(value) for name, value in row.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(value).decode()
    return value if isinstance(value, dict | list) else plain(value)


def _rows(model: type[models.Model], path: str, workspace: Workspace) -> Iterator[dict[str, Any]]:
    found = model._default_manager.filter(**{path: workspace.pk}).order_by("pk").values()
    yield from found.iterator(chunk_size=_AT_A_TIME)
