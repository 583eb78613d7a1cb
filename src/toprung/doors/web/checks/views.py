"""The checks that are owed an answer, and answering one in place."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from toprung.doors.web.checks.forms import AnswerForm
from toprung.doors.web.checks.listing import said, shown
from toprung.doors.web.home.scoping import MINE, scope_of
from toprung.doors.web.once import first_time, saved_for_good
from toprung.doors.web.rendering import redirect_to, render, saved
from toprung.doors.web.visits import Visit, is_script, page
from toprung.motion.checks.owed import Owed, check_of
from toprung.motion.upkeep import refresh
from toprung.records.book.models import Account
from toprung.records.outcomes.actions import answer_check
from toprung.records.outcomes.answering import AnsweredMeanwhile, answers_so_far
from toprung.records.tenancy.permissions import Verb
from toprung.records.tenancy.turns import turn

ANSWERS = ("yes", "no")
_TWICE = "That was saved already; nothing was recorded twice."


@page()
def checks(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who owes an answer, what is staged, what was answered lately."""
    return render(request, visit, "checks/list.html", shown(request, visit), title="Checks", active="checks")


@page(Verb.ANSWER_CHECK, methods=("GET", "HEAD", "POST"))
def check_answer(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """The form of an answer, in its row or on a page of its own; and the answer."""
    account = _account(visit, pk)
    owes = check_of(visit.workspace, pk)
    if owes is None:
        raise Http404
    if request.method == "POST":
        return _answered(request, visit, account, owes)
    say = request.GET.get("say", "")
    if say not in ANSWERS:
        return _row(request, visit, owes, None)
    return _row(request, visit, owes, AnswerForm(initial=_initial(account, owes, say)))


def _account(visit: Visit, pk: int) -> Account:
    found = Account.objects.filter(workspace=visit.workspace, pk=pk).select_related("workspace").first()
    if found is None:
        raise Http404
    return found


def _initial(account: Account, owes: Owed, say: str) -> dict[str, object]:
    return {"say": say, "named": owes.named_result if say == "yes" else "", "seen": answers_so_far(account)}


def _answered(request: HttpRequest, visit: Visit, account: Account, owes: Owed) -> HttpResponse:
    form = AnswerForm(request.POST)
    if not form.is_valid():
        return _row(request, visit, owes, form, status=422)
    given = form.cleaned_data
    try:
        # In one turn with the form's receipt: a server that dies in between has kept both or neither.
        with turn(visit.workspace):
            if not first_time(request, visit):
                return _left(request, visit, owes, _TWICE)
            answer_check(
                account,
                yes=given["say"] == "yes",
                named=given["named"],
                words=given["words"],
                seen=given["seen"],
                by=visit.actor,
                now=visit.now,
            )
    except AnsweredMeanwhile as clash:
        return _row(request, visit, owes, _again(request, account), status=422, clash=clash)
    saved_for_good(request)
    refresh(visit.workspace, [account.external_id], visit.now)
    return _left(request, visit, owes, f"{owes.name}: {given['say']}, on the record.")


def _again(request: HttpRequest, account: Account) -> AnswerForm:
    """What was typed, to be put after the answer that was quicker."""
    return AnswerForm({**request.POST.dict(), "seen": answers_so_far(account)})


def _row(
    request: HttpRequest,
    visit: Visit,
    owes: Owed,
    form: AnswerForm | None,
    *,
    status: int = 200,
    clash: AnsweredMeanwhile | None = None,
) -> HttpResponse:
    """The account's row with the form in it, or a page of its own where no script asked."""
    who = MINE if scope_of(request, visit).mine else ""
    values = {"row": owes, "form": form, "clash": clash, "who": who, "may_answer": True}
    template = "checks/row.html" if is_script(request) else "checks/answer.html"
    return render(request, visit, template, values, title="Answer a check", active="checks", status=status)


def _left(request: HttpRequest, visit: Visit, owes: Owed, message: str) -> HttpResponse:
    """The row is gone; what is counted above it and told below it is renewed."""
    scope = scope_of(request, visit)
    if is_script(request):
        return saved(render(request, visit, "checks/left.html", said(visit, scope)), message)
    response = redirect_to(request, "checks", visit.workspace.pk, message=message)
    if scope.mine:
        response.headers["Location"] += f"?who={MINE}"
    return response
