"""The account's own fields: owner, tier, seats, industry, go-live, and the segment from a day on."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse

from toprung.doors.web.account.fields import Choice, Day
from toprung.doors.web.account.workbench import METHODS, EditForm, posted, work
from toprung.doors.web.visits import Visit, page
from toprung.kernel.errors import BadInput
from toprung.motion.portrait.head import head
from toprung.records.book.actions import upsert_accounts
from toprung.records.book.drafts import AccountDraft
from toprung.records.book.models import Account
from toprung.records.book.queries import segments
from toprung.records.tenancy.permissions import Verb
from toprung.records.tenancy.queries import members

_PLAIN = ("name", "owner", "tier", "industry", "seller")
_CLEARED = ("seats", "go_live_on")
_MOST_SEATS = 2_147_483_647


class EditAccount(EditForm):
    """What a vendor writes about an account. Contracts and revenue have their own ways in."""

    heading = "Edit the account"

    name = forms.CharField(max_length=300, label="Name")
    owner = forms.CharField(
        max_length=200, required=False, label="Owner", widget=forms.TextInput(attrs={"list": "owners"})
    )
    segment = Choice([], optional=True, label="Segment")
    segment_from = Day(required=False, label="Segment since", help_text="Only where the segment changes; blank: today.")
    tier = forms.CharField(max_length=100, required=False, label="Tier")
    seats = forms.IntegerField(min_value=0, max_value=_MOST_SEATS, required=False, label="Seats bought")
    industry = forms.CharField(max_length=200, required=False, label="Industry")
    seller = forms.CharField(
        max_length=200, required=False, label="Seller", widget=forms.TextInput(attrs={"list": "owners"})
    )
    go_live_on = Day(required=False, label="Went live on", help_text="Several clocks start here.")

    def dress(self) -> None:
        """The workspace's segments."""
        names = segments(self.visit.workspace).values_list("name", flat=True)
        self.fields["segment"].choices += [(name, name) for name in names]  # type: ignore[attr-defined]

    @property
    def owners(self) -> list[str]:
        """Whom the fields suggest as owner and as seller: the members."""
        return list(members(self.visit.workspace).values_list("name", flat=True))

    def on_file(self) -> dict[str, Any]:
        """The account as on file."""
        seen = head(self.visit.workspace, self.account.pk, self.visit.today)
        values = {name: getattr(seen.account, name) for name in (*_PLAIN, *_CLEARED)}
        held = {name for name, _ in self.fields["segment"].choices}  # type: ignore[attr-defined]
        return values | {"segment": seen.segment if seen.segment in held else "", "segment_from": None}

    def keep(self, changed: dict[str, Any]) -> str:
        """Save what changed."""
        if "segment" in changed and not changed["segment"]:
            raise BadInput("An account stays in its segment until it moves to another: choose one.")
        draft = AccountDraft(
            account=self.account.external_id,
            **{name: changed[name] for name in (*_PLAIN, *_CLEARED, "segment") if changed.get(name) is not None},
            segment_from=changed.get("segment_from") if "segment" in changed else None,
            clear=frozenset(name for name in _CLEARED if name in changed and changed[name] is None),
        )
        results = upsert_accounts(self.visit.workspace, [draft], by=self.visit.actor, now=self.visit.now)
        return self.taken(results, "Account saved.", "Nothing was changed.")


@page(Verb.EDIT_ACCOUNT, methods=METHODS)
def account_edit(request: HttpRequest, visit: Visit, pk: int) -> HttpResponse:
    """Edit the account."""
    account: Account = head(visit.workspace, pk, visit.today).account
    return work(request, EditAccount(visit, account, posted(request)))
