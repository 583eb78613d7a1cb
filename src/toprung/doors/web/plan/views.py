"""The plan's page, what the customer sees, its versions and in what they differ."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from toprung.doctrine.plans import told
from toprung.doors.web.account.parts import part
from toprung.doors.web.plan.work import plan_at
from toprung.doors.web.rendering import render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput
from toprung.motion.plans.customers import as_shared, if_shared_now
from toprung.motion.plans.picture import PlanSeen, differing, plan_seen
from toprung.motion.plans.timeline import timeline
from toprung.motion.portrait.head import the_account
from toprung.records.book.models import Account
from toprung.records.tenancy.permissions import Verb


@page()
def plan(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Where the plan stands, its outcomes with their milestones, and what is to be done about it."""
    account = the_account(visit.workspace, pk)
    context = _context(visit, account, plan_seen(account, visit.today))
    return render(request, visit, "plan/page.html", context, title=_title(account), active="accounts")


@page()
def plan_part(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """The plan in short, for the account's page."""
    account = the_account(visit.workspace, pk)
    context = _context(visit, account, plan_seen(account, visit.today))
    return part(request, visit, "plan", context, _title(account))


@page()
def plan_preview(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """What the customer sees today, or (`draft` in the address) would see if the plan were shared now."""
    held = plan_at(visit, pk)
    draft = "draft" in request.GET
    theirs = if_shared_now(held, visit.today) if draft else as_shared(held, visit.today)
    context = {"account": held.account, "theirs": theirs, "draft": draft, **_drawn(visit, theirs)}
    title = f"{held.account.name}: what the customer sees"
    return render(request, visit, "plan/preview.html", context, title=title, active="accounts")


@page()
def plan_version(request: HttpRequest, visit: Visit, pk: int, number: int) -> HttpResponse:
    """One version as it was shared, with its signatures."""
    held = plan_at(visit, pk)
    theirs = as_shared(held, visit.today, number)
    context = {"account": held.account, "theirs": theirs, **_drawn(visit, theirs)}
    title = f"{held.account.name}: success plan, version {number}"
    return render(request, visit, "plan/version.html", context, title=title, active="accounts")


@page()
def plan_differences(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """In what one version (`from`) differs from another (`to`); 0 is the plan as it is written now."""
    held = plan_at(visit, pk)
    newest = held.versions.count()
    before, after = _number(request.GET.get("from", str(newest))), _number(request.GET.get("to", "0"))
    changes = differing(held, before, after)
    context = {
        "account": held.account,
        "changes": changes,
        "told": told(changes),
        "before": before,
        "after": after,
        "numbers": [*range(1, newest + 1), 0],
    }
    title = f"{held.account.name}: differences between versions"
    return render(request, visit, "plan/differences.html", context, title=title, active="accounts")


def _context(visit: Visit, account: Account, seen: PlanSeen | None) -> dict[str, Any]:
    return {
        "account": account,
        "seen": seen,
        "can_write": visit.may(Verb.WRITE_PLAN),
        "can_comment": visit.may(Verb.COMMENT_PLAN),
        "can_promise": visit.may(Verb.WRITE_OUTCOME),
        **_drawn(visit, seen),
    }


def _drawn(visit: Visit, seen: Any) -> dict[str, Any]:
    """The timeline of whichever plan it is, and the zone in which moments are told."""
    return {"line": timeline(seen.milestones, visit.today) if seen else None, "zone": visit.workspace.zone}


def _title(account: Account) -> str:
    return f"{account.name}: success plan"


def _number(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise BadInput("A version is told by its number; 0 is the plan as it is written now.")
    return int(text)
