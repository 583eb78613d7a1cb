"""The cast: one vendor with its members, one customer with its people, and a stranger from another workspace.

Tests name people, not anonymous factories. Brightworks sells to Harbor Foods; Northlight is someone else's tenant.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from toprung.kernel.vocabulary import MemberRole, StakeholderRole
from toprung.records.book.models import Account, Segment, SegmentMembership, Stakeholder
from toprung.records.tenancy.actors import Actor, acting
from toprung.records.tenancy.models import Member, Workspace

#: the moment at which everything in a test happens, and its day at Brightworks
NOW = datetime(2026, 3, 31, 10, 0, tzinfo=UTC)
TODAY = date(2026, 3, 31)
LONG_AGO = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Cast:
    """Everyone who appears in a test."""

    workspace: Workspace
    admin: Actor
    leader: Actor
    csm: Actor
    other_csm: Actor
    seller: Actor
    viewer: Actor
    #: the customer, external id HF-1, Mid-Market from the beginning, live since 2025-10-01
    harbor: Account
    buyer: Stakeholder
    champion: Stakeholder
    sponsor: Stakeholder
    team_lead: Stakeholder
    manager: Stakeholder
    #: another vendor's workspace with one customer of the same external id, and its admin
    elsewhere: Workspace
    their_harbor: Account
    stranger: Actor

    @property
    def members(self) -> dict[MemberRole, Actor]:
        """One actor for each role."""
        return {
            MemberRole.ADMIN: self.admin,
            MemberRole.LEADER: self.leader,
            MemberRole.CSM: self.csm,
            MemberRole.SALES: self.seller,
            MemberRole.VIEWER: self.viewer,
        }


def assemble() -> Cast:
    """Put the cast on file. Needs a database."""
    workspace = Workspace.objects.create(name="Brightworks", timezone="Europe/Berlin", currency="EUR", created_at=NOW)
    elsewhere = Workspace.objects.create(name="Northlight", created_at=NOW)
    segments = {
        name: Segment.objects.create(workspace=workspace, name=name) for name in ("SMB", "Mid-Market", "Enterprise")
    }
    harbor = _account(workspace, "Harbor Foods")
    SegmentMembership.objects.create(account=harbor, segment=segments["Mid-Market"], recorded_at=NOW, backfilled=True)
    return Cast(
        workspace=workspace,
        admin=_member(workspace, "Ada Osei", MemberRole.ADMIN),
        leader=_member(workspace, "Lena Vogt", MemberRole.LEADER),
        csm=_member(workspace, "Chidi Mensah", MemberRole.CSM),
        other_csm=_member(workspace, "Clara Ruiz", MemberRole.CSM),
        seller=_member(workspace, "Sam Keller", MemberRole.SALES),
        viewer=_member(workspace, "Vera Novak", MemberRole.VIEWER),
        harbor=harbor,
        buyer=_person(harbor, "Bea Lindqvist", StakeholderRole.BUYER),
        champion=_person(harbor, "Carlos Prado", StakeholderRole.CHAMPION),
        sponsor=_person(harbor, "Esi Laurent", StakeholderRole.EXECUTIVE_SPONSOR),
        team_lead=_person(harbor, "Tom Becker", StakeholderRole.TEAM_LEAD),
        manager=_person(harbor, "Mina Sato", StakeholderRole.MANAGER),
        elsewhere=elsewhere,
        their_harbor=_account(elsewhere, "Harbor Foods"),
        stranger=_member(elsewhere, "Stan Doyle", MemberRole.ADMIN),
    )


def _account(workspace: Workspace, name: str) -> Account:
    return Account.objects.create(
        workspace=workspace,
        external_id="HF-1",
        name=name,
        owner="Chidi Mensah",
        seats=40,
        currency="EUR",
        go_live_on=date(2025, 10, 1),
        created_on=LONG_AGO,
    )


def _member(workspace: Workspace, name: str, role: MemberRole) -> Actor:
    email = f"{name.split()[0].lower()}@{workspace.name.lower()}.example"
    return acting(Member.objects.create(workspace=workspace, name=name, email=email, role=role, joined_on=LONG_AGO))


def _person(account: Account, name: str, role: StakeholderRole) -> Stakeholder:
    email = f"{name.split()[0].lower()}@harborfoods.example"
    return Stakeholder.objects.create(account=account, name=name, email=email, role=role, joined_on=LONG_AGO)
