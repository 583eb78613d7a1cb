"""Who does something: a value, so that a page, a job and the command line can all name themselves."""

from __future__ import annotations

import enum
from dataclasses import dataclass

from toprung.kernel.vocabulary import MemberRole
from toprung.records.tenancy.models import Member


class ActorKind(enum.StrEnum):
    MEMBER = "member"
    STAKEHOLDER = "stakeholder"
    API_KEY = "api_key"
    SYSTEM = "system"
    ANONYMOUS = "anonymous"


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that acts in one workspace. `workspace` None: in any (the operator at the machine).

    `account` is set for a customer's person, who acts for that account alone. `through` names what carried the act
    out where that is to be told apart, such as one import.
    """

    kind: ActorKind
    name: str
    id: str = ""
    role: MemberRole | None = None
    workspace: int | None = None
    account: int | None = None
    through: str = ""


#: whoever can run commands on the machine that holds the data
OPERATOR = Actor(ActorKind.SYSTEM, "operator", role=MemberRole.ADMIN)
#: Toprung itself: what follows from what somebody did
SYSTEM = Actor(ActorKind.SYSTEM, "Toprung", role=MemberRole.ADMIN)
ANONYMOUS = Actor(ActorKind.ANONYMOUS, "anonymous")


def acting(member: Member) -> Actor:
    """The member as an actor."""
    return Actor(ActorKind.MEMBER, member.name, str(member.pk), MemberRole(member.role), member.workspace_id)
