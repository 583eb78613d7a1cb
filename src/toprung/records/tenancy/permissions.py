"""The one verb x role table. Every member reads the whole workspace; roles limit verbs; actions enforce them."""

from __future__ import annotations

import enum
from typing import Protocol

from toprung.kernel.errors import NotAllowed
from toprung.kernel.vocabulary import MemberRole
from toprung.records.tenancy.actors import Actor, ActorKind
from toprung.records.tenancy.models import Workspace

_ADMIN = frozenset({MemberRole.ADMIN})
_LEADERS = _ADMIN | {MemberRole.LEADER}
_SUCCESS = _LEADERS | {MemberRole.CSM}
_PROMISERS = _SUCCESS | {MemberRole.SALES}
_ALL = frozenset(MemberRole)


class Verb(enum.StrEnum):
    """What can be done. The value is what the journal and the API call it."""

    READ = "read"
    EXPORT = "export"
    MANAGE_MEMBERS = "manage_members"
    CHANGE_WORKSPACE = "change_workspace"
    CHANGE_POLICY = "change_policy"
    IMPORT = "import"
    EDIT_ACCOUNT = "edit_account"
    WRITE_PROSPECT = "write_prospect"
    EDIT_STAKEHOLDER = "edit_stakeholder"
    EDIT_CONTRACT = "edit_contract"
    RECORD_REVENUE = "record_revenue"
    RECORD_TOUCH = "record_touch"
    WRITE_NOTE = "write_note"
    WRITE_OUTCOME = "write_outcome"
    RECORD_MEASUREMENT = "record_measurement"
    RECORD_ATTESTATION = "record_attestation"
    CLAIM_RESULT = "claim_result"
    ANSWER_CHECK = "answer_check"
    INTERVENE = "intervene"
    EVALUATE = "evaluate"
    CHANGE_SHARED_VIEW = "change_shared_view"
    ERASE_PERSON = "erase_person"
    MANAGE_SOURCES = "manage_sources"
    MANAGE_KEYS = "manage_keys"
    INVITE_CUSTOMER = "invite_customer"
    WRITE_PLAN = "write_plan"
    COMMENT_PLAN = "comment_plan"
    PROPOSE_WORDING = "propose_wording"
    SIGN_PLAN = "sign_plan"
    TICK_MILESTONE = "tick_milestone"
    ATTEST = "attest"
    FORWARD_REQUEST = "forward_request"
    HAND_OFF = "hand_off"
    ACCEPT_HANDOFF = "accept_handoff"
    CHANGE_TEMPLATES = "change_templates"


ALLOWED: dict[Verb, frozenset[MemberRole]] = {
    Verb.READ: _ALL,
    Verb.EXPORT: _ALL,
    Verb.MANAGE_MEMBERS: _ADMIN,
    Verb.CHANGE_WORKSPACE: _ADMIN,
    Verb.CHANGE_POLICY: _LEADERS,
    Verb.IMPORT: _LEADERS,
    Verb.EDIT_ACCOUNT: _SUCCESS,
    # An account before its signature alone; customers are edited by `EDIT_ACCOUNT`.
    Verb.WRITE_PROSPECT: _PROMISERS,
    Verb.EDIT_STAKEHOLDER: _PROMISERS,
    Verb.EDIT_CONTRACT: _LEADERS | {MemberRole.SALES},
    Verb.RECORD_REVENUE: _LEADERS,
    Verb.RECORD_TOUCH: _PROMISERS,
    Verb.WRITE_NOTE: _PROMISERS,
    Verb.WRITE_OUTCOME: _PROMISERS,
    Verb.RECORD_MEASUREMENT: _SUCCESS,
    Verb.RECORD_ATTESTATION: _SUCCESS,
    Verb.CLAIM_RESULT: _SUCCESS,
    Verb.ANSWER_CHECK: _SUCCESS,
    Verb.INTERVENE: _SUCCESS,
    Verb.EVALUATE: _SUCCESS,
    Verb.CHANGE_SHARED_VIEW: _LEADERS,
    Verb.ERASE_PERSON: _ADMIN,
    Verb.MANAGE_SOURCES: _ADMIN,
    Verb.MANAGE_KEYS: _ADMIN,
    Verb.INVITE_CUSTOMER: _PROMISERS,
    Verb.WRITE_PLAN: _PROMISERS,
    Verb.COMMENT_PLAN: _PROMISERS,
    Verb.HAND_OFF: _PROMISERS,
    Verb.ACCEPT_HANDOFF: _SUCCESS,
    # A customer's people do these for themselves: no member can, whatever the role.
    Verb.PROPOSE_WORDING: frozenset(),
    Verb.SIGN_PLAN: frozenset(),
    Verb.TICK_MILESTONE: frozenset(),
    Verb.ATTEST: frozenset(),
    Verb.FORWARD_REQUEST: frozenset(),
    Verb.CHANGE_TEMPLATES: _LEADERS,
}

#: what a customer's person may do, for their own account alone
OF_CUSTOMERS = frozenset(
    {
        Verb.COMMENT_PLAN,
        Verb.PROPOSE_WORDING,
        Verb.SIGN_PLAN,
        Verb.TICK_MILESTONE,
        Verb.RECORD_MEASUREMENT,
        Verb.ATTEST,
        Verb.FORWARD_REQUEST,
    }
)


class HeldAccount(Protocol):
    """An account on file, as far as permission asks."""

    @property
    def pk(self) -> int: ...

    @property
    def workspace(self) -> Workspace: ...


def may(actor: Actor, verb: Verb, workspace: Workspace) -> bool:
    """May this actor do it there? A stranger (another workspace's actor) and anonymous may nothing."""
    if actor.role is None or (actor.workspace is not None and actor.workspace != workspace.pk):
        return False
    return actor.role in ALLOWED[verb]


def require(actor: Actor, verb: Verb, workspace: Workspace) -> None:
    """Raise NotAllowed, in a sentence, where `may` says no."""
    if not may(actor, verb, workspace):
        roles = ", ".join(sorted(role.label for role in ALLOWED[verb])) or "the customer’s own person"
        held = f"is {actor.role.label} here" if actor.role else "has no role here"
        raise NotAllowed(f"{actor.name} {held} and may not {verb.replace('_', ' ')}: ask one who is {roles}.")


def require_for(by: Actor, verb: Verb, account: HeldAccount) -> None:
    """As `require`, where a customer's people may act too: each for their own account alone.

    Raises NotAllowed, in a sentence.
    """
    if by.kind is not ActorKind.STAKEHOLDER:
        require(by, verb, account.workspace)
    elif verb not in OF_CUSTOMERS or (by.workspace, by.account) != (account.workspace.pk, account.pk):
        raise NotAllowed(f"{by.name} may not {verb.replace('_', ' ')} here: a personal link is for one account alone.")
