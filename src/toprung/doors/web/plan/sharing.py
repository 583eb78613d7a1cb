"""Sharing on purpose: what the customer will see is looked at first; and signatures that reach us another way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse

from toprung.doctrine.reasons import listed
from toprung.doors.web.account.choices import person_choices
from toprung.doors.web.account.fields import ASK, Choice, Day, Text
from toprung.doors.web.account.workbench import METHODS, posted
from toprung.doors.web.entering.asking import origin
from toprung.doors.web.once import first_time
from toprung.doors.web.plan.work import PlanForm, plan_at, recorded, work
from toprung.doors.web.rendering import render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.canon import fingerprint
from toprung.kernel.errors import Refused
from toprung.motion.plans.customers import if_shared_now
from toprung.motion.plans.picture import plan_seen
from toprung.motion.plans.timeline import timeline
from toprung.motion.portal.sharing import hearers, share
from toprung.records.book.queries import stakeholder
from toprung.records.plans import actions, queries
from toprung.records.plans.content import content_of
from toprung.records.plans.models import SuccessPlan
from toprung.records.tenancy.permissions import Verb
from toprung.records.tenancy.turns import turn

_MEANWHILE = (
    "Someone changed the plan while you were reading. Nothing was shared: below is what the customer would see now; "
    "look at it, then share it."
)


class ReportSignature(PlanForm):
    """A signature that was given on paper, in an e-mail or on a call: it is reported, never signed for them."""

    heading = "Record a signature"
    submit = "Record it"

    version = Choice([], label="Version")
    stakeholder = Choice([], label="Who signed")
    signed_on = Day(label="Signed on")
    how = Text(rows=2, label="How you know", help_text="On paper, in an e-mail, on a call: whoever asks can follow it.")

    intro = "Kept at grade reported. Grade signed is earned only by the customer’s person, through their own link."

    def __init__(self, visit: Visit, plan: SuccessPlan, data: Any = None) -> None:
        self.plan = plan
        super().__init__(visit, plan.account, data)

    def dress(self) -> None:
        """The versions, newest first, and the account's people."""
        numbers = list(queries.versions(self.plan).values_list("number", flat=True))
        self.fields["version"].choices = [(str(number), f"Version {number}") for number in numbers]  # type: ignore[attr-defined]
        self.fields["stakeholder"].choices = [ASK, *person_choices(self.visit.workspace, self.account)]  # type: ignore[attr-defined]
        self.fields["signed_on"].initial = self.visit.today

    def act(self) -> str:
        """Put it on record."""
        given = self.cleaned_data
        person = stakeholder(self.visit.workspace, self.account.external_id, given["stakeholder"])
        version = queries.version(self.plan, int(given["version"]))
        actions.report_signature(
            version, person, signed_on=given["signed_on"], how=given["how"], by=self.visit.actor, now=self.visit.now
        )
        return f"{person.name}’s signature of version {version.number} is on record, reported."


@page(Verb.WRITE_PLAN, methods=METHODS)
def plan_share(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """What the customer will see, and the button that lets them."""
    plan = plan_at(visit, pk)
    if request.method != "POST":
        return _asked(request, visit, plan)
    try:
        with turn(visit.workspace):
            if not first_time(request, visit):
                return recorded(request, visit, plan.account, "That was shared already.")
            if request.POST.get("shown") != _shown(plan):
                raise Refused(_MEANWHILE)
            numbers, tell = (_numbers(request.POST.getlist(name)) for name in ("milestones", "tell"))
            shared = share(plan, numbers, tell, origin=origin(request), by=visit.actor, now=visit.now)
    except Refused as error:
        return _asked(request, visit, plan, str(error))
    told = f" Told by mail: {listed([person.name for person in shared.told])}." if shared.told else ""
    return recorded(request, visit, plan.account, f"The customer sees version {shared.version.number} now.{told}")


@page(Verb.WRITE_PLAN, methods=METHODS)
def signature_new(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Record a signature."""
    plan = plan_at(visit, pk)
    if queries.latest_version(plan) is None:
        raise Refused("Nothing was shared yet, so there is nothing to sign: share the plan first.")
    return work(request, ReportSignature(visit, plan, posted(request)))


def _asked(request: HttpRequest, visit: Visit, plan: SuccessPlan, refusal: str = "") -> HttpResponse:
    theirs = if_shared_now(plan, visit.today)
    tell = request.POST.getlist("tell") if request.method == "POST" else None
    context = {
        "account": plan.account,
        "theirs": theirs,
        "line": timeline(theirs.milestones, visit.today),
        "seen": plan_seen(plan.account, visit.today),
        "zone": visit.workspace.zone,
        "shown": _shown(plan),
        "hearers": [(one, tell is None or str(one.person.pk) in tell) for one in hearers(plan, visit.now)],
        "refusal": refusal,
    }
    title = f"{plan.account.name}: share the plan"
    status = 422 if refusal else 200
    return render(request, visit, "plan/share.html", context, title=title, active="accounts", status=status)


def _shown(plan: SuccessPlan) -> str:
    """What the page shows, so that nobody shares what they have not read."""
    return fingerprint(content_of(plan))


def _numbers(texts: Sequence[str]) -> list[int]:
    return [int(text) for text in texts if text.isdecimal() and len(text) < 10]
