"""One account's hand-offs on a page: who may see and do what, from the seller's draft to the CSM's word."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from tests.cast import NOW, TODAY, Cast
from tests.doors.web.conftest import SignIn

from toprung.kernel.changing_hands import HandOffState
from toprung.kernel.vocabulary import Category, StakeholderRole
from toprung.motion.upkeep import refresh
from toprung.records.book.actions import upsert_accounts, upsert_stakeholders
from toprung.records.book.drafts import AccountDraft, StakeholderDraft
from toprung.records.book.models import Account
from toprung.records.handoffs.models import FrozenPromise, HandOff
from toprung.records.outcomes.actions import write_outcomes
from toprung.records.outcomes.drafts import OutcomeDraft
from toprung.records.outcomes.templates import template, write_template

pytestmark = pytest.mark.usefixtures("in_spring")


@pytest.fixture
def prospect(cast: Cast) -> Account:
    """Larch Foods, of whom a seller has promised something without a target."""
    draft = AccountDraft("LF-1", name="Larch Foods", segment="SMB", owner="Chidi Mensah")
    upsert_accounts(cast.workspace, [draft], by=cast.csm, now=NOW)
    person = StakeholderDraft("LF-1", "Lou Berg", role=StakeholderRole.BUYER)
    upsert_stakeholders(cast.workspace, [person], by=cast.seller, now=NOW)
    write_outcomes(cast.workspace, [promised(target=None)], by=cast.seller, now=NOW)
    refresh(cast.workspace, ["LF-1"], NOW)
    return Account.objects.get(external_id="LF-1")


def promised(target: Decimal | None) -> OutcomeDraft:
    return OutcomeDraft(
        "LF-1",
        "close",
        statement="Close the books in 5 days instead of 10",
        metric="days to close",
        baseline=Decimal(10),
        target=target,
        due_days=90,
        category=Category.EFFICIENCY_GAINED,
        mechanism="Matches bank lines by itself",
        validator="Lou Berg",
        promised_by="Sam Keller",
        promised_on=TODAY - timedelta(days=3),
    )


def address(cast: Cast, account: Account, name: str = "account_handoff", *more: str) -> str:
    return reverse(name, args=[cast.workspace.pk, account.pk, *more])


def text(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def sign(client: Client, cast: Cast, prospect: Account) -> None:
    form = {"signed_on": "2026-03-31", "starts_on": "2026-04-01", "ends_on": "2027-04-01", "contract": "LF-C1"}
    answer = client.post(address(cast, prospect, "handoff_signature"), form)
    assert answer.status_code == 303, answer.content.decode()
    assert answer.headers["Location"] == address(cast, prospect)


def test_anonymous_and_strangers_see_nothing(cast: Cast, prospect: Account, sign_in: SignIn, client: Client) -> None:
    assert client.get(address(cast, prospect)).status_code == 302
    assert sign_in("stan").get(address(cast, prospect)).status_code == 404


def test_before_the_signature_the_gate_says_who_owes_what(cast: Cast, prospect: Account, sign_in: SignIn) -> None:
    page = text(sign_in("sam"), address(cast, prospect))
    assert "Larch Foods has not signed yet: 1 of 12 pieces is missing." in page
    assert "<strong>Seller</strong>: target." in page
    assert "Record the signature" in page
    assert "Hand over …" not in page


def test_from_signature_to_accepted(cast: Cast, prospect: Account, sign_in: SignIn) -> None:
    sam, chidi = sign_in("sam"), sign_in("chidi")
    sign(sam, cast, prospect)
    assert FrozenPromise.objects.get(account=prospect).frozen_by == "Sam Keller"
    page = text(sam, address(cast, prospect))
    assert "is to be handed over from sales to customer success, to be accepted by 14 Apr 2026: 1 of 12" in page

    over = address(cast, prospect, "handoff_over", "sale")
    refused = sam.post(over, {"words": ""})
    assert refused.status_code == 422
    assert "Why it is handed over all the same" in refused.content.decode()
    assert sam.post(over, {"words": "They set the target in April."}).status_code == 303

    back = address(cast, prospect, "handoff_back", "sale")
    assert sam.post(back, {"reasons": "x"}).status_code == 403
    assert chidi.post(back, {"reasons": ""}).status_code == 422
    assert chidi.post(back, {"reasons": "No target: when is it kept?"}).status_code == 303
    page = text(sam, address(cast, prospect))
    assert "is sent back from sales to customer success: Chidi Mensah, 31 Mar 2026; 1 of 12 pieces is missing." in page
    assert "No target: when is it kept?" in page

    write_outcomes(cast.workspace, [promised(Decimal(5))], by=cast.seller, now=NOW + timedelta(minutes=1))
    assert sam.post(over, {"words": ""}).status_code == 303
    assert chidi.post(address(cast, prospect, "handoff_accept", "sale"), {"words": ""}).status_code == 303
    assert HandOff.objects.get(account=prospect).state == HandOffState.ACCEPTED
    page = text(chidi, address(cast, prospect))
    assert "Larch Foods has not gone live yet" in page, "the next hand-off is the page's subject now"
    assert "its outcome has been changed since" in page, "the frozen promise has no target"


def test_the_frozen_promise_says_from_which_template_it_was_started(
    cast: Cast, prospect: Account, sign_in: SignIn
) -> None:
    sam, key = sign_in("sam"), "smb-cost-cut"
    form = sam.get(address(cast, prospect, "outcome_new") + "?back=account_handoff").content.decode()
    assert f"?template={key}&amp;back=account_handoff" in form, "and back to the hand-off afterwards"
    started = sam.get(address(cast, prospect, "outcome_new") + f"?template={key}&back=account_handoff")
    fields = {**started.context["form"].initial, "statement": "Spend €900 less a month on bookkeeping", "target": "500"}
    sam.post(address(cast, prospect, "outcome_new"), fields)
    sign(sam, cast, prospect)

    held = template(cast.workspace, key).template
    said = replace(held, statement="Spend [amount] less a month")
    write_template(cast.workspace, key, said, by=cast.leader, now=NOW)
    page = text(sam, address(cast, prospect))
    assert "from the template “Spend [amount] less a month”" in page, "as it is called today"
    assert "written without a template" in page, "the other promise"


def test_what_is_not_open_to_a_role_is_not_offered(cast: Cast, prospect: Account, sign_in: SignIn) -> None:
    sign(sign_in("sam"), cast, prospect)
    page = text(sign_in("vera"), address(cast, prospect))
    assert "Hand over" not in page
    assert "Supply it" not in page
    sign_in("sam").post(address(cast, prospect, "handoff_over", "sale"), {"words": "So be it"})
    assert "Accept …" not in text(sign_in("sam"), address(cast, prospect))
    assert "Accept …" in text(sign_in("chidi"), address(cast, prospect))


def test_commitments_are_said_once_or_not_to_be(cast: Cast, prospect: Account, sign_in: SignIn) -> None:
    form, sam = address(cast, prospect, "handoff_commitments", "sale"), sign_in("sam")
    shown = sam.get(form)
    seen = shown.context["seen"]
    for wrong in ({"lines": ""}, {"lines": "x", "none": "on"}):
        assert "Write them down one a line" in sam.post(form, {**wrong, "seen": seen}).content.decode()
    assert (
        sam.post(form, {"lines": "A dashboard in Dutch\n\nTen seats at the old price", "seen": seen}).status_code == 303
    )
    assert HandOff.objects.get(account=prospect).commitments == ["A dashboard in Dutch", "Ten seats at the old price"]
    # Somebody who saw the empty list is shown both, and nothing is lost.
    clash = sam.post(form, {"none": "on", "lines": "", "seen": seen})
    assert clash.status_code == 422
    assert "Someone else changed this" in clash.content.decode()
    assert len(HandOff.objects.get(account=prospect).commitments or ()) == 2
    assert "A dashboard in Dutch" in text(sam, form)


def test_a_signature_to_come_is_none(cast: Cast, prospect: Account, sign_in: SignIn) -> None:
    form = {"signed_on": "2026-04-30", "contract": "C"}
    answer = sign_in("sam").post(address(cast, prospect, "handoff_signature"), form)
    assert answer.status_code == 422
    assert "still ahead" in answer.content.decode()
    assert not FrozenPromise.objects.exists()


def test_twice_at_once_is_refused_with_who_was_quicker(cast: Cast, prospect: Account, sign_in: SignIn) -> None:
    sam = sign_in("sam")
    sign(sam, cast, prospect)
    over = address(cast, prospect, "handoff_over", "sale")
    assert sam.post(over, {"words": "x"}).status_code == 303
    again = sam.post(over, {"words": "x"})
    assert again.status_code == 422
    assert "handed over: Sam Keller did that on 2026-03-31" in again.content.decode()


def test_an_unknown_kind_is_not_found(cast: Cast, prospect: Account, sign_in: SignIn) -> None:
    assert sign_in("ada").get(address(cast, prospect, "handoff_over", "marriage")).status_code == 404


def test_a_piece_is_supplied_from_the_page_and_back(cast: Cast, prospect: Account, sign_in: SignIn) -> None:
    sam = sign_in("sam")
    page = text(sam, address(cast, prospect))
    assert "?back=account_handoff" in page
    url = reverse("stakeholder_new", args=[cast.workspace.pk, prospect.pk]) + "?back=account_handoff"
    answer = sam.post(url, {"name": "Max Ode", "role": "user"}, headers={"HX-Request": "true"})
    assert answer.headers["HX-Redirect"] == address(cast, prospect)
    assert answer.status_code == 200
