"""Prospects: added and edited by sellers too, until the signature."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from tests.cast import NOW, TODAY, Cast

from toprung.kernel.errors import NotAllowed, Refused
from toprung.kernel.vocabulary import MemberRole, MovementKind
from toprung.records.book.actions import (
    record_movements,
    upsert_accounts,
    upsert_contracts,
    write_prospect,
)
from toprung.records.book.drafts import AccountDraft, ContractDraft, MovementDraft, ProspectDraft
from toprung.records.book.models import Account, Segment
from toprung.records.book.queries import account, accounts, in_force, is_prospect, memberships
from toprung.records.journal.queries import entries
from toprung.records.journal.upsert import Status, Upserted
from toprung.records.tenancy.actors import ANONYMOUS, OPERATOR, Actor
from toprung.records.tenancy.permissions import ALLOWED, Verb

LARCH = ProspectDraft("LF-1", "Larch  Foods", "SMB", "Sam Keller", date(2026, 5, 29))
#: one fact more about a prospect, and whether it is one still
FACTS: list[tuple[object, bool]] = [
    (ContractDraft("LF-1", "C", signed_on=TODAY), False),
    (ContractDraft("LF-1", "C", signed_on=TODAY + timedelta(days=1)), True),
    (ContractDraft("LF-1", "C", starts_on=TODAY), False),
    (ContractDraft("LF-1", "C", starts_on=TODAY + timedelta(days=1)), True),
    (ContractDraft("LF-1", "C", ends_on=TODAY + timedelta(days=300)), False),
    (AccountDraft("LF-1", go_live_on=TODAY), False),
    (AccountDraft("LF-1", go_live_on=TODAY + timedelta(days=1)), True),
    (AccountDraft("LF-1", stated_arr=Decimal(0)), False),
    (AccountDraft("LF-1", owner="Chidi Mensah"), True),
    (MovementDraft("LF-1", TODAY, MovementKind.NEW, Decimal(10), currency="EUR"), False),
    (MovementDraft("LF-1", TODAY + timedelta(days=1), MovementKind.NEW, Decimal(10), currency="EUR"), True),
]


def write(cast: Cast, draft: ProspectDraft = LARCH, *, by: Actor | None = None, new: bool = False) -> Upserted:
    return write_prospect(cast.workspace, draft, new=new, by=by or cast.seller, now=NOW)


def test_anonymous_and_strangers_are_refused(cast: Cast) -> None:
    for actor in (ANONYMOUS, cast.stranger):
        with pytest.raises(NotAllowed):
            write(cast, by=actor)
    assert not accounts(cast.workspace).filter(external_id="LF-1").exists()


@pytest.mark.parametrize("role", list(MemberRole))
def test_each_role_may_what_the_table_says(cast: Cast, role: MemberRole) -> None:
    if role in ALLOWED[Verb.WRITE_PROSPECT]:
        assert write(cast, by=cast.members[role]).status is Status.CREATED
    else:
        with pytest.raises(NotAllowed, match="may not write prospect"):
            write(cast, by=cast.members[role])
        assert not accounts(cast.workspace).filter(external_id="LF-1").exists()


def test_a_seller_adds_one_and_edits_it(cast: Cast) -> None:
    assert write(cast).status is Status.CREATED
    held = account(cast.workspace, "LF-1")
    assert (held.name, held.seller, held.signature_expected_on) == ("Larch Foods", "Sam Keller", date(2026, 5, 29))
    member = in_force(memberships(cast.workspace).filter(account=held), TODAY)
    assert member is not None
    assert member.segment.name == "SMB"

    assert write(cast).status is Status.UNCHANGED
    later = ProspectDraft("LF-1", segment="mid market", signature_expected_on=date(2026, 6, 30))
    assert write(cast, later).status is Status.UPDATED
    held.refresh_from_db()
    assert (held.name, held.seller, held.signature_expected_on) == ("Larch Foods", "Sam Keller", date(2026, 6, 30))
    write(cast, ProspectDraft("LF-1", seller="", clear=frozenset({"signature_expected_on"})))
    held.refresh_from_db()
    assert (held.seller, held.signature_expected_on) == ("", None)


def test_the_journal_says_who_and_what(cast: Cast) -> None:
    write(cast)
    made = entries(cast.workspace).get()
    assert (made.verb, made.account, made.actor_name) == ("create_account", "LF-1", "Sam Keller")
    assert made.changes["signature_expected_on"] == [None, "2026-05-29"]
    assert made.changes["seller"] == [None, "Sam Keller"]


def test_what_cannot_be_is_refused_with_its_field(cast: Cast) -> None:
    for draft, field, said in (
        (ProspectDraft("LF-1", "  "), "name", "needs a name"),
        (ProspectDraft("LF-1"), "name", "needs a name"),
        (ProspectDraft("  ", "Larch Foods"), "account", "no external id"),
        (ProspectDraft("LF-1", "Larch Foods", "Startups"), "segment", "There is no segment “Startups”"),
        (ProspectDraft("LF-1", "L" * 301), "name", "301 characters"),
    ):
        problem = write(cast, draft).problem
        assert problem is not None
        assert problem.field == field
        assert said in problem.reason
    assert not Segment.objects.filter(name="Startups").exists(), "a seller makes no segments"
    assert not accounts(cast.workspace).filter(external_id__in=("LF-1", "  ")).exists()


def test_adding_one_that_is_on_file_changes_nothing(cast: Cast) -> None:
    write(cast)
    problem = write(cast, ProspectDraft("LF-1", "Somebody else"), new=True).problem
    assert problem is not None
    assert problem.reason == "“LF-1” is on file already, as Larch Foods."
    assert account(cast.workspace, "LF-1").name == "Larch Foods"


def test_a_customer_is_not_edited_as_a_prospect(cast: Cast) -> None:
    write(cast)
    upsert_contracts(cast.workspace, [ContractDraft("LF-1", "C", signed_on=TODAY)], by=cast.seller, now=NOW)
    for actor in (cast.seller, cast.csm, OPERATOR):
        with pytest.raises(Refused, match="Larch Foods is no prospect any more: ask one who is admin, csm, leader"):
            write(cast, ProspectDraft("LF-1", "Larch Holding"), by=actor)
    with pytest.raises(NotAllowed):
        upsert_accounts(cast.workspace, [AccountDraft("LF-1", "Larch Holding")], by=cast.seller, now=NOW)
    assert account(cast.workspace, "LF-1").name == "Larch Foods"


def test_another_workspaces_account_of_that_id_stays(cast: Cast) -> None:
    write(cast, ProspectDraft("NL-7", "Larch Foods"))
    write_prospect(cast.elsewhere, ProspectDraft("NL-7", "Their own"), by=cast.stranger, now=NOW)
    assert account(cast.workspace, "NL-7").name == "Larch Foods"


@pytest.mark.parametrize(("fact", "still"), FACTS)
def test_until_when_it_is_one(cast: Cast, fact: object, still: bool) -> None:
    """As the lifecycle has it; `test_prospects_are_those_of_the_lifecycle` holds both to the same facts."""
    write(cast)
    put(cast, fact)
    assert is_prospect(account(cast.workspace, "LF-1"), TODAY) is still


def put(cast: Cast, fact: object) -> None:
    """The fact on file, by one who may."""
    if isinstance(fact, ContractDraft):
        upsert_contracts(cast.workspace, [fact], by=cast.leader, now=NOW)
    elif isinstance(fact, MovementDraft):
        record_movements(cast.workspace, [fact], by=cast.leader, now=NOW)
    elif isinstance(fact, AccountDraft):
        upsert_accounts(cast.workspace, [fact], by=cast.leader, now=NOW)
    assert Account.objects.filter(external_id="LF-1").exists()
