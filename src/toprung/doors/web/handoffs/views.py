"""The list of hand-offs, from when they are used, and the page of one account's."""

from __future__ import annotations

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from toprung.doors.web.account.fields import Day
from toprung.doors.web.handoffs.showing import said, sides_shown
from toprung.doors.web.home.scoping import MINE, Choice
from toprung.doors.web.once import first_time, saved_for_good
from toprung.doors.web.rendering import redirect_to, render
from toprung.doors.web.visits import Visit, page
from toprung.kernel.vocabulary import MemberRole
from toprung.motion.handoffs.desk import desk
from toprung.motion.handoffs.listing import Book, Show, handoff_book
from toprung.motion.portrait.head import the_account
from toprung.records.handoffs.actions import begin_handoffs
from toprung.records.handoffs.queries import used_from
from toprung.records.tenancy.permissions import Verb
from toprung.records.tenancy.turns import turn

SIZE = 50
_TEAM = "team"


class BeginForm(forms.Form):
    """From which day on hand-offs are used."""

    since = Day(label="Accounts signed or gone live from this day on are asked about")

    use_required_attribute = False


@page()
def handoffs(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Who is to act next, by when, and what is missing. A seller sees their own first."""
    who = request.GET.get("who") or (MINE if visit.member.role == MemberRole.SALES else _TEAM)
    book = handoff_book(visit.workspace, visit.today, visit.member.name if who == MINE else "")
    show = _shown(request, book)
    leaf = Paginator(book.part(show), SIZE).get_page(request.GET.get("page"))
    context = {
        "book": book,
        "counts": {name.value: number for name, number in book.counts.items()},
        "show": show,
        "parts": _parts(visit, book, show, who),
        "whose": _whose(visit, who),
        "mine": who == MINE,
        "can_begin": visit.may(Verb.CHANGE_POLICY),
        "can_add": visit.may(Verb.WRITE_PROSPECT),
        "page": leaf,
        "lines": book.lines(list(leaf)),
    }
    return render(request, visit, "handoffs/list.html", context, title="Hand-offs", active="handoffs")


@page(Verb.CHANGE_POLICY, methods=("GET", "HEAD", "POST"))
def handoffs_begin(request: HttpRequest, visit: Visit) -> HttpResponse:
    """From when on hand-offs are used."""
    form = BeginForm(request.POST or None, initial={"since": used_from(visit.workspace)})
    if request.method == "POST" and form.is_valid():
        with turn(visit.workspace):
            if first_time(request, visit):
                begin_handoffs(visit.workspace, form.cleaned_data["since"], by=visit.actor, now=visit.now)
        saved_for_good(request)
        return redirect_to(request, "handoffs", visit.workspace.pk, message="Saved: the book is looked at anew.")
    status = 422 if request.method == "POST" else 200
    title = "From when hand-offs are used"
    return render(request, visit, "handoffs/begin.html", {"form": form}, title=title, active="handoffs", status=status)


@page()
def account_handoff(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """One account: both gates, what was done, and what was promised."""
    account = the_account(visit.workspace, pk)
    found = desk(visit.workspace, account, visit.today)
    context = {
        "account": account,
        "desk": found,
        "sides": sides_shown(visit, found),
        "said": said(found),
        "can": {verb.value: visit.may(verb) for verb in Verb},
    }
    title = f"{account.name}: hand-off"
    return render(request, visit, "handoffs/account.html", context, title=title, active="accounts")


def _shown(request: HttpRequest, book: Book) -> Show:
    """The part that the address asks for, else the first that has something in it."""
    asked = next((show for show in Show if show.value == request.GET.get("show")), None)
    return asked or next((show for show in Show if book.counts[show]), Show.ANSWER)


def _parts(visit: Visit, book: Book, show: Show, who: str) -> list[Choice]:
    path = reverse("handoffs", args=[visit.workspace.pk])
    counts = book.counts
    return [
        Choice(one.label.capitalize(), f"{path}?show={one.value}&who={who}", one is show, counts[one]) for one in Show
    ]


def _whose(visit: Visit, who: str) -> tuple[Choice, Choice]:
    path = reverse("handoffs", args=[visit.workspace.pk])
    return (
        Choice("My team", f"{path}?who={_TEAM}", active=who != MINE),
        Choice("Mine", f"{path}?who={MINE}", active=who == MINE),
    )
