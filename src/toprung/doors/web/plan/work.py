"""Forms of the plan: they open in a dialog of its page, and what was recorded shows there."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from toprung.doors.web.account.workbench import EditForm, WorkForm
from toprung.doors.web.account.workbench import work as work_of_account
from toprung.doors.web.once import saved_for_good
from toprung.doors.web.rendering import redirect_to
from toprung.doors.web.visits import Visit
from toprung.motion.portrait.head import the_account
from toprung.motion.upkeep import refresh
from toprung.records.book.models import Account
from toprung.records.plans.models import SuccessPlan
from toprung.records.plans.queries import the_plan


class PlanForm(WorkForm):
    """One thing to be recorded about an account's plan."""

    @property
    def back(self) -> str:
        """The plan's page."""
        return plan_address(self.visit, self.account)


class PlanEdit(EditForm):
    """A change of something of the plan that two people may be changing."""

    @property
    def back(self) -> str:
        """The plan's page."""
        return plan_address(self.visit, self.account)


def plan_address(visit: Visit, account: Account) -> str:
    """Where the account's plan is."""
    return reverse("plan", args=[visit.workspace.pk, account.pk])


def plan_at(visit: Visit, pk: int) -> SuccessPlan:
    """The plan of the account of that key. Raises NotFound."""
    return the_plan(the_account(visit.workspace, pk))


def work(request: HttpRequest, form: WorkForm) -> HttpResponse:
    """Show the form, or act on what was sent; then the plan's page as it is now."""
    return work_of_account(request, form, recorded)


def recorded(request: HttpRequest, visit: Visit, account: Account, message: str) -> HttpResponse:
    """After something of the plan was recorded: the account is judged anew, and its page is loaded again."""
    saved_for_good(request)
    refresh(visit.workspace, [account.external_id], visit.now)
    if "HX-Request" not in request.headers:
        return redirect_to(request, "plan", visit.workspace.pk, account.pk, message=message)
    messages.success(request, message)
    return HttpResponse(status=204, headers={"HX-Refresh": "true"})
